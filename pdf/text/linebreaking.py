"""Text broken into lines: greedy, at spaces and after hyphens, between Han letters anywhere.

Where somebody put a soft hyphen a word may break too, and only there is the hyphen drawn.

No character is ever left out: a word longer than a line is broken between its clusters, and the
space at a line's end is drawn too, so that a program that reads the page aloud hears two words.
Text comes in as forms.cleaning leaves it: NFC, without control characters.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from pdf.text.bidi import levels
from pdf.text.faces import Face, FontChain, clusters
from pdf.text.readback import ReadBack
from pdf.text.shaping import LONGEST_REMEMBERED, WORDS_REMEMBERED, Run, shape_word

_HAN = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BREAK_WITHIN_WORD = re.compile(
    r"(?<=[-–—/…@\u00ad])(?=\w)"  # after a hyphen (also a soft one), a dash, a slash, an at sign
    rf"|(?<=[{_HAN}])(?![、。，．！？）」』】\W])"  # between Han letters, never before a full stop
    rf"|(?<=\w)(?=[{_HAN}])"
)
# Few words have any of these.
_MAY_BREAK = re.compile("[-–—/…@\u00ad\u2e80-\U0003ffff]")
_SOFT_HYPHEN = "\u00ad"
_WORD_OR_SPACE = re.compile(r"\S+|\s+")
# A word comes with the space that follows it.
_WORDS = re.compile(r"\S+\s*|\s+")
_TEXTS_REMEMBERED = 512


class Piece:
    """What stays on one line: runs in logical order with their bidi levels.

    `solid` is its width without the space at its end, `width` with it, in thousandths of the
    font size. `face` is the one face of a piece that runs from left to right and says itself, and
    `operand` shows it; other pieces have none. `at_end` is the piece as it stands at the end of a
    line: one that ends with a soft hyphen shows it there.
    """

    __slots__ = ("at_end", "face", "operand", "rare_glyphs", "runs", "solid", "width")

    def __init__(self, runs: list[tuple[Run, int]]) -> None:
        self.runs = runs
        self.width = 0.0
        self.operand = ""
        self.rare_glyphs: frozenset[int] = frozenset()
        self.face: Face | None = runs[0][0].face
        for run, level in runs:
            self.width += run.width
            self.operand += run.operand
            self.rare_glyphs |= run.rare_glyphs
            if level or not run.operand or run.face is not self.face:
                self.face = None
        self.solid = self.width - run.width if run.text.isspace() else self.width
        self.at_end = self


class Line:
    """Pieces in logical order; `base` is the level of the paragraph, `width` in thousandths of
    the font size, the space at the end included.

    A line of pieces of one face has that `face` and a single TJ `operand`; others have none.
    """

    __slots__ = ("base", "face", "operand", "pieces", "rare_glyphs", "width")

    def __init__(self, pieces: list[Piece], base: int, width: float) -> None:
        self.pieces = pieces
        self.base = base
        self.width = width
        faces = {piece.face for piece in pieces}
        self.face = faces.pop() if len(faces) == 1 and not base else None
        # Two strings side by side are one string.
        self.operand = "".join([piece.operand for piece in pieces]).replace("><", "")
        rare = [piece.rare_glyphs for piece in pieces if piece.rare_glyphs]
        self.rare_glyphs = frozenset[int]().union(*rare)

    @property
    def runs(self) -> list[tuple[Run, int]]:
        """The runs of all pieces with their levels."""
        return [run for piece in self.pieces for run in piece.runs]


@lru_cache(_TEXTS_REMEMBERED)
def break_lines(text: str, fonts: FontChain, measure: float) -> tuple[Line, ...]:
    """The lines of `text`, at most `measure` wide (thousandths of the font size)."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        lines += _break_paragraph(paragraph, fonts, measure)
    return tuple(lines)


def _break_paragraph(paragraph: str, fonts: FontChain, measure: float) -> list[Line]:
    directions = levels(paragraph)
    if directions:
        of_character, base = directions
        pieces = list(_pieces_of_both_directions(paragraph, fonts, of_character))
    else:
        base = 0
        pieces = []
        for word in _WORDS.findall(paragraph):
            make = _remembered_pieces if len(word) <= LONGEST_REMEMBERED else _pieces_of_word
            pieces += make(word, fonts)
    if any(piece.solid > measure for piece in pieces):
        pieces = list(_narrow(pieces, fonts, measure))
    return _filled_lines(pieces, base, measure)


def _filled_lines(pieces: list[Piece], base: int, measure: float) -> list[Line]:
    """As many pieces to a line as go in; the space at its end may stand outside."""
    lines: list[Line] = []
    line: list[Piece] = []
    width = 0.0
    for piece in pieces:
        while width + piece.solid > measure and line:
            ended, line = _ended(line, width, measure)
            lines.append(Line(ended, base, sum(one.width for one in ended)))
            width = sum(one.width for one in line)
        line.append(piece)
        width += piece.width
    return [*lines, Line(line, base, width)]


def _ended(line: list[Piece], width: float, measure: float) -> tuple[list[Piece], list[Piece]]:
    """A full line as it ends, and what goes to the next one to make room for a hyphen.

    A part of a word that fills the line by itself ends without one.
    """
    for end in range(len(line), 0, -1):
        last = line[end - 1]
        width -= last.width
        if width + last.at_end.solid <= measure:
            return [*line[: end - 1], last.at_end], line[end:]
    return line[:1], line[1:]


def _pieces_of_word(word: str, fonts: FontChain) -> list[Piece]:
    """The pieces of a word from left to right with the space after it."""
    pieces = []
    for part in _parts(word):
        texts = _WORD_OR_SPACE.findall(part)
        piece = Piece([(run, 0) for text in texts for run in shape_word(fonts, text)])
        pieces.append(_with_end(piece, fonts))
    return pieces


def _with_end(piece: Piece, fonts: FontChain) -> Piece:
    """The piece, told how it ends a line when it ends with a soft hyphen."""
    last, level = piece.runs[-1]
    letters = last.text.rstrip(_SOFT_HYPHEN)
    if letters and letters != last.text:
        runs = [(run, level) for run in shape_word(fonts, letters, bool(level % 2))]
        hyphen = shape_word(fonts, "-")[0]._replace(
            text=last.text[len(letters) :], reading=ReadBack.ACTUAL_TEXT, operand=""
        )
        piece.at_end = Piece([*piece.runs[:-1], *runs, (hyphen, level)])
    return piece


_remembered_pieces = lru_cache(WORDS_REMEMBERED)(_pieces_of_word)


def _parts(word: str) -> list[str]:
    """The parts of a word between which a line may end."""
    if not _MAY_BREAK.search(word):
        return [word]
    return [part for part in _BREAK_WITHIN_WORD.split(word) if part]


def _pieces_of_both_directions(
    paragraph: str, fonts: FontChain, of_character: list[int]
) -> Iterator[Piece]:
    """The pieces of a paragraph whose characters have these levels."""
    start = 0
    for word in _WORDS.findall(paragraph):
        for part in _parts(word):
            runs: list[tuple[Run, int]] = []
            for text in _WORD_OR_SPACE.findall(part):
                runs += _runs(text, of_character[start : start + len(text)], fonts)
                start += len(text)
            yield _with_end(Piece(runs), fonts)


def _runs(text: str, of_character: list[int], fonts: FontChain) -> Iterator[tuple[Run, int]]:
    """The runs of a word or a space, cut where the level changes."""
    for level, letters in groupby(zip(text, of_character, strict=True), itemgetter(1)):
        piece = "".join(letter for letter, _ in letters)
        for run in shape_word(fonts, piece, bool(level % 2)):
            yield run, level


def _narrow(pieces: Iterable[Piece], fonts: FontChain, measure: float) -> Iterator[Piece]:
    """The pieces; a word longer than a line comes cluster by cluster."""
    for piece in pieces:
        if piece.solid <= measure:
            yield piece
            continue
        for run, level in piece.runs:
            for cluster in clusters(run.text):
                yield Piece([(part, level) for part in shape_word(fonts, cluster, level % 2 == 1)])
