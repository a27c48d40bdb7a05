"""What was typed on a page that notes something: days and texts, and what is wrong with them."""

from collections.abc import MutableMapping
from datetime import date

from flask import request

from forms.cleaning import clean_text
from swedish import day_of
from web.office import office

NO_DAY = "Skriv dagen med siffror, till exempel 2026-11-26"
DAY_TO_COME = "Dagen har inte varit än. Skriv dagens datum eller en tidigare dag"


def past_day(errors: MutableMapping[str, str]) -> date:
    """A day that has been; today, with an error, when none was typed."""
    today = day_of(office().now())
    try:
        day = date.fromisoformat(request.form.get("day", "").strip())
    except ValueError:
        errors["day"] = NO_DAY
        return today
    if day > today:
        errors["day"] = DAY_TO_COME
    return day


def one_line(name: str) -> str:
    """What was typed in an input, on one line."""
    return " ".join(clean_text(request.form.get(name, "")).split())
