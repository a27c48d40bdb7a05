"""Files in, pictures of their pages out: the one place that opens PDFs and pictures of strangers.

For the confined process only. What a header tells is held before anything is unpacked; what it does
not tell is held by the limits of the process.
"""

import struct
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from math import ceil, sqrt
from typing import Any, TypeVar

import pillow_heif
from PIL import Image, ImageFile, ImageOps, TiffImagePlugin, UnidentifiedImageError
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from intake.refusals import Broken, Encrypted, NotAScan, Refusal, TooHeavy, TooMuchInside

MOST_PAGES = 200
MOST_PIXELS = 60_000_000
# A4 at 300 dots to the inch: finer pictures read worse, not better.
_WORKED_SIDE = 2480
_WORKED_PIXELS = 16_000_000
PDF = "PDF"
_HEADER, _HEADER_WITHIN = b"%PDF-", 1024
_PDF_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_PDF_PIXELS, _LONGEST_PDF_SIDE = (2_000_000, 9_000_000), 20_000
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD in PDFium's fpdfview.h
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "HEIF")
_SUBFILE, _IS_SMALLER_COPY = 254, 1  # TIFF 6.0, NewSubfileType
# A fax has up to four times as many dots across as down (ITU-T T.30).
_UNEVEN = (1.05, 4.2)

_WHITE = 255
_KEPT = ("L", "LA", "RGB", "RGBA")

Found = TypeVar("Found")


@dataclass(frozen=True)
class PagePicture:
    """A page turned as its file says, "L" or "RGB", of at most some 16 million pixels.

    `is_bilevel` when the file knows black and white only; `dots_per_inch` is what the file says of
    itself, 0 when it says nothing.
    """

    picture: Image.Image
    is_bilevel: bool
    dots_per_inch: float


@dataclass(frozen=True)
class PagePictures:
    """How many pages a file has, and a way to each, counted from 1. To look at one raises a Refusal
    that is about that page alone."""

    count: int
    page: Callable[[int], PagePicture]


def prepare() -> None:
    """Set what holds for all pictures of this process, and load what cannot be had behind the
    walls."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    # Behind the walls there is one processor for all.
    pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False)


def kind_of(content: bytes) -> str:
    """ "PDF", or what Pillow calls the kind of a picture that is taken. Raises a Refusal."""
    if _HEADER in content[:_HEADER_WITHIN]:
        return PDF
    return refusing(lambda: str(_opened(content).format))


def open_pages(content: bytes, *, longest: int = 0) -> PagePictures:
    """The pages of a PDF or of a picture of a kind that is taken. Raises a Refusal.

    Where no side need be longer than `longest` pixels, a picture that is more than twice as large
    is made smaller while it is unpacked; never below that.
    """
    is_pdf = _HEADER in content[:_HEADER_WITHIN]
    look = partial(_pdf_pages, content) if is_pdf else partial(_picture_pages, content, longest)
    pages = refusing(look)
    return PagePictures(pages.count, lambda number: refusing(partial(pages.page, number)))


def refusing(look: Callable[[], Found]) -> Found:
    """What was found, or a Refusal and nothing else."""
    try:
        return look()
    except Refusal:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooMuchInside(what="pixels", limit=MOST_PIXELS) from error
    except UnidentifiedImageError as error:
        raise NotAScan from error
    except (MemoryError, RecursionError) as error:
        raise TooHeavy from error
    except Exception as error:
        # Decoders of six kinds of file, each with errors of its own for what is broken.
        raise Broken from error


def _pdf_pages(content: bytes) -> PagePictures:
    try:
        document = opened_pdf(content)
    except PdfiumError as error:
        raise (Encrypted if error.err_code == _WRONG_PASSWORD else Broken) from error
    count = _held(len(document))
    return PagePictures(count, partial(_pdf_page, document))


def opened_pdf(content: bytes) -> PdfDocument:
    """A PDF whose fields are known, which must be before its first page is. Raises PdfiumError."""
    document = PdfDocument(content)
    document.init_forms()
    return document


def whole_page(document: PdfDocument, number: int) -> PdfPage:
    """A page of an `opened_pdf`, counted from 1, on which what was filled in to its fields is
    writing as any other: whoever sent it saw that too."""
    page = document[number - 1]
    if document.formenv is None:
        return page
    page.flatten()
    page.close()
    return document[number - 1]


def _held(count: int) -> int:
    """The number of pages, when it is one that is taken."""
    if count > MOST_PAGES:
        raise TooMuchInside(what="pages", limit=MOST_PAGES)
    if count == 0:
        raise Broken
    return count


def _pdf_page(document: PdfDocument, number: int) -> PagePicture:
    """Drawn whole: a page may hold a scan in strips, or pictures under pictures."""
    page = whole_page(document, number)
    sides = [max(side, 1.0) for side in page.get_size()]
    fewest, most = (sqrt(pixels / (sides[0] * sides[1])) for pixels in _PDF_PIXELS)
    scale = min(max(_PDF_DOTS_PER_INCH / _POINTS_PER_INCH, fewest), most)
    scale = min(scale, _LONGEST_PDF_SIDE / max(sides))
    picture = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False).to_pil()
    page.close()
    return PagePicture(picture.convert("RGB"), False, scale * _POINTS_PER_INCH)


def _picture_pages(content: bytes, longest: int) -> PagePictures:
    opened = _opened(content)
    frames = _tiff_frames(opened) if opened.format == "TIFF" else [0]
    count = _held(len(frames))
    return PagePictures(count, lambda number: _picture_page(content, frames[number - 1], longest))


def _opened(content: bytes) -> ImageFile.ImageFile:
    """Opened anew for each page, so that no picture is held longer than it is looked at."""
    return Image.open(BytesIO(content), formats=_FORMATS)


def _tiff_frames(opened: ImageFile.ImageFile) -> list[int]:
    """Which frames are pages, found by going on: to ask for their number follows all of them."""
    frames: list[int] = []
    for number in range(2 * MOST_PAGES):
        try:
            opened.seek(number)
        except EOFError:
            break
        if not _is_smaller_copy(opened):
            frames.append(number)
        if len(frames) > MOST_PAGES:
            break
    return frames


def _is_smaller_copy(opened: ImageFile.ImageFile) -> bool:
    assert isinstance(opened, TiffImagePlugin.TiffImageFile)
    return bool(int(opened.tag_v2.get(_SUBFILE, 0)) & _IS_SMALLER_COPY)


def _picture_page(content: bytes, frame: int, longest: int) -> PagePicture:
    opened = _opened(content)
    opened.seek(frame)
    across, down = _resolution(opened)
    width, by = opened.width, _reduction(opened, longest)
    if opened.format == "JPEG" and by > 1:
        # A JPEG can be unpacked at a half, a quarter or an eighth, which spares most of the work.
        opened.draft(None, (opened.width // by, opened.height // by))
    picture = _plain(opened)
    picture = picture.reduce(_reduction(picture, longest))
    scale = picture.width / width
    if opened.format == "TIFF":
        picture = _squared(picture, across, down)
    inch = max(across, down) * scale
    return PagePicture(_turned(_flattened(picture)), opened.mode == "1", inch)


def _resolution(opened: Image.Image) -> tuple[float, float]:
    """Dots to the inch across and down, as the file says; 0 where it says nothing that can be."""
    told: Any = opened.info.get("dpi", (0, 0))
    try:
        across, down = map(float, told)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0, 0
    is_sound = 30 < across < 3_000 and 30 < down < 3_000
    return (across, down) if is_sound else (0, 0)


def _reduction(picture: Image.Image, longest: int) -> int:
    """By which whole number a picture is made smaller before it is worked on."""
    width, height = picture.size
    finer = max(width, height) // longest if longest else 1
    return max(
        1, finer, min(width, height) // _WORKED_SIDE, ceil(sqrt(width * height / _WORKED_PIXELS))
    )


def _plain(opened: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller: grey or colour, with what it lets through."""
    mode = opened.mode
    if mode == "LAB":
        return opened.getchannel(0)
    if mode.startswith(("I", "F")):
        deep = opened.convert("F")
        bounds: Any = deep.getextrema()
        top = 65_535.0 if ";" in mode else max(bounds[1], 1.0)
        return deep.point(lambda value: value * (_WHITE / top)).convert("L")
    if mode in ("P", "PA"):
        return opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    # A copy of twelve megapixels would take as much again of the memory that there is.
    return opened if mode in _KEPT else opened.convert({"1": "L", "La": "LA"}.get(mode, "RGB"))


def _flattened(picture: Image.Image) -> Image.Image:
    """On white paper."""
    if picture.mode not in ("LA", "RGBA"):
        return picture
    paper = Image.new(picture.mode[:-1], picture.size, "white")
    paper.paste(picture.convert(paper.mode), mask=picture.getchannel("A"))
    paper.info = picture.info
    return paper


def _squared(picture: Image.Image, across: float, down: float) -> Image.Image:
    """With as many dots across as down, as a fax has not."""
    if not down or not _UNEVEN[0] < max(across, down) / min(across, down) < _UNEVEN[1]:
        return picture
    finest = max(across, down)
    width, height = picture.width * finest / across, picture.height * finest / down
    return picture.resize((round(width), round(height)), Image.Resampling.BICUBIC)


def _turned(picture: Image.Image) -> Image.Image:
    """As its EXIF says that it was held; a picture is no less whole for a broken word of that."""
    with suppress(SyntaxError, ValueError, TypeError, OSError, struct.error):
        ImageOps.exif_transpose(picture, in_place=True)
    return picture
