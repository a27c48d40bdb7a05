"""What a document tells of its places is where a reader of the paper sees them."""

from collections import Counter
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from forms import PrintableForm
from pdf import lay_out
from pdf.geometry import PAGE_HEIGHT, PAGE_WIDTH, Box, from_points
from pdf.places import Place, Purpose
from tests.pdf.documents import HOUSE, ISSUED, form, imprint
from tests.plans import PLANS

PIXELS_PER_MM = 8
CAPTIONS = {Purpose.DATE: "Datum", Purpose.SIGNATURE: "Underskrift"}
# Of the caption, above and at the left of which there is a little air.
CAPTION_HEIGHT, AIR = 6.0, 3.0
LINE = 0.5
# Takes a line more in the heading than was kept for a number.
LONG = "-".join(["VERKSAMHETSPLAN"] * 4) + "-2026-0001"


def printed(filled: PrintableForm) -> tuple[pypdfium2.PdfDocument, list[Place]]:
    laid_out = lay_out(filled, ISSUED, HOUSE)
    return pypdfium2.PdfDocument(laid_out.print(imprint())), laid_out.places


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_every_page_has_its_codes_and_every_signer_two_places(number: int) -> None:
    document, places = printed(form(number))
    codes = [place.page for place in places if place.purpose is Purpose.CODE]
    assert Counter(codes) == dict.fromkeys(range(1, len(document) + 1), 2)
    written = Counter((place.purpose, place.signer) for place in places if place.signer is not None)
    signers = range(sum(len(approval.signers) for approval in form().approvals))
    assert written == {(purpose, signer): 1 for purpose in CAPTIONS for signer in signers}


def test_codes_are_where_a_reader_sees_them() -> None:
    document, places = printed(form(1))
    for number, page in enumerate(document, 1):
        picture = page.render(scale=PIXELS_PER_MM * from_points(1), grayscale=True).to_pil()
        corners = [code.position.top_left for code in zxingcpp.read_barcodes(picture)]
        seen = sorted((corner.x / PIXELS_PER_MM, corner.y / PIXELS_PER_MM) for corner in corners)
        told = [p.box for p in places if p.purpose is Purpose.CODE and p.page == number]
        for corner, box in zip(seen, told, strict=True):
            assert corner == pytest.approx((box.left, box.top), abs=0.3)


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_places_to_write_in_are_empty_below_their_captions(number: int) -> None:
    document, places = printed(form(number))
    for place in (place for place in places if place.purpose in CAPTIONS):
        page, box = document[place.page - 1], place.box
        head = Box(box.left, box.top, box.width, CAPTION_HEIGHT)
        assert words_in(page, head).startswith(CAPTIONS[place.purpose])
        below = Box(
            box.left + LINE,
            head.bottom,
            box.width - 2 * LINE,
            box.height - CAPTION_HEIGHT - LINE,
        )
        assert below.height > 9
        assert is_white(page, below)


def words_in(page: pypdfium2.PdfPage, box: Box) -> str:
    """The text in a box."""
    height = PAGE_HEIGHT / from_points(1)
    left, right = (side / from_points(1) for side in (box.left, box.left + box.width))
    top, bottom = (height - side / from_points(1) for side in (box.top, box.bottom))
    return str(page.get_textpage().get_text_bounded(left, bottom, right, top))


def is_white(page: pypdfium2.PdfPage, box: Box) -> bool:
    picture = page.render(scale=PIXELS_PER_MM * from_points(1), grayscale=True).to_pil()
    assert picture.width == pytest.approx(PAGE_WIDTH * PIXELS_PER_MM, abs=1)
    sides = (box.left, box.top, box.left + box.width, box.bottom)
    inside = picture.crop(tuple(round(side * PIXELS_PER_MM) for side in sides))
    return bool(inside.getextrema()[0] > 250)


def test_layout_that_gave_way_to_a_longer_number_tells_of_the_pages_that_were_printed() -> None:
    # The last line of a page has no room for a heading that is a line higher.
    for lines in range(20, 60):
        laid_out = lay_out(form(purpose="rad\n" * lines), ISSUED, HOUSE)
        before = laid_out.page_count
        document = pypdfium2.PdfDocument(laid_out.print(replace(imprint(), reference=LONG)))
        codes = [place.page for place in laid_out.places if place.purpose is Purpose.CODE]
        assert laid_out.page_count == len(document) == max(codes)
        if len(document) > before:
            break
    else:
        pytest.fail("no layout took a page more")
