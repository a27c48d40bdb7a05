"""Rows under a heading row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from pdf.blocks.block import Block
from pdf.blocks.row import Row
from pdf.blocks.stack import Ruled


@dataclass
class Table(Ruled):
    """A stack whose first block is a heading row of paragraphs, the rest rows.

    The heading row stands again above what goes on over the page, there as an artifact: whoever
    listens hears it once, and is told the headings of every cell by the tree.
    """

    def _halves(self, first: Sequence[Block], rest: Sequence[Block]) -> tuple[Self, Self]:
        return super()._halves(first, [_as_artifact(self.blocks[0]), *rest])


def _as_artifact(heading_row: Any) -> Row:
    cells = [replace(cell, element=None) for cell in heading_row.cells]
    artifact: Row = replace(heading_row, cells=cells)
    return artifact
