"""Sheets as they come back: printed, handled, and put into a scanner or before a telephone.

What happens to a sheet is drawn from a `Random` of the caller's, so that a scan can be made again.
Lengths are in millimetres, and pixels those of a sheet at PRINTED_AT, unless they say otherwise.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pdf.geometry import CODE_LEFTS_FROM_LEFT, PAGE_HEIGHT, PAGE_WIDTH

# Dots to the inch at which a sheet is drawn before anything happens to it.
PRINTED_AT = 200
_MM_PER_INCH = 25.4
_PIXELS_PER_MM = PRINTED_AT / _MM_PER_INCH
_WHITE = 255
# Standard deviation of the mean of two bytes of chance.
_GRAIN = 52.0

Spoil = Callable[[Image.Image, Random], Image.Image]
Range = tuple[float, float]


@dataclass(frozen=True)
class Machine:
    """How a sheet is caught; pairs are the least and the most.

    `around` is how much larger the picture is than the sheet, `tilt` by which part of its size
    opposite edges may differ; `blur` is in pixels of the picture, `threshold` makes it a fax.
    """

    dots_per_inch: tuple[int, ...] = (150, 200, 200, 300)
    degrees: float = 1.0
    scale: Range = (0.996, 1.004)
    shift: float = 1.0
    tilt: float = 0.0
    around: float = 1.0
    desk: tuple[int, int] = (235, _WHITE)
    blur: Range = (0.2, 0.6)
    grain: Range = (2.5, 2.5)
    quality: tuple[int, int] = (40, 80)
    light: Spoil | None = None
    threshold: Range | None = None


@dataclass(frozen=True)
class Damage:
    """What happens to the sheet itself, and how it is then caught."""

    machine: Machine = Machine()
    spoils: tuple[Spoil, ...] = ()

    def scan(self, sheet: Image.Image, chance: Random) -> Image.Image:
        """The sheet, a grey picture at PRINTED_AT, as it comes back."""
        for spoil in self.spoils:
            sheet = spoil(sheet, chance)
        machine = self.machine
        picture = _laid(sheet, machine, chance)
        picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(*machine.blur)))
        if machine.light:
            picture = machine.light(picture, chance)
        picture = _grained(picture, chance.uniform(*machine.grain), chance)
        if machine.threshold:
            limit = chance.uniform(*machine.threshold)
            return picture.point(lambda value: _WHITE * (value > limit))
        return _as_jpeg(picture, chance.randint(*machine.quality))


def _laid(sheet: Image.Image, machine: Machine, chance: Random) -> Image.Image:
    """Turned, shifted, scaled and tilted, at the machine's resolution."""
    inch = chance.choice(machine.dots_per_inch)
    # A sensor's cell sees all of a spot that is larger than a dot of the sheet.
    finer = 2 if inch < PRINTED_AT else 1
    wide, high = (
        round(side / _MM_PER_INCH * inch * machine.around) * finer
        for side in (PAGE_WIDTH, PAGE_HEIGHT)
    )
    picture = sheet.transform(
        (wide, high),
        Image.Transform.PERSPECTIVE,
        _back_to_sheet(sheet, machine, (wide, high), PRINTED_AT / inch / finer, chance),
        Image.Resampling.BILINEAR,
        fillcolor=chance.randint(*machine.desk),
    )
    return picture.reduce(finer)


def _back_to_sheet(
    sheet: Image.Image, machine: Machine, size: tuple[int, int], step: float, chance: Random
) -> tuple[float, ...]:
    """Pillow's eight coefficients from the picture to the sheet, `step` pixels of it to one.

    They are those of a map from the middle of the picture to that of the sheet, seen from the
    corner from which pixels are counted.
    """
    turn = math.radians(chance.uniform(-machine.degrees, machine.degrees))
    step /= chance.uniform(*machine.scale)
    cos, sin = math.cos(turn) * step, math.sin(turn) * step
    g, h = (chance.uniform(-machine.tilt, machine.tilt) / side for side in size)
    u, v = (
        side / 2 + chance.uniform(-machine.shift, machine.shift) * _PIXELS_PER_MM
        for side in sheet.size
    )
    rows = ((cos + u * g, sin + u * h, u), (v * g - sin, cos + v * h, v), (g, h, 1.0))
    ends = [end - x * size[0] / 2 - y * size[1] / 2 for x, y, end in rows]
    whole = [part for row, end in zip(rows, ends, strict=True) for part in (*row[:2], end)]
    return tuple(part / whole[-1] for part in whole[:-1])


def _grained(picture: Image.Image, deviation: float, chance: Random) -> Image.Image:
    width, height = picture.size
    one, other = (
        Image.frombytes("L", picture.size, chance.randbytes(width * height)) for _ in range(2)
    )
    grain = ImageChops.blend(one, other, 0.5)
    middle = 128
    grain = grain.point(lambda value: middle + (value - middle) * deviation / _GRAIN)
    return ImageChops.add(picture, grain, 1, -middle)


def _as_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=quality)
    return Image.open(kept).convert("L")


def _clouds(
    size: tuple[int, int], cells: int, least: int, most: int, chance: Random
) -> Image.Image:
    """Soft uneven light or dirt."""
    spots = bytes(chance.randint(least, most) for _ in range(cells * cells))
    return Image.frombytes("L", (cells, cells), spots).resize(size, Image.Resampling.BICUBIC)


def _dimmed(sheet: Image.Image, light: Image.Image) -> Image.Image:
    return ImageChops.multiply(sheet, light.resize(sheet.size, Image.Resampling.BICUBIC))


def _box(left: float, top: float, width: float, height: float) -> list[float]:
    return [side * _PIXELS_PER_MM for side in (left, top, left + width, top + height)]


def _spot(sheet: Image.Image, chance: Random, *, is_ring: bool) -> Image.Image:
    """A stain anywhere, or the ring of a cup."""
    depth = round(_WHITE * (1 - chance.uniform(0.3, 0.62)))
    radius = chance.uniform(25, 40)
    left, top = chance.uniform(20, 190) - radius, chance.uniform(20, 280) - radius
    light = Image.new("L", sheet.size, _WHITE)
    where, rim = _box(left, top, 2 * radius, 2 * radius), round(chance.uniform(20, 48))
    fill = None if is_ring else depth
    ImageDraw.Draw(light).ellipse(where, fill=fill, outline=depth, width=rim)
    small = light.reduce(4)
    uneven = ImageChops.lighter(small, _clouds(small.size, 14, 60, 200, chance))
    return _dimmed(sheet, uneven.filter(ImageFilter.GaussianBlur(chance.uniform(1, 3))))


def stain(sheet: Image.Image, chance: Random) -> Image.Image:
    """Something was spilt."""
    return _spot(sheet, chance, is_ring=False)


def coffee(sheet: Image.Image, chance: Random) -> Image.Image:
    """A cup stood there."""
    return _spot(sheet, chance, is_ring=True)


def faint(sheet: Image.Image, chance: Random) -> Image.Image:
    """The toner was nearly used up."""
    ink = chance.uniform(0.22, 0.4)
    return sheet.point(lambda value: round(243 - (_WHITE - value) * ink))


def folded(sheet: Image.Image, chance: Random) -> Image.Image:
    """Into three for an envelope, and once along."""
    sheet = sheet.copy()
    draw = ImageDraw.Draw(sheet)
    for at in (chance.uniform(0.3, 0.36), chance.uniform(0.63, 0.69)):
        _crease(draw, (0, at * sheet.height), (sheet.width, at * sheet.height), chance)
    across = chance.uniform(0.05, 0.95) * sheet.width
    _crease(draw, (across, 0), (across, sheet.height), chance)
    return sheet


def _crease(
    draw: ImageDraw.ImageDraw,
    start: tuple[float, float],
    end: tuple[float, float],
    chance: Random,
) -> None:
    """A shadow, and beside it a line from which the toner has come off."""
    slant = chance.uniform(-4, 4)
    end = (end[0] + slant, end[1] + slant)
    for away, width, tone in ((4.7, 9, 205), (0.0, 4, 250)):
        places = [(x + away, y + away) for x, y in (start, end)]
        draw.line(places, fill=tone, width=width)


def streaked(sheet: Image.Image, chance: Random) -> Image.Image:
    """The printer's drum was dirty: lines all the way down, and specks."""
    sheet = sheet.copy()
    draw = ImageDraw.Draw(sheet)
    for _ in range(chance.randint(2, 5)):
        tone = chance.randint(0, 60) if chance.random() < 0.7 else 240
        left, width = chance.uniform(10, 200), chance.uniform(0.15, 0.8)
        draw.rectangle(_box(left, 0, width, PAGE_HEIGHT), fill=tone)
    for _ in range(chance.randint(100, 500)):
        place = chance.random() * PAGE_WIDTH, chance.random() * PAGE_HEIGHT
        draw.ellipse(_box(*place, 0.25, 0.25), fill=40)
    return sheet


def torn(sheet: Image.Image, chance: Random) -> Image.Image:
    """A lower corner is gone."""
    sheet = sheet.copy()
    side = chance.choice([0, sheet.width])
    along, up = (chance.uniform(20, 60) * _PIXELS_PER_MM for _ in range(2))
    inward = along if side == 0 else -along
    corner = [
        (side, sheet.height),
        (side + inward, sheet.height),
        (side, sheet.height - up),
    ]
    ImageDraw.Draw(sheet).polygon(corner, fill=70)
    return sheet


def noted(sheet: Image.Image, chance: Random) -> Image.Image:
    """A note sticks on one of the codes."""
    sheet = sheet.copy()
    left = chance.choice(CODE_LEFTS_FROM_LEFT) - chance.uniform(5, 25)
    top = chance.uniform(245, 257)
    ImageDraw.Draw(sheet).rectangle(_box(left, top, 60, 50), fill=225)
    return sheet


def room_light(picture: Image.Image, chance: Random) -> Image.Image:
    """A lamp on one side, and the shadow of a hand."""
    size = (60, 84)
    light = Image.new("L", size, _WHITE)
    shadow = [(chance.uniform(0, size[0]), chance.uniform(0, size[1])) for _ in range(3)]
    dark = round(_WHITE * (1 - chance.uniform(0.2, 0.45)))
    ImageDraw.Draw(light).polygon(shadow, fill=dark)
    light = light.filter(ImageFilter.GaussianBlur(1.2))
    return _dimmed(picture, ImageChops.multiply(light, _clouds(size, 3, 165, 250, chance)))


_SCANNER = Machine()
_FAX = replace(_SCANNER, threshold=(110, 190))
_TELEPHONE = Machine(
    dots_per_inch=(170, 190, 210, 230),
    degrees=6.0,
    tilt=0.1,
    around=1.16,
    desk=(115, 115),
    blur=(0.5, 1.0),
    grain=(4, 4),
    light=room_light,
)
# What the code must bear: a poor office scanner, and a picture that was made small for the mail.
POOR = Damage(replace(_SCANNER, dots_per_inch=(150,), degrees=3.0, quality=(30, 30)))
DAMAGES = {
    "poor": POOR,
    "100 dpi": Damage(replace(_SCANNER, dots_per_inch=(100,))),
    "fax, 150 dpi": Damage(replace(_FAX, dots_per_inch=(150,))),
    "fax, 200 dpi": Damage(replace(_FAX, dots_per_inch=(200,))),
    "blurred": Damage(replace(_SCANNER, blur=(0.6, 1.6))),
    "noisy": Damage(replace(_SCANNER, grain=(14, 30))),
    "stained": Damage(spoils=(stain,)),
    "coffee": Damage(spoils=(coffee,)),
    "folded": Damage(spoils=(folded,)),
    "faint": Damage(spoils=(faint,)),
    "streaked": Damage(spoils=(streaked,)),
    "torn corner": Damage(spoils=(torn,)),
    "note on a code": Damage(spoils=(noted,)),
    "94-97 %": Damage(replace(_SCANNER, scale=(0.94, 0.97))),
    "shifted": Damage(replace(_SCANNER, shift=6.0)),
    "telephone": Damage(_TELEPHONE),
    "poor telephone": Damage(
        replace(
            _TELEPHONE,
            dots_per_inch=(130, 145, 160),
            tilt=0.2,
            blur=(1.0, 1.7),
            grain=(9, 9),
        )
    ),
    "several at once": Damage(
        replace(_SCANNER, degrees=5.0, scale=(0.94, 1.0), grain=(2, 10), quality=(20, 70)),
        (coffee, folded, streaked),
    ),
}
