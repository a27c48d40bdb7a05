"""Holds: cases of which nothing is erased for now, for somebody asks for them or disputes them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.cases import Case
from register.database import reading, writing
from register.events import EventKind, add_event
from register.notes import change_case

_t = schema.holds.c


@dataclass(frozen=True)
class Hold:
    """One that stands: the number in the diary of what it is for, why in a few words, and since
    when."""

    id: int
    case_id: int
    dnr: str
    why: str
    placed_at: datetime
    placed_by: int


def place(
    db: sa.Engine, case: Case, filing_id: int, dnr: str, why: str, now: datetime, actor: Actor
) -> None:
    """Place one. `case` is as it was seen; raises CaseChanged when it is not so now."""
    row = {"case_id": case.id, "dnr": dnr, "why": why, "placed_at": now}
    with writing(db) as connection:
        change_case(connection, case)
        connection.execute(sa.insert(schema.holds), row | {"placed_by": actor.account_id})
        add_event(connection, EventKind.HELD, now, actor, filing_id=filing_id, dnr=dnr)


def lift(db: sa.Engine, case: Case, filing_id: int, now: datetime, actor: Actor) -> None:
    """Lift all that stand of a case; raises CaseChanged as above."""
    stands = sa.update(schema.holds).where(_t.case_id == case.id, schema.HELD)
    with writing(db) as connection:
        change_case(connection, case)
        connection.execute(stands.values(lifted_at=now, lifted_by=actor.account_id))
        add_event(connection, EventKind.HOLD_LIFTED, now, actor, filing_id=filing_id)


def holds_of(db: sa.Engine, case_id: int) -> list[Hold]:
    """Those that stand of a case, oldest first. Raises RegisterUnavailable."""
    with reading(db) as connection:
        return _held(connection, [case_id])


def held_in(connection: sa.Connection, case_ids: Collection[int]) -> dict[int, Hold]:
    """The last that was placed of each case that is on hold."""
    return {one.case_id: one for one in _held(connection, case_ids)}


def _held(connection: sa.Connection, case_ids: Collection[int]) -> list[Hold]:
    columns = (_t.id, _t.case_id, _t.dnr, _t.why, _t.placed_at, _t.placed_by)
    query = sa.select(*columns).where(_t.case_id.in_(case_ids), schema.HELD).order_by(_t.id)
    return [Hold(**row) for row in connection.execute(query).mappings()]
