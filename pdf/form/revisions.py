"""The list of changes since the version before, printed ahead of the approvals."""

from collections.abc import Sequence

from forms.changes import Change, Changes
from forms.comparison import Stretch
from pdf import geometry, styles
from pdf.blocks import Block, Row, Table, paragraph
from pdf.blocks.marked import ADDED, STRUCK, Marking, marked_paragraph
from pdf.blocks.paragraph import least_width
from pdf.file.tags import COLUMN_HEADING, ROW_HEADING, Element
from pdf.form.questions import OUTLINE
from pdf.styles import TextStyle

_NO_CHANGES = "Inga svar är ändrade."
_MARKS = "Borttagna ord är överstrukna. Nya ord är feta och understrukna."
_HEADINGS = ("Fråga", "Tidigare", "Nu")
# The words of questions take at most half of the page; what was and what is share the rest.
_QUESTION_WIDTH = 45.0
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
    widths = _widths(changes)
    row = table.add("TR")
    headings = [
        _cell(text, styles.CELL_HEADING, width, row.add("TH", COLUMN_HEADING))
        for text, width in zip(_HEADINGS, widths, strict=True)
    ]
    rows = [_change(change, widths, table) for change in changes]
    heading_row = _row(headings, widths, keep_with_next=True)
    return Table([heading_row, *rows], geometry.BODY_WIDTH, frame=OUTLINE)


def _widths(changes: Sequence[Change]) -> Sequence[float]:
    """So that no word of a question is broken, if it does not need more than half of the page."""
    longest = max(least_width(one.question, styles.CELL_HEADING) for one in changes)
    wanted = max(_QUESTION_WIDTH, longest + 2 * _CELL_INDENT)
    question = min(wanted, geometry.BODY_WIDTH / 2)
    answer = (geometry.BODY_WIDTH - question) / 2
    return question, answer, answer


def _change(change: Change, widths: Sequence[float], table: Element) -> Row:
    row = table.add("TR")
    question, was, is_now = row.add("TH", ROW_HEADING), row.add("TD"), row.add("TD")
    notes = change.notes
    cells = [
        _cell(change.question, styles.CELL_HEADING, widths[0], question),
        _answer(change.told.before, notes[0], STRUCK, widths[1], was),
        _answer(change.told.after, notes[1], ADDED, widths[2], is_now),
    ]
    return _row(cells, widths)


def _row(cells: Sequence[Block], widths: Sequence[float], keep_with_next: bool = False) -> Row:
    return Row(
        cells,
        widths,
        padding=geometry.CELL_PADDING,
        indent=_CELL_INDENT,
        keep_with_next=keep_with_next,
    )


def _answer(
    stretches: Sequence[Stretch], note: str, marking: Marking, width: float, element: Element
) -> Block:
    """What is told of an answer, or `note` where nothing is."""
    if not stretches:
        return _cell(note, styles.CELL, width, element)
    return marked_paragraph(stretches, marking, styles.CELL, width - 2 * _CELL_INDENT, element)


def _cell(text: str, style: TextStyle, width: float, element: Element) -> Block:
    return paragraph(text, style, width - 2 * _CELL_INDENT, element)
