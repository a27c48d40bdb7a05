"""Thousands of documents of any answers before veraPDF: `python -m tests.pdf.check_documents`.

More of what `make test` judges some of; another number starts with other documents:
`python -m tests.pdf.check_documents 2000 7`.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import click

from tests.pdf import verapdf
from tests.pdf.any_documents import write_documents

_BATCH = 50
_COUNT = 2_000
_START = 1


def main() -> int:
    """Judge all; 1 when a rule was broken, with the documents kept for a look."""
    if verapdf.missing_part():
        sys.stderr.write(f"{verapdf.missing_part()}\n")
        return 2
    arguments = [int(argument) for argument in sys.argv[1:]]
    count, start = (*arguments, *(_COUNT, _START)[len(arguments) :])
    folder = Path(tempfile.mkdtemp(prefix="documents-"))
    starts = range(start * count, start * count + count, _BATCH)
    failed: list[verapdf.Verdict] = []
    with click.progressbar(starts, label=f"{count} documents", show_pos=True) as batches:
        for batch in batches:
            failed += _failures(folder, batch)
    for verdict in failed:
        sys.stdout.write(f"{verdict.file} {verdict.profile}: {'; '.join(verdict.broken)}\n")
    if not failed:
        shutil.rmtree(folder)
        sys.stdout.write(f"PDF/A-3a and PDF/UA-1: {count} of {count} documents\n")
    return 1 if failed else 0


def _failures(folder: Path, start: int) -> list[verapdf.Verdict]:
    """Make and judge one batch; only documents that break a rule stay."""
    files = write_documents(folder, _BATCH, start)
    failed = [verdict for verdict in verapdf.judge(files) if not verdict.passed]
    for file in set(files) - {verdict.file for verdict in failed}:
        file.unlink()
    return failed


if __name__ == "__main__":
    sys.exit(main())
