"""Words that are known after the pages are: room is kept for the longest that they may become."""

from collections.abc import Sequence
from dataclasses import dataclass

from pdf.blocks.paragraph import Paragraph, lines_of
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import Element
from pdf.styles import TextStyle


class WordsToCome:
    """The words, wherever they stand; they may stand on several pages."""

    def __init__(self, stand_ins: Sequence[str], style: TextStyle, width: float) -> None:
        """Keep room for the longest of `stand_ins` in `width` mm."""
        self.style, self.width = style, width
        self.lines = max((lines_of(text, style, width) for text in stand_ins), key=len)
        self.kept = len(self.lines)

    def come(self, text: str) -> bool:
        """Show `text`; False, and nothing is changed, when it takes more lines than were kept."""
        lines = lines_of(text, self.style, self.width)
        if len(lines) > self.kept:
            return False
        self.lines = lines
        return True

    def block(self, element: Element | None) -> "PlaceOfWords":
        """A place where they are shown."""
        return PlaceOfWords(self, element)


@dataclass
class PlaceOfWords:
    """Where words to come are shown, under `element`."""

    words: WordsToCome
    element: Element | None
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        """The room that was kept."""
        return self.words.kept * self.words.style.line_height

    def split(self, room: float) -> None:
        """Never cut."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The words as they are now."""
        words = self.words
        Paragraph(words.lines, words.style, words.width, self.element).draw(canvas, left, top)
