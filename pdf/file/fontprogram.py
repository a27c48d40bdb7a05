"""A face as PDF font objects: Type 0, Identity-H, subset by HarfBuzz, with ToUnicode."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import uharfbuzz as hb

from pdf.file.objects import THOROUGH, Objects, Ready, stream
from pdf.numbers import number
from pdf.text.faces import Face

_SUBSETS_REMEMBERED = 64
# ISO 32000-1, 9.10.3: at most 100 lines between beginbfchar and endbfchar.
_CMAP_BLOCK = 100
_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@dataclass(frozen=True, slots=True)
class _Subset:
    """What a document needs of one face, as bytes that are the same wherever they stand."""

    name: str
    program: bytes
    to_unicode: bytes
    widths: str


def add_font(
    objects: Objects, face: Face, glyphs: frozenset[int], meanings: frozenset[tuple[int, str]]
) -> str:
    """Write the face with `glyphs`, and with those that it always embeds, into the document.

    Gives the reference of the font object. `meanings` are the glyphs without a character of
    their own and what they stand for.
    """
    subset = _subset(face, glyphs, meanings)
    program = objects.reference(Ready(subset.program))
    descriptor = objects.reference(Ready(_descriptor(face, subset.name, program)))
    descendant = objects.reference(
        Ready(
            f"<</Type /Font /Subtype /CIDFontType2 /BaseFont /{subset.name} "
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "
            f"/FontDescriptor {descriptor} /CIDToGIDMap /Identity /W [{subset.widths}]>>".encode()
        ),
    )
    return _type_0(objects, subset.name, descendant, objects.reference(Ready(subset.to_unicode)))


def add_silent_font(objects: Objects, face: Face, letters: dict[str, int]) -> str:
    """A font whose glyphs are all blank and as wide as the space of `face`, and say `letters` by
    their numbers; gives its reference. For text that lies unseen under a picture of itself.
    """
    space = face.hb_font.get_nominal_glyph(ord(" ")) or 0
    content = _font_program(face, [space])
    name = f"{_tag([space])}+{face.name}"
    program = objects.reference(Ready(stream(f"/Length1 {len(content)}", content, level=THOROUGH)))
    descriptor = objects.reference(Ready(_descriptor(face, name, program)))
    glyphs = space.to_bytes(2, "big") * (max(letters.values(), default=0) + 1)
    to_glyphs = objects.reference(Ready(stream("", glyphs, level=THOROUGH)))
    descendant = objects.reference(
        Ready(
            f"<</Type /Font /Subtype /CIDFontType2 /BaseFont /{name} "
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "
            f"/FontDescriptor {descriptor} /CIDToGIDMap {to_glyphs} "
            f"/DW {number(face.space)}>>".encode()
        )
    )
    meaning = to_unicode({code: letter for letter, code in letters.items()})
    return _type_0(objects, name, descendant, objects.reference(Ready(meaning)))


def _type_0(objects: Objects, name: str, descendant: str, meaning: str) -> str:
    return objects.reference(
        Ready(
            f"<</Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant}] /ToUnicode {meaning}>>".encode()
        ),
    )


@lru_cache(_SUBSETS_REMEMBERED)
def _subset(face: Face, glyphs: frozenset[int], meanings: frozenset[tuple[int, str]]) -> _Subset:
    in_order = sorted(glyphs | face.always_embedded)
    program = _font_program(face, in_order)
    return _Subset(
        name=f"{_tag(in_order)}+{face.name}",
        program=stream(f"/Length1 {len(program)}", program, level=THOROUGH),
        to_unicode=to_unicode(_says(face, in_order, dict(meanings))),
        widths=" ".join(f"{glyph} [{number(face.advance(glyph))}]" for glyph in in_order),
    )


def _font_program(face: Face, glyphs: list[int]) -> bytes:
    plan = hb.SubsetInput()
    plan.glyph_set.update(glyphs)
    plan.flags = (
        hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    )
    return bytes(hb.subset(face.hb_face, plan).blob.data)


def _tag(glyphs: list[int]) -> str:
    """Six letters that name the subset (ISO 32000-1, 9.6.4)."""
    digest = sha256(repr(glyphs).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _says(face: Face, glyphs: list[int], meanings: dict[int, str]) -> dict[int, str]:
    """Every glyph says its letters, also those under ActualText (veraPDF 6.2.11.7.2-1)."""
    says = {glyph: meanings.get(glyph) or face.letter_of.get(glyph) for glyph in glyphs}
    return {glyph: text for glyph, text in says.items() if text}


def to_unicode(says: dict[int, str]) -> bytes:
    """The stream that tells what each glyph stands for (ISO 32000-1, 9.10.3)."""
    lines = [
        f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>\n"
        for glyph, text in says.items()
    ]
    blocks = [lines[at : at + _CMAP_BLOCK] for at in range(0, len(lines), _CMAP_BLOCK)]
    listed = "".join(f"{len(b)} beginbfchar\n{''.join(b)}endbfchar\n" for b in blocks)
    return stream("", (_CMAP_HEAD + listed + _CMAP_TAIL).encode(), level=THOROUGH)


def _descriptor(face: Face, name: str, program: str) -> bytes:
    """ISO 32000-1, 9.8. Flag 4 (symbolic): the encoding is by glyph number."""
    box = " ".join(map(number, face.box))
    return (
        f"<</Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
        f"/Ascent {number(face.ascent)} /Descent {number(face.descent)} /CapHeight 714 /StemV 80 "
        f"/FontFile2 {program}>>"
    ).encode()
