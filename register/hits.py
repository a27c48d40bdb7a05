"""How often somebody did something lately: counted in one place for all processes and machines.

A server counts for every machine. Beside an embedded register a file of its own does, so that who
counts never waits for who files, nor files for who counts.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import open_database, writing

# Counting is no reason to keep anybody waiting.
WAIT_SECONDS = 1.0
SECONDS_BETWEEN_SWEEPS = 60.0
MOST_ROWS = 100_000
# No row is of use for longer; one that says so was written by a clock that was wrong.
LONGEST_OF_USE = 2 * 24 * 60 * 60

_t = schema.hits.c
_COUNT = sa.text(
    "INSERT INTO hits (counted, period, times, ends_at)"
    " VALUES (:counted, :period, :amount, :ends_at)"
    " ON CONFLICT (counted, period) DO UPDATE SET times = hits.times + :amount"
    " WHERE hits.times + :amount <= :room RETURNING times"
)
# Built once: for each hit the building took as long as the database.
_TIMES = sa.text(
    "SELECT period, times FROM hits WHERE counted = :counted AND period IN (:period - 1, :period)"
)


@dataclass(frozen=True)
class Limit:
    """At most `most` of what is called `name` in any `seconds`, by one client."""

    name: str
    most: int
    seconds: int


def open_counts(register: sa.Engine, file: Path) -> sa.Engine:
    """Return the database in which to count: that of a server, or `file` beside an embedded one."""
    if register.dialect.name == "postgresql":
        return register
    counts = open_database(
        sa.URL.create("sqlite", database=str(file)), WAIT_SECONDS, makes_file=True
    )
    sa.event.listen(counts, "connect", _make_ready)
    return counts


def _make_ready(connection: Any, _record: object) -> None:
    """What is lost with the power is counted anew: nothing here is worth a wait for the disk."""
    connection.execute("PRAGMA synchronous = NORMAL")
    for made in (sa.schema.CreateTable(schema.hits, if_not_exists=True), *_INDEXES):
        connection.execute(str(made))


_INDEXES = tuple(sa.schema.CreateIndex(one, if_not_exists=True) for one in schema.hits.indexes)


class Hits:
    """Counts by the sliding window of limits: what came in the period before weighs the less, the
    longer ago it is."""

    def __init__(self, counts: sa.Engine) -> None:
        """Take the database in which to count."""
        self._counts = counts
        self._swept_at = -math.inf

    def take(self, limit: Limit, who: str, now: datetime, amount: int = 1) -> int:
        """Count `amount` more and return 0; or, when that is too much, count nothing and return
        the seconds after which it is not.

        An amount above the limit is taken for the whole of it. Raises RegisterUnavailable.
        """
        moment = now.timestamp()
        period, amount = int(moment // limit.seconds), min(amount, limit.most)
        since = moment - period * limit.seconds
        self._sweep_if_due(moment)
        with writing(self._counts) as connection:
            counted = f"{limit.name}:{who}"
            before, so_far = _times(connection, counted, period)
            room = limit.most - math.ceil(before * (1 - since / limit.seconds))
            row = {"counted": counted, "period": period, "amount": amount, "room": room}
            row["ends_at"] = (period + 2) * limit.seconds
            if amount <= room and connection.scalar(_COUNT, row) is not None:
                return 0
        return _seconds_to_wait(limit, amount, before, so_far, since)

    def _sweep_if_due(self, moment: float) -> None:
        """Forget what weighs nothing any more, and what is oldest of far too much."""
        if 0 <= moment - self._swept_at < SECONDS_BETWEEN_SWEEPS:
            return
        self._swept_at = moment
        newest = sa.select(_t.ends_at).order_by(_t.ends_at.desc()).offset(MOST_ROWS).limit(1)
        with writing(self._counts) as connection:
            connection.execute(
                sa.delete(schema.hits).where(_t.ends_at > int(moment) + LONGEST_OF_USE)
            )
            oldest = max(int(moment), connection.scalar(newest) or 0)
            connection.execute(sa.delete(schema.hits).where(_t.ends_at <= oldest))


def _times(connection: sa.Connection, counted: str, period: int) -> tuple[int, int]:
    """How much was counted in the period before and in this one."""
    rows = connection.execute(_TIMES, {"counted": counted, "period": period})
    times = {row.period: row.times for row in rows}
    return times.get(period - 1, 0), times.get(period, 0)


def _seconds_to_wait(limit: Limit, amount: int, before: int, so_far: int, since: float) -> int:
    room_now = limit.most - amount - so_far
    if room_now >= 0:
        # Until what came before weighs little enough.
        return math.ceil(limit.seconds * (1 - room_now / max(before, 1)) - since) or 1
    # Until this period is the one before, and weighs little enough.
    share = 1 - (limit.most - amount) / so_far
    return math.ceil(limit.seconds * (1 + share) - since)
