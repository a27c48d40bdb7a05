"""The accounts of filed plans are offered where another form asks for the account."""

from datetime import date

import pytest
from flask import Flask

from forms import Aktivitetsplan
from office.earlier_answers import earlier_answers
from office.office import Office
from register.actors import OPERATOR
from register.cases import find_case
from register.events import EventKind
from register.filings import find_filing
from register.notes import Note, add_note
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.filed.test_versions import change

FORMS = ("borttaget-inlagg", "uppfoljning")


def offered(app: Flask, slug: str) -> list[str]:
    own: Office = app.extensions["office"]
    return earlier_answers(own.register, slug).get("url", [])


@pytest.mark.parametrize("slug", FORMS)
def test_account_of_a_plan_is_offered_on_the_page(visitor: Visitor, slug: str) -> None:
    visitor.file(plan(url="www.instagram.com/bibliotekettoreboda"))
    page = visitor.get(f"/{slug}/")
    listed = [one["value"] for one in page.select("#url-suggestions option")]
    assert listed == ["www.instagram.com/bibliotekettoreboda"]
    assert page.select_one("#medium-suggestions option")["value"] == "Instagram"


def test_plans_themselves_offer_no_account_of_another(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan())
    assert offered(app, "aktivitetsplan") == []


def test_only_the_newest_version_tells_which_account_it_is(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan(url="www.instagram.com/gammalt"))
    draft = change(visitor, url="www.instagram.com/nytt")
    visitor.post(f"{draft}granska/", {})
    assert offered(app, "uppfoljning") == ["www.instagram.com/nytt"]


def test_account_that_names_a_person_of_its_plan_is_not_offered(
    app: Flask, visitor: Visitor
) -> None:
    person = plan()
    person["administrators"][0]["name"] = "Gun Bibliotekarien"
    visitor.file(person | {"url": "www.instagram.com/gun.bibliotekarien"})
    assert "www.instagram.com/gun.bibliotekarien" not in offered(app, "uppfoljning")


def test_account_that_does_not_exist_yet_is_not_offered(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan(url="Vår sida", not_created=True))
    assert offered(app, "borttaget-inlagg") == []


def test_account_that_has_ended_is_not_offered(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan())
    own: Office = app.extensions["office"]
    reference = visitor.page.select_one(".reference").text.split()[0]
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
    own: Office = app.extensions["office"]
    assert earlier_answers(own.register, slug)
    # Also not what was kept before few were named.
    monkeypatch.setattr(Aktivitetsplan, "read_by", ("officer",))
    assert earlier_answers(own.register, slug) == {}
