"""Where on a picture the issued page lies. Runs in the confined process: NumPy.

The codes, or the edges of the picture, give a first map from mm to pixels. Patches of the page,
ever farther from those found, are sought by normalised correlation and mend it, first coarsely and
then finely; a homography is fitted to all, and what is left of each patch's way tells how the
paper bends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from intake.fitting import Found, Shape, affine, fit, homography, similarity
from intake.looking import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Array,
    Grey,
    Seen,
    darkness,
    through,
)

# Corners of a code: top left, top right, bottom right, bottom left of the symbol as it is read.
Corners = Sequence[tuple[float, float]]
Sides = tuple[float, float, float, float]

_MARGIN = 14.0
_FARTHEST = 13.0
# A patch with less to see than this standard deviation is no help.
_LEAST_TO_SEE = 0.06
# How steep it must at least be the one way, in parts of the other.
_LEAST_HOLD = 0.1
_FOUND = 0.5
# Of a page that is nowhere near some fit by chance.
_FEWEST = 6
_LEAST_FOUND = 8
# No other start leads to more than this share when one does.
_CERTAIN = 0.65
_FOOT_TOP = 262.0
# A code is looked for so far in mm around its place.
_CODE_REACH = 1.5
# How far the nearest corner of a page may be in parts of the farthest, and how small it may be in
# pixels to a square mm.
_LEAST_DEPTH, _LEAST_AREA = 0.2, 0.5
# How far in mm a patch of the right page may be from the map.
_NEAR = 0.8


@dataclass(frozen=True)
class Grain:
    """How finely is looked: dots to the mm, side and distance of the patches in mm."""

    dots: float
    size: float
    step: float


_COARSE = Grain(2.5, 20.0, 16.0)
_FINE = Grain(6.0, 12.0, 15.0)
_FINE_REACH = 1.6
# How far from what is known, in mm, patches are sought in each round.
_BANDS = (40.0, 60.0, 90.0, 90.0, 400.0)
# Starting without a code nothing is known: how much smaller than the picture the paper may be.
_PARTS = (0.98, 0.85)


@dataclass(frozen=True, eq=False)
class Start:
    """A first map from mm to pixels, the points in mm that it is sure of, and whether it knows how
    the paper leans."""

    map: Array
    anchors: Array
    leans: bool = False


@dataclass(frozen=True, eq=False)
class Registration:
    """A map from mm to pixels, and how well the page was found there.

    `middles` are those of the patches that were found, in mm, and `ways` how far from the map.
    """

    map: Array
    share: float
    rms: float
    middles: Array
    ways: Array


class IssuedPage:
    """The page as it was issued, in the two grains that patches are cut in."""

    def __init__(self, picture: Image.Image) -> None:
        """Cut the patches of a picture of the whole page."""
        self.patches = {grain: _patches(picture, grain) for grain in (_COARSE, _FINE)}


def register(seen: Seen, page: IssuedPage, starts: Sequence[Start]) -> Registration:
    """The best of what the starts lead to; one that leads to the page ends the search."""
    best: Registration | None = None
    for start in starts:
        found = _registered(seen, page, start)
        if best is None or found.share > best.share:
            best = found
        if best.share > _CERTAIN:
            break
    assert best is not None
    return best


def starts_of_codes(corners: Sequence[Corners], boxes: Sequence[Sides]) -> list[Start]:
    """A map for each way in which the codes that were read can be those of the page.

    Two codes lie as the boxes do, from left to right as their own rows run. One can be any.
    """
    codes = [np.array(one, dtype=float) for one in corners]
    places = sorted(boxes)
    if len(codes) > 1 and len(places) > 1:
        along = codes[0][1] - codes[0][0]
        codes.sort(key=lambda code: float(code.mean(0) @ along))
        pair = np.vstack([codes[0], codes[-1]]), [places[0], places[-1]]
        # What is shorter the one way than the other can be told by two; when they were printed or
        # held crookedly it is told wrong.
        return [_start(*pair, shape) for shape in (affine, homography, similarity)]
    # Steadier than the perspective of so small a square.
    return [_start(codes[0], [place], similarity) for place in places]


def _start(pixels: Array, boxes: Sequence[Sides], shape: Shape) -> Start:
    paper = np.vstack([_corners(box) for box in boxes])
    middles = np.array([_corners(box).mean(0) for box in boxes])
    matrix = shape(Found(paper, pixels, np.ones(len(pixels))))
    return Start(matrix, paper if shape is homography else middles, shape is homography)


def _corners(box: Sides) -> Array:
    left, top, width, height = box
    right, bottom = left + width, top + height
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def starts_of_edges(size: tuple[int, int], turns: Sequence[int] = (0, 1, 2, 3)) -> list[Start]:
    """The paper fills the picture, or most of it, turned by a quarter so many times."""
    width, height = size
    starts = []
    for part in _PARTS:
        for turn in turns:
            across, down = (width, height) if turn % 2 == 0 else (height, width)
            scale = part * min(across / PAGE_WIDTH, down / PAGE_HEIGHT)
            cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
            matrix = np.array([[cos * scale, -sin * scale, 0], [sin * scale, cos * scale, 0]])
            middle = matrix[:, :2] @ [PAGE_WIDTH / 2, PAGE_HEIGHT / 2]
            matrix[:, 2] = np.array([width / 2, height / 2]) - middle
            starts.append(Start(np.vstack([matrix, [0, 0, 1]]), np.empty((0, 2))))
    return starts


def _registered(seen: Seen, page: IssuedPage, start: Start) -> Registration:
    coarse, matrix, anchors = page.patches[_COARSE], start.map, start.anchors
    sure = Found(anchors, through(matrix, anchors), np.ones(len(anchors)))
    known = sure
    scores = np.zeros(len(coarse.middles))
    places = np.zeros((len(coarse.middles), 2))
    for band in _BANDS:
        away = _distances(coarse.middles, known.middles)
        chosen = np.flatnonzero((away <= band) & (scores < 0.6))
        if not len(chosen):
            continue
        reach = _reach(away[chosen], anchors)
        found = _sought(seen, matrix, coarse.where(chosen), reach, _COARSE)
        scores[chosen], places[chosen] = found.scores, found.places
        good = scores > _FOUND
        if good.sum() < _FEWEST and not len(anchors):
            return _nowhere(matrix)
        known = Found(
            np.vstack([sure.middles, coarse.middles[good]]),
            np.vstack([sure.places, places[good]]),
            np.append(sure.scores, scores[good]),
        )
        matrix, known = _mended(matrix, known, leans=start.leans)
        if not _shows_page(matrix):
            return _nowhere(start.map)
    return _finely(seen, page.patches[_FINE], matrix)


def _reach(away: Array, anchors: Array) -> float:
    """How far a patch may be from where the map has it. Near what is known less than lines of text
    are apart, or a page that says the same in each would be laid a line beside."""
    if not len(anchors):
        return _FARTHEST
    farthest = float(away.max())
    return min(_FARTHEST, 1 + 0.02 * farthest + 0.00015 * farthest**2)


def _distances(points: Array, others: Array) -> Array:
    """From each point to the nearest of the others; far from none."""
    if not len(others):
        return np.full(len(points), _BANDS[0])
    away: Array = np.hypot(*(points[:, None] - others[None]).transpose(2, 0, 1)).min(1)
    return away


def _mended(matrix: Array, known: Found, *, leans: bool) -> tuple[Array, Found]:
    """A map as free as what is known allows, and what fits it."""
    if len(known.middles) < 4:
        return matrix, known
    spread = np.ptp(known.middles, axis=0)
    if leans or (len(known.middles) >= 10 and spread.min() > 60):
        fitted, kept, _ = fit(known, homography)
    elif spread.min() > 12 and len(known.middles) >= 6:
        fitted, kept, _ = fit(known, affine)
    elif spread.max() > 40:
        fitted, kept, _ = fit(known, similarity)
    else:
        return matrix, known
    return fitted, known.where(kept)


def _finely(seen: Seen, patches: "Patches", matrix: Array) -> Registration:
    found = _sought(seen, matrix, patches, _FINE_REACH, _FINE)
    good = found.scores > _FOUND
    if good.sum() < _LEAST_FOUND:
        return _nowhere(matrix)
    kept_map, kept, _ = fit(found.where(good), homography)
    if not _shows_page(kept_map):
        return _nowhere(matrix)
    back = through(np.linalg.inv(kept_map), found.places)
    ways = back - found.middles
    error = np.hypot(*ways.T)
    right = good & (error < _NEAR)
    rms = float(np.sqrt((error[right] ** 2).mean())) if right.any() else _FINE_REACH
    near = good & (error < 2 * _FINE_REACH)
    return Registration(kept_map, _share(found.middles, right), rms, back[near], ways[near])


def _shows_page(matrix: Array) -> bool:
    """Whether all of the page lies before the eye; what fits nothing may fold or turn it over."""
    corners = np.c_[_corners((0, 0, PAGE_WIDTH, PAGE_HEIGHT)), np.ones(4)]
    depths = corners @ matrix[2]
    is_before = bool(depths.min() > _LEAST_DEPTH * depths.max() > 0)
    return is_before and float(np.linalg.det(matrix)) > _LEAST_AREA


def _nowhere(matrix: Array) -> Registration:
    return Registration(matrix, 0.0, _FINE_REACH, np.empty((0, 2)), np.empty((0, 2)))


def _share(middles: Array, right: Array) -> float:
    """Pages of one document share their foot, so the body must be found by itself."""
    body = middles[:, 1] < _FOOT_TOP
    shares = [right.mean()] + ([right[body].mean()] if body.sum() >= 4 else [])
    return float(min(shares))


@dataclass(frozen=True, eq=False)
class Patches:
    """Middles in mm, and what is to be seen around each, one square after the other."""

    middles: Array
    squares: Grey

    def where(self, chosen: Array) -> "Patches":
        """Those that are chosen."""
        return Patches(self.middles[chosen], self.squares[chosen])


def code_fits(seen: Seen, matrix: Array, picture: Image.Image, boxes: Sequence[Sides]) -> float:
    """How well, at most 1, the codes on a picture of a page fit those where the map has them."""
    dots = picture.width / PAGE_WIDTH
    scores = [0.0]
    for left, top, width, height in boxes:
        box = (left, top, left + width, top + height)
        wide = (left - _CODE_REACH, top - _CODE_REACH, box[2] + _CODE_REACH, box[3] + _CODE_REACH)
        left_dot, top_dot, right_dot, bottom_dot = (round(side * dots) for side in box)
        side = min(right_dot - left_dot, bottom_dot - top_dot)
        code = darkness(picture.crop((left_dot, top_dot, left_dot + side, top_dot + side)), dots)
        view = darkness(seen.look(matrix, dots, wide), dots)
        room = min(view.shape)
        scores.append(float(correlate(code[None], view[None, :room, :room])[1][0]))
    return max(scores)


def _patches(picture: Image.Image, grain: Grain) -> Patches:
    size = round(PAGE_WIDTH * grain.dots), round(PAGE_HEIGHT * grain.dots)
    page = darkness(picture.resize(size, Image.Resampling.BOX), grain.dots)
    half = round(grain.size / 2 * grain.dots)
    middles, squares = [], []
    for x, y in _grid(grain):
        column, row = round(x * grain.dots), round(y * grain.dots)
        square = page[row - half : row + half, column - half : column + half]
        if square.std() > _LEAST_TO_SEE and _holds(square):
            middles.append((column / grain.dots, row / grain.dots))
            squares.append(square)
    side = 2 * half
    return Patches(
        np.array(middles, dtype=float).reshape(-1, 2),
        np.array(squares, dtype=np.float32).reshape(-1, side, side),
    )


def _holds(square: Grey) -> bool:
    """Whether it fits in one place alone: along a line of the form it would slide."""
    across, down = (float((np.diff(square, axis=axis) ** 2).mean()) for axis in (1, 0))
    return min(across, down) > _LEAST_HOLD * max(across, down)


def _grid(grain: Grain) -> Iterator[tuple[float, float]]:
    inset = grain.size / 2 + 1
    for y in np.arange(inset, PAGE_HEIGHT - inset, grain.step):
        for x in np.arange(inset, PAGE_WIDTH - inset, grain.step):
            yield float(x), float(y)


def _sought(seen: Seen, matrix: Array, patches: Patches, reach: float, grain: Grain) -> Found:
    """Where each patch lies in the picture, at most `reach` mm from where the map has it."""
    edge = _MARGIN
    box = (-edge, -edge, PAGE_WIDTH + edge, PAGE_HEIGHT + edge)
    view = darkness(seen.look(matrix, grain.dots, box), grain.dots)
    half, more = round(grain.size / 2 * grain.dots), round(reach * grain.dots)
    windows = []
    for x, y in patches.middles:
        column, row = round((x + edge) * grain.dots), round((y + edge) * grain.dots)
        away = half + more
        windows.append(view[row - away : row + away, column - away : column + away])
    shifts, scores = correlate(patches.squares, np.array(windows))
    middles = patches.middles + (shifts - more) / grain.dots
    return Found(patches.middles, through(matrix, middles), scores)


def correlate(patches: Grey, windows: Grey) -> tuple[Array, Array]:
    """Where each patch lies best in its window, as x and y in parts of a dot, and how well."""
    side, room = patches.shape[1], windows.shape[1]
    count = side * side
    flat = patches - patches.mean((1, 2), keepdims=True)
    norm = np.sqrt((flat * flat).sum((1, 2))) + 1e-6
    shape = (room, room)
    spectrum = np.fft.rfft2(windows) * np.conj(np.fft.rfft2(flat, shape))
    free = room - side + 1
    both = np.fft.irfft2(spectrum, shape)[:, :free, :free]
    spread = _sums(windows * windows, side) - _sums(windows, side) ** 2 / count
    score = both / (norm[:, None, None] * np.sqrt(np.maximum(spread, 1e-3 * count)))
    best = score.reshape(len(score), -1).argmax(1)
    rows, columns = best // free, best % free
    each = np.arange(len(score))
    x = columns + _between(score[each, rows], columns)
    y = rows + _between(score[each, :, columns], rows)
    return np.c_[x, y], score[each, rows, columns]


def _sums(values: Grey, side: int) -> Array:
    """Over each square of `side`."""
    total = np.pad(values.cumsum(1).cumsum(2), ((0, 0), (1, 0), (1, 0)))
    sums: Array = (
        total[:, side:, side:]
        - total[:, :-side, side:]
        - total[:, side:, :-side]
        + total[:, :-side, :-side]
    )
    return sums


def _between(line: Array, at: Array) -> Array:
    """How far from its highest dot the top of a parabola through three of them lies."""
    inner = (at > 0) & (at < line.shape[1] - 1)
    each, middle = np.arange(len(line)), at.clip(1, line.shape[1] - 2)
    before, top, after = (line[each, middle + step] for step in (-1, 0, 1))
    bend = before - 2 * top + after
    part: Array = np.where(inner, 0.5 * (before - after) / np.where(bend == 0, 1, bend), 0)
    return part.clip(-0.5, 0.5)
