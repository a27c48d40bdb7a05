"""Room for rows of a list on paper: lines, with what goes where in small words in the boxes."""

from collections.abc import Sequence

from forms.kinds import Group, RowList
from pdf import geometry, styles
from pdf.blocks import Block, Paragraph, Stack, paragraph
from pdf.blocks.writing import INDENT, WritingRow
from pdf.file.tags import ROW_HEADING, Element
from pdf.form.cells import OPTIONAL, Place, Spot, caption_row, rows_of, widths_of


def rows_to_fill(
    rows: Sequence[Group], field: RowList, place: Place, section: Element
) -> list[Block]:
    """A block for each of `rows`, which are some of the entries of `field`."""
    table = section.add("Table")
    return [_row(row, field, place, table.add("TR")) for row in rows]


def _row(row: Group, field: RowList, place: Place, element: Element) -> Block:
    """Which row the lines are of stands in the first box, which is a person's name; above it where
    the first box is to be ticked."""
    of_parts = rows_of(row.parts)
    heading = _heading(row, field, element.add("TH", ROW_HEADING), widths_of(of_parts[0])[0])
    (first, *more) = row.parts[0].paper_fields()
    stands_above = first.is_tick and not more
    lines: list[Block] = [caption_row(heading)] if stands_above else []
    for parts in of_parts:
        widths = widths_of(parts)
        cells = [
            place.cell(part, Spot(element.add("TD"), width, row, () if lines or at else [heading]))
            for at, (part, width) in enumerate(zip(parts, widths, strict=True))
        ]
        lines.append(WritingRow(cells, widths))
    return Stack(lines, geometry.BODY_WIDTH, stays_whole=True)


def _heading(row: Group, field: RowList, element: Element, width: float) -> Paragraph:
    is_the_one_more = field.entries.index(row) == field.least
    text = f"{row.title} ({OPTIONAL})" if is_the_one_more else row.title
    # It shares its box with the caption.
    return paragraph(text, styles.CAPTION_STRONG, width - 2 * INDENT, element)
