"""The accounts of filed plans are offered where another form asks for the account."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from flask import Flask

from forms import Aktivitetsplan
from office.earlier_answers import earlier_answers
from office.offering import Offering
from office.office import Office
from register.actors import OPERATOR
from register.cases import find_case
from register.events import EventKind
from register.filings import find_filing
from register.notes import Note, add_note
from swedish import day_of
from tests.plans import plan
from tests.register.test_suggestions import sign
from tests.web.conftest import Visitor
from tests.web.filed.test_versions import change

FORMS = ("borttaget-inlagg", "uppfoljning")


def sign_the_first(app: Flask, version: int = 1) -> str:
    """Somebody of the office sees that all have signed a version of the first plan; returns its
    reference."""
    own: Office = app.extensions["office"]
    reference = f"AP-{day_of(own.now()).year}-0001"
    filing = find_filing(own.register, reference, version)
    assert filing
    sign(own.register, filing)
    return reference


def asked_anew(app: Flask) -> Office:
    """The same office a minute later."""
    own: Office = app.extensions["office"]
    return replace(own, offered=Offering(partial(earlier_answers, own.register)))


def offered(app: Flask, slug: str) -> list[str]:
    own: Office = app.extensions["office"]
    return earlier_answers(own.register, slug).get("url", [])


@pytest.mark.parametrize("slug", FORMS)
def test_account_of_a_signed_plan_is_offered_on_the_page(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    visitor.file(plan(url="www.instagram.com/bibliotekettoreboda"))
    assert visitor.get(f"/{slug}/").select("datalist") == []
    sign_the_first(app)
    app.extensions["office"] = asked_anew(app)
    page = visitor.get(f"/{slug}/")
    listed = [one["value"] for one in page.select("#url-suggestions option")]
    assert listed == ["www.instagram.com/bibliotekettoreboda"]
    assert page.select_one("#medium-suggestions option")["value"] == "Instagram"


def test_plans_themselves_offer_no_account_of_another(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan())
    sign_the_first(app)
    assert offered(app, "aktivitetsplan") == []


def test_only_the_newest_version_tells_which_account_it_is(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan(url="www.instagram.com/gammalt"))
    sign_the_first(app)
    assert offered(app, "uppfoljning") == ["www.instagram.com/gammalt"]
    draft = change(visitor, url="www.instagram.com/nytt")
    visitor.post(f"{draft}granska/", {})
    assert offered(app, "uppfoljning") == []
    sign_the_first(app, 2)
    assert offered(app, "uppfoljning") == ["www.instagram.com/nytt"]


def test_account_that_names_a_person_of_its_plan_is_not_offered(
    app: Flask, visitor: Visitor
) -> None:
    person = plan()
    person["administrators"][0]["name"] = "Gun Bibliotekarien"
    visitor.file(person | {"url": "www.instagram.com/gun.bibliotekarien"})
    sign_the_first(app)
    own: Office = app.extensions["office"]
    assert earlier_answers(own.register, "uppfoljning")["medium"] == ["Instagram"]
    assert offered(app, "uppfoljning") == []


def test_account_that_does_not_exist_yet_is_not_offered(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan(url="Vår sida", not_created=True))
    sign_the_first(app)
    assert offered(app, "borttaget-inlagg") == []


def test_account_that_has_ended_is_not_offered(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan())
    own: Office = app.extensions["office"]
    reference = sign_the_first(app)
    case, filing = find_case(own.register, reference), find_filing(own.register, reference, 1)
    assert case
    assert filing
    assert offered(app, "uppfoljning")
    end = {"ended_on": date(2024, 11, 2), "ended_why": "borttaget"}
    note = Note(EventKind.ACCOUNT_ENDED, end, {"day": "2024-11-02"})
    add_note(own.register, case, filing.id, note, own.now(), OPERATOR)
    assert not offered(app, "uppfoljning")


@pytest.mark.parametrize("slug", ["aktivitetsplan", "uppfoljning"])
def test_nothing_is_offered_of_a_form_that_few_may_read(
    app: Flask, visitor: Visitor, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.file(plan())
    sign_the_first(app)
    own: Office = app.extensions["office"]
    assert earlier_answers(own.register, slug)
    # Also not what was kept before few were named.
    monkeypatch.setattr(Aktivitetsplan, "read_by", ("officer",))
    assert earlier_answers(own.register, slug) == {}
