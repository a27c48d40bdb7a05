"""Paragraphs in which some words are marked: struck out, or bold and underlined."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, Self

from pdf import styles
from pdf.blocks.paragraph import Paragraph
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element, decoration
from pdf.geometry import from_points, points
from pdf.styles import TextStyle
from pdf.text.drawing import visual_offsets
from pdf.text.faces import FontChain
from pdf.text.linebreaking import Line, Piece, break_marked
from pdf.text.shaping import Run

_RULE_WIDTH = 0.8
# Of sums of widths, in thousandths of the size.
_TOLERANCE = 0.01


class Marking(NamedTuple):
    """How marked words look and are told of.

    `rise` is how far a line through them or under them stands above the baseline, as a part of the
    size. `decoration` is its name (ISO 32000-1, table 345): NVDA says it to who wants to hear how
    text looks. Words of ours beside them would be copied along with what somebody wrote.
    """

    fonts: FontChain
    rise: float
    decoration: str


STRUCK = Marking(styles.REGULAR, 0.27, "LineThrough")
ADDED = Marking(styles.BOLD, -0.16, "Underline")


class Segment(NamedTuple):
    """Runs side by side, all marked or none, as a line of their own; measures as in a Line.

    `solid` is its width without the space at its end.
    """

    line: Line
    left: float
    solid: float
    is_marked: bool


@dataclass
class MarkedParagraph(Paragraph):
    """Lines and, for the runs of each, whether they are marked."""

    marks: tuple[tuple[bool, ...], ...] = ()
    marking: Marking = STRUCK

    def split(self, room: float) -> tuple[Self, Self] | None:
        """As any paragraph; each half keeps the marks of its lines."""
        halves = super().split(room)
        if halves is None:
            return None
        first, rest = halves
        count = len(first.lines)
        return replace(first, marks=self.marks[:count]), replace(rest, marks=self.marks[count:])

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The words, each marked stretch as a Span of the element, and the lines on them."""
        place = self.place(canvas, left, top)
        span = None
        for number, (line, marks) in enumerate(zip(self.lines, self.marks, strict=True)):
            line_top = top + number * self.style.line_height
            for segment in segments(line, marks):
                if not segment.is_marked:
                    span = None
                elif span is None and self.element:
                    span = self.element.add("Span", decoration(self.marking.decoration))
                own = place._replace(
                    x=place.x + segment.left * place.size / 1000,
                    baseline=place.baseline - number * place.leading,
                )
                element = span or self.element
                canvas.draw_lines((segment.line,), own, self.style.colour, element)
                if segment.is_marked:
                    self._draw_rule(canvas, segment, left, line_top)

    def _draw_rule(
        self, canvas: TaggedCanvas, segment: Segment, left: float, line_top: float
    ) -> None:
        size = from_points(self.style.size)
        y = line_top + self.baseline - self.marking.rise * size
        start = left + segment.left * size / 1000
        end = start + segment.solid * size / 1000
        canvas.draw_rule(start, y, end, y, _RULE_WIDTH, styles.LINE)


def marked_paragraph(
    stretches: Sequence[tuple[str, bool]],
    marking: Marking,
    style: TextStyle,
    width: float,
    element: Element | None,
) -> MarkedParagraph:
    """A text of `stretches`, those with True marked, broken into lines of at most `width` mm."""
    text = "".join(text for text, _ in stretches)
    marks = [is_marked for text, is_marked in stretches for _ in text]
    measure = points(width) * 1000 / style.size
    lines = break_marked(text, marks, style.fonts, marking.fonts, measure)
    return MarkedParagraph(
        tuple(line for line, _ in lines),
        style,
        width,
        element,
        marks=tuple(of_runs for _, of_runs in lines),
        marking=marking,
    )


def segments(line: Line, marks: Sequence[bool]) -> Iterator[Segment]:
    """As few as can be, for readers put the words of a right-to-left name in order by themselves.

    A space between a marked and an unmarked word of such a name is one by itself: at the end of a
    line it would stand on the other side (UAX 9, L1).
    """
    runs, lefts = line.runs, visual_offsets(line)
    inner = range(1, len(runs))
    cuts = {0, len(runs)}
    cuts |= {at for at in inner if marks[at] != marks[at - 1] or not _goes_on(runs, lefts, at)}
    cuts |= {at for at in inner if at + 1 in cuts and runs[at][1] and runs[at][0].text.isspace()}
    for start, end in pairwise(sorted(cuts)):
        piece = Piece(runs[start:end])
        left = min(lefts[start:end])
        yield Segment(Line([piece], piece.width), left, piece.solid, marks[start])


def _goes_on(runs: Sequence[tuple[Run, int]], lefts: Sequence[float], at: int) -> bool:
    """Whether a run stands where the one before it leads, in the same direction."""
    (before, level), (run, own) = runs[at - 1], runs[at]
    to_the_right = lefts[at] - lefts[at - 1] - before.width
    to_the_left = lefts[at - 1] - lefts[at] - run.width
    return level == own and abs(to_the_left if level % 2 else to_the_right) < _TOLERANCE
