"""Signing in by mail: who gets in, and who does not."""

import email
import email.policy
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import app as wiring
from office.limits import SIGN_INS
from office.office import Office
from office.rights import life_of_sessions
from register import schema, sessions
from tests.plans import plan
from tests.web.conftest import Visitor
from web.desk.guard import Role

OFFICER = "informationsansvarig@toreboda.example"
SESSIONS = "/register/inloggningar/"
# What the files of the letters begin with.
KINDS = ("sign-in", "own-plans")


class Clock:
    """The time as the application has it, which a test moves."""

    def __init__(self) -> None:
        self.now = wiring._now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What pages and courier go by."""
    found = Clock()
    monkeypatch.setattr("app._now", found)
    return found


@pytest.fixture
def app(clock: Clock, make_app: Callable[..., Flask]) -> Flask:
    """An application with the settings it has out of the box."""
    return make_app()


def ask(visitor: Visitor, address: str = OFFICER, till: str = SESSIONS) -> None:
    visitor.get("/logga-in/")
    visitor.post("/logga-in/", {"address": address, "till": till})
    visitor.follow()


def mails(app: Flask) -> list[str]:
    """The letters that lie in the outbox, as text, oldest first."""
    own: Office = app.extensions["office"]
    own.deliver(lambda: False)
    letters = (one for kind in KINDS for one in own.settings.outbox.glob(f"{kind}-*.eml"))
    found = sorted(letters, key=lambda one: one.stat().st_mtime)
    read = [
        email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in found
    ]
    return [str(one.get_content()) for one in read]


def link_in(mail: str) -> str:
    [found] = re.findall(r"http://127\.0\.0\.1:5000(/logga-in/lank/\S+)", mail)
    return str(found)


def code_in(mail: str) -> str:
    [found] = re.findall(r"^[A-Z2-7]{4}-[A-Z2-7]{4}\r?$", mail, re.MULTILINE)
    return str(found).strip()


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get(SESSIONS).status_code == 200


def test_link_lets_in_the_browser_that_asked(app: Flask, visitor: Visitor) -> None:
    ask(visitor, "Informationsansvarig@Toreboda.Example ")
    [mail] = mails(app)
    visitor.get(link_in(mail))
    assert not is_in(visitor)
    visitor.post(link_in(mail), {})
    assert visitor.response.location == SESSIONS
    assert is_in(visitor)


def test_code_lets_in_however_it_is_typed(app: Flask, visitor: Visitor) -> None:
    ask(visitor)
    typed = f" {code_in(mails(app)[0]).lower().replace('-', ' ').replace('o', '0')} "
    visitor.post("/logga-in/kod/", {"code": typed})
    assert is_in(visitor)


def test_scanner_that_opens_follows_and_presses_uses_nothing_up(
    app: Flask, visitor: Visitor
) -> None:
    ask(visitor)
    [mail] = mails(app)
    scanner = Visitor(app)
    for _ in range(3):
        scanner.get(link_in(mail), 403)
        assert scanner.client.head(link_in(mail)).status_code == 403
        scanner.get("/logga-in/")
        scanner.post(link_in(mail), {}, 403)
    assert "skriv koden" in scanner.text
    visitor.get(link_in(mail))
    assert visitor.client.head(link_in(mail)).status_code == 200
    visitor.post(link_in(mail), {})
    assert is_in(visitor)


def test_other_browser_that_asked_for_its_own_is_told_to_use_the_code(
    app: Flask, visitor: Visitor
) -> None:
    ask(visitor)
    [mail] = mails(app)
    other = Visitor(app)
    ask(other, "nobody@toreboda.se")
    other.get(link_in(mail), 403)
    other.get("/logga-in/")
    other.post(link_in(mail), {}, 403)
    assert "där du började" in other.text
    other.get("/logga-in/kod/")
    other.post("/logga-in/kod/", {"code": code_in(mail)}, 422)
    assert not is_in(other)


def test_used_old_and_invented_links_get_one_and_the_same_page(
    app: Flask, visitor: Visitor, clock: Clock
) -> None:
    ask(visitor)
    [mail] = mails(app)
    visitor.get(link_in(mail))
    visitor.post(link_in(mail), {})
    visitor.get("/logga-in/")
    visitor.post(link_in(mail), {}, 403)
    used = visitor.page.select_one("main")
    ask(visitor)
    unused = [one for one in mails(app) if one != mail]
    clock.now += timedelta(minutes=10, seconds=1)
    late = visitor.get(link_in(unused[0]), 403)
    invented = visitor.get("/logga-in/lank/invented/", 403)
    assert used == late.select_one("main") == invented.select_one("main")
    assert visitor.page.find("button", string="Be om en ny länk")


def test_one_code_bears_five_tries(app: Flask, visitor: Visitor) -> None:
    ask(visitor)
    code = code_in(mails(app)[0])
    for _ in range(5):
        visitor.post("/logga-in/kod/", {"code": "AAAA-AAAA"}, 422)
    visitor.post("/logga-in/kod/", {"code": code}, 422)
    assert not is_in(visitor)


def test_fifth_try_of_a_code_may_be_right(app: Flask, visitor: Visitor) -> None:
    ask(visitor)
    code = code_in(mails(app)[0])
    for _ in range(4):
        visitor.post("/logga-in/kod/", {"code": "AAAA-AAAA"}, 422)
    visitor.post("/logga-in/kod/", {"code": code})
    assert is_in(visitor)


def test_answer_to_an_unknown_address_is_the_same_and_no_mail_goes(
    app: Flask, visitor: Visitor
) -> None:
    seen, written = [], []
    register = app.extensions["office"].register

    def note(*arguments: Any) -> None:
        written.append(arguments[2].split("(")[0])

    for address in (OFFICER, "nobody@toreboda.se"):
        stranger = Visitor(app)
        written.clear()
        sa.event.listen(register, "before_cursor_execute", note)
        ask(stranger, address)
        sa.event.remove(register, "before_cursor_execute", note)
        seen.append((list(written), stranger.page.select_one("main p"), stranger.text))
    assert seen[0] == seen[1]
    assert len(mails(app)) == 1


def test_address_gets_five_mails_in_a_quarter_and_then_no_more(
    app: Flask, clock: Clock, visitor: Visitor
) -> None:
    for _ in range(7):
        ask(visitor)
    assert len(mails(app)) == 5
    clock.now += timedelta(minutes=30)
    ask(visitor)
    assert len(mails(app)) == 6


def test_client_asks_so_often_and_then_waits(app: Flask, visitor: Visitor) -> None:
    for number in range(SIGN_INS):
        ask(visitor, f"nobody{number}@toreboda.se")
    visitor.get("/logga-in/")
    visitor.post("/logga-in/", {"address": OFFICER}, 429)
    assert mails(app) == []


def test_link_pressed_thirty_times_at_once_begins_one_session(app: Flask, visitor: Visitor) -> None:
    ask(visitor)
    [mail] = mails(app)
    visitor.get(link_in(mail))
    cookies = {one: visitor.client.get_cookie(one) for one in ("blanketter", "sign-in")}
    token = str(visitor.page.select_one("[name=csrf_token]")["value"])  # type: ignore[index]
    answers = []

    def press() -> None:
        client = app.test_client()
        for name, cookie in cookies.items():
            assert cookie
            client.set_cookie(name, cookie.value)
        answers.append(client.post(link_in(mail), data={"csrf_token": token}).status_code)

    threads = [threading.Thread(target=press) for _ in range(30)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [303] + [403] * 29


@pytest.mark.parametrize(
    "till", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/a\r\nb", "x"]
)
def test_way_back_leads_to_our_pages_only(app: Flask, visitor: Visitor, till: str) -> None:
    ask(visitor, till=till)
    visitor.post("/logga-in/kod/", {"code": code_in(mails(app)[0])})
    assert visitor.response.location == "/register/"


def test_page_leads_who_is_out_to_sign_in_and_back(visitor: Visitor) -> None:
    visitor.get(f"{SESSIONS}?a=1", 303)
    page = visitor.follow()
    assert page.select_one("[name=till]")["value"] == f"{SESSIONS}?a=1"  # type: ignore[index]


def sign_in(app: Flask, visitor: Visitor) -> None:
    ask(visitor)
    visitor.post("/logga-in/kod/", {"code": code_in(mails(app)[-1])})


def test_session_that_was_laid_in_the_browser_before_is_not_taken_over(
    app: Flask, visitor: Visitor
) -> None:
    visitor.client.set_cookie("register", "fixed" * 6)
    sign_in(app, visitor)
    cookie = visitor.client.get_cookie("register")
    assert cookie
    assert cookie.value != "fixed" * 6
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert len(cookie.value) == 32


def test_session_ends_at_the_server_when_somebody_signs_out(app: Flask, visitor: Visitor) -> None:
    sign_in(app, visitor)
    stolen = visitor.client.get_cookie("register")
    assert stolen
    visitor.get(SESSIONS)
    visitor.post("/logga-ut/", {})
    thief = Visitor(app)
    thief.client.set_cookie("register", stolen.value)
    assert not is_in(thief)


def test_session_ends_unused_and_after_half_a_day(
    app: Flask, visitor: Visitor, clock: Clock
) -> None:
    sign_in(app, visitor)
    clock.now += timedelta(minutes=61)
    assert not is_in(visitor)
    sign_in(app, visitor)
    for _ in range(12):
        assert is_in(visitor)
        clock.now += timedelta(minutes=59)
    assert is_in(visitor)
    clock.now += timedelta(minutes=20)
    assert not is_in(visitor)


def test_clock_that_went_back_ends_sessions(app: Flask, visitor: Visitor, clock: Clock) -> None:
    sign_in(app, visitor)
    clock.now -= timedelta(days=1)
    assert not is_in(visitor)


def test_role_that_is_taken_away_is_gone_at_the_next_page(app: Flask, visitor: Visitor) -> None:
    sign_in(app, visitor)
    assert is_in(visitor)
    own: Office = app.extensions["office"]
    app.extensions["office"] = replace(own, settings=replace(own.settings, register_officers=()))
    assert visitor.client.get(SESSIONS).status_code == 303


def test_link_lets_nobody_in_who_lost_the_role_meanwhile(app: Flask, visitor: Visitor) -> None:
    ask(visitor)
    [mail] = mails(app)
    own: Office = app.extensions["office"]
    app.extensions["office"] = replace(own, settings=replace(own.settings, register_officers=()))
    visitor.post("/logga-in/kod/", {"code": code_in(mail)}, 422)
    assert not is_in(visitor)


def test_sixth_session_ends_the_oldest(app: Flask, clock: Clock) -> None:
    visitors = [Visitor(app) for _ in range(6)]
    for one in visitors:
        clock.now += timedelta(minutes=10)
        sign_in(app, one)
        # Unused for so long, others would end by themselves.
        [is_in(before) for before in visitors]
    assert [is_in(one) for one in visitors] == [False, True, True, True, True, True]


def test_neither_key_link_nor_code_is_kept(app: Flask, visitor: Visitor) -> None:
    sign_in(app, visitor)
    [mail] = mails(app)
    cookie = visitor.client.get_cookie("register")
    assert cookie
    with app.extensions["office"].register.connect() as connection:
        tables = (schema.sessions, schema.sign_in_requests, schema.letters, schema.accounts)
        kept = str([connection.execute(sa.select(one)).all() for one in tables]).lower()
    token = link_in(mail).split("/")[-2]
    for secret in (cookie.value, token, code_in(mail), code_in(mail).replace("-", "")):
        assert secret.lower() not in kept


OWN_PLANS = "/mina-planer/"


@pytest.mark.parametrize(
    ("address", "goes"),
    [
        ("Anna.Admin@toreboda.se", True),
        ("nobody@toreboda.se", False),
        # A mailbox elsewhere gets no mail because somebody typed it in a form.
        ("anna@elsewhere.example", False),
    ],
)
def test_who_stands_in_a_plan_gets_a_letter_to_see_it(
    app: Flask, visitor: Visitor, address: str, goes: bool
) -> None:
    answers = plan()
    answers["administrators"][0]["email"] = "anna.admin@toreboda.se"
    answers["administrators"][1]["email"] = "anna@elsewhere.example"
    visitor.file(answers)
    ask(visitor, address, OWN_PLANS)
    assert bool(mails(app)) is goes


def test_who_came_to_see_own_plans_is_not_in_the_register_whoever_it_is(
    app: Flask, visitor: Visitor
) -> None:
    answers = plan()
    answers["administrators"][0]["email"] = "officer@toreboda.se"
    visitor.file(answers)
    own: Office = app.extensions["office"]
    settings = replace(own.settings, register_officers=("officer@toreboda.se",))
    app.extensions["office"] = replace(own, settings=settings)
    ask(visitor, "officer@toreboda.se", OWN_PLANS)
    visitor.post("/logga-in/kod/", {"code": code_in(mails(app)[0])})
    assert visitor.response.location == OWN_PLANS
    assert [one.issuer for one in sessions_of(app, "officer@toreboda.se")] == ["own"]
    assert not is_in(visitor)


def test_sign_in_by_mail_can_be_off(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(SIGN_IN_BY_MAIL="off"))
    page = visitor.get("/logga-in/")
    assert page.select("[name=address]") == []
    visitor.get("/riktlinjer/")
    visitor.get("/aktivitetsplan/")
    visitor.post("/logga-in/", {"address": OFFICER}, 404)


def test_cookie_is_bound_to_the_host_over_tls(make_app: Callable[..., Flask]) -> None:
    app = make_app(BASE_URL="https://blanketter.toreboda.se")
    client = app.test_client()
    page = client.get("/logga-in/", base_url="https://localhost").text
    token = re.findall(r'name="csrf_token" value="([^"]+)', page)[0]
    answer = client.post(
        "/logga-in/",
        data={"csrf_token": token, "address": OFFICER},
        base_url="https://localhost",
    )
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if "sign-in" in one]
    assert cookie.startswith("__Host-sign-in=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie.split("; ")


@pytest.mark.parametrize("address", [OFFICER, "nobody@toreboda.se"])
def test_page_says_that_the_mail_server_is_away_whoever_asks(
    make_app: Callable[..., Flask], address: str
) -> None:
    visitor = Visitor(make_app(SMTP_URL="smtp://127.0.0.1:1?starttls=off"))
    ask(visitor, address)
    assert "E-postservern svarar inte" in visitor.text


def test_page_says_where_the_letter_lies_without_a_mail_server(visitor: Visitor) -> None:
    ask(visitor)
    assert "outbox" in visitor.text
    assert "E-postservern svarar inte" not in visitor.text


def test_letter_that_nobody_took_in_time_is_dropped(
    app: Flask, visitor: Visitor, clock: Clock
) -> None:
    ask(visitor)
    clock.now += timedelta(minutes=10)
    assert mails(app) == []
    with app.extensions["office"].register.connect() as connection:
        assert connection.scalar(sa.select(schema.letters.c.failed_at)) is not None


def test_own_session_ends_by_its_button(app: Flask, visitor: Visitor) -> None:
    sign_in(app, visitor)
    other = Visitor(app)
    sign_in(app, other)
    page = visitor.get(SESSIONS)
    [theirs] = [
        one.find_next("input", {"name": "session"})
        for one in page.select(".sessions__one")
        if "den här webbläsaren" not in one.text
    ]
    visitor.post(f"{SESSIONS}avsluta", {"session": str(theirs["value"])})  # type: ignore[index]
    assert "avslutad" in visitor.follow().text
    assert is_in(visitor)
    assert not is_in(other)


def test_only_an_operator_sees_and_ends_sessions_of_others(
    app: Flask, desk: Callable[..., FlaskClient]
) -> None:
    officer, operator = Visitor(app), Visitor(app)
    officer.client, operator.client = desk(Role.OFFICER), desk(Role.OPERATOR)
    assert "officer@toreboda.se" in operator.get(SESSIONS).text
    assert "operator@toreboda.se" not in officer.get(SESSIONS).text
    theirs = sessions_of(app, "operator@toreboda.se")[0].digest[:16]
    officer.post(f"{SESSIONS}avsluta", {"session": theirs}, 404)
    assert is_in(operator)


def test_operator_ends_anothers_session_only_after_a_fresh_sign_in(
    app: Flask, clock: Clock, desk: Callable[..., FlaskClient]
) -> None:
    operator, officer = Visitor(app), Visitor(app)
    operator.client, officer.client = desk(Role.OPERATOR), desk(Role.OFFICER)
    id_of_theirs = sessions_of(app, "officer@toreboda.se")[0].digest[:16]
    clock.now += timedelta(minutes=16)
    operator.get(SESSIONS)
    operator.post(f"{SESSIONS}avsluta", {"session": id_of_theirs}, 403)
    [link] = operator.page.select("main a[target]")
    assert link["href"] == "/logga-in/?igen=ja"
    assert operator.page.select_one(f"main input[value='{id_of_theirs}']")
    assert is_in(officer)
    operator.client = desk(Role.OPERATOR)
    operator.get(SESSIONS)
    operator.post(f"{SESSIONS}avsluta", {"session": id_of_theirs})
    assert not is_in(officer)


def sessions_of(app: Flask, address: str) -> list[sessions.Session]:
    own: Office = app.extensions["office"]
    found = sessions.living(own.register, life_of_sessions(own.settings), own.now())
    return [one for one in found if one.address == address]
