"""What happened to made-up plans: three years of an office's work, the same each time it is told.

Everything hangs on the number of a plan and on the moment at which the story ends.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from swedish import SWEDEN

_YEARS = timedelta(days=3 * 365)
# The last plan is filed before the end of the story also when its day is a Saturday.
_LAST_DAYS = timedelta(days=4)
_SATURDAY = 5
# When somebody is at work.
_FIRST_HOUR, _LAST_HOUR = 8, 16


class What(Enum):
    """What was done."""

    FILED = auto()
    PAPER_CAME = auto()
    NUMBERED = auto()
    CREDENTIALS_TOLD = auto()
    ENDED = auto()


class Mail(Enum):
    """What became of the copy of a version."""

    WENT = auto()
    FAILED = auto()
    UNSURE = auto()


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did with plan `number`, and to a filing what became of its copy."""

    at: datetime
    number: int
    what: What
    version: int
    mail: Mail = Mail.WENT


def story(plans: int, until: datetime) -> list[Deed]:
    """All that happened to so many plans, in the order of time, the last of it before `until`."""
    told = [deed for number in range(plans) for deed in _life(number, plans, until)]
    past = [deed for deed in told if deed.at < until]
    return sorted(past, key=lambda deed: (deed.at, deed.number, deed.version, deed.what.value))


def _life(number: int, plans: int, until: datetime) -> Iterator[Deed]:
    chance = random.Random(f"life {number}")
    begins = until - _YEARS + (_YEARS - _LAST_DAYS) * number / plans
    at, version = _at_work(begins, chance), 1
    yield from _version(number, version, at, chance)
    if chance.random() < 0.6:
        yield Deed(_later(at, 1, 9, chance), number, What.NUMBERED, version)
    if chance.random() < 0.5:
        yield Deed(_later(at, 2, 40, chance), number, What.CREDENTIALS_TOLD, version)
    while chance.random() < 0.4:
        at, version = _later(at, 120, 420, chance), version + 1
        yield from _version(number, version, at, chance)
    if chance.random() < 0.12:
        yield Deed(_later(at, 90, 500, chance), number, What.ENDED, version)


def _version(number: int, version: int, at: datetime, chance: random.Random) -> Iterator[Deed]:
    """A version that was filed, and the paper of most."""
    mail = chance.choices(list(Mail), (94, 4, 2))[0]
    yield Deed(at, number, What.FILED, version, mail)
    if chance.random() < 0.75:
        yield Deed(_later(at, 1, 45, chance), number, What.PAPER_CAME, version)


def _later(at: datetime, least: int, most: int, chance: random.Random) -> datetime:
    return _at_work(at + timedelta(days=chance.randrange(least, most)), chance)


def _at_work(day: datetime, chance: random.Random) -> datetime:
    """Some minute of that day, or of the Monday after it."""
    there = day.astimezone(SWEDEN)
    there += timedelta(days=max(0, 7 - there.weekday()) if there.weekday() >= _SATURDAY else 0)
    hour, minute = chance.randrange(_FIRST_HOUR, _LAST_HOUR), chance.randrange(60)
    return there.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(day.tzinfo)
