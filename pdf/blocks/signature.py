"""Where somebody signs: date, signature, name in clear."""

from dataclasses import dataclass, field

from pdf import geometry, styles
from pdf.blocks.paragraph import Paragraph, lines_of
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element

_DATE = "Datum"
_SIGNATURE = "Underskrift"
_NAME = "Namnförtydligande"
_LINES = (
    (_DATE, geometry.DATE_LINE),
    (_SIGNATURE, geometry.SIGNATURE_LINE),
    (_NAME, geometry.NAME_LINE),
)
# A longer name is written by hand; it stands whole among the answers.
_PREPRINTED_LINES = 2
_LINE_WIDTH = 0.8
_BLACK_STROKE = "0 G"


@dataclass
class SignatureBlock:
    """Three lines to write on, with their labels below. It has no split: it moves whole.

    In the structure tree each label comes before its line, as a reader needs it.
    """

    title: str
    name: str
    section: Element
    width: float
    before: float = 0.0
    after: float = 1.4
    keep_with_next: bool = False
    height: float = field(init=False)

    def __post_init__(self) -> None:
        """Settle the heading, the free height above the line, and the labels below it."""
        lines = lines_of(self.title, styles.SIGNER, self.width)
        heading = self.section.add("H3")
        self._heading = Paragraph(lines, styles.SIGNER, self.width, heading)
        labels = styles.SIGNATURE_LABEL.line_height
        self.height = self._heading.height + geometry.SIGNATURE_FREE_HEIGHT + labels

    def split(self, room: float) -> None:
        """Signatures are never cut from what they sign."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """Heading, lines, labels, and the name when there is one."""
        self._heading.draw(canvas, left, top)
        line_top = top + self._heading.height + geometry.SIGNATURE_FREE_HEIGHT
        for label, width in _LINES:
            canvas.draw_rule(left, line_top, left + width, line_top, _LINE_WIDTH, _BLACK_STROKE)
            self._write(canvas, label, width, left, line_top)
            if label == _NAME:
                self._preprint(canvas, width, left, line_top)
            left += width + geometry.SIGNATURE_GAP

    def _write(
        self, canvas: TaggedCanvas, label: str, width: float, left: float, top: float
    ) -> None:
        lines = lines_of(label, styles.SIGNATURE_LABEL, width)
        element = self.section.add("P")
        Paragraph(lines, styles.SIGNATURE_LABEL, width, element).draw(canvas, left, top)

    def _preprint(self, canvas: TaggedCanvas, width: float, left: float, line_top: float) -> None:
        lines = lines_of(self.name, styles.PREPRINTED, width)
        if not self.name or len(lines) > _PREPRINTED_LINES:
            return
        name = Paragraph(lines, styles.PREPRINTED, width, self.section.add("P"))
        name.draw(canvas, left, line_top - name.height - 0.5)
