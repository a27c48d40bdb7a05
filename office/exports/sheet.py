"""A table that leaves the house, whatever the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Cell: TypeAlias = str | int | float | date | None


@dataclass(frozen=True)
class Heading:
    """What stands above a column, and how many letters wide it is where a file knows widths."""

    text: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """Rows under headings; `name` of at most 31 letters. The rows are gone through once."""

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Cell]]
