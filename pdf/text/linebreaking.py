"""Text broken into lines: greedy, where pdf.text.breaks says that a line may end.

Where somebody put a soft hyphen a word may break too, and only there is a hyphen drawn.

No character is ever left out: what is longer than a line is broken at its signs, and a word without
any between its clusters. The space at a line's end is drawn too, so that a program that reads the
page aloud hears two words.
Text comes in as forms.cleaning leaves it: NFC, without control characters.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, groupby
from math import inf

from pdf.text.bidi import levels
from pdf.text.breaks import parts, parts_at_spaces, parts_of_long, words
from pdf.text.faces import Face, FontChain, clusters
from pdf.text.readback import ReadBack
from pdf.text.shaping import (
    LONGEST_REMEMBERED,
    WORDS_REMEMBERED,
    Run,
    shape,
    shape_word,
    usual_operand,
)

_SOFT_HYPHEN = "\u00ad"
_WORD_OR_SPACE = re.compile(r"\S+|\s+")
_TEXTS_REMEMBERED = 512
# A last line of one word narrower than this, some five letters, gets company from the line above,
# if of that as large a part of the measure is left.
_SHORT_END = 3_000.0
_LEAST_LEFT = 0.6

# How a character is set: its level, its fonts, and whether it is marked.
_Look = tuple[int, FontChain, bool]


class Piece:
    """What stays on one line: runs in logical order with their bidi levels.

    `solid` is its width without the space at its end, `width` with it, in thousandths of the
    font size. `face` is the one face of a piece that runs from left to right and says itself, and
    `operand` shows it; other pieces have none. One that ends with a soft hyphen is `hyphenated` at
    the end of a line.
    """

    __slots__ = ("_runs", "face", "hyphenated", "operand", "rare_glyphs", "solid", "width")

    def __init__(self, runs: list[tuple[Run, int]]) -> None:
        self._runs = runs
        self.width = 0.0
        self.operand = ""
        self.rare_glyphs: frozenset[int] = frozenset()
        self.face: Face | None = runs[0][0].face
        for run, level in runs:
            self.width += run.width
            self.operand += run.operand
            if run.rare_glyphs:
                self.rare_glyphs |= run.rare_glyphs
            if level or not run.operand or run.face is not self.face:
                self.face = None
        self.solid = self.width - run.width if run.text.isspace() else self.width
        self.hyphenated: Piece | None = None

    @property
    def runs(self) -> list[tuple[Run, int]]:
        """The runs with their levels."""
        return self._runs

    @property
    def at_end(self) -> "Piece":
        """The piece as it stands at the end of a line."""
        return self.hyphenated or self


class _UsualWord(Piece):
    """A word of letters that the first face always embeds, with the space after it: in nearly all
    documents nobody asks for its runs."""

    __slots__ = ("_fonts", "_text")

    def __init__(self, text: str, fonts: FontChain) -> None:
        self._text, self._fonts = text, fonts
        self.face = fonts.first
        self.operand, self.width = usual_operand(self.face, text)
        self.solid = self.width - (len(text) - len(text.rstrip(" "))) * self.face.space
        self.rare_glyphs = frozenset()
        self.hyphenated = None

    @property
    def runs(self) -> list[tuple[Run, int]]:
        texts = _WORD_OR_SPACE.findall(self._text)
        return [(run, 0) for text in texts for run in shape_word(self._fonts, text)]


class Line:
    """Pieces in logical order; `width` is in thousandths of the font size, the space at the end
    included.

    A line of pieces of one face has that `face` and a single TJ `operand`; others have none.
    """

    __slots__ = ("face", "operand", "pieces", "rare_glyphs", "width")

    def __init__(self, pieces: list[Piece], width: float) -> None:
        self.pieces = pieces
        self.width = width
        faces = {piece.face for piece in pieces}
        self.face = faces.pop() if len(faces) == 1 else None
        # Two strings side by side are one string.
        self.operand = "".join([piece.operand for piece in pieces]).replace("><", "")
        self.rare_glyphs: frozenset[int] = frozenset().union(*[one.rare_glyphs for one in pieces])

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


def break_marked(
    text: str, marks: Sequence[bool], fonts: FontChain, marked_fonts: FontChain, measure: float
) -> list[tuple[Line, tuple[bool, ...]]]:
    """The same for a text whose characters with a mark are set in other fonts; for each line also
    whether its runs, in logical order, are marked."""
    lines: list[tuple[Line, tuple[bool, ...]]] = []
    start = 0
    for paragraph in text.split("\n"):
        own = marks[start : start + len(paragraph)]
        of_character = levels(paragraph) or [0] * len(paragraph)
        chains = [marked_fonts if is_marked else fonts for is_marked in own]
        looks = list(zip(of_character, chains, own, strict=True))
        pieces = list(_pieces_of_looks(paragraph, looks, measure))
        at = 0
        for line in _evened_lines(pieces, measure):
            starts = list(accumulate((len(run.text) for run, _ in line.runs), initial=at))
            lines.append((line, tuple(own[one] for one in starts[:-1])))
            at = starts[-1]
        start += len(paragraph) + 1
    return lines


def widest_part(text: str, fonts: FontChain) -> float:
    """How wide a column must be (thousandths of the font size) that breaks no word of `text`."""
    pieces = [piece for one in text.split("\n") for piece in _pieces(one, fonts)]
    return max((piece.at_end.solid for piece in pieces), default=0.0)


def _break_paragraph(paragraph: str, fonts: FontChain, measure: float) -> list[Line]:
    pieces = _pieces(paragraph, fonts)
    width = sum([piece.width for piece in pieces])
    if width <= measure:
        return [Line(pieces, width)]
    if max([piece.solid for piece in pieces]) > measure:
        pieces = list(_pieces_of_looks(paragraph, _plain_looks(paragraph, fonts), measure))
    return _evened_lines(pieces, measure)


def _plain_looks(paragraph: str, fonts: FontChain) -> list[_Look]:
    return [(level, fonts, False) for level in levels(paragraph) or [0] * len(paragraph)]


def _evened_lines(pieces: list[Piece], measure: float) -> list[Line]:
    lines = _filled_lines(pieces, measure)
    if len(lines) > 1 and lines[-1].width < _SHORT_END:
        lines[-2:] = _with_longer_end(lines[-2], lines[-1], measure)
    return lines


def _pieces(paragraph: str, fonts: FontChain) -> list[Piece]:
    """The pieces of a paragraph however wide; as a rule they are known from other texts."""
    if levels(paragraph):
        return list(_pieces_of_looks(paragraph, _plain_looks(paragraph, fonts), inf))
    pieces: list[Piece] = []
    for word in words(paragraph):
        make = _remembered_pieces if len(word) <= LONGEST_REMEMBERED else _pieces_of_word
        pieces += make(word, fonts)
    return pieces


def _filled_lines(pieces: list[Piece], measure: float) -> list[Line]:
    """As many pieces to a line as go in; the space at its end may stand outside."""
    # Where each piece would begin if the paragraph were one line.
    lefts = list(accumulate([piece.width for piece in pieces], initial=0.0))
    lines: list[Line] = []
    first, count = 0, len(pieces)
    while True:
        limit = lefts[first] + measure
        end = bisect_right(lefts, limit, first) - 1
        while end < count and (lefts[end] + pieces[end].solid <= limit or end == first):
            end += 1
        if end == count:
            return [*lines, Line(pieces[first:], lefts[count] - lefts[first])]
        line, width = pieces[first:end], lefts[end] - lefts[first]
        lines.append(_ended(line, width, measure) if line[-1].hyphenated else Line(line, width))
        first += len(lines[-1].pieces)


def _with_longer_end(line: Line, end: Line, measure: float) -> tuple[Line, Line]:
    """The last two lines of a paragraph, so that no short word stands alone if it need not."""
    above = line.pieces
    spaced = [at for at, piece in enumerate(above, 1) if piece.solid < piece.width]
    if len(spaced) < 2 or spaced[-1] < len(above):
        return line, end
    kept, moved = above[: spaced[-2]], above[spaced[-2] :]
    left = sum(piece.width for piece in kept)
    longer = line.width - left + end.width
    if left < _LEAST_LEFT * measure or longer > measure:
        return line, end
    return Line(kept, left), Line([*moved, *end.pieces], longer)


def _ended(line: list[Piece], width: float, measure: float) -> Line:
    """A full line as it ends with a hyphen; it may hold fewer pieces.

    A part of a word that fills the line by itself ends without one.
    """
    for end in range(len(line), 0, -1):
        last = line[end - 1]
        width -= last.width
        if width + last.at_end.solid <= measure:
            return Line([*line[: end - 1], last.at_end], width + last.at_end.width)
    return Line(line[:1], line[0].width)


def _pieces_of_word(word: str, fonts: FontChain) -> list[Piece]:
    """The pieces of a word from left to right with the space after it."""
    return [_piece_of(part, fonts) for part in parts(word)]


def _piece_of(part: str, fonts: FontChain) -> Piece:
    if fonts.first.usual_letters.issuperset(part):
        return _UsualWord(part, fonts)
    texts = _WORD_OR_SPACE.findall(part)
    return _with_end(Piece([(run, 0) for text in texts for run in shape_word(fonts, text)]), fonts)


def _with_end(piece: Piece, fonts: FontChain) -> Piece:
    """The piece, told how it ends a line when it ends with a soft hyphen."""
    last, level = piece.runs[-1]
    letters = last.text.rstrip(_SOFT_HYPHEN)
    if letters and letters != last.text:
        runs = [(run, level) for run in shape_word(fonts, letters, bool(level % 2))]
        hyphen = shape_word(fonts, "-")[0]._replace(
            text=last.text[len(letters) :], reading=ReadBack.ACTUAL_TEXT, operand=""
        )
        piece.hyphenated = Piece([*piece.runs[:-1], *runs, (hyphen, level)])
    return piece


_remembered_pieces = lru_cache(WORDS_REMEMBERED)(_pieces_of_word)


def _pieces_of_looks(paragraph: str, looks: list[_Look], measure: float) -> Iterator[Piece]:
    start = 0
    for word in words(paragraph):
        own = looks[start : start + len(word)]
        yield from _usual_pieces(word, own, measure) or _pieces_that_fit(word, own, measure)
        start += len(word)


def _usual_pieces(word: str, looks: list[_Look], measure: float) -> list[Piece]:
    """Those of a word that has one look, as nearly every word, and room on a line; else none."""
    level, fonts, _ = looks[0]
    if level or len(set(looks)) > 1 or len(word) > LONGEST_REMEMBERED:
        return []
    pieces = _remembered_pieces(word, fonts)
    return pieces if all(piece.solid <= measure for piece in pieces) else []


def _pieces_that_fit(word: str, looks: list[_Look], measure: float) -> Iterator[Piece]:
    start = 0
    for part in parts(word):
        yield from _fitting(part, looks[start : start + len(part)], measure)
        start += len(part)


def _fitting(
    text: str,
    looks: list[_Look],
    measure: float,
    ways: Sequence[Callable[[str], Iterable[str]]] = (parts_at_spaces, parts_of_long, clusters),
) -> Iterator[Piece]:
    """The text as one piece, or in parts by the first of `ways` that makes them fit on a line."""
    whole = _with_end(Piece(_runs(text, looks)), looks[-1][1])
    if whole.solid <= measure or not ways:
        yield whole
        return
    start = 0
    for part in ways[0](text):
        yield from _fitting(part, looks[start : start + len(part)], measure, ways[1:])
        start += len(part)


def _runs(text: str, looks: list[_Look]) -> list[tuple[Run, int]]:
    """The runs of a word and the space after it, cut where they are set otherwise."""
    runs: list[tuple[Run, int]] = []
    for word in _WORD_OR_SPACE.finditer(text):
        for look, letters in groupby(range(*word.span()), looks.__getitem__):
            piece = "".join(text[at] for at in letters)
            before = runs[-1][0].face if runs else None
            is_all = len(piece) == len(word[0])
            runs += [(run, look[0]) for run in _shaped(piece, look, before, is_all)]
    return runs


def _shaped(text: str, look: _Look, before: Face | None, is_all: bool) -> Iterable[Run]:
    """The space between two right-to-left words is of their face, so that they are shown as one;
    signs between two directions are shown one by one."""
    level, fonts, _ = look
    if level % 2:
        if before and text.isspace() and before.characters.issuperset(text):
            return shape(before, text, right_to_left=True)
        return shape_word(fonts, text, right_to_left=True)
    if is_all or any(map(str.isalnum, text)):
        return shape_word(fonts, text)
    return chain.from_iterable(shape_word(fonts, sign) for sign in text)
