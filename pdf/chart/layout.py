"""Where everything of the chart stands: one layout for paper and for the picture on the page.

Measures are in millimetres from the top left of an A4 sheet. Heights follow from the texts, so a
longer text moves what stands below it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from pdf.chart import styles
from pdf.chart.boxes import PlacedNode, PlacedText, Role, moved, place_node, stretched, text_at
from pdf.chart.routes import Arrow, route
from pdf.geometry import Box
from policy import Edge, Graph

_LABEL_ROOM = 20.0


class ChartTooHighError(Exception):
    """The texts do not fit on one sheet."""


class Column(Enum):
    """Where a column begins and how wide it is."""

    WHOLE = (styles.LEFT, styles.WIDTH)
    LEFT = (styles.LEFT + styles.CHANNEL, styles.LEFT_COLUMN)
    SPINE = (LEFT[0] + LEFT[1] + styles.COLUMN_GAP, styles.SPINE)
    RIGHT = (SPINE[0] + SPINE[1] + styles.COLUMN_GAP, styles.RIGHT_COLUMN)


@dataclass(frozen=True)
class Place:
    """A column, a row, and the last row when there is more than one."""

    column: Column
    row: int
    last_row: int = 0

    @property
    def rows(self) -> range:
        """All rows of the box."""
        return range(self.row, max(self.row, self.last_row) + 1)


# The questions stand under each other in the middle, what they lead to at their sides. The left
# column keeps its own rows: its boxes only follow each other.
PLACES: Mapping[str, Place] = {
    "start": Place(Column.WHOLE, 0),
    "q_positiv": Place(Column.SPINE, 1),
    "a_forstark": Place(Column.LEFT, 2),
    "a_folj": Place(Column.LEFT, 3),
    "a_dela": Place(Column.LEFT, 4),
    "q_negativ": Place(Column.SPINE, 2),
    "q_skamtsam": Place(Column.SPINE, 3),
    "a_observera": Place(Column.RIGHT, 1, 3),
    "q_faktafel": Place(Column.SPINE, 4),
    "a_ratta": Place(Column.RIGHT, 4),
    "q_missnojd": Place(Column.SPINE, 5),
    "a_atgarda": Place(Column.RIGHT, 5),
    "q_svara": Place(Column.SPINE, 6),
    "a_latvara": Place(Column.RIGHT, 6),
    "i_svara": Place(Column.WHOLE, 7),
}


@dataclass(frozen=True)
class PlacedEdge:
    """An arrow where it runs, with the answer beside its beginning."""

    edge: Edge
    arrow: Arrow
    label: PlacedText | None


@dataclass(frozen=True)
class ChartLayout:
    """All boxes in reading order, and all arrows."""

    nodes: tuple[PlacedNode, ...]
    edges: tuple[PlacedEdge, ...]

    @property
    def box(self) -> Box:
        """The room that the chart takes on the sheet."""
        height = max(placed.box.bottom for placed in self.nodes) - styles.CHART_TOP_FROM_TOP
        return Box(styles.LEFT, styles.CHART_TOP_FROM_TOP, styles.WIDTH, height)

    def edges_from(self, placed: PlacedNode) -> list[PlacedEdge]:
        """The arrows that leave a box."""
        return [one for one in self.edges if one.edge.source == placed.node.id]


def lay_out(graph: Graph, *, with_sources: bool = True) -> ChartLayout:
    """The layout of a graph, with or without what is said about reconstructed texts.

    Raises ChartTooHighError, NoRouteError, KeyError (no place).
    """
    sized = {
        node.id: place_node(node, *_corner(node.id), with_sources=with_sources)
        for node in graph.nodes
    }
    heights = _row_heights(sized)
    gap = _row_gap(heights)
    tops = [
        styles.CHART_TOP_FROM_TOP + sum(heights[:row]) + row * gap for row in range(len(heights))
    ]
    boxes = _placed_in_rows(sized, heights, tops, gap) | _placed_in_chain(sized, tops, gap)
    nodes = tuple(boxes[node.id] for node in graph.nodes)
    return ChartLayout(nodes, tuple(_placed_edge(edge, boxes) for edge in graph.edges))


def _corner(node_id: str) -> tuple[float, float, float]:
    left, width = PLACES[node_id].column.value
    return left, 0.0, width


def _row_heights(sized: Mapping[str, PlacedNode]) -> list[float]:
    """How high each row must be; a box over several rows may heighten its last one."""
    kept = {id: PLACES[id] for id in sized if PLACES[id].column is not Column.LEFT}
    heights = [0.0] * (1 + max(place.rows[-1] for place in kept.values()))
    for node_id, place in sorted(kept.items(), key=lambda one: len(one[1].rows)):
        others = sum(heights[row] + styles.LEAST_ROW_GAP for row in place.rows[:-1])
        missing = sized[node_id].box.height - others
        heights[place.rows[-1]] = max(heights[place.rows[-1]], missing)
    return heights


def _row_gap(heights: list[float]) -> float:
    """What is left of the sheet, shared out between the rows."""
    gap = (styles.CHART_HEIGHT - sum(heights)) / (len(heights) - 1)
    if gap < styles.LEAST_ROW_GAP:
        raise ChartTooHighError(f"only {gap:.1f} mm between the rows")
    return gap


def _placed_in_rows(
    sized: Mapping[str, PlacedNode], heights: list[float], tops: list[float], gap: float
) -> dict[str, PlacedNode]:
    placed = {}
    for node_id, node in sized.items():
        rows = PLACES[node_id].rows
        if PLACES[node_id].column is not Column.LEFT:
            height = sum(heights[row] for row in rows) + gap * (len(rows) - 1)
            placed[node_id] = stretched(moved(node, tops[rows[0]]), height)
    return placed


def _placed_in_chain(
    sized: Mapping[str, PlacedNode], tops: list[float], gap: float
) -> dict[str, PlacedNode]:
    """The left column: one box under the other, from its first row on."""
    chain = sorted((PLACES[id].row, id) for id in sized if PLACES[id].column is Column.LEFT)
    top, placed = tops[chain[0][0]], {}
    for _, node_id in chain:
        placed[node_id] = moved(sized[node_id], top)
        top = placed[node_id].box.bottom + gap
    if top > tops[-1]:
        raise ChartTooHighError("the left column runs into the last row")
    return placed


def _placed_edge(edge: Edge, boxes: Mapping[str, PlacedNode]) -> PlacedEdge:
    others = [placed.box for id, placed in boxes.items() if id not in (edge.source, edge.target)]
    arrow = route(boxes[edge.source].box, boxes[edge.target].box, others)
    return PlacedEdge(edge, arrow, _label(edge, arrow))


def _label(edge: Edge, arrow: Arrow) -> PlacedText | None:
    """Beside the beginning of the arrow: to the right of one that falls, else above it."""
    if edge.answer is None:
        return None
    label = text_at(Role.LABEL, edge.answer.word, 0.0, 0.0, _LABEL_ROOM)
    (x0, y0), (x1, y1) = arrow.points[:2]
    if x0 == x1:
        middle = (y0 + y1 - styles.ARROW_HEAD_LENGTH) / 2
        return replace(label, left=x0 + styles.LABEL_GAP, top=middle - label.box.height / 2)
    left = x0 + styles.LABEL_GAP if x1 > x0 else x0 - styles.LABEL_GAP - label.box.width
    return replace(label, left=left, top=y0 - label.box.height - styles.LABEL_GAP / 2)
