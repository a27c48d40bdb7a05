"""The list of changes since the version before, printed ahead of the approvals."""

from collections.abc import Sequence

from forms.changes import Change, Changes
from forms.comparison import Stretch
from pdf import geometry, styles
from pdf.blocks import Block, Row, Table, paragraph
from pdf.blocks.marked import ADDED, STRUCK, Marking, marked_paragraph
from pdf.file.tags import COLUMN_HEADING, ROW_HEADING, Element
from pdf.form.questions import OUTLINE
from pdf.styles import TextStyle

_NO_CHANGES = "Inga svar är ändrade."
_MARKS = "Borttagna ord är överstrukna. Nya ord är feta och understrukna."
_HEADINGS = ("Fråga", "Tidigare", "Nu")
# Room for the longest words of questions; what was and what is, as wide as each other.
_QUESTION_WIDTH = 45.0
_ANSWER_WIDTH = (geometry.BODY_WIDTH - _QUESTION_WIDTH) / 2
_WIDTHS = (_QUESTION_WIDTH, _ANSWER_WIDTH, _ANSWER_WIDTH)
_CELL_INDENT = geometry.NUMBER_INDENT


def revision_section(changes: Changes, document: Element) -> list[Block]:
    """The heading, and a table with a row for each changed answer: what it was, what it is."""
    section = document.add("Sect")
    blocks: list[Block] = [
        paragraph(changes.heading, styles.SECTION_HEADING, geometry.BODY_WIDTH, section.add("H2"))
    ]
    if changes.are_none:
        element = section.add("P")
        return [*blocks, paragraph(_NO_CHANGES, styles.ANSWER, geometry.BODY_WIDTH, element)]
    legend = paragraph(
        changes.legend(_MARKS), styles.CHANGES_NOTE, geometry.BODY_WIDTH, section.add("P")
    )
    return [*blocks, legend, _table(changes.changes, section.add("Table"))]


def _table(changes: Sequence[Change], table: Element) -> Table:
    row = table.add("TR")
    headings = [
        _cell(text, styles.CELL_HEADING, width, row.add("TH", COLUMN_HEADING))
        for text, width in zip(_HEADINGS, _WIDTHS, strict=True)
    ]
    rows = [_row(headings, keep_with_next=True), *(_change(one, table) for one in changes)]
    return Table(rows, geometry.BODY_WIDTH, frame=OUTLINE)


def _change(change: Change, table: Element) -> Row:
    row = table.add("TR")
    question = row.add("TH", ROW_HEADING)
    return _row(
        [
            _cell(change.question, styles.CELL_HEADING, _QUESTION_WIDTH, question),
            _answer(change.told.before, change.notes[0], STRUCK, row.add("TD")),
            _answer(change.told.after, change.notes[1], ADDED, row.add("TD")),
        ]
    )


def _row(cells: Sequence[Block], keep_with_next: bool = False) -> Row:
    return Row(
        cells,
        _WIDTHS,
        padding=geometry.CELL_PADDING,
        indent=_CELL_INDENT,
        keep_with_next=keep_with_next,
    )


def _answer(stretches: Sequence[Stretch], note: str, marking: Marking, element: Element) -> Block:
    """What is told of an answer, or `note` where nothing is."""
    if not stretches:
        return _cell(note, styles.CELL, _ANSWER_WIDTH, element)
    width = _ANSWER_WIDTH - 2 * _CELL_INDENT
    return marked_paragraph(stretches, marking, styles.CELL, width, element)


def _cell(text: str, style: TextStyle, width: float, element: Element) -> Block:
    return paragraph(text, style, width - 2 * _CELL_INDENT, element)
