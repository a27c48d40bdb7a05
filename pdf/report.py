"""A report: headings, short paragraphs and tables, as PDF/A-3a and PDF/UA-1 at once, with the same
inside as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pdf import geometry, styles
from pdf.blocks import Row, Table, paragraph
from pdf.blocks.block import Block
from pdf.blocks.paragraph import longest_word
from pdf.file.closing import Attachment
from pdf.file.metadata import Metadata
from pdf.file.tags import COLUMN_HEADING, ROW_HEADING, Element, StructureTree
from pdf.imprint import Letterhead
from pdf.plain import written

_WIDTH = geometry.BODY_WIDTH
_COLUMN_GAP = 3.0
# A word that is as wide as its column to the last decimal would be broken.
_SLACK = 0.1
# What stands in a heading cell of a column that says nothing but the names of its rows.
_OF_NAMES = "Namn"


@dataclass(frozen=True)
class Entry:
    """One thing that is told of: its heading, and what of it, a paragraph each."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Rows:
    """A table: headings of its columns, and rows that begin with their names. The first column
    takes the room that the others leave."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Part:
    """A part of the report."""

    heading: str
    lines: Sequence[str] = ()
    entries: Sequence[Entry] = ()
    table: Rows | None = None


@dataclass(frozen=True)
class Inside:
    """The file that the report carries: its name, media type, content, and what it is."""

    name: str
    media: str
    content: bytes
    words: str


def report_pdf(
    title: str, parts: Sequence[Part], inside: Inside, letterhead: Letterhead, now: datetime
) -> bytes:
    """The report, made at `now` (UTC); always the same of the same.

    Raises TooHighError for a paragraph that is longer than a page.
    """
    tree = StructureTree()
    blocks = list(_blocks(title, parts, letterhead, tree))
    attachment = Attachment(inside.name, inside.media, inside.content, inside.words, now)
    identifier = f"sha256:{sha256(inside.content).hexdigest()}"
    metadata = Metadata(title, letterhead.municipality, identifier, now)
    return written(tree, blocks, f"{letterhead.municipality} · {title}", [attachment], metadata)


def _blocks(
    title: str, parts: Sequence[Part], letterhead: Letterhead, tree: StructureTree
) -> Iterator[Block]:
    document = tree.document
    sender = styles.wordmark(letterhead.fill_colour)
    yield paragraph(letterhead.municipality, sender, _WIDTH, document.add("P"))
    yield paragraph(title, styles.TITLE, _WIDTH, document.add("H1"))
    for part in parts:
        yield paragraph(part.heading, styles.SECTION_HEADING, _WIDTH, document.add("H2"))
        for line in part.lines:
            yield paragraph(line, styles.BODY, _WIDTH, document.add("P"))
        if part.table is not None:
            yield _table(part.table, document.add("Table"))
        for entry in part.entries:
            yield paragraph(entry.heading, styles.FILE_HEADING, _WIDTH, document.add("H3"))
            for line in entry.lines:
                yield paragraph(line, styles.TICK, _WIDTH, document.add("P"))


def _table(found: Rows, element: Element) -> Table:
    """No heading is broken inside a word."""
    widths = _widths(found)
    headings = element.add("TR")
    head = [
        paragraph(
            text or _OF_NAMES,
            styles.CELL_HEADING,
            width - _COLUMN_GAP,
            headings.add("TH", COLUMN_HEADING),
        )
        for text, width in zip(found.headings, widths, strict=True)
    ]
    rows = [Row(head, widths, padding=geometry.CELL_PADDING, keep_with_next=True)]
    rows += [_row(row, widths, element.add("TR")) for row in found.rows]
    return Table(rows, _WIDTH)


def _row(texts: Sequence[str], widths: Sequence[float], element: Element) -> Row:
    kinds = [("TH", ROW_HEADING), *[("TD", "")] * (len(texts) - 1)]
    cells = [
        paragraph(text, styles.CELL, width - _COLUMN_GAP, element.add(*kind))
        for text, width, kind in zip(texts, widths, kinds, strict=True)
    ]
    return Row(cells, widths, padding=geometry.CELL_PADDING)


def _widths(found: Rows) -> list[float]:
    columns = list(zip(*found.rows, strict=True)) or [()] * len(found.headings)
    needs = [
        max(
            longest_word(heading, styles.CELL_HEADING),
            *(longest_word(text, styles.CELL) for text in column),
            0.0,
        )
        + _COLUMN_GAP
        + _SLACK
        for heading, column in zip(found.headings, columns, strict=True)
    ]
    return [_WIDTH - sum(needs[1:]), *needs[1:]]
