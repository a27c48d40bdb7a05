"""The queue: leases are exclusive and expire, order is kept, states follow from times."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from register import deliveries, events, oversight, schema
from register.actors import OPERATOR
from register.database import open_database, writing
from register.deliveries import Delivery, DeliveryState
from tests.register import examples
from tests.register.examples import NOW

FIVE_MINUTES = timedelta(minutes=5)


def lease(
    db: sa.Engine, now: datetime = NOW, worker: str = "courier 1", limit: int = 10
) -> list[Delivery]:
    return deliveries.lease_due(db, now, FIVE_MINUTES, worker, limit)


def found(db: sa.Engine, delivery: Delivery) -> Delivery:
    again = deliveries.find_delivery(db, delivery.id)
    assert again is not None
    return again


def state(db: sa.Engine, delivery: Delivery) -> DeliveryState:
    return found(db, delivery).state


@pytest.fixture
def queued(db: sa.Engine) -> sa.Engine:
    examples.filed(db)
    return db


def test_due_delivery_is_leased_with_its_reference(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    assert (leased.reference, leased.version) == ("AP-2026-0001", 1)
    assert (leased.leased_by, leased.leased_until) == ("courier 1", NOW + FIVE_MINUTES)


def test_leased_delivery_is_not_leased_to_another(queued: sa.Engine) -> None:
    assert lease(queued)
    assert lease(queued, worker="courier 2") == []
    assert lease(queued, NOW + FIVE_MINUTES - timedelta(seconds=1)) == []


def test_expired_lease_is_free_for_another(queued: sa.Engine) -> None:
    (first,) = lease(queued)
    (second,) = lease(queued, NOW + FIVE_MINUTES, "courier 2")
    assert second.id == first.id
    assert second.leased_by == "courier 2"


def test_delivery_before_its_time_is_left_alone(queued: sa.Engine) -> None:
    assert lease(queued, NOW - timedelta(seconds=1)) == []


def test_many_couriers_share_the_queue_without_meeting(db: sa.Engine) -> None:
    for _ in range(30):
        examples.filed(db)

    def take_all(worker: int) -> list[int]:
        taken: list[int] = []
        while some := lease(db, worker=f"courier {worker}", limit=3):
            taken += [delivery.id for delivery in some]
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = [one for some in pool.map(take_all, range(6)) for one in some]
    assert len(taken) == 30
    assert len(set(taken)) == 30


def test_delivery_that_another_is_taking_is_passed_over_and_not_waited_for(server_url: str) -> None:
    db = open_database(server_url, wait_seconds=0.05)
    for _ in range(2):
        examples.filed(db)
    with writing(db) as connection:
        first = sa.select(schema.deliveries.c.id).where(schema.deliveries.c.id == 1)
        connection.execute(first.with_for_update())
        assert [delivery.id for delivery in lease(db)] == [2]
    db.dispose()


def test_longest_waiting_goes_first_and_limit_is_kept(db: sa.Engine) -> None:
    late = examples.filed(db, now=NOW + timedelta(seconds=2))
    early = examples.filed(db, now=NOW)
    order = lease(db, NOW + FIVE_MINUTES, limit=1) + lease(db, NOW + FIVE_MINUTES, limit=1)
    assert [one.filing_id for one in order] == [early.id, late.id]


def test_accepted_delivery_is_done(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    assert deliveries.mark_accepted(queued, leased, "250 Ok: queued as 4711", NOW)
    done = found(queued, leased)
    assert (done.state, done.accepted_at, done.attempts) == (DeliveryState.ACCEPTED, NOW, 1)
    assert done.server_reply == "250 Ok: queued as 4711"
    assert lease(queued, NOW + timedelta(days=9)) == []
    assert not deliveries.mark_accepted(queued, leased, "250 Ok", NOW)


def test_postponed_delivery_waits_for_its_time(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    later = NOW + timedelta(minutes=2)
    assert deliveries.mark_retry(queued, leased, "451 Try later", later, NOW)
    waiting = found(queued, leased)
    assert (waiting.state, waiting.attempts) == (DeliveryState.QUEUED, 1)
    assert (waiting.leased_by, waiting.leased_until) == (None, None)
    assert lease(queued, later - timedelta(seconds=1)) == []
    assert len(lease(queued, later)) == 1


def test_failed_delivery_is_not_tried_until_a_human_says_so(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    assert deliveries.mark_failed(queued, leased, "550 No such user", NOW)
    assert state(queued, leased) is DeliveryState.FAILED
    much_later = NOW + timedelta(days=9)
    assert lease(queued, much_later) == []
    assert deliveries.requeue(queued, leased.id, much_later, OPERATOR)
    assert state(queued, leased) is DeliveryState.QUEUED
    (again,) = lease(queued, much_later)
    assert (again.message_id, again.tries_since) == (leased.message_id, much_later)


def test_only_a_failed_delivery_can_be_sent_again(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    assert not deliveries.requeue(queued, leased.id, NOW, OPERATOR)
    deliveries.mark_accepted(queued, leased, "250 Ok", NOW)
    assert not deliveries.requeue(queued, leased.id, NOW, OPERATOR)
    assert not deliveries.requeue(queued, 4711, NOW, OPERATOR)


def test_courier_that_lost_its_lease_cannot_postpone_or_fail(queued: sa.Engine) -> None:
    (lost,) = lease(queued)
    (held,) = lease(queued, NOW + FIVE_MINUTES, "courier 2")
    assert not deliveries.mark_retry(queued, lost, "451 Later", NOW, NOW)
    assert not deliveries.mark_failed(queued, lost, "550 No", NOW)
    assert found(queued, held) == held


def test_acceptance_counts_even_after_the_lease_was_lost(queued: sa.Engine) -> None:
    (lost,) = lease(queued)
    (held,) = lease(queued, NOW + FIVE_MINUTES, "courier 2")
    deliveries.mark_failed(queued, held, "550 No", NOW)
    assert deliveries.mark_accepted(queued, lost, "250 Ok", NOW)
    assert state(queued, lost) is DeliveryState.ACCEPTED
    assert oversight.queue_state(queued, NOW).failed == 0


def test_unsure_delivery_is_neither_accepted_nor_failed(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    later = NOW + timedelta(hours=4)
    assert deliveries.mark_unsure(queued, leased, "No answer", later, NOW)
    waiting = found(queued, leased)
    assert (waiting.state, waiting.unsure_at) == (DeliveryState.UNSURE, NOW)
    assert not waiting.is_given_up
    assert lease(queued, later - timedelta(seconds=1)) == []
    (leased,) = lease(queued, later)
    assert leased.message_id == waiting.message_id
    # What comes after does not tell what became of the attempt before.
    deliveries.mark_retry(queued, leased, "451 Later", later + timedelta(hours=1), later)
    assert state(queued, leased) is DeliveryState.UNSURE
    (leased,) = lease(queued, later + timedelta(hours=1))
    deliveries.mark_failed(queued, leased, "550 No", later + timedelta(hours=1))
    given_up = found(queued, leased)
    assert (given_up.state, given_up.is_given_up) == (DeliveryState.UNSURE, True)


def test_unsure_delivery_that_was_given_up_goes_again_only_when_a_human_says_so(
    queued: sa.Engine,
) -> None:
    (leased,) = lease(queued)
    assert deliveries.mark_unsure(queued, leased, "No answer", None, NOW)
    assert found(queued, leased).is_given_up
    assert lease(queued, NOW + timedelta(days=9)) == []
    assert deliveries.requeue(queued, leased.id, NOW, OPERATOR)
    assert state(queued, leased) is DeliveryState.QUEUED
    (leased,) = lease(queued)
    assert deliveries.mark_accepted(queued, leased, "250 Ok", NOW)
    assert state(queued, leased) is DeliveryState.ACCEPTED


def test_copy_that_became_a_file_is_none_once_it_is_to_go(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    deliveries.mark_accepted(queued, leased, "Sparad som x.eml", NOW, is_file=True)
    assert oversight.copies_as_files(queued) == 1
    assert deliveries.requeue(queued, leased.id, NOW, OPERATOR)
    assert oversight.copies_as_files(queued) == 0
    assert not deliveries.requeue(queued, leased.id, NOW, OPERATOR)


def test_unsure_delivery_that_is_accepted_after_all_is_that(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    deliveries.mark_unsure(queued, leased, "No answer", NOW, NOW)
    (leased,) = lease(queued)
    deliveries.mark_accepted(queued, leased, "250 Ok", NOW)
    assert state(queued, leased) is DeliveryState.ACCEPTED
    assert oversight.standing(queued, NOW).is_well


def test_barred_delivery_is_so_until_the_next_attempt(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    deliveries.mark_retry(queued, leased, "554 5.7.1 Relay", NOW, NOW, is_barred=True)
    assert found(queued, leased).is_barred
    assert oversight.is_barred(queued)
    (leased,) = lease(queued)
    deliveries.mark_retry(queued, leased, "451 Later", NOW, NOW)
    assert not found(queued, leased).is_barred
    assert not oversight.is_barred(queued)


def test_newer_version_does_not_wait_for_one_that_may_have_arrived(db: sa.Engine) -> None:
    first = examples.filed(db)
    second = examples.filed(db, revises=first.id)
    (older,) = lease(db)
    deliveries.mark_unsure(db, older, "No answer", NOW + timedelta(hours=4), NOW)
    (newer,) = lease(db)
    assert newer.filing_id == second.id


@pytest.mark.parametrize("end", [deliveries.mark_accepted, deliveries.mark_failed])
def test_newer_version_waits_until_the_older_one_is_settled(
    db: sa.Engine, end: Callable[..., bool]
) -> None:
    first = examples.filed(db)
    second = examples.filed(db, revises=first.id)
    (older,) = lease(db)
    assert older.filing_id == first.id
    deliveries.mark_retry(db, older, "451 Later", NOW + FIVE_MINUTES, NOW)
    assert lease(db) == []
    (older,) = lease(db, NOW + FIVE_MINUTES)
    end(db, older, "", NOW)
    (newer,) = lease(db, NOW + FIVE_MINUTES)
    assert newer.filing_id == second.id


def test_one_recipient_does_not_hold_up_another(db: sa.Engine) -> None:
    first = examples.filed(db, recipients=["a@toreboda.example"])
    examples.filed(db, revises=first.id, recipients=["b@toreboda.example"])
    examples.filed(db, recipients=["a@toreboda.example"])
    assert len(lease(db)) == 3


def test_each_attempt_is_an_event_with_the_code_but_not_the_words(queued: sa.Engine) -> None:
    (leased,) = lease(queued)
    deliveries.mark_retry(queued, leased, "451 Åsa is away", NOW, NOW)
    (leased,) = lease(queued)
    deliveries.mark_unsure(queued, leased, "E-postservern bröt förbindelsen", NOW, NOW)
    (leased,) = lease(queued)
    deliveries.mark_failed(queued, leased, "E-postservern bröt förbindelsen", NOW)
    deliveries.requeue(queued, leased.id, NOW, OPERATOR)
    trail = events.events_of(queued, leased.filing_id)[-4:]
    assert [(event.kind.value, event.facts) for event in trail] == [
        ("delivery_postponed", {"attempt": 1, "code": 451}),
        ("delivery_unsure", {"attempt": 2, "code": 0}),
        ("delivery_failed", {"attempt": 3, "code": 0}),
        ("delivery_requeued", {}),
    ]
    assert {event.delivery_id for event in trail} == {leased.id}


def test_state_of_the_queue_counts_and_tells_the_longest_wait(db: sa.Engine) -> None:
    assert oversight.queue_state(db, NOW) == oversight.QueueState(0, 0, None)
    for minutes in (0, 1, 2):
        examples.filed(db, now=NOW + timedelta(minutes=minutes))
    later = NOW + timedelta(minutes=10)
    first, second, _ = lease(db, later)
    deliveries.mark_accepted(db, first, "250 Ok", later)
    deliveries.mark_failed(db, second, "550 No", later)
    expected = oversight.QueueState(1, 1, timedelta(minutes=8))
    assert oversight.queue_state(db, later) == expected


def test_copy_filed_by_a_clock_that_was_ahead_goes_at_once_and_is_told_of(db: sa.Engine) -> None:
    examples.filed(db, now=NOW + timedelta(days=365))
    assert not oversight.standing(db, NOW).is_well
    assert len(lease(db)) == 1


def test_lease_taken_by_a_clock_that_was_ahead_holds_nothing_up(queued: sa.Engine) -> None:
    lease(queued, NOW + timedelta(days=365))
    assert len(lease(queued, worker="courier 2")) == 1
