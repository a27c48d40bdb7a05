"""Room for persons on paper: two lines each, with what goes where in small words in the boxes."""

from collections.abc import Sequence

from forms.kinds import Group, People
from pdf import geometry, styles
from pdf.blocks import Block, Paragraph, Stack, paragraph
from pdf.blocks.writing import INDENT, WritingRow
from pdf.file.tags import ROW_HEADING, Element
from pdf.form.cells import OPTIONAL, Place, rows_of, widths_of


def person_rows(
    people: Sequence[Group], field: People, place: Place, section: Element
) -> list[Block]:
    """A block for each of `people`, who are some of the entries of `field`."""
    table = section.add("Table")
    return [_person(person, field, place, table.add("TR")) for person in people]


def _person(person: Group, field: People, place: Place, row: Element) -> Block:
    """Whose lines they are stands in the first box, which is that of the name."""
    rows = rows_of(person.parts)
    heading = _heading(person, field, row.add("TH", ROW_HEADING), widths_of(rows[0])[0])
    lines: list[Block] = []
    for parts in rows:
        widths = widths_of(parts)
        cells = [
            place.cell_of(person, part, row.add("TD"), width, () if lines or at else [heading])
            for at, (part, width) in enumerate(zip(parts, widths, strict=True))
        ]
        lines.append(WritingRow(cells, widths))
    return Stack(lines, geometry.BODY_WIDTH, stays_whole=True)


def _heading(person: Group, field: People, element: Element, width: float) -> Paragraph:
    is_the_one_more = field.entries.index(person) == field.min_people
    text = f"{person.title} ({OPTIONAL})" if is_the_one_more else person.title
    # It shares its box with the caption.
    return paragraph(text, styles.CAPTION_STRONG, width - 2 * INDENT, element)
