"""The limits that the documents are held to, measured: `python -m bench.limits`."""

import json
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.document import load
from bench.measure import timed
from bench.plans import Plan, PlanMaker

_PAGE_SIZE_KB = 4
_LONG_PAGES = 32
_USUAL_PLANS = Path(__file__).parent.parent / "tests" / "plans.json"
_ALL_SCRIPTS = "Åsa محمد שלום አበበ Հայկ 😀 王小明 김철수 สมชาย हिन्दी \U0010fffd"
_LINE = "{:58} {:>16} {:>12}"


def main() -> None:
    """Print what was measured beside each limit."""
    print(_LINE.format("limit", "measured", "at most"))
    importing, first = _cold_start()
    print(_LINE.format("import of forms and pdf, new process", f"{importing:.0f} ms", ""))
    print(_LINE.format("first document after it", f"{first:.0f} ms", "300 ms"))
    print(_LINE.format("file of a usual plan (five examples)", _sizes(), "60 KB"))
    pages, growth = _growth()
    most = f"{pages / 2:.1f}"
    print(_LINE.format(f"time of {pages} pages in times of 2 pages", f"{growth:.1f}", most))
    print(_LINE.format("RSS after 200, 600 and 1 000 documents", _memory(), "flat"))
    print(_LINE.format("RSS with all fonts open, new process", _all_fonts(), "100 MB"))


def _cold_start() -> tuple[float, float]:
    """Milliseconds for the import and for the first document, the best of three processes."""
    runs = [tuple(map(float, _child("first").split())) for _ in range(3)]
    return min(run[0] for run in runs), min(run[1] for run in runs)


def _sizes() -> str:
    make = load()
    plans = json.loads(_USUAL_PLANS.read_text(encoding="utf-8"))
    sizes = [len(make(_plan(answers))) for answers in plans]
    return f"{min(sizes) / 1000:.0f}–{max(sizes) / 1000:.0f} KB"


def _growth() -> tuple[int, float]:
    """The pages of a long plan, and its time in times of a plan of two pages."""
    from bench.measure import facts

    make = load()
    short, _ = timed(make, 40)
    long, content = timed(make, 10, pages=_LONG_PAGES)
    return facts(content)["pages"], statistics.median(long) / statistics.median(short)


def _memory() -> str:
    return ", ".join(f"{float(size):.0f}" for size in _child("memory").split()) + " MB"


def _all_fonts() -> str:
    return f"{float(_child('fonts')):.0f} MB"


def _child(what: str) -> str:
    command = [sys.executable, "-m", "bench.limits", what]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def _plan(answers: dict[str, object]) -> Plan:
    url = "https://blanketter.toreboda.example/v/AP-2026-0042/1/k3v9x2m7qa"
    return Plan(answers, "AP-2026-0042", 1, url, datetime(2026, 1, 2, tzinfo=UTC))


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * _PAGE_SIZE_KB / 1024


def first_document() -> None:
    """Milliseconds for the import, and for the first document."""
    plan = PlanMaker().plan(0)
    started = time.perf_counter()
    make = load()
    imported = time.perf_counter()
    make(plan)
    made = time.perf_counter()
    print((imported - started) * 1000, (made - imported) * 1000)


def memory_while_working() -> None:
    """Megabytes after 200, 600 and 1 000 documents."""
    make, maker = load(), PlanMaker()
    for number in range(1, 1_001):
        make(maker.plan(number))
        if number in (200, 600, 1_000):
            print(_resident_mb())


def memory_with_all_fonts() -> None:
    """Megabytes after a document that needs every font."""
    make, plan = load(), PlanMaker().plan(0)
    make(_plan(plan.answers | {"purpose": _ALL_SCRIPTS}))
    print(_resident_mb())


_CHILDREN = {
    "first": first_document,
    "memory": memory_while_working,
    "fonts": memory_with_all_fonts,
}

if __name__ == "__main__":
    _CHILDREN[sys.argv[1]]() if len(sys.argv) > 1 else main()
