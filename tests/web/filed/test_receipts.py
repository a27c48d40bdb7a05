"""The receipt: what to keep, and what to send on."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from forms import Signer
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor
from web.filed.forwarding import those_who_sign


def link_in(text: str) -> str:
    """The path of the one address in a text."""
    [address] = re.findall(r"http://127\.0\.0\.1:5000(/\S+)", text)
    return str(address)


def test_what_cannot_be_had_again_comes_first(visitor: Visitor) -> None:
    page = visitor.file(plan())
    assert [heading.get_text() for heading in page.select("main h2")] == [
        "Spara sidans adress",
        "Gör så här nu",
        "Att göra med kontot",
        "Kopian till informationsansvarig",
        "Ögonblicksbilder",
        "Kontot",
        "Ändra eller återanvänd",
    ]


def test_words_to_send_on_hold_a_link_that_shows_and_changes_nothing(
    visitor: Visitor, app: Flask
) -> None:
    visitor.file(plan())
    words = visitor.page.select_one("#forward").get_text()
    assert "administratör 1, administratör 2 och verksamhetsansvarig chef" in words
    signer = Visitor(app)
    page = signer.get(link_in(words))
    assert "Instagram – Biblioteket" in signer.text
    assert page.select_one("a[data-print-pdf]")
    assert page.select("form, #forward") == []
    assert "se planen men inte ändra den" in signer.text
    for ending in ("andra", "mall", "skicka-igen/1"):
        signer.get("/aktivitetsplan/")
        signer.post(link_in(words) + ending, {}, expect=404)


def test_words_to_send_on_open_in_a_mail_program_as_they_are(visitor: Visitor) -> None:
    answers = plan()
    answers["organisation"]["unit"] = "Äldre & unga? 100 %"
    visitor.file(answers)
    url = urlsplit(visitor.page.select_one('a[href^="mailto:"]')["href"])
    assert url.path == ""
    fields = parse_qs(url.query, strict_parsing=True)
    assert "Äldre & unga? 100 %" in fields["body"][0]
    words = visitor.page.select_one("#forward").get_text()
    assert fields["body"][0].replace("\r\n", "\n") == words
    assert fields["subject"][0].startswith("Att skriva under: Aktivitetsplan sociala medier, AP-")


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["Anmälare"], "Anmälare"),
        (["Anmälare", "Chef"], "Anmälare och chef"),
        (["Anmälare", "Chef", "Revisor"], "Anmälare, chef och revisor"),
    ],
)
def test_those_who_sign_are_named_in_a_sentence(titles: list[str], said: str) -> None:
    assert those_who_sign([Signer(title) for title in titles]) == said


def test_what_to_check_at_review_names_whom(visitor: Visitor) -> None:
    answers = plan()
    answers["administrators"][1] |= {"name": "Växeln", "email": "vaxeln@annat.example"}
    visitor.get("/aktivitetsplan/")
    inputs = {"action": "review"} | as_inputs(answers)
    visitor.post("/aktivitetsplan/", inputs)
    visitor.follow()
    notices = [item.get_text() for item in visitor.page.select(".check--page li")]
    assert any(text.startswith("Administratör 2, Växeln: Det ser inte ut som") for text in notices)
    assert any(text.startswith("Administratör 2, Växeln: Adressen slutar på") for text in notices)


@pytest.mark.parametrize("action", ["save", "review"])
def test_a_printed_page_says_that_it_is_not_the_plan(visitor: Visitor, action: str) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(plan()) | {"action": action})
    note = visitor.follow().select_one(".print-only").get_text()
    assert "en utskrift av webbsidan, inte av planen. Skriv inte under den." in note
