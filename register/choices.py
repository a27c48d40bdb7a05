"""What the list of plans can be filtered by."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.sight import Sight

_MOST_CHOICES = 500

_x = schema.case_index.c


@dataclass(frozen=True)
class Choices:
    """What there is to filter by: names as they were last written, sorted as Swedes do."""

    media: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)


def choices(db: sa.Engine, sight: Sight | None = None) -> Choices:
    """What occurs in the list of what is in sight, so many units at most that somebody can choose
    among them."""
    sight = sight or Sight()
    seen = (*sight.of_department(_x.department_key), *sight.of_form(_x.form))
    with reading(db) as connection:
        if seen:
            is_own = sa.and_(*seen)
            return Choices(*(_grouped(connection, one, is_own) for one in _CHOSEN))
        return Choices(*(_skipped(connection, one) for one in _CHOSEN))


# Each with what it is compared by, and what tells in the same index which was written last.
_CHOSEN = (
    (_x.medium, _x.medium_key, _x.changed_at),
    (_x.department, _x.department_key, _x.changed_at),
    (_x.unit, _x.unit_key, _x.case_id),
    (_x.year, _x.year, _x.changed_at),
)


def _grouped(
    connection: sa.Connection,
    chosen: tuple[sa.Column[Any], sa.Column[Any], sa.Column[Any]],
    which: sa.ColumnElement[bool],
) -> list[Any]:
    shown, key, _ = chosen
    names = sa.select(sa.func.max(shown)).where(which, key > _before(key))
    return list(connection.scalars(names.group_by(key).order_by(key).limit(_MOST_CHOICES)))


def _skipped(
    connection: sa.Connection, chosen: tuple[sa.Column[Any], sa.Column[Any], sa.Column[Any]]
) -> list[Any]:
    """The same for all, from one key in the index to the next and not through all of it."""
    shown, key, newest = chosen
    lowest = sa.select(sa.func.min(key).label("key")).where(key > _before(key))
    keys = lowest.cte("keys", recursive=True)
    following = sa.select(sa.func.min(key)).where(key > keys.c.key).scalar_subquery()
    keys = keys.union_all(sa.select(following).where(keys.c.key.is_not(None)))
    last = sa.select(shown).where(key == keys.c.key).order_by(newest.desc()).limit(1)
    names = sa.select(last.scalar_subquery()).where(keys.c.key.is_not(None)).limit(_MOST_CHOICES)
    return list(connection.scalars(names))


def _before(key: sa.Column[Any]) -> str | int:
    """What sorts before all keys that are shown: a blank name is no choice."""
    return "" if isinstance(key.type, sa.Text) else 0
