"""What a reader finds in the structure tree of a document: the words, in the order of the tree."""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, NameObject

from tests.programs import program


class Told(NamedTuple):
    """Words of one element, up to those of the next: "Table TR TD Span" and "Alla"."""

    path: str
    text: str


def structure(content: bytes, folder: Path) -> list[Told]:
    """All words under the types of the elements around them, as poppler finds them."""
    file = folder / "tagged.pdf"
    file.write_bytes(content)
    command = [program("pdfinfo"), "-enc", "UTF-8", "-struct-text", str(file)]
    printed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    found: list[Told] = []
    path: list[str] = []
    for line in printed.splitlines():
        word = line.strip()
        depth = (len(line) - len(line.lstrip())) // 2
        if word.startswith('"'):
            goes_on = found and found[-1].path == " ".join(path[:depth])
            last = found.pop() if goes_on else Told(" ".join(path[:depth]), "")
            found.append(Told(last.path, last.text + word[1:-1]))
        elif not word.startswith(("/", "Object ")):
            path[depth:] = [word.partition(" ")[0].rstrip(":")]
            found.append(Told(" ".join(path), ""))
    return [one for one in found if one.text]


def without_spaces(told: list[Told]) -> list[Told]:
    """Readers see other spaces where a line ends."""
    return [Told(one.path, "".join(one.text.split())) for one in told if one.text.strip()]


def joined(told: list[Told]) -> list[Told]:
    """Neighbours of one path as one: pdf.js tells the two halves of a paragraph page by page."""
    by_path = groupby(without_spaces(told), attrgetter("path"))
    return [Told(path, "".join(one.text for one in some)) for path, some in by_path]


def structure_by_pypdf(content: bytes) -> list[Told]:
    """The same as pypdf finds it: the tree, and what pages show for each of its leaves."""
    reader = PdfReader(BytesIO(content))
    words = {_number(page.indirect_reference): _words_of(reader, page) for page in reader.pages}
    tree: Any = reader.trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    (root,) = tree["/K"]
    return [one for one in _walk(root.get_object(), (), words) if one.text]


def _walk(
    element: Any, around: tuple[str, ...], words: dict[int, dict[int, str]]
) -> Iterator[Told]:
    path = (*around, element["/S"].removeprefix("/"))
    told = ""
    for kid in element["/K"]:
        one = kid.get_object()
        if isinstance(one, int):
            told += words[_number(element.raw_get("/Pg"))][one]
        elif one.get("/Type") == "/MCR":
            told += words[_number(one.raw_get("/Pg"))][one["/MCID"]]
        elif "/S" in one:
            yield Told(" ".join(path), told)
            told = ""
            yield from _walk(one, path, words)
    yield Told(" ".join(path), told)


def _number(page: Any) -> int:
    return int(page.idnum)


def _words_of(reader: PdfReader, page: PageObject) -> dict[int, str]:
    """What a page shows under each of its numbers of marked content."""
    operations: dict[int, list[Any]] = {}
    opened: list[int | None] = []
    content = ContentStream(page["/Contents"].get_object(), reader, "bytes")
    for operands, operator in content.operations:
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 else {}
            opened.append(properties.get("/MCID"))
        number = next((one for one in opened if one is not None), None)
        if number is not None:
            operations.setdefault(number, []).append((operands, operator))
        if operator == b"EMC":
            opened.pop()
    return {number: _shown(reader, page, own) for number, own in operations.items()}


def _shown(reader: PdfReader, page: PageObject, operations: list[Any]) -> str:
    only = ContentStream(None, reader, "bytes")
    only.operations = operations
    page[NameObject("/Contents")] = only
    return page.extract_text()
