"""Text broken into lines: greedy, at spaces and after hyphens, between Han letters anywhere.

No character is ever left out: a word longer than a line is broken between its clusters, and the
space at a line's end is drawn too, so that a program that reads the page aloud hears two words.
Text comes in as forms.cleaning leaves it: NFC, without control characters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from pdf.text.bidi import levels
from pdf.text.faces import Face, FontChain, clusters
from pdf.text.shaping import Run, shape_word

_HAN = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BREAK_WITHIN_WORD = re.compile(
    r"(?<=[-–—/…@])(?=\w)"  # after a hyphen, a dash, a slash or an at sign
    rf"|(?<=[{_HAN}])(?![、。，．！？）」』】\W])"  # between Han letters, never before a full stop
    rf"|(?<=\w)(?=[{_HAN}])"
)
_WORDS_AND_SPACES = re.compile(r"\S+|\s+")
_TEXTS_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class JoinedRuns:
    """Neighbouring runs of one face as a single TJ operand."""

    face: Face
    operand: str
    rare_glyphs: frozenset[int]


@dataclass(frozen=True)
class Line:
    """Runs in logical order with their bidi levels; `base` is the level of the paragraph."""

    runs: tuple[tuple[Run, int], ...]
    base: int = 0

    @cached_property
    def width(self) -> float:
        """The width in thousandths of the font size, the space at the end included."""
        return sum([run.width for run, _ in self.runs])

    @cached_property
    def joined(self) -> tuple[JoinedRuns, ...]:
        """The line as few pieces, when all of it runs from left to right and says itself."""
        if self.base or not all(not level and run.is_simple for run, level in self.runs):
            return ()
        runs = (run for run, _ in self.runs)
        return tuple(_join(face, list(group)) for face, group in groupby(runs, _face_of))


def _face_of(run: Run) -> Face:
    return run.face


def _join(face: Face, runs: list[Run]) -> JoinedRuns:
    operand = "".join([run.shows[0][1] for run in runs])
    # Two strings side by side are one string.
    rare = frozenset[int]().union(*[run.rare_glyphs for run in runs])
    return JoinedRuns(face, operand.replace("><", ""), rare)


@lru_cache(_TEXTS_REMEMBERED)
def break_lines(text: str, fonts: FontChain, measure: float) -> tuple[Line, ...]:
    """The lines of `text`, at most `measure` wide (thousandths of the font size)."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        lines += _break_paragraph(paragraph, fonts, measure)
    return tuple(lines)


def _break_paragraph(paragraph: str, fonts: FontChain, measure: float) -> list[Line]:
    bidi = levels(paragraph)
    base = bidi[1] if bidi else 0
    lines: list[Line] = []
    line: list[tuple[Run, int]] = []
    width = 0.0
    for runs, is_space in _pieces(paragraph, fonts, bidi[0] if bidi else None, measure):
        piece_width = sum([run.width for run, _ in runs])
        if line and not is_space and width + piece_width > measure:
            lines.append(Line(tuple(line), base))
            line, width = [], 0.0
        line += runs
        width += piece_width
    return [*lines, Line(tuple(line), base)]


def _pieces(
    paragraph: str, fonts: FontChain, of_character: list[int] | None, measure: float
) -> Iterator[tuple[list[tuple[Run, int]], bool]]:
    """Runs that stay on one line, and whether they are white space."""
    for match in _WORDS_AND_SPACES.finditer(paragraph):
        if match.group().isspace():
            yield _runs(match.group(), match.start(), fonts, of_character), True
            continue
        start = match.start()
        for part in filter(None, _BREAK_WITHIN_WORD.split(match.group())):
            runs = _runs(part, start, fonts, of_character)
            if sum([run.width for run, _ in runs]) <= measure:
                yield runs, False
            else:
                yield from _broken(runs, fonts)
            start += len(part)


def _runs(
    text: str, start: int, fonts: FontChain, of_character: list[int] | None
) -> list[tuple[Run, int]]:
    """The runs of `text`, which stands at `start` of its paragraph."""
    if of_character is None:
        return [(run, 0) for run in shape_word(fonts, text)]
    runs: list[tuple[Run, int]] = []
    places = range(start, start + len(text))
    for level, indexes in groupby(places, of_character.__getitem__):
        piece = "".join(text[index - start] for index in indexes)
        runs += [(run, level) for run in shape_word(fonts, piece, bool(level % 2))]
    return runs


def _broken(
    runs: list[tuple[Run, int]], fonts: FontChain
) -> Iterator[tuple[list[tuple[Run, int]], bool]]:
    """A word longer than a line, cluster by cluster."""
    for run, level in runs:
        for cluster in clusters(run.text):
            yield [(part, level) for part in shape_word(fonts, cluster, bool(level % 2))], False
