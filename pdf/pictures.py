"""Pages of a PDF as pictures, for a preview on the screen."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

DOTS_PER_INCH = 96
_POINTS_PER_INCH = 72
# PDFium takes the process with it when two threads are inside it, even with a document each.
_one_at_a_time = Lock()


def picture_of_page(document: bytes, number: int) -> bytes | None:
    """Page `number`, counted from 1, as a PNG at 96 dots per inch; None when there is no such."""
    from PIL.Image import Quantize

    with opened_alone(document) as opened:
        if not 1 <= number <= len(opened):
            return None
        scale = DOTS_PER_INCH / _POINTS_PER_INCH
        bitmap = opened[number - 1].render(scale=scale, grayscale=False)
        # Five times as fast as Pillow's usual method, and as good for a page of few colours.
        picture = bitmap.to_pil().quantize(64, Quantize.FASTOCTREE)
        bitmap.close()
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=False)
    return out.getvalue()


def page_count(document: bytes) -> int:
    """How many pages a document of ours has."""
    with opened_alone(document) as opened:
        return len(opened)


@contextmanager
def opened_alone(document: bytes) -> "Iterator[PdfDocument]":
    """A document of ours in PDFium, which nobody else is inside meanwhile."""
    # Only previews need this reader, and it takes as long to load as the rest of the package.
    from pypdfium2 import PdfDocument

    with _one_at_a_time, PdfDocument(document) as opened:
        yield opened


def pages_as_pictures(document: bytes, dots_per_inch: int) -> "Iterator[tuple[int, int, bytes]]":
    """Every page of a document of ours: width and height in pixels, and a JPEG of what is seen."""
    with opened_alone(document) as opened:
        for number in range(len(opened)):
            bitmap = opened[number].render(scale=dots_per_inch / _POINTS_PER_INCH)
            picture = bitmap.to_pil().convert("RGB")
            bitmap.close()
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=80)
            yield picture.width, picture.height, out.getvalue()
