"""The blank form: the layout of the document, with boxes for a pen and fields for a keyboard."""

from collections.abc import Iterator, Sequence

from forms import PrintableForm, Section
from forms.field import Leaf
from forms.kinds import Field, Group, RowList
from pdf import geometry, styles
from pdf.blocks import Block, paragraph
from pdf.blocks.writing import INDENT, WritingRow
from pdf.file.tags import Element
from pdf.form.cells import Place, Spot, caption_row, rows_of, sentences, widths_of
from pdf.form.rows import rows_to_fill


def blank_form(form: type[PrintableForm]) -> PrintableForm:
    """The form without answers, in each list as many rows as must be filled in and one more."""
    lists = [field for field in form() if isinstance(field, RowList)]
    rows: dict[str, list[dict[str, str]]] = {
        field.short_name: [{}] * rows_on_blank(field) for field in lists
    }
    return form(data=rows)


def rows_on_blank(field: RowList) -> int:
    """How many rows there is room for."""
    return min(field.least + 1, field.most)


def section_boxes(section: Section, element: Element, place: Place) -> list[Block]:
    """What stands below the wording of a question, as wide as the page."""
    blocks: list[Block] = []
    leaves: list[Leaf] = []
    for field in section.fields:
        caption = _caption(field, section, element, place)
        if caption or isinstance(field, RowList):
            blocks += [*_boxes(leaves, element, place), *caption]
            leaves = []
        if isinstance(field, RowList):
            blocks += rows_to_fill(field.entries, field, place, element)
        else:
            leaves += leaves_of(field)
    return [*blocks, *_boxes(leaves, element, place)]


def _caption(field: Field, section: Section, element: Element, place: Place) -> list[Block]:
    """What a group or a list is called where the question does not say it, and when it is asked."""
    if not isinstance(field, Group | RowList):
        return []
    name = field.label.text if field.label.text != section.question.text else ""
    said = sentences(name, place.when(field))
    if not said:
        return []
    width = geometry.BODY_WIDTH - 2 * INDENT
    return [caption_row(paragraph(said, styles.CAPTION_STRONG, width, element.add("P")))]


def leaves_of(field: Field) -> Sequence[Leaf]:
    """The parts of an answer, or itself; not of a list of rows."""
    return field.parts if isinstance(field, Group) else [field]


def _boxes(leaves: Sequence[Leaf], element: Element, place: Place) -> Iterator[WritingRow]:
    for row in rows_of(leaves):
        widths = widths_of(row)
        cells = [
            place.cell(leaf, Spot(element, width)) for leaf, width in zip(row, widths, strict=True)
        ]
        yield WritingRow(cells, widths)
