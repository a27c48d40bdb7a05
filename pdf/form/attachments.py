"""Files that belong to the answers, on paper: named at their question, shown after the approvals.

A picture stands upright and as wide as the page, a PDF as pictures of its pages, which say their
words to who cannot see them. To join the pages of a foreign PDF would carry its fonts, colours and
tags into a document that must stay PDF/A-3a and PDF/UA-1: nobody could promise that. The files
themselves ride inside.
"""

from collections.abc import Iterator, Mapping
from typing import cast

from forms import PrintableForm
from forms.kinds import Attachments
from forms.kinds.attachments import BY_HAND, DIGITS_SHOWN, PDF, File, told_of
from pdf import geometry, styles
from pdf.blocks import Block, Stack, paragraph
from pdf.enclosures import Enclosure
from pdf.file.tags import UNNUMBERED, Element, named_item
from pdf.form.answers import answer_blocks, text_blocks
from pdf.form.cells import Named, Place, Room, Spot, boxes_for, room_of
from pdf.shown import ShownFile

_HEADING = "Bilagor"
_BELONGS = "Hör till: {}. SHA-256 {}…"
_WIDTH = geometry.BODY_WIDTH
_BETWEEN = 3.0


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
        note = _BELONGS.format(field.headline, file["sha256"][:DIGITS_SHOWN])
        is_pdf, said = file["media"] == PDF, file["text"] or file["name"]
        shown = ShownFile("Bilaga", number, file["name"], note, said, is_pdf)
        blocks += shown.blocks(enclosures.get(file["sha256"]), heads, section.add("Sect"))
        heads = []
    return blocks


@room_of.register
def _room(field: Attachments) -> Room:
    return Room()


@boxes_for.register
def _boxes(field: Attachments, place: Place, spot: Spot) -> Block:
    """Room for how many there are: the files lie beside the paper."""
    words = ". ".join(filter(None, [place.words_for(field), f"{BY_HAND}:"]))
    return place.box(Named(field.name, words), spot.element, spot.width, 1, spot.headings)
