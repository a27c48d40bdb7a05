"""What the policy wants done with an account again and again: when, and in which words.

Nothing of it is kept. It follows from days that stand beside the index (register.index) and from
today, so that what was done meanwhile, or a clock that was moved, leaves nothing to be mended.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

import sqlalchemy as sa

from register import due, schema
from register.database import reading
from register.fold import sort_key
from register.places import MOST_COUNTED, PAGE, Page
from register.sight import Sight
from register.walks import DAY, Conditions, Step, Walk, first_whose, page_of_walks
from register.walks import Wanted as Steps
from swedish import day_of

_x = schema.case_index.c
_c, _f = schema.cases.c, schema.filings.c


class Duty(StrEnum):
    """A duty; the values stand in addresses and in the register, and are never renamed."""

    CREATION = "skapa"
    SNAPSHOT = "ögonblicksbild"
    REVIEW = "genomgång"
    SHOWN = "visar"
    PAPER = "papper"
    ADMINISTRATORS = "administratörer"


NAMES: Mapping[Duty, str] = {
    Duty.CREATION: "Tala om när kontot är skapat",
    Duty.SNAPSHOT: "Ta en ögonblicksbild av kontot",
    Duty.REVIEW: "Gå igenom planen",
    Duty.SHOWN: "Kontrollera att kontot visar det som det ska",
    Duty.PAPER: "Skicka in det underskrivna papperet",
    Duty.ADMINISTRATORS: "Se till att minst två administrerar kontot",
}
"""What each duty asks somebody to do."""
SOURCES: Mapping[Duty, str] = {
    Duty.CREATION: "”Om en verksamhet beslutar sig för att använda sig av sociala medier så ska "
    "detta rapporteras till informationsansvarig.” (Policyn, Roller och ansvar)",
    Duty.SNAPSHOT: "”För att dokumentera själva mediet bör man varje halvår eller vid en större "
    "förändring bevara en ögonblicksbild, exempelvis en skärmdump.” (Policyn, Diarieföring och "
    "gallring av allmänna handlingar)",
    Duty.REVIEW: "”Mät och utvärdera.” (Policyn, Checklista, punkt 6)",
    Duty.SHOWN: "”Töreboda kommuns officiella logotyp ska vara synlig och presenteras enligt den "
    "grafiska profilen.” (Policyn, Checklista, punkt 4)",
    Duty.PAPER: "”Det måste finnas ett beslut eller godkännande från ansvarig chef för att "
    "kommunikationen ska anses ske i tjänsten.” (Policyn, Om allmänna handlingar i sociala medier)",
    Duty.ADMINISTRATORS: "”Minst två administratörer behövs för alla konton.” (Policyn, bilaga 1, "
    "fråga 5)",
}
"""The policy's own words for each duty, and where they stand."""


@dataclass(frozen=True)
class Calendar:
    """Today in Sweden and the periods that the settings give. `snapshot_months` divides a year;
    a yearly duty is open `notice_days` before it is due."""

    today: date
    snapshot_months: int = 6
    review_months: int = 12
    paper_days: int = 30
    creation_days: int = 30
    login_days: int = 30
    notice_days: int = 30


@dataclass(frozen=True)
class OpenDuty:
    """What is to be done with the newest version of one case. `since` is the day from which it can
    be done, and `due_on` the last day on which it is in time."""

    case_id: int
    filing_id: int
    form: str
    reference: str
    summary: str
    department: str
    unit: str
    duty: Duty
    due_on: date
    since: date

    def is_late(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.due_on < today


def due_on(duty: Duty, counted_on: date, calendar: Calendar) -> date:
    """The last day on which a duty is in time that is counted from that day, in Swedish days.

    A snapshot is due in the calendar period after the one of the last: on the last day of it.
    """
    if duty is Duty.SNAPSHOT:
        return _first_after(counted_on, calendar.snapshot_months, 2) - DAY
    if duty in (Duty.REVIEW, Duty.SHOWN):
        return _months_after(counted_on, calendar.review_months)
    days = {Duty.CREATION: calendar.creation_days, Duty.PAPER: calendar.paper_days}
    return counted_on + timedelta(days=days.get(duty, 0))


def opens_on(duty: Duty, counted_on: date, calendar: Calendar) -> date:
    """The day from which it is to be done."""
    if duty is Duty.SNAPSHOT:
        return _first_after(counted_on, calendar.snapshot_months, 1)
    if duty in (Duty.REVIEW, Duty.SHOWN):
        notice = timedelta(days=calendar.notice_days)
        return max(counted_on, due_on(duty, counted_on, calendar) - notice)
    return counted_on


def first_in_time(duty: Duty, calendar: Calendar) -> date:
    """The first day of those which a duty is counted from when it is not late yet."""
    return first_whose(lambda one: due_on(duty, one, calendar), calendar.today)


def first_to_come(duty: Duty, calendar: Calendar) -> date:
    """The first day of those which a duty is counted from when it is not open yet."""
    return first_whose(lambda one: opens_on(duty, one, calendar), calendar.today + DAY)


@dataclass(frozen=True)
class Wanted:
    """Which page of how many rows is wanted of what is in `sight` and, when it is named, of one
    unit. With `is_late` only what should have been done already. `after` is `next` of the page
    before, and nonsense in it is the first page."""

    sight: Sight = field(default_factory=Sight)
    unit: str = ""
    is_late: bool = False
    after: str = ""
    size: int = PAGE
    most: int = MOST_COUNTED


def open_duties(
    db: sa.Engine,
    calendar: Calendar,
    wanted: Wanted | None = None,
    duties: Sequence[Duty] = tuple(Duty),
) -> Page[OpenDuty]:
    """What is open today, what is due first first. Raises RegisterUnavailable."""
    wanted = wanted or Wanted()
    with reading(db) as connection:
        walks = duty_walks(connection, calendar, duties, is_late=wanted.is_late)
        found = page_within(connection, walks, wanted, _SHOWN)
    return Page([_open(one, calendar) for one in found.rows], found.count, found.next)


def duty_walks(
    connection: sa.Connection, calendar: Calendar, duties: Sequence[Duty], *, is_late: bool
) -> list[Walk]:
    """How the rows of each duty are found."""
    found = []
    refused = due.refused_cases(connection) if Duty.ADMINISTRATORS in duties else {}
    for duty in duties:
        is_few = duty is Duty.ADMINISTRATORS
        since, conditions = due.lacking_but(refused) if is_few else _WALKED[duty]
        first = first_in_time if is_late else first_to_come
        before = None if is_few and not is_late else first(duty, calendar)
        falls_on = partial(due_on, duty, calendar=calendar)
        walk = Walk(RANKS[duty], since, conditions, falls_on, before)
        found.append(walk)
        if is_few and refused:
            since, conditions = due.lacking_by(refused)
            found.append(replace(walk, since=since, conditions=conditions))
    return found


def page_within(
    connection: sa.Connection,
    walks: Sequence[Walk],
    wanted: Wanted,
    columns: Sequence[sa.ColumnElement[Any]],
) -> Page[Step]:
    """A page of what is in sight and of the unit."""
    own = due.own(connection, wanted.sight, _x)
    if wanted.unit:
        own.append(_x.unit_key == sort_key(wanted.unit))
    rows = sa.select(*columns).select_from(_PLANS)
    steps = Steps(rows, own, wanted.after, wanted.size, wanted.most)
    return page_of_walks(connection, walks, steps)


def open_of(
    connection: sa.Connection, calendar: Calendar, case_ids: Collection[int]
) -> list[OpenDuty]:
    """What is open of some cases today, the latest first."""
    found = duties_of(connection, calendar, case_ids)
    return [one for one in found if one.since <= calendar.today]


def duties_of(
    connection: sa.Connection, calendar: Calendar, case_ids: Collection[int]
) -> list[OpenDuty]:
    """All that some cases owe, also what is not open yet, what is due first first."""
    query = sa.select(*_FACTS).select_from(_PLANS)
    query = query.where(_x.case_id.in_(list(case_ids)), _x.is_living)
    refused = due.refused_cases(connection)
    rows = connection.execute(query).mappings()
    found = [one for row in rows for one in _duties(row, calendar, refused)]
    return sorted(found, key=lambda one: (one.due_on, RANKS[one.duty], one.case_id))


_SHOWN = (_x.case_id, _x.filing_id, _x.form, _c.reference, _f.summary, _x.department, _x.unit)
_COUNTED = (
    *(_x.changed_at, _x.few_since, _x.exists_since),
    *(_x.pictured_on, _x.reviewed_on, _x.shown_on),
)
_FLAGS = (
    _x.is_planned,
    sa.and_(*due.AWAITED).label("awaits_paper"),
)
_FACTS = (*_SHOWN, *_COUNTED, *_FLAGS)
_PLANS = schema.case_index.join(schema.cases, _c.id == _x.case_id).join(
    schema.filings, _f.id == _x.filing_id
)


# Of what is due on the same day the first of these comes first.
RANKS: Mapping[Duty, int] = {duty: rank for rank, duty in enumerate(Duty)}
_WALKED: Mapping[Duty, tuple[sa.ColumnElement[Any], Conditions]] = {
    Duty.CREATION: (_x.changed_at, [schema.PLANNED]),
    Duty.SNAPSHOT: (_x.pictured_on, [schema.IN_USE]),
    Duty.REVIEW: (_x.reviewed_on, [schema.IN_USE]),
    Duty.SHOWN: (_x.shown_on, [schema.IN_USE]),
    Duty.PAPER: (_x.changed_at, due.AWAITED),
}


def _open(step: Step, calendar: Calendar) -> OpenDuty:
    shown = {column.name: step.row[column.name] for column in _SHOWN}
    duty = list(Duty)[step.rank]
    since = opens_on(duty, day_of(step.counted.at), calendar)
    return OpenDuty(**shown, duty=duty, due_on=step.due_on, since=since)


def _duties(
    row: sa.RowMapping, calendar: Calendar, refused: Mapping[int, due.Few]
) -> Iterator[OpenDuty]:
    shown = {column.name: row[column.name] for column in _SHOWN}
    for duty, counted_on in _counted(row, refused.get(row["case_id"])):
        yield OpenDuty(
            **shown,
            duty=duty,
            due_on=due_on(duty, counted_on, calendar),
            since=opens_on(duty, counted_on, calendar),
        )


def _counted(row: sa.RowMapping, few: due.Few | None) -> Iterator[tuple[Duty, date]]:
    """What a case owes, and the day from which each is counted; `few` when the mailboxes of too
    many administrators refuse mail."""
    changed_on = day_of(row["changed_at"])
    flags = {Duty.CREATION: row["is_planned"], Duty.PAPER: row["awaits_paper"]}
    yield from ((duty, changed_on) for duty, is_owed in flags.items() if is_owed)
    since = few.since if few else row["few_since"]
    if since is not None:
        yield Duty.ADMINISTRATORS, day_of(since)
    if row["exists_since"] is None:
        return
    days = {Duty.SNAPSHOT: "pictured_on", Duty.REVIEW: "reviewed_on", Duty.SHOWN: "shown_on"}
    for duty, name in days.items():
        yield duty, row[name] or row["exists_since"]


def _first_after(day: date, months: int, periods: int) -> date:
    """The first day of the period that comes so many after the one a day is in, the first of which
    begins with the year."""
    number = (day.year * 12 + day.month - 1) // months + periods
    year, month = divmod(number * months, 12)
    return date(year, month + 1, 1)


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
