"""Heaps: files with paper that somebody sent in at one time, and what became of their pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.verdicts import Verdict

_a, _s = schema.arrivals.c, schema.sheets.c
_another = schema.arrivals.alias("another").c


@dataclass(frozen=True)
class Heap:
    """What an account sent in `since` then, without the bytes that were here already, and `others`
    of those by their numbers."""

    account_id: int
    since: datetime
    others: Collection[int] = ()

    @property
    def is_in_it(self) -> sa.ColumnElement[bool]:
        """Whether an arrival is."""
        own = sa.select(_another.id).where(
            _another.arrived_at >= self.since, _another.account_id == self.account_id
        )
        if not self.others:
            return _a.id.in_(own)
        # With OR instead, PostgreSQL would read all that ever came.
        return _a.id.in_(sa.union(own, sa.select(_another.id).where(_another.id.in_(self.others))))


@dataclass(frozen=True)
class Fate:
    """What became of some files: how many there are, of which `waiting` are not read to their end
    and `refused` cannot be; how many pages are known to be in them, and what they are taken for."""

    files: int = 0
    waiting: int = 0
    refused: int = 0
    pages: int = 0
    sheets: Mapping[Verdict, int] = field(default_factory=dict)


_COUNTS = sa.select(
    sa.func.count(),
    sa.func.count().filter(schema.NOT_READ),
    sa.func.count(_a.refused),
    sa.func.coalesce(sa.func.sum(_a.pages), 0),
)


def fate_of(db: sa.Engine, heap: Heap) -> Fate:
    """What became of all of a heap. Raises RegisterUnavailable."""
    verdicts = sa.select(_s.verdict, sa.func.count()).join_from(schema.sheets, schema.arrivals)
    verdicts = verdicts.where(heap.is_in_it).group_by(_s.verdict)
    with reading(db) as connection:
        counts = connection.execute(_COUNTS.where(heap.is_in_it)).one()
        sheets = {Verdict(row[0]): row[1] for row in connection.execute(verdicts)}
    files, waiting, refused, pages = counts
    return Fate(files, waiting, refused, int(pages), sheets)


def sheets_in(db: sa.Engine, arrival_ids: Collection[int]) -> dict[int, dict[Verdict, int]]:
    """How many pages of each file are taken for what. Raises RegisterUnavailable."""
    query = sa.select(_s.arrival_id, _s.verdict, sa.func.count())
    query = query.where(_s.arrival_id.in_(arrival_ids)).group_by(_s.arrival_id, _s.verdict)
    found: dict[int, dict[Verdict, int]] = {one: {} for one in arrival_ids}
    with reading(db) as connection:
        for arrival_id, verdict, count in connection.execute(query):
            found[arrival_id][Verdict(verdict)] = count
    return found
