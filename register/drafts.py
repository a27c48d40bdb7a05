"""Drafts: what somebody has typed and not yet filed, found again by a secret key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from register import keys, schema
from register.actors import HOUSEKEEPING, ActorKind, of_key
from register.database import reading, writing
from register.errors import DraftAlreadyFiled, DraftChanged, DraftDamaged, DraftNotFound
from register.events import EventKind, add_event


@dataclass(frozen=True)
class Draft:
    """A saved draft. `typed` is as typed, unchecked; `revision` grows by one at each save.

    `filing_id` is set once it has been filed; `revises_filing_id` when it changes an older filing.
    """

    id: int
    form: str
    edition: str
    typed: Mapping[str, Any]
    revision: int
    revises_filing_id: int | None
    created_at: datetime
    saved_at: datetime
    expires_at: datetime
    erased_at: datetime | None
    size: int
    filing_id: int | None

    def has_ended(self, now: datetime) -> bool:
        """Whether nothing can be kept in it any more: its time has passed, or it was erased by a
        clock that went ahead of this one."""
        return self.expires_at <= now or self.erased_at is not None


# An empty row is some 300 bytes.
MOST_REMEMBERED = 100_000
# What an erased draft holds.
ERASED = {"typed": None, "size": 0}
_a = schema.attached_files.c

_t = schema.drafts.c
# Of the files that are attached to it.
WEIGHT = (
    sa.select(sa.func.coalesce(sa.func.sum(_a.weight), 0))
    .where(_a.draft_id == _t.id)
    .scalar_subquery()
)
_FILED_AS = schema.filings.c.draft_digest == _t.key_digest
_DRAFTS = sa.select(
    _t.id,
    _t.form,
    _t.edition,
    _t.typed,
    _t.revision,
    _t.revises_filing_id,
    _t.created_at,
    _t.saved_at,
    _t.expires_at,
    _t.erased_at,
    _t.size,
    schema.filings.c.id.label("filing_id"),
).select_from(schema.drafts.outerjoin(schema.filings, _FILED_AS))


def save_draft(
    db: sa.Engine,
    *,
    form: str,
    edition: str,
    typed: Mapping[str, Any],
    now: datetime,
    lifetime: timedelta,
    revises_filing_id: int | None = None,
) -> str:
    """Store a new draft and return its key: the only copy, since the register keeps a digest."""
    key = keys.new_key()
    row = {
        "key_digest": keys.digest(key),
        "form": form,
        "edition": edition,
        "typed": dict(typed),
        "size": size_of(typed),
        "revision": 1,
        "revises_filing_id": revises_filing_id,
        "created_at": now,
        "saved_at": now,
        "expires_at": now + lifetime,
    }
    with writing(db) as connection:
        connection.execute(sa.insert(schema.drafts), row)
    return key


def find_draft(db: sa.Engine, key: str, now: datetime) -> Draft | None:
    """Return the draft of this key, filed or not; None when unknown or past its time."""
    query = _DRAFTS.where(_t.key_digest == keys.digest(key), _is_alive(now))
    with reading(db) as connection:
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _draft(row)


@dataclass(frozen=True)
class Ending:
    """When a draft ended or will end; `gave_way` when it was erased for want of room before."""

    at: datetime
    gave_way: bool


def ending_of(db: sa.Engine, key: str) -> Ending | None:
    """Return how the draft of this key ends or ended; None when unknown."""
    query = sa.select(_t.expires_at, _t.erased_at).where(_t.key_digest == keys.digest(key))
    with reading(db) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    gave_way = row.erased_at is not None and row.erased_at < row.expires_at
    return Ending(row.erased_at if gave_way else row.expires_at, gave_way)


def size_of(typed: Mapping[str, Any]) -> int:
    """Return the bytes that what was typed takes in the register."""
    return len(json.dumps(typed))


def update_draft(
    db: sa.Engine, draft: Draft, typed: Mapping[str, Any], now: datetime, lifetime: timedelta
) -> Draft:
    """Save over `draft`, whose edition is that of `typed`, and return it anew, its life prolonged.

    Raises DraftChanged when another tab saved since `draft` was read, DraftAlreadyFiled when it
    was filed, DraftNotFound when its time has passed. Nothing is overwritten then.
    """
    values = {
        "edition": draft.edition,
        "typed": dict(typed),
        "size": size_of(typed) + WEIGHT,
        "revision": draft.revision + 1,
        "saved_at": now,
        "expires_at": now + lifetime,
    }
    with writing(db) as connection:
        _refuse_if_overtaken(lock_draft(connection, _t.id == draft.id), draft, now)
        connection.execute(sa.update(schema.drafts).where(_t.id == draft.id).values(values))
        return _draft(connection.execute(_DRAFTS.where(_t.id == draft.id)).mappings().one())


def _refuse_if_overtaken(stored: Draft, draft: Draft, now: datetime) -> None:
    _refuse_if_over(stored, now)
    if stored.revision != draft.revision:
        raise DraftChanged(stored.revision, stored.saved_at)


def lock_draft(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Draft:
    """Return a draft, dead or alive, that nobody else saves or files until the transaction ends.

    Raises DraftNotFound. Read after the lock, so that what a waited-for rival did is seen.
    """
    connection.execute(sa.select(_t.id).where(which).with_for_update())
    row = connection.execute(_DRAFTS.where(which)).mappings().one_or_none()
    if row is None:
        raise DraftNotFound
    return _draft(row)


def lock_living_draft(connection: sa.Connection, key: str, now: datetime) -> Draft:
    """Return the draft of this key, locked as by `lock_draft`, that can still be changed.

    Raises DraftAlreadyFiled, DraftNotFound.
    """
    draft = lock_draft(connection, _t.key_digest == keys.digest(key))
    _refuse_if_over(draft, now)
    return draft


def _refuse_if_over(draft: Draft, now: datetime) -> None:
    if draft.filing_id is not None:
        raise DraftAlreadyFiled
    if draft.has_ended(now):
        raise DraftNotFound


def abandon_draft(db: sa.Engine, key: str, now: datetime) -> None:
    """Erase what was typed in the draft of this key at once, as if its time had passed.

    Raises DraftAlreadyFiled, and DraftNotFound also when it is erased already.
    """
    with writing(db) as connection:
        draft = lock_living_draft(connection, key, now)
        erase = sa.update(schema.drafts).where(_t.id == draft.id)
        connection.execute(erase.values(**ERASED, erased_at=now, expires_at=now))
        forget_attached(connection)
        filer = of_key(ActorKind.FILER, key)
        add_event(connection, EventKind.DRAFTS_ERASED, now, filer, count=1)


def erase_expired(db: sa.Engine, now: datetime) -> int:
    """Erase what was typed in drafts whose time has passed; return how many.

    The empty row stays, so that an old link can be told when its draft ended; of the newest
    hundred thousand.
    """
    is_expired = sa.and_(_t.expires_at <= now, _t.erased_at.is_(None))
    erase = sa.update(schema.drafts).where(is_expired).values(**ERASED, erased_at=now)
    with writing(db) as connection:
        count = connection.execute(erase).rowcount
        if count:
            forget_attached(connection)
            add_event(connection, EventKind.DRAFTS_ERASED, now, HOUSEKEEPING, count=count)
        _forget_oldest(connection)
    return count


def forget_attached(connection: sa.Connection) -> None:
    """Remove the files of drafts that were erased in this transaction or before."""
    erased = sa.select(_t.id).where(schema.ERASED)
    files = sa.select(_a.id).where(_a.draft_id.in_(erased))
    pages = schema.attached_pages
    connection.execute(sa.delete(pages).where(pages.c.file_id.in_(files)))
    connection.execute(sa.delete(schema.attached_files).where(_a.draft_id.in_(erased)))


def _forget_oldest(connection: sa.Connection) -> None:
    """Of far too many empty rows, remove those that began first."""
    newest = sa.select(_t.id).where(schema.ERASED).order_by(_t.id.desc())
    first_too_many = newest.offset(MOST_REMEMBERED).limit(1).scalar_subquery()
    connection.execute(sa.delete(schema.drafts).where(schema.ERASED, _t.id <= first_too_many))


def _is_alive(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(_t.expires_at > now, _t.erased_at.is_(None))


def _draft(row: sa.RowMapping) -> Draft:
    columns = dict(row)
    columns["typed"] = {} if columns["typed"] is None else columns["typed"]
    if not isinstance(columns["typed"], Mapping):
        raise DraftDamaged
    return Draft(**columns)
