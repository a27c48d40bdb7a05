"""What people see while a full register is migrated: `python -m bench.migrating --database URL`.

The register must be one that an older version filled (`bench.fill_register` of that version). While
a process of its own migrates it, another reads a filing and saves in a draft, as pages do. Prints
how long the migration took and its most memory, how many of both were answered and refused
meanwhile, and how long the slowest waited.
"""

import argparse
import resource
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

import sqlalchemy as sa

from register.database import migrate, open_database, reading, writing
from register.errors import RegisterUnavailable

PAUSE = 0.05
MIB = 1024
# In words that are true before and after.
READ = sa.text("SELECT answers FROM filings ORDER BY id DESC LIMIT 1")
SAVE = sa.text("UPDATE drafts SET revision = revision WHERE id = (SELECT max(id) FROM drafts)")


def read(db: sa.Engine) -> None:
    """Read a filing."""
    with reading(db) as connection:
        connection.execute(READ).one()


def save(db: sa.Engine) -> None:
    """Save in a draft."""
    with writing(db) as connection:
        connection.execute(SAVE)


def ask(url: str, what: Callable[[sa.Engine], None], name: str, is_over: Any) -> None:
    """Ask until it is over, and print how it went."""
    db = open_database(url)
    waited: list[float] = []
    refused = 0
    while not is_over.value:
        began = time.perf_counter()
        try:
            what(db)
        except RegisterUnavailable:
            refused += 1
        waited.append(time.perf_counter() - began)
        time.sleep(PAUSE)
    db.dispose()
    print(f"{name}: {len(waited)} times, {refused} refused, longest {max(waited, default=0):.1f} s")


def run(url: str) -> None:
    """Migrate, and print what it took."""
    db = open_database(url)
    began = time.perf_counter()
    migrate(db)
    took = time.perf_counter() - began
    db.dispose()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB
    print(f"migrated in {took:.1f} s, with {most} MiB at most")


def main() -> None:
    """Start all three, and end those who ask when it is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, help="sqlite:///… or postgresql+psycopg://…")
    url = parser.parse_args().database
    context = get_context("spawn")
    is_over = context.Value("b", 0)
    asking = [
        context.Process(target=ask, args=(url, what, name, is_over))
        for what, name in ((read, "read"), (save, "saved"))
    ]
    migrating = context.Process(target=run, args=(url,))
    for process in (*asking, migrating):
        process.start()
    migrating.join()
    is_over.value = 1
    for process in asking:
        process.join()


if __name__ == "__main__":
    main()
