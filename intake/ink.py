"""What is on a sheet and not on the issued page. Runs in the confined process: NumPy."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

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
    grown_along,
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
# Of a noisy picture one dot in twenty is so dark where nothing stands, and ink so much darker.
_OVER_GRAIN = 1.6
# The rims of coffee had up to 1.32 of the least ink, a pencil at least 1.5 and mostly 2.
_SOFT = 1.4
# How far a patch tells how the paper bends, in mm, and the side of what is bent as one.
_BENDS_WITHIN = 20.0
_BENT = 15.0
# Such a part of each band of so many mm, and so many of so many bands, is dark where a line goes
# on; from one band to the next it is at most so many dots beside.
_BAND, _OF_BAND, _BANDS, _OF_BANDS, _BESIDE = 10.0, 0.8, 15, 9, 3
_LEAST_CELLS = 3
# What is darker than this part of the paper is no stain.
_HALF = 0.7
# A line through print is looked for in pieces so long, of which so much must be white paper in
# dots and, of that, such a part dark; it is a line from this length on. Rules are longer. In mm.
_WINDOW, _LEAST_ROOM, _OF_STRIKE, _LEAST_STRIKE, _RULE = 8.0, 15, 0.88, 6.0, 12.0
# A line is as dark as this part of print, and so much darker than blurred print is there.
_SOLID, _STRONGER = 0.45, 0.2
# Print is gone from a tile of so many cells a side when of so many dots of bold print, or more,
# less than a part is so dark; so many such tiles hang together.
_CELLS_OF_TILE, _BOLD, _LEAST_PRINT, _THERE, _MOST_LEFT, _LEAST_TILES = 6, 0.6, 12, 0.3, 0.3, 3
# Where there are more, the machine lost them.
_MOST_GAPS = 4
# How far print may be blurred, in dots, and between which rows that is looked for.
_BLURS = (0.5, 1.2, 2.0, 3.0, 4.0)
_LOOKED_AT = slice(100, 700)
# Strokes of one thing are at most so many cells apart, down and across: a line of the form that one
# goes over hides it for a while.
_APART = (4, 2)


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

    @property
    def width(self) -> float:
        """In mm."""
        left, _, right, _ = self.edges
        return right - left

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
        self._page = page.resize(size, Image.Resampling.BOX)
        self.issued: Grey = (1 - np.asarray(self._page) / 255).astype(np.float32)
        self.black = self._black()

    def _black(self) -> float:
        """How dark print came out."""
        solid = self.issued > 0.7
        return float(np.percentile(self.dark[solid], 60)) if solid.any() else 0.5

    @cached_property
    def _printed(self) -> Bits:
        return grown(self.issued > _PRINT, round(_AROUND_PRINT * DOTS))

    @cached_property
    def _least(self) -> float:
        """From where on it is ink."""
        grain = float(np.percentile(self.dark[~self._printed], 95))
        return max(_LEAST_INK, _INK * self.black, _OVER_GRAIN * grain)

    @cached_property
    def ink(self) -> Bits:
        """What is dark and was not printed."""
        dark = self.dark > self._least
        return dark & ~self._printed & ~_long_lines(dark, self._printed)

    @cached_property
    def _darkest(self) -> Grey:
        """Of each cell."""
        rows, columns = (side // _CELL * _CELL for side in self.dark.shape)
        parts = [
            self.dark[row:rows:_CELL, column:columns:_CELL]
            for row in range(_CELL)
            for column in range(_CELL)
        ]
        darkest: Grey = np.maximum.reduce(parts)
        return darkest

    def is_soft(self, stain: Stain) -> bool:
        """Whether it is hardly darker than what is no ink, as the rim of a spill is."""
        darkest = self._darkest[stain.rows, stain.columns]
        return bool(np.percentile(darkest, 75) < _SOFT * self._least)

    def filled(self, box: Edges) -> float:
        """Which part of a box is dark, be it paper or not."""
        left, top, right, bottom = (round(side * DOTS) for side in box)
        part = np.asarray(self.view)[top:bottom, left:right]
        return float((part < _HALF * self._paper).mean()) if part.size else 0.0

    @cached_property
    def _paper(self) -> float:
        return float(np.percentile(np.asarray(self.view)[::4, ::4], 75))

    def _expected(self) -> Grey:
        """How dark the print of the page would be, as blurred and as pale as it is here."""
        page = Image.fromarray((255 * self.issued).astype(np.uint8))
        part = page.crop((0, _LOOKED_AT.start, page.width, _LOOKED_AT.stop))
        print_ = self.issued[_LOOKED_AT] > _PRINT
        dark = self.dark[_LOOKED_AT][print_]
        if not print_.any():
            return self.issued
        tries = []
        for blur in _BLURS:
            drawn = _blurred(part, blur)[print_]
            part_of_it = float(drawn @ dark / (drawn @ drawn))
            tries.append((float(np.abs(part_of_it * drawn - dark).mean()), blur, part_of_it))
        _, blur, part_of_it = min(tries)
        return _blurred(page, blur) * np.float32(part_of_it)

    @cached_property
    def strikes(self) -> list[Stain]:
        """Lines through what is printed, where ink() does not look: along them all that should be
        white is dark."""
        free = (self.issued < _PRINT) & ~_rules(self.issued > _PRINT)
        room = _along(free)
        found = self._struck(free, room, np.float32(_SOLID * self.black))
        if found:
            # What is only blurred is left out, which takes longer to find out.
            print_ = self._expected() + np.float32(_STRONGER * self.black)
            found = self._struck(free, room, np.maximum(_SOLID * self.black, print_))
        return found

    def _struck(self, free: Bits, room: Array, least: Any) -> list[Stain]:
        hit = _along(free & (self.dark > least))
        struck = (room > _LEAST_ROOM) & (hit > _OF_STRIKE * room)
        return [one for one in _connected(_in_cells(struck)) if one.width > _LEAST_STRIKE]

    @cached_property
    def gaps(self) -> list[Stain]:
        """Where print of the page is not to be seen: rubbed out, painted white, or covered. What
        is wider than a stroke, as a picture is, is not looked for, nor is anything where print is
        lost all over, as a black and white machine loses it."""
        print_ = darkness(self._page, DOTS) > _BOLD
        there = grown(self.dark > _THERE * self.black, _BESIDE)
        expected, seen = _tiles(print_), _tiles(print_ & there)
        gone = (expected >= _LEAST_PRINT) & (seen < _MOST_LEFT * expected)
        cells = gone.repeat(_CELLS_OF_TILE, 0).repeat(_CELLS_OF_TILE, 1)
        least = _LEAST_TILES * _CELLS_OF_TILE**2
        found = [one for one in _connected(cells) if len(one.rows) >= least]
        return found if len(found) <= _MOST_GAPS else []

    @cached_property
    def stains(self) -> list[Stain]:
        """What hangs together; specks are left out."""
        return [one for one in _connected(_in_cells(self.ink)) if len(one.rows) >= _LEAST_CELLS]


def _blurred(page: Image.Image, blur: float) -> Grey:
    drawn = np.asarray(page.filter(ImageFilter.GaussianBlur(blur)), dtype=np.float32)
    return drawn / np.float32(255)


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
    """Lines down the sheet or across it that go on where nobody's hand does: those of a drum, of
    glass that is not clean, and of a fold."""
    down = _lines_down(dark, printed)
    across = _lines_down(dark.T, printed.T).T
    return down | across


def _lines_down(dark: Bits, printed: Bits) -> Bits:
    """Bands of _BAND are looked at, as such a line need not be quite upright."""
    band = round(_BAND * DOTS)
    tops = range(0, dark.shape[0], band)
    full = np.array([_full(dark[top : top + band], printed[top : top + band]) for top in tops])
    around = ((_BANDS // 2, _BANDS // 2), (0, 0))
    near = np.pad(grown_along(full, _BESIDE), around, mode="edge")
    often = sum(near[at : at + len(full)].astype(int) for at in range(2 * (_BANDS // 2) + 1))
    lines = np.zeros_like(dark)
    for top, line in zip(tops, full & (often >= _OF_BANDS), strict=True):
        lines[top : top + band] = grown_along(line[None], 2)
    return lines


def _full(dark: Bits, printed: Bits) -> Bits:
    """Which columns are dark wherever it can be seen."""
    free = ~printed
    full: Bits = (dark & free).sum(0) > _OF_BAND * np.maximum(free.sum(0), len(dark) // 4)
    return full


def _rules(print_: Bits) -> Bits:
    """Lines of the form, and what is beside them when the sheet lies a little off."""
    long = round(_RULE * DOTS)
    total = np.cumsum(print_, axis=1, dtype=np.int32)
    rule = np.zeros_like(print_)
    rule[:, long:] = total[:, long:] - total[:, :-long] == long
    rule[:, :-long] |= rule[:, long:]
    return grown(rule, round(_AROUND_PRINT * DOTS))


def _along(bits: Bits) -> Array:
    """How many are set of those within half of _WINDOW at the left and right."""
    half = round(_WINDOW / 2 * DOTS)
    total = np.pad(np.cumsum(bits, axis=1, dtype=np.int32), ((0, 0), (half + 1, half)), mode="edge")
    total[:, : half + 1] = 0
    sums: Array = total[:, 2 * half + 1 :] - total[:, : -2 * half - 1]
    return sums


def _tiles(bits: Bits) -> Array:
    """How many are set of each square of _CELLS_OF_TILE cells."""
    side = _CELLS_OF_TILE * _CELL
    rows, columns = (length // side for length in bits.shape)
    cut = bits[: rows * side, : columns * side].reshape(rows, side, columns, side)
    return np.asarray(cut.sum((1, 3)))


def _in_cells(bits: Bits) -> Bits:
    rows, columns = (side // _CELL for side in bits.shape)
    cut = bits[: rows * _CELL, : columns * _CELL].reshape(rows, _CELL, columns, _CELL)
    cells: Bits = cut.sum((1, 3)) >= _LEAST_DOTS
    return cells


def _connected(cells: Bits) -> list[Stain]:
    """Groups of cells of which each is near another."""
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
        for down in range(_APART[0] + 1)
        for across in range(-_APART[1], _APART[1] + 1)
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
