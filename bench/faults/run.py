"""One run: fill, kill, let the dust settle, judge."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bench.faults.filler import Filler
from bench.faults.judge import Verdict, judge
from bench.faults.system import System, wait_until
from register.database import open_database
from register.oversight import queue_state

FILLERS = 4
SECONDS_TO_SETTLE = 1800


def run(
    folder: Path,
    plans: int,
    kills: int,
    database_url: str = "",
    told: Callable[[int, int], None] = lambda filed, killed: None,
    seed: int = 1,
) -> Verdict:
    """File `plans` while `kills` processes are killed; `told` hears how far it has come.

    When the plans are done before the kills, more are filed; when the kills are done first, the
    rest is filed in peace.
    """
    system = System(folder, database_url)
    try:
        fillers = [Filler(system.base_url) for _ in range(FILLERS)]
        stopped = threading.Event()
        with ThreadPoolExecutor(FILLERS) as pool:
            work = [
                pool.submit(_fill, filler, number, plans // FILLERS, stopped)
                for number, filler in enumerate(fillers)
            ]
            chance = random.Random(seed)
            for killed in range(1, kills + 1):
                time.sleep(chance.uniform(0.05, 0.9))
                system.kill_something(chance)
                told(sum(len(filler.acknowledged) for filler in fillers), killed)
            stopped.set()
            for one in work:
                one.result()
        return _judge_when_settled(system, fillers)
    finally:
        system.stop()


def _fill(filler: Filler, number: int, plans: int, stopped: threading.Event) -> None:
    while len(filler.acknowledged) < plans or not stopped.is_set():
        filler.file(f"f{number}-{len(filler.acknowledged)}")


def _judge_when_settled(system: System, fillers: list[Filler]) -> Verdict:
    db = open_database(system.register_url)
    wait_until(lambda: _queue_is_empty(db), SECONDS_TO_SETTLE)
    acknowledged = {
        marker: key for filler in fillers for marker, key in filler.acknowledged.items()
    }
    verdict = judge(db, acknowledged, system.notes)
    db.dispose()
    return verdict


def _queue_is_empty(db: sa.Engine) -> bool:
    return queue_state(db, datetime.now(UTC)).queued == 0
