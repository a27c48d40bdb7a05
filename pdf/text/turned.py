"""Right-to-left words as readers of the PDF turn them around.

poppler, PDFium, pdf.js and pypdf take words from right to left for drawn in that order, turn them
around, and then give back what was typed. All but pypdf also go by the place on the page, and take
a sign after such a word for a part of it. What is done here is what they agree on.
"""

from functools import cache

from pdf.text.faces import Face
from pdf.text.readback import ReadBack
from pdf.text.shaping import Run

# UAX 9, 2.6: a letter that runs from left to right and is not seen. Fonts show it all the same.
MARK = "\u200e"


def turned_together(runs: list[tuple[Run, int]]) -> list[tuple[Run, int]]:
    """The runs of a line with their levels, words from right to left side by side as one run.

    Before a sign that runs from left to right after them stands a mark without width that says so.
    """
    turned: list[tuple[Run, int]] = []
    for run, level in runs:
        before, level_before = turned[-1] if turned else (None, 0)
        if before and level == level_before and _turns_with(before, run, level):
            turned[-1] = _joined(before, run), level
            continue
        if before and level_before % 2 and not level % 2 and not run.text[0].isalnum():
            turned += [(mark, level) for mark in _marks(run.face)]
        turned.append((run, level))
    return turned


def _turns_with(before: Run, run: Run, level: int) -> bool:
    is_said = ReadBack.ACTUAL_TEXT not in (before.reading, run.reading)
    return bool(level % 2) and before.face is run.face and is_said


def _joined(first: Run, second: Run) -> Run:
    return Run(
        face=first.face,
        text=first.text + second.text,
        width=first.width + second.width,
        shows=second.shows + first.shows,
        rare_glyphs=first.rare_glyphs | second.rare_glyphs,
        meanings=first.meanings + second.meanings,
        reading=ReadBack.REVERSED,
    )


@cache
def _marks(face: Face) -> tuple[Run, ...]:
    """The mark, where the face can say it."""
    glyph = face.hb_font.get_nominal_glyph(ord(MARK))
    if face.letter_of.get(glyph) != MARK:
        return ()
    return (Run(face, MARK, 0.0, ((0.0, f"<{glyph:04X}>"),), frozenset({glyph})),)
