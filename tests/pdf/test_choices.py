"""Choices on paper: all that could be chosen, what was, and where to tick."""

from io import BytesIO
from typing import Any

import pypdf
import pytest

from forms import Choice, PrintableForm, Question
from forms.kinds import LongText, OneOf
from pdf import render, render_blank
from pdf.form.blank import blank_form
from tests.bookings import WHOLE, Booking
from tests.pdf.documents import HOUSE, imprint
from tests.pdf.drawn import drawn
from tests.pdf.pagerules import blank_faults, expected, faults, missing
from tests.pdf.test_tags import tags

STATES: dict[str, dict[str, Any]] = {
    "whole": WHOLE,
    "nothing": {},
    "other": {**WHOLE, "place": {"other": "Aulan i Kanalskolan"}, "things": ["none"]},
    "undecided": {**WHOLE, "place": ["hall", "yard"], "things": ["light", "none", {"other": "x"}]},
}


def told(answers: dict[str, Any]) -> list[tuple[str, str]]:
    """What a screen reader is told of each box, and the state of the box."""
    content = render(Booking.from_answers(answers), imprint(), HOUSE)
    boxes = [tag.entries for tag in tags(content) if tag.name == "/Form"]
    return [(str(one["/Alt"]), str(one["/A"]["/checked"])) for one in boxes]


@pytest.mark.parametrize("state", STATES)
def test_every_option_is_printed_and_the_page_keeps_its_rules(state: str) -> None:
    form = Booking.from_answers(STATES[state])
    page = drawn(lambda: render(form, imprint(), HOUSE))
    assert list(faults(page, form)) == []
    assert list(missing(page, expected(form))) == []
    for label in ("Stora salen", "Biblioteket", "Skolgården", "Annat", "Inget av dessa", "Nej"):
        assert label in " ".join(one.text for one in page.words)


def test_reader_is_told_of_each_option_whether_it_is_chosen() -> None:
    assert told(WHOLE)[:11] == [
        ("Stora salen: inte vald", "/off"),
        ("Biblioteket: inte vald", "/off"),
        ("Skolgården: vald", "/on"),
        ("Annat: inte vald", "/off"),
        ("Belysning: vald", "/on"),
        ("Ljud; mikrofon: inte vald", "/off"),
        ("Nät: vald", "/on"),
        ("Annat: inte vald", "/off"),
        ("Inget av dessa: inte vald", "/off"),
        ("Ja: inte vald", "/off"),
        ("Nej: vald", "/on"),
    ]
    assert ("Annat: Aulan i Kanalskolan: vald", "/on") in told(STATES["other"])
    assert not any(state == "/on" for _, state in told({}))
    assert sum(state == "/on" for _, state in told(STATES["undecided"])) == 9


def test_cross_is_drawn_where_the_answer_is_and_nowhere_else() -> None:
    def crosses(answers: dict[str, Any]) -> int:
        page = drawn(lambda: render(Booking.from_answers(answers), imprint(), HOUSE))
        slanted = [one for one in page.rules if one.box.width and one.box.height]
        return len(slanted) // 2

    nothing = crosses({})
    assert crosses({"place": "hall"}) - nothing == 1
    assert crosses({"things": ["light", "wifi", {"other": "x"}]}) - nothing == 3
    assert crosses({"terms": True, "evening": False}) - nothing == 2


def test_blank_has_a_box_with_a_tip_for_each_option() -> None:
    page = drawn(lambda: render_blank(Booking, HOUSE))
    assert list(faults(page, blank_form(Booking))) == []
    assert list(blank_faults(page, blank_form(Booking))) == []
    fields = pypdf.PdfReader(BytesIO(render_blank(Booking, HOUSE))).get_fields() or {}
    tips = {name: str(field["/TU"]) for name, field in fields.items()}
    assert tips["place--hall"] == "1. Vilken lokal?, Stora salen"
    assert tips["place--other-text"] == "1. Vilken lokal?, Annat, ange vad"
    assert tips["contact-is_member--no"] == "5. Vem bokar?, Är du medlem?, Nej"
    assert tips["terms"].startswith("4. Villkor, Jag städar")
    assert len(set(tips.values())) == len(tips)


def test_blank_says_how_many_to_tick() -> None:
    text = pypdf.PdfReader(BytesIO(render_blank(Booking, HOUSE))).pages[0].extract_text()
    for words in ("Kryssa i ett", "Kryssa i ett eller flera", "Stora salen: 80 platser"):
        assert words in text


class Long(PrintableForm):
    slug, prefix, title = "lang", "LA", "Lång"

    why = LongText(question=Question(1, "Varför?"))
    what = OneOf(
        question=Question(2, "Vad?"),
        choices=[
            Choice(f"c{n}", f"Val {n} som tar så stor plats att det står ensamt på sin rad")
            for n in range(8)
        ],
    )


@pytest.mark.parametrize("lines", range(24, 34, 2))
def test_options_stand_on_one_page(lines: int) -> None:
    form = Long.from_answers({"why": "rad\n" * lines, "what": "c7"})
    page = drawn(lambda: render(form, imprint(), HOUSE))
    assert len({one.page for one in page.words if one.text.startswith("Val ")}) == 1
    assert list(faults(page, form)) == []
