"""Decisions on what is erased and when (arkivlagen 1990:782, 10 §; the policy's gallringsbeslut).

One is never changed. What was wrong in it is replaced by another, and both stay.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.database import reading, writing
from register.errors import ErasingRefused

_t = schema.decisions.c
OVERTAKEN = "Beslutet är redan ersatt av ett annat. Ladda om sidan och utgå från det som gäller."


class What(StrEnum):
    """What a decision reaches. The values are stored."""

    ALL = "allt"
    """All that a case holds."""
    SNAPSHOTS = "ögonblicksbilder"
    """Its snapshots alone; the case stays."""


class CountedFrom(StrEnum):
    """The day from which months are counted. The values are stored."""

    ENDED = "ended"
    """That on which the account was closed."""
    FILED = "filed"
    """That on which the newest version was filed."""
    TAKEN = "taken"
    """That of the snapshot."""
    REPLACED = "replaced"
    """That of the next snapshot of the same account."""


COUNTS = {
    What.ALL: (CountedFrom.ENDED, CountedFrom.FILED),
    What.SNAPSHOTS: (CountedFrom.TAKEN, CountedFrom.REPLACED),
}
"""From what the months of each may be counted."""


@dataclass(frozen=True)
class NewDecision:
    """A decision as it is registered: its number in the diary, the day, and who decided; the slug
    of the form, what of its cases, so many `months` from what, and what is kept, in its words."""

    dnr: str
    decided_on: date
    decided_by: str
    form: str
    what: What
    counted_from: CountedFrom
    months: int
    kept: str = ""


@dataclass(frozen=True)
class Decision(NewDecision):
    """A decision in the register; `replaced_at` is None as long as it holds."""

    id: int = 0
    registered_at: datetime | None = None
    account_id: int | None = None
    replaced_at: datetime | None = None


def register_decision(
    db: sa.Engine, new: NewDecision, now: datetime, actor: Actor, replaces: int | None = None
) -> int:
    """Register one, in the place of another or beside them; return its number.

    Raises ErasingRefused when the other was replaced by somebody else meanwhile.
    """
    with writing(db) as connection:
        if replaces is not None:
            old = sa.update(schema.decisions).where(_t.id == replaces, _t.replaced_at.is_(None))
            if not connection.execute(old.values(replaced_at=now)).rowcount:
                raise ErasingRefused(OVERTAKEN)
        return add_decision(connection, new, now, actor)


def add_decision(connection: sa.Connection, new: NewDecision, now: datetime, actor: Actor) -> int:
    """Write one, in a transaction of somebody else."""
    row = {name: getattr(new, name) for name in NewDecision.__dataclass_fields__}
    row |= {"what": new.what.value, "counted_from": new.counted_from.value}
    row |= {"registered_at": now, "account_id": actor.account_id}
    added = connection.execute(sa.insert(schema.decisions), row).inserted_primary_key
    assert added is not None
    return int(added[0])


def decisions(db: sa.Engine) -> list[Decision]:
    """All of them, those that hold first and of these the newest. Raises RegisterUnavailable."""
    query = sa.select(schema.decisions).order_by(_t.replaced_at.is_not(None), _t.id.desc())
    with reading(db) as connection:
        return [_decision(row) for row in connection.execute(query).mappings()]


def decision_by_id(db: sa.Engine, decision_id: int) -> Decision | None:
    """One of them, or None."""
    with reading(db) as connection:
        return decision_in(connection, decision_id)


def decision_in(connection: sa.Connection, decision_id: int) -> Decision | None:
    """The same, in a transaction of somebody else."""
    query = sa.select(schema.decisions).where(_t.id == decision_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _decision(row)


def _decision(row: sa.RowMapping) -> Decision:
    columns = dict(row)
    columns["what"] = What(columns["what"])
    columns["counted_from"] = CountedFrom(columns["counted_from"])
    return Decision(**columns)
