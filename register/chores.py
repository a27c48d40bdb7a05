"""Chores: what must be done now and then, by one of any number of processes."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from register import schema
from register.database import reading, writing

# No chore rests longer: a later time was written by a clock that was wrong.
FURTHEST_AHEAD = timedelta(days=2)

_t = schema.chores.c
ADD = sa.text(
    "INSERT INTO chores (name, due_at) VALUES (:name, :due_at) ON CONFLICT (name) DO NOTHING"
).bindparams(sa.bindparam("due_at", type_=schema.UtcDateTime))


def take_on(db: sa.Engine, name: str, now: datetime, again_in: timedelta) -> bool:
    """Say whether the caller is the one to do the chore `name` now; a new chore is due at once.

    It is due again after `again_in`, also when whoever took it on dies. Raises
    RegisterUnavailable.
    """
    is_its_time = sa.or_(_t.due_at <= now, _t.due_at > now + FURTHEST_AHEAD)
    is_due = sa.and_(_t.name == name, is_its_time)
    take = sa.update(schema.chores).where(is_due).values(due_at=now + again_in)
    with writing(db) as connection:
        connection.execute(ADD, {"name": name, "due_at": now})
        return connection.execute(take).rowcount == 1


def hold_on(db: sa.Engine, name: str, rests_until: datetime, until: datetime) -> bool:
    """Let a chore that the caller took on rest `until` then, if nobody took it on meanwhile.

    `rests_until` is what the caller had it rest until. Raises RegisterUnavailable.
    """
    is_still_its = sa.and_(_t.name == name, _t.due_at == rests_until)
    hold = sa.update(schema.chores).where(is_still_its).values(due_at=until)
    with writing(db) as connection:
        return connection.execute(hold).rowcount == 1


def due_since(db: sa.Engine, name: str) -> datetime | None:
    """Since when a chore waits for somebody to take it on, or until when it rests; None for one
    that nobody has done yet."""
    with reading(db) as connection:
        due: datetime | None = connection.scalar(sa.select(_t.due_at).where(_t.name == name))
        return due


def put_off(db: sa.Engine, name: str, until: datetime) -> None:
    """Let a chore that was done rest `until` then."""
    with writing(db) as connection:
        rest = sa.update(schema.chores).where(_t.name == name).values(due_at=until)
        connection.execute(rest)
