"""Days, numbers, identities and addresses on paper, and the box that the office fills in."""

from dataclasses import dataclass

from forms.field import Leaf
from forms.kinds import OfficeOnly, Postcode, Sum, Town, Value
from pdf import geometry, styles
from pdf.blocks import Block, Paragraph, paragraph
from pdf.blocks.writing import INDENT
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element, room_to_write
from pdf.form.answers import answer_blocks
from pdf.form.cells import Place, Room, Spot, boxes_for, room_of
from pdf.geometry import Box
from pdf.places import Purpose

_OFFICE = "Fylls i av den som tar emot"
_NAMED = "{} (fylls i av den som tar emot)"
_TOLD = "{}, fylls i för hand av den som tar emot"


@room_of.register(Value)
@room_of.register(Sum)
def _half_a_line(field: Leaf) -> Room:
    return Room(columns=2)


@room_of.register
def _postcode(field: Postcode) -> Room:
    return Room(columns=1)


@room_of.register
def _town(field: Town) -> Room:
    return Room(columns=3)


@room_of.register
def _office_room(field: OfficeOnly) -> Room:
    return Room(columns=2, lines=field.lines)


@dataclass
class OfficeBox:
    """Room to write by hand, with its caption; the paper may come home with anything in it."""

    caption: Paragraph
    width: float
    lines: int
    indent: float
    is_framed: bool
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        """The caption stands above the first line."""
        more = self.caption.height - self.caption.style.line_height
        return more + self.lines * geometry.WRITING_LINE_DISTANCE

    def split(self, room: float) -> None:
        """One place on one page."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The frame as an artifact; the place is told of, so that ink in it is no change."""
        box = Box(left, top, self.width, self.height)
        if self.is_framed:
            canvas.draw_frame(box, geometry.HAIRLINE, styles.LINE)
        self.caption.draw(canvas, left + self.indent, top)
        canvas.mark_place(Purpose.OFFICE, box)


def _box(
    field: OfficeOnly, element: Element, width: float, words: str, *, is_framed: bool
) -> OfficeBox:
    name = field.label.text
    room = element.add("Form", room_to_write(_TOLD.format(name), name))
    caption = paragraph(words, styles.CAPTION, width - 2 * INDENT, room)
    return OfficeBox(caption, width, field.lines, INDENT, is_framed)


@answer_blocks.register
def _office_answer(field: OfficeOnly, element: Element, width: float) -> list[Block]:
    """Its name stands above the box."""
    return [_box(field, element, width, _OFFICE, is_framed=True)]


@boxes_for.register
def _office_boxes(field: OfficeOnly, place: Place, spot: Spot) -> Block:
    words = _NAMED.format(field.label.text)
    return _box(field, spot.element, spot.width, words, is_framed=False)
