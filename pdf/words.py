"""The words of a document of ours, and where on its pages they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdf.geometry import PAGE_HEIGHT, POINTS_PER_MM, Box
from pdf.pictures import opened_alone

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

# What PDFium gives for a hyphen at the end of a line.
_HYPHENS = frozenset((0x02, 0xFFFE))
_HALVES = range(0xD800, 0xE000)
# A letter that stands farther from the one before it is of another word, in heights of a letter.
_APART = 0.6

_Sides = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space, and their box in mm from the top left of the paper."""

    text: str
    box: Box


def words_of(document: bytes) -> list[tuple[Word, ...]]:
    """Those of each page, in the order in which they are read."""
    with opened_alone(document) as opened:
        return [tuple(_words_on(page)) for page in opened]


def _words_on(page: "PdfPage") -> Iterator[Word]:
    """Letters up to a space, or to one that stands elsewhere."""
    letters: list[tuple[str, _Sides]] = []
    for letter, sides in _letters_on(page):
        if letters and (letter.isspace() or _is_apart(letters[-1][1], sides)):
            yield _word(letters)
            letters = []
        if not letter.isspace():
            letters.append((letter, sides))
    if letters:
        yield _word(letters)


def _letters_on(page: "PdfPage") -> Iterator[tuple[str, _Sides]]:
    """Each with left, bottom, right and top in points from the bottom left."""
    from pypdfium2.raw import FPDFText_GetUnicode

    text = page.get_textpage()
    for at in range(text.count_chars()):
        code = FPDFText_GetUnicode(text, at)
        if code in _HYPHENS:
            code = ord("-")
        if code and code not in _HALVES:
            yield chr(code), text.get_charbox(at, loose=True)


def _is_apart(one: _Sides, other: _Sides) -> bool:
    height = one[3] - one[1]
    is_on_line = abs(other[1] - one[1]) < height / 2
    # Whichever way the script runs.
    gap = max(other[0] - one[2], one[0] - other[2])
    return not is_on_line or gap > _APART * height


def _word(letters: list[tuple[str, _Sides]]) -> Word:
    lefts, bottoms, rights, tops = zip(*(sides for _, sides in letters), strict=True)
    left, top = min(lefts) / POINTS_PER_MM, PAGE_HEIGHT - max(tops) / POINTS_PER_MM
    right, bottom = max(rights) / POINTS_PER_MM, PAGE_HEIGHT - min(bottoms) / POINTS_PER_MM
    return Word(
        "".join(letter for letter, _ in letters), Box(left, top, right - left, bottom - top)
    )
