"""What is on a sheet and not on the issued page. Runs in the confined process: NumPy."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from intake.looking import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Array,
    Bits,
    Edges,
    Grey,
    Seen,
    darkness,
    grown,
)
from intake.registration import Registration

DOTS = 6.0
# Dots to a cell, of which there are two to the mm; so many dots of nine make it one of ink.
_CELL = 3
CELLS = DOTS / _CELL
_LEAST_DOTS = 3
_CELL_AREA = 1 / CELLS**2
# Print comes out thicker than it was drawn, and lies a little beside it: in mm.
_AROUND_PRINT = 0.5
_PRINT = 0.12
# Parts of the darkness that print has on the sheet.
_INK = 0.3
_LEAST_INK = 0.09
# How far a patch tells how the paper bends, in mm, and the side of what is bent as one.
_BENDS_WITHIN = 20.0
_BENT = 15.0
# Lines of a drum, of glass that is not clean and of a fold go on for so much of so many mm.
_BAND, _OF_BAND = 33.0, 0.8
_LEAST_CELLS = 3
# Strokes of one thing are at most so many cells apart.
_APART = 2


@dataclass(frozen=True, eq=False)
class Stain:
    """Cells of ink that hang together: rows and columns of half a millimetre."""

    rows: Array
    columns: Array

    @property
    def area(self) -> float:
        """In mm2."""
        return len(self.rows) * _CELL_AREA

    @property
    def edges(self) -> Edges:
        """In mm."""
        left, right = self.columns.min() / CELLS, (self.columns.max() + 1) / CELLS
        top, bottom = self.rows.min() / CELLS, (self.rows.max() + 1) / CELLS
        return float(left), float(top), float(right), float(bottom)

    def within(self, box: Edges) -> Bits:
        """Which cells have their middles in a box."""
        x, y = (self.columns + 0.5) / CELLS, (self.rows + 0.5) / CELLS
        inside: Bits = (x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])
        return inside

    def only(self, kept: Bits) -> "Stain":
        """Those cells alone."""
        return Stain(self.rows[kept], self.columns[kept])

    def bow(self) -> float:
        """How far in mm the cells leave a straight line."""
        points = np.c_[self.columns, self.rows] / CELLS
        if len(points) < 3:
            return 0.0
        return float(np.sqrt(max(0.0, np.linalg.eigvalsh(np.cov(points.T))[0])))


def joined(stains: list[Stain]) -> Stain:
    """All cells as one."""
    none = np.empty(0, dtype=int)
    return Stain(
        np.concatenate([none, *(one.rows for one in stains)]),
        np.concatenate([none, *(one.columns for one in stains)]),
    )


class Sheet:
    """A sheet laid on the issued page, in DOTS to the mm."""

    def __init__(self, seen: Seen, found: Registration, page: Image.Image) -> None:
        """`page` is a picture of the issued page, in any size."""
        self.view = seen.look_bent(found.map, DOTS, _bent(found))
        self.dark = darkness(self.view, DOTS)
        size = round(PAGE_WIDTH * DOTS), round(PAGE_HEIGHT * DOTS)
        issued = np.asarray(page.resize(size, Image.Resampling.BOX))
        self.issued: Grey = (1 - issued / 255).astype(np.float32)
        self.black = self._black()

    def _black(self) -> float:
        """How dark print came out."""
        solid = self.issued > 0.7
        return float(np.percentile(self.dark[solid], 60)) if solid.any() else 0.5

    @cached_property
    def ink(self) -> Bits:
        """What is dark and was not printed."""
        printed = grown(self.issued > _PRINT, round(_AROUND_PRINT * DOTS))
        dark = self.dark > max(_LEAST_INK, _INK * self.black)
        return dark & ~printed & ~_long_lines(dark, printed)

    @cached_property
    def stains(self) -> list[Stain]:
        """What hangs together; specks are left out."""
        return [one for one in _connected(_in_cells(self.ink)) if len(one.rows) >= _LEAST_CELLS]


def _bent(found: Registration) -> Iterator[tuple[Edges, Array]]:
    """Squares of the paper, with where their corners went as the patches around them tell."""
    across, down = int(PAGE_WIDTH / _BENT), int(-(-PAGE_HEIGHT // _BENT))
    xs, ys = np.arange(across + 1) * _BENT, np.minimum(np.arange(down + 1) * _BENT, PAGE_HEIGHT)
    nodes = np.stack(np.meshgrid(xs, ys), axis=-1)
    ends = nodes + _ways(found, nodes.reshape(-1, 2)).reshape(nodes.shape)
    for row in range(down):
        for column in range(across):
            at = [(row, column), (row + 1, column), (row + 1, column + 1), (row, column + 1)]
            box = (*nodes[row, column], *nodes[row + 1, column + 1])
            yield box, np.array([ends[one] for one in at])


def _ways(found: Registration, points: Array) -> Array:
    """How far from the map each point lies, as the patches around it are; none far from all."""
    away = points[:, None] - found.middles[None]
    weights = np.exp(-(away**2).sum(2) / (2 * _BENDS_WITHIN**2))
    ways: Array = weights @ found.ways / (weights.sum(1, keepdims=True) + 0.5)
    return ways


def _long_lines(dark: Bits, printed: Bits) -> Bits:
    """Lines down the sheet or across it that go on where nobody's hand does."""
    lines = np.zeros_like(dark)
    for view, print_, out in ((dark, printed, lines), (dark.T, printed.T, lines.T)):
        band = round(_BAND * DOTS)
        for top in range(0, view.shape[0], band):
            part, free = view[top : top + band], ~print_[top : top + band]
            seen = free.sum(0)
            full = (part & free).sum(0) > _OF_BAND * np.maximum(seen, band // 4)
            out[top : top + band] |= grown(full[None], 2)
    return lines


def _in_cells(bits: Bits) -> Bits:
    rows, columns = (side // _CELL for side in bits.shape)
    cut = bits[: rows * _CELL, : columns * _CELL].reshape(rows, _CELL, columns, _CELL)
    cells: Bits = cut.sum((1, 3)) >= _LEAST_DOTS
    return cells


def _connected(cells: Bits) -> list[Stain]:
    """Groups of cells of which each is at most _APART from another."""
    rows, columns = np.nonzero(cells)
    number = {
        place: at for at, place in enumerate(zip(rows.tolist(), columns.tolist(), strict=True))
    }
    group = list(range(len(rows)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    around = [
        (down, across)
        for down in range(_APART + 1)
        for across in range(-_APART, _APART + 1)
        if (down, across) > (0, 0)
    ]
    for (row, column), at in number.items():
        for down, across in around:
            other = number.get((row + down, column + across))
            if other is not None:
                group[root(other)] = root(at)
    members = defaultdict(list)
    for at in range(len(rows)):
        members[root(at)].append(at)
    return [Stain(rows[one], columns[one]) for one in members.values()]
