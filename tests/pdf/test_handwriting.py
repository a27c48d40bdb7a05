"""The blank under a pen: what is written letter by letter has 4 mm a letter and hits no line."""

import pytest

from pdf import render_blank
from pdf.geometry import BODY_WIDTH, Box
from tests.pdf.documents import FORM, HOUSE, on_blank
from tests.pdf.handwriting import Paper, Spot, spots
from tests.plans import PLANS, as_inputs

LETTER_BY_LETTER = 4.0
# Joined letters, as in names and words.
JOINED = 3.4
SPELT_OUT = ("-email", "-phone", "url", "weekly_hours")
TEXTS = {"purpose", "audience", "monitoring", "credentials_location"}


@pytest.fixture(scope="module")
def blank() -> bytes:
    return render_blank(FORM, HOUSE)


@pytest.fixture(scope="module")
def paper(blank: bytes) -> Paper:
    return Paper(blank)


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_every_short_answer_fits_on_its_line(blank: bytes, paper: Paper, number: int) -> None:
    places = spots(blank)
    hit = []
    for name, text in as_inputs(on_blank(number)).items():
        pitch = LETTER_BY_LETTER if name.endswith(SPELT_OUT) else JOINED
        if name not in TEXTS and paper.is_hit(text, places[name], pitch):
            hit.append((name, text))
    assert hit == []


def test_pen_can_hit_what_is_printed(paper: Paper) -> None:
    across = Spot(0, Box(22.0, 40.0, BODY_WIDTH, 6.0), has_lines=False)
    assert paper.is_hit("x" * 40, across, LETTER_BY_LETTER)
    assert paper.is_hit("x" * 44, across, LETTER_BY_LETTER)
