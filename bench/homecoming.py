"""Sheets of made-up filings as they come home, with what is true of each."""

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

import pypdfium2
from PIL import Image

from bench.municipal import MunicipalPlans
from forms import FORMS
from pdf import Imprint, Mark, lay_out
from pdf.geometry import PAGE_HEIGHT, Box, from_points
from pdf.places import as_data
from pdf.sheets import sheet_address
from tests.paper import Note, printed, written
from tests.pdf.codes import imprint_at
from tests.pdf.documents import HOUSE, ISSUED, form
from tests.pdf.mishaps import CLASSES
from tests.pdf.pens import NOTES, SIGNATURES
from tests.plans import PLANS

_SIGNED, _DATED, _DATED_ALONE, _NOTED = 0.7, 0.85, 0.04, 0.3
_COPIES, _PREVIEWS = 0.06, 0.03
_DOCUMENTS = 14
# A pencil is as pale as paper to a machine that knows black and white only.
_PALE, _BLACK_AND_WHITE = "pencil", "fax"


@dataclass(frozen=True)
class Filed:
    """A document of a filing, or its copy or preview."""

    content: bytes
    places: dict[str, Any]
    imprint: Imprint

    @property
    def pages(self) -> int:
        """How many it has."""
        return int(self.places["pages"])

    @property
    def signed_pages(self) -> list[int]:
        """On which anybody signs."""
        return sorted({one["page"] for one in self.places["places"] if "signer" in one})

    def address(self, page: int) -> str:
        """What the codes of a page say; empty on a preview."""
        if self.imprint.mark is Mark.PREVIEW:
            return ""
        return sheet_address(self.imprint, page, self.pages)


@dataclass
class Homecomer:
    """A scan and the truth about it."""

    kind: str
    filed: Filed
    page: int
    picture: Image.Image
    signers: dict[int, tuple[str, bool]] = field(default_factory=dict)
    note: Note | None = None


class Homecomers:
    """Makes sheet number 0, 1, 2 …; equal seeds and numbers give equal sheets."""

    def __init__(self, seed: int, classes: list[str], *, only_signed: bool = False) -> None:
        self._seed, self._classes, self._only_signed = seed, classes, only_signed
        self._plans = MunicipalPlans()
        self._filed = lru_cache(_DOCUMENTS * 3)(self._make)

    def sheet(self, number: int) -> Homecomer:
        """The sheet, of the classes one after the other."""
        chance = Random(f"{self._seed} {number}")
        kind = self._classes[number % len(self._classes)]
        mark = Mark.NONE
        if (at := chance.random()) < _COPIES + _PREVIEWS:
            mark = Mark.COPY if at < _COPIES else Mark.PREVIEW
        filed = self._filed(chance.randrange(_DOCUMENTS), mark)
        often = self._only_signed or chance.random() < 0.75
        page = chance.choice(filed.signed_pages) if often else chance.randint(1, filed.pages)
        made = Homecomer(kind, filed, page, _printed(filed.content, page).copy())
        self._write(made, chance)
        made.picture = CLASSES[kind].scan(made.picture, chance)
        return made

    def _make(self, number: int, mark: Mark) -> Filed:
        """Example plans, plans of a municipality, and one that says the same on all its pages."""
        chance = Random(f"{self._seed} document {number}")
        said = imprint_at(chance)
        if number < len(PLANS):
            answers = form(number).answers()
        else:
            answers = self._plans.answers(self._seed * 1000 + number)
        if number == _DOCUMENTS - 1:
            answers["purpose"] = "Vi svarar på frågor inom ett dygn.\n" * 130
        laid_out = lay_out(FORMS[0].from_answers(answers), ISSUED, HOUSE)
        url = "" if mark is Mark.PREVIEW else said.url
        imprint = Imprint(said.reference, said.version, said.issued_at, url, mark)
        content = laid_out.print(imprint)
        return Filed(content, as_data(laid_out.places, laid_out.page_count), imprint)

    def _write(self, made: Homecomer, chance: Random) -> None:
        places = made.filed.places
        styles = [
            style
            for style in SIGNATURES
            if style != _PALE or not made.kind.startswith(_BLACK_AND_WHITE)
        ]
        for place in places["places"]:
            if place["purpose"] != "signature" or place["page"] != made.page:
                continue
            signer = place["signer"]
            style = chance.choice(styles) if chance.random() < _SIGNED else ""
            is_dated = chance.random() < (_DATED if style else _DATED_ALONE)
            who, days = ([signer] if style else []), ([signer] if is_dated else [])
            written(made.picture, made.page, places, who, days, style or None, chance)
            made.signers[signer] = style, is_dated
        if chance.random() < _NOTED:
            made.note = _note(made, chance)
            NOTES[made.note.kind](made.picture, made.note.box, chance)


@lru_cache(60)
def _printed(content: bytes, page: int) -> Image.Image:
    return printed(content, page)


def _note(made: Homecomer, chance: Random) -> Note:
    """Words in the margin, or something of an answer that is struck out or crossed."""
    kind = chance.choice(list(NOTES))
    if kind == "words":
        return Note(kind, _white_spot(made, chance))
    lines = _lines(made.filed.content, made.page)
    answers = [
        one for one in lines if one.width > 15 and one.top < 255 and not _is_asked(made, one)
    ]
    line = chance.choice(answers or [_white_spot(made, chance)])
    if kind == "strike":
        return Note(kind, line)
    size = chance.uniform(5, 12)
    left = line.left + chance.uniform(0, line.width - 5)
    return Note(kind, Box(left, line.top + line.height / 2 - size / 2, size, size))


def _white_spot(made: Homecomer, chance: Random) -> Box:
    """Where nothing is printed and nobody signs."""
    page = _printed(made.filed.content, made.page)
    for _ in range(200):
        box = Box(chance.uniform(24, 160), chance.uniform(20, 250), chance.uniform(12, 40), 6)
        dots = page.width / 210
        sides = (box.left, box.top - 3, box.left + box.width, box.bottom + 1)
        left, top, right, bottom = (round(side * dots) for side in sides)
        if page.crop((left, top, right, bottom)).getextrema()[0] == 255 and not _is_asked(
            made, box
        ):
            return box
    return Box(3, 100, 15, 6)


def _is_asked(made: Homecomer, box: Box) -> bool:
    asked = [Box(*one["box"]) for one in made.filed.places["places"] if one["page"] == made.page]
    return any(
        one.left - 5 < box.left + box.width
        and box.left < one.left + one.width + 12
        and one.top - 8 < box.bottom
        and box.top < one.bottom + 8
        for one in asked
    )


@lru_cache(60)
def _lines(content: bytes, page: int) -> list[Box]:
    """The lines of text of a page."""
    document = pypdfium2.PdfDocument(content)
    text = document[page - 1].get_textpage()
    boxes = []
    for at in range(text.count_rects()):
        left, bottom, right, top = (from_points(side) for side in text.get_rect(at))
        boxes.append(Box(left, PAGE_HEIGHT - top, right - left, top - bottom))
    return boxes
