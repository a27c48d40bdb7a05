"""Font files, and the chain of them in which every character finds a picture."""

import unicodedata
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path

import uharfbuzz as hb

from forms.ink import IGNORABLE, has_ink

_NARROW_SPACES = "\u202f\u200a\u2009\u00a0"
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
# Letters bound to a position in the word: a reader wants the letter itself back.
_PRESENTATION_FORMS = (range(0xFB00, 0xFE00), range(0xFE70, 0xFEFF))
_USUAL_LETTERS = frozenset(map(chr, range(0x20, 0x7F))) | set("åäöÅÄÖéÉèüÜ§°–—…•”’“‘½×·€\u00a0")


class Face:
    """One font file. Measures are in thousandths of the font size, as in PDF."""

    def __init__(self, path: Path, *, is_body: bool = False) -> None:
        """Open `path`; a face for body text is always embedded with the usual characters."""
        self.hb_face = hb.Face(hb.Blob.from_file_path(str(path)))
        self.hb_font = hb.Font(self.hb_face)
        self.name = path.stem
        self._scale: float = 1000 / self.hb_face.upem
        # One subset for nearly all documents: its compressed bytes are then made once.
        self.usual_letters = _USUAL_LETTERS if is_body else frozenset()
        self.always_embedded = self._glyphs_of(self.usual_letters)
        # Letters of their own are read back more surely than ligatures.
        self.features = {"liga": False}
        self._inked: dict[str, bool] = {}

    @cached_property
    def characters(self) -> frozenset[str]:
        """What the character map holds, without private use, and what HarfBuzz never draws."""
        mapped = (c for c in self.hb_face.unicodes if not _is_in(c, _PRIVATE_USE))
        return frozenset(map(chr, mapped)) | IGNORABLE

    @cached_property
    def letter_of(self) -> dict[int, str]:
        """The one character that each glyph stands for: the plain one before its variants."""
        letters: dict[int, str] = {}
        plain = (chr(c) for c in self.hb_face.unicodes if not _is_in(c, _PRESENTATION_FORMS))
        for letter in sorted(plain, key=_plain_first):
            letters.setdefault(self.hb_font.get_nominal_glyph(ord(letter)), letter)
        if self.silent_glyph and not self.always_embedded:
            letters.pop(self.silent_glyph, None)
        return letters

    @cached_property
    def silent_glyph(self) -> int | None:
        """A narrow blank glyph that no text of this face is drawn with, if there is one.

        White space stands between words and is drawn with the first face that has it.
        """
        glyphs = map(self.hb_font.get_nominal_glyph, map(ord, _NARROW_SPACES))
        space = self.hb_font.get_nominal_glyph(ord(" "))
        return next((glyph for glyph in glyphs if glyph and glyph != space), None)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """The font's bounding box (xMin, yMin, xMax, yMax)."""
        head = self.hb_face.reference_table("head").data
        corners = (head[at : at + 2] for at in range(36, 44, 2))
        x0, y0, x1, y1 = (
            int.from_bytes(corner, "big", signed=True) * self._scale for corner in corners
        )
        return x0, y0, x1, y1

    @property
    def ascent(self) -> float:
        """How far ordinary letters reach above the baseline."""
        return float(self.hb_font.get_font_extents("ltr").ascender * self._scale)

    @property
    def descent(self) -> float:
        """How far they reach below it: a negative number."""
        return float(self.hb_font.get_font_extents("ltr").descender * self._scale)

    @property
    def scale(self) -> float:
        """Thousandths of the font size per font unit."""
        return self._scale

    @cached_property
    def space(self) -> float:
        """The width of a space."""
        return self.advance(self.hb_font.get_nominal_glyph(ord(" ")) or 0)

    def advance(self, glyph: int) -> float:
        """The width of a glyph as the font file says it."""
        width: float = self.hb_font.get_glyph_h_advance(glyph) * self._scale
        return width

    def draws(self, cluster: str) -> bool:
        """Whether every character of the cluster has a picture here."""
        return self.characters.issuperset(cluster) and all(map(self._has_ink, cluster))

    def _has_ink(self, character: str) -> bool:
        # A character map is no proof: fonts exist that map all of Unicode to empty glyphs.
        if character not in self._inked:
            self._inked[character] = self._find_ink(character)
        return self._inked[character]

    def _find_ink(self, character: str) -> bool:
        if not has_ink(character):
            return True
        extents = self.hb_font.get_glyph_extents(self.hb_font.get_nominal_glyph(ord(character)))
        return bool(extents and extents.width)

    def _glyphs_of(self, characters: frozenset[str]) -> frozenset[int]:
        glyphs = (self.hb_font.get_nominal_glyph(ord(c)) for c in characters)
        return frozenset(g for g in glyphs if g)


class FontFile:
    """A face that is opened when the first character needs it."""

    def __init__(self, path: Path, *, is_body: bool = False) -> None:
        self._path = path
        self._is_body = is_body

    @cached_property
    def face(self) -> Face:
        """The opened face."""
        return Face(self._path, is_body=self._is_body)


class FontChain:
    """Faces in order of preference; the first draws whatever it can."""

    def __init__(self, *files: FontFile) -> None:
        self._files = files

    @property
    def first(self) -> Face:
        """The face of ordinary text."""
        return self._files[0].face

    def split(self, text: str) -> Iterator[tuple[Face | None, str]]:
        """`text` in order, in pieces of one face each; None where no font has the character."""
        if self.first.characters.issuperset(text):
            yield self.first, text
            return
        # Letters that join their neighbours must come from one font.
        of_the_whole = self._face_for(text)
        if of_the_whole:
            yield of_the_whole, text
            return
        for face, clusters in groupby(self._drawable_clusters(text), self._face_for):
            yield face, "".join(clusters)

    def _face_for(self, cluster: str) -> Face | None:
        return next((file.face for file in self._files if file.face.draws(cluster)), None)

    def _drawable_clusters(self, text: str) -> Iterator[str]:
        """Clusters; one that no single font has is given character by character."""
        for cluster in clusters(text):
            if len(cluster) > 1 and self._face_for(cluster) is None:
                yield from cluster
            else:
                yield cluster


def clusters(text: str) -> Iterator[str]:
    """What a person sees as one character: a letter with its marks, a joined emoji.

    A simplification of UAX 29 that is enough for choosing fonts and breaking long words.
    """
    cluster = ""
    for character in text:
        if cluster and not _continues(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _continues(cluster: str, character: str) -> bool:
    return (
        unicodedata.category(character).startswith("M")
        or character in IGNORABLE
        or cluster[-1] == _ZERO_WIDTH_JOINER
        or ord(character) in _SKIN_TONES
    )


def _plain_first(letter: str) -> tuple[bool, str]:
    """The letter 山 before the radical ⼭, which looks the same."""
    return unicodedata.normalize("NFKC", letter) != letter, letter


def _is_in(code: int, blocks: tuple[range, ...]) -> bool:
    return any(code in block for block in blocks)
