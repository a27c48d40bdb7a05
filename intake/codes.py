"""What the codes on the pages of a PDF say, when nothing else in it tells what it is."""

from collections.abc import Iterator
from math import sqrt

import zxingcpp
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

# Every page of ours has the code; a cover sheet of somebody else may lie on top.
MOST_PAGES = 3
MOST_CODES = 10
_LONGEST_CODE = 300
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
# A module of our code is then three pixels wide, which is as much as a scan has.
_DOTS_PER_INCH = 150
_POINTS_PER_INCH = 72
_MOST_PIXELS = 4_000_000


def codes_here(content: bytes) -> list[str]:
    """Each text once, in the order of the pages; none of a file that PDFium cannot open."""
    try:
        with PdfDocument(content) as document:
            pages = [document[number] for number in range(min(len(document), MOST_PAGES))]
            found = {code: None for page in pages for code in _codes_on(page)}
    except PdfiumError:
        return []
    return list(found)[:MOST_CODES]


def _codes_on(page: PdfPage) -> Iterator[str]:
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    width, height = page.get_size()
    scale = min(scale, sqrt(_MOST_PIXELS / max(width * height, 1)))
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = memoryview(bitmap.buffer).cast("B", (bitmap.height, bitmap.stride))
    for code in zxingcpp.read_barcodes(pixels, formats=_FORMATS):
        yield code.text[:_LONGEST_CODE]
