"""More that happens to sheets, beside what tests/pdf/scans.py has, for the reading of whole pages.

COMMON is what an office sees day by day, with what tests/pdf/scans.py has; RARE is the rest.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from tests.pdf.scans import DAMAGES, PRINTED_AT, Damage, Machine, Spoil, coffee

_DOTS = PRINTED_AT / 25.4
_WHITE = 255


@dataclass(frozen=True)
class Handling:
    """What happens to a sheet, and how often it is turned to the left by a quarter."""

    damage: Damage
    quarters: int = 0

    def scan(self, sheet: Image.Image, chance: Random) -> Image.Image:
        """The sheet as it comes back."""
        return self.damage.scan(sheet, chance).rotate(90 * self.quarters, expand=True)


def punched(sheet: Image.Image, chance: Random) -> Image.Image:
    """Two holes, dark on a dark lid."""
    sheet = sheet.copy()
    tone = chance.choice([40, 120])
    for y in (108.5, 188.5):
        ImageDraw.Draw(sheet).ellipse(_box(9, y - 3, 6, 6), fill=tone)
    return sheet


def shadow_of_note(sheet: Image.Image, chance: Random) -> Image.Image:
    """A note was there, and its edge is still to be seen."""
    left, top = chance.uniform(30, 120), chance.uniform(40, 200)
    light = Image.new("L", sheet.size, _WHITE)
    ImageDraw.Draw(light).rectangle(_box(left, top, 76, 76), fill=_WHITE - chance.randint(30, 70))
    sheet = ImageChops.multiply(sheet, light.filter(ImageFilter.GaussianBlur(9)))
    ends = [(left * _DOTS, (top + 76) * _DOTS), ((left + 76) * _DOTS, (top + 76) * _DOTS)]
    ImageDraw.Draw(sheet).line(ends, fill=150, width=2)
    return sheet


def stapled(sheet: Image.Image, chance: Random) -> Image.Image:
    """A staple, or the holes and the mark that it left, in an upper corner."""
    sheet = sheet.copy()
    left, top = chance.uniform(6, 14), chance.uniform(6, 14)
    ends = [(left * _DOTS, (top + 6) * _DOTS), ((left + 9) * _DOTS, top * _DOTS)]
    ImageDraw.Draw(sheet).line(ends, fill=chance.choice([60, 150]), width=5)
    return sheet


def showing_through(sheet: Image.Image, chance: Random) -> Image.Image:
    """What is printed on the back, mirrored and pale."""
    pale = chance.uniform(0.08, 0.16)
    back = ImageOps.mirror(sheet).filter(ImageFilter.GaussianBlur(3))
    back = ImageChops.offset(back, chance.randint(-40, 40), chance.randint(-80, 80))
    back = back.point(lambda value: round(_WHITE - (_WHITE - value) * pale))
    return ImageChops.multiply(sheet, back)


def highlighted(sheet: Image.Image, chance: Random) -> Image.Image:
    """Lines gone over with a yellow pen, which is a pale grey without colours."""
    sheet, light = sheet.copy(), Image.new("L", sheet.size, _WHITE)
    for _ in range(chance.randint(1, 4)):
        left, top = chance.uniform(25, 80), chance.uniform(30, 250)
        tone = chance.randint(205, 240)
        ImageDraw.Draw(light).rectangle(_box(left, top, chance.uniform(30, 100), 5), fill=tone)
    return ImageChops.multiply(sheet, light.filter(ImageFilter.GaussianBlur(2)))


def crumpled(sheet: Image.Image, chance: Random) -> Image.Image:
    """Soft creases in all directions."""
    light = Image.new("L", sheet.size, 245)
    draw = ImageDraw.Draw(light)
    for _ in range(chance.randint(8, 16)):
        middle = chance.random() * sheet.width, chance.random() * sheet.height
        turn, long = chance.uniform(0, 6.3), chance.uniform(200, 900)
        end = middle[0] + math.cos(turn) * long, middle[1] + math.sin(turn) * long
        draw.line([middle, end], fill=chance.choice([205, 220, 255]), width=chance.randint(4, 14))
    return ImageChops.multiply(sheet, light.filter(ImageFilter.GaussianBlur(5)))


def curled(sheet: Image.Image, chance: Random) -> Image.Image:
    """The paper does not lie flat: lines are waves, by one to two millimetres."""
    high, turns = chance.uniform(6, 14), chance.uniform(0.4, 1.1)
    cell = 40
    mesh = []
    for top in range(0, sheet.height, cell):
        for left in range(0, sheet.width, cell):
            right, bottom = min(left + cell, sheet.width), min(top + cell, sheet.height)
            quad = [
                side
                for x, y in ((left, top), (left, bottom), (right, bottom), (right, top))
                for side in (x, y + high * math.sin(2 * math.pi * turns * x / sheet.width))
            ]
            mesh.append(((left, top, right, bottom), quad))
    return sheet.transform(
        sheet.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR, fillcolor=_WHITE
    )


def dog_eared(sheet: Image.Image, chance: Random) -> Image.Image:
    """A lower corner is turned over, with its code."""
    sheet = sheet.copy()
    side = chance.uniform(25, 50) * _DOTS
    x = chance.choice([0, sheet.width])
    inward = side if x == 0 else -side
    corner = [(x, sheet.height), (x + inward, sheet.height), (x, sheet.height - side)]
    ImageDraw.Draw(sheet).polygon(corner, fill=250)
    ImageDraw.Draw(sheet).line(corner[1:], fill=160, width=4)
    return sheet


def spilt_where_people_sign(sheet: Image.Image, chance: Random) -> Image.Image:
    """A cup, moved until its ring lies over the upper half."""
    ring = coffee(Image.new("L", sheet.size, _WHITE), chance)
    lowered = ring.point(lambda value: _WHITE - value).getbbox()
    down = round(chance.uniform(40, 100) * _DOTS)
    moved = ImageChops.offset(ring, 0, down - lowered[1]) if lowered else ring
    return ImageChops.multiply(sheet, moved)


def copied(sheet: Image.Image, chance: Random) -> Image.Image:
    """Through a copier, which makes all of it blacker and a little larger than it was."""
    sheet = sheet.filter(ImageFilter.GaussianBlur(chance.uniform(1, 1.8)))
    low, high = chance.randint(70, 110), chance.randint(170, 210)
    return sheet.point(lambda value: max(0, min(_WHITE, (value - low) * _WHITE // (high - low))))


def _dimmed(picture: Image.Image, chance: Random) -> Image.Image:
    part = chance.uniform(0.3, 0.5)
    return picture.point(lambda value: round(value * part))


def _bleached(picture: Image.Image, chance: Random) -> Image.Image:
    part = chance.uniform(0.35, 0.5)
    return picture.point(lambda value: round(_WHITE - (_WHITE - value) * part))


def _inverted(picture: Image.Image, _: Random) -> Image.Image:
    return ImageOps.invert(picture)


def _cut(left: float, top: float, right: float, bottom: float) -> Spoil:
    """What is left of the picture, in parts of its sides."""

    def cut(picture: Image.Image, _: Random) -> Image.Image:
        width, height = picture.size
        sides = (left * width, top * height, right * width, bottom * height)
        first, second, third, last = map(round, sides)
        return picture.crop((first, second, third, last))

    return cut


def _glaring(picture: Image.Image, chance: Random) -> Image.Image:
    """A lamp that is mirrored by the paper."""
    light = Image.new("L", (60, 84), 0)
    x, y, r = chance.uniform(10, 50), chance.uniform(10, 70), chance.uniform(6, 14)
    ImageDraw.Draw(light).ellipse([x - r, y - r, x + r, y + r], fill=chance.randint(90, 150))
    light = light.filter(ImageFilter.GaussianBlur(5)).resize(picture.size)
    return ImageChops.add(picture, light)


def _box(left: float, top: float, width: float, height: float) -> list[float]:
    return [side * _DOTS for side in (left, top, left + width, top + height)]


def _caught(**changes: object) -> Handling:
    return Handling(Damage(replace(Machine(), **changes)))  # type: ignore[arg-type]


def _spoilt(*spoils: Callable[[Image.Image, Random], Image.Image]) -> Handling:
    return Handling(Damage(spoils=spoils))


_TELEPHONE = DAMAGES["telephone"].machine
COMMON: dict[str, Handling] = {
    **{name: Handling(damage) for name, damage in DAMAGES.items()},
    "clean": _caught(dots_per_inch=(200,)),
    "300 dpi": _caught(dots_per_inch=(300,)),
    "fax, 300 dpi": _caught(dots_per_inch=(300,), threshold=(110, 190)),
    "up to 5° askew": _caught(degrees=5.0),
    "turned by 90°": Handling(Damage(), 1),
    "turned by 180°": Handling(Damage(), 2),
    "turned by 270°": Handling(Damage(), 3),
    "JPEG quality 10": _caught(quality=(10, 10)),
    "JPEG quality 30": _caught(quality=(30, 30)),
    "punched": _spoilt(punched),
    "shadow of a note": _spoilt(shadow_of_note),
}
RARE: dict[str, Handling] = {
    "stapled": _spoilt(stapled),
    "showing through": _spoilt(showing_through),
    "highlighted": _spoilt(highlighted),
    "crumpled": _spoilt(crumpled),
    "curled": _spoilt(curled),
    "dog-eared": _spoilt(dog_eared),
    "cup on signatures": _spoilt(spilt_where_people_sign),
    "copied once more": _spoilt(copied),
    "too dark": _caught(light=_dimmed),
    "too bright": _caught(light=_bleached),
    "white on black": _caught(light=_inverted),
    "side cut off": _caught(light=_cut(0.06, 0, 1, 1)),
    "upper half": _caught(light=_cut(0, 0, 1, 0.55)),
    "lower half": _caught(light=_cut(0, 0.45, 1, 1)),
    "glaring lamp": Handling(Damage(replace(_TELEPHONE, light=_glaring))),
}
CLASSES = COMMON | RARE
