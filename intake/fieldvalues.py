"""What somebody has written in the fields of a form (ISO 32000-1, 12.7).

pypdf's own `get_fields` gives up on the whole form when one field is odd, and does not pass on
what a field inherits from the one above; other programs write both kinds. XFA is not looked at:
our blanks have none, and what a program adds says the same as the fields.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from intake.contents import FieldValue
from intake.lookup import array, dictionary, entry, text
from intake.refusals import TooMuchInside

MOST_FIELDS = 2_000
MOST_LEVELS = 20
# The longest answer of any form has 10 000 characters.
MOST_CHARACTERS = 1_000_000
_OFF = "Off"


def field_values(reader: PdfReader) -> tuple[FieldValue, ...]:
    """Every field, filled in or not: those on the pages as viewers find them, then those that only
    the form lists. Some programs join files and leave out of the list what the pages hold.

    Raises TooMuchInside.
    """
    found: list[FieldValue] = []
    characters = 0
    for name, field, is_shown in islice(_all_fields(reader), MOST_FIELDS + 1):
        words = text(_inherited(field, "/TU"))
        found.append(FieldValue(_first_name(name), _value(field), is_shown, words))
        characters += len(name) + len(found[-1].value) + len(words)
        if characters > MOST_CHARACTERS:
            raise TooMuchInside(what="text", limit=MOST_CHARACTERS)
    if len(found) > MOST_FIELDS:
        raise TooMuchInside(what="fields", limit=MOST_FIELDS)
    return tuple(found)


def _all_fields(reader: PdfReader) -> Iterator[tuple[str, DictionaryObject, bool]]:
    """Full name, dictionary, and whether it is shown; what is shown comes once."""
    shown: set[object] = set()
    for page in reader.pages:
        for annotation in array(page, "/Annots"):
            field = _field_of(annotation)
            if field and (key := _identity(field)) not in shown:
                shown.add(key)
                yield _full_name(field), field, True
    for name, field in _fields_under(dictionary(reader.root_object, "/AcroForm")):
        if _identity(field) not in shown:
            yield name, field, False


def _first_name(name: str) -> str:
    """The name before files were joined: qpdf, and what is built on it, calls copies a+1, a+2."""
    before, _, number = name.rpartition("+")
    return before if before and number.isdecimal() else name


def _field_of(annotation: object) -> DictionaryObject | None:
    """The field that an annotation shows: itself, or the nearest one above that has a name."""
    if entry(annotation, "/Subtype") != "/Widget":
        return None
    return next((place for place in _upwards(annotation) if "/T" in place), None)


def _full_name(field: DictionaryObject) -> str:
    names = [text(entry(place, "/T")) for place in _upwards(field)]
    return ".".join(filter(None, reversed(names)))


def _identity(field: DictionaryObject) -> object:
    """The same for a field wherever it is met; what stands in its parent is met once."""
    reference = getattr(field, "indirect_reference", None)
    return reference.idnum if reference else id(field)


def _fields_under(form: DictionaryObject) -> Iterator[tuple[str, DictionaryObject]]:
    """Every node that has a name, with its full name (12.7.3.2): a group of fields is one too.

    A child without a name is one more place on paper of the same field.
    """
    waiting = [("", node) for node in reversed(array(form, "/Fields"))]
    while waiting:
        prefix, node = waiting.pop()
        if not isinstance(node, DictionaryObject) or "/T" not in node:
            continue
        name = ".".join(filter(None, [prefix, text(entry(node, "/T"))]))
        yield name, node
        waiting += [(name, kid) for kid in reversed(array(node, "/Kids"))]


def _value(field: DictionaryObject) -> str:
    """The value, for a tick the name of its state, "" when it is off."""
    value = entry(field, "/V")
    if value is None:
        value = _inherited(field, "/V")
    if value is None:
        value = entry(field, "/AS")
    written = text(value)
    is_off = _inherited(field, "/FT") == "/Btn" and written == _OFF
    return "" if is_off else written


def _inherited(field: DictionaryObject, name: str) -> object:
    """The entry of the field or of the nearest field above it that has one."""
    values = (entry(place, name) for place in _upwards(field))
    return next((value for value in values if value is not None), None)


def _upwards(place: Any) -> Iterator[DictionaryObject]:
    """The field and those above it, as far as any form goes."""
    for _ in range(MOST_LEVELS):
        if not isinstance(place, DictionaryObject):
            return
        yield place
        place = entry(place, "/Parent")
