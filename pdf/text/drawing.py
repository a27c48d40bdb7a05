"""Lines of text as PDF operators."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pdf.numbers import number
from pdf.text.bidi import visual_order
from pdf.text.faces import Face
from pdf.text.linebreaking import Line
from pdf.text.shaping import Reading, Run

# Registers glyphs of a face, and what some of them stand for, with the document. Gives the name
# of the font, and whether every glyph can say what it should (False when it says another thing).
UseGlyphs = Callable[[Face, frozenset[int], tuple[tuple[int, str], ...]], tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where lines go, in points: the first baseline's left end, the width and the leading."""

    x: float
    baseline: float
    width: float
    leading: float
    size: float
    align_right: bool = False


def line_operators(lines: tuple[Line, ...], place: TextPlace, use: UseGlyphs) -> list[str]:
    """The operators between BT and ET that show `lines` one under the other."""
    pen = _Pen(place.size, use)
    baseline = place.baseline
    for line in lines:
        if line.joined:
            pen.show_joined_line(line, place, baseline)
        else:
            pen.show_line(line, place, baseline)
        baseline -= place.leading
    return pen.operators


class _Pen:
    """Writes text operators and remembers which font is set."""

    def __init__(self, size: float, use: UseGlyphs) -> None:
        self.operators: list[str] = []
        self._size = size
        self._use = use
        self._font = ""

    def show_joined_line(self, line: Line, place: TextPlace, baseline: float) -> None:
        """Left to right, nothing to explain: one operator for each face."""
        indent = place.width - line.width * self._size / 1000 if place.align_right else 0
        self._move(place.x + indent, baseline)
        for piece in line.joined:
            self._set_font(self._use(piece.face, piece.rare_glyphs, ())[0])
            self.operators.append(f"[{piece.operand}]TJ")

    def show_line(self, line: Line, place: TextPlace, baseline: float) -> None:
        """Every run at its visual place, written in logical order for those who read along."""
        offsets = _visual_offsets(line)
        x = place.x
        if line.base or place.align_right:
            x += place.width - line.width * self._size / 1000
        for (run, _), offset in zip(line.runs, offsets, strict=True):
            self._show_run(run, x + offset * self._size / 1000, baseline)

    def _show_run(self, run: Run, x: float, baseline: float) -> None:
        font, can_say_it = self._use(run.face, run.rare_glyphs, run.meanings)
        opening = _marked_content(run, run.reading if can_say_it else Reading.ACTUAL_TEXT)
        self.operators += opening
        self._set_font(font)
        self._move(x, baseline)
        for rise, operand in run.shows:
            lift = number(rise * self._size / 1000)
            self.operators.append(f"{lift} Ts [{operand}]TJ 0 Ts" if rise else f"[{operand}]TJ")
        if opening:
            self.operators.append("EMC")

    def _set_font(self, font: str) -> None:
        if font != self._font:
            self.operators.append(f"/{font} {number(self._size)} Tf")
            self._font = font

    def _move(self, x: float, baseline: float) -> None:
        self.operators.append(f"1 0 0 1 {number(x)} {number(baseline)} Tm")


def _marked_content(run: Run, reading: Reading) -> list[str]:
    """ISO 32000-1, 14.8.2.3.3 (ReversedChars) and 14.9.4 (ActualText)."""
    if reading is Reading.REVERSED:
        return ["/ReversedChars BMC"]
    if reading is Reading.ACTUAL_TEXT:
        text = ("\ufeff" + run.text).encode("utf-16-be").hex().upper()
        return [f"/Span <</ActualText <{text}>>> BDC"]
    return []


def _visual_offsets(line: Line) -> list[float]:
    """The left end of every run, in thousandths of the size."""
    run_levels = list(_levels_at_line_end(line))
    offsets = [0.0] * len(run_levels)
    x = 0.0
    for index in visual_order(run_levels):
        offsets[index] = x
        x += line.runs[index][0].width
    return offsets


def _levels_at_line_end(line: Line) -> Iterator[int]:
    """Rule L1 of UAX 9: white space at the end of a line has the paragraph's level."""
    solid = len(line.runs)
    while solid and line.runs[solid - 1][0].text.isspace():
        solid -= 1
    for index, (_, level) in enumerate(line.runs):
        yield level if index < solid else line.base
