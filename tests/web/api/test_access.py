"""Who reaches what with which token: every address against every token, on both databases."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from register import keys, schema, tokens
from register.actors import Role, Scope
from register.database import reading
from tests.web.api.conftest import System, office_of, operator, token_for
from tests.web.desk.conftest import signed_in
from web.api import access
from web.api.operations import OPERATIONS

LIST, PERSONS, DNR, EVENTS = Scope
TOKENS: dict[str, tuple[Scope, ...]] = {
    "list": (LIST,),
    "persons": (PERSONS,),
    "list+persons": (LIST, PERSONS),
    "dnr": (DNR,),
    "events": (EVENTS,),
    "all": tuple(Scope),
}
# Address -> the status for each token, in their order.
TABLE = {
    ("GET", "/planer"): (200, 403, 200, 403, 403, 200),
    ("GET", "/planer?q=biblioteket"): (403, 403, 200, 403, 403, 200),
    ("GET", "/planer/{referens}"): (200, 403, 200, 403, 403, 200),
    ("GET", "/planer/{referens}/v{version}.pdf"): (403, 403, 200, 403, 403, 200),
    # Nobody has signed it.
    ("GET", "/planer/{referens}/v{version}-underskriven.pdf"): (403, 403, 404, 403, 403, 404),
    ("GET", "/planer/{referens}/v{version}/bilagor/{sha256}"): (403, 403, 404, 403, 403, 404),
    ("PUT", "/planer/{referens}/dnr"): (403, 403, 403, 200, 403, 200),
    ("GET", "/handelser"): (403, 403, 403, 403, 200, 200),
}
JSON, PROBLEM = "application/json", "application/problem+json"
Systems = Callable[..., System]


def test_every_address_answers_each_token_as_the_table_says(
    app: Flask, system: Systems, reference: str
) -> None:
    assert {(one.method, one.path) for one in OPERATIONS} <= set(TABLE)
    for name, scopes in TOKENS.items():
        one = system(*scopes)
        for (method, path), expected in TABLE.items():
            address = path.format(referens=reference, version=1, sha256="0" * 64)
            if method == "GET":
                answer = one.get(address)
            else:
                answer = one.put(address, json={"dnr": "KS 1"}, headers={"If-Match": "*"})
            status = expected[list(TOKENS).index(name)]
            assert (path, name, answer.status_code) == (path, name, status)
            is_problem = answer.mimetype == PROBLEM
            assert is_problem == (status != 200)
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Set-Cookie" not in answer.headers
            if status == 403:
                assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_address_that_nobody_listed_is_there_for_nobody(
    system: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = system()
    assert one.get("/planer").status_code == 200
    monkeypatch.setattr(access, "BY_ENDPOINT", {})
    assert one.get("/planer").status_code == 404


def test_without_a_token_that_lives_nothing_is_told(app: Flask) -> None:
    secret, short = token_for(app, LIST), token_for(app, LIST, life=timedelta(minutes=1))
    own = office_of(app)
    [newest, first] = tokens.listed(own.register)
    assert System(app, secret).get("/planer").status_code == 200
    now = own.now() + timedelta(minutes=1)
    app.extensions["office"] = replace(own, now=lambda: now)
    assert tokens.revoke(own.register, first.id, now, operator(app))
    assert newest.lives(own.now())
    told = {one: System(app, one).get("/planer") for one in (secret, short, "bk_", "bk_" + "å" * 9)}
    assert {one.status_code for one in told.values()} == {401}
    # Revoked, expired, invented: nobody can tell which.
    assert len({one.get_data() for one in told.values()}) == 1
    assert {one.headers["WWW-Authenticate"] for one in told.values()} == {
        'Bearer realm="registret", error="invalid_token"'
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_brings_no_token_is_told_how(app: Flask) -> None:
    client = app.test_client()
    # A session of the desk opens nothing here.
    signed_in(client, Role.OFFICER)
    for header in (None, "", "Bearer", "Bearer ", "Basic YTpi", "bk_abc"):
        headers = {} if header is None else {"Authorization": header}
        answer = client.get("/api/v1/planer", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="registret"'
        assert "Bearer bk_" in answer.get_json()["detail"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_token_in_the_address_is_refused_even_with_another_in_the_header(
    app: Flask, system: Systems
) -> None:
    one = system()
    for query in (f"access_token={one.secret}", f"medium={one.secret}"):
        answer = one.get(f"/planer?{query}")
        assert answer.status_code == 400
        assert "be om en ny nyckel" in answer.get_json()["detail"]
    # Part of a name of an account.
    assert one.get("/planer?q=bk_fotboll").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_guessing_and_asking_too_often_must_wait(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, wrong_ones = 6, 3
    monkeypatch.setattr("office.limits.API_CALLS", most)
    monkeypatch.setattr("office.limits.WRONG_TOKENS", wrong_ones)
    now = office_of(app).now()
    app.extensions["office"] = replace(office_of(app), now=lambda: now)
    wrong, right = System(app, "bk_wrong"), System(app, token_for(app, EVENTS))
    codes = [wrong.get("/planer").status_code for _ in range(wrong_ones + 1)]
    assert codes == [401] * wrong_ones + [429]
    # Who has a token is not held up by who guesses from the same network.
    answers = [right.get("/handelser") for _ in range(most + 1)]
    assert [one.status_code for one in answers] == [200] * most + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].mimetype == PROBLEM
    # Another token has its own.
    assert System(app, token_for(app, EVENTS)).get("/handelser").status_code == 200


def test_of_a_token_the_digest_is_kept_and_when_it_was_used(app: Flask) -> None:
    secret = token_for(app, LIST)
    assert secret.startswith("bk_")
    # 256 bits, six a sign.
    assert len(secret) == 3 + 43
    with reading(office_of(app).register) as connection:
        [row] = connection.execute(sa.select(schema.api_tokens)).mappings()
    assert row["digest"] == keys.digest(secret)
    assert secret not in json.dumps({name: str(value) for name, value in row.items()})
    assert row["used_at"] is None
    System(app, secret).get("/planer")
    assert tokens.listed(office_of(app).register)[0].used_at is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_token_lives_for_a_year_at_most(app: Flask) -> None:
    for life in (timedelta(0), timedelta(days=-1), timedelta(days=367)):
        with pytest.raises(ValueError, match="a year at most"):
            token_for(app, LIST, life=life)


NOWHERE = (
    ("GET", "/api/", 404),
    ("GET", "/api/v1/finns-inte", 404),
    ("GET", "/api/v2/planer", 404),
    ("POST", "/api/v1/planer", 405),
    ("DELETE", "/api/v1/planer/AP-2026-0001", 405),
    ("PUT", "/api/v1/handelser", 405),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_not_there_is_told_as_a_problem(app: Flask) -> None:
    for method, path, code in NOWHERE:
        answer = app.test_client().open(path, method=method)
        assert (path, answer.status_code, answer.mimetype) == (path, code, PROBLEM)
        assert answer.get_json()["status"] == code
        assert (code == 405) == ("Allow" in answer.headers)
