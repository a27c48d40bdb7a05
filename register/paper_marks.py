"""Paper marks: that the signed paper of a filing has come home."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.database import reading

HAND = "hand"
SCAN = "scan"
_t = schema.paper_marks.c


@dataclass(frozen=True)
class Mark:
    """The day on which the paper came, and who has signed: places among the form's signers.

    Noted by hand, or out of a scan, which then is a document; `at` is when, None before it is.
    `is_by_itself` when nobody has looked at it: only the settings let it pass.
    """

    received_on: date
    signers: tuple[int, ...]
    source: str = HAND
    document_id: int | None = None
    at: datetime | None = field(default=None, compare=False)
    is_by_itself: bool = field(default=False, compare=False)


def marks_of(db: sa.Engine, filing_ids: Collection[int]) -> dict[int, Mark]:
    """Return what is known of the papers of filings, of those whose paper came."""
    with reading(db) as connection:
        return marks_in(connection, filing_ids)


def marks_in(connection: sa.Connection, filing_ids: Collection[int]) -> dict[int, Mark]:
    """The same, in a transaction of the caller."""
    columns = (_t.filing_id, _t.received_on, _t.signers, _t.source, _t.document_id, _t.at)
    query = sa.select(*columns, _t.account_id).where(_t.filing_id.in_(filing_ids))
    return {
        row.filing_id: Mark(
            row.received_on,
            tuple(row.signers),
            row.source,
            row.document_id,
            row.at,
            # Whoever looks at a scan has an account.
            is_by_itself=row.source == SCAN and row.account_id is None,
        )
        for row in connection.execute(query)
    }


def set_mark(
    connection: sa.Connection, filing_id: int, mark: Mark, now: datetime, actor: Actor
) -> None:
    """Note that the paper came, in place of what was noted before."""
    connection.execute(sa.delete(schema.paper_marks).where(_t.filing_id == filing_id))
    row = {
        "filing_id": filing_id,
        "received_on": mark.received_on,
        "signers": list(mark.signers),
        "source": mark.source,
        "document_id": mark.document_id,
        "account_id": actor.account_id,
        "at": now,
    }
    connection.execute(sa.insert(schema.paper_marks).values(row))
