"""A list of rows as a table that a screen reader can walk: headings for columns and rows."""

from collections.abc import Sequence

from forms import messages
from forms.field import Leaf
from forms.kinds import Accept, Email, Group, Phone, YesNo
from forms.kinds.choices import Choices
from pdf import geometry, styles
from pdf.blocks import Block, Paragraph, Row, Stack, Table, paragraph
from pdf.blocks.paragraph import lines_of, longest_word
from pdf.file.tags import COLUMN_HEADING, ROW_HEADING, Element
from pdf.styles import TextStyle

_COLUMN_GAP = 3.0
_NOTHING = "–"
_MOST_PARTS = 3
_TITLE_WEIGHT = 0.64
_PART_WEIGHT = 0.92
_WEIGHT_OF_KIND: dict[type, float] = {Email: 1.45, Phone: 0.66}
# So many rows are read together, unless they fill half a page.
_NEVER_SPLIT = 4
_HIGHEST_WHOLE = geometry.BODY_HEIGHT / 2


def rows_table(
    headings: Sequence[str], filled: Sequence[Group], section: Element, width: float
) -> Table | None:
    """A heading row and the rows that are filled in; None when so many columns do not fit."""
    texts = [[row.title, *map(_shown, row.parts)] for row in filled]
    # No gap after the last column.
    widths = _column_widths(headings[1:], filled[0].parts, texts, width + _COLUMN_GAP)
    if widths is None:
        return None
    table = section.add("Table")
    rows: list[Block] = [_heading_row(headings, table, widths)]
    for title, *answers in texts:
        row = table.add("TR")
        cells = [_cell(title, styles.CELL, widths[0], row.add("TH", ROW_HEADING))]
        for answer, cell_width in zip(answers, widths[1:], strict=True):
            cells.append(_cell(answer, styles.CELL, cell_width, row.add("TD")))
        rows.append(_row(cells, widths))
    return Table(rows, width)


def keep_few_together(rows: Stack, count: int) -> Stack:
    """`rows`, of which there are `count`, never split when they are few."""
    rows.stays_whole = count <= _NEVER_SPLIT and rows.height <= _HIGHEST_WHOLE
    return rows


def _shown(part: Leaf) -> str:
    """The answer; what says nothing in this row has its place in the table all the same."""
    says_nothing = part.is_ticked_only and part.is_blank
    return part.shown if part.is_asked and not says_nothing else _NOTHING


def _heading_row(headings: Sequence[str], table: Element, widths: Sequence[float]) -> Row:
    element = table.add("TR")
    cells = [
        _cell(text, styles.CELL_HEADING, width, element.add("TH", COLUMN_HEADING))
        for text, width in zip(headings, widths, strict=True)
    ]
    return _row(cells, widths, keep_with_next=True)


def _row(cells: Sequence[Block], widths: Sequence[float], keep_with_next: bool = False) -> Row:
    return Row(cells, widths, padding=geometry.CELL_PADDING, keep_with_next=keep_with_next)


def _column_widths(
    labels: Sequence[str], parts: Sequence[Leaf], texts: Sequence[Sequence[str]], width: float
) -> list[float] | None:
    """No label is broken inside a word, and as few rows of `texts` as can be take a second line."""
    if len(parts) > _MOST_PARTS or not all(map(_fits_a_cell, parts)):
        return None
    weights = [_TITLE_WEIGHT, *(_WEIGHT_OF_KIND.get(type(part), _PART_WEIGHT) for part in parts)]
    wanted = [width * weight / sum(weights) for weight in weights]
    least = [
        max(longest_word(title, styles.CELL) for title, *_ in texts),
        *(longest_word(text, styles.CELL_HEADING) for text in labels),
    ]
    least = [need + _COLUMN_GAP for need in least]
    return _at_least(_with_whole_rows(least, texts, width), wanted, width)


def _fits_a_cell(part: Leaf) -> bool:
    """Of a choice, what was not chosen is printed, too, and of a statement all; what is not "Ja" is
    "Nej"."""
    return isinstance(part, YesNo) or not isinstance(part, Choices | Accept)


def _with_whole_rows(
    least: Sequence[float], texts: Sequence[Sequence[str]], width: float
) -> Sequence[float]:
    """What columns need for all rows to be of one line, but for the longest, if they must."""
    needs = sorted(([_width_of(text) + _COLUMN_GAP for text in row] for row in texts), key=sum)
    for count in range(len(needs), 0, -1):
        columns = [max(column) for column in zip(least, *needs[:count], strict=True)]
        if sum(columns) <= width:
            return columns
    return least


def _width_of(text: str) -> float:
    """How wide a text is that takes one line."""
    return paragraph(text, styles.CELL, geometry.BODY_WIDTH, None).natural_width


def _at_least(least: Sequence[float], wanted: Sequence[float], width: float) -> list[float] | None:
    """As wide as wanted, but what a column needs first of all comes from those with room."""
    spare = width - sum(least)
    if spare < 0:
        return None
    room = [max(want - need, 0.0) for want, need in zip(wanted, least, strict=True)]
    share = spare / (sum(room) or 1.0)
    return [need + more * share for need, more in zip(least, room, strict=True)]


def _cell(text: str, style: TextStyle, width: float, element: Element) -> Block:
    # An empty cell would be left out of the tree and leave the row too short (ISO 14289-1, 7.5).
    text, room = text or messages.NO_ANSWER, width - _COLUMN_GAP
    lines = lines_of(text, style, geometry.BODY_WIDTH)
    whole = Paragraph(lines, style, room, element)
    fits = len(lines) == 1 and whole.natural_width <= room
    return whole if fits else paragraph(text, style, room, element)
