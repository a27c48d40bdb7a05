"""Damage that somebody met: written down once, and told the operator for as long as it is there."""

from datetime import datetime

import sqlalchemy as sa

from register import documents, schema
from register.actors import SYSTEM
from register.database import reading, writing
from register.errors import DocumentErased, FilingDamaged
from register.events import EventKind, add_event

MOST_NAMED = 100
_e = schema.events.c
# Written out, so that the index of these few lines is used.
_IS_DAMAGE = _e.kind == sa.literal(EventKind.DAMAGE_FOUND.value, literal_execute=True)
MET_DAMAGED = sa.select(_e.filing_id).where(_IS_DAMAGE, _e.filing_id.is_not(None))


def note(db: sa.Engine, damaged: FilingDamaged, now: datetime) -> None:
    """Write into the trail that a filing was met damaged, the first time that it is met.

    Raises RegisterUnavailable.
    """
    known = sa.select(_e.id).where(_IS_DAMAGE, _e.filing_id == damaged.filing_id).limit(1)
    with writing(db) as connection:
        if connection.scalar(known) is None:
            kind, filing_id = EventKind.DAMAGE_FOUND, damaged.filing_id
            add_event(connection, kind, now, SYSTEM, filing_id=filing_id, what=damaged.what)


def still_damaged(db: sa.Engine) -> tuple[FilingDamaged, ...]:
    """Return what was met and is not mended yet, in the order it was filed, a hundred at most.

    Raises RegisterUnavailable.
    """
    with reading(db) as connection:
        numbers = list(connection.scalars(MET_DAMAGED.distinct().order_by(_e.filing_id)))
    found = (_damage_in(db, number) for number in numbers[:MOST_NAMED])
    return tuple(one for one in found if one is not None)


def _damage_in(db: sa.Engine, filing_id: int) -> FilingDamaged | None:
    try:
        documents.document_of(db, filing_id)
        documents.filing_and_copy(db, filing_id)
    except FilingDamaged as damaged:
        return damaged
    except DocumentErased:
        pass
    return None
