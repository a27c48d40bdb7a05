"""A snapshot of an account: pictures of the files that came, what they show, of which day and from
whom, as PDF/A-3a and PDF/UA-1 at once, with the files themselves inside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pdf import geometry, styles
from pdf.blocks import Block, Stack, paragraph
from pdf.enclosures import Enclosure
from pdf.file.closing import Attachment
from pdf.file.metadata import Metadata
from pdf.file.tags import UNNUMBERED, StructureTree, named_item
from pdf.imprint import Letterhead
from pdf.plain import written
from pdf.shown import ShownFile

_TITLE = "Ögonblicksbild"
_OF = "Ögonblicksbild, {}, {}"
_SHOWN = "Filerna"
_FILE = "Fil"
_SEVERAL = "Fil {} av {}: {}"
_NOTE = "SHA-256 {}. Filen följer med i det här dokumentet."
_INSIDE = "Fil {}, så som den är sparad. SHA-256: {}"
_CALLED = "fil-{}-{}"
_WIDTH = geometry.BODY_WIDTH
_BETWEEN = 3.0


@dataclass(frozen=True)
class PicturedFile:
    """A file by its name, and what it is (`a/b`)."""

    name: str
    media: str
    enclosure: Enclosure


@dataclass(frozen=True)
class SnapshotFacts:
    """What the document says: the reference and the account in a few words, the day in words, what
    the files show, and all that is told of it, each with its name."""

    reference: str
    account: str
    day: str
    shows: str
    told: Sequence[tuple[str, str]]


def snapshot_pdf(
    facts: SnapshotFacts, files: Sequence[PicturedFile], letterhead: Letterhead, now: datetime
) -> bytes:
    """The document, made at `now` (UTC); always the same of the same."""
    tree = StructureTree()
    blocks = list(_blocks(facts, files, letterhead, tree))
    inside = [_attachment(number, one) for number, one in enumerate(files, 1)]
    title = _OF.format(facts.account, facts.day)
    digest = sha256("".join(one.enclosure.sha256 for one in files).encode()).hexdigest()
    metadata = Metadata(title, letterhead.municipality, f"sha256:{digest}", now)
    return written(
        tree,
        blocks,
        f"{letterhead.municipality} · {_TITLE} · {facts.reference}, {facts.day}",
        inside,
        metadata,
    )


def _blocks(
    facts: SnapshotFacts,
    files: Sequence[PicturedFile],
    letterhead: Letterhead,
    tree: StructureTree,
) -> Iterator[Block]:
    document = tree.document
    sender = styles.wordmark(letterhead.fill_colour)
    for text, style, tag in (
        (letterhead.municipality, sender, "P"),
        (_TITLE, styles.TITLE, "H1"),
    ):
        yield paragraph(text, style, _WIDTH, document.add(tag))
    told = document.add("L", UNNUMBERED)
    for name, text in facts.told:
        label, body = named_item(told)
        both = [
            paragraph(name, styles.PART_LABEL, _WIDTH, label),
            paragraph(text, styles.ANSWER, _WIDTH, body.add("P")),
        ]
        yield Stack(both, _WIDTH, after=_BETWEEN / 2, stays_whole=True)
    section = document.add("Sect")
    heads: list[Block] = [paragraph(_SHOWN, styles.SECTION_HEADING, _WIDTH, section.add("H2"))]
    for number, one in enumerate(files, 1):
        shown = _shown(facts, number, len(files), one)
        yield from shown.blocks(one.enclosure, heads, section.add("Sect"))
        heads = []


def _shown(facts: SnapshotFacts, number: int, count: int, one: PicturedFile) -> ShownFile:
    """What is said of all files is said of each, with its place among them."""
    is_pdf = one.media == "application/pdf"
    is_told = count > 1 and not is_pdf
    said = _SEVERAL.format(number, count, facts.shows) if is_told else facts.shows
    note = _NOTE.format(one.enclosure.sha256)
    return ShownFile(_FILE, number, one.name, note, said, is_pdf)


def _attachment(number: int, one: PicturedFile) -> Attachment:
    return Attachment(
        _CALLED.format(number, one.name),
        one.media,
        one.enclosure.content,
        _INSIDE.format(number, one.enclosure.sha256),
        is_packed=True,
    )
