"""The bytes of a finished document: header, objects, cross-reference table, trailer.

ReportLab's own are left out: it asks each object for encryption, comments and a signature, none of
which an archival file has, and that takes longer than the rest.
"""

from itertools import accumulate

from pdf.file.objects import Objects, Ready

# ISO 19005-3, 6.1.2: at least four bytes above 127 tell programs that the file is not text.
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_FREE_ENTRY = "0000000000 65535 f \n"


def file_bytes(objects: Objects, catalog: Ready, info: Ready, file_id: str) -> bytes:
    """The file (ISO 32000-1, 7.5). `file_id` is the identifier in hexadecimal."""
    root, about = objects.reference(catalog), objects.reference(info)
    in_order = enumerate(objects, 1)
    bodies = [b"%d 0 obj\n%b\nendobj\n" % (number, thing.format()) for number, thing in in_order]
    parts = [_HEADER, *bodies]
    *offsets, position = accumulate(map(len, parts))
    entries = "".join([f"{offset:010} 00000 n \n" for offset in offsets])
    parts.append(
        (
            f"xref\n0 {len(parts)}\n{_FREE_ENTRY}{entries}"
            f"trailer\n<</Size {len(parts)} /Root {root} /Info {about} "
            f"/ID [<{file_id}> <{file_id}>]>>\n"
            f"startxref\n{position}\n%%EOF\n"
        ).encode()
    )
    return b"".join(parts)
