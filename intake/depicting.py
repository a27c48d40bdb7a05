"""`python -m intake.depicting`: the process that makes pictures of a file for `intake.depictions`.

Pillow, libheif, PDFium and pypdf are loaded here, and none of them sees a byte of the file before
the walls are closed.
"""

import sys
from contextlib import suppress
from io import BytesIO
from typing import Any

# What pypdf would fetch at its first use: behind the walls no module can be loaded.
import pypdf._codecs._codecs
import pypdf.filters  # noqa: F401
from PIL import Image, ImageCms

from intake.activity import does_something, files_inside
from intake.children import Answer, answer_questions, give_up_resources
from intake.confinement import load_encodings
from intake.depictions import LARGEST_FILE, MOST_PAGES
from intake.pagepictures import (
    PDF,
    PagePictures,
    kind_of,
    open_pages,
    opened_pdf,
    prepare,
    refusing,
    whole_page,
)
from intake.refusals import LARGEST_PDF, ActiveContent, Broken, TooMuchInside, Truncated
from intake.scans import BYTES_OF_MEMORY, MOST_SECONDS, SECONDS_A_PAGE, THREADS
from intake.stripping import ends_early, without_metadata
from intake.walls import close_walls

# 2000 pixels over the width of what is printed are 290 to the inch; an A4 has 200 to the inch.
_LONGEST, _LONGEST_OF_PAGE, _LONGEST_SMALL = 2_000, 2_340, 320
_QUALITY, _QUALITY_OF_PAGE, _QUALITY_OF_SMALL = 85, 75, 75
_MEDIA = {
    PDF: "application/pdf",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "TIFF": "image/tiff",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
# A page full of small print has some 6 000.
_MOST_LETTERS = 8_000
_SRGB = ImageCms.createProfile("sRGB")


class _Depicter:
    """A file that is looked at."""

    def __init__(self) -> None:
        self._pages: PagePictures | None = None
        self._pdf: bytes | None = None

    def answer(self, asked: dict[str, Any], pieces: list[bytes]) -> Answer:
        """What is found for one question of `intake.depictions`. Raises a Refusal."""
        if "inside" in asked:
            return {}, files_inside(b"".join(pieces), asked["inside"], LARGEST_FILE)
        if self._pages is None:
            return self._open(*pieces)
        found = self._pages.page(asked["page"]).picture
        upright = _in_srgb(found)
        longest, quality = (
            (_LONGEST_OF_PAGE, _QUALITY_OF_PAGE) if self._pdf else (_LONGEST, _QUALITY)
        )
        shown = _at_most(upright, longest)
        facts = {"width": shown.width, "height": shown.height, "text": self._text(asked["page"])}
        small = _at_most(shown, _LONGEST_SMALL)
        return facts, [_jpeg(shown, quality), _jpeg(small, _QUALITY_OF_SMALL)]

    def _open(self, content: bytes) -> Answer:
        kind = _kind_of(content)
        if kind == PDF:
            self._pages, self._pdf = open_pages(content), content
            if does_something(content, LARGEST_FILE):
                raise ActiveContent
            kept = []
        else:
            content = without_metadata(content, kind)
            # Looked at as it is kept, so that what is shown and what is kept are one.
            self._pages, kept = open_pages(content, longest=_LONGEST), [content]
        if self._pages.count > MOST_PAGES:
            raise TooMuchInside(what="pages", limit=MOST_PAGES)
        return {"pages": self._pages.count, "media": _MEDIA[kind]}, kept

    def _text(self, number: int) -> str:
        content = self._pdf
        return refusing(lambda: _words_of(content, number)) if content else ""


def _kind_of(content: bytes) -> str:
    """Of a WebP all is read before it is known what it is."""
    try:
        return kind_of(content)
    except Broken:
        if ends_early(content):
            raise Truncated from None
        raise


def _words_of(content: bytes, number: int) -> str:
    with opened_pdf(content) as document:
        page = whole_page(document, number).get_textpage()
        return str(page.get_text_range(0, min(page.count_chars(), _MOST_LETTERS)))


def _in_srgb(picture: Image.Image) -> Image.Image:
    """What the file says of its colours is followed; one that says it wrongly is taken as it is."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, own, _SRGB, outputMode="RGB")
        return changed or picture
    return picture


def _at_most(picture: Image.Image, longest: int) -> Image.Image:
    scale = longest / max(picture.size)
    if scale >= 1:
        return picture
    width, height = (max(1, round(side * scale)) for side in picture.size)
    # The nearest whole number of times first, which takes a tenth of the time.
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """With nothing in it but what is shown: Pillow would write the file's own comment."""
    bare = picture.copy()
    bare.info = {}
    kept = BytesIO()
    bare.save(kept, "JPEG", quality=quality)
    return kept.getvalue()


def answer_parent() -> None:
    """Answer what is asked on standard input, where the file comes first, until that ends."""
    give_up_resources(BYTES_OF_MEMORY, SECONDS_A_PAGE, MOST_SECONDS)
    prepare()
    load_encodings()
    missing = close_walls(may_start_threads=THREADS in sys.argv)
    answer_questions(_Depicter().answer, LARGEST_PDF, missing)


if __name__ == "__main__":
    answer_parent()
