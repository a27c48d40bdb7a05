"""Mina planer as somebody would use it who is after the plans of others; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from office.own_plans import own_plans
from register import schema, sessions
from register.accounts import ensure_account
from register.actors import signed_in as signed_in_as
from register.database import reading, writing
from register.sessions import Vouched
from register.sign_ins import link_token
from settings import ProviderSettings
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_own_plans import OWN, PLANS, app, file
from tests.web.desk.test_signing_in import Clock, ask, clock, code_in, mails
from web.desk.guard import Role

__all__ = ["app", "clock"]

NO_REFERENCES = (
    "AP-2026-0001%00",
    "%00",
    "AP-2026-0001%ED%A0%80",
    "AP-2026-0001%FF",
    "ap-2026-0001",
    "AP-2026-0001%20",
    "%27%20OR%201=1--",
    "AP-2026-%25",
    "A" * 3_000,
    "..%2f..%2fregister%2fplaner",
)


# Where both databases would be asked the same.
embedded = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def theirs(app: Flask) -> str:
    """The reference of a plan in which somebody else stands."""
    return file(app)[0]


def test_reference_that_is_none_leads_nowhere(app: Flask, theirs: str) -> None:
    owner = Visitor(app)
    signed_in(owner.client, Role.OWN)
    file(app, "administrators")
    seen = {one: owner.client.get(f"{PLANS}{one}/").status_code for one in NO_REFERENCES}
    assert seen == dict.fromkeys(NO_REFERENCES, 404)
    token = str(owner.get(PLANS).select_one("[name=csrf_token]")["value"])  # type: ignore[index]
    for one in NO_REFERENCES:
        sent = owner.client.post(f"{PLANS}{one}/andra", data={"csrf_token": token})
        assert (one, sent.status_code) == (one, 404)


@embedded
@pytest.mark.parametrize("way", ["../register/planer/", "%2e%2e/register/planer/", "\\..\\a"])
def test_way_back_out_of_own_plans_gives_no_more(app: Flask, visitor: Visitor, way: str) -> None:
    file(app, "administrators")
    ask(visitor, OWN, PLANS + way)
    visitor.post("/logga-in/kod/", {"code": code_in(mails(app)[0])})
    assert visitor.response.location.startswith("/")
    assert visitor.client.get("/register/planer/").status_code == 303


def test_address_that_is_taken_out_while_the_letter_is_on_its_way_opens_nothing(
    app: Flask, visitor: Visitor
) -> None:
    file(app, "administrators")
    ask(visitor, OWN, PLANS)
    with writing(app.extensions["office"].register) as connection:
        connection.execute(sa.delete(schema.case_people))
    visitor.post("/logga-in/kod/", {"code": code_in(mails(app)[0])}, 422)
    visitor.get(PLANS, 303)


@embedded
def test_address_that_a_provider_tells_is_no_proof(app: Flask, visitor: Visitor) -> None:
    reference, _ = file(app, "administrators")
    provider = ProviderSettings("p", "https://p.example", "id", "s", "", "roles", (), True, ())
    own = app.extensions["office"]
    app.extensions["office"] = replace(own, settings=replace(own.settings, oidc=(provider,)))
    with writing(own.register) as connection:
        account = ensure_account(connection, "https://p.example", "x", "", OWN, own.now())
        vouched = Vouched((Role.ARCHIVIST.value,), True, own.now(), None)
        key = sessions.begin(connection, account, own.now(), vouched)
    visitor.client.set_cookie("register", key)
    visitor.get("/register/planer/")
    for way in (PLANS, f"{PLANS}{reference}/"):
        visitor.get(way, 303)
        assert visitor.response.location == f"/logga-in/?till={way}"


@embedded
def test_list_asks_for_the_right_and_not_only_for_the_address(app: Flask) -> None:
    file(app, "administrators")
    own, none = app.extensions["office"], signed_in_as(1, frozenset((Role.OPERATOR,)))
    assert own_plans(own, OWN, signed_in_as(1, frozenset((Role.OWN,)))).shown
    # Of the plans they administer people see what administrators do, whatever else they are.
    file(app, "operators")
    assert [one.plan.administers for one in own_plans(own, OWN, none).shown] == [True]


@embedded
def test_code_for_one_is_good_for_no_other(app: Flask, visitor: Visitor) -> None:
    file(app, "administrators")
    others = Visitor(app)
    ask(visitor, OWN, PLANS)
    ask(others, "nobody@toreboda.se", PLANS)
    code = code_in(mails(app)[0])
    others.post("/logga-in/kod/", {"code": code}, 422)
    # A decoy in the same browser lets nobody in, and does not use the other up.
    ask(visitor, "nobody@toreboda.se", PLANS)
    visitor.post("/logga-in/kod/", {"code": code})
    visitor.follow()
    assert f"planer som {OWN} står i" in visitor.text
    again = Visitor(app)
    again.get("/logga-in/kod/")
    again.post("/logga-in/kod/", {"code": code}, 422)


@embedded
def test_letter_that_a_wrong_clock_wrote_opens_nothing(
    app: Flask, visitor: Visitor, clock: Clock
) -> None:
    file(app, "administrators")
    ask(visitor, OWN, PLANS)
    code = code_in(mails(app)[0])
    clock.now -= timedelta(seconds=1)
    visitor.post("/logga-in/kod/", {"code": code}, 422)


def test_row_that_is_written_for_an_address_in_no_plan_lets_nobody_in(
    app: Flask, visitor: Visitor
) -> None:
    file(app, "administrators")
    ask(visitor, "nobody@toreboda.se", PLANS)
    own, asked = app.extensions["office"], schema.sign_in_requests.c
    with reading(own.register) as connection:
        query = sa.select(asked.id, asked.expires_at).order_by(asked.id.desc()).limit(1)
        number, ends_at = connection.execute(query).one()
    # Nobody is sent them, and whoever knew them would have proved nothing.
    link = link_token(own.settings.secret_key, number, ends_at)
    visitor.post(f"/logga-in/lank/{link}/", {}, 403)
    visitor.get(PLANS, 303)
