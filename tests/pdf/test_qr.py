"""The code on paper, as a poor scanner sees it."""

import random
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from pdf import render
from tests.pdf.documents import HOUSE, form, imprint
from tests.plans import PLANS

SEED = 20260105
SHEETS = 25
SCANS_OF_A_SHEET = 8
DOTS_PER_INCH = 150
MOST_DEGREES = 5.0
JPEG_QUALITY = 30
WHITE = 255


def address(chance: random.Random) -> str:
    """An address as long as real ones are, another on every document."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    check = "".join(chance.choice(letters) for _ in range(10))
    number = chance.randrange(1, 10_000)
    version = chance.randrange(1, 30)
    return f"https://blanketter.toreboda.se/v/AP-2026-{number:04}/{version}/{check}"


def sheet(number: int, url: str) -> Image.Image:
    """A grey picture of a page of some document."""
    document = pypdfium2.PdfDocument(render(form(number % len(PLANS)), imprint(url=url), HOUSE))
    page = document[number % len(document)]
    return page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()


def scanned(paper: Image.Image, degrees: float) -> Image.Image:
    """The paper laid askew in the scanner, and kept as a poor JPEG."""
    askew = paper.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=WHITE)
    out = BytesIO()
    askew.save(out, "JPEG", quality=JPEG_QUALITY)
    return Image.open(out)


def read_codes(picture: Image.Image) -> list[str]:
    """What every code on the picture says; a reader may take a speck for a tiny code too."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("number", range(SHEETS))
def test_code_is_read_from_poor_scans(number: int) -> None:
    """200 scans in all; every one must be read."""
    chance = random.Random(SEED + number)
    url = address(chance)
    paper = sheet(number, url)
    askew = [chance.uniform(-MOST_DEGREES, MOST_DEGREES) for _ in range(SCANS_OF_A_SHEET)]
    assert [degrees for degrees in askew if url not in read_codes(scanned(paper, degrees))] == []


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_code_is_read_from_a_sheet_laid_in_the_wrong_way(quarter_turns: int) -> None:
    url = address(random.Random(SEED))
    assert url in read_codes(scanned(sheet(0, url), 90 * quarter_turns + 2))
