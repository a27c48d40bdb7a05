"""Batches of signed sheets to be sent home: what is in each, and what it must be filed as."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from bench.faults.filler import Filler
from register import documents
from register.filings import Filing
from tests.paper import heap_of, scan_of
from tests.register.examples import code_on_paper, filing_of

MOST_SHEETS = 3
# Somebody scans to the folder, and sends the same file in another way as well.
SENT_TWICE = 0.1
_END_OF_START = 2


@dataclass(frozen=True)
class Page:
    """A signed page: what it is, and as a picture."""

    filing_id: int
    number: int
    address: str
    picture: bytes = field(repr=False)


@dataclass(frozen=True)
class Batch:
    """A file of signed pages, in this order, with bytes that no other has."""

    name: str
    content: bytes = field(repr=False)
    pages: tuple[Page, ...]
    is_sent_twice: bool

    @property
    def address(self) -> str:
        """Where the code on its first page leads."""
        return self.pages[0].address


def signed_pages(
    db: sa.Engine, base_url: str, plans: int, told: Callable[[int], None] = lambda done: None
) -> list[Page]:
    """File plans, and sign all of their pages."""
    filler = Filler(base_url)
    found: list[Page] = []
    for number in range(plans):
        filler.file(f"paper-{number}")
        filing = filing_of(db, filler.acknowledged[f"paper-{number}"])
        assert filing is not None
        found += _pages_of(db, filing, number)
        told(1)
    return found


def _pages_of(db: sa.Engine, filing: Filing, seed: int) -> list[Page]:
    issued = documents.document_of(db, filing.id)
    assert issued.places is not None
    address = code_on_paper(db, filing.reference)
    return [
        Page(filing.id, number, address, scan_of(issued.content, number, issued.places, seed=seed))
        for number in range(1, int(issued.places["pages"]) + 1)
    ]


def batches_of(pages: Sequence[Page], count: int, seed: int = 1) -> list[Batch]:
    """So many batches of one to three pages each, as JPEG, TIFF or PDF."""
    chance = random.Random(seed)
    return [_batch(pages, number, chance) for number in range(count)]


def _batch(pages: Sequence[Page], number: int, chance: random.Random) -> Batch:
    chosen = tuple(chance.sample(pages, chance.randint(1, MOST_SHEETS)))
    pictures = [page.picture for page in chosen]
    kind = chance.choice(("PDF", "TIFF")) if len(chosen) > 1 else "JPEG"
    remark = f"batch {number}".encode()
    if kind == "JPEG":
        # A comment (ITU-T T.81, B.2.4.5) after the mark of the start.
        comment = b"\xff\xfe" + (len(remark) + 2).to_bytes(2, "big") + remark
        content = pictures[0][:_END_OF_START] + comment + pictures[0][_END_OF_START:]
    else:
        content = heap_of(pictures, kind) + b"%" + remark
    name = f"batch-{number}.{kind.lower()}"
    return Batch(name, content, chosen, chance.random() < SENT_TWICE)
