"""Secret addresses of calendars: one for an account, of which the register has the digest alone."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from register import keys, schema
from register.database import reading, writing

_t, _a, _s = schema.feeds.c, schema.accounts.c, schema.sessions.c
_LIVING = sa.and_(_t.account_id == sa.bindparam("account"), _t.revoked_at.is_(None))
_MADE_AT = sa.select(_t.made_at).where(_LIVING)
_REVOKE = sa.update(schema.feeds).where(_LIVING).values(revoked_at=sa.bindparam("now"))
# What a provider gave, when it last said it.
_ROLES = (
    sa.select(_s.roles)
    .where(_s.account_id == _a.id)
    .order_by(_s.began_at.desc())
    .limit(1)
    .scalar_subquery()
)
_READER = (
    sa.select(_a.id.label("account_id"), _a.issuer, _a.address, _ROLES.label("roles"))
    .select_from(schema.feeds.join(schema.accounts))
    .where(_t.digest == sa.bindparam("digest"), _t.revoked_at.is_(None), _a.disabled_at.is_(None))
)


@dataclass(frozen=True)
class FeedReader:
    """Whose calendar it is; `roles` are what a provider said when they last signed in."""

    account_id: int
    issuer: str
    address: str
    roles: tuple[str, ...]


def make_feed(db: sa.Engine, account_id: int, now: datetime) -> str:
    """Make a key and return it, the only copy; an earlier one of the account opens nothing now."""
    key = keys.new_key()
    row = {"digest": keys.digest(key), "account_id": account_id, "made_at": now}
    with writing(db) as connection:
        connection.execute(_REVOKE, {"account": account_id, "now": now})
        connection.execute(sa.insert(schema.feeds), row)
    return key


def revoke_feed(db: sa.Engine, account_id: int, now: datetime) -> None:
    """Let the key of an account open nothing any more."""
    with writing(db) as connection:
        connection.execute(_REVOKE, {"account": account_id, "now": now})


def feed_made_at(db: sa.Engine, account_id: int) -> datetime | None:
    """When the one that an account has was made; None when it has none."""
    with reading(db) as connection:
        found: datetime | None = connection.scalar(_MADE_AT, {"account": account_id})
    return found


def reader_of(db: sa.Engine, key: str) -> FeedReader | None:
    """Who made the key, None for one that was revoked or never made."""
    with reading(db) as connection:
        row = connection.execute(_READER, {"digest": keys.digest(key)}).mappings().first()
    return FeedReader(**{**row, "roles": tuple(row["roles"] or ())}) if row else None
