"""Erasures: what one proposes and another confirms, and that is then gone, or nothing of it.

All of one is a single transaction. Whoever was killed in the middle has erased nothing, and the
protocol, which is written in the same transaction, tells of what is gone and of nothing else.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.database import reading, writing
from register.erasing.decisions import OVERTAKEN, Decision, What, decision_in
from register.erasing.due import AT_MOST, Due, due_in
from register.erasing.owed import want_scrubbing
from register.erasing.removal import Removed, remove_case, remove_snapshots
from register.errors import ErasingRefused
from register.events import EventKind, add_event
from register.letters import LetterKind, add_letter
from swedish import day_of

NOTHING = "Kryssa för det som ska gallras."
TOO_MANY = f"Högst {AT_MOST} kan gallras på en gång. Ta resten i ett nytt förslag."
NOT_DUE = "Något av det som är förkryssat faller inte längre för gallring. Ladda om sidan."
PROPOSED = "{} står redan i ett förslag som väntar. Bekräfta eller dra tillbaka det först."
SETTLED = "Förslaget är redan bekräftat eller tillbakadraget. Inget mer är gallrat."
BY_ANOTHER = "Någon annan än den som föreslog måste bekräfta. Be en annan arkivarie."
ANOTHER_DAY = "Du föreslog det i dag. Bekräfta tidigast i morgon."
NO_LONGER = "Faller inte längre för gallring."
# A mail server may be away for so long.
TOLD_WITHIN = timedelta(days=14)

_e, _i, _c = schema.erasures.c, schema.erased_items.c, schema.cases.c


@dataclass(frozen=True)
class Item:
    """One case, or one snapshot of it, in an erasure; `spared` says why it was left at last."""

    id: int
    case_id: int
    snapshot_id: int | None
    reference: str
    what: str
    counted_on: date
    sha256: str
    spared: str


@dataclass(frozen=True)
class Erasure:
    """A proposal, and when it was confirmed the erasure. The names are those of accounts."""

    id: int
    decision_id: int
    proposed_by: int
    proposer: str
    proposed_at: datetime
    confirmed_by: int | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    protocol_sha256: str | None

    @property
    def waits(self) -> bool:
        """Whether somebody has still to confirm it."""
        return self.confirmed_at is None and self.withdrawn_at is None


@dataclass(frozen=True)
class Gone:
    """What was erased of a case, for the protocol."""

    due: Due
    removed: Removed


@dataclass(frozen=True)
class Told:
    """All that a protocol tells: its number, the decision, who proposed and confirmed and when,
    what was erased, and what was left with the reason."""

    number: int
    decision: Decision
    proposer: str
    proposed_at: datetime
    confirmer: str
    confirmed_at: datetime
    gone: Sequence[Gone]
    spared: Sequence[Due]


@dataclass(frozen=True)
class Notify:
    """Who is written to about an erasure, and what stands in the Message-IDs."""

    recipients: Sequence[str]
    mail_domain: str


MakeProtocol = Callable[[Told], bytes]


def propose(
    db: sa.Engine, decision_id: int, numbers: Collection[int], now: datetime, actor: Actor
) -> int:
    """Propose to erase what falls due with these numbers; return the number of the proposal.

    Raises ErasingRefused, RegisterUnavailable.
    """
    if not numbers or len(numbers) > AT_MOST:
        raise ErasingRefused(TOO_MANY if numbers else NOTHING)
    with writing(db) as connection:
        decision = _living(connection, decision_id)
        found = due_in(connection, decision, day_of(now), only=numbers)
        if len(found) < len(set(numbers)) or any(one.refusal for one in found):
            raise ErasingRefused(NOT_DUE)
        _refuse_proposed(connection, found)
        row = {"decision_id": decision_id, "proposed_by": actor.account_id, "proposed_at": now}
        erasure_id = added_erasure(connection, row)
        connection.execute(
            sa.insert(schema.erased_items), [item_row(erasure_id, one) for one in found]
        )
        return erasure_id


def added_erasure(connection: sa.Connection, row: Mapping[str, object]) -> int:
    """Write one, in a transaction of somebody else; return its number."""
    added = connection.execute(sa.insert(schema.erasures), row).inserted_primary_key
    assert added is not None
    return int(added[0])


def item_row(erasure_id: int, one: Due, sha256: str = "") -> dict[str, object]:
    """What is kept of one case or snapshot in an erasure."""
    return {
        "erasure_id": erasure_id,
        "case_id": one.case_id,
        "snapshot_id": one.snapshot_id,
        "reference": one.reference,
        "what": one.what,
        "counted_on": one.counted_on,
        "sha256": sha256,
        "spared": "",
    }


def _living(connection: sa.Connection, decision_id: int) -> Decision:
    found = decision_in(connection, decision_id)
    if found is None or found.replaced_at is not None:
        raise ErasingRefused(OVERTAKEN)
    return found


_WAITS = sa.and_(_e.confirmed_at.is_(None), _e.withdrawn_at.is_(None))


def _refuse_proposed(connection: sa.Connection, found: Sequence[Due]) -> None:
    # Two who propose at once wait for each other here.
    ids = sorted({one.case_id for one in found})
    connection.execute(
        sa.select(_c.id).where(_c.id.in_(ids)).order_by(_c.id).with_for_update()
    ).all()
    waiting = sa.select(_i.reference).join_from(schema.erased_items, schema.erasures)
    taken = connection.scalar(waiting.where(_WAITS, _i.case_id.in_(ids)).limit(1))
    if taken is not None:
        raise ErasingRefused(PROPOSED.format(taken))


def withdraw(db: sa.Engine, erasure_id: int, now: datetime) -> None:
    """Take a proposal back. Raises ErasingRefused when it does not wait any more."""
    with writing(db) as connection:
        back = sa.update(schema.erasures).where(_e.id == erasure_id, _WAITS)
        if not connection.execute(back.values(withdrawn_at=now)).rowcount:
            raise ErasingRefused(SETTLED)


def confirm(
    db: sa.Engine,
    erasure_id: int,
    now: datetime,
    actor: Actor,
    *,
    may_alone: bool,
    make_protocol: MakeProtocol,
    notify: Notify,
) -> Told:
    """Erase what was proposed, but for what is on hold or does not fall due any more.

    Who proposed it confirms it only where they `may_alone`, and on another Swedish day. Raises
    ErasingRefused, RegisterUnavailable; then nothing is erased.
    """
    with writing(db) as connection:
        erasure = _locked(connection, erasure_id)
        _refuse_alone(erasure, actor, now, may_alone=may_alone)
        decision = _living(connection, erasure.decision_id)
        _lock_cases(connection, erasure_id)
        found = _judged(connection, decision, erasure_id, day_of(now))
        gone = [Gone(one, remove(connection, one, now)) for one in found if not one.refusal]
        spared = [one for one in found if one.refusal]
        people = (erasure.proposer, erasure.proposed_at, _name_of(connection, actor.account_id))
        told = Told(erasure_id, decision, *people, now, gone, spared)
        _write_down(connection, told, actor, make_protocol(told))
        want_scrubbing(connection, now)
        for one in dict.fromkeys(notify.recipients):
            kind, facts = LetterKind.ERASED, {"erasure": erasure_id}
            add_letter(connection, kind, facts, one, now + TOLD_WITHIN, now, notify.mail_domain)
    return told


def _locked(connection: sa.Connection, erasure_id: int) -> Erasure:
    lock = sa.select(_e.id).where(_e.id == erasure_id).with_for_update()
    connection.execute(lock).all()
    found = _found(connection, _e.id == erasure_id)
    if not found or not found[0].waits:
        raise ErasingRefused(SETTLED)
    return found[0]


def _refuse_alone(erasure: Erasure, actor: Actor, now: datetime, *, may_alone: bool) -> None:
    if erasure.proposed_by != actor.account_id:
        return
    if not may_alone:
        raise ErasingRefused(BY_ANOTHER)
    if day_of(now) <= day_of(erasure.proposed_at):
        raise ErasingRefused(ANOTHER_DAY)


def _lock_cases(connection: sa.Connection, erasure_id: int) -> None:
    """Nobody places a hold or files a version until the transaction ends."""
    own = sa.select(_i.case_id).where(_i.erasure_id == erasure_id)
    lock = sa.select(_c.id).where(_c.id.in_(own)).order_by(_c.id).with_for_update()
    connection.execute(lock).all()


def _judged(
    connection: sa.Connection, decision: Decision, erasure_id: int, today: date
) -> list[Due]:
    """What was proposed as it is now, with what stands in the way of it."""
    own = sa.select(schema.erased_items).where(_i.erasure_id == erasure_id).order_by(_i.id)
    items = connection.execute(own).mappings().all()
    is_all = decision.what is What.ALL
    numbers = [one["case_id" if is_all else "snapshot_id"] for one in items]
    found = {one.id: one for one in due_in(connection, decision, today, only=numbers)}
    pairs = zip(numbers, items, strict=True)
    return [found.get(number) or _not_due(item, decision) for number, item in pairs]


def _not_due(item: sa.RowMapping, decision: Decision) -> Due:
    which = (item["case_id"], item["snapshot_id"], decision.form, item["reference"])
    return Due(*which, item["what"], item["counted_on"], NO_LONGER)


def remove(connection: sa.Connection, one: Due, now: datetime) -> Removed:
    """Remove a case, or one snapshot of it, in the transaction that tells of it."""
    if one.snapshot_id is None:
        return remove_case(connection, one.case_id, now)
    which = schema.snapshots.c.id == one.snapshot_id
    return Removed(digests=remove_snapshots(connection, which, now))


def _write_down(connection: sa.Connection, told: Told, actor: Actor, protocol: bytes) -> None:
    update = sa.update(schema.erased_items).where(_i.erasure_id == told.number)
    for one in told.gone:
        digest = one.removed.digests[0] if one.removed.digests else ""
        connection.execute(update.where(_is(one.due)).values(sha256=digest))
        tell_erased(connection, one.due, told.decision.dnr, told.confirmed_at, actor)
    for left in told.spared:
        connection.execute(update.where(_is(left)).values(spared=left.refusal))
    done = {
        "confirmed_by": actor.account_id,
        "confirmed_at": told.confirmed_at,
        "protocol": protocol,
        "protocol_sha256": sha256(protocol).hexdigest(),
    }
    connection.execute(sa.update(schema.erasures).where(_e.id == told.number).values(done))


def _is(one: Due) -> sa.ColumnElement[bool]:
    return sa.and_(_i.case_id == one.case_id, _i.snapshot_id.is_not_distinct_from(one.snapshot_id))


def tell_erased(connection: sa.Connection, one: Due, dnr: str, now: datetime, actor: Actor) -> None:
    """Write a line about a case of which something was erased."""
    newest = sa.select(sa.func.max(schema.filings.c.id))
    filing_id = connection.scalar(newest.where(schema.filings.c.case_id == one.case_id))
    kind = EventKind.CASE_ERASED if one.snapshot_id is None else EventKind.SNAPSHOT_ERASED
    add_event(connection, kind, now, actor, filing_id=filing_id, dnr=dnr)


_a = schema.accounts.c
_NAMED = sa.func.coalesce(sa.func.nullif(_a.name, ""), _a.address)
_COLUMNS = (
    *(_e.id, _e.decision_id, _e.proposed_by, _NAMED.label("proposer"), _e.proposed_at),
    *(_e.confirmed_by, _e.confirmed_at, _e.withdrawn_at, _e.protocol_sha256),
)


def _found(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Erasure]:
    joined = schema.erasures.join(schema.accounts, _a.id == _e.proposed_by)
    query = sa.select(*_COLUMNS).select_from(joined).where(which).order_by(_e.id.desc())
    return [Erasure(**row) for row in connection.execute(query).mappings()]


def _name_of(connection: sa.Connection, account_id: int | None) -> str:
    return connection.scalar(sa.select(_NAMED).where(_a.id == account_id)) or ""


def erasures(db: sa.Engine, *, waiting: bool) -> list[Erasure]:
    """Proposals that wait, or erasures that were made, newest first."""
    with reading(db) as connection:
        return _found(connection, _WAITS if waiting else _e.confirmed_at.is_not(None))


def in_proposals(db: sa.Engine, case_ids: Collection[int]) -> dict[int, int]:
    """The number of the proposal that waits of each of some cases that is in one."""
    query = sa.select(_i.case_id, _e.id).join_from(schema.erased_items, schema.erasures)
    with reading(db) as connection:
        rows = connection.execute(query.where(_WAITS, _i.case_id.in_(case_ids)))
        return {row[0]: row[1] for row in rows}


def erasure_by_id(db: sa.Engine, erasure_id: int) -> Erasure | None:
    """One of them, or None."""
    with reading(db) as connection:
        return next(iter(_found(connection, _e.id == erasure_id)), None)


def items_of(db: sa.Engine, erasure_id: int) -> list[Item]:
    """What is in one, in the order in which it was proposed."""
    names = [_i[name] for name in Item.__dataclass_fields__]
    query = sa.select(*names).where(_i.erasure_id == erasure_id).order_by(_i.id)
    with reading(db) as connection:
        return [Item(**row) for row in connection.execute(query).mappings()]


def judged_now(db: sa.Engine, decision: Decision, erasure_id: int, today: date) -> list[Due]:
    """What of a proposal would be erased now, and what would be left."""
    with reading(db) as connection:
        return _judged(connection, decision, erasure_id, today)


def protocol_of(db: sa.Engine, erasure_id: int) -> bytes | None:
    """The protocol of an erasure, or None."""
    with reading(db) as connection:
        query = sa.select(_e.protocol).where(_e.id == erasure_id)
        kept: bytes | None = connection.scalar(query)
    return kept


def decision_that_erased(db: sa.Engine, reference: str) -> tuple[str, int] | None:
    """The number in the diary of the decision under which a case was erased, and the number of the
    erasure; None when it was not."""
    joined = schema.erased_items.join(schema.erasures).join(schema.decisions)
    done = sa.and_(_i.reference == reference, _i.snapshot_id.is_(None), _i.spared == "")
    query = sa.select(schema.decisions.c.dnr, _e.id).select_from(joined)
    with reading(db) as connection:
        row = connection.execute(query.where(done, _e.confirmed_at.is_not(None))).first()
    return (row.dnr, row.id) if row else None


def erased_since(db: sa.Engine, since: datetime) -> frozenset[str]:
    """The references of cases that were erased after that. Raises RegisterUnavailable."""
    query = sa.select(_c.reference).where(_c.erased_at > since)
    with reading(db) as connection:
        return frozenset(connection.scalars(query))
