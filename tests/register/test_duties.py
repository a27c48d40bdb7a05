"""When what the policy wants is due, and what is open of some cases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from register import schema
from register.database import reading, writing
from register.due import Due
from register.duties import (
    SOURCES,
    Calendar,
    Duty,
    OpenDuty,
    Wanted,
    due_on,
    duties_of,
    first_in_time,
    first_to_come,
    open_duties,
    open_of,
    opens_on,
)
from register.filings import Filing
from register.index import Indexed
from register.lateness import late_page
from register.places import Page
from register.sight import Sight
from tests.register import examples

DAY = timedelta(days=1)
TODAY = date(2026, 11, 26)
CALENDAR = Calendar(TODAY)


@pytest.mark.parametrize(
    ("months", "pictured", "opens", "due"),
    [
        (6, date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31)),
        (6, date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)),
        (6, date(2026, 7, 1), date(2027, 1, 1), date(2027, 6, 30)),
        (6, date(2026, 12, 31), date(2027, 1, 1), date(2027, 6, 30)),
        (3, date(2026, 8, 15), date(2026, 10, 1), date(2026, 12, 31)),
        (3, date(2027, 11, 30), date(2028, 1, 1), date(2028, 3, 31)),
        (12, date(2026, 2, 3), date(2027, 1, 1), date(2027, 12, 31)),
        (1, date(2028, 1, 31), date(2028, 2, 1), date(2028, 2, 29)),
        (1, date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 28)),
    ],
)
def test_snapshot_is_due_in_the_period_after_the_last(
    months: int, pictured: date, opens: date, due: date
) -> None:
    calendar = Calendar(TODAY, snapshot_months=months)
    assert opens_on(Duty.SNAPSHOT, pictured, calendar) == opens
    assert due_on(Duty.SNAPSHOT, pictured, calendar) == due


@pytest.mark.parametrize(
    ("months", "reviewed", "due"),
    [
        (12, date(2026, 11, 26), date(2027, 11, 26)),
        (12, date(2028, 2, 29), date(2029, 2, 28)),
        (48, date(2024, 2, 29), date(2028, 2, 29)),
        (3, date(2026, 11, 30), date(2027, 2, 28)),
        (6, date(2026, 8, 31), date(2027, 2, 28)),
        (1, date(2028, 1, 30), date(2028, 2, 29)),
        (120, date(2026, 12, 31), date(2036, 12, 31)),
    ],
)
def test_yearly_duties_are_due_on_the_same_day_of_a_later_month(
    months: int, reviewed: date, due: date
) -> None:
    calendar = Calendar(TODAY, review_months=months)
    for duty in (Duty.REVIEW, Duty.SHOWN):
        assert due_on(duty, reviewed, calendar) == due
        assert opens_on(duty, reviewed, calendar) == max(reviewed, due - 30 * DAY)


def test_other_duties_are_counted_in_days_and_are_open_at_once() -> None:
    calendar = Calendar(TODAY, paper_days=10)
    leap = date(2028, 2, 20)
    dues = {one: due_on(one, leap, calendar) for one in Duty}
    assert dues[Duty.CREATION] == date(2028, 3, 21)
    assert dues[Duty.PAPER] == date(2028, 3, 1)
    assert dues[Duty.ADMINISTRATORS] == leap
    for duty in (Duty.CREATION, Duty.PAPER, Duty.ADMINISTRATORS):
        assert opens_on(duty, leap, calendar) == leap


@pytest.mark.parametrize("duty", Duty)
@pytest.mark.parametrize("months", [3, 6, 12])
def test_days_that_are_counted_from_are_found_by_the_days_that_are_due(
    duty: Duty, months: int
) -> None:
    for day in (date(2027, 1, 1), date(2027, 2, 28), date(2028, 2, 29), date(2028, 3, 1)):
        calendar = Calendar(day, snapshot_months=months, review_months=months)
        first = first_in_time(duty, calendar)
        assert due_on(duty, first - DAY, calendar) < day <= due_on(duty, first, calendar)
        first = first_to_come(duty, calendar)
        assert opens_on(duty, first - DAY, calendar) <= day < opens_on(duty, first, calendar)


def test_every_duty_has_words_of_the_policy() -> None:
    assert set(SOURCES) == set(Duty)
    assert all(one.startswith("”") and "” (Policyn, " in one for one in SOURCES.values())


def set_index(db: sa.Engine, filing: Filing, **values: Any) -> None:
    with writing(db) as connection:
        its = schema.case_index.c.case_id == filing.case_id
        connection.execute(sa.update(schema.case_index).where(its).values(values))


def account(db: sa.Engine, **values: Any) -> Filing:
    """An account of which everything is done today."""
    said = Indexed(department="Kultur", unit="Bibliotek", administrators=2, is_administered=True)
    filing = examples.filed(db, examples.plan(indexed=said))
    days = ("exists_since", "pictured_on", "reviewed_on", "shown_on")
    set_index(db, filing, **{"is_planned": False} | dict.fromkeys(days, TODAY) | values)
    return filing


def test_open_of_some_cases_is_what_is_late_first(db: sa.Engine) -> None:
    one = account(db, pictured_on=date(2026, 6, 30), reviewed_on=date(2025, 11, 25))
    account(db, reviewed_on=date(2020, 1, 1))
    with reading(db) as connection:
        found = open_of(connection, CALENDAR, [one.case_id])
        rest = duties_of(connection, CALENDAR, [one.case_id])
    assert [(row.duty, row.due_on, row.is_late(TODAY)) for row in found] == [
        (Duty.REVIEW, date(2026, 11, 25), True),
        (Duty.SNAPSHOT, date(2026, 12, 31), False),
    ]
    assert {(row.reference, row.filing_id, row.unit) for row in found} == {
        (one.reference, one.id, "Bibliotek")
    }
    assert [(row.duty, row.since) for row in rest if row not in found] == [
        (Duty.SHOWN, date(2027, 10, 27))
    ]


def test_a_plan_owes_an_account_and_a_paper_and_two_administrators(db: sa.Engine) -> None:
    changed = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    nothing = dict.fromkeys(("exists_since", "pictured_on", "reviewed_on", "shown_on"))
    flags = {"is_planned": True, "awaits_paper": True}
    one = account(db, **nothing | flags | {"changed_at": changed, "few_since": changed + DAY})
    with reading(db) as connection:
        found = [(row.duty, row.due_on) for row in open_of(connection, CALENDAR, [one.case_id])]
    # The night of summer time begins a day later in Sweden than in Greenwich.
    assert found == [
        (Duty.ADMINISTRATORS, date(2026, 3, 30)),
        (Duty.CREATION, date(2026, 4, 28)),
        (Duty.PAPER, date(2026, 4, 28)),
    ]


def test_nothing_is_owed_of_what_has_ended(db: sa.Engine) -> None:
    one = account(db, reviewed_on=date(2020, 1, 1), is_living=False)
    with reading(db) as connection:
        assert duties_of(connection, CALENDAR, [one.case_id]) == []


def some_accounts(db: sa.Engine) -> list[Filing]:
    """Accounts that owe something each, several of it since the same day."""
    none = dict.fromkeys(("exists_since", "pictured_on", "reviewed_on", "shown_on"))
    old, older = date(2025, 6, 30), date(2024, 2, 29)
    owed: list[dict[str, Any]] = [
        {"pictured_on": old, "reviewed_on": old},
        {"pictured_on": older, "shown_on": TODAY - 364 * DAY},
        {"reviewed_on": old - DAY, "shown_on": old, "unit_key": "annan", "unit": "Annan"},
        {"awaits_paper": True, "is_signed": True, "few_since": examples.NOW},
        none | {"is_planned": True, "department_key": "teknik", "department": "Teknik"},
        {"pictured_on": old + DAY, "reviewed_on": old},
    ]
    return [account(db, **one) for one in owed]


def told(rows: list[OpenDuty]) -> list[tuple[date, int, str]]:
    return [(one.due_on, one.case_id, one.duty) for one in rows]


def all_pages(db: sa.Engine, **changes: Any) -> list[OpenDuty]:
    """What stands on all pages of two."""
    found: list[OpenDuty] = []
    after = ""
    while True:
        page = open_duties(db, CALENDAR, Wanted(size=2, after=after, **changes))
        assert page.count >= len(found) + len(page.rows)
        found += page.rows
        after = page.next
        if not after:
            assert page.count == len(found)
            return found


def test_list_of_all_agrees_with_what_is_asked_of_each(db: sa.Engine) -> None:
    ids = [one.case_id for one in some_accounts(db)]
    found = all_pages(db)
    with reading(db) as connection:
        assert told(found) == told(open_of(connection, CALENDAR, ids))
    assert {one.duty for one in found} == set(Duty)
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    late = all_pages(db, is_late=True)
    assert told(late) == told([one for one in found if one.is_late(TODAY)])
    assert len(late) < len(found)


def test_list_is_of_a_unit_a_department_and_a_form(db: sa.Engine) -> None:
    some_accounts(db)
    whole = all_pages(db)
    assert told(all_pages(db, unit="ANNAN")) == told([row for row in whole if row.unit == "Annan"])
    own = all_pages(db, sight=Sight("Teknik"))
    assert told(own) == told([row for row in whole if row.department == "Teknik"])
    assert own
    assert all_pages(db, sight=Sight(hidden=frozenset({"aktivitetsplan"}))) == []


def test_nonsense_is_the_first_page(db: sa.Engine) -> None:
    some_accounts(db)
    first = open_duties(db, CALENDAR).rows
    for after in ("strunt", "0-", "77-1-1", "-1", "1-9999999999999999-9999999999"):
        assert open_duties(db, CALENDAR, Wanted(after=after)).rows == first
    assert open_duties(db, CALENDAR, Wanted(size=0, most=2)) == Page([], 3, "")


def test_too_few_are_not_late_on_the_day_when_there_came_to_be(db: sa.Engine) -> None:
    for day in (TODAY - DAY, TODAY):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        account(db, few_since=at)
    assert [row.is_late(TODAY) for row in open_duties(db, CALENDAR).rows] == [True, False]
    late = open_duties(db, CALENDAR, Wanted(is_late=True)).rows
    assert [row.due_on for row in late] == [TODAY - DAY]


def test_what_the_office_is_asked_stands_in_the_same_list(db: sa.Engine) -> None:
    first, second, *_ = some_accounts(db)
    long_ago, lately = (datetime(2025, month, 1, tzinfo=UTC) for month in (1, 12))
    set_index(db, first, awaits_credentials=True, opened_at=long_ago)
    for one, at in ((first, long_ago), (second, lately)):
        set_index(db, one, subject="x/1", meets_another=True, changed_at=at)
    page = late_page(db, CALENDAR, Wanted(is_late=True))
    days = [one.due_on for one in page.rows]
    assert days == sorted(days)
    found = {(one.kind, one.case_id, one.due_on) for one in page.rows}
    assert (Due.CREDENTIALS, first.case_id, date(2025, 1, 31)) in found
    assert (Due.ACCOUNT, first.case_id, date(2025, 1, 1)) in found
    assert [one.kind for one in late_page(db, CALENDAR, Wanted(), [Due.ACCOUNT]).rows] == [
        Due.ACCOUNT
    ]
