"""Paper marks: that the signed paper of a filing has come home."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.database import reading

HAND = "hand"
_t = schema.paper_marks.c


@dataclass(frozen=True)
class Mark:
    """The day on which the paper came, and who has signed: places among the form's signers."""

    received_on: date
    signers: tuple[int, ...]


def marks_of(db: sa.Engine, filing_ids: Collection[int]) -> dict[int, Mark]:
    """Return what is known of the papers of filings, of those whose paper came."""
    query = sa.select(_t.filing_id, _t.received_on, _t.signers).where(_t.filing_id.in_(filing_ids))
    with reading(db) as connection:
        return {
            row.filing_id: Mark(row.received_on, tuple(row.signers))
            for row in connection.execute(query)
        }


def set_mark(
    connection: sa.Connection, filing_id: int, mark: Mark, now: datetime, actor: Actor
) -> None:
    """Note by hand that the paper came, in place of what was noted before."""
    connection.execute(sa.delete(schema.paper_marks).where(_t.filing_id == filing_id))
    row = {
        "filing_id": filing_id,
        "received_on": mark.received_on,
        "signers": list(mark.signers),
        "source": HAND,
        "account_id": actor.account_id,
        "at": now,
    }
    connection.execute(sa.insert(schema.paper_marks).values(row))
