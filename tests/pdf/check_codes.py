"""How small the codes may be: `python -m tests.pdf.check_codes [--sizes 12 16] [--sheets 40]`.

Prints for each damage and size in mm how many of so many sheets were known by a code on them, and
how many codes were read. Ends with 1 when of the sheets from a poor scan fewer are known than the
code is made for, or a document by none of its pages.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import click

from pdf import geometry
from tests.pdf.codes import BASE_URL, imprint_at, sheets
from tests.pdf.ladder import read_codes
from tests.pdf.scans import DAMAGES, POOR

SEED = 20261126
SHEETS = 40
KNOWN_OF_POOR = 0.995
MEASURES = ("CODE_SIZE", "CODE_TOP_FROM_TOP", "CODE_LEFTS_FROM_LEFT")


@dataclass
class Tally:
    """How many sheets and documents there were, and how many were known by a code."""

    sheets: int = 0
    known: int = 0
    codes: int = 0
    documents: int = 0
    documents_known: int = 0

    def __str__(self) -> str:
        """Sheets known of all, and the codes that were read on them."""
        return f"{self.known}/{self.sheets} ({self.codes})"

    @property
    def is_enough(self) -> bool:
        """Whether the code does what it is made for."""
        all_known = self.documents_known == self.documents
        return all_known and self.known >= KNOWN_OF_POOR * self.sheets


def main() -> int:
    """Print the table, a column for each size."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=float, nargs="+", default=[geometry.CODE_SIZE])
    asked.add_argument("--sheets", type=int, default=SHEETS)
    asked.add_argument("--base-url", default=BASE_URL)
    asked.add_argument("--damages", nargs="+", choices=DAMAGES, default=list(DAMAGES))
    given = asked.parse_args()
    click.echo("\t".join(["damage", *map(str, given.sizes)]))
    is_enough = True
    for name in given.damages:
        row = [tally(name, size, given.sheets, given.base_url) for size in given.sizes]
        click.echo("\t".join([name, *map(str, row)]))
        is_enough &= DAMAGES[name] is not POOR or all(one.is_enough for one in row)
    return 0 if is_enough else 1


def tally(name: str, size: float, at_least: int, base_url: str) -> Tally:
    """Scan whole documents until there are enough sheets; sizes are tried with the same ones."""
    found = Tally()
    with sized(size):
        while found.sheets < at_least:
            chance = Random(f"{SEED} {name} {found.documents}")
            known_before = found.known
            for said, sheet in sheets(imprint_at(chance, base_url), found.documents):
                read = read_codes(DAMAGES[name].scan(sheet, chance))
                found.sheets += 1
                found.known += set(read) == {said}
                found.codes += read.count(said)
            found.documents += 1
            found.documents_known += found.known > known_before
    return found


@contextmanager
def sized(size: float) -> Iterator[None]:
    """Print codes of another size at the same corners of the body."""
    kept = {name: getattr(geometry, name) for name in MEASURES}
    left, right = geometry.CODE_LEFTS_FROM_LEFT
    smaller = geometry.CODE_SIZE - size
    _measure(
        {
            "CODE_SIZE": size,
            "CODE_TOP_FROM_TOP": geometry.CODE_TOP_FROM_TOP + smaller,
            "CODE_LEFTS_FROM_LEFT": (left, right + smaller),
        }
    )
    yield
    _measure(kept)


def _measure(values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(geometry, name, value)


if __name__ == "__main__":
    sys.exit(main())
