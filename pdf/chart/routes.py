"""The ways of arrows between boxes: the first route that crosses no other box is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pdf.chart import styles
from pdf.geometry import Box

Point = tuple[float, float]


class NoRouteError(Exception):
    """No route between two boxes leaves the others alone."""


@dataclass(frozen=True)
class Arrow:
    """A line of right angles from a box to the tip of its head."""

    points: tuple[Point, ...]

    @property
    def head(self) -> tuple[Point, Point, Point]:
        """The tip and the two corners behind it."""
        (x0, y0), (x1, y1) = self.points[-2:]
        length, half = styles.ARROW_HEAD_LENGTH, styles.ARROW_HEAD_WIDTH / 2
        if x0 == x1:
            behind = y1 - length if y1 > y0 else y1 + length
            return (x1, y1), (x1 - half, behind), (x1 + half, behind)
        behind = x1 - length if x1 > x0 else x1 + length
        return (x1, y1), (behind, y1 - half), (behind, y1 + half)

    @property
    def shaft(self) -> tuple[Point, ...]:
        """The line, backwards from the middle of the head, which its end must not blunt.

        Backwards, so that the dashes of arrows that share their last part fall on each other.
        """
        tip, left, right = self.head
        middle = (
            (tip[0] + (left[0] + right[0]) / 2) / 2,
            (tip[1] + (left[1] + right[1]) / 2) / 2,
        )
        return (middle, *reversed(self.points[:-1]))


def route(source: Box, target: Box, others: Sequence[Box]) -> Arrow:
    """The arrow from `source` to `target` that stays clear of `others`. Raises NoRouteError."""
    for points in _candidates(source, target):
        if not any(crosses(points, box, styles.CLEARANCE) for box in others):
            return Arrow(points)
    raise NoRouteError(f"from {source} to {target}")


def crosses(points: Sequence[Point], box: Box, clearance: float = 0.0) -> bool:
    """Whether a line of right angles comes nearer than `clearance` to the box."""
    left, right = box.left - clearance, box.left + box.width + clearance
    top, bottom = box.top - clearance, box.bottom + clearance
    for (x0, y0), (x1, y1) in pairwise(points):
        beside = max(x0, x1) <= left or min(x0, x1) >= right
        above_or_below = max(y0, y1) <= top or min(y0, y1) >= bottom
        if not beside and not above_or_below:
            return True
    return False


def _candidates(source: Box, target: Box) -> Iterator[tuple[Point, ...]]:
    """From the plainest to the longest way."""
    yield from _straight_down(source, target)
    yield from _straight_across(source, target)
    yield from _across_and_down(source, target)
    yield from _round_the_side(source, target)


def _straight_down(source: Box, target: Box) -> Iterator[tuple[Point, ...]]:
    x = min(source, target, key=lambda box: box.width)
    middle = x.left + x.width / 2
    if target.top > source.bottom and _spans(source, middle) and _spans(target, middle):
        yield (middle, source.bottom), (middle, target.top)


def _straight_across(source: Box, target: Box) -> Iterator[tuple[Point, ...]]:
    lower_top = max(source.top, target.top)
    upper_bottom = min(source.bottom, target.bottom)
    if lower_top >= upper_bottom:
        return
    y = (lower_top + upper_bottom) / 2
    if target.left > source.left + source.width:
        yield (source.left + source.width, y), (target.left, y)
    else:
        yield (source.left, y), (target.left + target.width, y)


def _across_and_down(source: Box, target: Box) -> Iterator[tuple[Point, ...]]:
    x, y = target.left + target.width / 2, source.top + source.height / 2
    if target.top > source.bottom and not _spans(source, x):
        edge = source.left if x < source.left else source.left + source.width
        yield (edge, y), (x, y), (x, target.top)


def _round_the_side(source: Box, target: Box) -> Iterator[tuple[Point, ...]]:
    y = source.top + source.height / 2
    sides = (
        (source.left + source.width, styles.RIGHT_CHANNEL_FROM_LEFT),
        (source.left, styles.LEFT_CHANNEL_FROM_LEFT),
    )
    for edge, x in sides:
        if target.top > source.bottom and _spans(target, x):
            yield (edge, y), (x, y), (x, target.top)


def _spans(box: Box, x: float) -> bool:
    return box.left < x < box.left + box.width
