"""A question with its answer in a box, as on the paper form."""

from collections.abc import Callable, Sequence

from forms import Question
from forms.field import Leaf
from forms.kinds import Group
from pdf import geometry, styles
from pdf.blocks import Block, Frame, Paragraph, Row, Stack, paragraph
from pdf.file.tags import Element

INNER_WIDTH = geometry.BODY_WIDTH - 2 * geometry.QUESTION_INDENT
_BOX_FRAME = Frame(stroke=styles.FRAME_GREY)
_WORDING_FRAME = Frame(stroke=styles.FRAME_GREY, fill=styles.TINT)


def wording(question: Question, section: Element, tag: str) -> Stack:
    """Number and wording in bold; example and note in smaller type, as on paper."""
    blocks = [paragraph(question.heading, styles.QUESTION, INNER_WIDTH, section.add(tag))]
    explanation = ". ".join(filter(None, [_example(question), question.note]))
    if explanation:
        element = section.add("P")
        blocks.append(paragraph(explanation, styles.QUESTION_NOTE, INNER_WIDTH, element))
    return Stack(
        blocks,
        geometry.BODY_WIDTH,
        padding=geometry.WORDING_PADDING,
        indent=geometry.QUESTION_INDENT,
        frame=_WORDING_FRAME,
        keep_with_next=True,
        stays_whole=True,
    )


def question_box(question_wording: Stack, below: Sequence[Block]) -> Stack:
    """The tinted wording, and below it blocks as wide as the box."""
    return Stack(
        [question_wording, *below],
        geometry.BODY_WIDTH,
        frame=_BOX_FRAME,
        after=geometry.QUESTION_AFTER,
    )


def answer_area(blocks: Sequence[Block]) -> Stack:
    """Answers that are INNER_WIDTH wide, with white space around them."""
    return Stack(
        blocks,
        geometry.BODY_WIDTH,
        padding=geometry.ANSWER_PADDING,
        indent=geometry.QUESTION_INDENT,
    )


def side_by_side(field: Group, width: float, cell: Callable[[Leaf, float], Block]) -> Row:
    """The parts of an answer, as `cell` makes each in the width that it gets."""
    gap = geometry.PART_GAP
    part_width = (width - gap * (len(field.parts) - 1)) / len(field.parts)
    cells = [cell(part, part_width) for part in field.parts]
    return Row(cells, [part_width + gap] * len(cells))


def _example(question: Question) -> str:
    return f"(exempel: {question.example})" if question.example else ""


def label(text: str, width: float, section: Element) -> Paragraph:
    """The name of a part of the answer."""
    return paragraph(text, styles.PART_LABEL, width, section.add("P"))
