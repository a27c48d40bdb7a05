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
    with reading(db) as connection:
        return Choices(*(_skipped(connection, *one, sight) for one in _CHOSEN))


# Each with what it is compared by, and what tells in the same index which was written last.
_CHOSEN = (
    (_x.medium, _x.medium_key, _x.changed_at),
    (_x.department, _x.department_key, _x.changed_at),
    (_x.unit, _x.unit_key, _x.case_id),
    (_x.year, _x.year, _x.changed_at),
)


def _skipped(
    connection: sa.Connection,
    shown: sa.Column[Any],
    key: sa.Column[Any],
    newest: sa.Column[Any],
    sight: Sight,
) -> list[Any]:
    """From one key in an index to the next, and not through all of it: of each the newest that is
    in sight. A key that only stands where nothing is seen is left out."""
    own, of_form = sight.of_department(_x.department_key), sight.of_form(_x.form)
    if own and key is _x.department_key:
        only = sa.select(shown).where(key > _before(key), *own, *of_form)
        return list(connection.scalars(only.order_by(newest.desc()).limit(1)))
    if own:
        # As the index that begins with the department has them.
        newest = _x.case_id
    lowest = sa.select(sa.func.min(key).label("key")).where(key > _before(key), *own)
    keys = lowest.cte("keys", recursive=True)
    following = sa.select(sa.func.min(key)).where(key > keys.c.key, *own).scalar_subquery()
    keys = keys.union_all(sa.select(following).where(keys.c.key.is_not(None)))
    # Sorted by what is the same in all that are meant, or PostgreSQL would take another index.
    last = sa.select(sa.case((key == keys.c.key, shown))).where(key <= keys.c.key, *own, *of_form)
    last = last.order_by(key.desc(), newest.desc()).limit(1)
    names = sa.select(last.scalar_subquery().label("name")).where(keys.c.key.is_not(None))
    # With an offset it stays a table of its own, and each name is looked for once.
    each = names.offset(0).subquery().c.name
    found = sa.select(each).where(each.is_not(None)).limit(_MOST_CHOICES)
    return list(connection.scalars(found))


def _before(key: sa.Column[Any]) -> str | int:
    """What sorts before all keys that are shown: a blank name is no choice."""
    return "" if isinstance(key.type, sa.Text) else 0
