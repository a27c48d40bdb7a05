"""Accounts whose administrators have something to do, and a round at any time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading, writing
from register.duties import Calendar
from register.filings import Filing
from register.fold import sort_key
from register.index import Indexed
from register.reminder_rules import Rules
from register.reminder_steps import Step
from rounds.reminding import remind_all
from swedish import SWEDEN
from tests.register import examples

OFFICER = "officer@toreboda.example"
ANN, BO = "ann@toreboda.example", "bo@toreboda.example"
RULES = Rules((OFFICER,), ("toreboda.example",), "toreboda.example")
CARE, SCHOOL = "Vård och omsorg", "Barn och utbildning"
EVA, SVEN, RUT = "eva@toreboda.example", "sven@toreboda.example", "rut@toreboda.example"
# Two who read the register for the one alone, the first as somebody else writes her, and one for
# the other.
MANAGED = replace(
    RULES, managers=(("EVA@toreboda.example", "VÅRD och  omsorg"), (SVEN, CARE), (RUT, SCHOOL))
)
# Of a picture of the first half of the year, when it is first told.
DUE_SOON = date(2026, 12, 17)
LATER = date(2099, 1, 1)
COUNTED = ("exists_since", "pictured_on", "reviewed_on", "shown_on")


def account(db: sa.Engine, people: Sequence[str] = (ANN, BO), **values: Any) -> Filing:
    """An account of which nothing is due but what is said otherwise."""
    said = Indexed(people={"administrators": people}, administrators=2, is_administered=True)
    filing = examples.filed(db, examples.plan(indexed=said))
    if "department" in values:
        values["department_key"] = sort_key(values["department"])
    set_index(db, filing, **dict.fromkeys(COUNTED, LATER) | values)
    return filing


def set_index(db: sa.Engine, filing: Filing, **values: Any) -> None:
    with writing(db) as connection:
        its = schema.case_index.c.case_id == filing.case_id
        connection.execute(sa.update(schema.case_index).where(its).values(values))


def at(day: date, hour: int = 9) -> datetime:
    """A time of a Swedish day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=SWEDEN)


def remind(db: sa.Engine, day: date, rules: Rules = RULES) -> int:
    """Queue the letters of a day."""
    return remind_all(db, Calendar(day), rules, at(day))


def told(db: sa.Engine) -> list[tuple[str, int, str, Step]]:
    """Every reminder: to whom, of which case and duty, and in which step."""
    r, letter = schema.reminders.c, schema.letters.c
    query = sa.select(letter.recipient, r.case_id, r.duty, r.step).order_by(r.letter_id)
    with reading(db) as connection:
        rows = connection.execute(query.where(letter.id == r.letter_id)).all()
    return sorted((row[0], row[1], row[2], Step(row[3])) for row in rows)


def count_letters(db: sa.Engine) -> int:
    kind = schema.letters.c.kind == "duty_reminder"
    with reading(db) as connection:
        return connection.scalar(sa.select(sa.func.count()).where(kind)) or 0
