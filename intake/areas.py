"""Where on a page of an issued document its codes are and where people sign.

`places` says so (kept with each document). Documents from before have none: their codes are read,
and their words are looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image
from pypdfium2 import PdfPage

from intake.looking import PAGE_HEIGHT, PAGE_WIDTH, Edges

Sides = tuple[float, float, float, float]

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_POINTS_PER_MM = 72 / 25.4
_CAPTION = "Underskrift"
_MOST_CAPTIONS = 12
# Of a place to sign: how high it is, how far from the left of a box its caption begins, how wide it
# is, and how wide the date at its left, on a line and in a box, all in mm.
_HIGH, _INDENT, _WIDE, _DATE_LINE, _DATE_BOX = 12.3, 2.0, 66.0, 34.6, 30.0
_WHITE = 250
_NONE: Mapping[str, Any] = {"places": ()}


@dataclass(frozen=True)
class Area:
    """Where one signer, counted from 0, signs and dates."""

    signer: int
    signature: Edges
    date: Edges


def code_boxes(places: Mapping[str, Any] | None, page: int, picture: Image.Image) -> list[Sides]:
    """Left, top, width and height of the codes of a page, in mm."""
    if places:
        return [_sides(one) for one in places["places"] if _is(one, "code", page)]
    dots = picture.width / PAGE_WIDTH
    found = zxingcpp.read_barcodes(picture, formats=_FORMATS)
    return [
        (
            code.position.top_left.x / dots,
            code.position.top_left.y / dots,
            (code.position.bottom_right.x - code.position.top_left.x) / dots,
            (code.position.bottom_right.y - code.position.top_left.y) / dots,
        )
        for code in found
    ]


def areas(
    places: Mapping[str, Any] | None, number: int, page: PdfPage, picture: Image.Image
) -> list[Area]:
    """Where people sign on page `number`, by signer."""
    if not places:
        return _by_words(page, picture)
    dates, signatures = (
        {one["signer"]: _edges(_sides(one)) for one in places["places"] if _is(one, what, number)}
        for what in ("date", "signature")
    )
    return [Area(who, signatures[who], dates[who]) for who in sorted(signatures) if who in dates]


def office_boxes(places: Mapping[str, Any] | None, page: int) -> list[Edges]:
    """What the office fills in by hand on page `page`, in mm."""
    return [_edges(_sides(one)) for one in (places or _NONE)["places"] if _is(one, "office", page)]


def _is(place: Mapping[str, Any], purpose: str, page: int) -> bool:
    return bool(place["purpose"] == purpose and place["page"] == page)


def _sides(place: Mapping[str, Any]) -> Sides:
    left, top, width, height = place["box"]
    return float(left), float(top), float(width), float(height)


def _edges(box: Sides) -> Edges:
    left, top, width, height = box
    return left, top, left + width, top + height


def _by_words(page: PdfPage, picture: Image.Image) -> list[Area]:
    """Signers are counted down the page, as if none signed on a page before.

    Captions stand below the lines that are signed on, or at the top of boxes: where they leave
    more white.
    """
    captions = _captions(page)
    ways = [[_area(one, is_box=is_box) for one in captions] for is_box in (False, True)]
    found = min(ways, key=lambda way: sum(_print_in(picture, area.signature) for area in way))
    return [Area(signer, area.signature, area.date) for signer, area in enumerate(found)]


def _captions(page: PdfPage) -> list[Edges]:
    """Of each caption left, top, right and bottom in mm."""
    text = page.get_textpage()
    search = text.search(_CAPTION, match_case=True, match_whole_word=True)
    boxes: list[Edges] = []
    while len(boxes) < _MOST_CAPTIONS and (hit := search.get_next()):
        signs = [text.get_charbox(at) for at in range(hit[0], hit[0] + hit[1])]
        left, bottom = (min(sign[side] for sign in signs) / _POINTS_PER_MM for side in (0, 1))
        right, top = (max(sign[side] for sign in signs) / _POINTS_PER_MM for side in (2, 3))
        boxes.append((left, PAGE_HEIGHT - top, right, PAGE_HEIGHT - bottom))
    return sorted(boxes, key=lambda box: box[1])


def _area(caption: Edges, *, is_box: bool) -> Area:
    left, top, _, bottom = caption
    if is_box:
        start, end, edge, date = bottom + 1, bottom + _HIGH, left - _INDENT, _DATE_BOX
    else:
        start, end, edge, date = top - _HIGH, top - 1, left, _DATE_LINE
    return Area(0, (edge, start, edge + _WIDE, end), (edge - date, start, edge, end))


def _print_in(picture: Image.Image, box: Edges) -> int:
    dots = picture.width / PAGE_WIDTH
    left, top, right, bottom = (round(side * dots) for side in box)
    part = picture.crop((left, top, right, bottom))
    return sum(part.histogram()[:_WHITE])
