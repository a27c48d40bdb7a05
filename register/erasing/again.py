"""An erasure applied again: after an older backup was restored, what was erased since is there.

A protocol comes from outside. Nothing in it is believed that the register does not bear out: of a
case something must be there whose SHA-256 the protocol names, for a number that a restored register
gave anew is somebody else's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

import sqlalchemy as sa

from register import schema
from register.accounts import ensure_account
from register.actors import OPERATOR
from register.database import writing
from register.erasing.decisions import NewDecision, What, add_decision
from register.erasing.due import Due
from register.erasing.erasures import (
    added_erasure,
    item_row,
    remove,
    tell_erased,
)
from register.erasing.owed import want_scrubbing
from register.erasing.removal import Removed

# Who is told to have proposed and confirmed: an issuer of accounts with which nobody signs in.
ISSUER = "protocol"
NOT_THERE = "is not in the register"
ANOTHER = "is another case here: it has no document that the protocol names"
ON_HOLD = "was put on hold after it was erased"

_c, _f, _d, _s = schema.cases.c, schema.filings.c, schema.documents.c, schema.snapshots.c
_e, _n, _h = schema.erasures.c, schema.decisions.c, schema.holds.c


@dataclass(frozen=True)
class Line:
    """What a protocol tells of one case or snapshot."""

    reference: str
    what: str
    counted_on: date
    sha256: Sequence[str]


@dataclass(frozen=True)
class Protocol:
    """What a protocol tells, and the document itself."""

    decision: NewDecision
    proposer: str
    proposed_at: datetime
    confirmer: str
    confirmed_at: datetime
    lines: Sequence[Line]
    content: bytes


@dataclass(frozen=True)
class Applied:
    """References that were erased now, that were erased already, and that were left and why."""

    erased: Sequence[str]
    already: Sequence[str]
    left: Sequence[tuple[str, str]]


def apply_again(db: sa.Engine, protocol: Protocol, now: datetime) -> Applied:
    """Erase what a protocol tells of, in one transaction; a second time changes nothing.

    Raises RegisterUnavailable; then nothing is erased.
    """
    with writing(db) as connection:
        found = [(line, *_found(connection, protocol, line)) for line in protocol.lines]
        due = [one for _, one, why in found if one and not why]
        gone = [(one, remove(connection, one, now)) for one in due]
        if gone:
            _write_down(connection, protocol, gone, now)
            want_scrubbing(connection, now)
    return Applied(
        [one.reference for one in due],
        [line.reference for line, one, why in found if one is None and not why],
        [(line.reference, why) for line, _, why in found if why],
    )


def _found(connection: sa.Connection, protocol: Protocol, line: Line) -> tuple[Due | None, str]:
    """What is to be erased, None when it is erased already; and why it is left, if it is."""
    query = sa.select(_c.id, _c.form, _c.erased_at).where(_c.reference == line.reference)
    case = connection.execute(query.with_for_update()).one_or_none()
    if case is None or case.form != protocol.decision.form:
        return None, NOT_THERE
    if case.erased_at is not None:
        return None, ""
    held = sa.select(_h.id).where(_h.case_id == case.id, schema.HELD)
    if connection.scalar(held.where(_h.placed_at > protocol.confirmed_at).limit(1)):
        return None, ON_HOLD
    due = Due(case.id, None, case.form, line.reference, line.what, line.counted_on)
    if protocol.decision.what is What.SNAPSHOTS:
        return _snapshot(connection, due, line)
    known = sa.select(_d.id).join_from(schema.documents, schema.filings)
    known = known.where(_f.case_id == case.id, _d.sha256.in_(line.sha256)).limit(1)
    return (due, "") if connection.scalar(known) else (None, ANOTHER)


def _snapshot(connection: sa.Connection, due: Due, line: Line) -> tuple[Due | None, str]:
    query = sa.select(_s.id, _s.erased_at).where(_s.case_id == due.case_id)
    row = connection.execute(query.where(_s.sha256.in_(line.sha256)).limit(1)).first()
    if row is None:
        return None, NOT_THERE
    return (None if row.erased_at else replace(due, snapshot_id=row.id)), ""


def _write_down(
    connection: sa.Connection,
    protocol: Protocol,
    removed: Sequence[tuple[Due, Removed]],
    now: datetime,
) -> None:
    erasure_id = _erasure(connection, protocol, now)
    rows = [item_row(erasure_id, one, next(iter(gone.digests), "")) for one, gone in removed]
    connection.execute(sa.insert(schema.erased_items), rows)
    for one, _ in removed:
        tell_erased(connection, one, protocol.decision.dnr, now, OPERATOR)


def _erasure(connection: sa.Connection, protocol: Protocol, now: datetime) -> int:
    """The number of the erasure, which is written when the register does not know of it."""
    digest = sha256(protocol.content).hexdigest()
    known = connection.scalar(sa.select(_e.id).where(_e.protocol_sha256 == digest))
    if known is not None:
        return int(known)
    names = (protocol.proposer, protocol.confirmer)
    proposer, confirmer = (
        ensure_account(connection, ISSUER, name, name, "", now) for name in names
    )
    row = {
        "decision_id": _decision(connection, protocol.decision, now),
        "proposed_by": proposer,
        "proposed_at": protocol.proposed_at,
        "confirmed_by": confirmer,
        "confirmed_at": protocol.confirmed_at,
        "protocol_sha256": digest,
        "protocol": protocol.content,
    }
    return added_erasure(connection, row)


def _decision(connection: sa.Connection, decision: NewDecision, now: datetime) -> int:
    same = (_n[name] == value for name, value in _values(decision))
    known = connection.scalar(sa.select(_n.id).where(*same).order_by(_n.id.desc()).limit(1))
    return int(known) if known is not None else add_decision(connection, decision, now, OPERATOR)


def _values(decision: NewDecision) -> Iterator[tuple[str, object]]:
    for name in NewDecision.__dataclass_fields__:
        value = getattr(decision, name)
        yield name, str(value) if name in ("what", "counted_from") else value
