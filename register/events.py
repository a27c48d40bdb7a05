"""Events: the audit trail. Lines are only ever added, and never hold personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading


class EventKind(StrEnum):
    """What happened. The values are stored: a new kind is added, an old one never renamed."""

    FILED = "filed"
    DOCUMENT_ISSUED = "document_issued"
    DRAFTS_ERASED = "drafts_erased"
    DELIVERY_QUEUED = "delivery_queued"
    DELIVERY_ACCEPTED = "delivery_accepted"
    DELIVERY_POSTPONED = "delivery_postponed"
    DELIVERY_UNSURE = "delivery_unsure"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERY_WITHDRAWN = "delivery_withdrawn"
    DELIVERY_REQUEUED = "delivery_requeued"
    RESTORED = "restored"
    DAMAGE_FOUND = "damage_found"


_KINDS = frozenset(EventKind)


@dataclass(frozen=True)
class Event:
    """One line of the trail; `facts` are numbers and codes, no names or addresses."""

    id: int
    at: datetime
    filing_id: int | None
    delivery_id: int | None
    kind: EventKind
    facts: Mapping[str, Any]


_ADD = sa.insert(schema.events)


def add_event(
    connection: sa.Connection,
    kind: EventKind,
    at: datetime,
    *,
    filing_id: int | None = None,
    delivery_id: int | None = None,
    **facts: str | int,
) -> None:
    """Write one line, in the transaction of what it tells about."""
    line = {
        "at": at,
        "filing_id": filing_id,
        "delivery_id": delivery_id,
        "kind": kind.value,
        "facts": facts,
    }
    connection.execute(_ADD, line)


def events_of(db: sa.Engine, filing_id: int) -> list[Event]:
    """Return everything that happened to a filing, oldest first, and that can be understood."""
    query = (
        sa.select(schema.events)
        .where(schema.events.c.filing_id == filing_id)
        .order_by(schema.events.c.id)
    )
    with reading(db) as connection:
        found = connection.execute(query).mappings().all()
    return [_event(row) for row in found if row["kind"] in _KINDS]


def _event(row: sa.RowMapping) -> Event:
    columns = dict(row)
    columns["kind"] = EventKind(columns["kind"])
    columns["facts"] = columns["facts"] if isinstance(columns["facts"], Mapping) else {}
    return Event(**columns)
