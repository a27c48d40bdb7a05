"""Scans and photographs come in, pages with their codes go out."""

from io import BytesIO
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageDraw

from intake.refusals import NotAScan, TooLarge
from intake.scans import LARGEST_SCAN, SeenPage, open_scan
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
    return Image.open(BytesIO(page.picture))


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
