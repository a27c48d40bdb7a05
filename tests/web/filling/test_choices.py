"""The page of questions that are answered by choosing, as it is without a script."""

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.datastructures import MultiDict

import forms
from app import create_app
from settings import read_settings
from tests.bookings import Booking
from tests.web.conftest import Visitor

SENT: list[tuple[str, str]] = [
    ("place", "yard"),
    ("things", "light"),
    ("things", "wifi"),
    ("evening", "no"),
    ("terms", "y"),
    ("contact-name", "Åsa"),
    ("contact-is_member", "yes"),
    ("contact-by", "mail"),
]


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Booking))
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), "COURIER": "off"})
    found = Visitor(create_app(settings))
    found.get("/bokning/")
    return found


def send(visitor: Visitor, *pairs: tuple[str, str], expect: int = 303) -> BeautifulSoup:
    """Post `pairs`, of which several may have one name."""
    inputs: dict[str, Any] = dict(MultiDict(pairs).lists())
    return visitor.post("/bokning/", inputs, expect)


def without(*names: str) -> list[tuple[str, str]]:
    return [one for one in SENT if one[0] not in names]


def marked(page: Tag) -> list[tuple[str, str]]:
    """What is chosen, by name and value."""
    chosen = page.select("input[checked], option[selected]")
    return [(one.get("name") or one.parent["name"], one["value"]) for one in chosen]


def test_every_option_can_be_chosen_and_each_question_is_a_legend(visitor: Visitor) -> None:
    legends = [one.get_text(strip=True) for one in visitor.page.select("#answers legend")]
    assert legends == [
        "1. Vilken lokal?",
        "2. Vad behövs?",
        "3. Kvällstid?",
        "4. Villkor",
        "5. Vem bokar?",
        "Är du medlem?",
        "Hur?",
    ]
    values = [one["value"] for one in visitor.page.select("input[type=radio][name=place]")]
    assert values == ["hall", "library", "yard", "other"]
    hall = visitor.page.select_one("#place")
    assert visitor.page.find(id=hall["aria-describedby"]).text == "80 platser"
    assert "Jag städar efter mig, och betalar det som går sönder." in visitor.text
    assert marked(visitor.page) == []
    assert visitor.page.select_one('[src*="choices"]')


def test_what_was_chosen_is_reviewed_and_stands_there_again(visitor: Visitor) -> None:
    send(visitor, *SENT)
    review = visitor.follow()
    told = [one.get_text(" ", strip=True) for one in review.select(".govuk-summary-list__value")]
    assert told[:3] == ["Skolgården", "Belysning Nät", "Nej"]
    page = visitor.get(review.select_one(".govuk-back-link")["href"])
    assert marked(page) == [one for one in SENT if one[0] != "contact-name"]


def test_nothing_chosen_leads_to_the_first_of_the_options(visitor: Visitor) -> None:
    page = send(visitor, ("contact-name", "Åsa"), expect=422)
    links = [one["href"] for one in page.select(".govuk-error-summary__list a")]
    assert links == [
        *("#place", "#things", "#evening", "#terms", "#contact-is_member", "#contact-by")
    ]
    for link in links:
        first = page.select_one(link)
        group = first.find_parent(class_="govuk-form-group--error")
        assert first["type"] in ("radio", "checkbox")
        assert group.select_one(".govuk-error-message")


def test_something_else_without_words_leads_to_the_box_for_them(visitor: Visitor) -> None:
    page = send(visitor, *without("place"), ("place", "other"), expect=422)
    (link,) = page.select(".govuk-error-summary__list a")
    box = page.find(id=link["href"][1:])
    assert (box["type"], box["aria-invalid"]) == ("text", "true")
    assert (
        page.find(id=box["aria-describedby"]).text
        == "Fel: Skriv vad du menar med ”Annat”. Det gäller lokalen."
    )
    assert marked(page)[0] == ("place", "other")


def test_words_alone_count_as_the_choice(visitor: Visitor) -> None:
    send(visitor, *without("place"), ("place--other-text", "Aulan"))
    assert "Annat: Aulan" in visitor.follow().text


def test_both_ticks_of_a_paper_ride_along_until_one_is_chosen(visitor: Visitor) -> None:
    both = (("place--marked", "hall"), ("place--marked", "yard"))
    page = send(visitor, *without("place"), *both, expect=422)
    said = "Välj lokalen: bara ett av svaren. Nu är ”Stora salen” och ”Skolgården” kryssade."
    assert said in visitor.text
    assert ("place", "yard") not in marked(page)
    assert [one["value"] for one in page.select("[name=place--marked]")] == ["hall", "yard"]
    send(visitor, *without("place"), *both, ("action", "save"))
    assert f"Kontrollera: {said}" in visitor.follow().get_text(" ", strip=True)


def test_choice_that_is_gone_can_be_taken_away(visitor: Visitor) -> None:
    page = send(visitor, *SENT, ("things", "tv"), expect=422)
    gone = page.select_one('[name=things][value="tv"]')
    assert gone.has_attr("checked")
    label = page.select_one(f"label[for={gone['id']}]")
    assert label.text == "tv (går inte att välja längre)"


@pytest.mark.parametrize("hostile", ["<script>x</script>", '" onfocus="x', "ett\ntvå", "å" * 9_000])
def test_hostile_choices_stay_text(visitor: Visitor, hostile: str) -> None:
    names = ("place", "things", "evening", "place--marked", "place--other-text", "contact-by")
    page = send(visitor, *((name, hostile) for name in names), expect=422)
    assert page.select("#answers script, #answers [onfocus]") == []


def test_next_version_tells_what_was_chosen_before_and_now(visitor: Visitor) -> None:
    send(visitor, *SENT)
    visitor.follow()
    visitor.post(visitor.response.request.path, {})
    receipt = visitor.follow()
    visitor.post(receipt.select_one("form[action$=andra]")["action"], {})
    draft = visitor.follow()
    assert marked(draft) == [one for one in SENT if one[0] != "contact-name"]
    changed: dict[str, Any] = dict(
        MultiDict([*without("place", "evening"), ("place", "hall"), ("evening", "yes")]).lists()
    )
    revision = draft.select_one("[name=revision]")["value"]
    visitor.post(visitor.response.request.path, changed | {"revision": revision})
    review = visitor.follow().get_text(" ", strip=True)
    assert "Ändrat sedan version 1" in review
    for words in ("Skolgården", "Stora salen"):
        assert words in review
