"""A protocol: headings and short paragraphs, as PDF/A-3a and PDF/UA-1 at once, with the same inside
as JSON, for programs that apply it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pdf import geometry, styles
from pdf.blocks import paragraph
from pdf.blocks.block import Block
from pdf.blocks.pager import paginate
from pdf.file.canvas import TaggedCanvas
from pdf.file.closing import Attachment, Closing
from pdf.file.metadata import LANGUAGE, Metadata
from pdf.file.tags import StructureTree
from pdf.imprint import Letterhead

DATA = "protokoll.json"
"""What the file inside is called."""
_WIDTH = geometry.BODY_WIDTH
_FOOT_TOP = geometry.PAGE_HEIGHT - geometry.FOOT_BOTTOM_FROM_BOTTOM


@dataclass(frozen=True)
class Entry:
    """One thing that is told of: its heading, and what of it, a paragraph each."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Part:
    """A part of the protocol."""

    heading: str
    lines: Sequence[str] = ()
    entries: Sequence[Entry] = ()


def protocol_pdf(
    title: str,
    parts: Sequence[Part],
    data: bytes,
    letterhead: Letterhead,
    now: datetime,
    name: str = DATA,
    about: str = "Protokollet som data",
) -> bytes:
    """The protocol, made at `now` (UTC) with `data` (JSON) inside as a file that is called `name`;
    always the same of the same.

    Raises TooHighError for a paragraph that is longer than a page.
    """
    tree = StructureTree()
    canvas = TaggedCanvas(tree, LANGUAGE)
    pages = paginate(list(_blocks(title, parts, letterhead, tree)))
    for number, page in enumerate(pages, 1):
        page.draw(canvas, geometry.BODY_LEFT_FROM_LEFT, geometry.BODY_TOP_FROM_TOP)
        with canvas.pagination("Footer"):
            foot = f"{letterhead.municipality} · {title} · Sida {number} av {len(pages)}"
            line = paragraph(foot, styles.FOOT, _WIDTH, None)
            line.draw(canvas, geometry.BODY_LEFT_FROM_LEFT, _FOOT_TOP)
        canvas.showPage()
    inside = Attachment(name, "application/json", data, about, now)
    identifier = f"sha256:{sha256(data).hexdigest()}"
    metadata = Metadata(title, letterhead.municipality, identifier, now)
    return Closing(canvas, [inside]).file(metadata)


def _blocks(
    title: str, parts: Sequence[Part], letterhead: Letterhead, tree: StructureTree
) -> list[Block]:
    document = tree.document
    sender = styles.wordmark(letterhead.fill_colour)
    texts = [(letterhead.municipality, sender, "P"), (title, styles.TITLE, "H1")]
    for part in parts:
        texts.append((part.heading, styles.SECTION_HEADING, "H2"))
        texts += [(line, styles.BODY, "P") for line in part.lines]
        for entry in part.entries:
            texts.append((entry.heading, styles.FILE_HEADING, "H3"))
            texts += [(line, styles.TICK, "P") for line in entry.lines]
    return [paragraph(text, style, _WIDTH, document.add(tag)) for text, style, tag in texts]
