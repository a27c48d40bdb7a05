"""Reading the codes of a sheet with ever more patience; it ends at the first try that finds any."""

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFilter, ImageMath

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_OURS = "/V/AP-"
# Pixels on the short side at which a code is three to five of them a module.
_SIDES = (2480, 1240)


def read_codes(picture: Image.Image) -> list[str]:
    """What our codes on a grey picture say, those of the first try that finds any."""
    return next(filter(None, map(_codes, _tries(picture))), [])


def _tries(picture: Image.Image) -> Iterator[Image.Image]:
    yield picture
    for side in _SIDES:
        factor = side / min(picture.size)
        if not 0.9 < factor < 1.1:
            yield _resized(picture, factor)
    flat = _without_shadow(picture)
    for factor in (1, 2):
        yield _resized(flat, factor).filter(ImageFilter.UnsharpMask(3 * factor, 250, 0))


def _codes(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=_FORMATS, try_invert=False)
    # Specks of dirt are now and then taken for a tiny code.
    return [code.text for code in found if _OURS in code.text]


def _resized(picture: Image.Image, factor: float) -> Image.Image:
    size = round(picture.width * factor), round(picture.height * factor)
    return picture.resize(size, Image.Resampling.BICUBIC)


def _without_shadow(picture: Image.Image) -> Image.Image:
    """Every spot against the white around it."""
    white = picture.reduce(8).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    white = white.resize(picture.size, Image.Resampling.BILINEAR)
    flat: Image.Image = ImageMath.lambda_eval(
        lambda of: of["convert"](of["min"](of["seen"] * 255 / (of["white"] + 1), 255), "L"),
        seen=picture,
        white=white,
    )
    return flat
