"""Sessions of those who have signed in: kept here, so that they can be listed and ended.

The browser holds 192 random bits, and the register their digest.
"""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import keys, schema
from register.accounts import OWN
from register.database import reading, writing
from register.errors import RegisterUnavailable

MOST_AT_ONCE = 5
# Of who has only proved an address, whatever the settings let others have.
OWN_LIVES = timedelta(minutes=60)
# Written down at most so often: a page is no reason to wait for the disk.
SEEN_EVERY = timedelta(minutes=1)
# No session lives for longer than a week.
KEPT_FOR = timedelta(days=30)

_t, _a = schema.sessions.c, schema.accounts.c
_SESSIONS = (
    sa.select(
        _t.digest,
        _t.account_id,
        _t.roles,
        _t.is_strong,
        _t.began_at,
        _t.seen_at,
        _t.proved_at,
        _t.id_token,
        _a.issuer,
        _a.name,
        _a.address,
    )
    .select_from(schema.sessions.join(schema.accounts))
    .where(_t.ended_at.is_(None), _a.disabled_at.is_(None))
)
_FOUND = _SESSIONS.where(_t.digest == sa.bindparam("digest"))
_END = sa.update(schema.sessions).where(_t.ended_at.is_(None))


@dataclass(frozen=True)
class Life:
    """How long a session lives unused, and at most."""

    idle: timedelta
    total: timedelta


@dataclass(frozen=True)
class Session:
    """One browser in which somebody has signed in.

    `roles` is what a provider gave, each as `role` or `role=Förvaltning`; `is_strong` whether it
    saw more than one factor; `proved_at` when it last asked for a proof, None if it did not say.
    """

    digest: str
    account_id: int
    roles: tuple[str, ...]
    is_strong: bool
    began_at: datetime
    seen_at: datetime
    proved_at: datetime | None
    id_token: str | None
    issuer: str
    name: str
    address: str

    def lives(self, life: Life, now: datetime) -> bool:
        """Whether neither time has run out; one that begins later was written by a wrong clock."""
        idle, total = now - self.seen_at, now - self.began_at
        most = min(life.total, OWN_LIVES) if self.issuer == OWN else life.total
        return idle <= life.idle and -SEEN_EVERY <= total <= most


@dataclass(frozen=True)
class Vouched:
    """What a provider says of whoever signs in, each as `Session` keeps it."""

    roles: tuple[str, ...]
    is_strong: bool
    proved_at: datetime | None
    id_token: str | None


def begin(
    connection: sa.Connection, account_id: int, now: datetime, vouched: Vouched | None = None
) -> str:
    """Return the key of a new session, in the transaction that ensured the account.

    Where no provider vouched for it, this was the proof. Of more than five the oldest ends.
    """
    key, said = keys.new_key(), vouched or Vouched((), False, now, None)
    row = {"digest": keys.digest(key), "account_id": account_id, "began_at": now, "seen_at": now}
    told = asdict(said) | {"roles": list(said.roles)}
    connection.execute(sa.insert(schema.sessions), row | told)
    own = sa.and_(_t.account_id == account_id, _t.ended_at.is_(None))
    newest = sa.select(_t.digest).where(own).order_by(_t.began_at.desc(), _t.digest)
    kept = connection.scalars(newest.limit(MOST_AT_ONCE)).all()
    connection.execute(_END.where(own, _t.digest.not_in(kept)).values(ended_at=now, id_token=None))
    return key


def find(db: sa.Engine, key: str, life: Life, now: datetime) -> Session | None:
    """Return the living session with this key, and note that it was seen; None for any other."""
    with reading(db) as connection:
        row = connection.execute(_FOUND, {"digest": keys.digest(key)}).mappings().one_or_none()
    found = _session(row) if row else None
    if found is None or not found.lives(life, now):
        return None
    if now - found.seen_at >= SEEN_EVERY:
        seen = sa.update(schema.sessions).where(_t.digest == found.digest).values(seen_at=now)
        # Who only looks is let in when nothing can be written.
        with suppress(RegisterUnavailable), writing(db) as connection:
            connection.execute(seen)
    return found


def living(
    db: sa.Engine, life: Life, now: datetime, account_id: int | None = None
) -> list[Session]:
    """Return the sessions of an account, or of all, that live; the newest first."""
    query = _SESSIONS.where(_t.seen_at >= now - life.idle).order_by(_t.began_at.desc(), _t.digest)
    if account_id is not None:
        query = query.where(_t.account_id == account_id)
    with reading(db) as connection:
        found = map(_session, connection.execute(query).mappings())
        return [one for one in found if one.lives(life, now)]


def end(db: sa.Engine, digest: str, now: datetime, account_id: int | None = None) -> bool:
    """End one session, that must be of this account when one is named; False if there is none."""
    ended = _END.where(_t.digest == digest).values(ended_at=now, id_token=None)
    if account_id is not None:
        ended = ended.where(_t.account_id == account_id)
    with writing(db) as connection:
        return bool(connection.execute(ended).rowcount)


def end_all(db: sa.Engine, account_id: int, now: datetime) -> int:
    """End all sessions of an account, and return how many."""
    return _end_all(db, _t.account_id == account_id, now)


def end_all_of_address(db: sa.Engine, address: str, now: datetime) -> int:
    """End all sessions of all accounts with an address, however it is written."""
    own = sa.select(_a.id).where(sa.func.lower(_a.address) == address.lower())
    return _end_all(db, _t.account_id.in_(own), now)


def end_all_of_subject(db: sa.Engine, issuer: str, subject: str, now: datetime) -> int:
    """End all sessions of whoever an issuer calls so, and return how many."""
    own = sa.select(_a.id).where(_a.issuer == issuer, _a.subject == subject)
    return _end_all(db, _t.account_id.in_(own), now)


def _end_all(db: sa.Engine, whose: sa.ColumnElement[bool], now: datetime) -> int:
    with writing(db) as connection:
        ended = connection.execute(_END.where(whose).values(ended_at=now, id_token=None))
        return ended.rowcount


def forget_old_sessions(db: sa.Engine, now: datetime) -> int:
    """Erase sessions that have ended long ago, and return how many."""
    old = sa.delete(schema.sessions).where(_t.began_at < now - KEPT_FOR)
    with writing(db) as connection:
        return connection.execute(old).rowcount


def _session(row: sa.RowMapping) -> Session:
    columns = dict(row)
    roles = columns["roles"] if isinstance(columns["roles"], list) else []
    columns["roles"] = tuple(one for one in roles if isinstance(one, str))
    return Session(**columns)
