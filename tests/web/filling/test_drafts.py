"""Drafts: saved again and again, from several tabs, found after a restart, erased in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor
from tests.web.filling.test_earlier_answers import asked_anew, sign_the_first
from tests.web.filling.test_views import values

FORM = "/aktivitetsplan/"
JSON = {"Accept": "application/json"}


def begin(visitor: Visitor, inputs: dict[str, str] | None = None) -> str:
    """Save a draft with the button; the address to come back to."""
    visitor.get(FORM)
    visitor.post(FORM, (inputs or {"medium": "Facebook"}) | {"action": "save"})
    return visitor.response.location


def value(visitor: Visitor, name: str) -> str:
    return visitor.page.select_one(f'[name="{name}"]')["value"]


def let_time_pass(app: Flask, days: int) -> None:
    office = app.extensions["office"]
    app.extensions["office"] = replace(office, now=lambda: office.now() + timedelta(days=days))


def let_a_minute_pass(app: Flask) -> None:
    app.extensions["office"] = asked_anew(app)


def test_a_draft_survives_a_restart_of_the_server(
    visitor: Visitor, make_app: Callable[..., Flask]
) -> None:
    address = begin(visitor)
    another = Visitor(make_app())
    another.get(address)
    assert value(another, "medium") == "Facebook"


def test_the_script_saves_and_learns_where_the_draft_is(visitor: Visitor) -> None:
    visitor.get(FORM)
    token = value(visitor, "csrf_token")
    sent = {"csrf_token": token, "medium": "Tik", "action": "save"}
    first = visitor.client.post(FORM, data=sent, headers=JSON)
    assert first.status_code == 200
    assert first.json["saved"].startswith("Sparat ")
    sent |= {"medium": "TikTok", "revision": first.json["revision"]}
    second = visitor.client.post(first.json["url"], data=sent, headers=JSON)
    assert second.json["revision"] == first.json["revision"] + 1
    visitor.get(first.json["url"])
    assert value(visitor, "medium") == "TikTok"


def test_the_later_of_two_tabs_is_told_and_nothing_is_overwritten(
    visitor: Visitor, app: Flask
) -> None:
    address = begin(visitor)
    visitor.get(address)
    seen = value(visitor, "revision")
    other = Visitor(app)
    other.get(address)
    other.post(address, {"medium": "Andra", "revision": seen, "action": "save"})
    visitor.post(address, {"medium": "Första", "revision": seen, "action": "save"}, expect=409)
    assert value(visitor, "medium") == "Första"
    other.get(address)
    assert value(other, "medium") == "Andra"
    newer = value(visitor, "revision")
    visitor.post(address, {"medium": "Första", "revision": newer, "action": "save"})
    other.get(address)
    assert value(other, "medium") == "Första"


def test_the_script_of_the_later_tab_is_told_too(visitor: Visitor) -> None:
    address = begin(visitor)
    visitor.get(address)
    sent = {"csrf_token": value(visitor, "csrf_token"), "revision": "1", "action": "save"}
    assert visitor.client.post(address, data=sent, headers=JSON).status_code == 200
    sent["medium"] = "Andra"
    answer = visitor.client.post(address, data=sent, headers=JSON)
    assert (answer.status_code, answer.json) == (409, {"conflict": True})


@pytest.mark.parametrize(
    ("action", "leads_to"), [("review", 303), ("save", 303), ("add-operators", 200)]
)
def test_the_same_page_sent_twice_is_no_other_tab(
    visitor: Visitor, action: str, leads_to: int
) -> None:
    address = begin(visitor)
    visitor.get(address)
    sent = as_inputs(plan()) | {"revision": value(visitor, "revision"), "action": action}
    visitor.post(address, sent, expect=leads_to)
    first, answers = visitor.response, values(visitor)
    visitor.post(address, sent, expect=leads_to)
    assert visitor.response.location == first.location
    assert values(visitor) == answers


@pytest.mark.parametrize("revision", ["x", "²", "9" * 40, "-1", ""])
def test_an_odd_revision_is_taken_as_none(visitor: Visitor, revision: str) -> None:
    address = begin(visitor)
    visitor.get(address)
    visitor.post(address, {"medium": "X", "revision": revision, "action": "save"})


def test_an_expired_draft_says_when_and_why(visitor: Visitor, app: Flask) -> None:
    address = begin(visitor)
    let_time_pass(app, 91)
    visitor.get(address, expect=410)
    assert "slutade gälla" in visitor.text
    assert "90 dagar" in visitor.text


def test_saving_prolongs_the_life_of_a_draft(visitor: Visitor, app: Flask) -> None:
    address = begin(visitor)
    let_time_pass(app, 80)
    visitor.get(address)
    visitor.post(address, {"medium": "X", "action": "save"})
    let_time_pass(app, 80)
    visitor.get(address)


def test_a_draft_that_another_tab_filed_leads_to_the_receipt(visitor: Visitor, app: Flask) -> None:
    address = begin(visitor, as_inputs(plan()))
    other = Visitor(app)
    other.get(f"{address}granska/")
    other.post(f"{address}granska/", {})
    visitor.get(address, expect=303)
    assert visitor.response.location == other.response.location


def test_a_person_is_named_again_without_being_typed_again(visitor: Visitor) -> None:
    inputs = as_inputs(plan(operators=[{"name": "", "email": "", "phone": ""}]))
    visitor.get(FORM)
    visitor.post(FORM, inputs | {"action": "same-operators-0-administrators-1"}, expect=200)
    assert value(visitor, "operators-0-name") == "Per-Örjan Ek"
    assert value(visitor, "operators-0-email") == "per-orjan.ek@toreboda.example"


def test_the_empty_page_offers_every_administrator_for_the_daily_work(visitor: Visitor) -> None:
    visitor.get(FORM)
    for number in (0, 1):
        assert visitor.page.select_one(f'[value="same-operators-0-administrators-{number}"]')


def test_an_administrator_who_is_not_filled_in_is_not_copied_over_what_was_typed(
    visitor: Visitor,
) -> None:
    visitor.get(FORM)
    inputs = {"operators-0-name": "Åsa Lindqvist", "action": "same-operators-0-administrators-0"}
    visitor.post(FORM, inputs, expect=422)
    assert value(visitor, "operators-0-name") == "Åsa Lindqvist"
    link = visitor.page.select_one('.govuk-error-summary a[href="#operators-0-name"]')
    assert link.text == (
        "Administratör 1 är inte ifylld ännu. "
        "Fyll i administratör 1 först eller skriv personen här."
    )


@pytest.mark.parametrize(
    "action", ["same-operators-9-administrators-0", "same-operators-0-administrators-9"]
)
def test_persons_that_are_not_there_are_not_copied(visitor: Visitor, action: str) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()) | {"action": action}, expect=200)
    assert value(visitor, "operators-0-name") == "Åsa Lindqvist"


def test_answers_of_signed_plans_are_offered_and_persons_never(
    visitor: Visitor, app: Flask
) -> None:
    visitor.file(plan())
    let_a_minute_pass(app)
    assert visitor.get(FORM).select("datalist") == []
    sign_the_first(app)
    let_a_minute_pass(app)
    page = visitor.get(FORM)
    offered = [option["value"] for option in page.select("datalist option")]
    assert "Biblioteket" in offered
    assert "Instagram" in offered
    assert not any("Lindqvist" in text for text in offered)
