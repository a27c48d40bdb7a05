"""Ticks at choices come home from whatever program they were set in, and none of them is lost."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import forms
from forms import PrintableForm
from intake.opening import open_here
from intake.reading import read
from pdf import render, render_blank
from tests.bookings import WHOLE, Booking
from tests.forms.papers import written
from tests.intake.fillers import FILLERS, with_poppler, with_pypdf
from tests.pdf.documents import HOUSE, imprint

STATES: dict[str, dict[str, Any]] = {
    "whole": WHOLE,
    "other": {**WHOLE, "place": {"other": "Aulan på övre plan"}, "things": ["none"]},
    "several": {**WHOLE, "things": ["light", "wifi", {"other": "Scen"}], "evening": True},
    "two of one": {**WHOLE, "place": ["hall", "yard"], "evening": [True, False]},
    "text beside a tick": {**WHOLE, "place": ["hall", {"other": "eller aulan"}]},
    "few": {"evening": False},
}


@pytest.fixture(autouse=True)
def offered() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "FORMS", (*forms.FORMS, Booking))
        yield


@cache
def blank() -> bytes:
    return render_blank(Booking, HOUSE)


def home(content: bytes) -> dict[str, Any]:
    """The answers in a file."""
    return read(content, opener=open_here, code_reader=lambda content: ()).answers


def said(form: PrintableForm) -> dict[str, str]:
    return {name: text for name, text in written(form).items() if text}


@pytest.mark.parametrize("filler", [*FILLERS, "Poppler"])
@pytest.mark.parametrize("state", STATES)
def test_what_was_ticked_comes_home(filler: str, state: str) -> None:
    form = Booking.from_answers(STATES[state])
    fill = FILLERS.get(filler, with_poppler)
    assert home(fill(blank(), said(form))) == STATES[state]


def test_text_without_its_tick_comes_home() -> None:
    assert home(with_pypdf(blank(), {"place--other-text": "Aulan"})) == {
        "place": {"other": "Aulan"}
    }


@pytest.mark.parametrize("state", STATES)
def test_document_brings_its_answers_home(state: str) -> None:
    form = Booking.from_answers(STATES[state])
    assert home(render(form, imprint(), HOUSE)) == STATES[state]
