"""What happened to made-up plans: three years of an office's work, the same each time it is told.

Everything hangs on the number of a plan and on the moment at which the story ends.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from office.demo.plans import is_planned, is_taken_over
from swedish import SWEDEN

_YEARS = timedelta(days=3 * 365)
# The last plan is filed before the end of the story also when its day is a Saturday.
_LAST_DAYS = timedelta(days=4)
_SATURDAY = 5
_JULY = 7
# How long before it is filed another unit begins its version.
_MINUTES = timedelta(minutes=20)
# Of those that were planned, one in three never came to be; by the number of the plan.
_NEVER_CREATED, _LAST_PLANNED = 30, 9
# In every so many plans stands somebody who left in the last weeks.
_LEFT_EVERY, _SOMEBODY_LEFT, _LEFT_LATELY = 12, 1, timedelta(days=40)
# When somebody is at work.
_FIRST_HOUR, _LAST_HOUR = 8, 16


class What(Enum):
    """What was done."""

    FILED = auto()
    PAPER_CAME = auto()
    NUMBERED = auto()
    CREDENTIALS_TOLD = auto()
    CREATED = auto()
    PICTURED = auto()
    REVIEWED = auto()
    SHOWN = auto()
    TAKE_OVER_BEGUN = auto()
    SOMEBODY_LEFT = auto()
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
    filed = {version: at}
    yield from _version(number, version, at, chance)
    if chance.random() < 0.6:
        yield Deed(_later(at, 1, 9, chance), number, What.NUMBERED, version)
    if chance.random() < 0.9:
        yield Deed(_later(at, 2, 40, chance), number, What.CREDENTIALS_TOLD, version)
    while chance.random() < 0.4 or (version == 1 and is_taken_over(number)):
        at, version = _later(at, 120, 420, chance), version + 1
        filed[version] = at
        yield from _version(number, version, at, chance)
    ended = _later(at, 90, 500, chance) if chance.random() < 0.12 else until
    # What comes when the story ends is not told.
    yield Deed(ended, number, What.ENDED, version)
    yield from (one for one in _account(number, filed, until, chance) if one.at < ended)


def _account(
    number: int, filed: Mapping[int, datetime], until: datetime, chance: random.Random
) -> Iterator[Deed]:
    """What was noted of the account while its versions were filed on those days."""

    def deed(at: datetime, what: What) -> Deed:
        version = max((one for one, day in filed.items() if day < at), default=1)
        return Deed(at, number, what, version)

    since = filed[1]
    if is_taken_over(number):
        yield Deed(filed[2] - _MINUTES, number, What.TAKE_OVER_BEGUN, 1)
    if is_planned(number):
        since = until if number % _NEVER_CREATED == _LAST_PLANNED else _later(since, 9, 25, chance)
        yield deed(since, What.CREATED)
        since = min(since, filed.get(2, since))
    for what, at in _kept_up(since, until, chance):
        yield deed(at, what)
    if number % _LEFT_EVERY == _SOMEBODY_LEFT:
        at = _later(until - _LEFT_LATELY, 0, _LEFT_LATELY.days, chance)
        if max(filed.values()) < at:
            yield deed(at, What.SOMEBODY_LEFT)


def _kept_up(
    since: datetime, until: datetime, chance: random.Random
) -> Iterator[tuple[What, datetime]]:
    """What the policy wants done with an account each year and each half-year, when it was."""
    for what, share in ((What.REVIEWED, 0.8), (What.SHOWN, 0.7)):
        at = since
        while chance.random() < share and at < until:
            at = _later(at, 300, 370, chance)
            yield what, at
    for begins, ends, share in _half_years(until):
        if chance.random() < share:
            at = _later(begins, 0, (ends - begins).days + 1, chance)
            if since < at < ends:
                yield What.PICTURED, at


def _half_years(until: datetime) -> list[tuple[datetime, datetime, float]]:
    """This one and the one before it, and of how many accounts there is a picture of each."""
    now = until.astimezone(SWEDEN)
    month = 1 if now.month < _JULY else _JULY
    this = now.replace(month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
    before = this.replace(month=_JULY, year=now.year - 1) if month == 1 else this.replace(month=1)
    return [(before, this, 0.8), (this, now, 0.5)]


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
