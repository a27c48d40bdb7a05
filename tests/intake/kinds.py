"""One sheet in every kind of file that comes home."""

from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from random import Random
from typing import Any

import pillow_heif
from PIL import Image

from tests.pdf.codes import imprint_at, sheets
from tests.pdf.scans import PRINTED_AT

SEED = 14
DOTS = 130
_INKED = 140


@cache
def sheet() -> tuple[str, Image.Image]:
    """What the code of a page says, and the page at DOTS to the inch."""
    text, picture = next(sheets(imprint_at(Random(SEED)), 0))
    scale = DOTS / PRINTED_AT
    size = round(picture.width * scale), round(picture.height * scale)
    return text, picture.resize(size, Image.Resampling.BOX)


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """A file with a picture."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
        options |= {"enc_params": {"preset": "ultrafast"}}
    kept = BytesIO()
    # A copy, since Pillow notes on a picture how it was saved.
    picture.copy().save(kept, kind, **options)
    return kept.getvalue()


def _in(mode: str) -> Image.Image:
    """The sheet in another mode of Pillow."""
    grey = sheet()[1]
    if mode == "1":
        return grey.point(lambda value: 255 * (value > _INKED)).convert("1")
    if mode.startswith("I;16"):
        return grey.convert("I").point(lambda value: value * 257).convert(mode)
    if mode == "LAB":
        middle = Image.new("L", grey.size, 128)
        return Image.merge("LAB", (grey, middle, middle))
    return grey.convert("RGB").convert(mode)


def _transparent() -> bytes:
    """Black on nothing."""
    picture = Image.new("RGBA", sheet()[1].size, (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), mask=sheet()[1].point(lambda value: 255 - value))
    return saved(picture, "PNG")


def _held(kind: str, orientation: int, back: Image.Transpose) -> bytes:
    """The sheet as a telephone keeps it that was held otherwise."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(sheet()[1].transpose(back).convert("RGB"), kind, exif=exif)


def _fax() -> bytes:
    """With half as many dots down as across."""
    return saved(_in("1").resize((1075, 730)), "TIFF", compression="group3", dpi=(130, 62.4))


def _with_a_smaller_copy() -> bytes:
    """A TIFF whose first picture is a small one of the second."""
    large = _in("L")
    large.encoderinfo = {"tiffinfo": {}}
    small = large.reduce(8)
    return saved(small, "TIFF", save_all=True, append_images=[large], tiffinfo={254: 1})


def _tiff(compression: str, mode: str) -> bytes:
    return saved(_in(mode), "TIFF", compression=compression)


def _plain(kind: str, mode: str, **options: Any) -> bytes:
    return saved(_in(mode), kind, **options)


_COMPRESSIONS = {
    "RGB": ("raw", "tiff_lzw", "packbits", "tiff_adobe_deflate", "jpeg", "zstd"),
    "1": ("raw", "packbits", "group3", "group4", "tiff_ccitt"),
}
_MODES = {
    "TIFF": ("L", "P", "RGBA", "CMYK", "LAB", "I;16", "I", "F", "YCbCr"),
    "PNG": ("1", "L", "P", "RGBA", "LA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "WEBP": ("RGB",),
    "HEIF": ("RGB",),
}
_TURNS = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
# Each with what shows it: "1" is kept as black and white.
SOUND: dict[str, tuple[Callable[[], bytes], str]] = {
    **{
        f"TIFF {mode} {one}": (partial(_tiff, one, mode), mode)
        for mode, some in _COMPRESSIONS.items()
        for one in some
    },
    **{
        f"{kind} {mode}": (partial(_plain, kind, mode), mode)
        for kind, modes in _MODES.items()
        for mode in modes
    },
    **{
        f"{kind} held {turn}": (partial(_held, kind, turn, back), "L")
        for kind in ("JPEG", "PNG", "WEBP", "TIFF")
        for turn, back in _TURNS.items()
    },
    "JPEG, progressive": (partial(_plain, "JPEG", "RGB", progressive=True), "L"),
    "HEIF held 6": (partial(_held, "HEIF", 6, _TURNS[6]), "L"),
    "HEIC in tiles": (partial(_plain, "HEIF", "L", tile_size=512), "L"),
    "PDF": (partial(_plain, "PDF", "1", resolution=DOTS), "L"),
    "PDF at 72 dots": (partial(_plain, "PDF", "L", resolution=72), "L"),
    "PDF at 2000 dots": (partial(_plain, "PDF", "L", resolution=2000), "L"),
    "fax": (_fax, "1"),
    "smaller copy first": (_with_a_smaller_copy, "L"),
    "transparent": (_transparent, "L"),
    "white on black": (lambda: saved(sheet()[1].point(lambda value: 255 - value), "PNG"), "L"),
}
