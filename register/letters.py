"""Letters: the queue of all mail that is no copy, over the same columns as that of copies.

A letter is written when it goes, from numbers; what nobody took in time is dropped.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from register import keys, schema
from register.database import reading, writing
from register.deliveries import FURTHEST_AHEAD, is_free_and_due, is_undelivered

TOO_LATE = "Brevet gick inte i tid och behövs inte längre."
# A letter names its recipient, so it is kept no longer than there is somebody to ask about it.
KEPT_FOR = timedelta(days=30)
# What a letter is about when its case was erased.
NO_FILING = 0
# Nobody can send a letter again, so one that failed is news for a day only.
NEWS_FOR = timedelta(days=1)

_t = schema.letters.c
_ADD = sa.insert(schema.letters)
_UPDATE = sa.update(schema.letters)
_IS_WAITING = is_undelivered(schema.letters)
# Those that were written for nobody are withdrawn.
HAS_FAILED = sa.and_(_t.failed_at.is_not(None), _t.withdrawn_at.is_(None))


class LetterKind(StrEnum):
    """What a letter is about. Values are stored: a new one is added, an old one never renamed."""

    SIGN_IN = "sign_in"
    OWN_PLANS = "own_plans"
    PAPER_REMINDER = "paper_reminder"
    SIGNED = "signed"
    ERASED = "erased"
    DUTY_REMINDER = "duty_reminder"
    PEOPLE_LEFT = "people_left"
    TAKE_OVER = "take_over"


AWAITED = frozenset((LetterKind.SIGN_IN, LetterKind.OWN_PLANS))
"""Letters for which somebody sits and waits, and for minutes only."""
OTHERS = frozenset(LetterKind) - AWAITED
_IS_WANTED = _t.kind.in_(sa.bindparam("kinds", expanding=True))
# Built once. Of known kinds: what a newer version queued waits for a courier that knows of it.
_ANY = sa.select(_t.id).where(_IS_WAITING, _IS_WANTED).limit(1)
_DUE = (
    sa.select(schema.letters)
    .where(_IS_WAITING, is_free_and_due(schema.letters), _IS_WANTED)
    .order_by(_t.expires_at, _t.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class WaitingLetter:
    """One letter that a courier has taken. `facts` are numbers."""

    id: int
    kind: LetterKind
    facts: Mapping[str, Any]
    recipient: str
    message_id: str
    queued_at: datetime
    tries_since: datetime
    expires_at: datetime
    leased_by: str
    leased_until: datetime
    attempts: int


def add_letter(
    connection: sa.Connection,
    kind: LetterKind,
    facts: Mapping[str, int],
    recipient: str,
    expires_at: datetime,
    now: datetime,
    mail_domain: str,
) -> int:
    """Queue a letter, in the transaction of what it tells about, and return its number.

    Without a recipient it goes to nobody: the same is written, so that nobody can tell.
    """
    row = {
        "kind": kind.value,
        "facts": dict(facts),
        "recipient": recipient,
        "message_id": f"<{kind.value.replace('_', '-')}-{keys.new_key()}@{mail_domain}>",
        "expires_at": expires_at,
        "queued_at": now,
        "tries_since": now,
        "due_at": now,
        "attempts": 0,
        "server_reply": "",
        "withdrawn_at": None if recipient else now,
        "failed_at": None if recipient else now,
    }
    added = connection.execute(_ADD, row).inserted_primary_key
    assert added is not None
    return int(added[0])


def asked_about(connection: sa.Connection, kind: LetterKind, fact: str, filing_id: int) -> set[str]:
    """To whom letters of a kind were queued in whose facts that filing stands as `fact`, sent or
    not: those that are still kept."""
    is_about = _t.facts[fact].as_integer() == filing_id
    return set(connection.scalars(sa.select(_t.recipient).where(_t.kind == kind.value, is_about)))


def lease_letter(
    db: sa.Engine,
    now: datetime,
    lease_for: timedelta,
    worker: str,
    kinds: Collection[LetterKind] = tuple(LetterKind),
) -> WaitingLetter | None:
    """Take the due letter of some kinds that expires first for `worker` alone; those too late are
    dropped."""
    lease = {"leased_until": now + lease_for, "leased_by": worker}
    wanted = {"kinds": list(kinds)}
    with reading(db) as connection:
        # Nearly always nothing: no turn is taken for it.
        if connection.execute(_ANY, wanted).first() is None:
            return None
    with writing(db) as connection:
        late = _UPDATE.where(_IS_WAITING, _t.expires_at <= now)
        connection.execute(late.values(failed_at=now, server_reply=TOO_LATE))
        when = {"now": now, "far": now + FURTHEST_AHEAD}
        row = connection.execute(_DUE, when | wanted).mappings().one_or_none()
        if row is None:
            return None
        connection.execute(_UPDATE.where(_t.id == row["id"]).values(lease))
    found = dict(row) | lease | {"kind": LetterKind(row["kind"])}
    return WaitingLetter(**{name: found[name] for name in WaitingLetter.__dataclass_fields__})


def mark_sent(
    db: sa.Engine,
    letter: WaitingLetter,
    reply: str,
    now: datetime,
    *,
    is_file: bool = False,
    is_unsure: bool = False,
) -> None:
    """Record that a mail server took it, that it became a file, or that it may have been taken.

    Such a letter goes no second time: whoever misses it asks for another.
    """
    unsure = {"unsure_at": now, "failed_at": now}
    sent = {"accepted_at": now, "failed_at": None, "saved_at": now if is_file else None}
    _record(db, letter, reply, unsure if is_unsure else sent)


def mark_not_sent(
    db: sa.Engine,
    letter: WaitingLetter,
    reply: str,
    again_at: datetime | None,
    now: datetime,
    *,
    is_barred: bool = False,
) -> None:
    """Record an attempt in vain, and when to try again; None, or too late: never.

    `is_barred`: the mail server refused us, and not this letter or its recipient.
    """
    is_over = again_at is None or again_at >= letter.expires_at
    when = {"failed_at": now} if is_over else {"due_at": again_at}
    _record(db, letter, reply, {**when, "barred_at": now if is_barred else None})


def withdraw(db: sa.Engine, letter: WaitingLetter, now: datetime) -> None:
    """Record that it need not go: what it was to tell is so no more."""
    _record(db, letter, "", {"withdrawn_at": now, "failed_at": now})


def _record(
    db: sa.Engine, letter: WaitingLetter, reply: str, times: Mapping[str, datetime | None]
) -> None:
    held = _UPDATE.where(_t.id == letter.id, _t.leased_by == letter.leased_by)
    free = {"leased_until": None, "leased_by": None, "attempts": letter.attempts + 1}
    with writing(db) as connection:
        connection.execute(held.values(free | {"server_reply": reply, **times}))


def is_for_good(queue: sa.Table) -> sa.ColumnElement[bool]:
    """Whether the server's last word was about that mailbox (RFC 5321, 4.2.1), or the mail came
    back: then servers had tried for days, or had no need to."""
    words = queue.c
    is_refused = sa.and_(
        words.server_reply.like("5%"), words.barred_at.is_(None), words.unsure_at.is_(None)
    )
    return sa.or_(is_refused, words.bounced_at.is_not(None))


def forget_old_letters(db: sa.Engine, now: datetime) -> int:
    """Erase letters that went, or were given up, long ago; return how many."""
    old = sa.delete(schema.letters).where(~_IS_WAITING, _t.queued_at < now - KEPT_FOR)
    with writing(db) as connection:
        return connection.execute(old.where(~_is_needed())).rowcount


def forget_letters_about(
    connection: sa.Connection, case_id: int, filing_ids: Collection[int]
) -> None:
    """Erase letters about a case and no other, sent or not, while its reminders are still there.

    Of one that is needed stays whose mailbox refuses mail, until no other case names them.
    """
    own, others = schema.reminders.c, schema.reminders.alias("others").c
    reminders = sa.select(own.letter_id).where(own.case_id == case_id)
    is_shared = sa.exists().where(others.letter_id == _t.id, others.case_id != case_id)
    about = sa.or_(
        _t.facts["filing"].as_integer().in_([*filing_ids, NO_FILING]),
        sa.and_(_t.id.in_(reminders), ~is_shared),
    )
    needed = _is_needed(schema.case_people.c.case_id != case_id)
    connection.execute(sa.delete(schema.letters).where(about, ~needed))
    connection.execute(_UPDATE.where(about).values(facts={"filing": NO_FILING}))


def _is_needed(*who: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a letter says of somebody who stands in a plan that their mailbox refuses mail. Were
    that forgotten, the plan would have enough administrators again without anybody having done
    anything."""
    stands = sa.exists().where(schema.case_people.c.address == _t.recipient, *who)
    later = schema.letters.alias("later").c
    is_taken = sa.exists().where(later.recipient == _t.recipient, later.accepted_at >= _t.failed_at)
    return sa.and_(HAS_FAILED, is_for_good(schema.letters), stands, ~is_taken)
