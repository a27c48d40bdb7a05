"""Keys of other systems: what is said first, shown once, listed, revoked, and who may."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register import tokens
from register.actors import Scope
from swedish import SWEDEN, swedish_date
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import app, see
from web.desk.guard import Role
from web.desk.tokens import (
    LONG_NAME,
    NO_DAY,
    NO_NAME,
    NO_SCOPE,
    ONLY_PERSONS,
    SCOPES,
    TOO_MANY,
    WRONG_DAY,
)

__all__ = ["app", "see"]

See = Callable[..., Visitor]
TOKENS, NEW = "/register/nycklar/", "/register/nycklar/ny"
GIVEN = {"name": "Diariet", "scope-list": "y", "scope-dnr": "y"}


def make(who: Visitor, expect: int = 200, **changes: str) -> None:
    day = str(who.get(NEW).select_one("[name=day]")["value"])  # type: ignore[index]
    who.post(NEW, GIVEN | {"day": day} | changes, expect)


def secret_on(who: Visitor) -> str:
    found = re.search("bk_[A-Za-z0-9_-]{43}", who.text)
    assert found
    return found[0]


def test_key_is_shown_once_listed_and_revoked(app: Flask, see: See) -> None:
    operator = see(Role.OPERATOR)
    operator.get(TOKENS)
    assert "Ingen nyckel gäller nu" in operator.text
    make(operator)
    secret = secret_on(operator)
    assert SCOPES[Scope.LIST][0] in operator.text
    year_ahead = app.extensions["office"].now().astimezone(SWEDEN) + timedelta(days=365)
    assert f"till och med {swedish_date(year_ahead)}" in operator.text
    headers = {"Authorization": f"Bearer {secret}"}
    client = app.test_client(use_cookies=False)
    assert client.get("/api/v1/planer", headers=headers).status_code == 200
    page = operator.get(TOKENS)
    assert secret not in operator.text
    for told in ("Diariet", "Senast använd", "operator@toreboda.se", SCOPES[Scope.DNR][0]):
        assert told in operator.text
    assert SCOPES[Scope.PERSONS][0] not in operator.text
    link = page.select_one("a[href$=aterkalla]")
    assert link
    operator.get(str(link["href"]))
    assert "kommer genast inte åt något mer" in operator.text
    operator.post(str(link["href"]), {})
    operator.follow()
    assert "Nyckeln är återkallad" in operator.text
    assert client.get("/api/v1/planer", headers=headers).status_code == 401
    # The second is told, and changes nothing.
    [before] = tokens.listed(app.extensions["office"].register)
    operator.get(str(link["href"]))
    assert "öppnar redan ingenting" in operator.text
    assert not operator.page.select("form[method=post] button:-soup-contains(Återkalla)")
    assert [before] == tokens.listed(app.extensions["office"].register)


# What is typed, and what is said of it.
WRONG = (
    ({"name": " "}, NO_NAME),
    ({"name": "x" * 61}, LONG_NAME),
    ({"day": ""}, NO_DAY),
    ({"day": "31 maj"}, NO_DAY),
    ({"day": "9999-12-31"}, WRONG_DAY),
    ({"day": "2020-01-01"}, WRONG_DAY),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_wrong_is_told_and_what_was_typed_stays(app: Flask, see: See) -> None:
    operator = see(Role.OPERATOR)
    for changes, problem in WRONG:
        make(operator, 422, **changes)
        assert problem in operator.text
        assert operator.page.select_one("#scope-dnr[checked]")
        for name, value in changes.items():
            assert operator.page.select_one(f"#{name}")["value"].strip() == value.strip()  # type: ignore[index,union-attr]
    assert tokens.listed(app.extensions["office"].register) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_key_opens_something_and_persons_only_with_plans(see: See) -> None:
    operator = see(Role.OPERATOR)
    day = str(operator.get(NEW).select_one("[name=day]")["value"])  # type: ignore[index]
    for scopes, problem in (({}, NO_SCOPE), ({"scope-persons": "y"}, ONLY_PERSONS)):
        operator.post(NEW, {"name": "Diariet", "day": day} | scopes, 422)
        assert problem in operator.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_more_keys_than_somebody_can_look_after(
    see: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST_LIVING", 1)
    operator = see(Role.OPERATOR)
    make(operator)
    make(operator, 422)
    assert TOO_MANY in operator.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_making_and_revoking_ask_for_a_fresh_proof(
    app: Flask, see: See, desk: Callable[..., FlaskClient]
) -> None:
    operator = see(Role.OPERATOR)
    make(operator)
    own = app.extensions["office"]
    later = own.now() + timedelta(minutes=16)
    app.extensions["office"] = replace(own, now=lambda: later)
    operator.get(TOKENS)
    for address in (NEW, f"{TOKENS}1/aterkalla"):
        response = operator.client.get(address)
        assert response.status_code == 303
        assert response.location.startswith("/logga-in/?till=")
        operator.post(address, GIVEN, 403)
    [token] = tokens.listed(own.register)
    assert token.lives(later)
