"""A map from the paper to a picture, fitted to points that were found on both. Runs in the confined
process: NumPy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from intake.looking import PAGE_HEIGHT, PAGE_WIDTH, Array, pixels_per_mm, through


@dataclass(frozen=True, eq=False)
class Found:
    """Patches of a page that were sought: their middles in mm, where they lie in pixels, and how
    well each fits, at most 1."""

    middles: Array
    places: Array
    scores: Array

    def where(self, kept: Array) -> "Found":
        """Those that are set."""
        return Found(self.middles[kept], self.places[kept], self.scores[kept])


Shape = Callable[[Found], Array]


def fit(found: Found, shape: Shape) -> tuple[Array, Array, Array]:
    """The map of that shape, which were kept, and how far each is from it in mm; those that fit
    badly are left out step by step."""
    kept = np.ones(len(found.middles), dtype=bool)
    for most in (4.0, 2.5, 2.5, None):
        matrix = shape(found.where(kept))
        scale = pixels_per_mm(matrix) or 1.0
        error = np.hypot(*(through(matrix, found.middles) - found.places).T) / scale
        if most is not None:
            trimmed = error <= max(most * float(np.median(error[kept])), 1e-6)
            kept = trimmed if trimmed.sum() >= 5 else kept
    return matrix, kept, error


def similarity(found: Found) -> Array:
    """The turn, scale and shift that take the points nearest to the others."""
    mid, there = found.middles.mean(0), found.places.mean(0)
    start, end = (points @ [1, 1j] for points in (found.middles - mid, found.places - there))
    turn = (start.conj() @ end) / (start.conj() @ start).real
    matrix = np.array([[turn.real, -turn.imag, 0], [turn.imag, turn.real, 0], [0, 0, 1]])
    matrix[:2, 2] = there - matrix[:2, :2] @ mid
    return matrix


def affine(found: Found) -> Array:
    """Least squares with six numbers."""
    known = np.c_[found.middles, np.ones(len(found.middles))]
    solved = np.linalg.lstsq(known, found.places, rcond=None)[0]
    return np.vstack([solved.T, [0, 0, 1]])


def homography(found: Found) -> Array:
    """Least squares with eight numbers, of points brought near to 0 and 1."""
    middle, spread = found.places.mean(0), found.places.std() + 1e-9
    b = (found.places - middle) / spread
    a = (found.middles - [PAGE_WIDTH / 2, PAGE_HEIGHT / 2]) / 100
    zero, one = np.zeros(len(a)), np.ones(len(a))
    rows = np.vstack(
        [
            np.c_[a, one, zero, zero, zero, -a * b[:, :1]],
            np.c_[zero, zero, zero, a, one, -a * b[:, 1:]],
        ]
    )
    solved = np.linalg.lstsq(rows, np.r_[b[:, 0], b[:, 1]], rcond=None)[0]
    near = np.append(solved, 1).reshape(3, 3)
    before = np.array([[0.01, 0, -PAGE_WIDTH / 200], [0, 0.01, -PAGE_HEIGHT / 200], [0, 0, 1]])
    after = np.array([[spread, 0, middle[0]], [0, spread, middle[1]], [0, 0, 1]])
    matrix: Array = after @ near @ before
    return np.asarray(matrix / matrix[2, 2])
