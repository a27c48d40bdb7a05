"""Days and times of day, in the ways people write them."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, time, timedelta

from forms.question import UnreadableError
from forms.values import sentences
from swedish import MONTHS, WEEKDAYS

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<sign> ?[-/.] ?)(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
)
_DIGITS = re.compile(r"(?P<year>\d{4}|\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2}) ?[-/.] ?(?P<month>\d{1,2})(?:(?: ?[-/.] ?| )(?P<year>\d{4}|\d\d))?"
)
_IN_WORDS = re.compile(
    r"(?:(?P<weekday>[^\W\d_]{3,5}dag)(?:en)?,? )?(?:den )?"
    r"(?P<day>\d{1,2})(?::?[ae]|\.)? ?(?P<word>[^\W\d_]{3,9})(?:[., -]{1,3}(?P<year>\d{4}|\d\d))?"
)
_WAYS = (_YEAR_FIRST, _DIGITS, _DAY_FIRST, _IN_WORDS)
_FIRST_YEAR = 1000
_FROM_TODAY = {"i dag": 0, "idag": 0, "dagens datum": 0, "i går": -1, "igår": -1}
_FROM_TODAY |= {"i morgon": 1, "imorgon": 1}

_TIME = re.compile(r"(?:kl(?:ockan)?\.? ?)?(?P<hour>\d{1,2})(?: ?[:.,] ?(?P<minute>\d\d))?")
_TIME_IN_DIGITS = re.compile(r"(?:kl(?:ockan)?\.? ?)?(?P<hour>\d\d)(?P<minute>\d\d)")
_HOURS, _MINUTES = 24, 60


def day_from_today(text: str, today: date) -> date | None:
    """The day that "i dag", "i går" or "i morgon" is; None for any other text, and for a day that
    the calendar has not."""
    days = _FROM_TODAY.get(_folded(text))
    try:
        return None if days is None else today + timedelta(days)
    except OverflowError:
        return None


def parse_date(text: str, noun: str) -> date:
    """Read "2026-11-26", "20261126", "26/11 2026", "torsdag den 26 november 2026".

    Raises UnreadableError, which says what to write in the place of a day that the calendar has
    not, of a year in two digits and of anything else; it calls the day `noun`.
    """
    folded = _DASHES.sub("-", _folded(text))
    found = next(filter(None, (way.fullmatch(folded) for way in _WAYS)), None)
    parts = found.groupdict() if found else {}
    month = _month_of(parts) if parts else None
    if month is None:
        raise UnreadableError(sentences.date(noun))
    year = parts["year"]
    if not year or len(year) != 4 or int(year) < _FIRST_YEAR:
        raise UnreadableError(sentences.date_without_year(noun))
    day = _day(int(year), month, int(parts["day"]), noun)
    weekday = parts.get("weekday")
    if weekday and weekday != WEEKDAYS[day.weekday()]:
        raise UnreadableError(sentences.another_weekday(noun, day))
    return day


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _month_of(parts: Mapping[str, str | None]) -> int | None:
    """The number that was written, or that of a name or its beginning; None for another word."""
    word = parts.get("word")
    if not word:
        return int(parts["month"] or 0)
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word)), None)


def _day(year: int, month: int, day: int, noun: str) -> date:
    if not 1 <= month <= len(MONTHS):
        raise UnreadableError(sentences.no_such_month(noun))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise UnreadableError(sentences.no_such_day(noun, year, month, last))
    return date(year, month, day)


def parse_time(text: str, noun: str) -> time:
    """Read "14.30", "14:30", "1430", "kl 9". Raises UnreadableError, as `parse_date`."""
    folded = _folded(text)
    found = _TIME.fullmatch(folded) or _TIME_IN_DIGITS.fullmatch(folded)
    if found is None:
        raise UnreadableError(sentences.time(noun))
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour >= _HOURS:
        raise UnreadableError(sentences.no_such_hour(noun))
    if minute >= _MINUTES:
        raise UnreadableError(sentences.no_such_minute(noun))
    return time(hour, minute)
