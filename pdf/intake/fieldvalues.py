"""What somebody has written in the fields of a form (ISO 32000-1, 12.7).

pypdf's own `get_fields` gives up on the whole form when one field is odd, and does not pass on
what a field inherits from the one above; other programs write both kinds. XFA is not looked at:
our blanks have none, and what a program adds says the same as the fields.
"""

from collections.abc import Iterator
from itertools import islice

from pypdf.generic import DictionaryObject

from pdf.intake.contents import FieldValue
from pdf.intake.lookup import array, dictionary, entry, text
from pdf.intake.refusals import TooMuchInside

MOST_FIELDS = 2_000
MOST_LEVELS = 20
# The longest answer of any form has 10 000 characters.
MOST_CHARACTERS = 1_000_000
_OFF = "Off"


def field_values(catalog: DictionaryObject) -> tuple[FieldValue, ...]:
    """Every field, filled in or not, in the order of the file. Raises TooMuchInside."""
    found: list[FieldValue] = []
    characters = 0
    for name, field in islice(_fields_under(dictionary(catalog, "/AcroForm")), MOST_FIELDS + 1):
        found.append(FieldValue(name, _value(field)))
        characters += len(name) + len(found[-1].value)
        if characters > MOST_CHARACTERS:
            raise TooMuchInside(what="text", limit=MOST_CHARACTERS)
    if len(found) > MOST_FIELDS:
        raise TooMuchInside(what="fields", limit=MOST_FIELDS)
    return tuple(found)


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
    place = field
    for _ in range(MOST_LEVELS):
        if (found := entry(place, name)) is not None:
            return found
        place = dictionary(place, "/Parent")
    return None
