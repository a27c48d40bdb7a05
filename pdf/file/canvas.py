"""A ReportLab canvas on which nothing is untagged.

A page starts inside an artifact. `tagged` leaves that state for exactly as long as real content is
drawn, so whatever nobody tagged (rules, boxes, tints) is an artifact by construction, and rule
7.1-3 of ISO 14289-1 cannot be broken. Places are in millimetres from the top left of the paper.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from pdf import geometry
from pdf.file.objects import Indirect, Objects, Ready, address_string, stream, text_string
from pdf.file.tags import Element, StructureTree
from pdf.geometry import Box, points
from pdf.numbers import number
from pdf.places import Place, Purpose
from pdf.text.drawing import PlainText, TextPlace, line_operators
from pdf.text.faces import Face
from pdf.text.linebreaking import Line

_ARTIFACT = "/Artifact BMC"
_PDF_VERSION = (1, 7)
_LENGTHS_REMEMBERED = 4_096


@lru_cache(_LENGTHS_REMEMBERED)
def _across(length: float) -> str:
    """Millimetres as PDF writes points."""
    return number(points(length))


@lru_cache(_LENGTHS_REMEMBERED)
def _up(from_top: float) -> str:
    """Millimetres from the top of the paper as points from its bottom."""
    return number(TaggedCanvas.from_bottom(from_top))


class _UsedFont:
    """What a document has shown in one face."""

    def __init__(self) -> None:
        self.glyphs: set[int] = set()
        self.meanings: dict[int, str] = {}


class TaggedCanvas(Canvas):
    """Draws pages under the elements of a structure tree."""

    # ReportLab's list of operators of the page that is being drawn.
    _code: list[str]
    # What is put on the first page when all is drawn: a content stream that may change while the
    # rest of the document stays.
    overprint: Ready | None = None

    def __init__(self, tree: StructureTree, language: str) -> None:
        self.tree = tree
        self.fonts: defaultdict[Face, _UsedFont] = defaultdict(_UsedFont)
        self.places: list[Place] = []
        self.output = BytesIO()
        self._open_element: Element | None = None
        self._images: dict[str, Ready] = {}
        super().__init__(self.output, pdfVersion=_PDF_VERSION, invariant=1, lang=language)
        self.objects = Objects()
        # The fonts of all pages, and the pages; both are complete when all is drawn.
        self.font_resources, self.page_tree = Ready(), Ready()
        self.pages: list[str] = []
        self._begin_page()

    def _make_preamble(self) -> None:
        """ReportLab's own selects Helvetica, which cannot be embedded (veraPDF 6.2.11.4.1-1)."""
        self._preamble = ""

    # Marked content

    @contextmanager
    def tagged(self, element: Element | None) -> Iterator[None]:
        """Draw content of `element`; None, or a call inside another, changes nothing."""
        if element is None or self._open_element is not None:
            yield
            return
        self._code.append(self._beginning(element))
        self._open_element = element
        yield
        self._code += ("EMC", _ARTIFACT)
        self._open_element = None

    def _beginning(self, element: Element) -> str:
        """The operator after which all is content of `element`."""
        self._close_artifact()
        mcid = len(self._on_page)
        self._on_page.append(element.hold_content(self.objects, self._page, mcid))
        return f"/{element.tag} <</MCID {mcid}>> BDC"

    @contextmanager
    def pagination(self, subtype: str) -> Iterator[None]:
        """Draw what belongs to the sheet: a Footer or a Watermark (ISO 32000-1, 14.8.2.2.2)."""
        self._close_artifact()
        self._code.append(f"/Artifact <</Type /Pagination /Subtype /{subtype}>> BDC")
        yield
        self._code += ["EMC", _ARTIFACT]

    @contextmanager
    def turned(self, degrees: float) -> Iterator[None]:
        """Draw turned anticlockwise around the middle of the page."""
        x, y = points(geometry.PAGE_WIDTH / 2), points(geometry.PAGE_HEIGHT / 2)
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        shift = (x - x * cos + y * sin, y - x * sin - y * cos)
        self._code.append("q " + " ".join(map(number, (cos, sin, -sin, cos, *shift))) + " cm")
        yield
        self._code.append("Q")

    def apart(self, draw: Callable[[], None]) -> bytes:
        """What `draw` draws, as the operators of a content stream of its own; no tagged content."""
        page, self._code = self._code, [_ARTIFACT]
        draw()
        self._close_artifact()
        drawn, self._code = self._code, page
        return "\n".join(drawn).encode("ascii")

    def _close_artifact(self) -> None:
        if self._code[-1] == _ARTIFACT:
            self._code.pop()
        else:
            self._code.append("EMC")

    # Drawing

    def draw_lines(
        self,
        lines: tuple[Line, ...],
        place: TextPlace,
        colour: str = "0 g",
        element: Element | None = None,
    ) -> None:
        """Text of `element`; `place` is in points from the bottom left, `colour` an operator."""
        self._show(f"BT {colour} {line_operators(lines, place, self._use)} ET", element)

    def draw_plain(
        self, plain: PlainText, left: float, baseline: float, colour: str, element: Element | None
    ) -> None:
        """Text of `element` of which only the place is not known before."""
        for face, glyphs in plain.glyphs:
            self.fonts[face].glyphs |= glyphs
        start = f"1 0 0 1 {_across(left)} {_up(baseline)} Tm"
        self._show(f"BT {colour} {start} {plain.operators} ET", element)

    def _show(self, text: str, element: Element | None) -> None:
        if element is None or self._open_element:
            self._code.append(text)
        else:
            self._code += (self._beginning(element), text, "EMC", _ARTIFACT)

    def draw_operators(self, operators: str) -> None:
        """Ready operators, in points from the bottom left."""
        self._code.append(operators)

    def draw_rule(
        self, left: float, top: float, right: float, bottom: float, width: float, colour: str
    ) -> None:
        """A straight line, `width` in points."""
        start, end = f"{_across(left)} {_up(top)} m", f"{_across(right)} {_up(bottom)} l S"
        self._code.append(f"{number(width)} w {colour} {start} {end}")

    def draw_fill(self, box: Box, colour: str) -> None:
        """A filled rectangle."""
        self._code.append(f"{colour} {self._rectangle(box)} re f")

    def draw_frame(self, box: Box, width: float, colour: str) -> None:
        """The outline of a rectangle, `width` in points."""
        self._code.append(f"{number(width)} w {colour} {self._rectangle(box)} re S")

    def draw_image(self, name: str, image: bytes, box: Box) -> None:
        """An image XObject, stored once under `name`."""
        self._images.setdefault(name, Ready(image))
        self._show_image(name, box)

    def draw_figure(self, name: str, image: bytes, box: Box) -> None:
        """An image XObject of this page alone."""
        self._figures[name] = self.reference(Ready(image))
        self._show_image(name, box)

    def _show_image(self, name: str, box: Box) -> None:
        corner = f"{_across(box.left)} {_up(box.bottom)}"
        size = f"{_across(box.width)} 0 0 {_across(box.height)}"
        self._code.append(f"q {size} {corner} cm /{name} Do Q")

    def renew_image(self, name: str, image: bytes) -> None:
        """Put another image in the place of the one drawn as `name`, on all pages."""
        self._images[name].body = image

    def mark_place(self, purpose: Purpose, box: Box, signer: int | None = None) -> None:
        """Note in `places` what `box` of this page is for."""
        self.places.append(Place(purpose, self.getPageNumber(), box, signer))

    def annotate(self, element: Element, box: Box, entries: str) -> str:
        """An annotation as content of `element`; its reference. Flag 4 (print) is required by
        ISO 19005-3, 6.3.2."""
        corners = " ".join(map(number, self.corners(box)))
        annotation = Ready()
        own = self.reference(annotation)
        element.hold_annotation(self.objects, self._page, own)
        key = self.tree.register(self.reference(element))
        annotation.body = (
            f"<</Type /Annot /F 4 /P {self.reference(self._page)} /StructParent {key} "
            f"/Rect [{corners}] {entries}>>"
        ).encode()
        self._annotations.append(own)
        return own

    def link(self, element: Element, box: Box, address: str) -> None:
        """A link (ISO 14289-1, 7.18.5: with a text of its own and an OBJR in the tree)."""
        contents = text_string(f"Öppna {address}")
        action = f"<</Type /Action /S /URI /URI {address_string(address)}>>"
        self.annotate(
            element, box, f"/Subtype /Link /Border [0 0 0] /Contents {contents} /A {action}"
        )

    @staticmethod
    def from_bottom(from_top: float) -> float:
        """Points from the bottom of the paper, for millimetres from its top."""
        return (geometry.PAGE_HEIGHT - from_top) * geometry.POINTS_PER_MM

    @classmethod
    def corners(cls, box: Box) -> tuple[float, float, float, float]:
        """Left, bottom, right and top in points."""
        right = points(box.left + box.width)
        return points(box.left), cls.from_bottom(box.bottom), right, cls.from_bottom(box.top)

    def _rectangle(self, box: Box) -> str:
        corner = f"{_across(box.left)} {_up(box.bottom)}"
        return f"{corner} {_across(box.width)} {_across(box.height)}"

    def _use(
        self, face: Face, glyphs: frozenset[int], meanings: tuple[tuple[int, str], ...]
    ) -> bool:
        font = self.fonts[face]
        font.glyphs |= glyphs
        if not meanings:
            return True
        # Every glyph must say something, also those after the first that says another thing.
        says_so = [font.meanings.setdefault(glyph, text) == text for glyph, text in meanings]
        return all(says_so)

    # Pages

    def _begin_page(self) -> None:
        self._page = Ready()
        self._on_page: list[str] = []
        self._annotations: list[str] = []
        self._figures: dict[str, str] = {}
        self._code.append(_ARTIFACT)

    def showPage(self) -> None:
        """End the page and give it what a tagged page must have."""
        self._close_artifact()
        contents = "\n".join(self._code).encode("ascii")
        self._page.body = self._page_dictionary(contents).encode()
        self.pages.append(self.reference(self._page))
        # ReportLab's own page would join and format all of it once more.
        self._startPage()
        self._begin_page()

    def _page_dictionary(self, contents: bytes) -> str:
        """ISO 32000-1, 7.7.3.3; ISO 14289-1, 7.18.3 asks for the Tabs entry."""
        width, height = points(geometry.PAGE_WIDTH), points(geometry.PAGE_HEIGHT)
        shown = {name: self.reference(it) for name, it in self._images.items()} | self._figures
        images = " ".join(f"/{name} {reference}" for name, reference in shown.items())
        parents = self.tree.register(f"[{' '.join(self._on_page)}]")
        return (
            f"<</Type /Page /Parent {self.reference(self.page_tree)} "
            f"/MediaBox [0 0 {number(width)} {number(height)}] "
            f"/Resources <</Font {self.reference(self.font_resources)} /XObject <<{images}>>>> "
            f"/Contents {self._contents(contents)} "
            f"/Annots [{' '.join(self._annotations)}] /StructParents {parents} /Tabs /S>>"
        )

    def _contents(self, contents: bytes) -> str:
        """The page's stream, and on the first page the overprint over it."""
        own = self.reference(Ready(stream("", contents)))
        if self.overprint is None or self.overprint.reference:
            return own
        return f"[{own} {self.reference(self.overprint)}]"

    def reference(self, thing: Indirect) -> str:
        """The reference of an object in this document."""
        return self.objects.reference(thing)
