"""Fields to fill in on screen: own annotation dictionaries (ISO 32000-1, 12.7).

ReportLab's acroForm cannot be used: its fonts are not embedded (veraPDF 6.2.11.4.1-1), its
widgets are not in the structure tree (7.18.4-1) and its ticks have down appearances (6.3.3-2).
"""

from collections.abc import Iterable
from functools import lru_cache
from string import ascii_letters
from typing import NamedTuple

import uharfbuzz as hb

from pdf import styles
from pdf.file.canvas import TaggedCanvas
from pdf.file.objects import THOROUGH, Ready, stream, text_string
from pdf.file.tags import Element
from pdf.geometry import Box, points
from pdf.numbers import number
from pdf.text.faces import Face

# ISO 32000-1, table 228. A field that does not scroll hides nothing that was typed: who types
# stops when it is full and goes on elsewhere. What a program sets comes home whole all the same.
_MULTILINE = 1 << 12
_DO_NOT_SCROLL = 1 << 23
# Programs wrap and shrink text of size 0 until it fits.
_SIZE = 0
# What is typed stands on white and not on the rules for a pen, which lie closer or further apart.
_WHITE = "/MK <</BG [1]>> "
_TICKED = "Ja"
# What programs that fill fields may need: Latin, Sámi, Greek, Cyrillic, signs.
_FIELD_CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x1E4, 0x1F0),
    *range(0x370, 0x460),
    *range(0x490, 0x4A0),
    *range(0x2010, 0x2027),
    *(0x1B7, 0x292, 0x2B9, 0x2BB, 0x2BC, 0x2030, 0x2039, 0x203A, 0x20AC, 0x2122),
)
_FIRST_CODE, _LAST_CODE = 32, 255
# WinAnsi gives unused codes a bullet (ISO 32000-1, annex D.2, note 3).
_UNUSED = "\u2022"
_NONSYMBOLIC = 32
_SUBSET_TAG = "FIELDS"


class FormFields:
    """The fields of one document, drawn on its canvas."""

    def __init__(self, canvas: TaggedCanvas) -> None:
        self._canvas = canvas
        self._fields: list[str] = []
        self._font = _add_field_font(canvas)

    def text_field(
        self, element: Element, box: Box, name: str, tooltip: str, *, multiline: bool = False
    ) -> None:
        """An empty text field; its frame is drawn by whoever asks for it."""
        flags = _DO_NOT_SCROLL | (_MULTILINE if multiline else 0)
        self._add_field(
            element,
            box,
            f"/FT /Tx /T {text_string(name)} /TU {text_string(tooltip)} /V () "
            f"/Ff {flags} /DA (/Fo {_SIZE} Tf 0 g) {_WHITE if multiline else ''}"
            f"/AP <</N {self._appearance(box, '/Tx BMC EMC')}>>",
        )

    def tick_field(self, element: Element, box: Box, name: str, tooltip: str) -> None:
        """An empty box to tick."""
        ticked = self._appearance(box, _cross(points(box.width), points(box.height)))
        blank = self._appearance(box, "")
        self._add_field(
            element,
            box,
            f"/FT /Btn /T {text_string(name)} /TU {text_string(tooltip)} /V /Off /AS /Off "
            f"/AP <</N <</{_TICKED} {ticked} /Off {blank}>>>>",
        )

    def dictionary(self) -> str:
        """The interactive form; NeedAppearances stays out (veraPDF 6.4.1-3)."""
        return (
            f"<</Fields [{' '.join(self._fields)}] /DR <</Font <</Fo {self._font}>>>> "
            f"/DA (/Fo {_SIZE} Tf 0 g)>>"
        )

    def _add_field(self, element: Element, box: Box, entries: str) -> None:
        field = self._canvas.annotate(element, box, f"/Subtype /Widget {entries}")
        self._fields.append(field)

    def _appearance(self, box: Box, operators: str) -> str:
        """What a field looks like (required by ISO 19005-3, 6.3.3)."""
        size = f"{number(points(box.width))} {number(points(box.height))}"
        resources = f"/Resources <</Font <</Fo {self._font}>>>>"
        entries = f"/Type /XObject /Subtype /Form /BBox [0 0 {size}] {resources}"
        content = f"{operators}\n".encode()
        return self._canvas.reference(Ready(stream(entries, content, compress=False)))


def _cross(width: float, height: float) -> str:
    """A cross in a tick box, from corner to corner."""
    inset = width * 0.2
    left, bottom = number(inset), number(inset)
    right, top = number(width - inset), number(height - inset)
    return f"1.2 w {left} {bottom} m {right} {top} l {left} {top} m {right} {bottom} l S"


def _add_field_font(canvas: TaggedCanvas) -> str:
    """A simple TrueType font that programs know how to write with; its reference."""
    face = styles.REGULAR.first
    program, widths, box, letters = _winansi_font(face)
    file = canvas.reference(Ready(program))
    name = f"{_SUBSET_TAG}+{face.name}"
    descriptor = (
        f"<</Type /FontDescriptor /FontName /{name} /Flags {_NONSYMBOLIC} "
        f"/FontBBox [{' '.join(map(number, box))}] /ItalicAngle 0 "
        f"/Ascent {number(letters.top)} /Descent {number(letters.bottom)} "
        f"/CapHeight 714 /StemV 80 /FontFile2 {file}>>"
    )
    font = (
        f"<</Type /Font /Subtype /TrueType /BaseFont /{name} /Encoding /WinAnsiEncoding "
        f"/FirstChar {_FIRST_CODE} /LastChar {_LAST_CODE} /Widths [{widths}] "
        f"/FontDescriptor {canvas.reference(Ready(descriptor.encode()))}>>"
    )
    return canvas.reference(Ready(font.encode()))


class _Extents(NamedTuple):
    """What glyphs take, in thousandths of the size."""

    left: float
    bottom: float
    right: float
    top: float


@lru_cache(1)
def _winansi_font(face: Face) -> tuple[bytes, str, _Extents, _Extents]:
    """The font file with its character map, the widths of the WinAnsi codes, and the extents of
    all its glyphs and of letters without accents.

    Programs that shrink text until it fits go by these, and not by those of the whole font.
    """
    plan = hb.SubsetInput()
    plan.unicode_set.update(_FIELD_CHARACTERS)
    plan.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    program = hb.subset(face.hb_face, plan).blob.data
    codes = (bytes([code]) for code in range(_FIRST_CODE, _LAST_CODE + 1))
    letters = (code.decode("cp1252", "replace").replace("\ufffd", _UNUSED) for code in codes)
    widths = (face.advance(face.hb_font.get_nominal_glyph(ord(letter)) or 0) for letter in letters)
    stored = stream(f"/Length1 {len(program)}", program, level=THOROUGH)
    plain = _extents(face, map(ord, ascii_letters))
    told = " ".join(str(round(w)) for w in widths)
    return stored, told, _extents(face, _FIELD_CHARACTERS), plain


def _extents(face: Face, characters: Iterable[int]) -> _Extents:
    scale = 1000 / face.hb_face.upem
    glyphs = filter(None, map(face.hb_font.get_nominal_glyph, characters))
    drawn = [one for one in map(face.hb_font.get_glyph_extents, glyphs) if one]
    return _Extents(
        scale * min(one.x_bearing for one in drawn),
        scale * min(one.y_bearing + one.height for one in drawn),
        scale * max(one.x_bearing + one.width for one in drawn),
        scale * max(one.y_bearing for one in drawn),
    )
