"""Filling in Bilaga 1 without JavaScript."""

import re

import pytest
from flask import Flask

from forms import answers_digest
from tests.plans import PLANS, as_inputs, plan
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor

FORM = "/aktivitetsplan/"


def values(visitor: Visitor) -> dict[str, str]:
    """What stands in the inputs of the page."""
    found = {}
    for one in visitor.page.select("input[name]:not([type=hidden]), textarea[name]"):
        if one.get("type") == "checkbox":
            if one.has_attr("checked"):
                found[one["name"]] = one["value"]
        else:
            found[one["name"]] = (
                one.get("value", "") if one.name == "input" else one.text.lstrip("\n")
            )
    return found


def test_start_page_leads_to_the_form(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert page.select_one(f'a[href="{FORM}"]')


@pytest.mark.parametrize("answers", PLANS, ids=lambda p: p["medium"])
def test_a_plan_is_filed_and_gets_a_reference(visitor: Visitor, answers: dict) -> None:
    visitor.file(answers)
    assert "AP-" in visitor.text
    assert "-0001" in visitor.text


def test_an_empty_form_is_sent_back_with_links_to_every_question(visitor: Visitor) -> None:
    visitor.get(FORM)
    page = visitor.post(FORM, {}, expect=422)
    links = [a["href"] for a in page.select(".govuk-error-summary a")]
    assert links[0] == "#medium"
    assert "#administrators-1-email" in links
    assert page.select_one("#administrators-1-email")["aria-invalid"] == "true"


def test_nothing_typed_is_lost_when_an_answer_is_wrong(visitor: Visitor) -> None:
    inputs = as_inputs(plan()) | {"weekly_hours": "många", "purpose": "rad 1\r\n\r\nrad <b>3</b>"}
    visitor.get(FORM)
    visitor.post(FORM, inputs, expect=422)
    shown = values(visitor)
    assert shown.pop("purpose") == "rad 1\n\nrad <b>3</b>"
    assert shown == {name: text for name, text in inputs.items() if name != "purpose"}


def test_persons_are_added_and_removed_without_javascript(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()) | {"action": "add-administrators"}, expect=200)
    assert "administrators-3-name" in values(visitor)
    visitor.post(FORM, values(visitor) | {"action": "remove-administrators-0"}, expect=200)
    shown = values(visitor)
    assert shown["administrators-0-name"] == "Per-Örjan Ek"
    assert "administrators-3-name" not in shown


def test_removing_one_of_two_administrators_leaves_room_for_another(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan(1)) | {"action": "remove-administrators-0"}, expect=200)
    shown = values(visitor)
    assert shown["administrators-0-name"] == "Fatima El-Amrani"
    assert shown["administrators-1-name"] == ""


@pytest.mark.parametrize(
    "action", ["add-medium", "remove-administrators-77", "add-", "x", "add-form"]
)
def test_unknown_actions_do_no_harm(visitor: Visitor, action: str) -> None:
    visitor.get(FORM)
    visitor.client.post(FORM, data={"action": action})
    visitor.post(FORM, {"action": action}, expect=200 if action.startswith("remove") else 422)


def test_a_saved_draft_can_be_come_back_to(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, {"medium": "Facebook", "weekly_hours": "vet ej", "action": "save"})
    visitor.follow()
    assert values(visitor)["medium"] == "Facebook"
    assert values(visitor)["weekly_hours"] == "vet ej"
    assert "Sparat" in visitor.text


def test_the_review_shows_every_answer_as_it_will_be_printed(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan(1)))
    visitor.follow()
    assert "070-174 06 08" in visitor.text
    assert "4,5 timmar/vecka" in visitor.text
    assert "Birgitta Åkerblom-Nyström" in visitor.text


def test_warnings_are_shown_on_the_review_and_do_not_stop(visitor: Visitor) -> None:
    visitor.file(plan(weekly_hours=50))
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan(weekly_hours=50)))
    visitor.follow()
    assert "Mer än 40 timmar" in visitor.text


def test_the_preview_says_that_it_is_not_filed(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()))
    visitor.follow()
    visitor.get(visitor.response.request.path.replace("granska/", "forhandsgranskning.pdf"))
    assert visitor.response.mimetype == "application/pdf"
    assert visitor.response.data.startswith(b"%PDF-")


def test_pressing_twice_leads_to_the_same_receipt(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()))
    visitor.follow()
    review = visitor.response.request.path
    visitor.post(review, {})
    first = visitor.response.location
    visitor.post(review, {})
    assert visitor.response.location == first
    visitor.client.get(review)
    visitor.get(review, expect=303)
    assert visitor.response.location == first


def test_references_follow_each_other(visitor: Visitor) -> None:
    visitor.file(plan(0))
    assert "-0001" in visitor.text
    visitor.file(plan(1))
    assert "-0002" in visitor.text


def test_the_receipt_hands_out_the_issued_document(visitor: Visitor) -> None:
    page = visitor.file(plan())
    href = page.select_one("a[data-print-pdf]")["href"]
    visitor.get(href)
    assert visitor.response.mimetype == "application/pdf"
    assert visitor.response.headers["Content-Disposition"].startswith("inline;")
    again = visitor.client.get(href).data
    assert again == visitor.response.data


@pytest.mark.parametrize(
    "path",
    [
        "/arende/fel/",
        "/arende/fel/AP-2026-0001.pdf",
        "/aktivitetsplan/utkast/fel/",
        "/aktivitetsplan/utkast/fel/granska/",
        "/aktivitetsplan/utkast/fel/forhandsgranskning.pdf",
        "/v/AP-2026-0001/1/aaaaaaaaaa",
        "/v/AP-2026-0001/1/åäö",
        "/finns-inte/",
        "/finns-inte/blankett.pdf",
        "/static/finns-inte.css",
    ],
)
def test_what_does_not_exist_is_a_page_that_tells_nothing(visitor: Visitor, path: str) -> None:
    visitor.get(path, expect=404)
    assert "Sidan finns inte" in visitor.text


def test_a_lost_session_keeps_the_answers_and_asks_for_one_more_press(visitor: Visitor) -> None:
    inputs = as_inputs(plan())
    response = visitor._see(visitor.client.post(FORM, data=inputs), 400)
    assert response.h1.text == "Sidan har stått öppen för länge"
    assert "Det är en säkerhetsåtgärd. Inget är skickat än." in visitor.text
    kept = {one["name"]: one["value"] for one in response.select("input[type=hidden]")}
    assert {name: kept[name].replace("\n", "\r\n") for name in inputs if "\r" in inputs[name]} == {
        name: text for name, text in inputs.items() if "\r" in text
    }
    visitor.post(FORM, kept)
    assert "granska" in visitor.response.location


def test_too_large_a_request_is_refused_with_the_limit(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, {"purpose": "x" * 3_000_000}, expect=413)
    assert "Högst 2\u00a0MB kan tas emot" in visitor.text


def test_a_client_that_files_too_often_is_asked_to_wait(make_app) -> None:  # noqa: ANN001
    visitor = Visitor(make_app(FILINGS_PER_MINUTE=2))
    visitor.file(plan(0))
    visitor.file(plan(1))
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan(2)))
    visitor.follow()
    visitor.post(visitor.response.request.path, {}, expect=429)
    assert re.search("Vänta (en minut|2 minuter)", visitor.text)


HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}",
    "control": "a\x00b\x1b[31mc\x7f",
    "one long word": "x" * 9_999,
    "emoji": "👩‍👩‍👧‍👦🇸🇪 ☃️",
    "right to left": "שלום \u202eolleh\u202c مرحبا",
    "half a surrogate": "a\ufffdb",
    "quotes": "\"'`\\",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_filed_whole_and_never_comes_alive(visitor: Visitor, text: str) -> None:
    answers = plan(purpose=text, audience=text, monitoring=text)
    page = visitor.file(answers)
    assert page.select("script:not([src])") == []
    assert visitor.page.select_one("img") is None
    visitor.get(page.select_one("a[data-print-pdf]")["href"])
    assert visitor.response.data.startswith(b"%PDF-")


@pytest.mark.parametrize("field", sorted(as_inputs(plan())))
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_input_of_any_kind_is_answered_with_an_error_of_ours(
    shared_visitor: Visitor, field: str, text: str
) -> None:
    shared_visitor.get(FORM)
    token = shared_visitor.page.select_one("[name=csrf_token]")["value"]
    inputs = as_inputs(plan()) | {field: text, "csrf_token": token}
    response = shared_visitor.client.post(FORM, data=inputs)
    assert response.status_code in (303, 422)


@pytest.fixture(scope="module")
def shared_visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """One installation for many quick tries."""
    from app import create_app
    from settings import read_settings

    place = tmp_path_factory.mktemp("shared")
    settings = read_settings(
        {"INSTANCE_PATH": str(place), "COURIER": "off", "DRAFTS_PER_HOUR": "100000"}
    )
    return Visitor(create_app(settings))


def test_the_code_on_paper_leads_to_a_page_without_names(visitor: Visitor, app: Flask) -> None:
    visitor.file(plan())
    reference = visitor.page.select_one(".reference").text.split()[0]
    visitor.get(code_on_paper(app.extensions["office"].register, reference))
    assert reference in visitor.text
    fingerprint = answers_digest(plan())[:4] + " " + answers_digest(plan())[4:8]
    assert fingerprint in visitor.text
    for secret in ("Lindqvist", "Instagram", "Biblioteket", "070-174"):
        assert secret not in visitor.text
