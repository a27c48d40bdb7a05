"""How the letters of a shaped text come back to a program that reads the page.

HarfBuzz draws glyphs; a reader wants letters. Each glyph can say what it stands for, once for a
whole document, and a run can be marked as said backwards or have its text beside it.
"""

import unicodedata
from collections import defaultdict
from enum import Enum
from typing import NamedTuple

from pdf.text.faces import Face

_ZERO_WIDTH_SPACE = "\u200b"


class ReadBack(Enum):
    """How a program that extracts text gets the letters of a run back (ISO 32000-1, 14.8.2.3).

    AS_SHOWN: the glyphs in order say the text.
    REVERSED: they say it backwards, so the run is marked with ReversedChars.
    ACTUAL_TEXT: they cannot say it; the text is given beside them.
    """

    AS_SHOWN = "as shown"
    REVERSED = "reversed"
    ACTUAL_TEXT = "actual text"


class Glyph(NamedTuple):
    """One glyph as HarfBuzz placed it, in thousandths of the font size."""

    number: int
    cluster: int
    advance: float
    shift: float
    rise: float


def with_silent_glyphs(face: Face, text: str, glyphs: list[Glyph]) -> list[Glyph]:
    """A glyph without ink beside each that joins two letters (lam and alef).

    Readers that turn a right-to-left word around turn the letters within a glyph around too, and
    would read another name: so the second letter is said by the one glyph, the first by the other.
    """
    if face.silent_glyph is None:
        return glyphs
    placed: list[Glyph] = []
    for piece, part in reversed(glyphs_by_cluster(text, glyphs)):
        placed += part
        if len(piece) == 2 and piece.isalpha() and len(part) == 1:
            back = -face.advance(face.silent_glyph)
            placed.append(Glyph(face.silent_glyph, part[0].cluster, 0.0, back, 0.0))
    return placed


def reading_of(
    face: Face, text: str, glyphs: list[Glyph], right_to_left: bool
) -> tuple[ReadBack, tuple[tuple[int, str], ...]]:
    """How the letters of `text` come back from its glyphs, and what special glyphs stand for."""
    own = [face.letter_of.get(glyph.number) for glyph in glyphs]
    if "".join(letter or "\0" for letter in own) == text:
        return ReadBack.AS_SHOWN, ()
    if right_to_left and _is_same_backwards(own, text):
        return ReadBack.REVERSED, ()
    wanted = _letters_wanted(text, glyphs, right_to_left)
    pairs = list(zip(glyphs, own, wanted, strict=True))
    meanings = tuple((glyph.number, new) for glyph, old, new in pairs if old is None)
    has_clash = any(old is not None and old != new for _, old, new in pairs)
    if not has_clash and right_to_left and "".join(reversed(wanted)) == text:
        return ReadBack.REVERSED, meanings
    if not has_clash and not right_to_left and "".join(wanted) == text:
        return ReadBack.AS_SHOWN, meanings
    return ReadBack.ACTUAL_TEXT, meanings


def _is_same_backwards(letters: list[str | None], text: str) -> bool:
    """HarfBuzz orders marks as they are drawn; in NFC it is the same text (UAX 15)."""
    backwards = "".join(letter or "\0" for letter in reversed(letters))
    return unicodedata.normalize("NFC", backwards) == text


def _letters_wanted(text: str, glyphs: list[Glyph], right_to_left: bool) -> list[str]:
    """For each glyph the part of `text` that it should say: letter by letter where the numbers
    agree within a cluster, else all on the first glyph and nothing visible on the rest."""
    wanted: dict[int, str] = {}
    for piece, part in glyphs_by_cluster(text, glyphs):
        letters = list(piece)
        if len(letters) != len(part):
            letters = [piece, *[_ZERO_WIDTH_SPACE] * (len(part) - 1)]
        in_order = reversed(part) if right_to_left else part
        wanted |= {id(glyph): letter for glyph, letter in zip(in_order, letters, strict=True)}
    return [wanted[id(glyph)] for glyph in glyphs]


def glyphs_by_cluster(text: str, glyphs: list[Glyph]) -> list[tuple[str, list[Glyph]]]:
    """Pieces of the text in order, with the glyphs that draw each from left to right.

    Together the pieces are the whole text, also where HarfBuzz drops an invisible character.
    """
    of_cluster: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        of_cluster[glyph.cluster].append(glyph)
    starts = sorted(of_cluster)
    begins, ends = [0, *starts[1:]], [*starts[1:], len(text)]
    return [
        (text[begin:end], of_cluster[start])
        for start, begin, end in zip(starts, begins, ends, strict=False)
    ]
