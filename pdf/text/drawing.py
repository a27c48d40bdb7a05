"""Lines of text as PDF operators."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pdf.numbers import number
from pdf.text.bidi import visual_order
from pdf.text.faces import Face
from pdf.text.linebreaking import Line
from pdf.text.readback import ReadBack
from pdf.text.shaping import Run
from pdf.text.turned import MARK, turned_together

_TEXTS_REMEMBERED = 512

# Registers glyphs of a face, and what some of them stand for, with the document. Says whether
# every glyph can say what it should (False when it says another thing).
UseGlyphs = Callable[[Face, frozenset[int], tuple[tuple[int, str], ...]], bool]


class TextPlace(NamedTuple):
    """Where lines go, in points: the first baseline's left end, the width and the leading."""

    x: float
    baseline: float
    width: float
    leading: float
    size: float
    align_right: bool = False


class PlainText(NamedTuple):
    """Lines of one face each, left to right, as operators that follow the move to their start.

    `glyphs` are the faces with the glyphs that they do not embed anyway.
    """

    operators: str
    glyphs: tuple[tuple[Face, frozenset[int]], ...]


@lru_cache(_TEXTS_REMEMBERED)
def plain_text(lines: tuple[Line, ...], size: float, leading: float) -> PlainText | None:
    """Nearly every text, and all the words of the form, which are the same in every document.

    None when a line has more to it and must be shown run by run.
    """
    glyphs = tuple((line.face, line.rare_glyphs) for line in lines if line.face)
    if len(glyphs) < len(lines):
        return None
    operators = f"{number(leading)} TL" if len(lines) > 1 else ""
    shown_face: Face | None = None
    for line, (face, _) in zip(lines, glyphs, strict=True):
        if face is not shown_face:
            operators += f" /{face.name} {number(size)} Tf"
            shown_face = face
        operators += f" [{line.operand}]TJ T*"
    return PlainText(operators.removesuffix(" T*"), tuple(dict.fromkeys(glyphs)))


def line_operators(lines: tuple[Line, ...], place: TextPlace, use: UseGlyphs) -> str:
    """The operators between BT and ET that show `lines` one under the other."""
    if place.align_right:
        return "\n".join(_right_aligned(lines, place, use))
    plain = plain_text(lines, place.size, place.leading)
    if plain:
        for face, glyphs in plain.glyphs:
            use(face, glyphs, ())
        return f"1 0 0 1 {number(place.x)} {number(place.baseline)} Tm {plain.operators}"
    pen = _Pen(place, use)
    for line in lines:
        pen.show_line(line)
        pen.baseline -= place.leading
    return "\n".join(pen.operators)


def _right_aligned(lines: tuple[Line, ...], place: TextPlace, use: UseGlyphs) -> Iterator[str]:
    for index, line in enumerate(lines):
        width = line.width * place.size / 1000
        left = place.x + place.width - width
        baseline = place.baseline - index * place.leading
        own = TextPlace(left, baseline, width, place.leading, place.size)
        yield line_operators((line,), own, use)


class _Pen:
    """Writes text operators and remembers which font is set."""

    def __init__(self, place: TextPlace, use: UseGlyphs) -> None:
        self.operators: list[str] = []
        self.baseline = place.baseline
        self._place = place
        self._use = use
        self._face: Face | None = None

    def show_line(self, line: Line) -> None:
        """Every run at its visual place, written in logical order for those who read along."""
        place = self._place
        runs = turned_together(list(_with_levels_at_line_end(line)))
        for (run, _), offset in zip(runs, _offsets(runs), strict=True):
            self._show_run(run, place.x + offset * place.size / 1000)

    def _show_run(self, run: Run, x: float) -> None:
        can_say_it = self._use(run.face, run.rare_glyphs, run.meanings)
        opening = _marked_content(run, run.reading if can_say_it else ReadBack.ACTUAL_TEXT)
        self.operators += opening
        if not run.text[0].isalnum():
            # Until a font is set pypdf puts signs in front of a right-to-left word before them.
            self._face = None
        self._set_font(run.face)
        self._move(x)
        for rise, operand in run.shows:
            shown = f"3 Tr [{operand}]TJ 0 Tr" if run.text == MARK else f"[{operand}]TJ"
            lift = number(rise * self._place.size / 1000)
            self.operators.append(f"{lift} Ts {shown} 0 Ts" if rise else shown)
        if opening:
            self.operators.append("EMC")

    def _set_font(self, face: Face) -> None:
        if face is not self._face:
            self.operators.append(f"/{face.name} {number(self._place.size)} Tf")
            self._face = face

    def _move(self, x: float) -> None:
        self.operators.append(f"1 0 0 1 {number(x)} {number(self.baseline)} Tm")


def _marked_content(run: Run, reading: ReadBack) -> list[str]:
    """ISO 32000-1, 14.8.2.3.3 (ReversedChars) and 14.9.4 (ActualText)."""
    if reading is ReadBack.REVERSED:
        return ["/ReversedChars BMC"]
    if reading is ReadBack.ACTUAL_TEXT:
        text = ("\ufeff" + run.text).encode("utf-16-be").hex().upper()
        return [f"/Span <</ActualText <{text}>>> BDC"]
    return []


def visual_offsets(line: Line) -> list[float]:
    """The left end of every run of the line, in thousandths of the size."""
    return _offsets(list(_with_levels_at_line_end(line)))


def _offsets(runs: list[tuple[Run, int]]) -> list[float]:
    offsets = [0.0] * len(runs)
    x = 0.0
    for index in visual_order([level for _, level in runs]):
        offsets[index] = x
        x += runs[index][0].width
    return offsets


def _with_levels_at_line_end(line: Line) -> Iterator[tuple[Run, int]]:
    """Rule L1 of UAX 9: white space at the end of a line has the paragraph's level."""
    runs = line.runs
    solid = len(runs)
    while solid and runs[solid - 1][0].text.isspace():
        solid -= 1
    for index, (run, level) in enumerate(runs):
        yield run, level if index < solid else 0
