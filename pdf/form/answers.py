"""How the answer to each kind of question is printed. A kind is looked up by its class."""

import re
from collections.abc import Sequence
from functools import singledispatch

from forms import Section, messages
from forms.kinds import (
    AccountAddress,
    Field,
    Group,
    RowList,
)
from pdf import geometry, styles
from pdf.blocks import Block, LinkParagraph, Stack, paragraph
from pdf.blocks.paragraph import lines_of
from pdf.file.tags import UNNUMBERED, Element, named_item
from pdf.form.questions import answer_area, label, side_by_side
from pdf.form.tables import keep_few_together, rows_table

LABEL_AFTER = 1.2
# The line breaks before a paragraph, and its lines up to the next blank line.
_PARAGRAPH = re.compile(r"(?<!\n)(?P<breaks>\n*)(?P<lines>[^\n]+(?:\n[^\n]+)*)")


def section_answers(section: Section, element: Element) -> list[Block]:
    """What stands below the wording of a question, as wide as its box."""
    shown, width = section.said, geometry.CONTENT_WIDTH
    if not shown:
        return [answer_area(text_blocks("", element, width))]
    if not section.is_labelled:
        return [answer_area(answer_blocks(shown[0], element, width))]
    names = element.add("L", UNNUMBERED)
    return [answer_area([labelled(field, names, width) for field in shown])]


def labelled(field: Field, names: Element, width: float) -> Stack:
    """An answer under the label of its field, both one item of the list `names`."""
    name, body = named_item(names)
    blocks = [label(field.label.text, width, name), *answer_blocks(field, body, width)]
    return Stack(blocks, width, after=LABEL_AFTER)


@singledispatch
def answer_blocks(field: Field, element: Element, width: float) -> list[Block]:
    """The blocks that show the answer of `field` under `element`: as text, unless its kind says
    otherwise. Each paragraph that was typed is one to a screen reader; blank lines stay."""
    return text_blocks(field.shown, element, width)


@answer_blocks.register
def _account(field: AccountAddress, element: Element, width: float) -> list[Block]:
    if not field.link:
        return text_blocks(field.shown, element, width)
    lines = lines_of(field.shown, styles.LINK, width)
    link = element.add("P").add("Link")
    return [LinkParagraph(lines, styles.LINK, width, link, address=field.link)]


@answer_blocks.register
def _group(field: Group, element: Element, width: float) -> list[Block]:
    if not any(part.is_asked for part in field.parts):
        return text_blocks("", element, width)
    return [_parts(field, element, width)]


def _parts(field: Group, element: Element, width: float) -> Stack:
    """The parts side by side."""
    names = element.add("L", UNNUMBERED)
    return side_by_side(field, width, lambda part, own: labelled(part, names, own))


@answer_blocks.register
def _rows(field: RowList, element: Element, width: float) -> list[Block]:
    filled = [row for row in field.entries if not row.is_blank]
    if not filled:
        return text_blocks("", element, width)
    headings = [field.row_noun.capitalize(), *field.part_labels]
    table = rows_table(headings, filled, element, width)
    return [keep_few_together(table or _one_by_one(filled, element, width), len(filled))]


def _one_by_one(rows: Sequence[Group], element: Element, width: float) -> Stack:
    """Rows of which too much is asked for a table."""
    names = element.add("L", UNNUMBERED)
    return Stack([_one(row, names, width) for row in rows], width)


def _one(row: Group, names: Element, width: float) -> Block:
    name, body = named_item(names)
    blocks: list[Block] = [label(row.title, width, name), _parts(row, body, width)]
    return Stack(blocks, width, after=LABEL_AFTER)


def text_blocks(
    text: str, element: Element, width: float, nothing: str = messages.NO_ANSWER
) -> list[Block]:
    """Typed text, or `nothing`: a paragraph for each line that was typed, blank lines kept."""
    if not text:
        return [paragraph(nothing, styles.BLANK_ANSWER, width, element.add("P"))]
    blocks: list[Block] = []
    for match in _PARAGRAPH.finditer(text):
        style = styles.after_blank_lines(len(match["breaks"]) - 1) if blocks else styles.ANSWER
        blocks.append(paragraph(match["lines"], style, width, element.add("P")))
    return blocks
