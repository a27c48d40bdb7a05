"""Events: the audit trail. Lines are only ever added, and never hold personal data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile
from typing import Any

import sqlalchemy as sa

from register import schema
from register.actors import Actor, ActorKind
from register.database import reading
from register.sight import Sight


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
    DELIVERY_BOUNCED = "delivery_bounced"
    DELIVERY_WITHDRAWN = "delivery_withdrawn"
    DELIVERY_REQUEUED = "delivery_requeued"
    RESTORED = "restored"
    DAMAGE_FOUND = "damage_found"
    PAPER_REMINDED = "paper_reminded"
    PAPER_RECEIVED = "paper_received"
    NUMBERED = "numbered"
    CREDENTIALS_TOLD = "credentials_told"
    ACCOUNT_ENDED = "account_ended"
    ACCOUNT_REOPENED = "account_reopened"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    PAPER_ARRIVED = "paper_arrived"
    PAPER_REFUSED = "paper_refused"
    PAPER_SETTLED = "paper_settled"
    SHEET_FILED = "sheet_filed"
    SHEET_SORTED = "sheet_sorted"
    PAPER_CONFIRMED = "paper_confirmed"
    PAPER_ALTERED = "paper_altered"
    LISTED = "listed"
    UNLISTED = "unlisted"
    HELD = "held"
    HOLD_LIFTED = "hold_lifted"
    CASE_ERASED = "case_erased"
    SNAPSHOT_ERASED = "snapshot_erased"
    PEOPLE_LEFT = "people_left"
    PERSON_BACK = "person_back"
    ACCOUNT_CREATED = "account_created"
    PLAN_REVIEWED = "plan_reviewed"
    ACCOUNT_SHOWN = "account_shown"
    TOLD_APART = "told_apart"
    TAKE_OVER_BEGUN = "take_over_begun"
    RELEASED = "released"
    SNAPSHOT_TAKEN = "snapshot_taken"


_KINDS = frozenset(EventKind)
_ACTORS = frozenset(ActorKind)


@dataclass(frozen=True)
class Event:
    """One line of the trail; `facts` are numbers and codes, no names or addresses.

    `actor` did it, with the key whose first signs are `actor_key` when it took one, or with the
    account that had signed in.
    """

    id: int
    at: datetime
    filing_id: int | None
    delivery_id: int | None
    kind: EventKind
    facts: Mapping[str, Any]
    actor: ActorKind
    actor_key: str | None
    case_id: int | None
    account_id: int | None

    @property
    def is_saved_as_file(self) -> bool:
        """Whether a copy became a file: mail servers answer with a code."""
        return self.kind is EventKind.DELIVERY_ACCEPTED and self.facts.get("code") == 0


_t = schema.events.c
_CASE = sa.select(schema.filings.c.case_id).where(schema.filings.c.id == sa.bindparam("filing_id"))
_ADD = sa.insert(schema.events).values(
    at=sa.bindparam("at"),
    filing_id=sa.bindparam("filing_id"),
    delivery_id=sa.bindparam("delivery_id"),
    kind=sa.bindparam("kind"),
    facts=sa.bindparam("facts"),
    actor=sa.bindparam("actor"),
    actor_key=sa.bindparam("actor_key"),
    account_id=sa.bindparam("account_id"),
    case_id=_CASE.scalar_subquery(),
)


def add_event(
    connection: sa.Connection,
    kind: EventKind,
    at: datetime,
    actor: Actor,
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
        "actor": actor.kind.value,
        "actor_key": actor.key,
        "account_id": actor.account_id,
    }
    connection.execute(_ADD, line)


def events_of(db: sa.Engine, *filing_ids: int) -> list[Event]:
    """Return everything that happened to filings, oldest first, and that can be understood."""
    return _events(db, sa.select(schema.events).where(_t.filing_id.in_(filing_ids)).order_by(_t.id))


def events_by_id(db: sa.Engine, numbers: Iterable[int]) -> list[Event]:
    """Return the events with these numbers that can be understood, newest first."""
    return _events(
        db, sa.select(schema.events).where(_t.id.in_(list(numbers))).order_by(_t.id.desc())
    )


def newest_events(
    db: sa.Engine,
    case_id: int,
    most: int,
    *,
    before: int | None = None,
    kinds: Iterable[EventKind] = EventKind,
) -> list[Event]:
    """Return the last that happened to all versions of a case, newest first.

    `before` is the number of an event that was told already: only older ones are returned.
    """
    which = sa.and_(_t.case_id == case_id, _t.kind.in_([one.value for one in kinds]))
    if before is not None:
        which = sa.and_(which, _t.id < before)
    return _events(db, sa.select(schema.events).where(which).order_by(_t.id.desc()).limit(most))


def events_after(
    db: sa.Engine, after: int, settled_at: datetime, sight: Sight, most: int
) -> list[tuple[Event, str, int | None]]:
    """Return what happened to cases in sight after the event with a number, in the order of
    numbers, each with the reference and the version that it is about.

    It ends before the first that is younger than `settled_at`: several may be written at once, and
    one with a lower number may be seen later than one with a higher.
    """
    named = schema.events.join(schema.cases).outerjoin(
        schema.filings, schema.filings.c.id == _t.filing_id
    )
    query = (
        sa.select(schema.events, schema.cases.c.reference, schema.filings.c.version)
        .select_from(named)
        .where(_t.id > after, *sight.of_form(schema.cases.c.form))
        .order_by(_t.id)
        .limit(most)
    )
    with reading(db) as connection:
        found = connection.execute(query).mappings().all()
    settled = takewhile(lambda row: row["at"] <= settled_at, found)
    return [_named(row) for row in settled if row["kind"] in _KINDS and row["actor"] in _ACTORS]


def _named(row: sa.RowMapping) -> tuple[Event, str, int | None]:
    columns = dict(row)
    reference, version = columns.pop("reference"), columns.pop("version")
    return _event(columns), reference, version


def _events(db: sa.Engine, query: sa.Select[Any]) -> list[Event]:
    with reading(db) as connection:
        found = connection.execute(query).mappings().all()
    return [_event(row) for row in found if row["kind"] in _KINDS and row["actor"] in _ACTORS]


def _event(row: Mapping[Any, Any]) -> Event:
    columns = dict(row)
    columns["kind"] = EventKind(columns["kind"])
    columns["actor"] = ActorKind(columns["actor"])
    columns["facts"] = columns["facts"] if isinstance(columns["facts"], Mapping) else {}
    return Event(**columns)
