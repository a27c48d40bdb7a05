"""A picture of a sheet seen in millimetres of the paper. Runs in the confined process: NumPy."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Array = npt.NDArray[Any]
Grey = npt.NDArray[np.float32]
Bits = npt.NDArray[np.bool_]
# Left, top, right and bottom in mm.
Edges = tuple[float, float, float, float]

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
PAGE: Edges = (0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT)
_WHITE = 255
# Wider than a stroke of a marker and narrower than a stain, in mm.
_STROKE = 2.5
# In how many dots to the mm the white of the paper is looked for.
_COARSE = 2.0


def through(matrix: Array, points: Array) -> Array:
    """Points, one a row, taken through a homography."""
    ends = np.c_[points, np.ones(len(points))] @ matrix.T
    far = np.where(ends[:, 2:] == 0, np.finfo(float).eps, ends[:, 2:])
    there: Array = ends[:, :2] / far
    return there


def pixels_per_mm(matrix: Array) -> float:
    """How large a millimetre of the middle of the paper is in the picture."""
    middle = np.array([[PAGE_WIDTH / 2, PAGE_HEIGHT / 2]])
    across = through(matrix, np.vstack([middle, middle + [1, 0], middle + [0, 1]]))
    one, other = across[1:] - across[0]
    return float(np.sqrt(abs(one[0] * other[1] - one[1] * other[0])))


class Seen:
    """A grey picture that is looked at from further and further away."""

    def __init__(self, picture: Image.Image) -> None:
        """Keep the picture; smaller ones are made when somebody looks."""
        self._levels = {1: picture}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._levels[1].size

    def look(self, matrix: Array, dots: float, box: Edges = PAGE) -> Image.Image:
        """What lies in `box`, `dots` of them to the mm, when `matrix` takes mm to pixels."""
        level, times = self._level(pixels_per_mm(matrix) / dots)
        back = np.diag([1 / times, 1 / times, 1]) @ matrix @ _to_mm(dots, box)
        return level.transform(
            _size(dots, box),
            Image.Transform.PERSPECTIVE,
            tuple((back / back[2, 2]).ravel()[:8]),
            Image.Resampling.BILINEAR,
            fillcolor=_WHITE,
        )

    def look_bent(
        self, matrix: Array, dots: float, cells: Iterable[tuple[Edges, Array]]
    ) -> Image.Image:
        """The whole paper, where the four corners of each cell (top left, bottom left, bottom
        right, top right) are looked for in other places, in mm."""
        level, times = self._level(pixels_per_mm(matrix) / dots)
        mesh = []
        for box, corners in cells:
            left, top, right, bottom = (round(side * dots) for side in box)
            quad = through(matrix, corners) / times
            mesh.append(((left, top, right, bottom), tuple(quad.ravel())))
        return level.transform(
            _size(dots, PAGE),
            Image.Transform.MESH,
            mesh,
            Image.Resampling.BILINEAR,
            fillcolor=_WHITE,
        )

    def _level(self, factor: float) -> tuple[Image.Image, int]:
        """As small a picture as has all that is asked for, so that no dot is passed over."""
        times = max(1, int(factor + 0.1))
        if times not in self._levels:
            self._levels[times] = self._levels[1].reduce(times)
        return self._levels[times], times


def _to_mm(dots: float, box: Edges) -> Array:
    return np.array([[1 / dots, 0, box[0]], [0, 1 / dots, box[1]], [0, 0, 1]])


def _size(dots: float, box: Edges) -> tuple[int, int]:
    return round((box[2] - box[0]) * dots), round((box[3] - box[1]) * dots)


def darkness(picture: Image.Image, dots: float) -> Grey:
    """How dark each dot is, 0 to 1, against the paper around it.

    What is wider than a stroke is paper: stain, shadow, hole and the desk beside the sheet are not
    dark. The brightest around every dot, and of these the darkest (a closing), keeps their edges;
    a little farther around, the rim where both meet is not dark either.
    """
    seen = np.asarray(picture)
    step = max(1, round(dots / _COARSE))
    wide = 2 * round(_STROKE * dots / step / 2) + 1
    paper = _spread(_spread(_brightest(seen, step), wide, np.maximum), wide + 2, np.minimum)
    white = Image.fromarray(paper).resize(
        (paper.shape[1] * step, paper.shape[0] * step), Image.Resampling.BILINEAR
    )
    level = np.asarray(white, dtype=np.float32)[: seen.shape[0], : seen.shape[1]]
    dark: Grey = (1 - seen / np.maximum(level, 24)).clip(0, 1).astype(np.float32)
    return dark


def _brightest(seen: npt.NDArray[np.uint8], step: int) -> npt.NDArray[np.uint8]:
    """The brightest of each square of `step` dots."""
    rows, columns = (-side % step for side in seen.shape)
    padded = np.pad(seen, ((0, rows), (0, columns)), mode="edge")
    lines = np.maximum.reduce([padded[at::step] for at in range(step)])
    found: npt.NDArray[np.uint8] = np.maximum.reduce([lines[:, at::step] for at in range(step)])
    return found


def _spread(values: npt.NDArray[np.uint8], wide: int, most: np.ufunc) -> npt.NDArray[np.uint8]:
    """The most of all within a square of `wide` around each; `wide` is odd."""
    half = wide // 2
    for axis in (0, 1):
        padding = [(half, half) if axis == at else (0, 0) for at in (0, 1)]
        padded = np.pad(values, padding, mode="edge")
        length = values.shape[axis]
        shifted = np.moveaxis(padded, axis, 0)
        parts = [shifted[at : at + length] for at in range(wide)]
        values = np.moveaxis(most.reduce(parts), 0, axis)
    return values


def grown(bits: Bits, by: int) -> Bits:
    """The same with everything within `by` dots, in a square, of what is set."""
    return grown_along(grown_along(bits, by).T, by).T


def grown_along(bits: Bits, by: int) -> Bits:
    """The same with everything within `by` dots at the left and right of what is set."""
    padded = np.pad(bits, ((0, 0), (by, by)))
    wide = bits.shape[1]
    spread: Bits = np.logical_or.reduce([padded[:, at : at + wide] for at in range(2 * by + 1)])
    return spread
