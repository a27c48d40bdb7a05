"""The list of changes since the version before, printed ahead of the approvals."""

from forms import Question
from forms.changes import Change, Changes
from pdf import geometry, styles
from pdf.blocks import Block, Stack, paragraph
from pdf.file.tags import Element
from pdf.form.answers import LABEL_AFTER, text_blocks
from pdf.form.questions import answer_area, label, question_box, question_table, wording

_NO_CHANGES = "Inga svar är ändrade."


def revision_section(changes: Changes, document: Element) -> list[Block]:
    """The heading, and a box for each changed question with its answer before and after."""
    section = document.add("Sect")
    heading = section.add("H2")
    blocks: list[Block] = [
        paragraph(changes.heading, styles.SECTION_HEADING, geometry.BODY_WIDTH, heading)
    ]
    if not changes.changes:
        width = geometry.BODY_WIDTH
        blocks.append(paragraph(_NO_CHANGES, styles.ANSWER, width, section.add("P")))
    boxes = [_change(change, section.add("Sect")) for change in changes.changes]
    return [*blocks, question_table(boxes)] if boxes else blocks


def _change(change: Change, element: Element) -> Block:
    question = wording(Question(None, change.question), element, "H3")
    before = _side("Tidigare", change.before, change.nothing_before, element)
    after = _side("Nu", change.after, change.nothing_now, element)
    return question_box(question, [answer_area([before, after])])


def _side(name: str, text: str, nothing: str, element: Element) -> Stack:
    blocks = text_blocks(text, element, geometry.CONTENT_WIDTH, nothing)
    blocks = [label(name, geometry.CONTENT_WIDTH, element), *blocks]
    return Stack(blocks, geometry.CONTENT_WIDTH, after=LABEL_AFTER)
