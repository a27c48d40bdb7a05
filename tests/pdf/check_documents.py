"""Thousands of documents and blanks before veraPDF: `python -m tests.pdf.check_documents`.

More of what `make test` judges some of, of any answers to any form; and each page is asked for its
codes, which must say of it that it is that page of those pages. Another number starts with other
documents: `python -m tests.pdf.check_documents 2000 7`.
"""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pypdfium2
import zxingcpp

from pdf import Imprint
from pdf.sheets import sheet_address
from tests.pdf import verapdf
from tests.pdf.any_documents import write_documents

_BATCH = 50
_COUNT = 2_000
_START = 1
_DPI = 150
_CODES = 2
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


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
    pages: Counter[bool] = Counter()
    with click.progressbar(starts, label=f"{count} documents", show_pos=True) as batches:
        for batch in batches:
            failed += _failures(folder, batch, pages)
    for verdict in failed:
        sys.stdout.write(f"{verdict.file} {verdict.profile}: {'; '.join(verdict.broken)}\n")
    wrong = {verdict.file for verdict in failed}
    sys.stdout.write(f"PDF/A-3a and PDF/UA-1: {count - len(wrong)} of {count} documents\n")
    sys.stdout.write(f"codes: {pages[True]} of {pages.total()} pages say what they are\n")
    if failed or pages[False]:
        return 1
    shutil.rmtree(folder)
    return 0


def _failures(folder: Path, start: int, pages: Counter[bool]) -> list[verapdf.Verdict]:
    """Make and judge one batch; only documents that break a rule stay."""
    files = write_documents(folder, _BATCH, start)
    failed = [verdict for verdict in verapdf.judge(list(files)) if not verdict.passed]
    kept = {verdict.file for verdict in failed}
    for file, imprint in files.items():
        told = list(_pages_told(file, imprint))
        pages.update(told)
        if all(told) and file not in kept:
            file.unlink()
    return failed


def _pages_told(file: Path, imprint: Imprint | None) -> Iterator[bool]:
    """For each page whether its two codes say what they should, or are not there."""
    document = pypdfium2.PdfDocument(file)
    for number, page in enumerate(document, 1):
        address = sheet_address(imprint, number, len(document)) if imprint else ""
        picture = page.render(scale=_DPI / 72, grayscale=True).to_pil()
        read = [code.text for code in zxingcpp.read_barcodes(picture, formats=_QR)]
        yield read == ([address] * _CODES if address else [])


if __name__ == "__main__":
    sys.exit(main())
