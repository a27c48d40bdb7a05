"""The scan, and the list of what was mended in it."""

import re
from dataclasses import dataclass
from pathlib import Path

from policy import FORHALLNINGSSATT, GUIDELINES, Status

ROOT = Path(__file__).parent.parent.parent
SCAN = Path(__file__).with_name("policy-original.txt").read_text(encoding="utf-8").splitlines()
LIST = (ROOT / "docs" / "policy-mendings.md").read_text(encoding="utf-8")
# The first line of Bilaga 2.
BILAGA_2 = SCAN.index(" Bilaga 2")

_ROW = re.compile(
    r"\| (?P<lines>\d[\d, ]*) \| `(?P<scan>.+?)` \| (?P<here>`.+?`|\*\(nothing\)\*) \|"
)


@dataclass(frozen=True)
class Mending:
    """One row of the list, for one line of the scan."""

    line: int
    scan: str
    here: str


def mendings() -> list[Mending]:
    """The rows of docs/policy-mendings.md."""
    return [
        Mending(int(line), row["scan"], "" if "nothing" in row["here"] else row["here"].strip("`"))
        for row in _ROW.finditer(LIST)
        for line in row["lines"].split(",")
    ]


def mended_scan() -> list[str]:
    """The lines of the scan after all listed mendings. Raises when one does not fit its line."""
    lines = list(SCAN)
    for mending in mendings():
        line = lines[mending.line - 1]
        if line.count(mending.scan) != 1:
            raise ValueError(f"line {mending.line} has not once {mending.scan!r}: {line!r}")
        lines[mending.line - 1] = line.replace(mending.scan, mending.here)
    return lines


def words_of_the_sections() -> list[str]:
    """The words of all sections as they are printed."""
    return [word for section in GUIDELINES for line in section.lines for word in line.split()]


def words_of_the_chart() -> list[str]:
    """Every word that Bilaga 2 says to be in the scan: its texts and the labels of its arrows."""
    graph = FORHALLNINGSSATT
    texts = ["Bilaga 2", graph.title, graph.origin]
    for node in graph.nodes:
        texts += [words.text for words in node.words if words.status is not Status.RECONSTRUCTED]
    for edge in graph.edges:
        if edge.answer and edge.trace == f"etiketten ”{edge.answer.word}”":
            texts.append(edge.answer.word)
    return [word for text in texts for word in text.split()]
