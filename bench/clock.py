"""How long something took, by the clock on the wall and by the processor.

On a machine that others use too the processor's time tells more: of this process, in which SQLite
works too, and of the one that PostgreSQL keeps for the connection.
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from register.database import reading

_PLACES = {"p50": 50, "p95": 95, "p99": 99}


@dataclass
class Took:
    """Milliseconds."""

    wall: float = 0
    cpu: float = 0


class Clock:
    """Times what is asked of a register over one connection, and nothing beside."""

    def __init__(self, db: sa.Engine) -> None:
        self._server = _server_clock(db)

    @contextmanager
    def timed(self) -> Iterator[Took]:
        """Gives what is known afterwards."""
        took = Took()
        wall, cpu = time.perf_counter(), self._cpu()
        yield took
        took.wall = (time.perf_counter() - wall) * 1000
        took.cpu = (self._cpu() - cpu) * 1000

    def _cpu(self) -> float:
        server = 0 if self._server is None else time.clock_gettime(self._server)
        return time.process_time() + server


def _server_clock(db: sa.Engine) -> int | None:
    """The processor's clock of the server's process, as Linux numbers them (linux/posix-timers.h);
    the pool gives one connection again and again to who asks one thing after the other."""
    if db.dialect.name != "postgresql":
        return None
    with reading(db) as connection:
        pid = connection.scalar(sa.func.pg_backend_pid())
    return ~int(pid) << 3 | 2


def figures(took: Iterable[Took]) -> str:
    """How many, and the percentiles of the processor's time and of the wall's."""
    all_took = list(took)
    cpu, wall = ([getattr(one, name) for one in all_took] for name in ("cpu", "wall"))
    return f"{len(all_took)}, {_percentiles(cpu)} ms of the processor, {_percentiles(wall)} in all"


def _percentiles(ms: list[float]) -> str:
    in_order = sorted(ms)
    found = (in_order[min(len(ms) - 1, len(ms) * at // 100)] for at in _PLACES.values())
    return f"{'/'.join(_PLACES)} {' / '.join(f'{one:.1f}' for one in found)}"


def load() -> str:
    """How busy the machine is."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
