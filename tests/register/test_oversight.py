"""How the installation fares, and chores that one of many processes does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from register import chores, deliveries, oversight
from register.deliveries import DeliveryState
from tests.register import examples
from tests.register.examples import NOW

HOUR = timedelta(hours=1)


def test_all_is_well_while_copies_wait_less_than_an_hour(db: sa.Engine) -> None:
    examples.filed(db)
    assert oversight.standing(db, NOW + HOUR - timedelta(seconds=1)).is_well


def test_what_failed_or_waits_too_long_is_named(db: sa.Engine) -> None:
    for minutes in (0, 10, 50):
        examples.filed(db, now=NOW + timedelta(minutes=minutes))
    [_, second] = deliveries.lease_due(db, NOW + HOUR / 2, HOUR, "courier", 2)
    deliveries.mark_failed(db, second, "550 no such user", NOW + HOUR / 2)
    found = oversight.standing(db, NOW + HOUR)
    assert not found.is_well
    assert (found.queue.failed, found.queue.queued, found.late) == (1, 2, 1)
    assert [(one.reference, one.state) for one in found.troubles] == [
        ("AP-2026-0002", DeliveryState.FAILED),
        ("AP-2026-0001", DeliveryState.QUEUED),
    ]
    assert found.troubles[0].server_reply == "550 no such user"


def test_what_may_have_arrived_or_is_barred_is_named_at_once_and_once(db: sa.Engine) -> None:
    for _ in range(5):
        examples.filed(db)
    unsure, given_up, barred, failed, _ = deliveries.lease_due(db, NOW, HOUR, "courier", 5)
    deliveries.mark_unsure(db, unsure, "", NOW + HOUR, NOW)
    deliveries.mark_unsure(db, given_up, "", None, NOW)
    deliveries.mark_retry(db, barred, "554", NOW + HOUR, NOW, is_barred=True)
    deliveries.mark_failed(db, failed, "550", NOW)
    for now, late in ((NOW, 0), (NOW + 2 * HOUR, 1)):
        found = oversight.standing(db, now)
        assert (found.queue.unsure, found.barred, found.late, found.queue.failed) == (2, 1, late, 1)
        assert found.queue.queued == 2
        assert found.count == len(found.troubles) == 4 + late
        assert not found.is_well


def test_copy_that_may_have_arrived_before_we_were_barred_is_counted_once(db: sa.Engine) -> None:
    examples.filed(db)
    for end in ("unsure", "barred"):
        [taken] = deliveries.lease_due(db, NOW, HOUR, end, 1)
        if end == "unsure":
            deliveries.mark_unsure(db, taken, "", NOW, NOW)
        else:
            deliveries.mark_retry(db, taken, "554", NOW, NOW, is_barred=True)
    found = oversight.standing(db, NOW)
    assert (found.queue.unsure, found.barred, found.count, len(found.troubles)) == (1, 0, 1, 1)


def test_failed_copies_are_found_by_reference(db: sa.Engine) -> None:
    for _ in range(3):
        examples.filed(db)
    for one in deliveries.lease_due(db, NOW, HOUR, "courier", 2):
        deliveries.mark_failed(db, one, "550", NOW)
    assert oversight.failed_deliveries(db) == [1, 2]
    assert oversight.failed_deliveries(db, 2) == [2]
    assert oversight.failed_deliveries(db, 3) == []


def test_filings_are_counted_by_form_over_years_and_versions(db: sa.Engine) -> None:
    assert oversight.filings_by_form(db) == {}
    for form in ("a", "b", "a"):
        examples.filed(db, examples.plan(form=form, prefix=form))
    a_year_later = NOW + timedelta(days=365)
    examples.filed(db, examples.plan(form="b", prefix="b"), now=a_year_later)
    assert oversight.filings_by_form(db) == {"a": 2, "b": 2}
    examples.filed(db, examples.plan(form="a", prefix="a"), revises=1)
    assert oversight.filings_by_form(db) == {"a": 3, "b": 2}


def test_only_copies_that_a_mail_server_took_are_counted_as_accepted(db: sa.Engine) -> None:
    for _ in range(3):
        examples.filed(db)
    first, second, _ = deliveries.lease_due(db, NOW, HOUR, "courier", 3)
    deliveries.mark_accepted(db, first, "250 Ok", NOW)
    deliveries.mark_failed(db, second, "550 No", NOW)
    assert oversight.accepted_copies(db) == 1


def test_a_chore_is_due_at_once_and_then_now_and_then(db: sa.Engine) -> None:
    assert chores.take_on(db, "erase", NOW, HOUR)
    assert not chores.take_on(db, "erase", NOW + HOUR - timedelta(seconds=1), HOUR)
    assert chores.take_on(db, "digest", NOW, HOUR)
    assert chores.take_on(db, "erase", NOW + HOUR, HOUR)
    chores.put_off(db, "erase", NOW + 24 * HOUR)
    assert not chores.take_on(db, "erase", NOW + 23 * HOUR, HOUR)
    assert chores.take_on(db, "erase", NOW + 24 * HOUR, HOUR)


def test_of_many_one_takes_a_chore_on(db: sa.Engine) -> None:
    def take_on(_: int) -> bool:
        return chores.take_on(db, "digest", NOW, HOUR)

    with ThreadPoolExecutor(4) as many:
        assert sum(many.map(take_on, range(20))) == 1


def test_chore_done_by_a_clock_that_was_ahead_is_due(db: sa.Engine) -> None:
    assert chores.take_on(db, "erase", NOW + timedelta(days=365), HOUR)
    assert chores.take_on(db, "erase", NOW, HOUR)
