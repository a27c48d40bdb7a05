"""The fonts that pages and fields write with, and whether the file brings them along."""

from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from intake.contents import Font
from intake.lookup import array, dictionary, entry, text

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


def fonts_of(reader: PdfReader) -> tuple[Font, ...]:
    """Each font once, by name."""
    found = {
        text(entry(font, "/BaseFont")) or text(entry(font, "/Name")): _is_embedded(font)
        for resources in _all_resources(reader)
        for font in _members(dictionary(resources, "/Font"))
    }
    return tuple(Font(name, is_embedded) for name, is_embedded in sorted(found.items()))


def _all_resources(reader: PdfReader) -> Iterator[DictionaryObject]:
    yield dictionary(reader.root_object, "/AcroForm", "/DR")
    for page in reader.pages:
        yield dictionary(page, "/Resources")
        for annotation in array(page, "/Annots"):
            yield dictionary(annotation, "/AP", "/N", "/Resources")


def _members(parent: DictionaryObject) -> Iterator[DictionaryObject]:
    for name in parent:
        member = entry(parent, name)
        if isinstance(member, DictionaryObject):
            yield member


def _is_embedded(font: DictionaryObject) -> bool:
    """ISO 32000-1, 9.9; a Type 3 font is made of the file's own drawings (9.6.5)."""
    if entry(font, "/Subtype") == "/Type3":
        return True
    described = [font, *array(font, "/DescendantFonts")]
    return any(
        program in dictionary(one, "/FontDescriptor") for one in described for program in _PROGRAMS
    )
