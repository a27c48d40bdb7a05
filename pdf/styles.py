"""How text looks. Sizes and leading in points, spaces in millimetres."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from pdf.geometry import from_points
from pdf.text.faces import FontChain, FontFile

FONTS = Path(__file__).with_name("fonts")
_FALLBACKS = tuple(
    FontFile(FONTS / f"{name}.ttf")
    for name in (
        "Vazirmatn-Regular",
        "NotoSansArabic-Regular",
        "NotoSansHebrew-Regular",
        "NotoSansEthiopic-Regular",
        "DejaVuSans",
        "NotoEmoji-Regular",
        "NotoSansSC-Regular",
        "Unifont",
    )
)
REGULAR = FontChain(FontFile(FONTS / "NotoSans-Regular.ttf", is_body=True), *_FALLBACKS)
BOLD = FontChain(FontFile(FONTS / "NotoSans-Bold.ttf", is_body=True), *_FALLBACKS)

# A blank line between paragraphs, as a part of a full line.
_BLANK_LINE = 0.75
_DISTANCES_REMEMBERED = 64

BLACK = "0 g"
# At least 7:1 against white; only for what a pen writes over or what is beside the matter.
GREY = ".27 g"
LINE = "0 G"
LINK_BLUE = "0 .17 .45 rg"


@dataclass(frozen=True)
class TextStyle:
    """The looks of a paragraph."""

    fonts: FontChain
    size: float = 10.5
    leading: float = 14.5
    before: float = 0.0
    after: float = 0.0
    colour: str = BLACK
    keep_with_next: bool = False
    align_right: bool = False

    @cached_property
    def line_height(self) -> float:
        """The leading in millimetres."""
        return from_points(self.leading)


BODY = TextStyle(REGULAR)
INTRO = TextStyle(REGULAR, size=10, leading=13)
TITLE = TextStyle(BOLD, size=17, leading=21, after=1.0, keep_with_next=True)
ANNEX = TextStyle(BOLD, size=11, leading=14, align_right=True)
FACTS = TextStyle(REGULAR, size=10, leading=13, align_right=True)
CAPTION = TextStyle(REGULAR, size=7.5, leading=9.5)
CAPTION_STRONG = TextStyle(BOLD, size=7.5, leading=9.5)
MORE_ROOM = TextStyle(REGULAR, size=8.5, leading=11, after=1.2)
TICK = TextStyle(REGULAR, size=9, leading=11.5)
NOTICE = TextStyle(REGULAR, size=8.5, leading=11, before=0.8)
QUESTION = TextStyle(BOLD, size=10, leading=13, keep_with_next=True)
QUESTION_NOTE = TextStyle(REGULAR, size=8.5, leading=11, keep_with_next=True)
CONTINUATION = TextStyle(REGULAR, size=8.5, leading=13, keep_with_next=True)
PART_LABEL = TextStyle(REGULAR, size=8.5, leading=11, keep_with_next=True)
ANSWER = TextStyle(REGULAR, size=10, leading=13.5)
BLANK_ANSWER = ANSWER
LINK = TextStyle(REGULAR, size=10, leading=13.5, colour=LINK_BLUE)
CELL = TextStyle(REGULAR, size=10, leading=13)
CELL_HEADING = TextStyle(REGULAR, size=8.5, leading=11)
SECTION_HEADING = TextStyle(BOLD, size=12, leading=15, before=2.5, after=1.0, keep_with_next=True)
FILE_HEADING = TextStyle(BOLD, size=10, leading=13, before=3.0, keep_with_next=True)
FILE_NOTE = TextStyle(REGULAR, size=8.5, leading=11, after=1.5, keep_with_next=True)
CHANGES_NOTE = TextStyle(REGULAR, size=8.5, leading=11, after=1.0, keep_with_next=True)
PART_INTRO = TextStyle(REGULAR, size=10, leading=13, after=1.0, keep_with_next=True)
GUIDANCE = TextStyle(REGULAR, size=10, leading=13, before=1.5, after=1.5, keep_with_next=True)
GUIDANCE_HEADING = FILE_HEADING
APPROVAL_HEADING = TextStyle(BOLD, size=12, leading=15)
APPLIES = TextStyle(REGULAR, size=9, leading=10.3)
STATEMENT = TextStyle(BOLD, size=10, leading=11)
SIGNER = TextStyle(BOLD, size=9, leading=10.8)
PREPRINTED = TextStyle(REGULAR, size=10, leading=11.8)
DATE_HINT = TextStyle(REGULAR, size=7.5, leading=9.5, colour=GREY)
CLOSING = TextStyle(REGULAR, size=9, leading=11)
MARK = TextStyle(BOLD, size=10.5, leading=14.5)
WATERMARK = TextStyle(BOLD, size=46, leading=60, colour=".86 g")
FOOT = TextStyle(REGULAR, size=8, leading=11)
FOOT_RIGHT = TextStyle(REGULAR, size=8, leading=11, align_right=True)
PAGE_NUMBER = TextStyle(BOLD, size=8, leading=11, align_right=True)


def wordmark(colour: str) -> TextStyle:
    """The municipality's name in its own colour, a PDF operator."""
    return TextStyle(BOLD, size=15, leading=19, colour=colour)


def not_kept(style: TextStyle) -> TextStyle:
    """The same for a paragraph that may stand alone at the end of a page."""
    return replace(style, keep_with_next=False)


@lru_cache(_DISTANCES_REMEMBERED)
def after_blank_lines(count: int) -> TextStyle:
    """A paragraph of an answer that follows `count` blank lines."""
    return replace(ANSWER, before=count * _BLANK_LINE * ANSWER.line_height)
