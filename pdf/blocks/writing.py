"""Boxes to write in: ruled for a pen, with a field on top for a keyboard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from pdf import geometry, styles
from pdf.blocks.paragraph import Paragraph
from pdf.blocks.row import Row
from pdf.file.canvas import TaggedCanvas
from pdf.file.fields import FormFields
from pdf.file.tags import Element
from pdf.geometry import Box

# Captions and rules stand clear of the edges of their box.
INDENT = 2.0
# From the edge of a box to where letters may stand.
EDGE = 1.0
CAPTION_TOP = 0.15
# What of a caption's leading lies below its letters.
_CAPTION_DESCENT = 0.1
# Typed text is of one size whether there is a caption above it or not, and stands on the line.
_LINE_FIELD_HEIGHT = 4.85
_ABOVE_LINE = 0.4
_CAPTION_GAP = 1.5
_TICK_SIDE = 4.2
_TICK_TOP = 2.1
_TICK_FRAME = 0.75
TICK_COLUMN = INDENT + _TICK_SIDE + 2.0


@dataclass(frozen=True)
class Entry:
    """A field to be: `name` as in the answers, `tooltip` what a screen reader says."""

    fields: FormFields
    element: Element
    name: str
    tooltip: str

    def add_text(self, box: Box, *, multiline: bool) -> None:
        """A text field in `box`."""
        self.fields.text_field(self.element, box, self.name, self.tooltip, multiline=multiline)

    def add_tick(self, box: Box) -> None:
        """A tick field in `box`."""
        self.fields.tick_field(self.element, box, self.name, self.tooltip)


@dataclass
class WritingCell:
    """A box for one answer: captions at its top left, rules between its lines.

    The lower edge of the box is the last line to write on.
    """

    entry: Entry
    captions: Sequence[Paragraph]
    width: float
    lines: int = 1
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False
    height: float = field(init=False)

    def __post_init__(self) -> None:
        """Captions of one line share the first line with what is written."""
        self._places = list(_side_by_side(self.captions, self.width - 2 * INDENT))
        ends = (top + one.height for one, (_, top) in zip(self.captions, self._places, strict=True))
        self._above = max(ends, default=0.0)
        more = max(0.0, self._above - styles.CAPTION.line_height)
        self._first_rule = more + geometry.WRITING_LINE_DISTANCE
        self.height = more + self.lines * geometry.WRITING_LINE_DISTANCE

    def split(self, room: float) -> None:
        """One field is one place on one page."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The rules as artifacts, the field as a Form element."""
        for caption, (right, down) in zip(self.captions, self._places, strict=True):
            caption.draw(canvas, left + INDENT + right, top + CAPTION_TOP + down)
        for line in range(self.lines - 1):
            y = top + self._first_rule + line * geometry.WRITING_LINE_DISTANCE
            right = left + self.width - INDENT
            canvas.draw_rule(left + INDENT, y, right, y, geometry.HAIRLINE, styles.LINE)
        self.entry.add_text(self._field(left, top), multiline=self.lines > 1)

    def _field(self, left: float, top: float) -> Box:
        """On the line where there is one; where there are more, all of them below the captions."""
        above = self._above - _CAPTION_DESCENT if self.captions else EDGE
        if self.lines == 1:
            above = self.height - _LINE_FIELD_HEIGHT - _ABOVE_LINE
        height = self.height - above - _ABOVE_LINE
        return Box(left + EDGE, top + above, self.width - 2 * EDGE, height)


def _side_by_side(captions: Sequence[Paragraph], width: float) -> Iterator[tuple[float, float]]:
    """Where each caption stands: beside the one before, or under it where it does not fit."""
    left, top = 0.0, 0.0
    for caption, after in zip_longest(captions, captions[1:]):
        yield left, top
        left += caption.natural_width + _CAPTION_GAP
        if after and left + after.natural_width > width:
            left, top = 0.0, top + caption.height


@dataclass
class TickCell:
    """A box to tick and, at its right, what the tick says."""

    entry: Entry
    text: Paragraph
    width: float
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False
    height: float = field(init=False)

    def __post_init__(self) -> None:
        """At least a line to write on."""
        self._text_top = _TICK_TOP + (_TICK_SIDE - self.text.style.line_height) / 2
        height = self._text_top + self.text.height + EDGE
        self.height = max(height, geometry.WRITING_LINE_DISTANCE)

    def split(self, room: float) -> None:
        """Never cut."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The frame as an artifact, the field as a Form element."""
        box = Box(left + INDENT, top + _TICK_TOP, _TICK_SIDE, _TICK_SIDE)
        canvas.draw_frame(box, _TICK_FRAME, styles.LINE)
        self.entry.add_tick(box)
        self.text.draw(canvas, left + TICK_COLUMN, top + self._text_top)


@dataclass
class WritingRow(Row):
    """Boxes side by side: a hairline above them and one between each two."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The lines as artifacts."""
        super().draw(canvas, left, top)
        right = left + sum(self.widths)
        canvas.draw_rule(left, top, right, top, geometry.HAIRLINE, styles.LINE)
        for width in self.widths[:-1]:
            left += width
            canvas.draw_rule(left, top, left, top + self.height, geometry.HAIRLINE, styles.LINE)
