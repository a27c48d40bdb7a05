"""The signed paper as it is kept: pictures of its sheets as PDF/A-3b, upright and searchable.

A picture goes in as it is. A sheet that was laid on the issued page stands on A4 where the paper
was, and the words of that page lie unseen over it, each where it stands in the picture: nothing
has to be read from the picture. What came is not attached: a stack that was scanned in one go
holds other people's plans, and may have forty megabytes. Its digest is told in the metadata.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from math import isfinite
from typing import Self

from pdf.file.closing import colour_profile, output_intents
from pdf.file.fontprogram import add_silent_font
from pdf.file.images import Size, image_of
from pdf.file.metadata import LANGUAGE, Metadata, information, xmp
from pdf.file.objects import Objects, Ready, stream, text_string
from pdf.file.output import file_bytes
from pdf.geometry import PAGE_HEIGHT, PAGE_WIDTH, points
from pdf.numbers import number
from pdf.styles import BODY
from pdf.words import Word
from swedish import swedish_date

_FACE = BODY.fonts.first
# The corners of the paper in mm, clockwise from the top left.
_PAPER = ((0.0, 0.0), (PAGE_WIDTH, 0.0), (PAGE_WIDTH, PAGE_HEIGHT), (0.0, PAGE_HEIGHT))
# A square millimetre of paper that is less than a pixel is not on the picture.
_LEAST_AREA = 1.0

Point = tuple[float, float]


@dataclass(frozen=True)
class KeptPage:
    """A sheet: a JPEG in grey or colour, or a PNG of one bit, not interlaced.

    `page` is the page of the document that it shows. `map` is the homography, row by row, from mm
    on the paper to pixels of the picture, and `words` are those of the issued page; both are empty
    when the sheet was not surely laid on it.
    """

    picture: bytes
    media: str
    page: int
    map: tuple[float, ...] = ()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class KeptFacts:
    """What the document says of itself: the title of the form, whose paper it is, on which day it
    came and by which way, in words, and the SHA-256 of the files in which it came, in hexadecimal.
    """

    title: str
    municipality: str
    reference: str
    version: int
    arrived_on: date
    way: str
    digests: tuple[str, ...] = ()


def kept_pdf(pages: Sequence[KeptPage], facts: KeptFacts, now: datetime) -> bytes:
    """The document, made at `now` (UTC). Raises ValueError for a picture of another kind, or none
    at all."""
    if not pages:
        raise ValueError("there is no page to keep")
    objects = Objects()
    letters = _letters(pages)
    font = add_silent_font(objects, _FACE, letters)
    tree = Ready()
    kids = [_page(objects, page, tree, font, letters) for page in pages]
    tree.body = f"<</Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}]>>".encode()
    metadata = _metadata(facts, pages, now)
    packet = Ready(stream("/Type /Metadata /Subtype /XML", xmp(metadata), compress=False))
    labels = " ".join(
        f"{index} <</P {text_string(f'sida {page.page}')}>>" for index, page in enumerate(pages)
    )
    catalog = (
        f"<</Type /Catalog /Pages {objects.reference(tree)} /Lang ({LANGUAGE}) "
        f"/PageLabels <</Nums [{labels}]>> /ViewerPreferences <</DisplayDocTitle true>> "
        f"/Metadata {objects.reference(packet)} "
        f"{output_intents(objects.reference(Ready(colour_profile())))}>>"
    )
    file_id = sha256(metadata.identifier.encode()).hexdigest()[:32]
    return file_bytes(objects, Ready(catalog.encode()), Ready(information(metadata)), file_id)


def _metadata(facts: KeptFacts, pages: Iterable[KeptPage], now: datetime) -> Metadata:
    """Its identifier follows from the pictures that it shows."""
    digest = sha256(b"".join(sha256(page.picture).digest() for page in pages)).hexdigest()
    filing = f"{facts.reference}, version {facts.version}"
    return Metadata(
        title=f"{facts.title} – {filing} – undertecknat papper",
        author=facts.municipality,
        identifier=f"sha256:{digest}",
        created=now,
        note=f"Papper till {filing}. Kom in {swedish_date(facts.arrived_on)}, {facts.way}.",
        is_tagged=False,
        day=facts.arrived_on,
        source=" ".join(f"sha256:{one}" for one in facts.digests),
    )


def _letters(pages: Iterable[KeptPage]) -> dict[str, int]:
    """A number for each letter of the words."""
    some = sorted({letter for page in pages for word in page.words for letter in word.text})
    return {letter: code for code, letter in enumerate(some, 1)}


def _page(objects: Objects, page: KeptPage, tree: Ready, font: str, letters: dict[str, int]) -> str:
    """The reference of a page of the document."""
    image, size = image_of(page.picture)
    place = _Place.of(page.map, size)
    drawn = [f"q {place.matrix()} cm /Sheet Do Q"]
    if place.map and page.words:
        shown = " ".join(_shown(word, place, letters) for word in page.words)
        drawn.append(f"BT /F 1 Tf 3 Tr {shown} ET")
    contents = objects.reference(Ready(stream("", "\n".join(drawn).encode())))
    sheet = objects.reference(Ready(image))
    return objects.reference(
        Ready(
            f"<</Type /Page /Parent {objects.reference(tree)} "
            f"/MediaBox [0 0 {number(points(PAGE_WIDTH))} {number(points(PAGE_HEIGHT))}] "
            f"/Resources <</Font <</F {font}>> /XObject <</Sheet {sheet}>>>> "
            f"/Contents {contents}>>".encode()
        )
    )


@dataclass(frozen=True)
class _Place:
    """Where a picture stands on its page. `across` and `down` are one pixel to the right and one
    down, in mm, `start` its top left corner; `map` is empty when nobody knows where the paper is
    in it."""

    size: Size
    across: Point
    down: Point
    start: Point
    map: tuple[float, ...] = ()

    @classmethod
    def of(cls, map_: tuple[float, ...], size: Size) -> Self:
        """With the paper on A4 as well as a picture can be without being bent: a photograph is a
        little smaller than its paper. Without a map, all of it."""
        try:
            corners = [_through(map_, corner) for corner in _PAPER]
        except (ValueError, ZeroDivisionError):
            return cls._whole(size)
        place = cls._least_squares(corners, size, map_)
        if place is None:
            return cls._whole(size)
        reach = [
            max(abs(x / (PAGE_WIDTH / 2) - 1), abs(y / (PAGE_HEIGHT / 2) - 1))
            for x, y in map(place.on_page, corners)
        ]
        return place._smaller(max(1.0, *reach))

    @classmethod
    def _least_squares(
        cls, corners: Sequence[Point], size: Size, map_: tuple[float, ...]
    ) -> Self | None:
        """By half the way from side to side and from top to bottom, which is the least squares of
        four corners; none when that leads nowhere."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
        right = (bx + cx - ax - dx) / 2 / PAGE_WIDTH, (by + cy - ay - dy) / 2 / PAGE_WIDTH
        under = (cx + dx - ax - bx) / 2 / PAGE_HEIGHT, (cy + dy - ay - by) / 2 / PAGE_HEIGHT
        middle = (ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4
        area = right[0] * under[1] - right[1] * under[0]
        if not isfinite(area) or area < _LEAST_AREA:
            return None
        across = under[1] / area, -right[1] / area
        down = -under[0] / area, right[0] / area
        start = (
            PAGE_WIDTH / 2 - middle[0] * across[0] - middle[1] * down[0],
            PAGE_HEIGHT / 2 - middle[0] * across[1] - middle[1] * down[1],
        )
        return cls(size, across, down, start, map_)

    @classmethod
    def _whole(cls, size: Size) -> Self:
        width, height = size
        step = min(PAGE_WIDTH / width, PAGE_HEIGHT / height)
        start = (PAGE_WIDTH - width * step) / 2, (PAGE_HEIGHT - height * step) / 2
        return cls(size, (step, 0.0), (0.0, step), start)

    def _smaller(self, times: float) -> Self:
        """So many times smaller, around the middle of the page."""
        middle = PAGE_WIDTH / 2, PAGE_HEIGHT / 2
        (ax, ay), (dx, dy), (x, y) = self.across, self.down, self.start
        return replace(
            self,
            across=(ax / times, ay / times),
            down=(dx / times, dy / times),
            start=(middle[0] + (x - middle[0]) / times, middle[1] + (y - middle[1]) / times),
        )

    def on_page(self, pixel: Point) -> Point:
        """A place of the picture, in mm from the top left of the page."""
        (ax, ay), (dx, dy), (x, y) = self.across, self.down, self.start
        return pixel[0] * ax + pixel[1] * dx + x, pixel[0] * ay + pixel[1] * dy + y

    def in_points(self, paper: Point) -> Point:
        """Where on the page a place of the paper, in mm, has come to, as PDF counts."""
        x, y = self.on_page(_through(self.map, paper))
        return points(x), points(PAGE_HEIGHT - y)

    def matrix(self) -> str:
        """From the unit square of an image XObject to the page (ISO 32000-1, 8.9.5)."""
        width, height = self.size
        (ax, ay), (dx, dy) = self.across, self.down
        left, bottom = self.on_page((0, height))
        parts = (ax * width, -ay * width, -dx * height, dy * height, left, PAGE_HEIGHT - bottom)
        return " ".join(number(points(part)) for part in parts)


def _through(map_: tuple[float, ...], point: Point) -> Point:
    """A point of the paper in the picture."""
    a, b, c, d, e, f, g, h, i = map_
    x, y = point
    depth = g * x + h * y + i
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def _shown(word: Word, place: _Place, letters: dict[str, int]) -> str:
    """Operators that show a word unseen, from its lower left to its upper right in the picture."""
    box = word.box
    left, low = place.in_points((box.left, box.bottom))
    right = place.in_points((box.left + box.width, box.bottom))
    top = place.in_points((box.left, box.top))
    reach = _FACE.ascent - _FACE.descent
    wide, high = 1000 / (len(word.text) * _FACE.space), 1000 / reach
    under = -_FACE.descent / reach
    along, up = (right[0] - left, right[1] - low), (top[0] - left, top[1] - low)
    matrix = (
        *(along[0] * wide, along[1] * wide, up[0] * high, up[1] * high),
        *(left + up[0] * under, low + up[1] * under),
    )
    codes = "".join(f"{letters[letter]:04X}" for letter in word.text)
    return f"{' '.join(map(number, matrix))} Tm <{codes}> Tj"
