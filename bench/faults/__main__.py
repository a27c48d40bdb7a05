"""`python -m bench.faults --plans 2000 --kills 1000 [--database postgresql]`: the long run."""

import argparse
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

from bench.databases import DATABASES, fresh_database
from bench.faults.run import run


def main() -> int:
    """Run once and print the verdict; 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database(chosen.database) as url,
        click.progressbar(length=chosen.kills, label="kills") as bar,
    ):
        verdict = run(Path(folder), chosen.plans, chosen.kills, url, lambda _, k: bar.update(1))
    for name, count in asdict(verdict).items():
        print(f"{name:26}{count:8}")
    return 0 if verdict.is_clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
