"""The list of plans: filtered, sorted as Swedes sort, counted honestly, a page at a time.

A page is found by the last key of the page before. What is asked for is first looked up as numbers,
a thousand and one at most: as long as there are no more they are filtered, sorted and counted among
themselves, else the list is walked in its order until a page is full. Never both in one statement,
whose plan the database guesses wrong.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading, snapshot
from register.fold import coded, plain, sort_key
from register.index import ERASED
from register.life import Life, life_of
from register.page_keys import Key, place_in, token_of
from register.papers import PaperState
from register.search import MOST_HITS, has_all, hits, hits_among, is_among, term_of, terms_of
from register.sight import Sight

PAGE = 25
_STREAMED = 500
_LAST_YEAR = 9_999

_x = schema.case_index.c
_c = schema.cases.c
_f = schema.filings.c
_m = schema.paper_marks.c


class Status(StrEnum):
    """How far a plan has come, worked out of what is stored; the values stand in addresses, in
    which those of EARLIER are understood too."""

    WAITING = "väntar-på-papper"
    PARTLY = "delvis-underskriven"
    CHECK = "underskriven-kontrollera"
    SIGNED = "underskriven"
    ENDED = "avslutad"
    FILED = "inlämnad"
    """Of a form that nobody signs."""
    ERASED = "gallrad"

    @classmethod
    def _missing_(cls, value: object) -> "Status | None":
        return EARLIER.get(str(value))


# What stood in addresses before papers came home by themselves.
EARLIER: Mapping[str, Status] = {
    "inväntar-underskrift": Status.WAITING,
    "undertecknad": Status.SIGNED,
}
_OF_PAPER: Mapping[str, Status] = {
    "": Status.FILED,
    PaperState.WAITING: Status.WAITING,
    PaperState.PARTLY: Status.PARTLY,
    PaperState.CHECK: Status.CHECK,
    PaperState.SIGNED: Status.SIGNED,
    ERASED: Status.ERASED,
}
_PAPER: Mapping[Status, str] = {status: paper for paper, status in _OF_PAPER.items()}


def is_so(status: Status, paper: sa.ColumnElement[Any] = _x.paper) -> sa.ColumnElement[bool]:
    """Whether a plan has come so far, of the index alone: to look for each row elsewhere takes most
    of the time. `paper` is how its column is read."""
    if status is Status.ERASED:
        return paper == ERASED
    if status is Status.ENDED:
        return sa.and_(~_x.is_living, paper != ERASED)
    return sa.and_(_x.is_living, paper == _PAPER[status])


class Order(StrEnum):
    """How the list is sorted; the values stand in addresses."""

    NEWEST = "nyast"
    OLDEST = "äldst"
    UNIT = "enhet"
    REFERENCE = "referens"


# As texts, as for what is due: with a sign before each column where they must not lead.
_IS_SO: Mapping[Life, str] = {
    Life.PLANNED: "({0}is_planned AND {0}is_living)",
    Life.IN_USE: "({0}exists_since IS NOT NULL AND {0}is_living)",
    Life.CLOSED: "(NOT {0}is_living AND ({0}is_planned OR {0}exists_since IS NOT NULL))",
    Life.NONE: "(NOT {0}is_planned AND {0}exists_since IS NULL)",
}
# Within a form and a year cases are numbered as they come.
_BY: Mapping[Order, tuple[sa.Column[Any], ...]] = {
    Order.NEWEST: (_x.changed_at, _x.case_id),
    Order.OLDEST: (_x.changed_at, _x.case_id),
    Order.UNIT: (_x.unit_key, _x.case_id),
    Order.REFERENCE: (_x.form, _x.year, _x.case_id),
}
_JOINED = schema.case_index.join(schema.cases, _c.id == _x.case_id)
_OF_CASE = (_c.reference, _c.dnr, _c.ended_on)
_OF_FILING = (_f.title, _f.short_title, _f.summary)
_OF_INDEX = (
    *(_x.case_id, _x.filing_id, _x.form, _x.year, _x.version, _x.medium, _x.department, _x.unit),
    *(_x.subject, _x.administrators, _x.hours, _x.opened_at, _x.changed_at, _x.paper),
    *(_x.is_planned, _x.exists_since),
)
_ROWS = sa.select(*_OF_INDEX, *_OF_CASE, *_OF_FILING).select_from(
    _JOINED.join(schema.filings, _f.id == _x.filing_id)
)
# A case of before, whose turn has not come: what its form says is not known yet, nor who signs it.
_PAPER_SO_FAR = sa.case((_m.filing_id.is_(None), PaperState.WAITING), else_=PaperState.SIGNED)
_NOT_YET_INDEXED = (
    sa.select(
        *(_c.id.label("case_id"), _f.id.label("filing_id"), _c.form, _c.year, _f.version),
        *(sa.literal("").label(name) for name in ("medium", "department", "unit")),
        *(_f.subject, sa.literal(0).label("administrators"), sa.null().label("hours")),
        *(_f.filed_at.label("opened_at"), _f.filed_at.label("changed_at")),
        *(sa.false().label("is_planned"), sa.null().label("exists_since")),
        *(_PAPER_SO_FAR.label("paper"), *_OF_CASE, *_OF_FILING),
    )
    .select_from(
        schema.cases.join(schema.filings).join(
            schema.paper_marks, _m.filing_id == _f.id, isouter=True
        )
    )
    .order_by(_f.version.desc())
)


@dataclass(frozen=True)
class Wanted:
    """What is asked of the list. Empty is whatever there is; `after` is `next` of a page before,
    and nonsense in it is the first page. Names of media, departments and units are whole."""

    text: str = ""
    form: str = ""
    medium: str = ""
    department: str = ""
    unit: str = ""
    status: Status | None = None
    life: Life | None = None
    year: int | None = None
    order: Order = Order.NEWEST
    after: str = ""


@dataclass(frozen=True)
class Row:
    """One case as its newest version tells it, and what the office noted."""

    case_id: int
    filing_id: int
    form: str
    reference: str
    year: int
    version: int
    title: str
    short_title: str
    medium: str
    department: str
    unit: str
    summary: str
    subject: str
    dnr: str | None
    status: Status
    administrators: int
    hours: float | None
    opened_at: datetime
    changed_at: datetime
    ended_on: date | None
    life: Life
    exists_since: date | None


@dataclass(frozen=True)
class Page:
    """Some rows of the list. `count` is how many there are in all, when not `is_more`: then there
    are more than `count`. `first` is the place of the first row, counted from 1; `next` leads to
    the next page, empty on the last. `order` is the one that was used: among more hits of a search
    than are counted it is the newest first.
    """

    rows: list[Row]
    count: int
    is_more: bool
    next: str
    first: int
    order: Order


def page_of(db: sa.Engine, wanted: Wanted, sight: Sight | None = None, size: int = PAGE) -> Page:
    """One page of the list, of what is in `sight`.

    Raises RegisterUnavailable; RegisterDamaged when the search can no longer be read.
    """
    with reading(db) as connection:
        asked = _Asked.of(wanted, sight)
        found = asked.found(connection)
        if len(found) <= MOST_HITS:
            return _page_among(connection, asked, found, size)
        if asked.terms:
            asked = _newest_first(connection, asked, found)
        return _page_on_the_way(connection, asked, size)


def was_given_by(wanted: Wanted) -> bool:
    """Whether `after` is `next` of a page, or nothing: for who must not begin anew unawares."""
    asked = _Asked.of(wanted, None)
    # Among many hits of a search the newest come first, whatever was asked.
    newest = replace(asked, wanted=replace(wanted, order=Order.NEWEST))
    return not wanted.after or any(one.place() for one in (asked, newest))


def rows_of(db: sa.Engine, wanted: Wanted, sight: Sight | None = None) -> Iterator[Row]:
    """All rows in sight, at one moment, read some at a time; `after` is not looked at."""
    with snapshot(db) as connection:
        asked = _Asked.of(wanted, sight)
        found = asked.found(connection)
        if len(found) > MOST_HITS:
            yield from _all_on_the_way(connection, asked)
            return
        keys = asked.sorted_keys(connection, found)
        for start in range(0, len(keys), _STREAMED):
            yield from _rows(connection, keys[start : start + _STREAMED])


def row_of(db: sa.Engine, reference: str, sight: Sight | None = None) -> Row | None:
    """One row by its reference, or None when it is not there or not in sight."""
    return next(iter(rows_named(db, [reference], sight)), None)


def rows_named(db: sa.Engine, references: Sequence[str], sight: Sight | None = None) -> list[Row]:
    """Those of some references that are there and in sight, in the same order."""
    sight = sight or Sight()
    are_they = sa.and_(_c.reference.in_(references), *sight.of_form(_c.form))
    query = _ROWS.where(are_they, *sight.of_department(_x.department_key))
    with reading(db) as connection:
        found = list(connection.execute(query).mappings())
        if len(found) < len(references) and sight.department is None:
            found += connection.execute(_NOT_YET_INDEXED.where(are_they)).mappings()
    rows: dict[str, Row] = {}
    for one in found:
        # What the index knows comes first, and the newest version before the others.
        rows.setdefault(one["reference"], _row(one))
    return [rows[one] for one in references if one in rows]


# By which columns an index leads to rows in that order.
_LEADS: Mapping[Order, tuple[sa.Column[Any], ...]] = {
    Order.NEWEST: (_x.year, _x.medium_key, _x.department_key, _x.paper),
    Order.OLDEST: (_x.year, _x.medium_key, _x.department_key, _x.paper),
    Order.UNIT: (_x.unit_key, _x.department_key),
    Order.REFERENCE: (_x.form,),
}


@dataclass(frozen=True)
class _Asked:
    """What is wanted, as values of columns and terms of texts.

    No case with a higher number than `highest` has all terms.
    """

    wanted: Wanted
    values: tuple[tuple[sa.Column[Any], Any], ...]
    terms: tuple[str, ...]
    sight: Sight
    highest: int | None = None

    @classmethod
    def of(cls, wanted: Wanted, sight: Sight | None) -> "_Asked":
        sight = sight or Sight()
        department = sight.department
        names = [(_x.medium_key, wanted.medium), (_x.department_key, wanted.department)]
        names += [(_x.unit_key, wanted.unit)]
        values: list[tuple[sa.Column[Any], Any]] = [(at, sort_key(one)) for at, one in names if one]
        terms = terms_of(wanted.text)
        if terms:
            # So that texts which columns will leave out are no hits.
            terms += tuple(term_of(name) for _, name in (*names, (None, department)) if name)
        if department is not None:
            values.append((_x.department_key, sort_key(department)))
        if wanted.form:
            values.append((_x.form, plain(wanted.form)))
        if wanted.year is not None:
            year = min(max(wanted.year, 0), _LAST_YEAR)
            values.append((_x.year, year))
            terms += (coded(f"-{year}-"),) if terms else ()
        return cls(wanted, tuple(values), terms, sight)

    @property
    def order(self) -> Order:
        return self.wanted.order

    def conditions(
        self, connection: sa.Connection, leads: Collection[sa.Column[Any]] | None = None
    ) -> list[sa.ColumnElement[bool] | sa.TextClause]:
        """What must be so of columns. Where `leads` are told a sign stands before the others, by
        which SQLite would find rows in another way than by their numbers or in the order asked for,
        and sort them all: it takes any value for a rare one."""
        if connection.dialect.name != "sqlite":
            leads = None
        known: list[sa.ColumnElement[bool] | sa.TextClause]
        known = [_read(column, leads) == value for column, value in self.values]
        known += self.sight.of_form(_x.form)
        if self.wanted.life is not None:
            sign = "" if leads is None else "+"
            known.append(sa.text(_IS_SO[self.wanted.life].format(sign)))
        status = self.wanted.status
        return known if status is None else [*known, is_so(status, _read(_x.paper, leads))]

    def place(self) -> tuple[Key, int] | None:
        """Behind which key the page begins, and how many rows came so far; None for the first."""
        return place_in(self.wanted.after, self.order, _KINDS[self.order])

    def found(self, connection: sa.Connection) -> list[int]:
        """The numbers of cases that may be meant: all of them, unless there are too many."""
        found = (
            hits(connection, self.terms, self.sight)
            if self.terms
            else self._found_by_columns(connection)
        )
        is_rare = self.wanted.status is not None or self.wanted.life is not None
        if self.terms and len(found) > MOST_HITS and is_rare:
            # How far a plan has come does not stand in its text.
            rare = self._found_by_columns(connection)
            return found if len(rare) > MOST_HITS else hits_among(connection, self.terms, rare)
        return found

    def _found_by_columns(self, connection: sa.Connection) -> list[int]:
        query = sa.select(_x.case_id).where(*self.conditions(connection))
        return list(connection.scalars(query.limit(MOST_HITS + 1)))

    def sorted_keys(self, connection: sa.Connection, found: Sequence[int]) -> list[Key]:
        """The keys of those among the found that are meant."""
        query = sa.select(*_BY[self.order]).where(is_among(connection, _x.case_id, found))
        query = query.where(*self.conditions(connection, ()))
        keys = [tuple(row) for row in connection.execute(query)]
        return sorted(keys, reverse=self.order is Order.NEWEST)

    def ordered(self, connection: sa.Connection, after: Key | None, size: int) -> list[Row]:
        """Rows in the list's order, behind a key: read from an index until there are enough."""
        columns: tuple[sa.ColumnElement[Any], ...] = _BY[self.order]
        query = _ROWS.where(*self.conditions(connection, _LEADS[self.order]))
        if self.terms:
            query = query.where(has_all(connection, self.terms))
        if self.highest is not None:
            query = query.where(_x.case_id <= self.highest)
        if after is not None:
            here, pairs = sa.tuple_(*columns), zip(after, columns, strict=True)
            there = sa.tuple_(*(sa.literal(value, one.type) for value, one in pairs))
            query = query.where(here < there if self.order is Order.NEWEST else here > there)
        if self.order is Order.NEWEST:
            columns = tuple(one.desc() for one in columns)
        rows = connection.execute(query.order_by(*columns).limit(size)).mappings()
        return [_row(one) for one in rows]


def _read(
    column: sa.Column[Any], leads: Collection[sa.Column[Any]] | None
) -> sa.ColumnElement[Any]:
    """A column, with a sign where it must not lead."""
    if leads is None or column in set(leads):
        return column
    return sa.literal_column(f"+{column.table.name}.{column.name}", column.type)


def _page_among(connection: sa.Connection, asked: _Asked, found: Sequence[int], size: int) -> Page:
    keys = asked.sorted_keys(connection, found)
    after = asked.place()
    start = 0
    if after is not None:
        is_newest = asked.order is Order.NEWEST
        start = sum(key >= after[0] if is_newest else key <= after[0] for key in keys)
    shown = keys[start : start + size]
    last = start + len(shown)
    following = token_of(asked.order, shown[-1], last) if last < len(keys) else ""
    rows = _rows(connection, shown)
    return Page(rows, len(keys), False, following, start + 1, asked.order)


def _newest_first(connection: sa.Connection, asked: _Asked, found: Sequence[int]) -> _Asked:
    """Hits of one kind lie together in any other order, and far away. Where the highest is known
    no text is read on the way to what was found in earlier years."""
    highest = found[0] if connection.dialect.name == "sqlite" else None
    return replace(asked, wanted=replace(asked.wanted, order=Order.NEWEST), highest=highest)


def _page_on_the_way(connection: sa.Connection, asked: _Asked, size: int) -> Page:
    key, before = asked.place() or (None, 0)
    rows = asked.ordered(connection, key, size + 1)
    shown = rows[:size]
    is_last = len(rows) <= size
    order = asked.order
    following = "" if is_last else token_of(order, _key(order, shown[-1]), before + size)
    return Page(shown, MOST_HITS, True, following, before + 1, order)


def _all_on_the_way(connection: sa.Connection, asked: _Asked) -> Iterator[Row]:
    after: Key | None = None
    while rows := asked.ordered(connection, after, _STREAMED):
        yield from rows
        after = _key(asked.order, rows[-1])


def _rows(connection: sa.Connection, keys: Sequence[Key]) -> list[Row]:
    ids = [key[-1] for key in keys]
    found = connection.execute(_ROWS.where(is_among(connection, _x.case_id, ids))).mappings()
    rows = {row["case_id"]: _row(row) for row in found}
    return [rows[one] for one in ids]


def _row(columns: sa.RowMapping) -> Row:
    told = dict(columns)
    paper = told.pop("paper")
    life = life_of(told.pop("is_planned"), told["exists_since"], told["ended_on"])
    return Row(**told, status=status_of(told["ended_on"], paper), life=life)


def status_of(ended_on: date | None, paper: str) -> Status:
    """How far a plan has come, of which the office noted that it ended; `paper` is what became of
    its paper, as the index keeps it."""
    is_ended = ended_on is not None and paper != ERASED
    return Status.ENDED if is_ended else _OF_PAPER[paper]


def _key(order: Order, row: Row) -> Key:
    if order is Order.UNIT:
        return (sort_key(row.unit), row.case_id)
    if order is Order.REFERENCE:
        return (row.form, row.year, row.case_id)
    return (row.changed_at, row.case_id)


_KINDS: Mapping[Order, tuple[type, ...]] = {
    Order.NEWEST: (datetime, int),
    Order.OLDEST: (datetime, int),
    Order.UNIT: (str, int),
    Order.REFERENCE: (str, int, int),
}
