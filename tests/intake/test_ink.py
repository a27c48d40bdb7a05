"""What ink on a sheet means: whose it is, what is dirt, and what was written where nobody is asked.

The sheet is drawn where it belongs, so that nothing need be laid.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from pypdfium2 import PdfDocument

from intake.areas import areas
from intake.findings import changes_on, ink_of
from intake.ink import Sheet
from intake.laid import Ink
from intake.looking import Seen
from intake.registration import Registration
from pdf.geometry import Box
from tests.paper import issued, printed
from tests.pdf.mishaps import crumpled, punched, showing_through, stapled
from tests.pdf.pens import SIGNATURES, Pen, cross, date, strike, words
from tests.pdf.scans import PRINTED_AT, coffee, folded, streaked

EMPTY, WRITTEN, UNSURE = Ink.EMPTY, Ink.WRITTEN, Ink.UNSURE
# Of the signers of example plan 0, on its second page.
TOPS = (54.47, 70.67, 91.63)
SIGNATURES_AT = [Box(115.0, top, 77.0, 16.2) for top in TOPS]
DATES_AT = [Box(85.0, top, 30.0, 16.2) for top in TOPS]
STYLES = list(SIGNATURES)

Told = list[tuple[Ink, Ink]]
Look = Callable[[Image.Image], tuple[Told, list[tuple[float, ...]]]]


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return printed(issued(0).content, 2)


@pytest.fixture(scope="module")
def look(page: Image.Image) -> Look:
    """What is in the places to sign and to date, and the changes."""
    plan, dots = issued(0), PRINTED_AT / 25.4
    where = areas(plan.places, 2, PdfDocument(plan.content)[1], page)
    nowhere = np.empty((0, 2))
    found = Registration(np.diag([dots, dots, 1.0]), 1.0, 0.0, nowhere, nowhere)

    def looked(sheet: Image.Image) -> tuple[Told, list[tuple[float, ...]]]:
        seen = Sheet(Seen(sheet.filter(ImageFilter.GaussianBlur(0.7))), found, page)
        return [ink_of(seen, area) for area in where], changes_on(seen, where)

    return looked


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Random:
    return Random(request.node.name)


@pytest.mark.parametrize("first", range(0, len(STYLES), 3))
def test_signatures_of_every_kind_are_something_written(
    page: Image.Image, look: Look, chance: Random, first: int
) -> None:
    sheet = page.copy()
    for style, place in zip(STYLES[first : first + 3], SIGNATURES_AT, strict=True):
        SIGNATURES[style](sheet, place, chance)
    date(sheet, DATES_AT[1], chance)
    told, changes = look(sheet)
    assert told == [(WRITTEN, EMPTY), (WRITTEN, WRITTEN), (WRITTEN, EMPTY)]
    assert changes == []


def test_line_through_a_place_leaves_a_doubt_and_so_does_a_dash_but_not_a_dot(
    page: Image.Image, look: Look, chance: Random
) -> None:
    sheet = page.copy()
    pen = Pen.on(sheet, chance, 0.5)
    pen.stroke([(120, 61), (186, 67)])
    pen.stroke([(130, 80), (137, 80)])
    pen.stroke([(130, 101), (131.5, 101)])
    assert look(sheet)[0] == [(UNSURE, EMPTY), (UNSURE, EMPTY), (EMPTY, EMPTY)]


def test_signature_that_reaches_into_the_next_place_is_not_taken_for_one_there(
    page: Image.Image, look: Look, chance: Random
) -> None:
    sheet = page.copy()
    Pen.on(sheet, chance, 0.5).loops(Box(130, 58, 45, 16), 6)
    [first, second, _], changes = look(sheet)
    assert first[0] is WRITTEN
    assert second[0] is not WRITTEN
    assert changes == []


DAMAGES = [coffee, folded, streaked, punched, stapled, showing_through, crumpled]


@pytest.mark.parametrize("spoil", DAMAGES)
def test_damage_is_nothing_that_somebody_wrote(
    page: Image.Image, look: Look, chance: Random, spoil: Callable[..., Image.Image]
) -> None:
    assert look(spoil(page, chance)) == ([(EMPTY, EMPTY)] * 3, [])


def test_rim_of_a_cup_over_places_is_no_signature(page: Image.Image, look: Look) -> None:
    told, changes = look(coffee(page, Random("c7")))
    assert told[2] == (UNSURE, UNSURE)
    assert changes == []


@pytest.mark.parametrize(
    ("write", "box"),
    [
        (words, Box(60, 150, 40, 5)),
        # The answer about passwords, the name of the chief, and the box that is to be ticked.
        (strike, Box(30, 28.2, 100, 3.5)),
        (strike, Box(48, 95.5, 24, 3.5)),
        (cross, Box(116, 87, 5, 5)),
    ],
)
def test_what_is_written_elsewhere_is_a_change(
    page: Image.Image, look: Look, chance: Random, write: Callable[..., Any], box: Box
) -> None:
    sheet = page.copy()
    write(sheet, box, chance)
    told, [(left, top, right, bottom)] = look(sheet)
    assert abs((left + right) / 2 - box.left - box.width / 2) < box.width / 4
    assert top - 1 < box.top + box.height / 2 < bottom + 1
    assert told == [(EMPTY, EMPTY)] * 3


def test_words_that_were_painted_white_or_covered_are_a_change(
    page: Image.Image, look: Look
) -> None:
    sheet = page.copy()
    # The first half of an answer.
    covered = [round(mm * PRINTED_AT / 25.4) for mm in (29, 27, 70, 32.5)]
    ImageDraw.Draw(sheet).rectangle(covered, fill=253)
    [(left, top, right, bottom)] = look(sheet)[1]
    assert (left, top, right, bottom) == pytest.approx((29, 27, 70, 32.5), abs=3.5)


def test_no_more_than_twelve_changes_are_told_the_largest_first(
    page: Image.Image, look: Look
) -> None:
    sheet = page.copy()
    for at in range(15):
        left, top = (30 + 40 * (at % 4)) * 8, (130 + 20 * (at // 4)) * 8
        ImageDraw.Draw(sheet).line([(left, top), (left + 30 + 10 * at, top + 20)], width=4)
    widths = [right - left for left, _, right, _ in look(sheet)[1]]
    assert len(widths) == 12
    assert widths == sorted(widths, reverse=True)
    assert min(widths) > 5


@pytest.mark.parametrize("number", [0, 1])
def test_where_people_sign_is_found_by_the_words_when_nobody_kept_it(number: int) -> None:
    plan = issued(number)
    at = plan.signed_page
    picture, printed_page = printed(plan.content, at), PdfDocument(plan.content)[at - 1]
    kept, found = (areas(places, at, printed_page, picture) for places in (plan.places, None))
    assert [one.signer for one in kept] == [one.signer for one in found]
    for true, by_words in zip(kept, found, strict=True):
        for place, box in ((by_words.signature, true.signature), (by_words.date, true.date)):
            assert box[0] <= place[0] + 0.3
            assert box[1] < place[1]
            assert place[2] < box[2] + 0.3
            assert place[3] < box[3]
            assert place[3] - place[1] > 10
