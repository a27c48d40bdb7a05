"""Lists of several kinds, sorted by the day on which each row is due, a page at a time.

Each kind is walked in the order of an index of its own. That is the order of its days as well: what
is counted from a later day is never due before what is counted from an earlier one.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from register import schema
from register.places import Page, Place, count_up_to, place_in, sum_up_to
from swedish import day_of, midnight

Conditions = Sequence[sa.ColumnElement[bool] | sa.TextClause]
DAY = timedelta(days=1)
_case_id = schema.case_index.c.case_id


@dataclass(frozen=True)
class Walk:
    """The rows of one kind. `since` is the day or time from which it is counted, `due_on` says when
    what is counted from a day is due, and `before` is the first day that is wanted no more. Of what
    is due on the same day the lower `rank` comes first."""

    rank: int
    since: sa.ColumnElement[Any]
    conditions: Conditions
    due_on: Callable[[date], date]
    before: date | None = None


@dataclass(frozen=True)
class Step:
    """A row of a list, and which kind it is of."""

    rank: int
    due_on: date
    counted: Place
    row: sa.RowMapping

    @property
    def place(self) -> tuple[date, int, datetime, int]:
        """Where it stands."""
        return self.due_on, self.rank, self.counted.at, self.counted.id

    @property
    def token(self) -> str:
        """The same as it stands in an address."""
        return f"{self.rank}-{self.counted.token}"


@dataclass(frozen=True)
class Wanted:
    """The columns, the conditions that hold for every kind, and which page of how many rows."""

    rows: sa.Select[Any]
    own: Conditions
    after: str
    size: int
    most: int


def page_of_walks(connection: sa.Connection, walks: Sequence[Walk], wanted: Wanted) -> Page[Step]:
    """A page of all kinds together; nonsense in `after` is the first page."""
    ends = [_within(one, wanted) for one in walks]
    ids = sa.select(_case_id)
    counts = (count_up_to(connection, ids.where(*end), wanted.most) for end in ends)
    count = sum_up_to(counts, wanted.most)
    if not (count and wanted.size):
        return Page([], min(count, wanted.most + 1), "")
    place = _place_in(wanted.after, walks)
    steps = sorted(
        (step for one in walks for step in _steps(connection, one, wanted, place)),
        key=lambda step: step.place,
    )
    shown = steps[: wanted.size]
    following = shown[-1].token if len(steps) > wanted.size else ""
    return Page(shown, min(count, wanted.most + 1), following)


def first_whose(falls_on: Callable[[date], date], day: date) -> date:
    """The first day for which that falls on `day` or later; it never falls before the day itself,
    and not earlier for a later one."""
    days = range(1, day.toordinal() + 1)
    place = bisect_left(days, day, key=lambda number: falls_on(date.fromordinal(number)))
    return date.fromordinal(days.start + place)


def _within(walk: Walk, wanted: Wanted) -> Conditions:
    end = [] if walk.before is None else [walk.since < bound(walk.since, midnight(walk.before))]
    return [*walk.conditions, *end, *wanted.own]


def _steps(
    connection: sa.Connection, walk: Walk, wanted: Wanted, place: tuple[int, date, Place] | None
) -> Iterator[Step]:
    query = wanted.rows.add_columns(walk.since.label("counted")).where(*_within(walk, wanted))
    if place is not None:
        query = query.where(_is_after(walk, *place))
    query = query.order_by(walk.since, _case_id).limit(wanted.size + 1)
    for row in connection.execute(query).mappings():
        counted = row["counted"]
        at = counted if isinstance(counted, datetime) else midnight(counted)
        yield Step(walk.rank, walk.due_on(day_of(at)), Place(at, row["case_id"]), row)


def _is_after(walk: Walk, rank: int, due: date, place: Place) -> sa.ColumnElement[bool]:
    """Whether a row of a kind comes after that of the place, which may be of another kind."""
    if walk.rank == rank:
        here = sa.tuple_(bound(walk.since, place.at), sa.literal(place.id))
        return sa.tuple_(walk.since, _case_id) > here
    first = first_whose(walk.due_on, due if walk.rank > rank else due + DAY)
    return walk.since >= bound(walk.since, midnight(first))


def bound(since: sa.ColumnElement[Any], at: datetime) -> sa.ColumnElement[Any]:
    """A time as it is compared with what a kind is counted from: a day where that is one."""
    if isinstance(since.type, sa.Date):
        return sa.literal(day_of(at), sa.Date())
    return sa.literal(at, schema.UtcDateTime())


def _place_in(token: str, walks: Sequence[Walk]) -> tuple[int, date, Place] | None:
    rank, _, rest = token.partition("-")
    place = place_in(rest)
    found = [one for one in walks if str(one.rank) == rank]
    return (found[0].rank, found[0].due_on(day_of(place.at)), place) if found and place else None
