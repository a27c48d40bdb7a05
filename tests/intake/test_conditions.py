"""What is written on a blank comes home, whether it is asked or not."""

import pytest

from intake.opening import open_here
from intake.reading import read
from pdf import render, render_blank
from tests.conditional import ENDED, WHOLE, Ending, Moving
from tests.intake.fillers import TICKED, with_pypdf
from tests.pdf.documents import HOUSE, imprint


@pytest.fixture(autouse=True)
def are_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms.FORMS", (Moving, Ending))


def test_what_was_written_where_nothing_is_asked_is_kept_for_the_draft() -> None:
    """Whoever forgot one tick must not write the rest again."""
    written = {"room": "B214", "damage": "Dörren", "loans-0-how": "En pinne"}
    found = read(with_pypdf(render_blank(Moving, HOUSE), written), opener=open_here)
    assert found.answers == {"room": "B214", "damage": "Dörren", "loans": [{"how": "En pinne"}]}
    assert Moving.from_answers(found.answers).answers() == {"room": "B214"}


def test_ticks_of_a_blank_decide_what_is_asked() -> None:
    written = {"room": "B214", "is_damaged": TICKED, "damage": "Dörren"}
    found = read(with_pypdf(render_blank(Moving, HOUSE), written), opener=open_here)
    assert found.answers == {"room": "B214", "is_damaged": True, "damage": "Dörren"}


def test_choices_of_a_blank_decide_what_is_asked() -> None:
    written = {
        "decision--end": TICKED,
        "why--harm": TICKED,
        "report-is_done--yes": TICKED,
        "report-number": "5000-K1",
        "may_rest--yes": TICKED,
        "until": "midsommar",
    }
    found = read(with_pypdf(render_blank(Ending, HOUSE), written), opener=open_here)
    assert found.answers == ENDED


def test_a_document_brings_home_what_was_filed() -> None:
    form = Moving.from_answers({**WHOLE, "is_damaged": False})
    found = read(render(form, imprint(), HOUSE), opener=open_here)
    assert found.answers == form.answers()
    assert found.agrees
