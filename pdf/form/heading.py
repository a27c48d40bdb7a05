"""The head of the first page: sender, number and date, title, instruction, room for the archive."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms import PrintableForm
from pdf import geometry, styles
from pdf.blocks import Block, Frame, LinkParagraph, Logo, Paragraph, Row, Ruled, Stack, paragraph
from pdf.blocks.figures import picture
from pdf.blocks.paragraph import lines_of
from pdf.file.tags import Element
from pdf.imprint import Letterhead
from pdf.styles import TextStyle

_LEFT = geometry.MARK_LEFT_FROM_LEFT - geometry.BODY_LEFT_FROM_LEFT
_RIGHT = geometry.BODY_WIDTH - _LEFT
_ARCHIVE_WIDTH = 62.0
_TITLE_WIDTH = geometry.BODY_WIDTH - _ARCHIVE_WIDTH - geometry.PART_GAP
# What the municipality writes and stamps: a line for a number, and a usual date stamp.
_ARCHIVE_ROOM = (("Diarienummer", 9.0), ("Ankomststämpel", 17.0))
_PRIVACY = "Om personuppgifter: {}"
_ARCHIVE_FRAME = Frame(stroke=styles.LINE, line_width=geometry.HAIRLINE)


@dataclass(frozen=True)
class Words:
    """What a sheet is called, and what to do with it."""

    title: str
    intro: str


@dataclass(frozen=True)
class Heading:
    """The blocks, and the one among them that shows the number, if any does."""

    blocks: list[Block]
    number: Paragraph | None


def first_page_heading(
    form: type[PrintableForm],
    letterhead: Letterhead,
    facts: Sequence[str],
    document: Element,
    words: Words | None = None,
) -> Heading:
    """`facts` are the lines at the right under the annex: number and date, or none.

    `words` stand in the place of those of the form on a sheet that goes with it.
    """
    sender = _sender(letterhead, document)
    annex = [(form.annex, styles.ANNEX)] if form.annex else []
    lines: list[tuple[str, TextStyle]] = [*annex, *((fact, styles.FACTS) for fact in facts)]
    right = [paragraph(text, style, _RIGHT, document.add("P")) for text, style in lines]
    # Only what bears a number may bear a mark, which must not lie on the title below it.
    room = geometry.MARK_HEIGHT if facts else 0.0
    title = Row(
        [
            _title(words or Words(form.title, form.intro), letterhead, document),
            _archive_room(document),
        ],
        [_TITLE_WIDTH + geometry.PART_GAP, _ARCHIVE_WIDTH],
        before=2.0,
        after=2.5,
    )
    blocks: list[Block] = [
        Row([sender, Stack(right, _RIGHT)], [_LEFT, _RIGHT], least_height=room),
        title,
    ]
    return Heading(blocks, right[len(annex)] if facts else None)


def _title(words: Words, letterhead: Letterhead, document: Element) -> Stack:
    blocks = [paragraph(words.title, styles.TITLE, _TITLE_WIDTH, document.add("H1"))]
    if words.intro:
        blocks.append(paragraph(words.intro, styles.INTRO, _TITLE_WIDTH, document.add("P")))
    if letterhead.privacy_address:
        blocks.append(_privacy_notice(letterhead.privacy_address, document.add("P")))
    return Stack(blocks, _TITLE_WIDTH)


def _privacy_notice(address: str, element: Element) -> Paragraph:
    """Where it says what becomes of what is written here (GDPR, article 13)."""
    text = _PRIVACY.format(address.split("://", 1)[-1])
    lines = lines_of(text, styles.NOTICE, _TITLE_WIDTH)
    link = element.add("Link")
    return LinkParagraph(lines, styles.NOTICE, _TITLE_WIDTH, link, address=address)


def _archive_room(document: Element) -> Stack:
    """Where the registry writes its number and puts its stamp."""
    cells = [
        Row(
            [paragraph(text, styles.CAPTION, _ARCHIVE_WIDTH, document.add("P"))],
            [_ARCHIVE_WIDTH],
            padding=0.6,
            indent=1.2,
            least_height=height,
        )
        for text, height in _ARCHIVE_ROOM
    ]
    return Ruled(cells, _ARCHIVE_WIDTH, frame=_ARCHIVE_FRAME)


def _sender(letterhead: Letterhead, document: Element) -> Block:
    """The logo, or the name as a wordmark."""
    if letterhead.logo:
        description = letterhead.logo_alt or letterhead.municipality
        return Logo(picture(letterhead.logo), document.add("Figure"), description)
    style = styles.wordmark(letterhead.fill_colour)
    return paragraph(letterhead.municipality, style, _LEFT, document.add("P"))
