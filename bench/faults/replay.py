"""The same filing sent very many times at once: `python -m bench.faults.replay [--tries 1000]`.

A double-click, a request that a proxy sends again, somebody who replays it: one filing, and every
answer leads to its receipt.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import click
import sqlalchemy as sa

from bench.databases import DATABASES, fresh_database
from bench.faults.filler import FAILURES, TOKEN, Filler
from bench.faults.system import System
from register import schema
from register.database import open_database
from tests.plans import as_inputs, plan

AT_ONCE = 40


@dataclass(frozen=True)
class Outcome:
    """What came of it: answers by where they led, and what the register holds."""

    answers: Counter[str]
    filings: int
    documents: int
    deliveries: int

    @property
    def is_filed_once(self) -> bool:
        """Whether there is one filing, and nobody was told anything else."""
        return len(self.answers) == self.filings == self.deliveries == 1 and self.documents == 2


class Replayer(Filler):
    """A browser that has come to the last button, and presses it again and again."""

    def ready(self) -> tuple[str, bytes]:
        """Return the address of the last button, and what it sends."""
        address = self._until_sent_on("/aktivitetsplan/", as_inputs(plan(4)), r"/granska/$")
        token = TOKEN.search(self._request(address)[2])
        assert token
        return address, urlencode({"csrf_token": token[1]}).encode()

    def press(self, address: str, data: bytes) -> str:
        """Press once; return status and where the answer leads."""
        try:
            status, location, _ = self._request(address, data)
        except FAILURES as error:
            return type(error).__name__
        return f"{status} {location}"


def replay(
    folder: Path,
    tries: int,
    database_url: str = "",
    told: Callable[[int], None] = lambda tries: None,
) -> Outcome:
    """File one plan `tries` times, many at once, before several web processes."""
    system = System(folder, database_url)
    try:
        browser = Replayer(system.base_url)
        address, data = browser.ready()
        answers: Counter[str] = Counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for answer in pool.map(lambda _: browser.press(address, data), range(tries)):
                answers[answer] += 1
                told(1)
        return _counted(answers, system.register_url)
    finally:
        system.stop()


def _counted(answers: Counter[str], url: str) -> Outcome:
    db = open_database(url)
    with db.connect() as connection:
        counts = [
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (schema.filings, schema.documents, schema.deliveries)
        ]
    db.dispose()
    return Outcome(answers, *counts)


def main() -> int:
    """Replay with a progress bar; 1 when it was filed more than once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=1_000)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database(chosen.database) as url,
        click.progressbar(length=chosen.tries, label="tries") as bar,
    ):
        outcome = replay(Path(folder), chosen.tries, url, bar.update)
    print(f"{chosen.tries} tries: {outcome.filings} filed, {len(outcome.answers)} kind of answer")
    for answer, count in outcome.answers.items():
        print(f"{count:6} times {answer.partition('/arende/')[0]}")
    return 0 if outcome.is_filed_once else 1


if __name__ == "__main__":
    raise SystemExit(main())
