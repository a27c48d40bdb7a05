"""What stands on every sheet outside the body: the footer, the QR code and the marks."""

from dataclasses import dataclass

from forms import PrintableForm
from pdf import geometry, styles
from pdf.blocks.figures import figure_attributes
from pdf.blocks.paragraph import paragraph
from pdf.file import qr
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element
from pdf.geometry import Box
from pdf.imprint import Letterhead, Mark
from pdf.styles import TextStyle

_RIGHT_EDGE = geometry.PAGE_WIDTH - geometry.BODY_RIGHT_FROM_RIGHT
_QR_LEFT = _RIGHT_EDGE - geometry.QR_SIZE
_QR_NAME = "Code"
_TEXT_WIDTH = 100.0
_NUMBER_WIDTH = 43.0
_RULE_WIDTH = 0.75
_MARK_PADDING = 1.5
_MARK_FRAME_WIDTH = 1.2
_WATERMARK_ANGLE = 52.0
_WATERMARK_WIDTH = 300.0
_FINGERPRINT_LENGTH = 16
_CODE_HINT = "Skanna koden för att se om det finns en nyare version."


@dataclass(frozen=True)
class Furniture:
    """Draws what is the same on all sheets of one document; a blank has no filing."""

    form: type[PrintableForm]
    letterhead: Letterhead
    qr_element: Element
    filing: str = ""
    digest: str = ""
    url: str = ""
    is_preview: bool = False

    def draw_behind(self, canvas: TaggedCanvas) -> None:
        """What lies under the text of every sheet: nothing, unless it is a preview."""
        if self.is_preview:
            self._draw_watermark(canvas)

    def draw(self, canvas: TaggedCanvas, page: int, pages: int) -> None:
        """Footer and code of sheet `page` out of `pages`."""
        self._draw_footer(canvas, page, pages)
        self._draw_code(canvas, page)

    @staticmethod
    def draw_mark(canvas: TaggedCanvas, mark: Mark) -> None:
        """On the first sheet, in a frame between sender and annex; nothing for no mark."""
        if not mark:
            return
        words = paragraph(str(mark), styles.MARK, geometry.MARK_WIDTH - 2 * _MARK_PADDING, None)
        box = Box(
            geometry.MARK_LEFT_FROM_LEFT,
            geometry.MARK_TOP_FROM_TOP,
            geometry.MARK_WIDTH,
            words.height + 2 * _MARK_PADDING,
        )
        with canvas.pagination("Watermark"):
            canvas.draw_frame(box, _MARK_FRAME_WIDTH, "0 G")
            words.draw(canvas, box.left + _MARK_PADDING, box.top + _MARK_PADDING)

    def _draw_footer(self, canvas: TaggedCanvas, page: int, pages: int) -> None:
        left, top = geometry.BODY_LEFT_FROM_LEFT, geometry.FOOTER_TOP_FROM_TOP
        with canvas.pagination("Footer"):
            canvas.draw_rule(
                left, top, _RIGHT_EDGE, top, _RULE_WIDTH, self.letterhead.stroke_colour
            )
            line_top = geometry.QR_TOP_FROM_TOP
            for text, style in self._footer_lines():
                line = paragraph(text, style, _TEXT_WIDTH, None)
                line.draw(canvas, left, line_top)
                line_top += line.height
            self._draw_page_number(canvas, page, pages)

    def _draw_page_number(self, canvas: TaggedCanvas, page: int, pages: int) -> None:
        """At the right, beside the code, and what the code is for."""
        left, top = geometry.BODY_LEFT_FROM_LEFT + _TEXT_WIDTH, geometry.QR_TOP_FROM_TOP
        if not self.url:
            left = _RIGHT_EDGE - _NUMBER_WIDTH
        number = paragraph(f"Sida {page} av {pages}", styles.PAGE_NUMBER, _NUMBER_WIDTH, None)
        number.draw(canvas, left, top)
        if self.url:
            hint = paragraph(_CODE_HINT, styles.FOOTER_HINT, _NUMBER_WIDTH, None)
            hint.draw(canvas, left, top + number.height)

    def _footer_lines(self) -> list[tuple[str, TextStyle]]:
        lines = [
            (self.letterhead.municipality, styles.FOOTER_STRONG),
            (" ".join(filter(None, [self.form.annex, self.form.title])), styles.FOOTER),
            (self.filing, styles.FOOTER),
            (self._fingerprint_line(), styles.FOOTER),
        ]
        return [(text, style) for text, style in lines if text]

    def _fingerprint_line(self) -> str:
        if not self.digest:
            return ""
        groups = (self.digest[at : at + 4] for at in range(0, _FINGERPRINT_LENGTH, 4))
        return f"Kontrollkod för svaren: {' '.join(groups)}"

    def _draw_code(self, canvas: TaggedCanvas, page: int) -> None:
        """The code is told of once, on the first sheet; on the others it is an artifact."""
        address = self.url
        if not address:
            return
        box = Box(_QR_LEFT, geometry.QR_TOP_FROM_TOP, geometry.QR_SIZE, geometry.QR_SIZE)
        element = None
        if page == 1:
            element = self.qr_element
            element.attributes = figure_attributes(f"QR-kod som leder till {address}", box)
        with canvas.tagged(element):
            canvas.draw_image(_QR_NAME, qr.code_image(address), box)

    def _draw_watermark(self, canvas: TaggedCanvas) -> None:
        """Large and grey across the sheet, under the text."""
        words = Mark.PREVIEW.split(" – ")
        with canvas.pagination("Watermark"), canvas.turned(_WATERMARK_ANGLE):
            top = geometry.PAGE_HEIGHT / 2 - len(words) * styles.WATERMARK.line_height / 2
            for text in words:
                line = paragraph(text, styles.WATERMARK, _WATERMARK_WIDTH, None)
                line.draw(canvas, (geometry.PAGE_WIDTH - line.natural_width) / 2, top)
                top += line.height
