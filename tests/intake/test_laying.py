"""A scan laid on the issued page tells who has written where, and what else was written."""

from io import BytesIO
from random import Random

import pytest
import zxingcpp
from PIL import Image

from intake.laid import Ink, Laid
from intake.laying import lay
from intake.registration import Corners
from pdf.geometry import Box
from tests.paper import Issued, Note, issued, printed, scan_of
from tests.pdf.mishaps import CLASSES
from tests.pdf.scans import PRINTED_AT

FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
EMPTY, WRITTEN = Ink.EMPTY, Ink.WRITTEN
REMARK = Note("words", Box(60, 150, 50, 6))


@pytest.fixture(scope="module")
def plan() -> Issued:
    return issued(0)


@pytest.fixture(scope="module")
def signed(plan: Issued) -> bytes:
    """By the first and the last, who dated it; somebody made a remark."""
    who = {"signed": [0, 2], "dated": [2], "notes": [REMARK], "seed": 1}
    return scan_of(plan.content, 2, plan.places, **who)


@pytest.fixture(scope="module")
def found(plan: Issued, signed: bytes) -> Laid:
    return laid(plan, opened(signed))


def opened(scan: bytes) -> Image.Image:
    return Image.open(BytesIO(scan)).convert("L")


def corners_on(picture: Image.Image) -> list[Corners]:
    positions = [code.position for code in zxingcpp.read_barcodes(picture, formats=FORMATS)]
    return [
        [(at.x, at.y) for at in (one.top_left, one.top_right, one.bottom_right, one.bottom_left)]
        for one in positions
    ]


def laid(plan: Issued, picture: Image.Image, page: int = 2) -> Laid:
    return lay(picture, plan.content, page, plan.places, corners_on(picture))


def told(found: Laid) -> list[tuple[Ink, Ink]]:
    return [(one.signature, one.date) for one in found.signers]


def test_written_and_empty_places_are_told_apart(found: Laid) -> None:
    assert found.is_sure
    assert told(found) == [(WRITTEN, EMPTY), (EMPTY, EMPTY), (WRITTEN, WRITTEN)]


def test_map_leads_from_the_paper_to_the_picture(found: Laid) -> None:
    # The middle of the paper; the scanner shifts and turns it by a millimetre and a degree.
    rows = [found.map[at : at + 3] for at in (0, 3, 6)]
    x, y, w = (105 * across + 148.5 * down + shift for across, down, shift in rows)
    assert (x / w, y / w) == pytest.approx((827, 1169.5), abs=3 * PRINTED_AT / 25.4)
    assert found.share > 0.7
    assert found.rms < 0.2


def test_remark_beside_the_answers_is_found_where_it_stands(found: Laid) -> None:
    [change] = found.changes
    left, top, width, height = change.box
    assert (left, top, width) == pytest.approx((60, 150, 50), abs=2)
    cutting = Image.open(BytesIO(change.cutting))
    assert cutting.format == "JPEG"
    assert cutting.size == pytest.approx(((width + 12) * 6, (height + 12) * 6), abs=2)


def test_cuttings_show_name_date_and_signature_and_are_small(found: Laid) -> None:
    for one in found.signers:
        cutting = Image.open(BytesIO(one.cutting))
        assert (cutting.format, cutting.width > 1000, cutting.height > 130) == ("JPEG", True, True)
        assert len(one.cutting) < 60_000


def test_what_is_told_passes_to_another_process(found: Laid) -> None:
    assert Laid.from_json(found.to_json()) == found


def test_sheet_may_lie_on_its_side_and_have_one_code(plan: Issued, signed: bytes) -> None:
    picture = opened(signed).rotate(90, expand=True)
    for corners in corners_on(picture):
        found = lay(picture, plan.content, 2, plan.places, [corners])
        assert told(found) == [(WRITTEN, EMPTY), (EMPTY, EMPTY), (WRITTEN, WRITTEN)]


def test_sheet_is_laid_without_code_and_without_places(plan: Issued, signed: bytes) -> None:
    found = lay(opened(signed).rotate(180), plan.content, 2, None, None)
    assert found.is_sure
    assert told(found) == [(WRITTEN, EMPTY), (EMPTY, EMPTY), (WRITTEN, WRITTEN)]


def test_another_page_of_the_plan_is_never_sure(plan: Issued) -> None:
    picture = opened(scan_of(plan.content, 1, plan.places))
    for corners in (corners_on(picture), None):
        found = lay(picture, plan.content, 2, plan.places, corners)
        assert not found.is_sure
        assert set(told(found)) == {(Ink.UNSURE, Ink.UNSURE)}
        assert found.changes == ()


def test_pages_that_say_the_same_are_told_apart_and_laid_line_on_line() -> None:
    plan = issued(0, purpose="Vi svarar på frågor inom ett dygn.\n" * 130)
    picture = opened(scan_of(plan.content, 2, plan.places))
    found = laid(plan, picture)
    assert found.is_sure
    assert found.changes == ()
    for page, is_it in ((2, True), (3, False)):
        guessed = lay(picture, plan.content, page, plan.places, None)
        assert guessed.is_sure == is_it


@pytest.mark.parametrize("handling", ["telephone", "curled", "cup on signatures", "punched"])
def test_sheet_that_was_handled_badly_is_read(plan: Issued, handling: str) -> None:
    damage = CLASSES[handling].damage
    who = {"signed": [0], "damage": damage, "style": "ballpoint", "seed": handling}
    found = laid(plan, opened(scan_of(plan.content, 2, plan.places, **who)))
    assert told(found) == [(WRITTEN, WRITTEN), (EMPTY, EMPTY), (EMPTY, EMPTY)]
    assert found.changes == ()


def test_sheet_that_a_telephone_saw_askew_is_laid_though_its_middle_is_empty(plan: Issued) -> None:
    scan = scan_of(plan.content, 2, plan.places, damage="poor telephone", seed=1)
    found = laid(plan, opened(scan))
    assert found.share > 0.8
    assert told(found) == [(WRITTEN, WRITTEN)] * 3


def test_what_the_shade_of_a_telephone_makes_dark_is_no_writing() -> None:
    plan = issued(1)
    sheet = printed(plan.content, 1)
    found = laid(plan, CLASSES["poor telephone"].scan(sheet, Random(2)), page=1)
    assert found.is_sure
    assert found.changes == ()


@pytest.mark.parametrize("spread", [0, 1e-9, -40])
def test_sheet_is_laid_by_its_edges_when_its_codes_lead_nowhere(
    plan: Issued, signed: bytes, spread: float
) -> None:
    code = [(900 + x * spread, 900 + y * spread) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    found = lay(opened(signed), plan.content, 2, plan.places, [code, code])
    assert told(found) == [(WRITTEN, EMPTY), (EMPTY, EMPTY), (WRITTEN, WRITTEN)]
