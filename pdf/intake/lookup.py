"""Looking into a PDF that may hold anything anywhere: the wrong type is as good as nothing."""

from typing import Any

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    create_string_object,
)


def dictionary(parent: Any, *names: str) -> DictionaryObject:
    """The dictionary at the end of the path `names`, or an empty one."""
    found = parent
    for name in names:
        found = entry(found, name)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def array(parent: Any, name: str) -> list[Any]:
    """The resolved members of the array called `name`; none when there is no such array."""
    found = entry(parent, name)
    if not isinstance(found, ArrayObject):
        return []
    return [one.get_object() for one in found]


def entry(parent: Any, name: str) -> Any:
    """The resolved entry called `name`, or None."""
    if not isinstance(parent, DictionaryObject):
        return None
    found = parent.get(name)
    return None if found is None else found.get_object()


def text(value: Any) -> str:
    """A text string (ISO 32000-1, 7.9.2.2), a text stream (7.9.3) or a name; else empty.

    Some programs write bytes that are no text string at all: those are read as Windows does.
    """
    if isinstance(value, StreamObject):
        value = create_string_object(value.get_data())
    if isinstance(value, ByteStringObject):
        return bytes(value).decode("cp1252", "replace")
    if isinstance(value, NameObject):
        return value.removeprefix("/")
    return str(value) if isinstance(value, str) else ""
