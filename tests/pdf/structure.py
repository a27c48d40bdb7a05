"""What poppler finds in the structure tree of a document: the words, in the order of the tree."""

import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.programs import program


class Told(NamedTuple):
    """Words of one element, up to those of the next: "Table TR TD Span" and "Alla"."""

    path: str
    text: str


def structure(content: bytes, folder: Path) -> list[Told]:
    """All words under the types of the elements around them, the outermost first."""
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
