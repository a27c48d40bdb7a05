"""What is drawn on the pages of a document, and where, as the canvas is told.

One choke point instead of the blocks: whatever makes pages, this is what stands on the paper.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from pdf.blocks import Paragraph
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element
from pdf.geometry import PAGE_HEIGHT, Box, from_points
from pdf.places import Place
from pdf.text.drawing import TextPlace
from pdf.text.linebreaking import Line

# Of the font's size, around the baseline: what most letters have of ink.
_ABOVE, _BELOW = 0.74, 0.22


@dataclass(frozen=True)
class Words:
    """A line of text. `room` is how wide its column is, in mm; `size` is that of the letters."""

    page: int
    box: Box
    text: str
    room: float
    size: float
    element: Element | None
    line: Line

    @property
    def right(self) -> float:
        """Distance of the last letter from the left of the paper."""
        return self.box.left + self.box.width


@dataclass(frozen=True)
class Mark:
    """A rule, a frame, a field: `element` is None for what is only ink."""

    page: int
    box: Box
    element: Element | None = None


@dataclass
class Drawn:
    """A document, and all that was drawn for it in the order of drawing."""

    content: bytes = b""
    things: list[Words | Mark] = field(default_factory=list)
    rules: list[Mark] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    root: Element | None = None

    @property
    def words(self) -> list[Words]:
        """The lines of text."""
        return [thing for thing in self.things if isinstance(thing, Words)]

    @property
    def fields(self) -> list[Mark]:
        """The fields of a blank, and links."""
        return [thing for thing in self.things if isinstance(thing, Mark)]

    @property
    def pages(self) -> int:
        """How many."""
        return max(thing.page for thing in self.things)

    def in_order(self) -> list[tuple[Element, list[Words]]]:
        """The lines of each element that has any, in the order in which they are read aloud."""
        lines: dict[int, list[Words]] = {}
        for words in self.words:
            lines.setdefault(id(words.element), []).append(words)
        assert self.root
        return [(one, lines[id(one)]) for one in _all_within(self.root) if id(one) in lines]


def _all_within(element: Element) -> Iterator[Element]:
    yield element
    for kid in element._kids:
        if isinstance(kid, Element):
            yield from _all_within(kid)


def drawn(make: Callable[[], bytes]) -> Drawn:
    """What `make` draws while it makes a document."""
    seen = Drawn()
    # Text that is drawn by a paragraph, which does it in more than one way, is told of by that.
    inside: list[Paragraph] = []

    def draw(one: Paragraph, canvas: TaggedCanvas, left: float, top: float) -> None:
        note(canvas, one.lines, one.place(canvas, left, top), one.element)
        inside.append(one)
        draw_paragraph(one, canvas, left, top)
        inside.pop()

    def draw_lines(
        canvas: TaggedCanvas,
        lines: tuple[Line, ...],
        place: TextPlace,
        colour: str = "0 g",
        element: Element | None = None,
    ) -> None:
        if not inside:
            note(canvas, lines, place, element)
        told["draw_lines"](canvas, lines, place, colour, element)

    def note(
        canvas: TaggedCanvas, lines: tuple[Line, ...], place: TextPlace, element: Element | None
    ) -> None:
        owner = element or canvas._open_element
        seen.things += _words(canvas.getPageNumber(), lines, place, owner)
        seen.root, seen.places = canvas.tree.document, canvas.places

    def annotate(canvas: TaggedCanvas, element: Element, box: Box, entries: str) -> Any:
        seen.things.append(Mark(canvas.getPageNumber(), box, element))
        return told["annotate"](canvas, element, box, entries)

    def draw_rule(canvas: TaggedCanvas, *ends: Any) -> None:
        left, top, right, bottom = ends[:4]
        seen.rules.append(Mark(canvas.getPageNumber(), Box(left, top, right - left, bottom - top)))
        told["draw_rule"](canvas, *ends)

    def draw_frame(canvas: TaggedCanvas, box: Box, *looks: Any) -> None:
        seen.rules += [Mark(canvas.getPageNumber(), side) for side in _sides(box)]
        told["draw_frame"](canvas, box, *looks)

    spies: dict[str, Any] = {
        one.__name__: one for one in (draw_lines, annotate, draw_rule, draw_frame)
    }
    told = {name: getattr(TaggedCanvas, name) for name in spies}
    draw_paragraph = Paragraph.draw
    with patch.multiple(TaggedCanvas, **spies), patch.object(Paragraph, "draw", draw):
        seen.content = make()
    return seen


def _words(
    page: int, lines: tuple[Line, ...], place: TextPlace, element: Element | None
) -> Iterator[Words]:
    for number, line in enumerate(lines):
        solid = line.width - (line.pieces[-1].width - line.pieces[-1].solid if line.pieces else 0)
        width, room = from_points(solid * place.size / 1000), from_points(place.width)
        left = from_points(place.x)
        if place.align_right:
            left += room - width
        baseline = PAGE_HEIGHT - from_points(place.baseline - number * place.leading)
        above, below = (from_points(part * place.size) for part in (_ABOVE, _BELOW))
        box = Box(left, baseline - above, width, above + below)
        text = "".join(run.text for run, _ in line.runs)
        yield Words(page, box, text, room, place.size, element, line)


def _sides(box: Box) -> list[Box]:
    right = box.left + box.width
    return [
        Box(box.left, box.top, box.width, 0),
        Box(box.left, box.bottom, box.width, 0),
        Box(box.left, box.top, 0, box.height),
        Box(right, box.top, 0, box.height),
    ]
