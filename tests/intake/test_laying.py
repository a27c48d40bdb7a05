"""A scan laid on the issued page tells who has written where, and what else was written."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from intake.laid import Ink, Laid
from intake.laying import lay
from intake.registration import Corners
from pdf.geometry import Box
from tests.paper import Issued, Note, issued, scan_of

FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@pytest.fixture(scope="module")
def plan() -> Issued:
    return issued(0)


def opened(scan: bytes) -> Image.Image:
    return Image.open(BytesIO(scan)).convert("L")


def corners_on(picture: Image.Image) -> list[Corners]:
    positions = [code.position for code in zxingcpp.read_barcodes(picture, formats=FORMATS)]
    return [
        [(at.x, at.y) for at in (one.top_left, one.top_right, one.bottom_right, one.bottom_left)]
        for one in positions
    ]


def laid(plan: Issued, scan: bytes, page: int = 2) -> Laid:
    picture = opened(scan)
    return lay(picture, plan.content, page, plan.places, corners_on(picture))


def told(found: Laid) -> list[tuple[Ink, Ink]]:
    return [(one.signature, one.date) for one in found.signers]


def test_written_and_empty_places_are_told_apart(plan: Issued) -> None:
    found = laid(plan, scan_of(plan.content, 2, plan.places, signed=[0, 2], dated=[2], seed=1))
    assert found.is_sure
    empty, written = Ink.EMPTY, Ink.WRITTEN
    assert told(found) == [(written, empty), (empty, empty), (written, written)]
    assert found.changes == ()


@pytest.mark.parametrize("turned", [90, 180])
def test_sheet_may_lie_any_way_up(plan: Issued, turned: int) -> None:
    found = laid(plan, scan_of(plan.content, 2, plan.places, signed=[1], turned=turned))
    assert [one.signature for one in found.signers] == [Ink.EMPTY, Ink.WRITTEN, Ink.EMPTY]


def test_another_page_of_the_plan_is_never_sure(plan: Issued) -> None:
    picture = opened(scan_of(plan.content, 1, plan.places))
    for corners in (corners_on(picture), None):
        found = lay(picture, plan.content, 2, plan.places, corners)
        assert not found.is_sure
        assert set(told(found)) == {(Ink.UNSURE, Ink.UNSURE)}


def test_remark_beside_the_answers_is_found_where_it_stands(plan: Issued) -> None:
    note = Note("words", Box(60, 150, 50, 6))
    [change] = laid(plan, scan_of(plan.content, 2, plan.places, notes=[note])).changes
    assert change.box == pytest.approx((60, 150, 50, 6), abs=2)
    assert Image.open(BytesIO(change.cutting)).format == "JPEG"


def test_what_is_told_passes_to_another_process(plan: Issued) -> None:
    note = Note("words", Box(60, 150, 50, 6))
    found = laid(plan, scan_of(plan.content, 2, plan.places, notes=[note]))
    assert Laid.from_json(found.to_json()) == found


def test_line_through_an_answer_is_found(plan: Issued) -> None:
    # The second line of the answer about where passwords are kept.
    strike = Note("strike", Box(29, 33, 80, 3.5))
    [change] = laid(plan, scan_of(plan.content, 2, plan.places, notes=[strike])).changes
    left, top, width, height = change.box
    assert top < 34.75 < top + height
    assert left < 40
    assert left + width > 95
