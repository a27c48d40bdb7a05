"""A list of persons as a table that a screen reader can walk: headings for columns and rows."""

from collections.abc import Callable, Sequence

from forms import messages
from forms.field import Leaf
from forms.kinds import Email, Group, People, Phone
from pdf import geometry, styles
from pdf.blocks import Block, Frame, Row, Table, paragraph
from pdf.blocks.writing import Entry, WritingSpace
from pdf.file.tags import COLUMN_HEADING, ROW_HEADING, Element
from pdf.styles import TextStyle

_PERSON = "Person"
_WRITING_HEIGHT = 7.5
CellEntry = Callable[[Group, Leaf, Element], Entry]
_TITLE_WEIGHT = 0.69
_PART_WEIGHT = 0.94
_WEIGHT_OF_KIND: dict[type, float] = {Email: 1.5, Phone: 0.72}
_FRAME = Frame(stroke=styles.FRAME_GREY, line_width=0.5)
_HEADING_FRAME = Frame(stroke=styles.FRAME_GREY, fill=styles.TINT, line_width=0.5)


def people_table(
    labels: Sequence[str], people: Sequence[Group], section: Element, width: float
) -> list[Block]:
    """A heading row and a row for each person."""
    table = section.add("Table")
    widths = _column_widths(people[0].parts, width)
    rows: list[Block] = [_heading_row(labels, table, widths)]
    for person in people:
        row = table.add("TR")
        title = _person_cell(person, row, widths)
        answers = [
            _cell(part.shown, styles.CELL, cell_width, row.add("TD"))
            for part, cell_width in zip(person.parts, widths[1:], strict=True)
        ]
        rows.append(_row([title, *answers], widths, _FRAME))
    return [Table(rows, width)]


def blank_people_table(
    field: People, entry: CellEntry, section: Element, width: float
) -> list[Block]:
    """The same table with space to write in; `entry` makes the field of a person's part."""
    table = section.add("Table")
    widths = _column_widths(field.entries[0].parts, width)
    rows: list[Block] = [_heading_row(field.part_labels, table, widths)]
    for person in field.entries:
        row = table.add("TR")
        title = _person_cell(person, row, widths)
        spaces = [
            WritingSpace(
                entry(person, part, row.add("TD")),
                cell_width - 2 * geometry.CELL_INDENT,
                line_distance=_WRITING_HEIGHT,
                is_ruled=False,
            )
            for part, cell_width in zip(person.parts, widths[1:], strict=True)
        ]
        rows.append(_row([title, *spaces], widths, _FRAME))
    return [Table(rows, width)]


def _heading_row(labels: Sequence[str], table: Element, widths: Sequence[float]) -> Row:
    element = table.add("TR")
    cells = [
        _cell(text, styles.CELL_HEADING, width, element.add("TH", COLUMN_HEADING))
        for text, width in zip([_PERSON, *labels], widths, strict=True)
    ]
    return _row(cells, widths, _HEADING_FRAME, keep_with_next=True)


def _person_cell(person: Group, row: Element, widths: Sequence[float]) -> Block:
    return _cell(person.title, styles.CELL, widths[0], row.add("TH", ROW_HEADING))


def _row(
    cells: Sequence[Block], widths: Sequence[float], frame: Frame, keep_with_next: bool = False
) -> Row:
    return Row(
        cells,
        widths,
        padding=geometry.CELL_PADDING,
        indent=geometry.CELL_INDENT,
        frame=frame,
        keep_with_next=keep_with_next,
    )


def _column_widths(parts: Sequence[Leaf], width: float) -> list[float]:
    """Addresses are longer than names, numbers shorter."""
    weights = [_TITLE_WEIGHT, *(_WEIGHT_OF_KIND.get(type(part), _PART_WEIGHT) for part in parts)]
    return [width * weight / sum(weights) for weight in weights]


def _cell(text: str, style: TextStyle, width: float, element: Element) -> Block:
    # An empty cell would be left out of the tree and leave the row too short (ISO 14289-1, 7.5).
    return paragraph(text or messages.NO_ANSWER, style, width - 2 * geometry.CELL_INDENT, element)
