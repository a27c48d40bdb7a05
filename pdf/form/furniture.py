"""What stands on every sheet outside the body: the foot with its two codes, and the marks."""

from dataclasses import dataclass
from functools import cached_property

from forms import PrintableForm
from pdf import geometry, styles
from pdf.blocks.figures import figure_attributes
from pdf.blocks.paragraph import paragraph
from pdf.file import qr
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element
from pdf.geometry import Box
from pdf.imprint import Imprint, Letterhead, Mark, control_sum
from pdf.places import Purpose
from pdf.sheets import sheet_address
from pdf.styles import TextStyle

_RULE_WIDTH = 0.5
_RULE_TO_TEXT = 1.2
_BETWEEN_WORDS = " · "
_BETWEEN_COLUMNS = 3.0
_MARK_PADDING = 1.5
_MARK_FRAME_WIDTH = 1.2
_WATERMARK_ANGLE = 52.0
_WATERMARK_WIDTH = 300.0
_CODE_HINT = "Skanna: finns nyare version?"


@dataclass(frozen=True)
class Furniture:
    """Draws what is the same on all sheets of one document; a blank has no imprint."""

    form: type[PrintableForm]
    letterhead: Letterhead
    qr_element: Element
    imprint: Imprint | None = None
    digest: str = ""

    def draw_behind(self, canvas: TaggedCanvas) -> None:
        """What lies under the text of every sheet: nothing, unless it is a preview."""
        if self.imprint and self.imprint.mark is Mark.PREVIEW:
            self._draw_watermark(canvas)

    def draw(self, canvas: TaggedCanvas, page: int, pages: int) -> None:
        """The foot of sheet `page` out of `pages`; `print_codes` says what its codes say."""
        with canvas.pagination("Footer"):
            self._draw_words(canvas, page, pages)
        if self._has_codes:
            self._draw_codes(canvas, page)

    def print_codes(self, canvas: TaggedCanvas, imprint: Imprint, pages: int) -> None:
        """Fill the codes of all sheets with what those of this printing say."""
        if self._has_codes:
            for page in range(1, pages + 1):
                image = qr.code_image(sheet_address(imprint, page, pages))
                canvas.renew_image(_code_name(page), image)

    def draw_mark(self, canvas: TaggedCanvas, mark: Mark) -> None:
        """On the first sheet, in a frame between sender and annex; nothing for no mark."""
        if not mark:
            return
        words = paragraph(
            mark.told(self.form.copy_holder),
            styles.MARK,
            geometry.MARK_WIDTH - 2 * _MARK_PADDING,
            None,
        )
        box = Box(
            geometry.MARK_LEFT_FROM_LEFT,
            geometry.MARK_TOP_FROM_TOP,
            geometry.MARK_WIDTH,
            words.height + 2 * _MARK_PADDING,
        )
        with canvas.pagination("Watermark"):
            canvas.draw_frame(box, _MARK_FRAME_WIDTH, "0 G")
            words.draw(canvas, box.left + _MARK_PADDING, box.top + _MARK_PADDING)

    @property
    def _has_codes(self) -> bool:
        return bool(self.imprint and self.imprint.url)

    def _draw_words(self, canvas: TaggedCanvas, page: int, pages: int) -> None:
        """Between the codes, or over the whole width of a sheet without them."""
        left, right = (
            geometry.BODY_LEFT_FROM_LEFT,
            geometry.PAGE_WIDTH - geometry.BODY_RIGHT_FROM_RIGHT,
        )
        if self._has_codes:
            beside = geometry.CODE_SIZE + geometry.CODE_TO_TEXT
            left, right = left + beside, right - beside
        top = geometry.CODE_TOP_FROM_TOP
        canvas.draw_rule(left, top, right, top, _RULE_WIDTH, "0 G")
        top += _RULE_TO_TEXT
        for at_left, at_right, style in self._lines(page, pages):
            ending = paragraph(at_right, style, right - left, None)
            ending.draw(canvas, left, top)
            room = right - left - ending.natural_width - _BETWEEN_COLUMNS
            beginning = paragraph(at_left, styles.FOOT, room, None)
            beginning.draw(canvas, left, top)
            top += beginning.height

    def _lines(self, page: int, pages: int) -> list[tuple[str, str, TextStyle]]:
        """What stands at the left and at the right of each line, and the style at the right."""
        form = self.form
        title = " ".join(filter(None, [form.annex, form.title]))
        whose = [self.letterhead.municipality, title, f"Utgåva {form.edition}"]
        filed = [self.imprint.filing if self.imprint else "", self._control_sum]
        hint = _CODE_HINT if self._has_codes else ""
        lines = [
            (_joined(whose), f"Sida {page} av {pages}", styles.PAGE_NUMBER),
            (_joined(filed), hint, styles.FOOT_RIGHT),
        ]
        return [line for line in lines if line[0]]

    @cached_property
    def _control_sum(self) -> str:
        return f"Kontrollkod {control_sum(self.digest)}" if self.digest else ""

    def _draw_codes(self, canvas: TaggedCanvas, page: int) -> None:
        """The same code at both sides. It is told of once, on the first sheet; else an artifact."""
        size = geometry.CODE_SIZE
        for left in geometry.CODE_LEFTS_FROM_LEFT:
            box = Box(left, geometry.CODE_TOP_FROM_TOP, size, size)
            is_first = page == 1 and left == geometry.CODE_LEFTS_FROM_LEFT[0]
            with canvas.tagged(self._told_of(box) if is_first else None):
                canvas.draw_image(_code_name(page), b"", box)
            canvas.mark_place(Purpose.CODE, box)

    def _told_of(self, box: Box) -> Element:
        address = self.imprint.url if self.imprint else ""
        self.qr_element.attributes = figure_attributes(f"QR-kod som leder till {address}", box)
        return self.qr_element

    def _draw_watermark(self, canvas: TaggedCanvas) -> None:
        """Large and grey across the sheet, under the text."""
        words = Mark.PREVIEW.split(" – ")
        with canvas.pagination("Watermark"), canvas.turned(_WATERMARK_ANGLE):
            top = geometry.PAGE_HEIGHT / 2 - len(words) * styles.WATERMARK.line_height / 2
            for text in words:
                line = paragraph(text, styles.WATERMARK, _WATERMARK_WIDTH, None)
                line.draw(canvas, (geometry.PAGE_WIDTH - line.natural_width) / 2, top)
                top += line.height


def _joined(words: list[str]) -> str:
    return _BETWEEN_WORDS.join(filter(None, words))


def _code_name(page: int) -> str:
    return f"Code{page}"
