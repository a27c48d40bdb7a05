"""Tables as CSV that Excel opens right in Sweden, and takes nothing in for a formula."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from forms.values.hours import swedish
from office.exports.sheet import Cell, Sheet

_BOM = "\ufeff"
# What spreadsheets read as the beginning of a formula, or skip before one (OWASP, CSV Injection).
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_ROWS_AT_ONCE = 200


def csv_of(sheet: Sheet) -> Iterator[bytes]:
    """The file, some rows at a time: UTF-8 with its mark, semicolons, all cells in quotes."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    text.write(_BOM)
    writer.writerow([_harmless(heading.text) for heading in sheet.headings])
    for number, row in enumerate(sheet.rows, 1):
        writer.writerow([_harmless(_written(cell)) for cell in row])
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    written = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return written


def _written(cell: Cell) -> str:
    """Days as 2026-11-26; numbers with a comma, or in Sweden 2.5 is the second of May."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else swedish(cell)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text
