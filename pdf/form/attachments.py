"""Files that belong to the answers, on paper: named at their question, shown after the approvals.

A picture stands upright and as wide as the page, a PDF as pictures of its pages, which say their
words to who cannot see them. To join the pages of a foreign PDF would carry its fonts, colours and
tags into a document that must stay PDF/A-3a and PDF/UA-1: nobody could promise that. The files
themselves ride inside.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from forms import PrintableForm
from forms.kinds import Attachments
from forms.kinds.attachments import BY_HAND, DIGITS_SHOWN, PDF, File, told_of
from pdf import geometry, styles
from pdf.blocks import Block, Figure, Stack, paragraph
from pdf.enclosures import EnclosedPage, Enclosure
from pdf.file.tags import UNNUMBERED, Element, named_item
from pdf.form.answers import answer_blocks, text_blocks
from pdf.form.cells import Named, Place, Room, Spot, boxes_for, room_of

_HEADING = "Bilagor"
_TITLE = "Bilaga {}: {}"
_BELONGS = "Hör till: {}. SHA-256 {}…"
_PAGE = "Bilaga {}, sida {} av {}"
_PICTURE_TOLD = "{}: {}"
_NOT_HERE = "Filen följer inte med här."
_WIDTH = geometry.BODY_WIDTH
# A smaller picture is not blown up to the width of the page.
_LEAST_DOTS_PER_INCH = 100
_BETWEEN = 3.0
_MM_PER_INCH = 25.4


def numbered(form: PrintableForm) -> Iterator[tuple[int, File]]:
    """The files that belong to the answers, counted as on paper."""
    return ((number, file) for number, _, file in _placed(form))


def _placed(form: PrintableForm) -> Iterator[tuple[int, Attachments, File]]:
    """The same, each with the question that it answers: one file may answer two."""
    both = ((field, file) for field in _fields(form) for file in field.data)
    return ((number, field, file) for number, (field, file) in enumerate(both, 1))


def _fields(form: PrintableForm) -> list[Attachments]:
    if not form.has_files:
        return []
    return [field for field in form if isinstance(field, Attachments) and field.is_asked]


@answer_blocks.register
def _answer(field: Attachments, element: Element, width: float) -> list[Block]:
    """A list: which number each file has, and what is known of it."""
    if field.is_blank:
        return text_blocks("", element, width)
    names = element.add("L", UNNUMBERED)
    every = _placed(cast("PrintableForm", field.form_around))
    return [_item(number, file, names, width) for number, owner, file in every if owner is field]


def _item(number: int, file: File, names: Element, width: float) -> Block:
    name, body = named_item(names)
    blocks = [
        paragraph(f"Bilaga {number}", styles.PART_LABEL, width, name),
        paragraph(told_of(file), styles.ANSWER, width, body.add("P")),
    ]
    return Stack(blocks, width, after=_BETWEEN / 2, stays_whole=True)


def enclosed_blocks(
    form: PrintableForm, enclosures: Mapping[str, Enclosure], document: Element
) -> list[Block]:
    """Every file that belongs to the answers, on pages of their own; nothing where there is none
    at all."""
    files = [(field, file) for field in _fields(form) for file in field.data]
    if not any(file["sha256"] in enclosures for _, file in files):
        return []
    section = document.add("Sect")
    heads: list[Block] = [paragraph(_HEADING, styles.SECTION_HEADING, _WIDTH, section.add("H2"))]
    blocks: list[Block] = []
    for number, (field, file) in enumerate(files, 1):
        shown = _Shown(number, file, field.headline)
        blocks += shown.blocks(enclosures.get(file["sha256"]), heads, section.add("Sect"))
        heads = []
    return blocks


class _Shown:
    """One file: its name, where it belongs, and its pictures."""

    def __init__(self, number: int, file: File, question: str) -> None:
        self._number, self._file, self._question = number, file, question

    def blocks(
        self, enclosure: Enclosure | None, heads: Sequence[Block], section: Element
    ) -> list[Block]:
        """With `heads` before them on the first page."""
        title = _TITLE.format(self._number, self._file["name"])
        belongs = _BELONGS.format(self._question, self._file["sha256"][:DIGITS_SHOWN])
        first = [
            *heads,
            paragraph(title, styles.FILE_HEADING, _WIDTH, section.add("H3")),
            paragraph(belongs, styles.FILE_NOTE, _WIDTH, section.add("P")),
        ]
        if enclosure is None:
            return [*first, paragraph(_NOT_HERE, styles.ANSWER, _WIDTH, section.add("P"))]
        blocks, above, count = [], first, len(enclosure.pages)
        for number, page in enumerate(enclosure.pages, 1):
            if number > 1:
                above = [self._caption(number, count, section)]
            blocks += [*above, self._figure(page, number, count, above, section)]
        return blocks

    def _caption(self, number: int, count: int, section: Element) -> Block:
        text = _PAGE.format(self._number, number, count)
        return paragraph(text, styles.FILE_NOTE, _WIDTH, section.add("P"))

    def _figure(
        self,
        page: EnclosedPage,
        number: int,
        count: int,
        above: Sequence[Block],
        section: Element,
    ) -> Figure:
        """As wide as the page, unless it would be too high below what is `above` or too coarse."""
        taken = Stack(above, _WIDTH).height + _BETWEEN
        natural = page.width / _LEAST_DOTS_PER_INCH * _MM_PER_INCH
        highest = geometry.BODY_HEIGHT - taken
        width = min(_WIDTH, natural, highest * page.width / page.height)
        return Figure(
            name=f"File{self._number}Page{number}",
            picture=page.picture,
            width=width,
            height=width * page.height / page.width,
            element=section.add("Figure"),
            description=self._told(page, number, count),
            after=_BETWEEN,
        )

    def _told(self, page: EnclosedPage, number: int, count: int) -> str:
        """What somebody said that a picture shows; of a page of a PDF its own words."""
        said = self._file["text"] or self._file["name"]
        if self._file["media"] != PDF and count == 1:
            return said
        place = _PAGE.format(self._number, number, count)
        return _PICTURE_TOLD.format(place, page.text or said)


@room_of.register
def _room(field: Attachments) -> Room:
    return Room()


@boxes_for.register
def _boxes(field: Attachments, place: Place, spot: Spot) -> Block:
    """Room for how many there are: the files lie beside the paper."""
    words = ". ".join(filter(None, [place.words_for(field), f"{BY_HAND}:"]))
    return place.box(Named(field.name, words), spot.element, spot.width, 1, spot.headings)
