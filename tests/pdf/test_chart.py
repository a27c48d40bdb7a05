"""The chart: nothing in the way of an arrow, and a sheet that reads as well as it looks."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp

from pdf import Letterhead
from pdf.chart import styles
from pdf.chart.boxes import PlacedNode, PlacedText
from pdf.chart.layout import PLACES, ChartLayout, ChartTooHighError, PlacedEdge, lay_out
from pdf.chart.routes import NoRouteError, crosses, route
from pdf.chart.sheet import render_chart
from pdf.geometry import PAGE_HEIGHT, PAGE_WIDTH, Box, points
from pdf.styles import TextStyle
from policy import FORHALLNINGSSATT, NOTICE_LABEL, REMOVAL_NOTICE, WALL_LABEL, Graph, Node, Words
from tests.pdf import verapdf
from tests.pdf.documents import HOUSE, squeezed
from tests.programs import program

GRAPH = FORHALLNINGSSATT
LAYOUTS = {"page": lay_out(GRAPH), "sheet": lay_out(GRAPH, with_sources=False)}
LAYOUT = LAYOUTS["sheet"]
CONTACT = "informationsansvarig@toreboda.example"
URL = "https://blanketter.toreboda.example/forhallningssatt/"
SMALLEST_TEXT = 9
TOLERANCE = 1e-6
Segment = tuple[tuple[float, float], tuple[float, float]]


def named(placed: PlacedNode | PlacedEdge) -> str:
    """What a test case is called."""
    if isinstance(placed, PlacedNode):
        return placed.node.id
    return f"{placed.edge.source} {placed.edge.answer or '-'} {placed.edge.target}"


def right(box: Box) -> float:
    """The right edge."""
    return box.left + box.width


def touches(one: Box, other: Box) -> bool:
    """Whether two rectangles share any point inside."""
    beside = right(one) <= other.left or right(other) <= one.left
    return not beside and not (one.bottom <= other.top or other.bottom <= one.top)


def as_box(segment: Segment) -> Box:
    """A level or upright line as a rectangle as wide as the line is drawn."""
    (x0, y0), (x1, y1) = segment
    width = styles.ARROW_WIDTH / points(1)
    left, top = min(x0, x1) - width / 2, min(y0, y1) - width / 2
    return Box(left, top, abs(x1 - x0) + width, abs(y1 - y0) + width)


def segments(placed: PlacedEdge) -> list[Segment]:
    """The lines of an arrow."""
    return list(pairwise(placed.arrow.points))


def is_on_edge(point: tuple[float, float], box: Box) -> bool:
    """Whether a point lies on the outline of a rectangle."""
    x, y = point
    beside = min(abs(x - box.left), abs(x - right(box))) < TOLERANCE
    level = min(abs(y - box.top), abs(y - box.bottom)) < TOLERANCE
    return (beside and box.top <= y <= box.bottom) or (level and box.left <= x <= right(box))


both = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
every_box = pytest.mark.parametrize(
    "placed", [box for layout in LAYOUTS.values() for box in layout.nodes], ids=named
)


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """The sheet for the wall."""
    return render_chart(GRAPH, HOUSE, CONTACT, URL)


@pytest.fixture(scope="module")
def path(sheet: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sheet as a file."""
    file = tmp_path_factory.mktemp("chart") / "sheet.pdf"
    file.write_bytes(sheet)
    return file


# The layout


@both
def test_every_box_and_every_arrow_has_its_place(layout: ChartLayout) -> None:
    assert [placed.node for placed in layout.nodes] == list(GRAPH.nodes)
    assert [placed.edge for placed in layout.edges] == list(GRAPH.edges)
    assert PLACES.keys() == {node.id for node in GRAPH.nodes}


@pytest.mark.parametrize("placed", LAYOUT.edges, ids=named)
@both
def test_no_arrow_crosses_a_box(layout: ChartLayout, placed: PlacedEdge) -> None:
    placed = layout.edges[LAYOUT.edges.index(placed)]
    for node in layout.nodes:
        lines = segments(placed)
        if node.node.id in (placed.edge.source, placed.edge.target):
            # It touches the boxes that it joins, and goes through neither.
            assert not crosses(placed.arrow.points, node.box)
        else:
            assert not any(touches(as_box(line), node.box) for line in lines), named(node)


@pytest.mark.parametrize("placed", LAYOUT.edges, ids=named)
def test_every_arrow_joins_its_two_boxes(placed: PlacedEdge) -> None:
    boxes = {node.node.id: node.box for node in LAYOUT.nodes}
    assert is_on_edge(placed.arrow.points[0], boxes[placed.edge.source])
    assert is_on_edge(placed.arrow.points[-1], boxes[placed.edge.target])
    assert placed.arrow.head[0] == placed.arrow.points[-1]


def test_arrows_meet_only_where_they_lead_to_the_same_box() -> None:
    for one, other in combinations(LAYOUT.edges, 2):
        if one.edge.target != other.edge.target:
            lines = [as_box(line) for line in segments(other)]
            met = [line for line in segments(one) if any(touches(as_box(line), o) for o in lines)]
            assert met == [], f"{named(one)} and {named(other)}"


@both
def test_no_two_boxes_overlap(layout: ChartLayout) -> None:
    for one, other in combinations(layout.nodes, 2):
        assert not touches(one.box, other.box), f"{named(one)} {named(other)}"


def texts_in(placed: PlacedNode) -> list[PlacedText]:
    """Every text in a box, in reading order."""
    inner = (text for group in placed.groups for text in group.texts)
    return [*placed.texts, *inner, *placed.texts_after]


@every_box
def test_every_text_stands_within_its_box_and_on_no_other_text(placed: PlacedNode) -> None:
    texts = [text.box for text in texts_in(placed)]
    for box in [*texts, *(group.box for group in placed.groups)]:
        assert placed.box.left < box.left
        assert right(box) < right(placed.box)
        assert placed.box.top < box.top
        assert box.bottom < placed.box.bottom
    assert not any(touches(one, other) for one, other in combinations(texts, 2))


@pytest.mark.parametrize("placed", [e for e in LAYOUT.edges if e.label], ids=named)
def test_every_answer_stands_clear_of_boxes_arrows_and_other_answers(placed: PlacedEdge) -> None:
    assert placed.label
    box = placed.label.box
    others = [e.label.box for e in LAYOUT.edges if e.label and e is not placed]
    lines = [as_box(line) for edge in LAYOUT.edges for line in segments(edge)]
    assert not any(touches(box, other) for other in [*others, *lines])
    assert not any(touches(box, node.box) for node in LAYOUT.nodes)


@both
def test_everything_stands_on_the_sheet(layout: ChartLayout) -> None:
    room = Box(10, 10, PAGE_WIDTH - 20, PAGE_HEIGHT - 20)
    for node in layout.nodes:
        assert room.left < node.box.left
        assert right(node.box) < right(room)
        assert room.top < node.box.top
        assert node.box.bottom < room.bottom
    assert all(
        styles.LEFT < x < styles.RIGHT for edge in layout.edges for x, _ in edge.arrow.points
    )


def styles_in_use() -> Iterator[TextStyle]:
    """Every style of the sheet."""
    yield from (s for s in vars(styles).values() if isinstance(s, TextStyle))


def test_no_text_is_too_small_for_the_wall() -> None:
    assert min(style.size for style in styles_in_use()) >= SMALLEST_TEXT


def with_body(text: str) -> Graph:
    """The chart with another text in its first piece of advice."""
    nodes = [replace(n, body=Words(text)) if n.id == "a_ratta" else n for n in GRAPH.nodes]
    return replace(GRAPH, nodes=tuple(nodes))


def test_a_longer_text_pushes_down_what_stands_below() -> None:
    def top(graph: Graph, node_id: str) -> float:
        return next(p.box.top for p in lay_out(graph).nodes if p.node.id == node_id)

    longer = with_body("Besvara med korrekt fakta. " * 3)
    assert top(longer, "q_missnojd") > top(GRAPH, "q_missnojd")


def test_texts_that_need_more_than_one_sheet_are_refused() -> None:
    with pytest.raises(ChartTooHighError):
        lay_out(with_body("Besvara med korrekt fakta. " * 40))


def test_a_box_that_is_walled_in_has_no_arrow() -> None:
    wall = Box(0, 50, PAGE_WIDTH, 10)
    with pytest.raises(NoRouteError):
        route(Box(80, 10, 40, 20), Box(80, 80, 40, 20), [wall])


# The sheet


def test_it_is_one_page_of_a4(sheet: bytes) -> None:
    pages = pypdf.PdfReader(BytesIO(sheet)).pages
    assert len(pages) == 1
    assert (pages[0].mediabox.width, pages[0].mediabox.height) == pytest.approx(
        (points(PAGE_WIDTH), points(PAGE_HEIGHT)), abs=0.01
    )


def test_it_is_drawn_with_lines_and_letters_only(sheet: bytes) -> None:
    page = pypdf.PdfReader(BytesIO(sheet)).pages[0]
    assert len(page.images) == 0
    assert all(
        font.get_object()["/DescendantFonts"] for font in page["/Resources"]["/Font"].values()
    )


def texts_in_order() -> list[str]:
    """Everything that the sheet says, in the order of the data."""
    texts = [HOUSE.municipality, GRAPH.title, GRAPH.origin]
    for placed in LAYOUT.nodes:
        title, *rest = [words.text for words in placed.node.words]
        texts += [title, placed.node.notice, *rest]
        texts += [edge.answer.word for edge in GRAPH.edges_from(placed.node) if edge.answer]
    return [*texts, CONTACT]


def poppler(path: Path) -> str:
    """The text as poppler finds it in the file."""
    command = [program("pdftotext"), "-raw", "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def poppler_by_tags(path: Path) -> str:
    """The text as poppler follows the structure tree."""
    command = [program("pdfinfo"), "-struct-text", "-enc", "UTF-8", str(path)]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return " ".join(re.findall(r'^ *"(.*)"$', told, re.MULTILINE))


def pdfium(path: Path) -> str:
    """The text as the engine of Chromium finds it."""
    return str(pypdfium2.PdfDocument(path)[0].get_textpage().get_text_bounded())


@pytest.mark.parametrize("read", [poppler, poppler_by_tags, pdfium])
def test_readers_give_the_whole_text_in_order(read: object, path: Path) -> None:
    assert callable(read)
    text, at = squeezed(read(path)), 0
    for expected in texts_in_order():
        at = text.index(squeezed(expected), at)


@pytest.mark.parametrize("read", [poppler, poppler_by_tags, pdfium])
def test_sheet_says_what_to_do_and_not_what_was_reconstructed(read: object, path: Path) -> None:
    assert callable(read)
    text = squeezed(read(path)).casefold()
    assert "rekonstru" not in text
    assert "original" not in text.replace("originalkälla", "")
    assert b" d\n" not in pypdf.PdfReader(path).pages[0].get_contents().get_data()


@both
def test_warning_stands_above_the_advice_that_it_bounds(layout: ChartLayout) -> None:
    [placed] = [one for one in layout.nodes if one.node.notice]
    said = ["".join(words for words, _ in text.rows) for text in texts_in(placed)]
    label = WALL_LABEL if layout is LAYOUT else NOTICE_LABEL
    assert said[:2] == [placed.node.name, label]
    assert squeezed(said[2]) == squeezed(REMOVAL_NOTICE)
    assert "Ta bort kommentaren" in said[3]
    tops = [text.top for text in texts_in(placed)]
    assert tops == sorted(tops)


def elements(element: pypdf.generic.DictionaryObject) -> Iterator[pypdf.generic.DictionaryObject]:
    """A structure element and all below it, in reading order."""
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, pypdf.generic.DictionaryObject) and "/S" in kid:
            yield from elements(kid)


def document_element(sheet: bytes) -> pypdf.generic.DictionaryObject:
    """The top of the tree that a screen reader follows."""
    root = pypdf.PdfReader(BytesIO(sheet)).trailer["/Root"]["/StructTreeRoot"]
    return root["/K"][0].get_object()


def test_every_arrow_is_told_where_it_begins(sheet: bytes) -> None:
    told = [e["/Alt"] for e in elements(document_element(sheet)) if e["/S"] == "/Figure"]
    expected = [GRAPH.spoken(edge) for node in GRAPH.nodes for edge in GRAPH.edges_from(node)]
    assert told == [*expected, f"QR-kod som leder till {URL}"]


def test_every_box_is_a_heading(sheet: bytes) -> None:
    tags = [e["/S"] for e in elements(document_element(sheet)) if e["/S"].startswith("/H")]
    titled: list[Node] = [node for node in GRAPH.nodes if node.title]
    advice = sum(len(node.advice) for node in GRAPH.nodes)
    assert tags == ["/H1", *["/H2"] * len(titled), *["/H3"] * advice]


def test_its_graph_rides_along_as_data(sheet: bytes) -> None:
    attached = pypdf.PdfReader(BytesIO(sheet)).attachments["forhallningssatt.json"][0]
    assert json.loads(attached) == json.loads(json.dumps(asdict(GRAPH)))


def test_its_code_leads_to_the_guide(sheet: bytes) -> None:
    picture = pypdfium2.PdfDocument(sheet)[0].render(scale=3).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [URL]


def test_the_same_chart_gives_the_same_bytes(sheet: bytes) -> None:
    assert render_chart(GRAPH, HOUSE, CONTACT, URL) == sheet


def with_logo() -> bytes:
    """A sheet with a picture on it."""
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (60, 80), (200, 30, 30)).save(picture, "PNG")
    return render_chart(GRAPH, Letterhead("Töreboda kommun", logo=picture.getvalue()), CONTACT)


def test_it_breaks_no_rule_of_archive_or_accessibility(path: Path) -> None:
    logo = path.with_name("logo.pdf")
    logo.write_bytes(with_logo())
    verdicts = verapdf.judge([path, logo])
    assert len(verdicts) == 2 * len(verapdf.PROFILES)
    assert [verdict.broken for verdict in verdicts if not verdict.passed] == []
