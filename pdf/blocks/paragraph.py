"""Paragraphs of text, and paragraphs that are a link."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from pdf import geometry
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element
from pdf.geometry import Box, from_points, points
from pdf.styles import TextStyle
from pdf.text.drawing import TextPlace, plain_text
from pdf.text.linebreaking import Line, break_lines, widest_part

# Where the baseline lies in a line, as a part of the leading.
_BASELINE = 0.74
# No fewer lines of a split paragraph stand alone at the foot or the head of a page.
_LINES_TOGETHER = 2
_TOLERANCE = 1e-6
_LABELS_REMEMBERED = 256


@dataclass
class Paragraph:
    """Lines of one style. Both halves of a split paragraph belong to the same element."""

    lines: tuple[Line, ...]
    style: TextStyle
    width: float
    element: Element | None = None

    @property
    def before(self) -> float:
        """Space wanted above."""
        return self.style.before

    @property
    def after(self) -> float:
        """Space wanted below."""
        return self.style.after

    @property
    def keep_with_next(self) -> bool:
        """Whether it must not be the last on a page."""
        return self.style.keep_with_next

    @property
    def height(self) -> float:
        """All lines."""
        return len(self.lines) * self.style.line_height

    @property
    def baseline(self) -> float:
        """How far the first baseline lies below the top."""
        return self.style.line_height * _BASELINE

    @property
    def natural_width(self) -> float:
        """How wide the longest line really is."""
        widest = max(line.width for line in self.lines)
        return from_points(widest * self.style.size / 1000)

    def split(self, room: float) -> tuple[Self, Self] | None:
        """Never a heading, never fewer than two lines on either side."""
        count = int(room / self.style.line_height + _TOLERANCE)
        count = min(count, len(self.lines) - _LINES_TOGETHER)
        if self.keep_with_next or count < _LINES_TOGETHER:
            return None
        return replace(self, lines=self.lines[:count]), replace(self, lines=self.lines[count:])

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """Show the lines under the paragraph's element."""
        style = self.style
        plain = None if style.align_right else plain_text(self.lines, style.size, style.leading)
        if plain:
            canvas.draw_plain(plain, left, top + self.baseline, style.colour, self.element)
        else:
            place = self.place(canvas, left, top)
            canvas.draw_lines(self.lines, place, style.colour, self.element)

    def place(self, canvas: TaggedCanvas, left: float, top: float) -> TextPlace:
        """Where the lines stand when the upper left corner is at this place of the paper."""
        style = self.style
        baseline = canvas.from_bottom(top + self.baseline)
        width = points(self.width)
        return TextPlace(
            points(left), baseline, width, style.leading, style.size, style.align_right
        )


@dataclass
class LinkParagraph(Paragraph):
    """A paragraph that leads to `address`; its element is a Link."""

    address: str = ""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The text, and over it the link."""
        super().draw(canvas, left, top)
        box = Box(left, top, min(self.width, self.natural_width), self.height)
        if self.element:
            canvas.link(self.element, box, self.address)


def paragraph(text: str, style: TextStyle, width: float, element: Element | None) -> Paragraph:
    """`text` broken into lines of at most `width` mm."""
    return Paragraph(lines_of(text, style, width), style, width, element)


def lines_of(text: str, style: TextStyle, width: float) -> tuple[Line, ...]:
    """The lines of `text` in `style`."""
    return break_lines(text, style.fonts, points(width) * 1000 / style.size)


@lru_cache(_LABELS_REMEMBERED)
def longest_word(text: str, style: TextStyle) -> float:
    """How wide a column must be, in mm, for `text` not to be broken inside a word."""
    words = (paragraph(word, style, geometry.PAGE_WIDTH, None) for word in text.split())
    return max((word.natural_width for word in words), default=0.0)


def least_width(text: str, style: TextStyle) -> float:
    """How wide in mm a column must be in which no word of `text` is broken."""
    return from_points(widest_part(text, style.fonts) * style.size / 1000)
