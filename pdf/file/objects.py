"""PDF objects that are ready bytes: the fastest and plainest way to write them."""

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

# zlib's levels. For what is made anew in every document the usual one takes more than twice the
# time and saves four bytes in a hundred.
_FAST = 1
THOROUGH = 6
# Where PDFDocEncoding is Latin-1 (ISO 32000-1, D.2), and begins as no other encoding does.
_LATIN = re.compile("(?!\u00fe\u00ff|\u00ef\u00bb\u00bf)[ -~\u00a1-\u00ac\u00ae-\u00ff]*")
# What RFC 3986 allows beside letters and digits; a percent sign is an escape already.
_ADDRESS_SIGNS = ":/?#[]@!$&'()*+,;=-._~%"

# Most of them are words of the form, which stand in every document.
_TEXTS_REMEMBERED = 512


class Indirect:
    """An object of one document with a number of its own. `reference` is how others refer to it,
    `n 0 R`, and empty until it has a number."""

    __slots__ = ("reference",)

    def __init__(self) -> None:
        self.reference = ""

    def format(self) -> bytes:
        """What stands between `obj` and `endobj`."""
        raise NotImplementedError


class Ready(Indirect):
    """An object whose bytes are known, or become known before the file is written."""

    __slots__ = ("body",)

    def __init__(self, body: bytes = b"") -> None:
        self.reference = ""
        self.body = body

    def format(self) -> bytes:
        """The bytes."""
        return self.body


class Objects:
    """The indirect objects of one document, in the order of their numbers."""

    def __init__(self) -> None:
        self._in_order: list[Indirect] = []

    def __iter__(self) -> Iterator[Indirect]:
        return iter(self._in_order)

    def reference(self, thing: Indirect) -> str:
        """How to refer to an object, which gets its number the first time."""
        if not thing.reference:
            self._in_order.append(thing)
            thing.reference = f"{len(self._in_order)} 0 R"
        return thing.reference


def stream(entries: str, content: bytes, *, compress: bool = True, level: int = _FAST) -> bytes:
    """A stream object. `entries` are its dictionary entries beside Length and Filter; `level` is
    zlib's.

    The end-of-line marker before `endstream` is required by PDF/A (ISO 19005-3, 6.1.7.1);
    ReportLab's own PDFStream leaves it out.
    """
    if compress:
        content = zlib.compress(content, level)
        entries += " /Filter /FlateDecode"
    head = f"<<{entries} /Length {len(content)}>>\nstream\n".encode()
    return head + content + b"\nendstream"


@lru_cache(_TEXTS_REMEMBERED)
def text_string(text: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2) that holds any character, in hexadecimal: as a rule in
    PDFDocEncoding, which takes half of what Unicode takes."""
    if _LATIN.fullmatch(text):
        return f"<{text.encode('latin-1').hex().upper()}>"
    marked = "\ufeff" + text
    return f"<{marked.encode('utf-16-be').hex().upper()}>"


def address_string(address: str) -> str:
    """A web address as the ASCII string that an action needs (ISO 32000-1, 12.6.4.7)."""
    return f"<{quote(address, safe=_ADDRESS_SIGNS).encode('ascii').hex().upper()}>"
