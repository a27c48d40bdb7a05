"""`make bench`: our documents beside other programs', and the limits that we set ourselves.

`python -m bench PYTHON [ROUNDS]`, where PYTHON has bench/requirements.txt. Every round runs all of
them one after the other; the quickest round counts, because other work on the machine only adds.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import limits

_ROUNDS = 3
_OURS = "ours"
_YARDSTICK = "Typst, PDF/A-2a + PDF/UA-1"


@dataclass(frozen=True)
class Runner:
    """What is run, how many documents it makes, and what its files claim to be."""

    name: str
    module: str
    count: int
    arguments: tuple[str, ...] = ()


# Our own process stands first and last, so that noise can be told from difference.
_RUNNERS = (
    Runner(_OURS, "bench.document", 300),
    Runner(_YARDSTICK, "bench.peers.typst_form", 150, ("a-2a",)),
    Runner("Typst, PDF/A-3a + PDF/UA-1, JSON", "bench.peers.typst_form", 150, ("a-3a",)),
    Runner("fpdf2, PDF/A-3u, JSON", "bench.peers.fpdf2_form", 20),
    Runner("WeasyPrint, PDF/UA-1", "bench.peers.weasyprint_form", 20),
    Runner("ours, once more", "bench.document", 300),
)
_COLUMNS = "{:34} {:>5} {:>10} {:>8} {:>8} {:>7} {:>7} {:>6} {:>9} {:>8}"
_HEADINGS = (
    *("program", "n", "median ms", "p95 ms", "docs/s"),
    *("RSS MB", "KB", "pages", "import ms", "ours/it"),
)


def main() -> None:
    """Print the table and the limits."""
    python = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else _ROUNDS
    best: dict[str, dict[str, Any]] = {}
    for number in range(1, rounds + 1):
        for runner in _RUNNERS:
            sys.stderr.write(f"round {number} of {rounds}: {runner.name}\n")
            report = _run(runner, python)
            best[runner.name] = min(
                report, best.get(runner.name, report), key=lambda one: one["median_ms"]
            )
    print(_COLUMNS.format(*_HEADINGS))
    for runner in _RUNNERS:
        print(_line(runner.name, best[runner.name], best[_OURS]["median_ms"]))
    ratio = best[_OURS]["median_ms"] / best[_YARDSTICK]["median_ms"]
    print(f"\nours takes {ratio:.2f} of Typst's time (at most 0.33)\n")
    limits.main()


def _run(runner: Runner, python: str) -> dict[str, Any]:
    own = sys.executable if runner.module == "bench.document" else python
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out.pdf")
        command = [own, "-m", runner.module, str(runner.count), out, *runner.arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _line(name: str, report: dict[str, Any], ours: float) -> str:
    return _COLUMNS.format(
        name,
        report["n"],
        f"{report['median_ms']:.1f}",
        f"{report['p95_ms']:.1f}",
        f"{report['docs_per_s']:.0f}",
        f"{report['peak_rss_mb']:.0f}",
        f"{report['bytes'] / 1000:.0f}",
        report["pages"],
        f"{report['import_ms']:.0f}",
        f"{ours / report['median_ms']:.2f}",
    )


if __name__ == "__main__":
    main()
