"""What people do to a printed sheet with a pen, drawn from a `Random` of the caller's.

Lengths are in millimetres from the top left of the paper.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from pdf.geometry import PAGE_WIDTH, Box

Points = Sequence[tuple[float, float]]
# Where the strokes of a digit bend: on three heights, at the left and the right.
_BENDS = {"a": (0, 0), "b": (1, 0), "c": (0, 0.5), "d": (1, 0.5), "e": (0, 1), "f": (1, 1)}
_DIGITS = {
    "0": "abfea",
    "1": "bf",
    "2": "abdcef",
    "3": "abdcdfe",
    "4": "acdbf",
    "5": "bacdfe",
    "6": "baefdc",
    "7": "abf",
    "8": "abdcefdca",
    "9": "dcabdf",
    "-": "cd",
}
_BLACK, _BLUE, _PALE = 25, 60, 130


@dataclass(frozen=True)
class Pen:
    """What leaves a stroke `width` mm wide of a grey `tone` on a grey sheet."""

    draw: ImageDraw.ImageDraw
    dots: float
    tone: int
    width: float
    chance: Random

    @classmethod
    def on(cls, sheet: Image.Image, chance: Random, width: float, tone: int | None = None) -> "Pen":
        """A pen for a picture of a whole sheet, black or blue unless `tone` says otherwise."""
        tone = tone or chance.choice([_BLACK, _BLUE, _BLUE + 15])
        return cls(ImageDraw.Draw(sheet), sheet.width / PAGE_WIDTH, tone, width, chance)

    def stroke(self, points: Points) -> None:
        """One line through all of them."""
        width = max(1, round(self.width * self.dots))
        dots = [(x * self.dots, y * self.dots) for x, y in points]
        self.draw.line(dots, fill=self.tone, width=width, joint="curve")

    def loops(self, box: Box, turns: int) -> None:
        """Loops that wander from left to right, as a name does, lifted off the paper once."""
        u = self.chance.uniform
        across, down, sway = (u(0.8, 1.5) * turns * 2 * math.pi for _ in range(3))
        p, q, r, swell = u(0, 6.3), u(0, 6.3), u(0, 6.3), u(0.7, 1.6)
        points = []
        for at in range(24 * turns):
            t = at / (24 * turns - 1)
            high = 0.35 + 0.65 * abs(math.sin(math.pi * t * swell + r))
            x = t + 0.06 * math.sin(across * t + p)
            y = 0.5 + 0.42 * high * math.sin(down * t + q) + 0.08 * math.sin(sway * t)
            points.append((box.left + box.width * x, box.top + box.height * y))
        lifted = int(len(points) * u(0.35, 0.65))
        self.stroke(points[:lifted])
        self.stroke(points[lifted + self.chance.randint(0, 2) :])

    def peaks(self, box: Box) -> None:
        """A hand that is all corners, with a line drawn under it."""
        count = self.chance.randint(5, 12)
        points = [
            (
                box.left + box.width * at / count,
                box.top + box.height * self.chance.uniform(*((0.0, 0.4), (0.6, 0.85))[at % 2]),
            )
            for at in range(count + 1)
        ]
        self.stroke(points)
        self.stroke([(box.left, box.bottom), (box.left + box.width, box.bottom - 1)])

    def letters(self, box: Box, count: int) -> None:
        """Single round letters with sticks, as people write who were taught to."""
        step = box.width / count
        for at in range(count):
            left, size = box.left + at * step, step * self.chance.uniform(0.6, 0.8)
            low, tall = box.bottom, box.height * self.chance.uniform(0.3, 1.0)
            start, sweep = self.chance.uniform(0, 6.3), self.chance.uniform(3.5, 6.3)
            round_part = [
                (
                    left + size / 2 * (1 + math.cos(start + sweep * part / 12)),
                    low - size / 2 * (1 + math.sin(start + sweep * part / 12)),
                )
                for part in range(13)
            ]
            self.stroke(round_part)
            self.stroke([(left + size, low), (left + size * 1.05, low - tall)])

    def digits(self, text: str, left: float, top: float, height: float) -> None:
        """Digits and hyphens."""
        for sign in text:
            points = [
                (
                    left + _BENDS[bend][0] * height * 0.45 + self.chance.gauss(0, height * 0.05),
                    top + _BENDS[bend][1] * height + self.chance.gauss(0, height * 0.05),
                )
                for bend in _DIGITS[sign]
            ]
            self.stroke(points)
            left += height * 0.72

    def stamp(self, text: str, box: Box) -> None:
        """A frame with words in it."""
        sides = [side * self.dots for side in (box.left, box.top, box.left + box.width, box.bottom)]
        self.draw.rectangle(sides, outline=self.tone, width=max(1, round(0.5 * self.dots)))
        font = ImageFont.load_default(size=box.height / 2 * self.dots)
        place = (sides[0] + 2 * self.dots, sides[1] + box.height / 4 * self.dots)
        self.draw.text(place, text, fill=self.tone, font=font)


Style = Callable[[Image.Image, Box, Random], None]


def _in(field: Box, chance: Random, width: tuple[float, float], height: tuple[float, float]) -> Box:
    """A place for a signature somewhere on the lower part of its field."""
    wide, high = chance.uniform(*width), chance.uniform(*height)
    left = field.left + chance.uniform(1.5, max(2.0, field.width - wide - 1))
    return Box(left, field.bottom - chance.uniform(1.5, 3) - high, wide, high)


def _looped(width: float, tone: int | None = None) -> Style:
    def write(sheet: Image.Image, field: Box, chance: Random) -> None:
        pen = Pen.on(sheet, chance, width, tone)
        pen.loops(_in(field, chance, (28, 55), (7, 10.5)), chance.randint(4, 8))

    return write


def _initials(sheet: Image.Image, field: Box, chance: Random) -> None:
    place = _in(field, chance, (7, 12), (5.5, 8.5))
    Pen.on(sheet, chance, chance.uniform(0.35, 0.6)).loops(place, 2)


def _tiny(sheet: Image.Image, field: Box, chance: Random) -> None:
    place = _in(field, chance, (8, 14), (2.4, 3.2))
    Pen.on(sheet, chance, 0.35).loops(place, 3)


def _crossing(sheet: Image.Image, field: Box, chance: Random) -> None:
    """Over the lines above and below."""
    place = _in(field, chance, (35, 60), (15, 19))
    place = Box(place.left, place.top + chance.uniform(1, 5), place.width, place.height)
    Pen.on(sheet, chance, chance.uniform(0.35, 0.7)).loops(place, chance.randint(5, 8))


def _far_right(sheet: Image.Image, field: Box, chance: Random) -> None:
    """Begun late, and past the edge of the field."""
    wide = chance.uniform(26, 40)
    left = field.left + field.width - wide + chance.uniform(0, 7)
    place = Box(left, field.bottom - 11, wide, chance.uniform(7, 9))
    Pen.on(sheet, chance, chance.uniform(0.35, 0.7)).loops(place, chance.randint(4, 6))


def _peaked(sheet: Image.Image, field: Box, chance: Random) -> None:
    Pen.on(sheet, chance, chance.uniform(0.3, 0.6)).peaks(_in(field, chance, (18, 50), (5, 9)))


def _lettered(sheet: Image.Image, field: Box, chance: Random) -> None:
    pen = Pen.on(sheet, chance, chance.uniform(0.3, 0.5))
    pen.letters(_in(field, chance, (25, 60), (4, 7)), chance.randint(8, 14))


def _stamped(sheet: Image.Image, field: Box, chance: Random) -> None:
    place = _in(field, chance, (36, 46), (8, 10))
    Pen.on(sheet, chance, 0.5).stamp("PER STORK", place)


# How people sign.
SIGNATURES: dict[str, Style] = {
    "ballpoint": _looped(0.4),
    "ink": _looped(0.65),
    "thin": _looped(0.25),
    "pencil": _looped(0.4, _PALE),
    "marker": _looped(1.1),
    "initials": _initials,
    "tiny": _tiny,
    "crossing": _crossing,
    "far right": _far_right,
    "peaks": _peaked,
    "letters": _lettered,
    "stamp": _stamped,
}


def date(sheet: Image.Image, field: Box, chance: Random) -> None:
    """A day of 2026, as it is asked for or shorter."""
    day, month = f"{chance.randint(1, 28):02}", f"{chance.randint(1, 12):02}"
    text = chance.choice([f"2026-{month}-{day}", f"2026-{month}-{day}", f"26{month}{day}"])
    height = chance.uniform(2.9, 3.6)
    pen = Pen.on(sheet, chance, chance.uniform(0.25, 0.6))
    left, top = field.left + chance.uniform(0.5, 2.5), field.bottom - chance.uniform(5.5, 9)
    pen.digits(text, left, top, height)


def strike(sheet: Image.Image, box: Box, chance: Random) -> None:
    """One line through the middle of what stands there."""
    middle = box.top + box.height / 2
    ends = [(x, middle + chance.uniform(-0.4, 0.4)) for x in (box.left, box.left + box.width)]
    Pen.on(sheet, chance, chance.uniform(0.35, 0.7)).stroke(ends)


def words(sheet: Image.Image, box: Box, chance: Random) -> None:
    """A remark."""
    pen = Pen.on(sheet, chance, chance.uniform(0.3, 0.5))
    pen.letters(box, max(2, round(box.width / 3)))


def cross(sheet: Image.Image, box: Box, chance: Random) -> None:
    """Two strokes through all of the box."""
    pen = Pen.on(sheet, chance, chance.uniform(0.35, 0.8))
    right = box.left + box.width
    for start, end in ((box.top, box.bottom), (box.bottom, box.top)):
        pen.stroke([(box.left, start), (right, end)])


NOTES: dict[str, Callable[[Image.Image, Box, Random], Any]] = {
    "strike": strike,
    "words": words,
    "cross": cross,
}
