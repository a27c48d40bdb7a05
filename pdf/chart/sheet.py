"""The chart on one sheet for the wall, as PDF/A-3a and PDF/UA-1 at once.

Whoever stands before it wants to know what to do; which texts and arrows were reconstructed is told
on the web, beside the same chart, and in the data that ride along.
"""

import json
from dataclasses import asdict
from hashlib import sha256

from pdf.blocks import paragraph
from pdf.blocks.figures import Logo, figure_attributes, picture
from pdf.chart import styles
from pdf.chart.layout import ChartLayout, lay_out
from pdf.chart.pen import ChartPen
from pdf.file import qr
from pdf.file.canvas import TaggedCanvas
from pdf.file.closing import Attachment, Closing
from pdf.file.metadata import LANGUAGE, Metadata
from pdf.file.tags import Element, StructureTree
from pdf.geometry import PAGE_HEIGHT, Box
from pdf.imprint import Letterhead
from pdf.styles import TextStyle, wordmark
from policy import Graph

_SENDER_TOP_FROM_TOP = 10.5
_TITLE_TOP_FROM_TOP = 17.5
_ORIGIN_TOP_FROM_TOP = 26.5
_FOOTER_TOP_FROM_TOP = PAGE_HEIGHT - styles.CHART_BOTTOM_FROM_BOTTOM + 3.0
_QR_SIZE = 18.0
_QR_TOP_FROM_TOP = 10.5
_HEADING_WIDTH = styles.WIDTH - _QR_SIZE - 6.0


def render_chart(graph: Graph, letterhead: Letterhead, contact: str, url: str = "") -> bytes:
    """The chart as one A4 page. The same arguments give the same bytes.

    `contact` is the mail address of the information officer; `url` is where the guide is, for the
    code at the top, empty for none. Raises ChartTooHighError when the texts need more paper.
    """
    tree = StructureTree()
    canvas = TaggedCanvas(tree, LANGUAGE)
    _draw_heading(canvas, graph, letterhead, tree.document)
    _draw_chart(canvas, graph, lay_out(graph, with_sources=False), letterhead)
    _draw_footer(canvas, contact, url, tree.document)
    if url:
        _draw_code(canvas, url, tree.document)
    canvas.showPage()
    content = graph_json(graph)
    metadata = Metadata(
        title=graph.title,
        author=letterhead.municipality,
        identifier=f"sha256:{sha256(content).hexdigest()}",
    )
    name, description = "forhallningssatt.json", "Schemats rutor och pilar"
    attachment = Attachment(name, "application/json", content, description)
    return Closing(canvas, [attachment]).file(metadata)


def graph_json(graph: Graph) -> bytes:
    """The graph as data, for programs that read the file."""
    return json.dumps(asdict(graph), ensure_ascii=False, indent=1).encode()


def _draw_heading(
    canvas: TaggedCanvas, graph: Graph, letterhead: Letterhead, document: Element
) -> None:
    _draw_sender(canvas, letterhead, document)
    _draw_line(canvas, graph.title, styles.TITLE, _TITLE_TOP_FROM_TOP, document.add("H1"))
    _draw_line(canvas, graph.origin, styles.ORIGIN, _ORIGIN_TOP_FROM_TOP, document.add("P"))


def _draw_sender(canvas: TaggedCanvas, letterhead: Letterhead, document: Element) -> None:
    """The name in words, and the logo beside the code when there is one."""
    style = wordmark(letterhead.fill_colour)
    _draw_line(canvas, letterhead.municipality, style, _SENDER_TOP_FROM_TOP, document.add("P"))
    if letterhead.logo:
        shown = picture(letterhead.logo)
        logo = Logo(shown, document.add("Figure"), letterhead.logo_alt or letterhead.municipality)
        width = logo.height * shown.width / shown.height
        logo.draw(canvas, styles.LEFT + _HEADING_WIDTH - width, _QR_TOP_FROM_TOP)


def _draw_line(
    canvas: TaggedCanvas, text: str, style: TextStyle, top: float, element: Element
) -> None:
    paragraph(text, style, _HEADING_WIDTH, element).draw(canvas, styles.LEFT, top)


def _draw_chart(
    canvas: TaggedCanvas, graph: Graph, layout: ChartLayout, letterhead: Letterhead
) -> None:
    """Box by box in reading order, each followed by the arrows that leave it."""
    pen = ChartPen(canvas, letterhead)
    for placed in layout.nodes:
        section = canvas.tree.document.add("Sect")
        pen.draw_node(placed, section)
        for edge in layout.edges_from(placed):
            pen.draw_edge(edge, graph, section)


def _draw_footer(canvas: TaggedCanvas, contact: str, url: str, document: Element) -> None:
    top = _FOOTER_TOP_FROM_TOP
    guide = [f"Steg för steg: {url}"] if url else []
    for text in (f"Informationsansvarig: {contact}", *guide):
        line = paragraph(text, styles.FOOTER, styles.WIDTH, document.add("P"))
        line.draw(canvas, styles.LEFT, top)
        top += line.height + 1.0


def _draw_code(canvas: TaggedCanvas, url: str, document: Element) -> None:
    box = Box(styles.RIGHT - _QR_SIZE, _QR_TOP_FROM_TOP, _QR_SIZE, _QR_SIZE)
    attributes = figure_attributes(f"QR-kod som leder till {url}", box)
    bottom = PAGE_HEIGHT - box.bottom
    with canvas.tagged(document.add("Figure", attributes)):
        canvas.draw_operators(qr.code_operators(url, box.left, bottom, _QR_SIZE))
