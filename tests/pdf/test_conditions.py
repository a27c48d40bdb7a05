"""On paper: what does not apply is left out of the document, and says when in the blank."""

from typing import Any

import pytest

from forms import PrintableForm, Question
from forms.kinds import Line
from pdf import render, render_blank
from tests.conditional import WHOLE, Moving
from tests.pdf.documents import HOUSE, imprint
from tests.pdf.drawn import Drawn, drawn


def document(**changed: Any) -> Drawn:
    form = Moving.from_answers({**WHOLE, **changed})
    return drawn(lambda: render(form, imprint(), HOUSE))


def text_of(page: Drawn) -> str:
    return " ".join(one.text.strip() for one in page.words)


def test_the_document_leaves_out_what_is_not_asked() -> None:
    text = text_of(document(is_damaged=False, keys={"lost": True, "where": "I sjön"}))
    for absent in ("2 a.", "Vad är skadat?", "Ta en bild", "Om det lånade", "Stege", "Svara bara"):
        assert absent not in text
    for present in ("A. Om lokalen", "1. Vilken lokal", "3. Vad är det med nycklarna?", "I sjön"):
        assert present in text
    # Who signs is not preprinted from an answer that is not asked for.
    assert "Åsa Ek" not in text


def test_the_document_tells_all_that_is_asked() -> None:
    text = text_of(document())
    for present in ("2 a. Vad är skadat?", "Ta en bild", "B. Om det lånade", "En pinne", "Åsa Ek"):
        assert present in text
    assert "Vad är det med nycklarna? Nyckeln är borta Inget svar" in text
    assert "Sak 2 Hink – –" in text


def test_a_part_begins_on_a_page_of_its_own() -> None:
    page = document()
    at = next(one for one in page.words if one.text.startswith("B. Om det lånade"))
    assert at.page == 2
    assert [one.text for one in page.words if one.page == 2][0] == at.text


def test_the_blank_asks_all_and_says_when() -> None:
    page = drawn(lambda: render_blank(Moving, HOUSE))
    text = text_of(page)
    for said in (
        "Svara bara om du kryssade i ”Något är skadat”.",
        "Det här gäller bara om du kryssade i ”Något är skadat”.",
        "Fyll i den här delen bara om du inte kryssade i ”Nyckeln är borta”.",
        "Var försvann den? Svara bara om du kryssade i ”Nyckeln är borta”.",
        "Vem som flyttar in. Svara bara om du kryssade i ”Någon annan flyttar in”.",
    ):
        assert said in text


@pytest.mark.parametrize(("number", "is_beside"), [("2 a", True), ("12 a", False)])
def test_a_number_with_a_letter_stands_before_its_question(number: str, is_beside: bool) -> None:
    fields = {"line": Line(question=Question(number, "Vad?"))}
    facts: dict[str, Any] = {"slug": "prov", "prefix": "P", "title": "Prov"}
    form = type("Numbered", (PrintableForm,), facts | fields)
    page = drawn(lambda: render(form.from_answers({"line": "x"}), imprint(), HOUSE))
    found = [one.text.strip() for one in page.words if number in one.text]
    assert found == [f"{number}." if is_beside else f"{number}. Vad?"]
