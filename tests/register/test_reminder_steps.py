"""Which step has begun on which day, and on which days letters go."""

from datetime import date, timedelta

import pytest

from register.duties import Duty, OpenDuty
from register.reminder_steps import (
    OF_ADMINISTRATORS,
    OF_OVERSEERS,
    Due,
    Owed,
    Pause,
    Person,
    Step,
    is_letter_day,
    letters_of,
)
from swedish import is_working_day

DAY = timedelta(days=1)
DUE = date(2026, 12, 31)
SUMMER, NEW_YEAR = Pause((6, 22), (8, 10)), Pause((12, 20), (1, 7))


def duty(due_on: date = DUE, since: date = date(2026, 7, 1), case_id: int = 1) -> OpenDuty:
    return OpenDuty(case_id, 1, "aktivitetsplan", "AP-1", "", "", "", Duty.SNAPSHOT, due_on, since)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-15, None),
        (-14, Step.IN_TIME),
        (0, Step.IN_TIME),
        (1, Step.LATE),
        (20, Step.LATE),
        (21, Step.LATE),
        (300, Step.LATE),
    ],
)
def test_administrators_are_told_in_time_and_the_day_after(days: int, step: Step | None) -> None:
    owed = Owed(duty(), OF_ADMINISTRATORS)
    assert owed.step_on(DUE + days * DAY) is step


def test_officers_are_told_three_weeks_after() -> None:
    owed = Owed(duty(), OF_OVERSEERS)
    assert owed.step_on(DUE + 20 * DAY) is None
    assert owed.step_on(DUE + 21 * DAY) is Step.MANAGER


def test_nobody_is_told_of_what_cannot_be_done_yet() -> None:
    owed = Owed(duty(since=DUE - 3 * DAY), OF_ADMINISTRATORS)
    assert [owed.step_on(DUE - days * DAY) for days in (4, 3)] == [None, Step.IN_TIME]


def test_no_step_comes_after_a_higher_one() -> None:
    for told in Step:
        owed = Owed(duty(), OF_ADMINISTRATORS, told)
        assert owed.step_on(DUE) is None
    assert Owed(duty(), OF_ADMINISTRATORS, 1).step_on(DUE + DAY) is Step.LATE


def days_from(first: date, count: int) -> list[date]:
    return [first + n * DAY for n in range(count)]


def told(found: list[Due]) -> list[tuple[date, list[int]]]:
    return [(one.day, [int(step) for _, step in one.things]) for one in found]


def test_a_week_is_between_two_letters_and_what_came_meanwhile_is_in_the_next() -> None:
    first, second = duty(), duty(DUE + 3 * DAY, case_id=2)
    person = Person("a", [Owed(first, OF_ADMINISTRATORS), Owed(second, OF_ADMINISTRATORS)])
    found = list(letters_of(person, days_from(DUE - 20 * DAY, 60)))
    assert told(found) == [
        (DUE - 14 * DAY, [1]),
        (DUE - 7 * DAY, [1]),
        (DUE + DAY, [2]),
        (DUE + 8 * DAY, [2]),
    ]


def test_letter_by_a_clock_that_was_a_day_ahead_counts() -> None:
    for last in (DUE, DUE + 2 * DAY):
        person = Person("a", [Owed(duty(), OF_ADMINISTRATORS)], last)
        [first, *_] = letters_of(person, days_from(DUE + DAY, 30))
        assert first.day == last + 7 * DAY


def test_of_steps_that_were_passed_over_in_a_pause_only_the_highest_is_told() -> None:
    days = [one for one in days_from(DUE - 20 * DAY, 60) if is_letter_day(one, [NEW_YEAR])]
    for first in (days[0], date(2027, 1, 8)):
        person = Person("a", [Owed(duty(), OF_ADMINISTRATORS, 1 if first == days[0] else 0)])
        found = list(letters_of(person, [one for one in days if one >= first]))
        assert told(found) == [(date(2027, 1, 8), [2])]


def test_pauses_are_of_every_year_also_over_new_year() -> None:
    for year in (2026, 2027, 2028):
        assert not SUMMER.holds(date(year, 6, 21))
        assert SUMMER.holds(date(year, 6, 22))
        assert SUMMER.holds(date(year, 8, 10))
        assert not SUMMER.holds(date(year, 8, 11))
        assert not NEW_YEAR.holds(date(year, 12, 19))
        assert NEW_YEAR.holds(date(year, 12, 20))
        assert NEW_YEAR.holds(date(year, 1, 7))
        assert not NEW_YEAR.holds(date(year, 1, 8))


def test_letters_go_on_working_days() -> None:
    free = ["2026-04-03", "2026-04-06", "2026-05-14", "2027-03-26", "2027-03-29", "2027-05-06"]
    free += ["2026-06-19", "2027-06-25", "2026-12-24", "2026-12-25", "2026-12-31", "2027-01-06"]
    free += ["2026-11-28", "2026-11-29", "2038-04-26"]
    assert not any(is_working_day(date.fromisoformat(one)) for one in free)
    open_days = ["2026-04-07", "2026-05-15", "2027-03-30", "2027-06-24", "2028-02-29", "2026-11-27"]
    assert all(is_working_day(date.fromisoformat(one)) for one in open_days)
