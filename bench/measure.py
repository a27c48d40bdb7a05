"""Makes N different documents in one warm process and says in one line of JSON what it cost."""

import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.plans import Plan, PlanMaker

Maker = Callable[[Plan], bytes]
_WARM_UPS = 3


def main(peer: str, load: Callable[[], Maker]) -> None:
    """`python -m MODULE N OUT.pdf`: the last of N documents is written to OUT.pdf."""
    count, out = int(sys.argv[1]), Path(sys.argv[2])
    started = time.perf_counter()
    make = load()
    import_ms = (time.perf_counter() - started) * 1000
    # As in our web processes (deploy/gunicorn.conf.py), and the same for every peer.
    gc.collect()
    gc.freeze()
    gc.set_threshold(7_000, 10, 10)
    times, content = timed(make, count)
    out.write_bytes(content)
    report = {"peer": peer, **summary(times), **facts(content), "import_ms": round(import_ms, 1)}
    sys.stdout.write(json.dumps(report) + "\n")


def timed(make: Maker, count: int, pages: int = 2) -> tuple[list[float], bytes]:
    """Milliseconds for each of `count` new plans after the warm-ups, and the last document."""
    maker = PlanMaker(pages)
    for number in range(_WARM_UPS):
        make(maker.plan(number))
    times, content = [], b""
    for number in range(_WARM_UPS, _WARM_UPS + count):
        plan = maker.plan(number)
        started = time.perf_counter()
        content = make(plan)
        times.append((time.perf_counter() - started) * 1000)
    return times, content


def summary(times: list[float]) -> dict[str, float]:
    """The times as the figures that are compared."""
    in_order = sorted(times)
    return {
        "n": len(times),
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(in_order[min(len(times) - 1, len(times) * 95 // 100)], 2),
        "docs_per_s": round(1000 * len(times) / sum(times), 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def facts(content: bytes) -> dict[str, int]:
    """Size and pages of a document."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as opened:
        return {"bytes": len(content), "pages": len(opened)}
