"""Pages of a PDF as pictures, for a preview on the screen."""

import io

import pypdfium2

DOTS_PER_INCH = 96
_POINTS_PER_INCH = 72


def page_count(document: bytes) -> int:
    """How many pages the PDF has."""
    with pypdfium2.PdfDocument(document) as opened:
        return len(opened)


def picture_of_page(document: bytes, number: int) -> bytes | None:
    """Page `number`, counted from 1, as a PNG at 96 dots per inch; None when there is no such."""
    with pypdfium2.PdfDocument(document) as opened:
        if not 1 <= number <= len(opened):
            return None
        scale = DOTS_PER_INCH / _POINTS_PER_INCH
        bitmap = opened[number - 1].render(scale=scale, grayscale=False)
        out = io.BytesIO()
        bitmap.to_pil().quantize(64).save(out, "PNG", optimize=False)
        return out.getvalue()
