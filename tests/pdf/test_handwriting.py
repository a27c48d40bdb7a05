"""The blank under a pen and under a keyboard: both write on the same lines."""

from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from pdf import render_blank, render_continuation
from pdf.geometry import BODY_WIDTH, Box
from tests.pdf.documents import FORM, HOUSE, form
from tests.pdf.handwriting import Paper, Spot, spots
from tests.pdf.test_tags import tags
from tests.plans import PLANS, as_inputs

LETTER_BY_LETTER = 4.0
# Joined letters, as in names and words.
JOINED = 3.4
SPELT_OUT = ("-email", "-phone", "url", "weekly_hours")
TEXTS = {"purpose", "audience", "monitoring", "credentials_location"}
DO_NOT_SCROLL = 1 << 23
CLEAR = 1.0


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    """What is written on by hand."""
    return {"blank": render_blank(FORM, HOUSE), "sheet": render_continuation(FORM, HOUSE)}


@pytest.fixture(scope="module")
def printed(papers: dict[str, bytes]) -> dict[str, Paper]:
    return {name: Paper(content) for name, content in papers.items()}


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_every_short_answer_fits_on_its_line(
    papers: dict[str, bytes], printed: dict[str, Paper], number: int
) -> None:
    """On the blank, and on the sheet the persons for whom the blank has no row."""
    places = {kind: spots(content) for kind, content in papers.items()}
    hit = []
    for name, text in as_inputs(form(number).answers()).items():
        pitch = LETTER_BY_LETTER if name.endswith(SPELT_OUT) else JOINED
        kind = "blank" if name in places["blank"] else "sheet"
        if name not in TEXTS and printed[kind].is_hit(text, places[kind][name], pitch):
            hit.append((name, text))
    assert hit == []


def test_pen_can_hit_what_is_printed(printed: dict[str, Paper]) -> None:
    across = Spot(0, Box(22.0, 40.0, BODY_WIDTH, 6.0), has_lines=False)
    assert printed["blank"].is_hit("x" * 40, across, LETTER_BY_LETTER)
    assert printed["blank"].is_hit("x" * 44, across, LETTER_BY_LETTER)


@pytest.mark.parametrize("kind", ["blank", "sheet"])
def test_field_ends_on_a_line_and_has_the_others_inside(
    papers: dict[str, bytes], printed: dict[str, Paper], kind: str
) -> None:
    for name, spot in spots(papers[kind]).items():
        box, count = spot.box, len(spot.baselines)
        if box.width < LETTER_BY_LETTER * 2:  # a box to tick
            continue
        middle = Box(box.left + 2 * CLEAR, box.top, box.width - 4 * CLEAR, box.height + CLEAR)
        assert (name, printed[kind].lines_in(spot.page, middle)) == (name, count)


@pytest.mark.parametrize("kind", ["blank", "sheet"])
def test_lines_stand_clear_of_the_sides_of_their_box(
    papers: dict[str, bytes], printed: dict[str, Paper], kind: str
) -> None:
    texts = [spot for spot in spots(papers[kind]).values() if spot.has_lines]
    assert len(texts) >= 3
    for spot in texts:
        top, height = spot.box.top, spot.box.height
        for left in (spot.box.left - CLEAR / 2, spot.box.left + spot.box.width - CLEAR / 2):
            assert not printed[kind].has_ink(spot.page, Box(left, top, CLEAR, height))


@pytest.mark.parametrize("kind", ["blank", "sheet"])
def test_keyboard_walks_as_the_eye_does_and_as_is_read_out(
    papers: dict[str, bytes], kind: str
) -> None:
    places = spots(papers[kind])
    assert list(places) == read_out(papers[kind])
    assert all(stands_after(*pair) for pair in pairwise(places.values()))


def stands_after(first: Spot, second: Spot) -> bool:
    """On a later page, below, or at the right."""
    is_right = second.box.left >= first.box.left + first.box.width
    is_below = second.box.top >= first.box.bottom
    is_beside = is_right and second.box.top < first.box.bottom
    return second.page > first.page or (second.page == first.page and (is_below or is_beside))


def read_out(content: bytes) -> list[str]:
    """The fields in the order of the structure tree."""
    forms = (tag for tag in tags(content) if tag.name == "/Form" and tag.kids == ["/OBJR"])
    return [str(tag.entries["/K"][0]["/Obj"]["/T"]) for tag in forms]


@pytest.mark.parametrize("kind", ["blank", "sheet"])
def test_fields_shrink_what_is_typed_and_do_not_scroll(papers: dict[str, bytes], kind: str) -> None:
    texts = [field for field in fields(papers[kind]) if field["/FT"] == "/Tx"]
    assert texts
    for field in texts:
        assert field["/Ff"] & DO_NOT_SCROLL
        assert " 0 Tf" in field["/DA"]
        assert field["/TU"]


def fields(content: bytes) -> list[Any]:
    pages = PdfReader(BytesIO(content)).pages
    found = [one.get_object() for page in pages for one in page.get("/Annots", ())]
    return [one for one in found if one["/Subtype"] == "/Widget"]
