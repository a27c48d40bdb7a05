"""The head of the first page: sender, annex, title, reference and date, instruction."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms import PrintableForm
from pdf import geometry, styles
from pdf.blocks import Block, Logo, Paragraph, Row, Stack, paragraph
from pdf.blocks.figures import picture
from pdf.file.tags import Element
from pdf.imprint import Letterhead
from pdf.styles import TextStyle

_LEFT = 92.0
_RIGHT = geometry.BODY_WIDTH - _LEFT


@dataclass(frozen=True)
class Heading:
    """The blocks, and the one among them that shows the number, if any does."""

    blocks: list[Block]
    number: Paragraph | None


def first_page_heading(
    form: type[PrintableForm], letterhead: Letterhead, facts: Sequence[str], document: Element
) -> Heading:
    """`facts` are the lines at the right under the annex: number and date, or none."""
    sender = _sender(letterhead, document)
    annex = [(form.annex, styles.ANNEX)] if form.annex else []
    lines: list[tuple[str, TextStyle]] = [*annex, *((fact, styles.FACTS) for fact in facts)]
    right = [paragraph(text, style, _RIGHT, document.add("P")) for text, style in lines]
    # Only what bears a number may bear a mark, which must not lie on the title below it.
    room = geometry.MARK_HEIGHT if facts else 0.0
    blocks: list[Block] = [
        Row([sender, Stack(right, _RIGHT)], [_LEFT, _RIGHT], after=2.0, least_height=room),
        paragraph(form.title, styles.TITLE, geometry.BODY_WIDTH, document.add("H1")),
    ]
    if form.intro:
        intro = document.add("P")
        blocks.append(paragraph(form.intro, styles.INTRO, geometry.BODY_WIDTH, intro))
    return Heading(blocks, right[len(annex)] if facts else None)


def _sender(letterhead: Letterhead, document: Element) -> Block:
    """The logo, or the name as a wordmark."""
    if letterhead.logo:
        description = letterhead.logo_alt or letterhead.municipality
        return Logo(picture(letterhead.logo), document.add("Figure"), description)
    style = styles.wordmark(letterhead.fill_colour)
    return paragraph(letterhead.municipality, style, _LEFT, document.add("P"))
