"""A file that somebody sent, on paper: its name, what is told of it, and pictures of its pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pdf import geometry, styles
from pdf.blocks import Block, Figure, Stack, paragraph
from pdf.enclosures import EnclosedPage, Enclosure
from pdf.file.tags import Element

_TITLE = "{} {}: {}"
_PAGE = "{} {}, sida {} av {}"
# What the picture of a page of a file is called in the document; see `numbers_in`.
_NAME = "File{}Page{}"
_PICTURE_TOLD = "{}: {}"
_NOT_HERE = "Filen följer inte med här."
_WIDTH = geometry.BODY_WIDTH
# A smaller picture is not blown up to the width of the page.
_LEAST_DOTS_PER_INCH = 100
_BETWEEN = 3.0
_MM_PER_INCH = 25.4


@dataclass(frozen=True)
class ShownFile:
    """It: what it is called here ("Bilaga"), its number and name, a `note` about it, and what
    somebody `said` that it shows."""

    called: str
    number: int
    name: str
    note: str
    said: str
    is_pdf: bool

    def blocks(
        self, enclosure: Enclosure | None, heads: Sequence[Block], section: Element
    ) -> list[Block]:
        """With `heads` before them on the first page."""
        title = _TITLE.format(self.called, self.number, self.name)
        first = [
            *heads,
            paragraph(title, styles.FILE_HEADING, _WIDTH, section.add("H3")),
            paragraph(self.note, styles.FILE_NOTE, _WIDTH, section.add("P")),
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
        text = _PAGE.format(self.called, self.number, number, count)
        return paragraph(text, styles.FILE_NOTE, _WIDTH, section.add("P"))

    def _figure(
        self,
        page: EnclosedPage,
        number: int,
        count: int,
        above: Sequence[Block],
        section: Element,
    ) -> Figure:
        """Below what is `above`."""
        taken = Stack(above, _WIDTH).height + _BETWEEN
        name = _NAME.format(self.number, number)
        told = self._told(page, number, count)
        return page_figure(name, page, told, section.add("Figure"), taken)

    def _told(self, page: EnclosedPage, number: int, count: int) -> str:
        """What somebody said that a picture shows; of a page of a PDF its own words."""
        if not self.is_pdf and count == 1:
            return self.said
        place = _PAGE.format(self.called, self.number, number, count)
        return _PICTURE_TOLD.format(place, page.text or self.said)


def page_figure(name: str, page: EnclosedPage, told: str, element: Element, taken: float) -> Figure:
    """A page as a picture: as wide as the paper, unless it would be too coarse, or too high below
    the `taken` millimetres above it."""
    natural = page.width / _LEAST_DOTS_PER_INCH * _MM_PER_INCH
    width = min(_WIDTH, natural, (geometry.BODY_HEIGHT - taken) * page.width / page.height)
    return Figure(
        name=name,
        picture=page.picture,
        width=width,
        height=width * page.height / page.width,
        element=element,
        description=told,
        after=_BETWEEN,
    )


def numbers_in(name: str) -> tuple[int, int] | None:
    """Of which file and which page of it a picture with that name is, or None."""
    found = re.fullmatch(r"File(\d{1,4})Page(\d{1,4})", name)
    return (int(found[1]), int(found[2])) if found else None
