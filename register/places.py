"""Places in lists that are sorted by time and number: where the next page begins, and how many
rows there are."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from register import schema

PAGE = 25
# So many are counted; beyond them there are more.
MOST_COUNTED = 1_000
Row = TypeVar("Row")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# No time after the year 2200, and no number that a database does not take.
_TOKEN = re.compile(r"([0-9]{1,16})-([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """The time and the number of a row."""

    at: datetime
    id: int

    @property
    def token(self) -> str:
        """The same as it stands in an address."""
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.id}"

    def is_before(self, at: sa.ColumnElement[datetime], number: sa.ColumnElement[int]) -> sa.Tuple:
        """Whether a row comes later in a list that begins with the oldest."""
        here = sa.tuple_(sa.literal(self.at, schema.UtcDateTime()), sa.literal(self.id))
        return sa.tuple_(at, number) > here  # type: ignore[return-value]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, oldest first. `count` is how many there are in all, one more than are counted when
    there are more; `next` leads on, empty on the last page."""

    rows: list[Row]
    count: int
    next: str


def page_from(found: list[Row], size: int, count: int, place: Callable[[Row], Place]) -> Page[Row]:
    """A page of `size` rows, of which one more was looked for to see whether it is the last."""
    following = place(found[size - 1]).token if len(found) > size else ""
    return Page(found[:size], count, following)


def count_up_to(connection: sa.Connection, rows: sa.Select[Any], most: int) -> int:
    """How many rows there are; one more than `most` when there are more."""
    some = rows.limit(most + 1).subquery("counted")
    return connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def sum_up_to(counts: Iterable[int], most: int) -> int:
    """The sum of `counts`, of which no more are asked for once it is above `most`."""
    total = 0
    for count in counts:
        total += count
        if total > most:
            break
    return total


def place_in(token: str) -> Place | None:
    """The place that an address names; nonsense is none."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    return Place(_EPOCH + int(found[1]) * _MICROSECOND, int(found[2]))
