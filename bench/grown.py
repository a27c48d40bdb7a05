"""Whether a full register is slower: `python -m bench.grown [--database postgresql]`.

Two installations run side by side, one with a hundred filings and one with very many. In turn the
same is asked of both: fill in and file a plan, look at its receipt and PDF, and at those of older
filings picked at random. Prints the medians and how many times longer the full one took. Documents
of the older filings are stand-ins of `--document-size` bytes (see bench.fill_register).
"""

import argparse
import random
import statistics
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.databases import DATABASES, fresh_database
from bench.faults.system import System
from bench.fill_register import DOCUMENT_SIZE, Wish, fill, receipt_key, reference_of
from bench.load import Person
from register.database import migrate, open_database

FEW = 100
OLDER_EACH_ROUND = 5
PAGES = ("/metrics", "/readyz")


class Installation:
    """One register with `wish.filings` filings and the web before it."""

    def __init__(self, stack: ExitStack, kind: str, wish: Wish) -> None:
        self.wish = wish
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own_file = f"sqlite:///{folder / 'instance' / 'register.sqlite3'}"
        is_file = kind == "sqlite"
        url = own_file if is_file else stack.enter_context(fresh_database(kind))
        self._fill(url)
        system = System(folder, "" if is_file else url, workers=1)
        stack.callback(system.stop)
        self.person = Person(system.base_url, pause=0)

    def _fill(self, url: str) -> None:
        db = open_database(url)
        migrate(db)
        with click.progressbar(length=self.wish.filings, label="filings") as bar:
            fill(db, self.wish, bar.update)
        db.dispose()

    def visit(self, chance: random.Random) -> None:
        """File a plan, and look at older ones."""
        self.person.file_one()
        for _ in range(OLDER_EACH_ROUND):
            number = chance.randrange(1, self.wish.filings + 1)
            address = f"/arende/{receipt_key(number)}/"
            reference, _version = reference_of(number, self.wish.now)
            self.person.step("old receipt", address, None, 200)
            self.person.step("old pdf", f"{address}{reference}.pdf", None, 200)
        for page in PAGES:
            self.person.step(page, page, None, 200)


def compare(few: Installation, many: Installation, rounds: int) -> None:
    """Visit both in turn and print how they differ."""
    chance = random.Random(1)
    for _ in range(rounds):
        # Neither is always the first, nor the one with warm caches of the processor.
        for one in chance.sample([few, many], 2):
            one.visit(chance)
    print(f"{'':12} {few.wish.filings:>10} {many.wish.filings:>10}  times")
    for name, took in few.person.took.items():
        a, b = (statistics.median(times[1:]) * 1000 for times in (took, many.person.took[name]))
        print(f"{name:12} {a:7.2f} ms {b:7.2f} ms  {b / a:5.2f}")


def main() -> None:
    """Fill both, start both, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--filings", type=int, default=100_000)
    parser.add_argument("--document-size", type=int, default=DOCUMENT_SIZE)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    now = datetime.now(UTC)
    with ExitStack() as stack:
        few, many = (
            Installation(stack, chosen.database, Wish(count, now, chosen.document_size))
            for count in (FEW, chosen.filings)
        )
        compare(few, many, chosen.rounds)


if __name__ == "__main__":
    main()
