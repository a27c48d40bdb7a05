"""Kills whatever runs while signed paper comes home by every way, and counts the sheets afterwards.

`python -m bench.faults.papers --batches 300 --kills 1000 [--database postgresql]`: each sheet must
be in exactly one place, and each file of the folder of scans too.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

import click
import sqlalchemy as sa
import trustme

from bench.databases import DATABASES, fresh_database
from bench.faults.batches import Batch, batches_of, signed_pages
from bench.faults.paper_judge import Verdicts, judge
from bench.faults.senders import ByCode, ByCommand, ByMail, ToFolder
from bench.faults.system import System, wait_until
from register.arrivals import waiting_now
from register.database import open_database
from tests.mail.dovecot import Account, Dovecot

WAYS = ("folder", "command", "code", "mail")
PLANS = 6
PAUSE = 0.05
# Between two kills at most. A machine that is busy needs more, or nothing that was killed is up
# before it is killed again.
LONGEST_PAUSE = 1.5
SECONDS_TO_SETTLE = 3_600
# Of what is killed; a command is only when one runs.
KINDS = {"command": 20, "courier": 50, "worker": 20, "master": 10}


class Sender(Protocol):
    """One of the ways home."""

    def send(self, batch: Batch) -> None:
        """Send a batch, as often as it takes."""


class Post:
    """A system with its ways home, and who sends what by which."""

    def __init__(
        self, folder: Path, database_url: str, ways: Sequence[str], account: Account
    ) -> None:
        self.account, self.scans = account, folder / "scans"
        self.scans.mkdir()
        settings = {
            "SCANS_FOLDER": str(self.scans),
            "SCANS_PER_MINUTE": "1000000",
            "IMAP_URL": account.url(),
            "SSL_CERT_FILE": str(account.dovecot.folder / "authority.pem"),
        }
        self.system = System(folder, database_url, settings=settings)
        self.command = ByCommand(folder / "sent", self.system.environment, folder / "received")
        self.ways: dict[str, Sender] = {
            "folder": ToFolder(self.scans),
            "command": self.command,
            "code": ByCode(self.system.base_url),
            "mail": ByMail(account),
        }
        self.ways = {name: self.ways[name] for name in ways}
        self.sent_by: dict[str, list[Batch]] = {name: [] for name in WAYS}
        self.killed = 0

    def divide(self, batches: Sequence[Batch]) -> None:
        """Let each way have its share; what is sent twice goes by two ways at once."""
        names = list(self.ways)
        for number, batch in enumerate(batches):
            self.sent_by[names[number % len(names)]].append(batch)
            if batch.is_sent_twice:
                self.sent_by[names[(number + 1) % len(names)]].append(batch)

    def send_all(self, name: str, kills: int) -> None:
        """Send all that goes by one way, evenly among the kills."""
        mine = self.sent_by[name]
        for number, batch in enumerate(mine):
            while self.killed * len(mine) < number * kills:
                time.sleep(PAUSE)
            self.ways[name].send(batch)

    def kill_something(self, chance: random.Random) -> None:
        """SIGKILL one of the processes."""
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        if kind != "command" or not self.command.kill():
            self.system.kill("courier" if kind == "command" else kind, chance)
        self.killed += 1


def run(
    folder: Path,
    batches: int,
    kills: int,
    database_url: str = "",
    told: Callable[[int], None] = lambda killed: None,
    ways: Sequence[str] = WAYS,
    pause: float = LONGEST_PAUSE,
    seed: int = 1,
) -> Verdicts:
    """Send so many batches while so many processes are killed, and judge when all is read."""
    with Dovecot(trustme.CA()) as dovecot:
        post = Post(folder, database_url, ways, dovecot.account())
        db = open_database(post.system.register_url)
        try:
            sent = batches_of(signed_pages(db, post.system.base_url, PLANS), batches, seed)
            post.divide(sent)
            _send_and_kill(post, kills, told, pause, random.Random(seed))
            wait_until(lambda: _is_settled(db, post), SECONDS_TO_SETTLE)
            return judge(db, sent, post.sent_by, post.scans, post.account)
        finally:
            db.dispose()
            post.system.stop()


def _send_and_kill(
    post: Post, kills: int, told: Callable[[int], None], pause: float, chance: random.Random
) -> None:
    with ThreadPoolExecutor(len(post.ways)) as pool:
        work = [pool.submit(post.send_all, name, kills) for name in post.ways]
        for _ in range(kills):
            time.sleep(chance.uniform(PAUSE, pause))
            post.kill_something(chance)
            told(1)
        for one in work:
            one.result()


def _is_settled(db: sa.Engine, post: Post) -> bool:
    is_read = waiting_now(db).files == 0
    is_empty = not any(path.is_file() for path in post.scans.iterdir())
    return is_read and is_empty and not post.account.count()


def main() -> int:
    """Run once and print the counts; 1 when a sheet is not where it belongs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=300)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--pause", type=float, default=LONGEST_PAUSE, help="seconds at most")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database(chosen.database) as url,
        click.progressbar(length=chosen.kills, label="kills") as bar,
    ):
        found = run(
            Path(folder), chosen.batches, chosen.kills, url, bar.update, chosen.ways, chosen.pause
        )
    for name, count in asdict(found).items():
        print(f"{name:26}{count:8}")
    return 0 if found.is_clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
