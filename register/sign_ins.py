"""Who asked to sign in: each row is good for one link and one code, or one answer, once.

None of them is kept: a link and a code follow from the secret key, the number of the row and the
time it ends, and of what a provider is to answer to there is the digest. A register that was
restored counts from one again, and whoever had letters before knows old codes.
"""

import hmac
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

import sqlalchemy as sa

from register import keys, schema
from register.database import reading, writing

LIVES = timedelta(minutes=10)
MOST_TRIES = 5
CODE_BYTES, CODE_SIGNS = 5, 8
KEPT_FOR = timedelta(days=1)

_t = schema.sign_in_requests.c
_UPDATE = sa.update(schema.sign_in_requests)


class Purpose(StrEnum):
    """What somebody signs in to, and whether a provider is to ask for a new proof. Stored."""

    DESK = "desk"
    OWN = "own"
    PROVIDER = "provider"
    PROVIDER_ANEW = "provider, anew"


_OF_PROVIDERS = (Purpose.PROVIDER.value, Purpose.PROVIDER_ANEW.value)


@dataclass(frozen=True)
class Proven:
    """Whoever reads the mail of `address` sits at the browser that asked, on the way to `till`."""

    address: str
    purpose: Purpose
    till: str


def link_token(secret: str, request_id: int, expires_at: datetime) -> str:
    """What the link of a row ends in: 192 bits."""
    return keys.derived_key(secret, f"sign-in link {_row(request_id, expires_at)}")


def code_of(secret: str, request_id: int, expires_at: datetime) -> str:
    """The code of a row: eight signs of a-z and 2-7."""
    row = f"sign-in code {_row(request_id, expires_at)}"
    mac = hmac.new(secret.encode(), row.encode(), sha256).digest()
    return b32encode(mac[:CODE_BYTES]).decode("ascii").lower()


def _row(request_id: int, expires_at: datetime) -> str:
    return f"{request_id} {expires_at.astimezone(UTC).isoformat(timespec='microseconds')}"


def add_request(
    connection: sa.Connection,
    secret: str,
    browser: str,
    address: str | None,
    purpose: Purpose,
    till: str,
    now: datetime,
) -> int:
    """Return the number of a new row for a browser; no address: it lets nobody in."""
    row = {
        "digest": keys.digest(keys.new_key()),
        "browser_digest": keys.digest(browser),
        "address": address,
        "purpose": purpose.value,
        "till": till,
        "asked_at": now,
        "expires_at": now + LIVES,
    }
    added = connection.execute(sa.insert(schema.sign_in_requests), row).inserted_primary_key
    assert added is not None
    number = int(added[0])
    digest = keys.digest(link_token(secret, number, now + LIVES))
    connection.execute(_UPDATE.where(_t.id == number).values(digest=digest))
    return number


@dataclass(frozen=True)
class Sent:
    """A browser that was sent to a provider, on the way to `till`.

    `is_anew`: the provider was to ask for a new proof, after `asked_at`.
    """

    till: str
    is_anew: bool
    asked_at: datetime


def add_state(
    connection: sa.Connection,
    state: str,
    browser: str,
    till: str,
    now: datetime,
    *,
    is_anew: bool,
) -> None:
    """Keep that a browser goes to a provider, and comes back with this state, which is random."""
    row = {
        "digest": keys.digest(state),
        "browser_digest": keys.digest(browser),
        "purpose": (Purpose.PROVIDER_ANEW if is_anew else Purpose.PROVIDER).value,
        "till": till,
        "asked_at": now,
        "expires_at": now + LIVES,
    }
    connection.execute(sa.insert(schema.sign_in_requests), row)


def use_state(connection: sa.Connection, state: str, browser: str, now: datetime) -> Sent | None:
    """Use up the state with which this browser came back; None when it is not its, old or used."""
    used = _UPDATE.where(
        _t.digest == keys.digest(state),
        _t.purpose.in_(_OF_PROVIDERS),
        *_usable(browser, now),
    ).values(used_at=now)
    columns = (_t.till, _t.purpose, _t.asked_at)
    row = connection.execute(used.returning(*columns)).one_or_none()
    return Sent(row.till, row.purpose == Purpose.PROVIDER_ANEW, row.asked_at) if row else None


def waits_for_link(db: sa.Engine, token: str, browser: str, now: datetime) -> bool:
    """Whether this link lets in who sits at this browser; asking changes nothing."""
    query = sa.select(_t.id).where(_t.digest == keys.digest(token), *_usable(browser, now))
    with reading(db) as connection:
        return connection.scalar(query) is not None


def use_link(connection: sa.Connection, token: str, browser: str, now: datetime) -> Proven | None:
    """Use a link up, in the transaction that begins the session; None when it lets nobody in."""
    return _use(connection, _t.digest == keys.digest(token), browser, now)


def use_code(
    connection: sa.Connection, secret: str, code: str, browser: str, now: datetime
) -> Proven | None:
    """Use up the row of this browser with this code; each try counts, right or wrong.

    The count must be committed also when None comes back.
    """
    tried = _UPDATE.where(*_usable(browser, now), _t.wrong_codes < MOST_TRIES)
    tried = tried.values(wrong_codes=_t.wrong_codes + 1).returning(_t.id, _t.expires_at)
    given = code.encode("utf-8", "surrogatepass")
    for row in connection.execute(tried).all():
        if hmac.compare_digest(code_of(secret, row.id, row.expires_at).encode(), given):
            return _use(connection, _t.id == row.id, browser, now)
    return None


def _use(
    connection: sa.Connection, which: sa.ColumnElement[bool], browser: str, now: datetime
) -> Proven | None:
    used = _UPDATE.where(which, *_usable(browser, now)).values(used_at=now)
    row = connection.execute(used.returning(_t.address, _t.purpose, _t.till)).one_or_none()
    if row is None or row.address is None:
        return None
    return Proven(row.address, Purpose(row.purpose), row.till)


def _usable(browser: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    is_living = sa.and_(_t.expires_at > now, _t.asked_at <= now)
    return _t.browser_digest == keys.digest(browser), _t.used_at.is_(None), is_living


def forget_old_requests(db: sa.Engine, now: datetime) -> int:
    """Erase rows that let nobody in any more, and return how many."""
    old = sa.delete(schema.sign_in_requests).where(_t.expires_at < now - KEPT_FOR)
    with writing(db) as connection:
        return connection.execute(old).rowcount
