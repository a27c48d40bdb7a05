"""Dates as Swedes write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


def swedish_time(moment: datetime) -> str:
    """An aware time as "5 november 2026 kl. 14.05", on Swedish clocks."""
    there = moment.astimezone(SWEDEN)
    month = MONTHS[there.month - 1]
    return f"{there.day} {month} {there.year} kl. {there.hour:02}.{there.minute:02}"
