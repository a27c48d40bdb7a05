"""A row of the approvals: who signs, a box for the date and a box for the signature."""

from dataclasses import dataclass
from itertools import accumulate

from pdf import geometry, styles
from pdf.blocks.paragraph import Paragraph
from pdf.blocks.row import Nothing, Row
from pdf.blocks.writing import Entry
from pdf.file.canvas import TaggedCanvas
from pdf.geometry import Box
from pdf.places import Purpose

_PURPOSES = {1: Purpose.DATE, 2: Purpose.SIGNATURE}
_TICK_SIDE = 3.0
_TICK_GAP = 1.5
# What a small box takes before its words.
TICK_ROOM = _TICK_SIDE + _TICK_GAP


@dataclass
class SignerRow(Row):
    """Three cells: who signs, date, signature. The latter two are told of as places to write.

    `signer` counts the signers of the form from 0; `statement` is what they sign, to be shown
    again where the row stands on another page.
    """

    signer: int = 0
    statement: str = ""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The cells and the lines between them, which are artifacts."""
        super().draw(canvas, left, top)
        lefts = list(accumulate(self.widths, initial=left))
        for place, purpose in _PURPOSES.items():
            box = Box(lefts[place], top, self.widths[place], self.height)
            canvas.draw_rule(box.left, top, box.left, box.bottom, geometry.HAIRLINE, styles.LINE)
            if not isinstance(self.cells[place], Nothing):
                canvas.mark_place(purpose, box, self.signer)


@dataclass
class RoomToWrite:
    """A caption at the top left of room for a line by hand, with a field where there is one.

    The lower edge is a rule, unless it is that of the box around it.
    """

    caption: Paragraph
    width: float
    height: float
    entry: Entry | None = None
    is_ruled: bool = True
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False

    def split(self, room: float) -> None:
        """Never cut."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The rule as an artifact, the field as a Form element."""
        self.caption.draw(canvas, left, top)
        if self.entry:
            above = self.caption.height
            self.entry.add_text(
                Box(left, top + above, self.width, self.height - above), multiline=False
            )
        if self.is_ruled:
            y = top + self.height
            canvas.draw_rule(left, y, left + self.width, y, geometry.HAIRLINE, styles.LINE)


@dataclass
class TickedOrNot:
    """A small box before the first line of its words, crossed when it `is_ticked`; with a field to
    tick, or none."""

    words: Paragraph
    is_ticked: bool
    entry: Entry | None = None
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        """As high as its words."""
        return self.words.height

    def split(self, room: float) -> None:
        """Never cut."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """Box and cross as artifacts: the element says whether it is ticked."""
        above = (self.words.style.line_height - _TICK_SIDE) / 2
        box = Box(left, top + above, _TICK_SIDE, _TICK_SIDE)
        canvas.draw_frame(box, geometry.HAIRLINE, styles.LINE)
        if self.is_ticked:
            right = box.left + box.width
            canvas.draw_rule(box.left, box.top, right, box.bottom, geometry.OUTLINE, styles.LINE)
            canvas.draw_rule(box.left, box.bottom, right, box.top, geometry.OUTLINE, styles.LINE)
        self.words.draw(canvas, left + TICK_ROOM, top)
        if self.entry:
            self.entry.add_tick(box)
