"""Signing in by OpenID Connect, with a real provider that misbehaves on command."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from office import oidc
from office.limits import SIGN_INS
from office.office import Office
from office.rights import life_of_sessions
from register import schema, sessions
from register.sessions import Session
from tests.web.desk.openid import OpenId, Person, openid, running_provider
from web.site.logs import JsonFormatter

__all__ = ["openid", "running_provider"]
# What the provider says is good for a while, by its clock.
pytestmark = pytest.mark.usefixtures("time_of_this_machine")

PLANS, SESSIONS = "/register/planer/", "/register/inloggningar/"
SECRET = "s" * 40


@pytest.fixture
def app(openid: OpenId, make_app: Callable[..., Flask]) -> Flask:
    """An installation that knows the provider."""
    return make_app(**openid.settings())


@pytest.fixture
def person(app: Flask) -> Person:
    """Anna, who is an officer to the provider."""
    return Person(app)


def living(app: Flask) -> list[Session]:
    own: Office = app.extensions["office"]
    return sessions.living(own.register, life_of_sessions(own.settings), own.now())


def is_in(person: Person) -> bool:
    return person.client.get(PLANS).status_code == 200


def test_who_has_a_role_at_the_provider_is_in(person: Person, app: Flask, openid: OpenId) -> None:
    page = person.get(f"/logga-in/?till={SESSIONS}")
    [button] = page.select("a.govuk-button")
    assert button.text == "Logga in med Kommunens konto"
    way = person.client.get(str(button["href"])).location
    person.get(person.there(way), 303)
    assert person.response.location == SESSIONS
    assert is_in(person)
    assert "Anna Öberg" in person.get(SESSIONS).text
    [session] = living(app)
    assert (session.issuer, session.roles) == (openid.issuer, ("officer",))
    assert session.address == "anna@toreboda.se"


def test_browser_is_sent_with_all_that_binds_the_answer_to_it(person: Person) -> None:
    person.get("/logga-in/main/", 303)
    asked = {
        name: one for name, [one] in parse_qs(urlsplit(person.response.location).query).items()
    }
    assert asked["response_type"] == "code"
    assert asked["response_mode"] == "query"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://127.0.0.1:5000/logga-in/main/svar"
    person.get("/logga-in/main/", 303)
    again = {
        name: one for name, [one] in parse_qs(urlsplit(person.response.location).query).items()
    }
    for drawn in ("state", "nonce", "code_challenge"):
        assert len(asked[drawn]) >= 32
        assert asked[drawn] != again[drawn]


def test_reader_may_be_bound_to_a_forvaltning(person: Person, app: Flask, openid: OpenId) -> None:
    openid.misbehave(who="vera")
    person.sign_in()
    assert [one.roles for one in living(app)] == [("reader=Vård",)]


def test_identity_is_issuer_and_subject_and_not_the_address(app: Flask, openid: OpenId) -> None:
    Person(app).sign_in()
    openid.misbehave(claims={"sub": "another", "email": "anna@toreboda.se"})
    Person(app).sign_in()
    one, other = living(app)
    assert one.account_id != other.account_id


def listing(*algorithms: str) -> dict[str, Any]:
    return {"id_token_signing_alg_values_supported": list(algorithms)}


REFUSED = [
    ("issuer of the metadata", {"discovery": {"issuer": "http://127.0.0.1:1"}}),
    ("issuer of the token", {"claims": {"iss": "http://127.0.0.1:1"}}),
    ("nonce", {"claims": {"nonce": "x"}}),
    ("no nonce", {"without": ["nonce"]}),
    ("nonce unsupported", {"without": ["nonce"], "claims": {"nonce_supported": False}}),
    ("audience", {"claims": {"aud": "another"}}),
    ("audience of another with us as party", {"claims": {"aud": "another", "azp": "blanketter"}}),
    ("audience of several", {"claims": {"aud": ["another", "blanketter"], "azp": "blanketter"}}),
    ("no audience", {"without": ["aud"]}),
    ("no subject", {"without": ["sub"]}),
    ("empty subject", {"claims": {"sub": ""}}),
    ("subject that no database takes", {"claims": {"sub": "a\0b"}}),
    ("unsigned", {"alg": "none"}),
    ("unsigned, as listed", {"alg": "none", "discovery": listing("none", "RS256")}),
    ("unsigned, nothing listed", {"alg": "none", "discovery": listing()}),
    ("signed with our secret", {"alg": "HS256", "discovery": listing("HS256")}),
    ("signed with our secret too", {"alg": "HS256", "discovery": listing("HS256", "RS256")}),
    ("expired", {"claims": {"exp": 1_700_000_000, "iat": 1_699_999_000}}),
    ("of the future", {"claims": {"iat": 4_000_000_000, "exp": 4_000_001_000}}),
    ("time beyond all calendars", {"claims": {"auth_time": 1e300}}),
    ("signed by another", {"signed_by": "same"}),
    ("unknown key", {"signed_by": "unknown"}),
    ("500", {"fault": "500"}),
    ("HTML", {"fault": "html"}),
    ("sent elsewhere", {"fault": "elsewhere"}),
    ("three megabytes", {"discovery": {"more": "x" * 3_000_000}}),
    ("500 for the token", {"fault": "500", "at": "/token"}),
    ("HTML for the token", {"fault": "html", "at": "/token"}),
    ("500 for the keys", {"fault": "500", "at": "/jwks"}),
    ("HTML for the keys", {"fault": "html", "at": "/jwks"}),
    ("unsafe place for the token", {"discovery": {"token_endpoint": "ftp://127.0.0.1/"}}),
    ("no place for the token", {"discovery": {"token_endpoint": None}}),
    ("unsafe place", {"without": ["roles"], "discovery": {"userinfo_endpoint": "ftp://x/"}}),
    ("other subject elsewhere", {"without": ["roles"], "userinfo": {"sub": "another"}}),
    ("token of no type", {"token": {"token_type": {}}, "without": ["roles"]}),
    ("no ID token", {"token": {"id_token": None}}),
    ("no keys", {"discovery": {"jwks_uri": None}}),
]  # fmt: skip


def test_provider_that_lies_lets_nobody_in(app: Flask, openid: OpenId) -> None:
    for number, (lie, how) in enumerate(REFUSED):
        # Each from a computer of its own, and asked while it behaves: the answer is judged.
        openid.misbehave()
        person = Person(app, f"10.0.0.{number}")
        back = person.asked()
        app.extensions["office"].providers["main"].server_metadata = {}
        openid.misbehave(**how)
        assert (lie, person.client.get(back).status_code) == (lie, 503)
    assert living(app) == []


def test_provider_that_is_away_leaves_the_other_ways(
    app: Flask, person: Person, openid: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "TIMEOUT", 0.3)
    monkeypatch.setattr(oidc, "LONGEST_SECONDS", 0.3)
    for fault in ("500", "html", "silence", "slow"):
        openid.misbehave(fault=fault)
        person.get(f"/logga-in/main/?till={SESSIONS}", 503)
    assert "svarar inte, eller svarar fel" in person.text
    page = person.follow_link("Logga in med e-post")
    assert page.select("[name=address]")
    assert page.select_one("[name=till]")["value"] == SESSIONS  # type: ignore[index]
    monkeypatch.undo()
    openid.misbehave()
    person.sign_in()
    assert is_in(person)


def test_nobody_at_the_address_stops_no_start(
    make_app: Callable[..., Flask], openid: OpenId
) -> None:
    person = Person(make_app(**openid.settings(ISSUER="http://127.0.0.1:1")))
    person.get("/logga-in/")
    person.get("/logga-in/main/", 503)


GOOD = [
    {},
    {"keys": "second"},
    {"keys": "both"},
    {"signed_by": "first", "keys": "both"},
    {"no_kid": True},
    {"claims": {"aud": ["blanketter"]}},
    {"discovery": {"scopes_supported": 7, "token_endpoint_auth_methods_supported": None}},
    {"discovery": {"authorization_response_iss_parameter_supported": False}, "no_iss": True},
]  # fmt: skip


def test_what_providers_may_do_lets_in(openid: OpenId, app: Flask) -> None:
    for number, how in enumerate(GOOD):
        # With what it said before in mind, unless that is what changes.
        if "discovery" in how:
            app.extensions["office"].providers["main"].server_metadata = {}
        openid.misbehave(**how)
        person = Person(app, f"10.0.0.{number}")
        person.get(person.asked(), 303)
        assert (how, is_in(person)) == (how, True)


def test_key_that_was_changed_under_its_old_name_is_taken_at_the_next_attempt(
    app: Flask, openid: OpenId
) -> None:
    Person(app).sign_in()
    openid.misbehave(keys="same")
    Person(app).sign_in(503)
    Person(app).sign_in()


def test_what_a_provider_said_is_asked_for_again_after_an_hour(
    make_app: Callable[..., Flask], openid: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [datetime.now(UTC)]
    monkeypatch.setattr("app._now", lambda: clock[0])
    person = Person(make_app(**openid.settings()))
    person.get("/logga-in/main/", 303)
    openid.misbehave(fault="500")
    clock[0] += timedelta(minutes=59)
    person.get("/logga-in/main/", 303)
    clock[0] += timedelta(minutes=2)
    person.get("/logga-in/main/", 503)


def test_answer_is_good_once(person: Person, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    back = person.asked()
    browser = person.client.get_cookie("provider")
    assert browser
    person.get(back, 303)
    person.client.set_cookie("provider", browser.value)
    person.get(back, 403)
    assert "Inloggningen blev inte av" in person.text
    assert len(living(app)) == 1
    # By us, before the provider is asked.
    [refused] = [one for one in caplog.records if one.message == "provider lets nobody in"]
    assert refused.__dict__["reason"] == "state"


def test_answer_of_one_browser_lets_no_other_in(app: Flask, person: Person) -> None:
    back = person.asked()
    victim = Person(app)
    victim.get(back, 403)
    victim.asked()
    victim.get(back, 403)
    assert not is_in(victim)
    assert living(app) == []


def test_answer_that_nobody_asked_for_lets_nobody_in(app: Flask, person: Person) -> None:
    person.asked()
    for forged in ("code=x&state=invented", "code=x", "", "error=access_denied"):
        person.get(f"/logga-in/main/svar?{forged}", 403)
    assert living(app) == []


def test_code_of_another_visit_lets_nobody_in(app: Flask, person: Person) -> None:
    """A stolen code stands under the verifier of who asked for it (RFC 7636)."""
    thief = Person(app)
    stolen, own = person.asked(), thief.asked()
    state = parse_qs(urlsplit(own).query)["state"][0]
    theirs = {name: one for name, [one] in parse_qs(urlsplit(stolen).query).items()}
    thief.get(f"/logga-in/main/svar?code={theirs['code']}&iss={theirs['iss']}&state={state}", 403)
    assert living(app) == []


def test_old_answer_lets_nobody_in(
    make_app: Callable[..., Flask], openid: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [datetime.now(UTC)]
    monkeypatch.setattr("app._now", lambda: clock[0])
    person = Person(make_app(**openid.settings()))
    back = person.asked()
    clock[0] += timedelta(minutes=10, seconds=1)
    person.get(back, 403)


def test_answer_for_one_provider_is_none_for_another(
    make_app: Callable[..., Flask], openid: OpenId
) -> None:
    both = openid.settings() | openid.settings("other", ISSUER="http://127.0.0.1:1")
    person = Person(make_app(**both | {"OIDC": "main,other"}))
    back = person.asked()
    person.get(back.replace("/main/", "/other/"), 403)
    page = person.get("/logga-in/")
    assert len(page.select("a.govuk-button")) == 2


def test_secret_is_shown_as_the_provider_takes_it(
    make_app: Callable[..., Flask], openid: OpenId
) -> None:
    openid.misbehave(discovery={"token_endpoint_auth_methods_supported": ["client_secret_post"]})
    Person(make_app(**openid.settings(CLIENT_ID="poster"))).sign_in()


def test_claims_of_adfs_are_asked_for_where_there_are_some(
    app: Flask, person: Person, openid: OpenId
) -> None:
    asked = []
    for more in ([], ["allatclaims"]):
        app.extensions["office"].providers["main"].server_metadata = {}
        openid.misbehave(discovery={"scopes_supported": ["openid", *more]})
        person.get("/logga-in/main/", 303)
        asked += parse_qs(urlsplit(person.response.location).query)["scope"]
    assert asked == ["openid profile email", "openid profile email allatclaims"]


@pytest.mark.parametrize("iss", ["", "http%3A%2F%2F127.0.0.1%3A1"])
def test_answer_that_names_another_issuer_or_none_lets_nobody_in(
    app: Flask, person: Person, openid: OpenId, iss: str
) -> None:
    openid.misbehave(no_iss=True)
    back = person.asked()
    person.get(f"{back}&iss={iss}" if iss else back, 403)
    assert living(app) == []


def test_who_broke_off_at_the_provider_begins_anew(app: Flask, person: Person) -> None:
    parts = parse_qs(urlsplit(person.asked()).query)
    iss, state = parts["iss"][0], parts["state"][0]
    person.get(f"/logga-in/main/svar?error=access_denied&iss={iss}&state={state}", 403)
    assert person.page.find("button", string="Till inloggningen")


@pytest.mark.parametrize("who", ["nobody", "stranger"])
def test_who_has_no_role_is_told_whom_to_ask(
    app: Flask, person: Person, openid: OpenId, who: str
) -> None:
    openid.misbehave(who=who)
    person.sign_in(403)
    assert "informationsansvarig@toreboda.example" in person.text
    assert who.capitalize() in person.text
    assert not person.page.find("button", string="Logga ut")
    assert living(app) == []
    assert person.client.get_cookie("register") is None


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("groups", {"groups": ["info", "andra"]}),
        ("groups", {"groups": "info"}),
        ("realm_access.roles", {"realm_access": {"roles": ["info"]}}),
        ("http://schemas.example/role", {"http://schemas.example/role": "info"}),
    ],
)
def test_roles_come_from_the_claim_that_the_setting_names(
    make_app: Callable[..., Flask], openid: OpenId, claim: str, claims: dict[str, Any]
) -> None:
    openid.misbehave(claims=claims, who="nobody")
    person = Person(make_app(**openid.settings(ROLE_CLAIM=claim)))
    person.sign_in()
    assert is_in(person)


def test_roles_are_asked_for_where_the_token_has_none(person: Person, openid: OpenId) -> None:
    openid.misbehave(without=["roles"])
    person.sign_in()
    assert is_in(person)


def test_who_has_neither_name_nor_address_is_called_as_the_provider_does(
    app: Flask, person: Person, openid: OpenId
) -> None:
    openid.misbehave(without=["email", "name"])
    person.sign_in()
    assert [one.address for one in living(app)] == ["anna"]


def test_too_many_groups_are_told_of(make_app: Callable[..., Flask], openid: OpenId) -> None:
    many = {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "x"}}}
    openid.misbehave(claims=many, who="stranger")
    person = Person(make_app(**openid.settings(ROLE_CLAIM="groups")))
    person.sign_in(403)
    assert "approller" in person.text


def test_four_hundred_groups_are_read(make_app: Callable[..., Flask], openid: OpenId) -> None:
    openid.misbehave(claims={"groups": [f"g-{number}" for number in range(400)] + ["info"]})
    person = Person(make_app(**openid.settings(ROLE_CLAIM="groups")))
    person.sign_in()
    assert is_in(person)


def test_address_gives_rights_when_it_is_verified_and_the_provider_trusted(
    make_app: Callable[..., Flask], openid: OpenId
) -> None:
    officer = {"REGISTER_OFFICERS": "nobody@toreboda.se"}
    trusting = make_app(**openid.settings(TRUST_EMAIL="yes") | officer)
    openid.misbehave(who="nobody")
    Person(trusting).sign_in()
    Person(make_app(**openid.settings() | officer)).sign_in(403)
    for claims in (
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "", "preferred_username": "nobody@toreboda.se"},
        {"email": "else@toreboda.se"},
    ):
        openid.misbehave(who="nobody", claims=claims)
        Person(trusting).sign_in(403)


def test_address_of_the_token_is_not_verified_by_what_is_said_elsewhere(
    make_app: Callable[..., Flask], openid: OpenId
) -> None:
    given = openid.settings(TRUST_EMAIL="yes") | {"REGISTER_OFFICERS": "boss@toreboda.se"}
    claims = {"email": "boss@toreboda.se"}
    openid.misbehave(who="stranger", claims=claims, without=["email_verified"])
    Person(make_app(**given)).sign_in(403)


def test_role_that_was_taken_away_is_gone_at_the_next_sign_in(
    app: Flask, person: Person, openid: OpenId
) -> None:
    elsewhere = Person(app)
    for one in (person, elsewhere):
        one.sign_in()
    openid.misbehave(claims={"roles": []})
    person.sign_in(403)
    assert not is_in(person)
    assert not is_in(elsewhere)


def test_strong_authentication_can_be_demanded(
    make_app: Callable[..., Flask], openid: OpenId
) -> None:
    app = make_app(**openid.settings(REQUIRE_AMR="mfa hwk"))
    for amr in (["pwd"], [], None, "mfa hwk"):
        openid.misbehave(claims={"amr": amr})
        Person(app).sign_in(503 if isinstance(amr, str) else 403)
    for amr in (["pwd", "mfa"], ["hwk"]):
        openid.misbehave(claims={"amr": amr})
        Person(app).sign_in()
    assert [one.is_strong for one in living(app)] == [True, True]


def test_session_is_only_as_fresh_as_the_proof_that_the_provider_asked_for(
    make_app: Callable[..., Flask], openid: OpenId
) -> None:
    """Whoever sits down at an open machine gets a session by one press, and no fresh proof."""
    app = make_app(**openid.settings(ROLES="info=operator"))
    openid.misbehave(claims={"sub": "another"})
    Person(app).sign_in()
    anothers, person = {"session": living(app)[0].digest[:16]}, Person(app)
    earlier = int((datetime.now(UTC) - timedelta(hours=3)).timestamp())
    openid.misbehave(claims={"auth_time": earlier})
    person.sign_in()
    person.get(SESSIONS)
    page = person.post(f"{SESSIONS}avsluta", anothers, 403)
    way = str(page.select_one("main a")["href"])  # type: ignore[index]
    assert "igen=ja" in way
    [button] = person.get(way).select("a.govuk-button")
    person.get(person.there(person.client.get(str(button["href"])).location), 403)
    assert "Du måste visa vem du är igen" in person.text
    openid.misbehave()
    person.get(person.there(person.client.get(str(button["href"])).location), 303)
    person.get(SESSIONS)
    person.post(f"{SESSIONS}avsluta", anothers)
    assert len(living(app)) == 1


def test_provider_that_does_not_say_when_gives_no_fresh_proof(
    app: Flask, person: Person, openid: OpenId
) -> None:
    openid.misbehave(without=["auth_time"])
    person.sign_in()
    assert [one.proved_at for one in living(app)] == [None]
    person.sign_in(403, query="?igen=ja")
    assert "auth_time" in person.text


def test_who_signs_out_is_signed_out_at_the_provider_too(
    app: Flask, person: Person, openid: OpenId
) -> None:
    person.sign_in()
    person.get(SESSIONS)
    page = person.post("/logga-ut/", {}, 200)
    assert living(app) == []
    [button] = page.select("a.govuk-button")
    refresh = page.select_one("meta[http-equiv=refresh]")
    assert refresh
    assert refresh["content"] == f"0; url={button['href']}"
    asked = {name: one for name, [one] in parse_qs(urlsplit(str(button["href"])).query).items()}
    assert str(button["href"]).startswith(f"{openid.issuer}/session/end?")
    assert asked["id_token_hint"].count(".") == 2
    assert asked["post_logout_redirect_uri"] == "http://127.0.0.1:5000/logga-in/"
    assert person.leaves(str(button["href"])) == "/logga-in/?state=utloggad"
    assert "Du är utloggad" in person.get("/logga-in/?state=utloggad").text
    # The provider knows nobody any more.
    openid.misbehave(who="nobody")
    person.sign_in(403)
    with app.extensions["office"].register.connect() as connection:
        assert set(connection.scalars(sa.select(schema.sessions.c.id_token))) == {None}


@pytest.mark.parametrize("how", [{"fault": "500"}, {"discovery": {"end_session_endpoint": None}}])
def test_who_signs_out_is_out_here_whatever_the_provider_does(
    app: Flask, person: Person, openid: OpenId, how: dict[str, Any]
) -> None:
    person.sign_in()
    person.get(SESSIONS)
    app.extensions["office"].providers["main"].server_metadata = {}
    openid.misbehave(**how)
    person.post("/logga-ut/", {})
    assert person.response.location == "/logga-in/?utloggad=ja"
    assert living(app) == []


def test_client_asks_and_comes_back_so_often_and_then_waits(person: Person) -> None:
    for _ in range(SIGN_INS // 2):
        person.get("/logga-in/main/", 303)
        person.get("/logga-in/main/svar?state=invented", 403)
    person.get("/logga-in/main/", 429)
    person.get("/logga-in/main/svar?state=invented", 429)


def test_pictures_on_other_pages_use_nothing_up(person: Person) -> None:
    for _ in range(SIGN_INS + 1):
        answer = person.client.get("/logga-in/main/", headers={"Sec-Fetch-Dest": "image"})
        assert answer.status_code == 404
        Person(person.client.application).get("/logga-in/main/svar?state=x", 403)
    person.get("/logga-in/main/", 303)


def test_page_elsewhere_signs_nobody_in_who_pressed_no_button(person: Person) -> None:
    way = "/logga-in/main/?till=/register/statistik/"
    answer = person.client.get(way, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.location == "/logga-in/?till=/register/statistik/"
    for site in ("same-origin", "none"):
        answer = person.client.get(way, headers={"Sec-Fetch-Site": site})
        assert not answer.location.startswith("/")


def test_cookie_is_bound_to_the_host_and_short_lived(
    make_app: Callable[..., Flask], openid: OpenId
) -> None:
    app = make_app(**openid.settings(), BASE_URL="https://blanketter.toreboda.se")
    answer = app.test_client().get("/logga-in/main/", base_url="https://localhost")
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if "provider" in one]
    assert cookie.startswith("__Host-provider=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=600"):
        assert part in cookie.split("; ")


def test_neither_state_nor_what_follows_from_it_is_kept_or_logged(
    app: Flask, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person.get("/logga-in/main/", 303)
    way = person.response.location
    asked = parse_qs(urlsplit(way).query)
    back = person.there(way)
    person.get(back, 303)
    with app.extensions["office"].register.connect() as connection:
        kept = str(connection.execute(sa.select(schema.sign_in_requests)).all())
    ours = [one for one in caplog.records if not one.name.startswith("urllib3")]
    said = " ".join(JsonFormatter().format(record) for record in ours)
    for secret in (asked["state"][0], asked["nonce"][0], parse_qs(urlsplit(back).query)["code"][0]):
        assert secret not in kept + said
    assert "anna" not in said.lower()


def test_who_is_in_by_mail_too_stays_as_the_provider_says(app: Flask, person: Person) -> None:
    """What the settings give to an address gives nothing to a provider that has the same one."""
    own: Office = app.extensions["office"]
    settings = replace(own.settings, register_operators=("anna@toreboda.se",))
    app.extensions["office"] = replace(own, settings=settings)
    person.sign_in()
    assert [one.roles for one in living(app)] == [("officer",)]
