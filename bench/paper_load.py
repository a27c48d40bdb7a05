"""People file while two hundred pages are read: `python -m bench.paper_load [--people 10]`.

The same crowd works twice, at first alone and then beside one file in the folder of scans; the 99th
percentile of filing may grow by half at most. Run it on a machine that does nothing else.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from bench.databases import DATABASES, fresh_database
from bench.faults.batches import signed_pages
from bench.faults.system import System, wait_until
from bench.load import Person, crowd
from register import schema
from register.database import open_database
from tests.paper import heap_of

PLANS = 2
MOST = 1.5
SECONDS_TO_BEGIN = 300
_sheets = sa.select(sa.func.count()).select_from(schema.sheets)


def main() -> int:
    """Print both, and their ratio; 1 when it is too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, fresh_database(chosen.database) as url:
        scans = Path(folder) / "scans"
        scans.mkdir()
        system = System(Path(folder), url, settings={"SCANS_FOLDER": str(scans)})
        db = open_database(system.register_url)
        try:
            heap = _heap(db, system.base_url, chosen.pages)
            alone = _work(system, chosen)
            (scans / "heap.pdf").write_bytes(heap)
            wait_until(lambda: _read(db) > 0, SECONDS_TO_BEGIN)
            before = _read(db)
            beside = _work(system, chosen)
            read = _read(db) - before
        finally:
            db.dispose()
            system.stop()
    print(f"{read} of {chosen.pages} pages were read meanwhile ({read / chosen.seconds:.1f}/s)")
    ratio = beside / alone
    print(f"p99 of filing: {alone * 1000:.0f} ms alone, {beside * 1000:.0f} beside: {ratio:.2f}")
    return 0 if ratio <= MOST else 1


def _heap(db: sa.Engine, base_url: str, pages: int) -> bytes:
    """One file of so many signed pages; of a few plans, again and again."""
    pictures = [page.picture for page in signed_pages(db, base_url, PLANS)]
    return heap_of([pictures[number % len(pictures)] for number in range(pages)])


def _work(system: System, chosen: argparse.Namespace) -> float:
    """Let the crowd work, and return the 99th percentile of filing, in seconds."""
    persons = crowd(system.base_url, chosen.people, chosen.seconds, chosen.pause)
    took = _times(persons)
    print(f"{len(took)} filed, {sum(len(one.errors) for one in persons)} errors", flush=True)
    time.sleep(1)
    return took[min(len(took) - 1, len(took) * 99 // 100)]


def _times(persons: Sequence[Person]) -> list[float]:
    return sorted(seconds for person in persons for seconds in person.took["file"])


def _read(db: sa.Engine) -> int:
    with db.connect() as connection:
        return connection.scalar(_sheets) or 0


if __name__ == "__main__":
    raise SystemExit(main())
