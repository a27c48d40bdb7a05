"""The bytes of a finished document: header, objects, cross-reference table, trailer.

ReportLab builds the objects. Its own loop over them is left out: it asks each one for encryption,
comments and a signature, none of which an archival file has, and that takes longer than the rest.
"""

from reportlab.pdfbase.pdfdoc import PDFDocument

from pdf.file.objects import Ready, reference

# ISO 19005-3, 6.1.2: at least four bytes above 127 tell programs that the file is not text.
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_FREE_ENTRY = "0000000000 65535 f \n"


def file_bytes(document: PDFDocument, catalog: Ready, info: Ready, file_id: str) -> bytes:
    """The file (ISO 32000-1, 7.5). `file_id` is the identifier in hexadecimal."""
    root, about = reference(document, catalog), reference(document, info)
    parts = [_HEADER]
    offsets: list[int] = []
    position = len(_HEADER)
    # Objects may refer to new ones while they are formatted.
    while (number := len(offsets) + 1) in document.numberToId:
        content = document.idToObject[document.numberToId[number]].format(document)
        part = b"%d 0 obj\n%b\nendobj\n" % (number, content)
        offsets.append(position)
        position += len(part)
        parts.append(part)
    entries = "".join([f"{offset:010} 00000 n \n" for offset in offsets])
    parts.append(
        (
            f"xref\n0 {number}\n{_FREE_ENTRY}{entries}"
            f"trailer\n<</Size {number} /Root {root} /Info {about} "
            f"/ID [<{file_id}> <{file_id}>]>>\n"
            f"startxref\n{position}\n%%EOF\n"
        ).encode()
    )
    return b"".join(parts)
