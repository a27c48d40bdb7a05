"""When somebody is reminded of what: steps, pauses, and one letter a week.

Nothing is asked here, so that what a page foretells is what a round does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

from register.duties import OpenDuty
from register.walks import DAY
from swedish import is_working_day

# Of a working day in Sweden, the last not included.
FIRST_HOUR, LAST_HOUR = 7, 16
BEFORE = timedelta(days=14)
MANAGER_AFTER = timedelta(days=21)
AT_MOST_EVERY = timedelta(days=7)
# What should have been done longer ago stands in the register's list, and in no letter.
WITHIN = timedelta(days=366)
# Of the things in one letter; what is left comes in the next.
MOST_THINGS = 1_000


class Step(IntEnum):
    """How pressing it is; the values are stored. The last goes to whoever answers for it all."""

    IN_TIME = 1
    LATE = 2
    MANAGER = 3


OF_ADMINISTRATORS = frozenset((Step.IN_TIME, Step.LATE))
OF_OVERSEERS = frozenset((Step.MANAGER,))


@dataclass(frozen=True)
class Pause:
    """Days of every year without letters: months and days, both included, also over new year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        here = day.month, day.day
        if self.first <= self.last:
            return self.first <= here <= self.last
        return not self.last < here < self.first


@dataclass(frozen=True)
class Owed:
    """What one person may be reminded of: a duty, in which steps, and the last step that they were
    told of it in; 0 for none. Not before a day when somebody wrote to them of it by hand."""

    duty: OpenDuty
    steps: frozenset[Step]
    told: int = 0
    not_before: date = date.min

    def step_on(self, day: date) -> Step | None:
        """The highest step that has begun on a day; None when nothing is to be told."""
        begun = [step for step in self.steps if begins_on(self.duty, step) <= day]
        is_news = bool(begun) and max(begun) > self.told and day >= self.not_before
        return max(begun) if is_news else None


@dataclass(frozen=True)
class Person:
    """Whom letters go to, what they may be reminded of, and when they last were."""

    address: str
    owed: Sequence[Owed]
    last_on: date | None = None


@dataclass(frozen=True)
class Due:
    """The letter of a person on a day: what is told, each in which step."""

    address: str
    day: date
    things: Sequence[tuple[OpenDuty, Step]]


def begins_on(duty: OpenDuty, step: Step) -> date:
    """The first day of a step; never before the duty can be done."""
    if step is Step.IN_TIME:
        return max(duty.since, duty.due_on - BEFORE)
    return duty.due_on + (DAY if step is Step.LATE else MANAGER_AFTER)


def is_letter_day(day: date, pauses: Iterable[Pause]) -> bool:
    """Whether letters go on a day."""
    return is_working_day(day) and not any(pause.holds(day) for pause in pauses)


def letters_of(person: Person, days: Iterable[date]) -> Iterator[Due]:
    """The letters that somebody gets on some days on which letters go, first to last, when nothing
    is done meanwhile."""
    owed, last_on = list(person.owed), person.last_on
    for day in days:
        if last_on is not None and day - last_on < AT_MOST_EVERY:
            continue
        steps = [(one, one.step_on(day)) for one in owed]
        told = [(one, step) for one, step in steps if step is not None][:MOST_THINGS]
        if told:
            yield Due(person.address, day, [(one.duty, step) for one, step in told])
            now_told = {id(one): step for one, step in told}
            owed = [replace(one, told=now_told.get(id(one), one.told)) for one in owed]
            last_on = day
