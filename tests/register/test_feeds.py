"""The secret addresses of calendars: whose each is, and for how long."""

from datetime import timedelta

import sqlalchemy as sa

from register import sessions
from register.accounts import ensure_account
from register.database import writing
from register.feeds import feed_made_at, make_feed, reader_of, revoke_feed
from tests.register.examples import NOW

DAY = timedelta(days=1)
ISSUER = "https://login.example/"


def account(db: sa.Engine, subject: str = "a") -> int:
    with writing(db) as connection:
        return ensure_account(connection, ISSUER, subject, "", f"{subject}@x.se", NOW)


def test_reader_has_the_roles_of_the_last_sign_in(db: sa.Engine) -> None:
    own = account(db)
    key = make_feed(db, own, NOW)
    found = reader_of(db, key)
    assert found
    assert (found.account_id, found.issuer, found.address, found.roles) == (
        *(own, ISSUER, "a@x.se"),
        (),
    )
    for days, roles in ((1, ("officer",)), (2, ("reader=Kultur",))):
        with writing(db) as connection:
            vouched = sessions.Vouched(roles, False, NOW, None)
            sessions.begin(connection, own, NOW + days * DAY, vouched)
    found = reader_of(db, key)
    assert found
    assert found.roles == ("reader=Kultur",)
    sessions.forget_old_sessions(db, NOW + 4000 * DAY)
    found = reader_of(db, key)
    assert found
    assert found.roles == ()


def test_address_is_of_one_account_until_it_is_made_anew_or_taken_back(db: sa.Engine) -> None:
    one, other = account(db), account(db, "b")
    first, theirs = make_feed(db, one, NOW), make_feed(db, other, NOW)
    second = make_feed(db, one, NOW + DAY)
    assert reader_of(db, first) is None
    assert feed_made_at(db, one) == NOW + DAY
    revoke_feed(db, one, NOW + DAY)
    assert reader_of(db, second) is None
    assert feed_made_at(db, one) is None
    found = reader_of(db, theirs)
    assert found
    assert found.account_id == other
