"""The page asks what matters only after certain answers, with a sentence that says when."""

import json
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

import forms
from app import create_app
from register import schema
from settings import read_settings
from tests.conditional import WHOLE, Moving
from tests.plans import as_inputs
from tests.web.conftest import Visitor


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Moving))
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), "COURIER": "off"})
    return Visitor(create_app(settings))


def inputs(**changed: object) -> dict[str, str]:
    """What a browser sends: a box without a tick is not there."""
    sent = as_inputs({**WHOLE, **changed})
    return {name: text for name, text in sent.items() if text != "False"}


def test_every_question_is_on_the_page_with_a_sentence_that_says_when(visitor: Visitor) -> None:
    page = visitor.get("/utflyttning/")
    said = {
        one.select_one("[data-when-asked]").text: json.loads(one["data-asked-if"])
        for one in page.select("[data-asked-if]")
    }
    assert said["Svara bara om du kryssade i ”Något är skadat”."] == [["is_damaged", ["y"]]]
    assert said["Svara bara om du kryssade i ”Nyckeln är borta”."] == [["keys-lost", ["y"]]]
    assert said["Svara bara om du kryssade i ”Trasig”."] == [["loans-0-broken", ["y"]]]
    part = "Fyll i den här delen bara om du inte kryssade i ”Nyckeln är borta”."
    assert said[part] == [["keys-lost", [""]]]
    assert len(page.select("[data-asked-if]")) == len(page.select("[data-when-asked]"))
    assert not any(one.has_attr("hidden") for one in page.select("[data-asked-if]"))


def test_parts_and_questions_are_headings_of_their_levels(visitor: Visitor) -> None:
    page = visitor.get("/utflyttning/")
    form = page.select_one("#answers")
    found = [(one.name, one.get_text(strip=True)) for one in form.select("h2, h3")]
    assert found[:3] == [
        ("h2", "A. Om lokalen"),
        ("h3", "1. Vilken lokal gäller det?"),
        ("h3", "2. Hur är lokalen?"),
    ]
    assert ("h2", "B. Om det lånade") in found
    # One answer with a label of its own is under the words of its question.
    assert form.select_one("label[for=is_damaged]").get_text(strip=True) == "Något är skadat"


def test_the_script_comes_only_where_something_hangs_on_an_answer(visitor: Visitor) -> None:
    scripts = [one["src"] for one in visitor.get("/utflyttning/").select("script[src]")]
    assert any("conditions" in one for one in scripts)
    scripts = [one["src"] for one in visitor.get("/aktivitetsplan/").select("script[src]")]
    assert not any("conditions" in one for one in scripts)


def test_what_is_not_asked_stops_nobody_and_is_kept_in_the_draft(visitor: Visitor) -> None:
    visitor.get("/utflyttning/")
    sent = inputs(is_damaged=False, hours="banan")
    visitor.post("/utflyttning/", sent)
    review = visitor.follow()
    keys = [one.get_text(strip=True) for one in review.select(".govuk-summary-list__key")]
    assert "2 a. Vad är skadat?" not in keys
    assert "4. Vad är lånat?" in keys
    draft = visitor.get(review.select_one(".govuk-back-link")["href"])
    assert draft.select_one("#damage").text.strip() == "Dörren"
    assert draft.select_one("#hours")["value"] == "banan"


def test_nothing_is_filed_printed_or_mailed_of_what_is_not_asked(visitor: Visitor) -> None:
    visitor.get("/utflyttning/")
    visitor.post("/utflyttning/", inputs(is_damaged=False))
    visitor.follow()
    visitor.post(visitor.response.request.path, {})
    receipt = visitor.follow()
    register = visitor.client.application.extensions["office"].register
    with register.connect() as connection:
        (filed,) = connection.execute(sa.select(schema.filings.c.answers, schema.filings.c.text))
    assert filed.answers.keys() == {"room", "loans", "someone", "name"}
    assert "Dörren" not in filed.text
    assert "En pinne" in filed.text
    visitor.get(receipt.select_one("a[data-print-pdf]")["href"])
    pages = PdfReader(BytesIO(visitor.response.data)).pages
    assert "Dörren" not in " ".join(page.extract_text() for page in pages)


def test_an_answer_that_is_asked_after_all_is_missed(visitor: Visitor) -> None:
    visitor.get("/utflyttning/")
    page = visitor.post("/utflyttning/", inputs(hours=""), expect=422)
    links = [one["href"] for one in page.select(".govuk-error-summary__list a")]
    assert links == ["#hours"]


def test_a_removed_row_comes_back_with_its_ticks(visitor: Visitor) -> None:
    visitor.get("/utflyttning/")
    page = visitor.post("/utflyttning/", inputs() | {"action": "remove-loans-0"}, expect=200)
    hidden = {one["name"]: one["value"] for one in page.select("[data-removed] input")}
    undo = page.select_one("[data-removed] button")["value"]
    left = inputs(loans=WHOLE["loans"][1:])
    page = visitor.post("/utflyttning/", left | hidden | {"action": undo}, expect=200)
    assert page.select_one("#loans-0-what")["value"] == "Stege"
    assert page.select_one("#loans-0-broken").has_attr("checked")
    assert not page.select_one("#loans-1-broken").has_attr("checked")


@pytest.mark.parametrize("hostile", ["[" * 100_000, '{"a": 1}', "NaN", "[[]]", '"' + "x" * 5_000])
def test_what_was_made_up_for_a_removed_row_breaks_nothing(visitor: Visitor, hostile: str) -> None:
    visitor.get("/utflyttning/")
    sent = inputs() | {"removed-what": hostile, "removed-broken": hostile}
    visitor.post("/utflyttning/", sent | {"action": "undo-loans-0-of-2"}, expect=200)
