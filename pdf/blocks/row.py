"""Cells side by side: the row of a table, or the parts of one question."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from pdf.blocks.block import Block
from pdf.blocks.stack import Frame
from pdf.file.canvas import TaggedCanvas
from pdf.geometry import BODY_HEIGHT, Box

# A row is cut only when moving it would leave half a page empty.
_SPLIT_ABOVE = BODY_HEIGHT / 2


@dataclass
class Row:
    """Cells of given widths. A framed row draws a line around every cell."""

    cells: Sequence[Block]
    widths: Sequence[float]
    padding: float = 0.0
    indent: float = 0.0
    frame: Frame | None = None
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False
    least_height: float = 0.0
    height: float = field(init=False)

    def __post_init__(self) -> None:
        """As high as the highest cell and the padding."""
        highest = max([cell.height for cell in self.cells]) + 2 * self.padding
        self.height = max(highest, self.least_height)

    def split(self, room: float) -> tuple[Self, Self] | None:
        """A very high row goes on over the page, every cell for itself."""
        if self.height <= _SPLIT_ABOVE or room < self.least_height:
            return None
        inner = room - 2 * self.padding
        halves = [_split_cell(cell, inner) for cell in self.cells]
        first = [half[0] for half in halves if half]
        rest = [half[1] for half in halves if half]
        if len(first) < len(self.cells):
            return None
        return replace(self, cells=first), replace(self, cells=rest)

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The cells from left to right."""
        height = self.height
        for cell, width in zip(self.cells, self.widths, strict=True):
            if self.frame:
                self._draw_frame(canvas, self.frame, Box(left, top, width, height))
            cell.draw(canvas, left + self.indent, top + self.padding)
            left += width

    @staticmethod
    def _draw_frame(canvas: TaggedCanvas, frame: Frame, box: Box) -> None:
        if frame.fill:
            canvas.draw_fill(box, frame.fill)
        canvas.draw_frame(box, frame.line_width, frame.stroke)


def _split_cell(cell: Block, room: float) -> tuple[Block, Block] | None:
    """A cell that fits has nothing left for the next page."""
    if cell.height <= room:
        return cell, Nothing()
    return cell.split(room)


@dataclass
class Nothing:
    """The rest of a cell that is finished."""

    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False
    height: float = 0.0

    def split(self, room: float) -> None:
        """Nothing to split."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """Nothing to draw."""
