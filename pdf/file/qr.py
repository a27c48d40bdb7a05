"""The QR code that leads from paper to record."""

import re
from functools import lru_cache
from typing import Any

import zxingcpp

from pdf.file.objects import stream
from pdf.geometry import points
from pdf.numbers import number

_CODES_REMEMBERED = 64
# It restores 15 %. To be told as an argument: among `options` the library does not heed it.
_LEVEL = "M"
# Any mask can be read: zxing-cpp, zbar and OpenCV found this one in as many scans as the one that
# ISO/IEC 18004, 7.8 scores best, whose search takes five times as long as the rest.
_MASK = 3
_PIXELS_PER_MODULE = 8
_DARK_RUN = re.compile(rb"\x00+")


@lru_cache(_CODES_REMEMBERED)
def modules(address: str) -> tuple[bytes, ...]:
    """The rows of the code, 0 where it is dark and 255 where not."""
    code = zxingcpp.create_barcode(
        address, zxingcpp.BarcodeFormat.QRCode, ec_level=_LEVEL, dataMask=_MASK
    )
    # Any: what its stub says of an image depends on the version of Python.
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    height, width = image.shape
    pixels = memoryview(image).tobytes()
    return tuple(pixels[row * width : (row + 1) * width] for row in range(height))


def code_operators(address: str, left: float, bottom: float, size: float) -> str:
    """PDF operators that fill the dark modules. Places and `size` are in mm from bottom left."""
    unit = number(points(size) / len(modules(address)))
    corner = f"{number(points(left))} {number(points(bottom))}"
    return f"q {unit} 0 0 {unit} {corner} cm {_dark_modules(address)} Q"


@lru_cache(_CODES_REMEMBERED)
def code_image(address: str) -> bytes:
    """The code as an image XObject with eight pixels to the side of a module, 335 to the inch.

    A module is one byte, and so is a row of eight pixels of one bit: nothing is to be computed.
    """
    rows = modules(address)
    side = len(rows) * _PIXELS_PER_MODULE
    entries = (
        f"/Type /XObject /Subtype /Image /Width {side} /Height {side} "
        "/BitsPerComponent 1 /ColorSpace /DeviceGray"
    )
    return stream(entries, b"".join([row * _PIXELS_PER_MODULE for row in rows]))


def _dark_modules(address: str) -> str:
    """Operators that fill the runs of dark modules, one module to the unit, from the bottom."""
    bars = " ".join(
        f"{start} {y} {end - start} 1 re"
        for y, row in enumerate(reversed(modules(address)))
        for start, end in map(re.Match.span, _DARK_RUN.finditer(row))
    )
    return f"0 g {bars} f"
