"""What every block on a page can do."""

from typing import Protocol

from pdf.file.canvas import TaggedCanvas


class Block(Protocol):
    """A piece of the page whose width was settled when it was made. Measures are in mm."""

    @property
    def before(self) -> float:
        """Space wanted above it."""

    @property
    def after(self) -> float:
        """Space wanted below it."""

    @property
    def keep_with_next(self) -> bool:
        """Whether it must not be the last on a page."""

    @property
    def height(self) -> float:
        """How much of the page it takes, without the space before and after."""

    def split(self, room: float) -> "tuple[Block, Block] | None":
        """Two blocks of which the first is at most `room` high; None when it must not be cut."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """Draw with the upper left corner at this place of the paper."""
