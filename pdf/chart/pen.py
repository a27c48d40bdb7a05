"""Draws the placed boxes and arrows on a sheet, each under its element of the structure tree."""

from collections.abc import Sequence

from pdf.blocks.figures import figure_attributes
from pdf.chart import styles
from pdf.chart.boxes import PlacedGroup, PlacedNode, PlacedText, Role
from pdf.chart.layout import PlacedEdge
from pdf.chart.routes import Point
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element
from pdf.geometry import Box, points
from pdf.imprint import Letterhead
from pdf.numbers import number
from pdf.text.drawing import TextPlace
from policy import Graph, Kind

_TAGS = {Role.TITLE: "H2"}
_GROUP_TAGS = {Role.TITLE: "H3"}
_BLACK_STROKE = "0 G"
# The control points of a quarter of a circle lie this far along its tangents.
_QUARTER = 0.5523


class ChartPen:
    """Draws on `canvas` in the colours of `letterhead`."""

    def __init__(self, canvas: TaggedCanvas, letterhead: Letterhead) -> None:
        self._canvas = canvas
        self._letterhead = letterhead

    def draw_node(self, placed: PlacedNode, section: Element) -> None:
        """The frame as an artifact, the texts as heading and paragraphs of `section`."""
        self._draw_frame(placed)
        for text in placed.texts:
            self._write(text, section.add(_TAGS.get(text.role, "P")))
        for group in placed.groups:
            self._draw_group(group, section)
        for text in placed.texts_after:
            self._write(text, section.add("P"))

    def draw_edge(self, placed: PlacedEdge, graph: Graph, section: Element) -> None:
        """The arrow and its answer as one figure that says where it leads."""
        figure = section.add("Figure", figure_attributes(graph.spoken(placed.edge), _room(placed)))
        with self._canvas.tagged(figure):
            self._canvas.draw_operators(f"{number(styles.ARROW_WIDTH)} w {_BLACK_STROKE}")
            self._canvas.draw_operators(f"{self._path(placed.arrow.shaft)} S")
            self._canvas.draw_operators(f"0 g {self._path(placed.arrow.head)} h f")
            if placed.label:
                self._write(placed.label, None)

    def _draw_frame(self, placed: PlacedNode) -> None:
        """Questions are round and heavy, actions square and tinted, the start is filled."""
        canvas, kind = self._canvas, placed.node.kind
        if kind is Kind.START:
            canvas.draw_fill(placed.box, self._letterhead.fill_colour)
        elif kind is Kind.QUESTION:
            width = number(styles.HEAVY_FRAME_WIDTH)
            path = self._round_box(placed.box)
            canvas.draw_operators(f"{width} w {self._letterhead.stroke_colour} {path} S")
        elif kind is Kind.INFO:
            canvas.draw_frame(placed.box, styles.HEAVY_FRAME_WIDTH, self._letterhead.stroke_colour)
        else:
            canvas.draw_fill(placed.box, styles.BOX_TINT)
            canvas.draw_frame(placed.box, styles.FRAME_WIDTH, _BLACK_STROKE)

    def _draw_group(self, group: PlacedGroup, section: Element) -> None:
        is_notice = group.texts[0].role is Role.NOTICE_LABEL
        self._canvas.draw_fill(group.box, styles.WHITE if is_notice else styles.BOX_TINT)
        if is_notice:
            self._canvas.draw_frame(group.box, styles.HEAVY_FRAME_WIDTH, _BLACK_STROKE)
        for text in group.texts:
            self._write(text, section.add(_GROUP_TAGS.get(text.role, "P")))

    def _write(self, text: PlacedText, element: Element | None) -> None:
        place = TextPlace(
            x=points(text.left),
            baseline=self._canvas.from_bottom(text.baseline),
            width=points(text.box.width),
            leading=text.style.leading,
            size=text.style.size,
        )
        with self._canvas.tagged(element):
            self._canvas.draw_lines(text.lines, place, text.style.colour)

    def _path(self, corners: Sequence[Point]) -> str:
        first, *rest = (self._at(*corner) for corner in corners)
        return " ".join([f"{first} m", *(f"{corner} l" for corner in rest)])

    def _round_box(self, box: Box) -> str:
        """Anticlockwise from the lower end of the left side, a curve at each corner."""
        r = styles.CORNER_RADIUS
        k = r * (1 - _QUARTER)
        left, top, right, bottom = box.left, box.top, box.left + box.width, box.bottom
        return " ".join(
            (
                f"{self._at(left + r, bottom)} m {self._at(right - r, bottom)} l",
                self._curve((right - k, bottom), (right, bottom - k), (right, bottom - r)),
                f"{self._at(right, top + r)} l",
                self._curve((right, top + k), (right - k, top), (right - r, top)),
                f"{self._at(left + r, top)} l",
                self._curve((left + k, top), (left, top + k), (left, top + r)),
                f"{self._at(left, bottom - r)} l",
                self._curve((left, bottom - k), (left + k, bottom), (left + r, bottom)),
                "h",
            )
        )

    def _curve(self, first: Point, second: Point, end: Point) -> str:
        return f"{self._at(*first)} {self._at(*second)} {self._at(*end)} c"

    def _at(self, x: float, y: float) -> str:
        return f"{number(points(x))} {number(self._canvas.from_bottom(y))}"


def _room(placed: PlacedEdge) -> Box:
    """The smallest rectangle around an arrow and its answer."""
    corners = [*placed.arrow.points, *placed.arrow.head]
    if placed.label:
        box = placed.label.box
        corners += [(box.left, box.top), (box.left + box.width, box.bottom)]
    left, top = (min(corner[axis] for corner in corners) for axis in (0, 1))
    right, bottom = (max(corner[axis] for corner in corners) for axis in (0, 1))
    return Box(left, top, right - left, bottom - top)
