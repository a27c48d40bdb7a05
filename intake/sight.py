"""What can be seen on one page: its codes, which way is up, whether anything stands there at all.

Tried and left out, since they found no code more: corners cut out and enlarged, median filters,
other binarizers of ZXing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import atan2, dist, pi

import numpy as np
import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps

from intake.pagepictures import PagePicture

Point = tuple[float, float]
MOST_CODES = 20
LONGEST_CODE = 300
# What a code of ours looks like, wherever the pages were when it was printed; whether it is one,
# only the register can tell.
_OURS = re.compile(r"/v/[a-z0-9]{1,12}-[0-9]{4}-[0-9]{1,9}/", re.ASCII | re.IGNORECASE)
_CODES_A_PAGE = 2
_CODE_SIDE = 17 / 25.4  # in inches
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_SHORT_SIDES = (2480, 1240)
_ALIKE = (0.9, 1.1)
_MOST_PIXELS = 16_000_000
# Toner across a code, in pixels where a module has six or seven.
_STREAK = 5
_SHORT_SIDE_OF_A4 = 8.27  # inches
_PLAUSIBLE = (6.5, 9.5)
_SHOWN_AT = 200  # dots to the inch
# A scanner's 200 may be 205 by the code; to scale that away would only blur.
_WORTH_SCALING = 0.95
_WHITE = 255
_TURNS = (
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
)
# A code has a share of dark dots five times as large as a page that counts as blank.
_BLANK_SIDE, _MARGIN, _LEAST_INK = 620, 0.076, 0.0005
_DIMMEST_PAPER, _DARK = 110, 191
_SHARP = 0.2
_STROKE = 150
_QUALITY = 70
_COLOUR, _LEAST_COLOUR = 18, 0.00002


@dataclass(frozen=True)
class Code:
    """A QR code; its corners from its own top left, clockwise, in pixels of the picture."""

    text: str
    corners: tuple[Point, ...]

    @property
    def is_ours(self) -> bool:
        """Whether it has the form of ours."""
        return _OURS.search(self.text) is not None

    @property
    def side(self) -> float:
        """How long its sides are, on average."""
        ends = zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)
        return sum(dist(one, other) for one, other in ends) / len(self.corners)

    def is_same(self, other: "Code") -> bool:
        """Whether both are the same one on paper."""
        return self.text == other.text and dist(self.corners[0], other.corners[0]) < self.side / 2


@dataclass(frozen=True)
class Seen:
    """A page upright, at most at 200 dots to the inch: grey to work on, and `shown` as it may be
    shown to anybody."""

    codes: tuple[Code, ...]
    grey: Image.Image
    shown: bytes
    media: str
    dots_per_inch: float
    is_blank: bool
    is_blurred: bool


def look_at(page: PagePicture) -> Seen:
    """Everything that is seen on a page."""
    picture, grey = page.picture, page.picture.convert("L")
    is_blank = _is_blank(grey)
    codes, is_negative = _codes_on(grey, is_blank)
    if is_negative:
        picture, grey = ImageOps.invert(picture), ImageOps.invert(grey)
    inch = _dots_per_inch(page, codes)
    turns, scale = _quarter_turns(codes), _SHOWN_AT / inch
    scale = scale if scale < _WORTH_SCALING else 1.0
    upright = [_resized(_turned(one, turns), scale) for one in (picture, grey)]
    placed = [_placed(code, grey.size, turns, scale) for code in codes]
    shown, media = _as_shown(upright[0], page.is_bilevel)
    return Seen(
        codes=tuple(placed),
        grey=upright[1],
        shown=shown,
        media=media,
        dots_per_inch=inch * scale,
        is_blank=is_blank and not codes,
        is_blurred=not is_blank and _is_blurred(grey),
    )


def _codes_on(grey: Image.Image, is_blank: bool) -> tuple[list[Code], bool]:
    """All codes that are found until both of ours are, or one of them was looked for once more; and
    whether ours were found in white on black alone, as on a negative."""
    found: list[Code] = []
    is_negative = False
    for picture, scale, try_invert in _ladder(grey):
        had_one = _ours_in(found) > 0
        for code in _read(picture, scale, try_invert):
            if not any(code.is_same(other) for other in found):
                found.append(code)
        is_negative = try_invert and not had_one and _ours_in(found) > 0
        if had_one or is_blank or _ours_in(found) >= _CODES_A_PAGE:
            break
    return found[:MOST_CODES], is_negative


def _ours_in(codes: list[Code]) -> int:
    return sum(code.is_ours for code in codes)


def _ladder(grey: Image.Image) -> Iterator[tuple[Image.Image, float, bool]]:
    """Ever dearer tries: a picture, how much larger it is than the page, and whether white may be
    black in it."""
    yield grey, 1.0, False
    for side in _SHORT_SIDES:
        scale = side / min(grey.size)
        if not _ALIKE[0] < scale < _ALIKE[1] and _fits(grey, scale):
            yield _resized(grey, scale), scale, False
    flat = _flat(grey)
    for scale in (1, 2):
        if _fits(grey, scale):
            sharp = ImageFilter.UnsharpMask(3 * scale, 250, 0)
            yield _resized(flat, scale).filter(sharp), scale, False
    scale = _SHORT_SIDES[0] / min(grey.size)
    if _fits(grey, scale):
        yield _without_streaks(_resized(grey, scale)), scale, False
    yield grey, 1.0, True


def _without_streaks(picture: Image.Image) -> Image.Image:
    """Without what is darker than its surroundings and narrower than most of a module."""
    return picture.filter(ImageFilter.MaxFilter(_STREAK)).filter(ImageFilter.MinFilter(_STREAK))


def _fits(picture: Image.Image, scale: float) -> bool:
    return picture.width * picture.height * scale * scale <= _MOST_PIXELS


def _read(picture: Image.Image, scale: float, try_invert: bool) -> Iterator[Code]:
    for code in zxingcpp.read_barcodes(picture, formats=_FORMATS, try_invert=try_invert):
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        where = tuple((corner.x / scale, corner.y / scale) for corner in corners)
        yield Code(code.text[:LONGEST_CODE], where)


def _flat(grey: Image.Image, by: int = 8) -> Image.Image:
    """Without the shadows that lie on the paper: every dot as bright as the paper around it."""
    small = grey.reduce(by).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    paper = np.asarray(small.resize(grey.size, Image.Resampling.BILINEAR), np.uint16)
    bright = np.asarray(grey, np.uint16) * _WHITE // (paper + 1)
    return Image.fromarray(np.minimum(bright, _WHITE).astype(np.uint8))


def _is_blank(grey: Image.Image) -> bool:
    """Whether next to nothing stands on bright paper; edges and punched holes are not looked at."""
    small = grey.reduce(max(1, min(grey.size) // _BLANK_SIDE))
    if _percentile(small, 0.5) < _DIMMEST_PAPER:
        return False
    margin = round(_MARGIN * min(small.size))
    inner = ImageOps.crop(_flat(small, 2), margin)
    dark = sum(inner.histogram()[:_DARK])
    return dark < _LEAST_INK * inner.width * inner.height


def _is_blurred(grey: Image.Image) -> bool:
    """Whether no edge on the page is steep: of sharp print some dots are as black as their
    neighbours are white."""
    small = _resized(grey, min(1.0, _SHORT_SIDES[-1] / min(grey.size)))
    steps = ImageChops.difference(small, ImageChops.offset(small, 1, 0))
    steepest = _percentile(ImageOps.crop(steps, 2), 0.999)
    contrast = _percentile(small, 0.98) - _percentile(small, 0.002)
    return steepest < _SHARP * max(contrast, 1)


def _percentile(picture: Image.Image, share: float) -> int:
    """How bright the dots of this share are at most."""
    counts = np.cumsum(picture.histogram())
    return int(np.searchsorted(counts, share * counts[-1]))


def _dots_per_inch(page: PagePicture, codes: list[Code]) -> float:
    """By the code, whose size is known; by the file where that gives paper; or as if it were A4."""
    sides = [code.side for code in codes if code.is_ours]
    if sides:
        return max(sides) / _CODE_SIDE
    short = min(page.picture.size)
    is_paper = page.dots_per_inch and _PLAUSIBLE[0] < short / page.dots_per_inch < _PLAUSIBLE[1]
    return page.dots_per_inch if is_paper else short / _SHORT_SIDE_OF_A4


def _quarter_turns(codes: list[Code]) -> int:
    """How often the page must be turned to the left until its codes stand upright."""
    upright = [code for code in codes if code.is_ours] or codes
    if not upright:
        return 0
    (left, top), (right, level) = upright[0].corners[:2]
    return round(atan2(level - top, right - left) / (pi / 2)) % 4


def _turned(picture: Image.Image, turns: int) -> Image.Image:
    return picture.transpose(_TURNS[turns - 1]) if turns else picture


def _resized(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1:
        return picture
    size = (max(1, round(side * scale)) for side in picture.size)
    way = Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX
    return picture.resize((next(size), next(size)), way)


def _placed(code: Code, size: tuple[int, int], turns: int, scale: float) -> Code:
    """The code where it stands after the page was turned to the left and scaled."""
    width, height = size
    corners = code.corners
    for _ in range(turns):
        corners = tuple((y, width - x) for x, y in corners)
        width, height = height, width
    return Code(code.text, tuple((x * scale, y * scale) for x, y in corners))


def _as_shown(upright: Image.Image, is_bilevel: bool) -> tuple[bytes, str]:
    """The picture made anew, with nothing of the file in it, and its media type."""
    kept = BytesIO()
    if is_bilevel:
        # Dithering would make dots of what lies between; thin strokes are to stay.
        upright.convert("L").point(lambda value: _WHITE * (value > _STROKE), "1").save(kept, "PNG")
        return kept.getvalue(), "image/png"
    picture = upright if _is_coloured(upright) else upright.convert("L")
    # Where Pillow keeps what else the file said.
    picture.info = {}
    picture.save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue(), "image/jpeg"


def _is_coloured(picture: Image.Image) -> bool:
    """Whether anything on it is, as a blue pen is; scanners are a little off everywhere."""
    if picture.mode != "RGB":
        return False
    chroma = picture.reduce(2).convert("YCbCr").split()[1:]
    away = [ImageChops.difference(one, Image.new("L", one.size, 128)) for one in chroma]
    counts = ImageChops.lighter(*away).histogram()
    return sum(counts[_COLOUR:]) > _LEAST_COLOUR * sum(counts)
