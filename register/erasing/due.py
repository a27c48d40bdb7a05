"""What falls due under a decision, and what stands in the way of it."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.deliveries import IS_UNDELIVERED
from register.erasing.decisions import CountedFrom, Decision, What
from register.erasing.holds import held_in
from register.fold import fold
from register.papers import PaperState
from swedish import day_of, midnight, swedish_date, swedish_day

# Of one proposal, for all of it is erased in one transaction.
AT_MOST = 100
_UNSIGNED = (PaperState.WAITING, PaperState.PARTLY, PaperState.CHECK)
_MOST_ASKED = 1_000
HELD = "Gallringsstopp sedan {} ({}). Häv stoppet först, om det inte behövs längre."
UNSIGNED = (
    "Den nyaste versionen är inte underskriven, och lämnades in först {}. Den tid som beslutet "
    "säger har inte gått sedan dess."
)
UNREAD = "Papper som hör hit är inte läst eller inte sorterat. Sortera det under Papper först."
UNSENT = "En kopia väntar på att skickas. Se till att den går eller ges upp först."
FOLLOWED = "{0} följer upp det här och leder hit. Gallra {0} först."

_c, _x, _f = schema.cases.c, schema.case_index.c, schema.filings.c
_t = schema.case_texts.c
_s, _a, _h = schema.snapshots.c, schema.arrivals.c, schema.sheets.c
_next = schema.snapshots.alias("next_snapshot")
_REPLACED_ON = (
    sa.select(sa.func.min(_next.c.taken_on))
    .where(_next.c.case_id == _s.case_id, _next.c.taken_on > _s.taken_on)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Due:
    """A case, or one snapshot of it, whose months have passed since `counted_on`. `refusal` is what
    stands in the way and what to do, in Swedish, or empty."""

    case_id: int
    snapshot_id: int | None
    form: str
    reference: str
    what: str
    counted_on: date
    refusal: str = ""

    @property
    def id(self) -> int:
        """Its number among those that a decision reaches."""
        return self.case_id if self.snapshot_id is None else self.snapshot_id


@dataclass(frozen=True)
class DuePage:
    """Some of what falls due; `next` is the number after which the next page begins, if any."""

    rows: list[Due]
    next: int | None


def last_day(today: date, months: int) -> date:
    """The last day since which so many months have passed today. What is counted from the end of a
    month is full at the end of a shorter one."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < 1:
        return date.min
    longest = monthrange(year, month + 1)[1]
    is_end = today.day == monthrange(today.year, today.month)[1]
    return date(year, month + 1, longest if is_end else min(today.day, longest))


def falls_due(
    db: sa.Engine, decision: Decision, today: date, after: int = 0, size: int = AT_MOST
) -> DuePage:
    """A page of what falls due, in the order in which it came. Raises RegisterUnavailable."""
    with reading(db) as connection:
        found = due_in(connection, decision, today, after=after, size=size + 1)
    following = found[size - 1].id if len(found) > size else None
    return DuePage(found[:size], following)


def count_waiting(db: sa.Engine, decision: Decision) -> int:
    """How many cases are not counted for want of a day: whose account was never closed."""
    if decision.counted_from is not CountedFrom.ENDED:
        return 0
    waiting = sa.and_(_c.form == decision.form, _c.ended_on.is_(None), _c.erased_at.is_(None))
    with reading(db) as connection:
        return connection.scalar(sa.select(sa.func.count()).where(waiting)) or 0


def due_in(
    connection: sa.Connection,
    decision: Decision,
    today: date,
    *,
    after: int = 0,
    size: int = AT_MOST,
    only: Collection[int] | None = None,
) -> list[Due]:
    """The same in a transaction, of those with the numbers `only`, or behind `after`."""
    is_all = decision.what is What.ALL
    number = _c.id if is_all else _s.id
    query = (_cases if is_all else _snapshots)(decision, last_day(today, decision.months))
    query = query.where(number > after if only is None else number.in_(only))
    rows = connection.execute(query.order_by(number).limit(size)).mappings().all()
    refused = _refusals(connection, decision, rows, last_day(today, decision.months))
    return [_due(row, decision, refused.get(row["case_id"], "")) for row in rows]


_CASE = (_c.id.label("case_id"), _c.form, _c.reference, _x.changed_at, _x.paper)
_INDEXED = schema.cases.join(schema.case_index, _x.case_id == _c.id)


def _cases(decision: Decision, last: date) -> sa.Select[Any]:
    is_due: sa.ColumnElement[bool] = _c.ended_on <= last
    if decision.counted_from is CountedFrom.FILED:
        is_due = _x.changed_at < midnight(last + timedelta(days=1))
    query = sa.select(*_CASE, _c.ended_on, sa.null().label("snapshot_id")).select_from(_INDEXED)
    return query.where(_c.form == decision.form, _c.erased_at.is_(None), is_due)


def _snapshots(decision: Decision, last: date) -> sa.Select[Any]:
    is_replaced = decision.counted_from is CountedFrom.REPLACED
    counted: sa.ColumnElement[Any] = _REPLACED_ON if is_replaced else _s.taken_on
    query = sa.select(*_CASE, _s.id.label("snapshot_id"), _s.taken_on, counted.label("counted_on"))
    query = query.select_from(_INDEXED.join(schema.snapshots, _s.case_id == _c.id))
    return query.where(_c.form == decision.form, _s.erased_at.is_(None), counted <= last)


def _due(row: sa.RowMapping, decision: Decision, refusal: str) -> Due:
    if decision.what is What.SNAPSHOTS:
        what, counted = f"ögonblicksbild {row['taken_on']}", row["counted_on"]
    else:
        is_filed = decision.counted_from is CountedFrom.FILED
        what, counted = "allt", day_of(row["changed_at"]) if is_filed else row["ended_on"]
    which = (row["case_id"], row["snapshot_id"], row["form"], row["reference"])
    return Due(*which, what, _day(counted), refusal)


def _day(kept: Any) -> date:
    # SQLite gives what it has counted as text.
    return kept if isinstance(kept, date) else date.fromisoformat(kept)


def _refusals(
    connection: sa.Connection, decision: Decision, rows: Sequence[sa.RowMapping], last: date
) -> dict[int, str]:
    """What stands in the way, by case; of several the first to be told."""
    cases = {row["case_id"]: row for row in rows}
    found = {
        case_id: HELD.format(swedish_day(one.placed_at), one.dnr)
        for case_id, one in held_in(connection, list(cases)).items()
    }
    if decision.what is What.ALL:
        for case_id, why in _in_the_way(connection, cases, last):
            found.setdefault(case_id, why)
    return found


def _in_the_way(
    connection: sa.Connection, cases: Mapping[int, sa.RowMapping], last: date
) -> Iterator[tuple[int, str]]:
    for case_id, row in cases.items():
        filed_on = day_of(row["changed_at"])
        if row["paper"] in _UNSIGNED and filed_on > last:
            yield case_id, UNSIGNED.format(swedish_date(filed_on))
    for case_id in _with_paper(connection, cases):
        yield case_id, UNREAD
    for case_id in _with_mail(connection, list(cases)):
        yield case_id, UNSENT
    for case_id, other in _followed(connection, cases):
        yield case_id, FOLLOWED.format(other)


def _with_paper(connection: sa.Connection, cases: Mapping[int, sa.RowMapping]) -> Iterator[int]:
    """Cases to which a file belongs that was not read, or a sheet of which a human is asked."""
    own = _f.case_id.in_(list(cases))
    unread = sa.or_(schema.NOT_READ, schema.UNREADABLE)
    files = sa.select(_f.case_id).join_from(schema.arrivals, schema.filings)
    yield from connection.scalars(files.where(own, unread))
    asked = sa.select(_f.case_id).select_from(
        schema.sheets.join(schema.arrivals, _a.id == _h.arrival_id).join(
            schema.filings, _f.id == sa.func.coalesce(_h.filing_id, _a.filing_id)
        )
    )
    yield from connection.scalars(asked.where(own, schema.ASKED))
    facts = sa.select(_h.facts).where(schema.ASKED).limit(_MOST_ASKED)
    guessed = set(_guessed(connection.scalars(facts)))
    yield from (one for one, row in cases.items() if row["reference"] in guessed)


def _guessed(facts: Iterable[Any]) -> Iterator[str]:
    """The references that sheets of which a human is asked may belong to."""
    for one in facts:
        guesses = one.get("guesses") if isinstance(one, Mapping) else None
        yield from (str(guess.get("reference")) for guess in guesses or ())


def _with_mail(connection: sa.Connection, case_ids: list[int]) -> Iterable[int]:
    waiting = sa.select(_f.case_id).join_from(schema.deliveries, schema.filings)
    return connection.scalars(waiting.where(_f.case_id.in_(case_ids), IS_UNDELIVERED))


def _followed(
    connection: sa.Connection, cases: Mapping[int, sa.RowMapping]
) -> Iterator[tuple[int, str]]:
    """Cases that others name, of other forms, and the references of those."""
    names = {fold(row["reference"]): case_id for case_id, row in cases.items()}
    if not names:
        return
    # A longer number is another's.
    one_of_them = re.compile(f"(?<![a-z0-9])(?:{'|'.join(names)})(?![0-9])")
    form = next(iter(cases.values()))["form"]
    beginning = next(iter(names)).partition(fold("-"))[0] + fold("-")
    query = sa.select(_c.reference, _t.text).join_from(schema.cases, schema.case_texts)
    others = query.where(_c.form != form, _t.text.contains(beginning))
    for other in connection.execute(others):
        yield from ((names[found], other.reference) for found in one_of_them.findall(other.text))
