"""HarfBuzz shapes a piece of text once; the result is ready to be shown on any page.

Terms: a *run* is a piece of text in one face and one direction, with the operands of the PDF
operators that show it. Glyph numbers are kept as in the font file (fontfile.py subsets with
RETAIN_GIDS), so that a run does not depend on the document in which it is shown.
"""

import unicodedata
from functools import cache, lru_cache
from operator import add
from typing import NamedTuple

import uharfbuzz as hb

from pdf.numbers import number
from pdf.text.faces import Face, FontChain
from pdf.text.readback import Glyph, ReadBack, glyphs_by_cluster, reading_of, with_silent_glyphs

# How far the pen may be from where HarfBuzz wants it, in thousandths of the font size.
_TOLERANCE = 0.001
_EMPTY_BOX = "□"
# What is remembered are words of answers: so many, and none that is longer than words are.
WORDS_REMEMBERED = 8_192
LONGEST_REMEMBERED = 60


class Run(NamedTuple):
    """A shaped piece of text.

    `width` is in thousandths of the font size. `shows` are pairs of text rise and TJ operand.
    `rare_glyphs` are those that the face does not embed anyway. `meanings` tell what glyphs
    without a character of their own stand for. `operand` shows the run when it stands on the
    line and says itself, so that it can be joined with its neighbours; else it is empty.
    """

    face: Face
    text: str
    width: float
    shows: tuple[tuple[float, str], ...]
    rare_glyphs: frozenset[int]
    meanings: tuple[tuple[int, str], ...] = ()
    reading: ReadBack = ReadBack.AS_SHOWN
    operand: str = ""


def shape_word(fonts: FontChain, text: str, right_to_left: bool = False) -> tuple[Run, ...]:
    """The runs of a word in logical order."""
    if not right_to_left and fonts.first.usual_letters.issuperset(text):
        return (_usual_run(fonts.first, text),)
    make = _remembered_runs if len(text) <= LONGEST_REMEMBERED else _runs
    return make(fonts, text, right_to_left)


def _runs(fonts: FontChain, text: str, right_to_left: bool) -> tuple[Run, ...]:
    runs: list[Run] = []
    for face, piece in fonts.split(text):
        if face:
            runs += shape(face, piece, right_to_left)
        else:
            runs += [_substitute(fonts, character) for character in piece]
    return tuple(runs)


_remembered_runs = lru_cache(WORDS_REMEMBERED)(_runs)


def shape(face: Face, text: str, right_to_left: bool = False) -> tuple[Run, ...]:
    """Runs in logical order, as a rule one; the face must have every character of `text`.

    Readers that order letters by their place on the page reverse a right-to-left word that is
    given as one text, so such a word becomes one run for each of its clusters.
    """
    glyphs = _placed_glyphs(face, _shaped(face, text, right_to_left))
    if right_to_left:
        glyphs = with_silent_glyphs(face, text, glyphs)
    run = _run(face, text, glyphs, right_to_left)
    if not right_to_left or run.reading is not ReadBack.ACTUAL_TEXT:
        return (run,)
    by_cluster = glyphs_by_cluster(text, glyphs)
    return tuple(_run(face, piece, part, right_to_left) for piece, part in by_cluster)


def _usual_run(face: Face, text: str) -> Run:
    operand, width = usual_operand(face, text)
    return Run(face, text, width, ((0.0, operand),), frozenset(), operand=operand)


def usual_operand(face: Face, text: str) -> tuple[str, float]:
    """How a text operator shows letters that the face always embeds, and how wide they are in
    thousandths of the font size.

    No font program is asked: there a letter is one glyph on the line, and how far it is to the
    next one depends on the two of them alone. Nearly every word is of such letters.
    """
    # Nothing is set closer to a space, so that the last letter may be taken for one before it.
    pairs = map(add, text, f"{text[1:]} ")
    codes, advances = zip(*map(_steps(face).__getitem__, pairs), strict=True)
    return f"<{''.join(codes)}>", sum(advances) * face.scale


class _Steps(dict[str, tuple[str, int]]):
    """For a usual letter and the next one: how a text operator writes the first and goes on, and
    how far that is, in font units."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, letters: str) -> tuple[str, int]:
        font, buffer = self._face.hb_font, _shaped(self._face, letters, right_to_left=False)
        glyph, advance = buffer.glyph_infos[0].codepoint, buffer.glyph_positions[0].x_advance
        kern = font.get_glyph_h_advance(glyph) - advance
        codes = f"{glyph:04X}" + (f">{number(kern * self._face.scale)}<" if kern else "")
        self[letters] = codes, advance
        return self[letters]


_steps = cache(_Steps)


def _run(face: Face, text: str, glyphs: list[Glyph], right_to_left: bool) -> Run:
    reading, meanings = reading_of(face, text, glyphs, right_to_left)
    shows = _shows(face, glyphs)
    is_plain = reading is ReadBack.AS_SHOWN and not meanings and len(shows) == 1 and not shows[0][0]
    return Run(
        face=face,
        text=text,
        width=sum(glyph.advance for glyph in glyphs),
        shows=shows,
        rare_glyphs=frozenset(glyph.number for glyph in glyphs) - face.always_embedded,
        meanings=meanings,
        reading=reading,
        operand=shows[0][1] if is_plain else "",
    )


def _substitute(fonts: FontChain, character: str) -> Run:
    """A character that no font has: something else on paper, itself to a reading program.

    A letter has a code that tells which one it is. What is for private use is another sign in each
    program, and its code tells nobody anything.
    """
    is_private = unicodedata.category(character) == "Co"
    drawn = _EMPTY_BOX if is_private else f"[U+{ord(character):04X}]"
    face, _ = next(fonts.split(drawn))
    (run,) = shape(face or fonts.first, drawn)
    return Run(run.face, character, run.width, run.shows, run.rare_glyphs, (), ReadBack.ACTUAL_TEXT)


def _shaped(face: Face, text: str, right_to_left: bool) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if right_to_left else "ltr"
    hb.shape(face.hb_font, buffer, face.features)
    return buffer


def _placed_glyphs(face: Face, buffer: hb.Buffer) -> list[Glyph]:
    k = face.scale
    return [
        Glyph(info.codepoint, info.cluster, at.x_advance * k, at.x_offset * k, at.y_offset * k)
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def _shows(face: Face, glyphs: list[Glyph]) -> tuple[tuple[float, str], ...]:
    """Pairs of rise and TJ operand: hexadecimal strings and the steps between them."""
    shows: list[tuple[float, str]] = []
    rise, operand, codes = 0.0, "", ""
    for glyph in glyphs:
        if glyph.rise != rise:
            if codes or operand:
                shows.append((rise, operand + _hexadecimal(codes)))
            rise, operand, codes = glyph.rise, "", ""
        if glyph.shift:
            operand += f"{_hexadecimal(codes)} {number(-glyph.shift)}"
            codes = ""
        codes += f"{glyph.number:04X}"
        step_back = face.advance(glyph.number) - glyph.advance + glyph.shift
        if abs(step_back) > _TOLERANCE:
            operand += f"{_hexadecimal(codes)}{number(step_back)}"
            codes = ""
    shows.append((rise, operand + _hexadecimal(codes)))
    return tuple(shows)


def _hexadecimal(codes: str) -> str:
    return f"<{codes}>" if codes else ""
