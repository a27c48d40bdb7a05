"""Laying a scan on the issued page: what is written on it, and where. Runs in the confined process.

Pillow, PDFium and NumPy; a page takes half a second and less than 200 MB.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from io import BytesIO
from typing import Any

from PIL import Image
from pypdfium2 import PdfDocument, PdfPage

from intake.areas import Area, Sides, areas, code_boxes, office_boxes
from intake.findings import changes_on, ink_of
from intake.ink import DOTS, Sheet
from intake.laid import LEAST_SHARE, Change, Ink, Laid, SignerSeen
from intake.looking import Array, Edges, Seen
from intake.registration import (
    Corners,
    IssuedPage,
    code_fits,
    register,
    starts_of_codes,
    starts_of_edges,
)

_POINTS_PER_MM = 72 / 25.4
# As finely as patches are sought.
_ISSUED_DOTS = 6.0
# What is shown around a place to sign, and around a change, in mm.
_AROUND_SIGNER, _AROUND_CHANGE = 4.0, 6.0
_NAME_AT_LEFT = 64.0
_QUALITY = 75
# Codes of the right page correlated with at least 0.83, and with 0.08 more than of others; a page
# is compared with so many.
_SAME_CODE, _MORE_ALIKE, _MOST_PAGES = 0.75, 0.02, 20
# What a page may be found to that may as well be another one: never sure.
_UNPROVED = 0.4
_LARGEST_CUTTING = (1200, 600)


def lay(
    picture: Image.Image,
    issued: bytes,
    page: int,
    places: Mapping[str, Any] | None,
    corners: Sequence[Corners] | None,
) -> Laid:
    """Lay a grey picture on page `page` (from 1) of the issued PDF, which has it.

    `corners` are those of each code of this page that was read, in pixels: top left, top right,
    bottom right and bottom left of the symbol as it is read. Without any the paper is taken to
    fill the picture, in any of four ways; as pages may say the same, one of the page's codes must
    then be recognised. `places` are those kept with the document.
    """
    with closing(PdfDocument(issued)) as document:
        sheet = document[page - 1]
        print_ = _rendered(sheet)
        where = areas(places, page, sheet, print_)
        numbers = range(min(len(document), _MOST_PAGES)) if not corners else ()
        others = [_rendered(document[at]) for at in numbers if at != page - 1]
    seen = Seen(picture)
    boxes = code_boxes(places, page, print_)
    if corners and boxes:
        # By its code the picture is upright.
        starts = starts_of_codes(corners, boxes) + starts_of_edges(seen.size, turns=(0,))
    else:
        starts = starts_of_edges(seen.size)
    found = register(seen, IssuedPage(print_), starts)
    share = found.share
    if not corners and share >= LEAST_SHARE and not _is_it(seen, found.map, boxes, print_, others):
        share = _UNPROVED
    laid = Laid(tuple(map(float, found.map.ravel())), share, found.rms)
    on_it = Sheet(seen, found, print_)
    signers = tuple(_seen(on_it, area, laid.is_sure) for area in where)
    if not laid.is_sure:
        return Laid(laid.map, laid.share, laid.rms, signers)
    elsewhere = changes_on(on_it, where, office_boxes(places, page))
    return Laid(laid.map, laid.share, laid.rms, signers, _changes(on_it, elsewhere))


def _is_it(
    seen: Seen,
    matrix: Array,
    boxes: Sequence[Sides],
    page: Image.Image,
    others: Sequence[Image.Image],
) -> bool:
    """Whether a code on the sheet is more like that of the page than like those of the others."""
    fits = code_fits(seen, matrix, page, boxes)
    best = max((code_fits(seen, matrix, other, boxes) for other in others), default=0.0)
    return fits > max(_SAME_CODE, best + _MORE_ALIKE)


def _rendered(page: PdfPage) -> Image.Image:
    picture: Image.Image = page.render(scale=_ISSUED_DOTS / _POINTS_PER_MM, grayscale=True).to_pil()
    return picture.convert("L")


def _seen(sheet: Sheet, area: Area, is_sure: bool) -> SignerSeen:
    signature = date = Ink.UNSURE
    if is_sure:
        signature, date = ink_of(sheet, area)
    left, top, _, bottom = area.date
    right = area.signature[2]
    around = _AROUND_SIGNER
    box = (left - _NAME_AT_LEFT, top - around, right + around, bottom + around)
    return SignerSeen(area.signer, signature, date, _cutting(sheet, box))


def _changes(sheet: Sheet, found: Sequence[Edges]) -> tuple[Change, ...]:
    around = _AROUND_CHANGE
    return tuple(
        Change(
            (left, top, right - left, bottom - top),
            _cutting(sheet, (left - around, top - around, right + around, bottom + around)),
        )
        for left, top, right, bottom in found
    )


def _cutting(sheet: Sheet, box: Edges) -> bytes:
    left, top, right, bottom = (round(side * DOTS) for side in box)
    width, height = sheet.view.size
    picture = sheet.view.crop((max(0, left), max(0, top), min(width, right), min(height, bottom)))
    picture.thumbnail(_LARGEST_CUTTING)
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue()
