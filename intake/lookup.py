"""Looking into a PDF that may hold anything anywhere: the wrong type is as good as nothing."""

import re
from typing import Any

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
    create_string_object,
)

# ISO 32000-1, 7.9.2.2: a code of two letters, perhaps with a country, in the middle of a text. Some
# programs write it letter by letter. What is longer is something that somebody wrote.
_LANGUAGE_MARK = re.compile("\x1b[^\x1b]{1,12}\x1b")


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
    """A text string (ISO 32000-2, 7.9.2.2), a text stream (7.9.3) or a name; else empty."""
    if isinstance(value, StreamObject):
        value = create_string_object(value.get_data())
    if isinstance(value, NameObject):
        return value.removeprefix("/")
    return _LANGUAGE_MARK.sub("", _unwrapped(value))


def _unwrapped(value: Any) -> str:
    """The letters. Some programs write UTF-8 without the mark that says so, which is hardly ever
    something else by chance; others write bytes that are no text at all, read as Windows does."""
    if isinstance(value, ByteStringObject):
        return _as_utf8(bytes(value)) or bytes(value).decode("cp1252", "replace")
    if isinstance(value, TextStringObject) and value.autodetect_pdfdocencoding:
        return _as_utf8(value.original_bytes) or str(value)
    return str(value) if isinstance(value, str) else ""


def _as_utf8(written: bytes) -> str:
    """The letters of UTF-8 with letters beyond ASCII, or nothing."""
    try:
        return "" if written.isascii() else written.decode()
    except UnicodeDecodeError:
        return ""
