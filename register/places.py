"""Places in lists that are sorted by time and number: where the next page begins, and how many
rows there are."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from register import schema

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


def count_up_to(connection: sa.Connection, rows: sa.Select[Any], most: int) -> int:
    """How many rows there are; one more than `most` when there are more."""
    some = rows.limit(most + 1).subquery("counted")
    return connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def place_in(token: str) -> Place | None:
    """The place that an address names; nonsense is none."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    return Place(_EPOCH + int(found[1]) * _MICROSECOND, int(found[2]))
