"""Paper of made-up plans as an office scans it, signed in a hand that is nobody's."""

import math
import random
from collections.abc import Collection, Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from pdf.pictures import opened_alone
from pdf.places import Purpose
from register.documents import Document

DOTS_PER_INCH = 150
_DOTS_PER_MM = DOTS_PER_INCH / 25.4
_POINTS_PER_INCH = 72
_QUALITY = 60
_INK, _NOTE, _PAPER = 60, 215, 255
_STROKE = 2
# A scanner takes no sheet quite straight.
_SKEW = 0.4
_BOX = tuple[float, float, float, float]


def scanned(document: Document, page: int, signed: Collection[int] = ()) -> Image.Image:
    """A page, after those of its signers who are named have signed and dated it."""
    with opened_alone(document.content) as opened:
        bitmap = opened[page - 1].render(scale=DOTS_PER_INCH / _POINTS_PER_INCH, grayscale=True)
        sheet: Image.Image = bitmap.to_pil().convert("L")
        bitmap.close()
    pen = ImageDraw.Draw(sheet)
    for place in _places_on(document, page):
        if place.get("signer") in signed:
            left, top, width, height = (side * _DOTS_PER_MM for side in place["box"])
            _WRITE[Purpose(place["purpose"])](pen, (left, top, width, height), place["signer"])
    return sheet.rotate(_SKEW, Image.Resampling.BILINEAR, fillcolor=_PAPER)


def with_a_note(sheet: Image.Image) -> Image.Image:
    """The same with a note over nearly all that is printed, but for the codes."""
    width, height = sheet.size
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((width * 0.08, height * 0.04, width * 0.92, height * 0.6), _NOTE)
    pen.text((width * 0.2, height * 0.3), "Lapp (exempel)", _INK, ImageFont.load_default(60))
    return sheet


def _places_on(document: Document, page: int) -> list[dict[str, Any]]:
    places = document.places["places"] if document.places else []
    return [one for one in places if one["page"] == page]


def blank_back() -> Image.Image:
    """The other side of a sheet."""
    size = (round(210 * _DOTS_PER_MM), round(297 * _DOTS_PER_MM))
    return Image.new("L", size, _PAPER)


def something_else() -> bytes:
    """A picture of no paper of ours, JPEG."""
    picture = Image.radial_gradient("L").resize((900, 600))
    font = ImageFont.load_default(60)
    ImageDraw.Draw(picture).text((90, 240), "Lunchmeny (exempel)", _INK, font)
    return _saved([picture], "JPEG")


def as_heap(sheets: Sequence[Image.Image]) -> bytes:
    """Sheets as the file of a scanner, PDF."""
    return _saved(sheets, "PDF")


def _saved(sheets: Sequence[Image.Image], kind: str) -> bytes:
    kept = BytesIO()
    first, *others = sheets
    many: dict[str, Any] = {"save_all": True, "append_images": others} if others else {}
    first.save(kept, kind, quality=_QUALITY, resolution=DOTS_PER_INCH, **many)
    return kept.getvalue()


def _sign(pen: ImageDraw.ImageDraw, box: _BOX, signer: int) -> None:
    """Loops from left to right."""
    left, top, width, height = box
    hand = random.Random(signer)
    turns, sway = hand.uniform(4, 7), hand.uniform(0.3, 0.45)
    points = []
    for step in range(120):
        way = step / 119
        x = left + width * (0.08 + 0.7 * way) + height * 0.3 * math.sin(way * turns * 6.3)
        y = top + height * (0.55 + sway * math.cos(way * turns * 6.3 + signer))
        points.append((x, y))
    pen.line(points, _INK, _STROKE, "curve")


def _date(pen: ImageDraw.ImageDraw, box: _BOX, signer: int) -> None:
    left, top, width, height = box
    font = ImageFont.load_default(width * 0.13)
    pen.text((left + width * 0.1, top + height * 0.4), f"2026-11-{20 + signer}", _INK, font)


_WRITE = {Purpose.SIGNATURE: _sign, Purpose.DATE: _date}
