"""Sessions, requests and letters as they are kept, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from register import letters, schema, sessions, sign_ins
from register.access import Action, may
from register.accounts import MAIL, ensure_account
from register.actors import Role, signed_in
from register.database import writing
from register.letters import LetterKind, WaitingLetter
from register.sessions import Life
from register.sign_ins import LIVES, Purpose

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LIFE = Life(timedelta(hours=1), timedelta(hours=12))
SECRET = "k" * 40
LEASE = timedelta(minutes=15)


def begin(db: sa.Engine, address: str = "a@toreboda.se", now: datetime = NOW) -> str:
    with writing(db) as connection:
        account = ensure_account(connection, MAIL, address, "", address, now)
        return sessions.begin(connection, account, now)


def request(db: sa.Engine, browser: str = "browser", address: str | None = "a@b.se") -> int:
    with writing(db) as connection:
        return sign_ins.add_request(connection, SECRET, browser, address, Purpose.DESK, "", NOW)


def use(db: sa.Engine, number: int, browser: str = "browser") -> bool:
    with writing(db) as connection:
        token = sign_ins.link_token(SECRET, number, NOW + LIVES)
        return sign_ins.use_link(connection, token, browser, NOW) is not None


def queue(db: sa.Engine, recipient: str = "a@b.se", minutes: int = 10) -> None:
    with writing(db) as connection:
        expires, facts = NOW + timedelta(minutes=minutes), {"request": minutes}
        kind = LetterKind.SIGN_IN
        letters.add_letter(connection, kind, facts, recipient, expires, NOW, "b.se")


def lease(db: sa.Engine, now: datetime = NOW, worker: str = "one") -> WaitingLetter | None:
    return letters.lease_letter(db, now, LEASE, worker)


def test_account_is_one_however_often_it_signs_in(db: sa.Engine) -> None:
    with writing(db) as connection:
        first = ensure_account(connection, MAIL, "a", "", "a@b.se", NOW)
        assert ensure_account(connection, MAIL, "a", "", "A@b.se", NOW) == first
        assert ensure_account(connection, "https://idp", "a", "", "a@b.se", NOW) != first


def test_session_of_an_account_that_was_barred_is_found_no_more(db: sa.Engine) -> None:
    key = begin(db)
    assert sessions.find(db, key, LIFE, NOW)
    with writing(db) as connection:
        connection.execute(sa.update(schema.accounts).values(disabled_at=NOW))
    assert sessions.find(db, key, LIFE, NOW) is None


def test_all_sessions_of_an_address_end_and_no_others(db: sa.Engine) -> None:
    mine, anothers = [begin(db), begin(db)], begin(db, "b@toreboda.se")
    assert sessions.end_all_of_address(db, "A@Toreboda.se", NOW) == 2
    assert [sessions.find(db, one, LIFE, NOW) for one in mine] == [None, None]
    assert sessions.find(db, anothers, LIFE, NOW)


def test_session_of_another_account_is_not_ended(db: sa.Engine) -> None:
    mine, anothers = begin(db), begin(db, "b@toreboda.se")
    found, other = (sessions.find(db, key, LIFE, NOW) for key in (mine, anothers))
    assert found
    assert other
    assert not sessions.end(db, other.digest, NOW, found.account_id)
    assert sessions.end(db, found.digest, NOW, found.account_id)


def test_many_who_sign_in_at_once_leave_five_sessions(db: sa.Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: begin(db), range(12)))
    assert len(sessions.living(db, LIFE, NOW)) == sessions.MOST_AT_ONCE


def test_link_is_used_once_however_many_press_at_once(db: sa.Engine) -> None:
    number = request(db)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: use(db, number), range(12))) == 1


def test_link_of_another_browser_and_of_nobody_let_nobody_in(db: sa.Engine) -> None:
    assert not use(db, request(db), "another")
    assert not use(db, request(db, address=None))


def test_code_bears_five_tries_however_many_come_at_once(db: sa.Engine) -> None:
    number = request(db)

    def attempt(code: str) -> bool:
        with writing(db) as connection:
            found = sign_ins.use_code(connection, SECRET, code, "browser", NOW)
            return found is not None

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(attempt, ["wrongone"] * 5))
    assert not attempt(sign_ins.code_of(SECRET, number, NOW + LIVES))


def test_number_that_comes_again_after_a_restore_has_another_link_and_code() -> None:
    for secret_of in (sign_ins.link_token, sign_ins.code_of):
        assert secret_of(SECRET, 1, NOW) != secret_of(SECRET, 1, NOW + timedelta(microseconds=1))
        assert secret_of(SECRET, 1, NOW) != secret_of(SECRET, 2, NOW)


def test_letters_go_one_by_one_those_that_expire_first_before_others(db: sa.Engine) -> None:
    queue(db, minutes=20)
    queue(db, minutes=10)
    first, second, third = lease(db), lease(db, worker="two"), lease(db)
    assert first
    assert second
    assert [first.facts["request"], second.facts["request"], third] == [10, 20, None]


def test_letter_to_nobody_never_goes(db: sa.Engine) -> None:
    queue(db, "")
    assert lease(db) is None


def test_letter_that_is_too_late_is_dropped(db: sa.Engine) -> None:
    queue(db)
    assert lease(db, NOW + timedelta(minutes=10)) is None
    with db.connect() as connection:
        assert connection.scalar(sa.select(schema.letters.c.server_reply)) == letters.TOO_LATE


@pytest.mark.parametrize(("minutes", "goes_again"), [(2, True), (10, False)])
def test_letter_is_tried_again_while_it_is_of_use(
    db: sa.Engine, minutes: int, goes_again: bool
) -> None:
    queue(db)
    letter = lease(db)
    assert letter
    again_at = NOW + timedelta(minutes=minutes)
    letters.mark_not_sent(db, letter, "451 later", again_at, NOW)
    assert lease(db) is None
    assert (lease(db, again_at) is not None) is goes_again
    with db.connect() as connection:
        # What the server said is more than that it was too late.
        assert connection.scalar(sa.select(schema.letters.c.server_reply)) == "451 later"


@pytest.mark.parametrize("is_unsure", [True, False])
def test_letter_that_went_or_may_have_goes_no_second_time(db: sa.Engine, is_unsure: bool) -> None:
    queue(db)
    letter = lease(db)
    assert letter
    letters.mark_sent(db, letter, "250 ok", NOW, is_unsure=is_unsure)
    assert lease(db, NOW + timedelta(minutes=5)) is None


def test_old_rows_are_erased_and_what_lives_is_kept(db: sa.Engine) -> None:
    begin(db)
    request(db)
    queue(db, "")
    for forget in (
        sessions.forget_old_sessions,
        sign_ins.forget_old_requests,
        letters.forget_old_letters,
    ):
        assert forget(db, NOW + timedelta(minutes=11)) == 0
        assert forget(db, NOW + timedelta(days=31)) == 1


KEEPS_RECORDS = {Action.LOOK, Action.NUMBER, Action.HOLD, Action.RELEASE}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.OFFICER, KEEPS_RECORDS | {Action.NOTE, Action.SEND_AGAIN, Action.TEND}),
        (Role.ARCHIVIST, KEEPS_RECORDS),
        (Role.READER, {Action.LOOK}),
        (Role.OPERATOR, {Action.SEND_AGAIN}),
        (Role.OWN, set()),
    ],
)
def test_role_may_do_with_any_case_what_is_said_of_it(role: Role, allowed: set[Action]) -> None:
    actor = signed_in(1, frozenset((role,)))
    assert {action for action in Action if may(actor, action, 7, "aktivitetsplan")} == allowed


def test_bound_reader_and_owner_may_see_only_the_case_they_found() -> None:
    bound = signed_in(1, frozenset((Role.READER,)), "Socialförvaltningen")
    owner = signed_in(1, frozenset((Role.OWN,)))
    for actor, action in ((bound, Action.LOOK), (owner, Action.SEE)):
        assert not may(actor, action, 7, "aktivitetsplan")
        assert may(actor.having_found(7), action, 7, "aktivitetsplan")
        assert not may(actor.having_found(7), action, 8, "aktivitetsplan")
