"""Dates, sizes and waits as Swedes write them."""

import math
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")
MEGABYTE = 1024 * 1024
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
# New year, Epiphany, the first of May, the national day, Christmas, and the eves of two.
_FREE = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


def swedish_time(moment: datetime) -> str:
    """An aware time as "5 november 2026 kl. 14.05", on Swedish clocks."""
    return f"{swedish_day(moment)} kl. {moment.astimezone(SWEDEN):%H.%M}"


def day_of(moment: datetime) -> date:
    """The day in Sweden at an aware time."""
    return moment.astimezone(SWEDEN).date()


def midnight(day: date) -> datetime:
    """When a day begins in Sweden."""
    return datetime.combine(day, time(), SWEDEN)


def swedish_day(moment: datetime) -> str:
    """The day in Sweden at an aware time, as "5 november 2026"."""
    return swedish_date(moment.astimezone(SWEDEN))


def swedish_size(size: int) -> str:
    """A limit in bytes as "2 MB" or "0,5 MB".

    Rounded down, so that what is said to fit does, and what is too large is larger than that.
    """
    tenths = size * 10 // MEGABYTE
    number = f"{tenths // 10},{tenths % 10}".removesuffix(",0")
    return f"{number}\u00a0MB"


def swedish_weight(size: int) -> str:
    """How large something is, in bytes, as "340 kB" or "2,1 MB"; nothing is smaller than 1 kB."""
    if size >= MEGABYTE:
        return swedish_size(size)
    return f"{max(1, round(size / 1024))}\u00a0kB"


def swedish_date(day: date) -> str:
    """A day as "5 november 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def is_working_day(day: date) -> bool:
    """Whether offices are open in Sweden: lag (1989:253) om allmänna helgdagar, and the eves on
    which they are not."""
    easter = _easter(day.year)
    moving = {easter + timedelta(days=days) for days in (-2, 1, 39)}
    is_midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    is_free = (day.month, day.day) in _FREE or day in moving or is_midsummer_eve
    return day.weekday() < 5 and not is_free


def _easter(year: int) -> date:
    """Easter Sunday (Meeus, Jones and Butcher; Nature, 20 April 1876)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - correction + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def swedish_distance(day: date, today: date) -> str:
    """How far a day is from today, as "i dag", "om 5 dagar" or "1 dag sen"."""
    days = (day - today).days
    if days == 0:
        return "i dag"
    count = "1 dag" if abs(days) == 1 else f"{abs(days)} dagar"
    return f"om {count}" if days > 0 else f"{count} sen"


def swedish_wait(seconds: int) -> str:
    """How long to wait, as "en minut" or "25 minuter"; rounded up, so that it is enough."""
    minutes = math.ceil(seconds / 60)
    return "en minut" if minutes <= 1 else f"{minutes} minuter"
