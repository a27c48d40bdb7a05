"""Tokens: keys of other systems to the API. The register has their digests alone."""

import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import keys, schema
from register.actors import Actor, ActorKind, Scope, of_key
from register.database import reading, writing
from register.errors import RegisterUnavailable
from register.events import EventKind, add_event

PREFIX = "bk_"
"""So that whoever finds one in a file or a log knows what it is."""
LONGEST_LIFE = timedelta(days=366)
MOST_LIVING = 50
_KEY_BYTES = 32
# Written down at most so often: an answer is no reason to wait for the disk.
_USED_EVERY = timedelta(minutes=1)
# Those that ended are of interest for a while.
_MOST_LISTED = 200

_t, _a = schema.api_tokens.c, schema.accounts.c
_TOKENS = sa.select(
    *(_t.id, _t.name, _t.scopes, _t.created_at, _t.expires_at, _t.used_at, _t.revoked_at),
    sa.func.coalesce(sa.func.nullif(_a.name, ""), _a.address).label("made_by"),
).select_from(schema.api_tokens.join(schema.accounts))
_FOUND = _TOKENS.where(_t.digest == sa.bindparam("digest"))


@dataclass(frozen=True)
class Token:
    """One token, without its secret; `made_by` is the name or the address of who made it."""

    id: int
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    made_by: str

    def lives(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at


class TooManyTokens(Exception):
    """So many live that nobody can look after them; one must be revoked first."""


def add_token(
    db: sa.Engine,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime,
    now: datetime,
    actor: Actor,
) -> str:
    """Make a token and return its secret, 256 random bits: the only copy.

    Raises TooManyTokens, ValueError when it would live for more than a year or not at all.
    """
    if not now < expires_at <= now + LONGEST_LIFE:
        raise ValueError("a token lives for a year at most")
    secret = PREFIX + secrets.token_urlsafe(_KEY_BYTES)
    row = {
        "digest": keys.digest(secret),
        "name": name,
        "scopes": sorted(scopes),
        "account_id": actor.account_id,
        "created_at": now,
        "expires_at": expires_at,
    }
    living = sa.select(sa.func.count()).where(_t.revoked_at.is_(None), _t.expires_at > now)
    with writing(db) as connection:
        if connection.execute(living).scalar_one() >= MOST_LIVING:
            raise TooManyTokens
        added = connection.execute(sa.insert(schema.api_tokens), row).inserted_primary_key
        assert added is not None
        add_event(connection, EventKind.KEY_MADE, now, actor, token=added[0])
    return secret


def find(db: sa.Engine, secret: str, now: datetime) -> Token | None:
    """Return the living token with this secret, and note that it was used; None for any other.

    Found by its digest, so the time that it takes tells nothing of how much was guessed right.
    """
    with reading(db) as connection:
        row = connection.execute(_FOUND, {"digest": keys.digest(secret)}).mappings().one_or_none()
    found = _token(row) if row else None
    if found is None or not found.lives(now):
        return None
    if found.used_at is None or now - found.used_at >= _USED_EVERY:
        used = sa.update(schema.api_tokens).where(_t.id == found.id).values(used_at=now)
        with suppress(RegisterUnavailable), writing(db) as connection:
            connection.execute(used)
    return found


def listed(db: sa.Engine) -> list[Token]:
    """Return the tokens, the newest first, those of long ago left out."""
    query = _TOKENS.order_by(_t.id.desc()).limit(_MOST_LISTED)
    with reading(db) as connection:
        return [_token(row) for row in connection.execute(query).mappings()]


def token_by_id(db: sa.Engine, token_id: int) -> Token | None:
    """Return one, or None."""
    with reading(db) as connection:
        row = connection.execute(_TOKENS.where(_t.id == token_id)).mappings().one_or_none()
    return _token(row) if row else None


def revoke(db: sa.Engine, token_id: int, now: datetime, actor: Actor) -> bool:
    """Let a token open nothing from now on; False when it was revoked before."""
    revoked = sa.update(schema.api_tokens).where(_t.id == token_id, _t.revoked_at.is_(None))
    with writing(db) as connection:
        if not connection.execute(revoked.values(revoked_at=now)).rowcount:
            return False
        add_event(connection, EventKind.KEY_REVOKED, now, actor, token=token_id)
    return True


def holder(token: Token, secret: str) -> Actor:
    """Whoever has it, as the one that does something."""
    return replace(of_key(ActorKind.MACHINE, secret), scopes=token.scopes)


def _token(row: sa.RowMapping) -> Token:
    columns = dict(row)
    scopes = columns["scopes"] if isinstance(columns["scopes"], list) else []
    columns["scopes"] = frozenset(Scope(one) for one in scopes if one in set(Scope))
    return Token(**columns)
