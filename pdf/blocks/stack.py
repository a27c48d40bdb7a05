"""Blocks one under the other: a page, a question, an approval that stays whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from pdf import geometry, styles
from pdf.blocks.block import Block
from pdf.file.canvas import TaggedCanvas
from pdf.geometry import BODY_HEIGHT, Box

_TOLERANCE = 1e-6
# Above what stays whole there may have to stand a heading on the same page.
_HIGHEST_WHOLE = BODY_HEIGHT - 20.0


@dataclass(frozen=True)
class Frame:
    """What is drawn around and behind a stack: PDF colour operators, empty for nothing."""

    stroke: str = ""
    fill: str = ""
    line_width: float = 0.75


@dataclass
class Stack:
    """Blocks with the larger of the spaces that neighbours ask for between them.

    `padding_top` and `padding_bottom` go above and below all of them, `indent` to their left. A
    stack that `stays_whole` moves to the next page rather than being split, unless it nearly fills
    one.
    """

    blocks: Sequence[Block]
    width: float
    padding_top: float = 0.0
    padding_bottom: float = 0.0
    indent: float = 0.0
    frame: Frame | None = None
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False
    stays_whole: bool = False
    height: float = field(init=False)

    def __post_init__(self) -> None:
        """Settle where each block begins, and where the space below the last one ends."""
        tops: list[float] = []
        top, space = self.padding_top, 0.0
        for block in self.blocks:
            if tops:
                top += max(space, block.before)
            tops.append(top)
            top += block.height
            space = block.after
        self._tops, self.height = tops, top + self.padding_bottom

    def split(self, room: float) -> tuple[Self, Self] | None:
        """Split between blocks or within one; a heading goes with what it heads."""
        if self.stays_whole and self.height <= _HIGHEST_WHOLE:
            return None
        limit = room - self.padding_bottom + _TOLERANCE
        index = self.first_that_overflows(limit)
        parts = self.blocks[index].split(limit - self._tops[index])
        if parts:
            return self._halves(
                [*self.blocks[:index], parts[0]], [parts[1], *self.blocks[index + 1 :]]
            )
        while index and self.blocks[index - 1].keep_with_next:
            index -= 1
        return self._halves(self.blocks[:index], self.blocks[index:]) if index else None

    def first_that_overflows(self, limit: float) -> int:
        """The place of the first block that ends below `limit`, in mm, or of the last."""
        fits = (
            top + block.height <= limit for top, block in zip(self._tops, self.blocks, strict=False)
        )
        return next((index for index, fit in enumerate(fits) if not fit), len(self.blocks) - 1)

    def _halves(self, first: Sequence[Block], rest: Sequence[Block]) -> tuple[Self, Self]:
        return replace(self, blocks=first), replace(self, blocks=rest)

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The frame first, so that text stands on its tint."""
        if self.frame:
            self._draw_frame(canvas, self.frame, Box(left, top, self.width, self.height))
        for block_top, block in zip(self._tops, self.blocks, strict=False):
            block.draw(canvas, left + self.indent, top + block_top)

    @staticmethod
    def _draw_frame(canvas: TaggedCanvas, frame: Frame, box: Box) -> None:
        if frame.fill:
            canvas.draw_fill(box, frame.fill)
        if frame.stroke:
            canvas.draw_frame(box, frame.line_width, frame.stroke)


@dataclass
class Ruled(Stack):
    """Blocks with a hairline between them."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The lines as artifacts."""
        super().draw(canvas, left, top)
        for block_top in self._tops[1:]:
            y = top + block_top
            canvas.draw_rule(left, y, left + self.width, y, geometry.HAIRLINE, styles.LINE)
