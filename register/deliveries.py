"""Deliveries: the queue of copies, and what the mail server said about each.

Any number of couriers may work on it at once: each takes deliveries under a lease that expires.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache

import sqlalchemy as sa

from register import schema
from register.actors import COURIER, Actor
from register.audit.damage import MET_DAMAGED
from register.database import reading, writing
from register.events import EventKind, add_event


class DeliveryState(Enum):
    """How far a copy has come. ACCEPTED means by the mail server; more is never known."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    UNSURE = "unsure"
    """A mail server had all of it and did not say whether it took it; it may go once more."""
    FAILED = "failed"
    BOUNCED = "bounced"
    """A mail server took it, and said later that it could not hand it over."""
    WITHDRAWN = "withdrawn"
    """It is not to go: its new mailbox gets the same by another delivery."""


@dataclass(frozen=True)
class Delivery:
    """One copy to one recipient. `server_reply` holds the mail server's own last words."""

    id: int
    filing_id: int
    case_id: int
    reference: str
    version: int
    recipient: str
    message_id: str
    queued_at: datetime
    tries_since: datetime
    due_at: datetime
    leased_until: datetime | None
    leased_by: str | None
    attempts: int
    accepted_at: datetime | None
    failed_at: datetime | None
    unsure_at: datetime | None
    barred_at: datetime | None
    withdrawn_at: datetime | None
    server_reply: str
    saved_at: datetime | None
    bounced_at: datetime | None
    document_id: int | None

    @property
    def state(self) -> DeliveryState:
        """Follows from the timestamps; never stored beside them."""
        if self.withdrawn_at is not None:
            return DeliveryState.WITHDRAWN
        if self.bounced_at is not None:
            return DeliveryState.BOUNCED
        if self.accepted_at is not None:
            return DeliveryState.ACCEPTED
        if self.unsure_at is not None:
            return DeliveryState.UNSURE
        if self.failed_at is not None:
            return DeliveryState.FAILED
        return DeliveryState.QUEUED

    @property
    def is_given_up(self) -> bool:
        """Whether it goes no more unless a human acts."""
        return self.failed_at is not None and self.withdrawn_at is None

    def is_going_to(self, recipient: str) -> bool:
        """Whether that mailbox has this copy or gets it; in upper case it is the same mailbox."""
        is_its = self.recipient.lower() == recipient.lower()
        has_ended = self.is_given_up or self.is_file or self.withdrawn_at is not None
        return is_its and not has_ended

    def can_go_again(self, *, has_mail_server: bool) -> bool:
        """Whether it goes no more unless somebody sends it again, who may do so."""
        return self.is_given_up or (self.is_file and has_mail_server)

    @property
    def is_barred(self) -> bool:
        """Whether it waits for somebody to mend what the mail server has against us."""
        return self.barred_at is not None and self.state is DeliveryState.QUEUED

    @property
    def is_file(self) -> bool:
        """Whether the copy became a file, for want of a mail server."""
        return self.state is DeliveryState.ACCEPTED and self.saved_at is not None


# No pause and no lease is longer: what waits until later was written by a clock that was wrong.
FURTHEST_AHEAD = timedelta(hours=20)
# Of those that are sent again together.
MOST_AT_ONCE = 1_000
_t = schema.deliveries.c
_f, _c = schema.filings.c, schema.cases.c


def is_undelivered(queue: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a row of a queue waits to go; other mail has a queue of the same columns."""
    return sa.and_(queue.c.accepted_at.is_(None), queue.c.failed_at.is_(None))


def is_free_and_due(queue: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a row may be leased at `now`; what waits beyond `far` a wrong clock has written."""
    now, far = (sa.bindparam(name, type_=schema.UtcDateTime()) for name in ("now", "far"))
    of = queue.c
    is_free = sa.or_(of.leased_until.is_(None), of.leased_until <= now, of.leased_until > far)
    return sa.and_(is_free, sa.or_(of.due_at <= now, of.due_at > far))


IS_UNDELIVERED = is_undelivered(schema.deliveries)
IS_GIVEN_UP = sa.and_(_t.failed_at.is_not(None), _t.withdrawn_at.is_(None))
IS_SURELY_FAILED = sa.and_(IS_GIVEN_UP, _t.unsure_at.is_(None))
IS_FILE = sa.and_(_t.saved_at.is_not(None), _t.withdrawn_at.is_(None))
# Built once: for each mail the building took longer than the database.
_ADD = sa.insert(schema.deliveries)
_IS_HELD = sa.and_(
    _t.id == sa.bindparam("delivery_id"), IS_UNDELIVERED, _t.leased_by == sa.bindparam("worker")
)
_END_LEASE = sa.update(schema.deliveries).values(leased_until=None, leased_by=None)
_RECORD = _END_LEASE.values(attempts=_t.attempts + 1, server_reply=sa.bindparam("reply")).returning(
    _t.attempts
)
_IS_NEWS = sa.and_(_t.id == sa.bindparam("delivery_id"), _t.accepted_at.is_(None))
_RECORDING = {
    EventKind.DELIVERY_ACCEPTED: _RECORD.where(_IS_NEWS).values(
        accepted_at=sa.bindparam("at"),
        saved_at=sa.bindparam("saved_at"),
        failed_at=None,
        unsure_at=None,
        bounced_at=None,
    ),
    EventKind.DELIVERY_POSTPONED: _RECORD.where(_IS_HELD).values(
        due_at=sa.bindparam("at"), barred_at=sa.bindparam("barred_at")
    ),
    EventKind.DELIVERY_UNSURE: _RECORD.where(_IS_HELD).values(
        due_at=sa.bindparam("at"),
        unsure_at=sa.bindparam("unsure_at"),
        failed_at=sa.bindparam("given_up_at"),
    ),
    EventKind.DELIVERY_FAILED: _RECORD.where(_IS_HELD).values(failed_at=sa.bindparam("at")),
}
# A delivery as `Delivery` has it.
DELIVERIES = sa.select(*schema.deliveries.c, _f.case_id, _c.reference, _f.version).select_from(
    schema.deliveries.join(schema.filings).join(schema.cases)
)

_IS_TAKEN = _t.id.in_(sa.bindparam("taken", expanding=True))
_LEASE = (
    sa.update(schema.deliveries)
    .where(_IS_TAKEN)
    .values(leased_until=sa.bindparam("leased_until"), leased_by=sa.bindparam("leased_by"))
)
_TAKEN = DELIVERIES.where(_IS_TAKEN).order_by(_t.due_at, _t.id)


def add_delivery(
    connection: sa.Connection,
    filing_id: int,
    recipient: str,
    message_id: str,
    now: datetime,
    actor: Actor,
    document_id: int | None = None,
) -> None:
    """Queue a copy, in the transaction of its filing, or a document that was made since, in the
    transaction that made it; it is due at once."""
    row = {
        "filing_id": filing_id,
        "document_id": document_id,
        "recipient": recipient,
        "message_id": message_id,
        "queued_at": now,
        "tries_since": now,
        "due_at": now,
        "attempts": 0,
        "server_reply": "",
    }
    added = connection.execute(_ADD, row).inserted_primary_key
    assert added is not None
    where = {"filing_id": filing_id, "delivery_id": added[0]}
    add_event(connection, EventKind.DELIVERY_QUEUED, now, actor, **where)


def deliveries_of(db: sa.Engine, filing_id: int) -> list[Delivery]:
    """Return the deliveries of a filing in the order they were queued."""
    with reading(db) as connection:
        return _read(connection, _t.filing_id == filing_id)


def newest_deliveries(
    db: sa.Engine, case_id: int, most: int, before: int | None = None
) -> list[Delivery]:
    """Return the last copies of all versions of a case, newest first.

    `before` is the number of a delivery: only those that were queued before it are returned.
    """
    which: sa.ColumnElement[bool] = _t.filing_id.in_(sa.select(_f.id).where(_f.case_id == case_id))
    if before is not None:
        which = sa.and_(which, _t.id < before)
    query = DELIVERIES.where(which).order_by(_t.id.desc()).limit(most)
    with reading(db) as connection:
        return [Delivery(**row) for row in connection.execute(query).mappings()]


def deliveries_by_filing(db: sa.Engine, filing_ids: Sequence[int]) -> dict[int, list[Delivery]]:
    """Return the deliveries of some filings at once; those without any are left out."""
    found: dict[int, list[Delivery]] = {}
    with reading(db) as connection:
        for one in _read(connection, _t.filing_id.in_(filing_ids)):
            found.setdefault(one.filing_id, []).append(one)
    return found


def find_delivery(db: sa.Engine, delivery_id: int) -> Delivery | None:
    """Return one delivery, or None."""
    with reading(db) as connection:
        return next(iter(_read(connection, _t.id == delivery_id)), None)


def lease_due(
    db: sa.Engine, now: datetime, lease_for: timedelta, worker: str, limit: int
) -> list[Delivery]:
    """Take up to `limit` due deliveries for `worker` alone, until `now + lease_for`.

    A delivery waits while an older version of its reference is undelivered to the same recipient,
    unless that one is damaged, for nobody knows when it will be mended, or may have arrived and
    goes again in some hours. `worker` must be unique to one courier at a time. Raises
    RegisterUnavailable.
    """
    when = {"now": now, "far": now + FURTHEST_AHEAD, "limit": limit}
    lease = {"leased_until": now + lease_for, "leased_by": worker}
    with writing(db) as connection:
        taken = {"taken": list(connection.scalars(_due(), when))}
        if not taken["taken"]:
            return []
        connection.execute(_LEASE, taken | lease)
        return [Delivery(**row) for row in connection.execute(_TAKEN, taken).mappings()]


@cache
def _due() -> sa.Select[int]:
    query = sa.select(_t.id).select_from(schema.deliveries.join(schema.filings))
    query = query.where(IS_UNDELIVERED, is_free_and_due(schema.deliveries), ~_older_version_waits())
    # Rows that another courier is taking right now are passed over, not waited for. SQLite has
    # one writer at a time and ignores this.
    query = query.order_by(_t.due_at, _t.id).limit(sa.bindparam("limit"))
    return query.with_for_update(of=schema.deliveries, skip_locked=True)


def _older_version_waits() -> sa.Exists:
    older_delivery = schema.deliveries.alias("older_delivery")
    older_filing = schema.filings.alias("older_filing")
    return (
        sa.select(older_delivery.c.id)
        .select_from(older_delivery.join(older_filing))
        .where(
            older_filing.c.case_id == _f.case_id,
            older_filing.c.version < _f.version,
            older_delivery.c.recipient == _t.recipient,
            older_delivery.c.accepted_at.is_(None),
            older_delivery.c.failed_at.is_(None),
            older_delivery.c.unsure_at.is_(None),
            older_filing.c.id.not_in(MET_DAMAGED),
        )
        .exists()
    )


def mark_accepted(
    db: sa.Engine, delivery: Delivery, reply: str, now: datetime, *, is_file: bool = False
) -> bool:
    """Record that the mail server took the copy, or that it became a file for want of one.

    Holds even when the lease had run out, for the copy did go. False when that was known already.
    """
    times = {"at": now, "saved_at": now if is_file else None}
    return _record(db, delivery, EventKind.DELIVERY_ACCEPTED, reply, now, **times)


def mark_retry(
    db: sa.Engine,
    delivery: Delivery,
    reply: str,
    due_at: datetime,
    now: datetime,
    *,
    is_barred: bool = False,
) -> bool:
    """Record an attempt in vain and when to try again; False when the lease was lost.

    `is_barred`: the mail server refused us and not this copy, and somebody must mend it.
    """
    kind, barred_at = EventKind.DELIVERY_POSTPONED, now if is_barred else None
    return _record(db, delivery, kind, reply, now, at=due_at, barred_at=barred_at)


def mark_unsure(
    db: sa.Engine, delivery: Delivery, reply: str, due_at: datetime | None, now: datetime
) -> bool:
    """Record that the copy may have been taken; False when the lease was lost.

    When to try again, or None: only when a human acts.
    """
    times = {"at": due_at or now, "unsure_at": now, "given_up_at": None if due_at else now}
    return _record(db, delivery, EventKind.DELIVERY_UNSURE, reply, now, **times)


def mark_failed(db: sa.Engine, delivery: Delivery, reply: str, now: datetime) -> bool:
    """Record that the copy will not arrive unless a human acts; False when the lease was lost."""
    return _record(db, delivery, EventKind.DELIVERY_FAILED, reply, now, at=now)


def _record(
    db: sa.Engine,
    delivery: Delivery,
    kind: EventKind,
    reply: str,
    now: datetime,
    **times: datetime | None,
) -> bool:
    is_held = {} if kind is EventKind.DELIVERY_ACCEPTED else {"worker": delivery.leased_by}
    values = {"delivery_id": delivery.id, "reply": reply, **times}
    with writing(db) as connection:
        attempt = connection.scalar(_RECORDING[kind], values | is_held)
        if attempt is None:
            return False
        where = {"filing_id": delivery.filing_id, "delivery_id": delivery.id}
        add_event(connection, kind, now, COURIER, **where, attempt=attempt, code=code_of(reply))
    return True


def code_of(reply: str) -> int:
    """Return the SMTP code that a reply begins with (RFC 5321 4.2), 0 when it has none.

    The words themselves may name a person and stay out of the audit trail.
    """
    return int(reply[:3]) if reply[:3].isdecimal() else 0


def requeue(
    db: sa.Engine,
    delivery_id: int,
    now: datetime,
    actor: Actor,
    recipient: str = "",
    *,
    attempts: int | None = None,
) -> bool:
    """Try a delivery anew ("Skicka igen") that failed or became a file; False for any other.

    It goes to another `recipient` when there is one, since a mailbox may be gone for good.
    `attempts` is how many had been made as far as whoever chose it had seen: False when there were
    more, for somebody else has sent it again since.
    """
    which = sa.and_(_t.id == delivery_id, sa.or_(IS_GIVEN_UP, IS_FILE))
    if attempts is not None:
        which = sa.and_(which, _t.attempts == attempts)
    with writing(db) as connection:
        return _requeue(connection, which, now, actor, recipient) == 1


def requeue_failed(db: sa.Engine, failed_by: datetime, now: datetime, actor: Actor) -> int:
    """Try those anew that had failed by then, and return how many: the longest failed first, and a
    thousand at most. Those that may have arrived are not among them: somebody asks first."""
    is_meant = sa.and_(IS_SURELY_FAILED, _t.failed_at <= failed_by)
    oldest = sa.select(_t.id).where(is_meant).order_by(_t.failed_at, _t.id).limit(MOST_AT_ONCE)
    with writing(db) as connection:
        return _requeue(connection, sa.and_(is_meant, _t.id.in_(oldest)), now, actor)


def _requeue(
    connection: sa.Connection,
    which: sa.ColumnElement[bool],
    now: datetime,
    actor: Actor,
    recipient: str = "",
) -> int:
    gone = dict.fromkeys(("failed_at", "accepted_at", "unsure_at", "barred_at", "saved_at"))
    gone |= {"bounced_at": None}
    anew = gone | {"due_at": now, "tries_since": now}
    other = {"recipient": recipient} if recipient else {}
    update = sa.update(schema.deliveries).where(which).values(anew | other)
    requeued = connection.execute(update.returning(_t.id, _t.filing_id)).all()
    facts = {"to_another": 1} if recipient else {}
    for delivery_id, filing_id in sorted(tuple(row) for row in requeued):
        where = {"filing_id": filing_id, "delivery_id": delivery_id}
        add_event(connection, EventKind.DELIVERY_REQUEUED, now, actor, **where, **facts)
    return len(requeued)


def withdraw_double(
    db: sa.Engine, delivery_id: int, recipient: str, now: datetime, actor: Actor
) -> bool:
    """End a delivery that has not gone when `recipient` gets the same by another; False if not."""
    with writing(db) as connection:
        [own] = _read(connection, _t.id == delivery_id)
        others = _read(connection, sa.and_(_t.filing_id == own.filing_id, _t.id != own.id))
        same = [one for one in others if one.document_id == own.document_id]
        if not any(one.is_going_to(recipient) for one in same):
            return False
        withdraw = sa.update(schema.deliveries).where(_t.id == own.id, sa.or_(IS_GIVEN_UP, IS_FILE))
        if connection.execute(withdraw.values(withdrawn_at=now)).rowcount:
            where = {"filing_id": own.filing_id, "delivery_id": own.id}
            add_event(connection, EventKind.DELIVERY_WITHDRAWN, now, actor, **where)
    return True


def _read(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Delivery]:
    query = DELIVERIES.where(which).order_by(_t.due_at, _t.id)
    return [Delivery(**row) for row in connection.execute(query).mappings()]
