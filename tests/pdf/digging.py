"""Digging for what a PDF should not hold: by pypdf through every object, by poppler and qpdf beside
it, in every way that bytes are written there."""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from tests.programs import program

# A part of a text that is so long stands nowhere by chance.
LEAST = 5


def dug_up(content: bytes, folder: Path, *, goes_inside: bool = True) -> str:
    """All words that two readers find anywhere in a file and in the files inside it, folded."""
    found = [_by_pypdf(content), _by_poppler(content, folder)]
    for inside in files_in(content) if goes_inside else ():
        found.append(folded(_plainly(inside)))
        if inside.startswith(b"%PDF-"):
            found.append(dug_up(inside, folder))
    return "\n".join(found)


def files_in(content: bytes) -> Iterator[bytes]:
    """The files that ride inside a document."""
    for several in PdfReader(BytesIO(content)).attachments.values():
        yield from several


def folded(text: str) -> str:
    """The same for texts that read the same: without marks of case, space or hyphens."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s\u00ad\u2010\u2011-]+", "", plain)


def parts_of(text: str) -> set[str]:
    """The text itself and each word of it that tells something."""
    words = {folded(one) for one in re.split(r"[^\w@.+-]+", text)}
    return {one for one in (folded(text), *words) if len(one) >= LEAST}


def _by_pypdf(content: bytes) -> str:
    reader = PdfReader(BytesIO(content))
    words = [_plainly(content)]
    for number in range(1, len(reader.xref_objStm) + 10 + max(reader.xref[0], default=0)):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if found is not None:
            words += _in_object(found)
    words += [page.extract_text() for page in reader.pages]
    words += [str(reader.metadata), *reader.attachments]
    return folded("\n".join(words))


def _in_object(found: Any) -> Iterator[str]:
    if isinstance(found, StreamObject):
        yield _plainly(found.get_data())
    if isinstance(found, DictionaryObject):
        for name, value in found.items():
            yield str(name)
            yield from _in_object(value)
    elif isinstance(found, ArrayObject):
        for value in found:
            yield from _in_object(value)
    elif isinstance(found, ByteStringObject):
        yield _plainly(bytes(found))
    elif isinstance(found, TextStringObject | NameObject):
        yield str(found)
        yield found.encode("utf-16-be", "replace").hex()


def _plainly(content: bytes) -> str:
    """Bytes as text in the ways that PDF, XMP and JSON have, and what is written in hex in them."""
    texts = [content.decode("utf-8", "ignore"), content.decode("latin-1")]
    texts += [content.decode("utf-16-be", "ignore"), content[1:].decode("utf-16-be", "ignore")]
    for one in re.findall(rb"<([0-9A-Fa-f]{8,})>", content):
        raw = bytes.fromhex((one + b"0" * (len(one) % 2)).decode())
        texts += [raw.decode("utf-16-be", "ignore"), raw.decode("latin-1")]
    return "\n".join(texts)


def _by_poppler(content: bytes, folder: Path) -> str:
    file, plain = folder / "dug.pdf", folder / "plain.pdf"
    file.write_bytes(content)
    words = [_said("pdftotext", "-raw", str(file), "-"), _said("pdfinfo", "-meta", str(file))]
    words += [_said("pdfinfo", "-struct-text", str(file)), _said("pdfinfo", str(file))]
    words.append(_said("pdfdetach", "-list", str(file)))
    qpdf = [program("qpdf"), "--qdf", "--object-streams=disable", str(file), str(plain)]
    subprocess.run(qpdf, check=True)
    return folded("\n".join([*words, _plainly(plain.read_bytes())]))


def _said(name: str, *arguments: str) -> str:
    done = subprocess.run([program(name), *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def images_in(content: bytes) -> Iterator[bytes]:
    """The data of each picture in a document, as they are written, and in those inside it."""
    reader = PdfReader(BytesIO(content))
    for number in range(1, len(reader.xref_objStm) + 10 + max(reader.xref[0], default=0)):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, StreamObject) and found.get("/Subtype") == "/Image":
            yield found.get_data()
    for inside in files_in(content):
        if inside.startswith(b"%PDF-"):
            yield from images_in(inside)
