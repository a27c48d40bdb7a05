"""PDF objects that are ready bytes: the fastest and plainest way through ReportLab's writer."""

import zlib
from urllib.parse import quote

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

# What RFC 3986 allows beside letters and digits; a percent sign is an escape already.
_ADDRESS_SIGNS = ":/?#[]@!$&'()*+,;=-._~%"


class Ready(PDFObject):
    """An indirect object whose bytes are known, or become known before the file is written."""

    __RefOnly__ = 1

    def __init__(self, body: bytes = b"") -> None:
        self.body = body

    def format(self, document: PDFDocument) -> bytes:
        """What ReportLab writes between `obj` and `endobj`."""
        return self.body


def stream(entries: str, content: bytes, *, compress: bool = True) -> bytes:
    """A stream object. `entries` are its dictionary entries beside Length and Filter.

    The end-of-line marker before `endstream` is required by PDF/A (ISO 19005-3, 6.1.7.1);
    ReportLab's own PDFStream leaves it out.
    """
    if compress:
        content = zlib.compress(content)
        entries += " /Filter /FlateDecode"
    head = f"<<{entries} /Length {len(content)}>>\nstream\n".encode()
    return head + content + b"\nendstream"


def reference(document: PDFDocument, thing: PDFObject | str) -> str:
    """`n 0 R` for an object (registered if need be) or for the name of a registered one."""
    name = thing
    if not isinstance(thing, str):
        name = getattr(thing, "__InternalName__", None) or document.Reference(thing).name
    return f"{document.idToObjectNumberAndVersion[name][0]} 0 R"


def text_string(text: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2) that holds any character, in hexadecimal."""
    marked = "\ufeff" + text
    return f"<{marked.encode('utf-16-be').hex().upper()}>"


def address_string(address: str) -> str:
    """A web address as the ASCII string that an action needs (ISO 32000-1, 12.6.4.7)."""
    return f"<{quote(address, safe=_ADDRESS_SIGNS).encode('ascii').hex().upper()}>"
