"""Tables as XLSX; the one door to XlsxWriter."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

from office.exports.sheet import Cell, Sheet

# The format knows no limit, Excel does: "Excel specifications and limits", support.microsoft.com.
_MOST_ROWS = 1_048_576
_LONGEST_CELL = 32_767
CUT = " … (avkortat)"
TOO_MANY = "Fler rader får inte plats. Filtrera listan, eller hämta den som CSV."


def write_workbook(sheet: Sheet, file: IO[bytes], folder: Path) -> None:
    """Write the table into `file`, row by row; what is needed meanwhile lies in `folder`.

    Text stays text, whatever it begins with; days are days and numbers are numbers.
    """
    # It takes a while, and most processes never write one.
    import xlsxwriter

    options = {"constant_memory": True, "tmpdir": str(folder)}
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet(sheet.name)
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        _head(book, page, sheet)
        last = 0
        for last, row in enumerate(sheet.rows, 1):
            if last == _MOST_ROWS - 1:
                page.write_string(last, 0, TOO_MANY)
                break
            _write(page, last, row, day)
        page.autofilter(0, 0, last, len(sheet.headings) - 1)


def _head(book: Any, page: Any, sheet: Sheet) -> None:
    """Headings that stay where they are while the rows move, and on top of every printed page."""
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for place, heading in enumerate(sheet.headings):
        page.set_column(place, place, heading.width)
        page.write_string(0, place, heading.text, bold)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4


def _write(page: Any, number: int, row: Sequence[Cell], day: Any) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            if cell:
                page.write_string(number, place, _fitting(cell))
        elif isinstance(cell, date):
            page.write_datetime(number, place, cell, day)
        elif cell is not None:
            page.write_number(number, place, cell)


def _fitting(text: str) -> str:
    """Excel leaves out the whole text of a cell that is too long."""
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(CUT)] + CUT
