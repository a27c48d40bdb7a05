"""Room around what stands in the cells, on the page and where a row goes on over two."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTRect

from pdf import geometry, styles
from pdf.blocks import paragraph
from pdf.blocks.row import Row
from pdf.geometry import points
from tests.pdf.documents import document

# From the font's box to the line, in mm: what it is today, less a tenth.
ABOVE, BELOW, BESIDE = 1.0, 1.0, 1.0


def letters(element: Any) -> Iterator[LTChar]:
    """All that is printed in an element of a page."""
    if isinstance(element, LTChar):
        yield element
    elif hasattr(element, "__iter__"):
        for inner in element:
            yield from letters(inner)


def test_no_letter_comes_close_to_the_lines_of_its_cell() -> None:
    seen = 0
    for page in extract_pages(BytesIO(document(1))):
        printed = [letter for letter in letters(page) if letter.get_text().strip()]
        for frame in (one for one in page if isinstance(one, LTRect)):
            inside = [one for one in printed if _is_within(one, frame)]
            seen += len(inside)
            for one in inside:
                assert frame.y1 - one.y1 >= points(ABOVE), one
                assert one.y0 - frame.y0 >= points(BELOW), one
                assert one.x0 - frame.x0 >= points(BESIDE), one
    assert seen > 1_000


def _is_within(letter: LTChar, frame: LTRect) -> bool:
    middle = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
    return frame.x0 < middle[0] < frame.x1 and frame.y0 < middle[1] < frame.y1


@pytest.mark.parametrize("room", [60.0, 61.0, 62.5, 64.0])
def test_row_that_goes_on_keeps_its_padding_on_both_pages(room: float) -> None:
    cell = paragraph("Ett långt svar. " * 300, styles.BODY, 60.0, None)
    row = Row(cells=[cell], widths=[70.0], padding=3.0)
    assert row.height == pytest.approx(cell.height + 6.0)
    assert row.height > geometry.BODY_HEIGHT / 2
    halves = row.split(room)
    assert halves
    first, rest = halves
    assert first.height <= room
    assert first.height == pytest.approx(first.cells[0].height + 6.0)
    assert first.cells[0].height + rest.cells[0].height == pytest.approx(cell.height)
    # No line more would have had room.
    assert first.height + styles.BODY.line_height > room
