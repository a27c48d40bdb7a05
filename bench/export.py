"""How long a register takes to leave the house as a file: `python -m bench.export [--database …]`.

Fills and indexes a register as bench.register does (or uses the one that `--url` names), and makes
each file in a process of its own, as who sees all and as a reader without persons. Processor time
and peak memory are those of the whole process, its imports too.

Goals: XLSX of 100 000 plans within 30 s and 150 MB.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.databases import DATABASES, fresh_database
from bench.register import make_full
from forms import Aktivitetsplan
from forms.table import Table
from office.exports.plans import Asked, Format, writer_of
from register.database import open_database
from register.extracts import extracts
from register.index import count_cases
from register.listing import Status, Wanted
from register.sight import Sight

_WORDS = {status: status.value for status in Status}


def measure(url: str, format: Format, *, persons: bool) -> None:
    """Make one file and print what it took, as JSON."""
    db = open_database(url)
    wall, cpu = time.perf_counter(), time.process_time()
    table = Table.of(Aktivitetsplan, persons=persons)
    asked = Asked(format, table, Wanted(form=Aktivitetsplan.slug), Sight(), _WORDS)
    with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
        writer_of(asked)(extracts(db, asked.wanted), file, Path(folder))
        size = file.seek(0, 2)
    told = {
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "file_mb": size / 1_000_000,
    }
    print(json.dumps(told))


def report(url: str, format: Format, who: str) -> None:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "bench.export", "--url", url, "--one", format.value]
    command += ["--reader"] if who == "reader" else []
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    print(
        f"{format.value}, {who}: processor {told['cpu_seconds']:.1f} s, clock "
        f"{told['seconds']:.1f} s, peak {told['peak_mb']:.0f} MB, file {told['file_mb']:.1f} MB, "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )


def main() -> None:
    """Fill when there is nothing, and make every file for both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=100_000)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--url", help="a database that is kept")
    parser.add_argument("--one", choices=[one.value for one in Format], help="only this file")
    parser.add_argument("--reader", action="store_true", help="without persons")
    chosen = parser.parse_args()
    if chosen.one:
        measure(chosen.url, Format(chosen.one), persons=not chosen.reader)
        return
    with ExitStack() as stack:
        url = chosen.url or stack.enter_context(fresh_database(chosen.database))
        db = open_database(url)
        make_full(db, chosen.plans)
        print(f"{count_cases(db, missing=False)} plans")
        db.dispose()
        for format in Format:
            for who in ("officer", "reader"):
                report(url, format, who)


if __name__ == "__main__":
    main()
