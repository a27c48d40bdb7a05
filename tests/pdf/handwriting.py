"""A pen on a printed page: letters as strokes, as far from each other as a hand needs."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from pdf.geometry import PAGE_HEIGHT, WRITING_LINE_DISTANCE, Box, from_points, points

_DOTS_PER_MM = 6
# A letter takes three quarters of its room.
_LETTER_PART = 0.75
_LETTER_HEIGHT = 3.4
# A pen keeps off the line that it writes on.
_ABOVE_LINE = 0.8
_PEN = 3
_MULTILINE = 1 << 12
_DARK = 128
_ROUNDING = 1e-3


@dataclass(frozen=True)
class Spot:
    """Where an answer is written: on a page, in a box in mm, on one line or several."""

    page: int
    box: Box
    has_lines: bool

    @property
    def baselines(self) -> list[float]:
        """From the top of the paper, the first one first; the last one is the edge of the box."""
        count = round(self.box.height / WRITING_LINE_DISTANCE + 0.4) if self.has_lines else 1
        return [self.box.bottom - at * WRITING_LINE_DISTANCE for at in reversed(range(count))]


def spots(content: bytes) -> dict[str, Spot]:
    """The fields of a blank by name, in the order in which the keyboard walks through them."""
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return {
        str(field["/T"]): Spot(number, _box(field), bool(field.get("/Ff", 0) & _MULTILINE))
        for number, page in enumerate(pages)
        for field in _fields(page)
    }


def _fields(page: Any) -> Iterator[Any]:
    annotations = (one.get_object() for one in page.get("/Annots", ()))
    return (one for one in annotations if one["/Subtype"] == "/Widget")


def _box(field: Any) -> Box:
    left, bottom, right, top = (from_points(float(one)) for one in field["/Rect"])
    return Box(left, PAGE_HEIGHT - top, right - left, top - bottom)


class Paper:
    """The printed pages of a blank, to be written on."""

    def __init__(self, content: bytes) -> None:
        """Print every page; `printed` is what is dark on each."""
        scale = _DOTS_PER_MM / points(1)
        with closing(pypdfium2.PdfDocument(content)) as document:
            pages = [page.render(scale=scale, grayscale=True).to_pil() for page in document]
        self.printed: list[Image.Image] = [
            page.point(lambda dot: 255 * (dot < _DARK)) for page in pages
        ]

    def is_hit(self, text: str, spot: Spot, pitch: float) -> bool:
        """Whether `text`, with `pitch` mm from letter to letter, hits print or leaves its box."""
        letters = int(spot.box.width / pitch + _ROUNDING)
        lines = [text[at : at + letters] for at in range(0, len(text), letters)]
        if len(lines) > len(spot.baselines):
            return True
        page = self.printed[spot.page]
        written = Image.new("L", page.size)
        for line, baseline in zip(lines, spot.baselines, strict=False):
            _write(ImageDraw.Draw(written), line, spot.box.left, baseline, pitch)
        return ImageChops.darker(page, written).getbbox() is not None

    def has_ink(self, page: int, box: Box) -> bool:
        """Whether anything is printed there."""
        return self._cut(page, box).getbbox() is not None

    def lines_in(self, page: int, box: Box) -> int:
        """How many lines go through the box from its left to its right."""
        cut = self._cut(page, box)
        rows = [cut.crop((0, y, cut.width, y + 1)) for y in range(cut.height)]
        is_line = [row.getextrema()[0] == 255 for row in rows]
        return sum(here and not before for before, here in pairwise([False, *is_line]))

    def _cut(self, page: int, box: Box) -> Image.Image:
        sides = (box.left, box.top, box.left + box.width, box.bottom)
        left, top, right, bottom = (round(mm * _DOTS_PER_MM) for mm in sides)
        return self.printed[page].crop((left, top, right, bottom))


def _write(
    draw: ImageDraw.ImageDraw, line: str, left: float, baseline: float, pitch: float
) -> None:
    """A cross for each letter, as large as the letter."""
    low = baseline - _ABOVE_LINE
    high, width = low - _LETTER_HEIGHT, pitch * _LETTER_PART
    for at, letter in enumerate(line):
        if letter.isspace():
            continue
        start = left + at * pitch + (pitch - width) / 2
        for begin, end in ((low, high), (high, low)):
            stroke = [start, begin, start + width, end]
            draw.line([round(mm * _DOTS_PER_MM) for mm in stroke], fill=255, width=_PEN)
