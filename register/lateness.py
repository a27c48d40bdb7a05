"""All that a human has to do with plans as one list, the latest first: what the policy wants, and
what the office itself is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from register import due, schema
from register.database import reading
from register.due import Due
from register.duties import Calendar, Duty, Wanted, duty_walks, page_within
from register.places import Page
from register.sight import Sight
from register.walks import Step, Walk

_x = schema.case_index.c
_c, _f = schema.cases.c, schema.filings.c
Kind = Duty | Due
# What is a duty too is named as one.
OF_THE_OFFICE = (Due.CHECK, Due.ACCOUNT, Due.CREDENTIALS)
# In the order of their ranks.
KINDS: Sequence[Kind] = (*Duty, *OF_THE_OFFICE)
_SHOWN = (_x.case_id, _x.form, _c.reference, _f.summary, _x.department, _x.unit)


@dataclass(frozen=True)
class Late:
    """One thing to do with a case, and the last day on which it is in time."""

    case_id: int
    form: str
    reference: str
    summary: str
    department: str
    unit: str
    kind: Kind
    due_on: date


def late_page(
    db: sa.Engine, calendar: Calendar, wanted: Wanted, kinds: Sequence[Kind] = KINDS
) -> Page[Late]:
    """A page of those kinds together, what was due first first. Raises RegisterUnavailable."""
    with reading(db) as connection:
        duties = [one for one in kinds if isinstance(one, Duty)]
        walks = duty_walks(connection, calendar, duties, is_late=wanted.is_late)
        asked = [one for one in kinds if isinstance(one, Due)]
        walks += [_office_walk(connection, one, calendar, wanted.sight) for one in asked]
        found = page_within(connection, walks, wanted, _SHOWN)
    return Page([_late(one) for one in found.rows], found.count, found.next)


def _office_walk(connection: sa.Connection, kind: Due, calendar: Calendar, sight: Sight) -> Walk:
    """What the office is asked is late at once, but for what others have days to tell it."""
    rank = KINDS.index(kind)
    if kind is Due.CHECK:
        return Walk(rank, due.CAME, [*due.IS_SEEN, _x.is_living], _same_day)
    if kind is Due.ACCOUNT:
        return Walk(rank, _x.changed_at, due.doubles(connection, sight), _same_day)
    days = timedelta(days=calendar.login_days)
    awaited = [schema.AWAITS_CREDENTIALS]
    return Walk(rank, _x.opened_at, awaited, lambda day: day + days, calendar.today - days)


def _same_day(day: date) -> date:
    return day


def _late(step: Step) -> Late:
    shown = {column.name: step.row[column.name] for column in _SHOWN}
    return Late(**shown, kind=KINDS[step.rank], due_on=step.due_on)
