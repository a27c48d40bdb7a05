"""Paper that the tests make up can be read, is signed where it says, and comes out the same."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageChops

from pdf import Mark
from tests.paper import Issued, heap_of, issued, printed, scan_of, written
from tests.pdf.ladder import read_codes
from tests.pdf.pens import SIGNATURES
from tests.pdf.scans import PRINTED_AT


@pytest.fixture(scope="module")
def plan() -> Issued:
    return issued(0)


@pytest.fixture(scope="module")
def sheet(plan: Issued) -> Image.Image:
    return printed(plan.content, 2)


def test_code_says_the_page_whichever_way_the_sheet_lay(plan: Issued) -> None:
    for page, turned in ((1, 90), (2, 180)):
        scan = Image.open(BytesIO(scan_of(plan.content, page, plan.places, turned=turned)))
        [code] = set(read_codes(scan))
        assert code.endswith(f"{page}2")
    copy = issued(0, Mark.COPY)
    scan = Image.open(BytesIO(scan_of(copy.content, 1, copy.places)))
    assert {code[-3:] for code in read_codes(scan)} == {"12K"}


@pytest.mark.parametrize("style", SIGNATURES)
def test_pen_is_where_the_signer_signs(plan: Issued, sheet: Image.Image, style: str) -> None:
    signed = written(sheet.copy(), 2, plan.places, [1], (), style, Random(style))
    ink = ImageChops.difference(sheet, signed).getbbox()
    assert ink
    left, top, right, bottom = (side / PRINTED_AT * 25.4 for side in ink)
    assert left > 115
    assert right < 205
    assert 67 < top < bottom < 93


def test_same_seed_makes_the_same_sheet_and_another_one_another(plan: Issued) -> None:
    one, same, other = (
        scan_of(plan.content, 2, plan.places, damage="stained", seed=seed) for seed in (7, 7, 8)
    )
    assert one == same != other


def test_heap_is_one_file_of_all_sheets(plan: Issued) -> None:
    sheets = [scan_of(plan.content, page, plan.places) for page in (1, 2)]
    assert heap_of(sheets).startswith(b"%PDF")
    with Image.open(BytesIO(heap_of(sheets, "TIFF"))) as heap:
        assert heap.n_frames == len(sheets)
