"""A question as a row of the form: its number in a column of its own, wording, answer below."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from forms import Question
from forms.field import Leaf
from forms.kinds import Group
from pdf import geometry, styles
from pdf.blocks import Block, Frame, Nothing, Paragraph, Row, Ruled, Stack, paragraph
from pdf.blocks.paragraph import longest_word
from pdf.file.tags import Element

# No more parts of an answer side by side, so that each is wide enough to be read and written.
_MOST_SIDE_BY_SIDE = 3
_GOES_ON = "Fortsättning"
_LEAST_INDENT = 0.8
_TOLERANCE = 0.01
OUTLINE = Frame(stroke=styles.LINE, line_width=geometry.OUTLINE)


def question_table(questions: Sequence[Block]) -> Ruled:
    """Questions one under the other: a line around them, hairlines between them."""
    return Ruled(questions, geometry.BODY_WIDTH, frame=OUTLINE)


def wording(
    question: Question, section: Element, tag: str, *, with_example: bool = False, when: str = ""
) -> Row:
    """Number and wording in bold, and in smaller type what stands below them on paper: `when` it
    is to be answered, if not always.

    An answered form leaves the example out: it is no part of what is signed.
    """
    heading = section.add(tag)
    example = f"(exempel: {question.example})" if with_example and question.example else ""
    number, text = question.number, question.text
    if not _fits_its_column(number):
        number, text = None, question.heading
    blocks = [paragraph(text, styles.QUESTION, geometry.CONTENT_WIDTH, heading)]
    said = ". ".join(filter(None, [example, question.note]))
    if explanation := " ".join(filter(None, [when, said])):
        element = section.add("P")
        blocks.append(paragraph(explanation, styles.QUESTION_NOTE, geometry.CONTENT_WIDTH, element))
    return Row(
        [_number_cell(number, heading), Stack(blocks, geometry.CONTENT_WIDTH)],
        [geometry.NUMBER_COLUMN, geometry.CONTENT_WIDTH],
        after=geometry.WORDING_AFTER,
        keep_with_next=True,
    )


def _fits_its_column(number: int | str | None) -> bool:
    """Whether a number stands beside the wording, as all but such as "12 a" do."""
    if not isinstance(number, str):
        return True
    return _number_indent(number) >= _LEAST_INDENT


def _number_indent(number: int | str) -> float:
    """Letters after a number need room that a number alone leaves."""
    if isinstance(number, int):
        return geometry.NUMBER_INDENT
    words = paragraph(f"{number}. ", styles.QUESTION, geometry.BODY_WIDTH, None)
    return min(geometry.NUMBER_INDENT, geometry.NUMBER_COLUMN - words.natural_width - _TOLERANCE)


def _number_cell(number: int | str | None, heading: Element | None) -> Block:
    """Of the same heading as the wording; the space keeps the two apart when they are read."""
    if number is None:
        return Nothing()
    indent = _number_indent(number)
    words = paragraph(f"{number}. ", styles.QUESTION, geometry.NUMBER_COLUMN - indent, heading)
    return Stack([words], geometry.NUMBER_COLUMN, indent=indent)


@dataclass
class QuestionBox(Stack):
    """A question with its answer. What goes on over the page says there which question it is of."""

    number: int | str | None = None

    def _halves(self, first: Sequence[Block], rest: Sequence[Block]) -> tuple[Self, Self]:
        return super()._halves(first, [_continuation(self.number), *rest])


def _continuation(number: int | str | None) -> Row:
    """For the eye alone: whoever listens hears the answer go on."""
    is_beside = _fits_its_column(number)
    said = _GOES_ON if is_beside else f"{number}. {_GOES_ON}"
    words = paragraph(said, styles.CONTINUATION, geometry.CONTENT_WIDTH, None)
    return Row(
        [_number_cell(number if is_beside else None, None), words],
        [geometry.NUMBER_COLUMN, geometry.CONTENT_WIDTH],
        after=geometry.WORDING_AFTER,
        keep_with_next=True,
    )


def question_box(
    question_wording: Row, below: Sequence[Block], number: int | str | None = None
) -> QuestionBox:
    """The wording, and below it blocks as wide as the box."""
    return QuestionBox(
        [question_wording, *below],
        geometry.BODY_WIDTH,
        number=number,
        padding_top=geometry.QUESTION_TOP,
        padding_bottom=geometry.QUESTION_BOTTOM,
    )


def writing_box(question_wording: Row, below: Sequence[Block]) -> Stack:
    """The wording, and below it boxes to write in, which reach the edges and are kept with it."""
    return Stack(
        [question_wording, *below],
        geometry.BODY_WIDTH,
        padding_top=geometry.QUESTION_TOP,
        stays_whole=True,
    )


def answer_area(blocks: Sequence[Block]) -> Stack:
    """Answers that are CONTENT_WIDTH wide, below the wording."""
    return Stack(blocks, geometry.BODY_WIDTH, indent=geometry.NUMBER_COLUMN)


def side_by_side(field: Group, width: float, cell: Callable[[Leaf, float], Block]) -> Stack:
    """The parts of an answer, as `cell` makes each in the width that it gets."""
    asked = [part for part in field.parts if part.is_asked]
    rows = [_row_of_parts(parts, width, cell) for parts in _rows_of(asked, width)]
    return Stack(rows, width)


def _row_of_parts(parts: Sequence[Leaf], width: float, cell: Callable[[Leaf, float], Block]) -> Row:
    own = _part_width(len(parts), width)
    return Row([cell(part, own) for part in parts], [own + geometry.PART_GAP] * len(parts))


def _rows_of(parts: Sequence[Leaf], width: float) -> Iterator[Sequence[Leaf]]:
    """At most three parts a row, and so few that no label is broken inside a word."""
    longest = max((longest_word(one.label.text, styles.PART_LABEL) for one in parts), default=0.0)
    count = min(_MOST_SIDE_BY_SIDE, len(parts))
    while count > 1 and longest > _part_width(count, width):
        count -= 1
    for start in range(0, len(parts), count):
        yield parts[start : start + count]


def _part_width(count: int, width: float) -> float:
    return (width - geometry.PART_GAP * (count - 1)) / count


def label(text: str, width: float, element: Element) -> Paragraph:
    """The name of a part of the answer."""
    return paragraph(text, styles.PART_LABEL, width, element)
