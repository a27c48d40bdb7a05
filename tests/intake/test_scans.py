"""Scans and photographs come in, pages with their codes go out."""

from io import BytesIO
from math import dist
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageDraw

from intake.laid import Ink
from intake.refusals import NotAScan, TooLarge
from intake.scans import LARGEST_SCAN, SeenPage, open_scan
from tests.paper import issued, scan_of
from tests.pdf.codes import imprint_at, sheets
from tests.pdf.scans import POOR

SEED = 14


@pytest.fixture(scope="module")
def sheet() -> tuple[str, Image.Image]:
    """What the code of a page says, and the page at 200 dots to the inch."""
    chance = Random(SEED)
    text, picture = next(sheets(imprint_at(chance), 0))
    return text, picture


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    kept = BytesIO()
    picture.save(kept, kind, **options)
    return kept.getvalue()


def seen(content: bytes, number: int = 1) -> SeenPage:
    with open_scan(content) as scan:
        return scan.page(number)


def opened(page: SeenPage) -> Image.Image:
    return opened_bytes(page.picture)


def opened_bytes(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_page_is_known_and_upright_however_it_lay(
    sheet: tuple[str, Image.Image], turn: int
) -> None:
    text, picture = sheet
    page = seen(saved(POOR.scan(picture, Random(SEED)).rotate(turn, expand=True), quality=80))
    assert [code.text for code in page.codes] == [text, text]
    assert opened(page).size == (page.width, page.height)
    assert page.width < page.height
    lowest_third = page.height * 2 / 3
    assert all(y > lowest_third for code in page.codes for _, y in code.corners)
    assert not page.is_blank
    assert not page.is_blurred


def test_back_of_a_sheet_is_blank_with_its_holes_and_the_scanners_edge() -> None:
    back = Image.new("RGB", (1654, 2339), (244, 242, 236))
    draw = ImageDraw.Draw(back)
    draw.rectangle((0, 0, 1654, 14), fill="black")
    for top in (850, 1480):
        draw.ellipse((70, top, 117, top + 47), fill=(20, 20, 20))
    page = seen(saved(back))
    assert page.is_blank
    assert page.codes == ()


def test_file_of_another_kind_is_refused() -> None:
    for content in (
        b"",
        b"Hej!",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 99,
    ):
        with pytest.raises(NotAScan):
            seen(content)


def test_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(TooLarge) as refused:
        seen(bytes(LARGEST_SCAN + 1))
    assert refused.value.facts == {"limit": LARGEST_SCAN}


def test_page_is_laid_on_what_was_issued_and_its_signers_are_told() -> None:
    document = issued(1)
    page = document.signed_page
    content = scan_of(
        document.content, page, document.places, signed=(0, 2), dated=(0,), turned=180
    )
    with open_scan(content) as scan:
        looked = scan.page(1)
        laid = scan.lay(document.content, page, document.places)
        other = scan.lay(document.content, page % document.pages + 1, document.places)
    assert laid.is_sure
    assert [one.signature for one in laid.signers] == [Ink.WRITTEN, Ink.EMPTY, Ink.WRITTEN]
    assert [one.date for one in laid.signers] == [Ink.WRITTEN, Ink.EMPTY, Ink.EMPTY]
    assert {opened_bytes(one.cutting).format for one in laid.signers} == {"JPEG"}
    assert not other.is_sure
    # The map leads to the picture that is shown: there the first code stands where it was printed.
    place = next(one for one in document.places["places"] if one["purpose"] == "code")
    x, y, _ = (
        sum(a * b for a, b in zip(laid.map[row : row + 3], (*place["box"][:2], 1), strict=True))
        for row in (0, 3, 6)
    )
    nearest = min(dist((x, y), code.corners[0]) for code in looked.codes)
    assert nearest < looked.dots_per_inch / 25.4
