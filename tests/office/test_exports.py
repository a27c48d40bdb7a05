"""Tables as files: what Excel makes of them, whatever stands in their cells."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from office.exports import workbook
from office.exports.delimited import csv_of
from office.exports.sheet import Heading, Sheet
from office.exports.workbook import CUT, TOO_MANY, write_workbook
from tests.office.workbooks import read_workbook

DANGEROUS = ("=1+1", "+46", "-2", "@SUM(A1)", "\tx", "\rx", "\0x", "=cmd|' /C calc'!A0")
HARMLESS = ("a=1", " =1", "'", 'så "här"; eller', "två\nrader", "https://a.se", "007", "")


def sheet(*rows: Any, headings: tuple[str, ...] = ("Ett",)) -> Sheet:
    return Sheet("Planer", tuple(Heading(one, 12) for one in headings), rows)


def cells_of(some: Sheet) -> list[list[str]]:
    text = b"".join(csv_of(some)).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


def book_of(some: Sheet, folder: Path) -> list[list[Any]]:
    file = io.BytesIO()
    write_workbook(some, file, folder)
    assert list(folder.iterdir()) == []
    return read_workbook(file)


def test_csv_has_every_cell_in_quotes_and_windows_line_ends() -> None:
    rows = (2, 2.5, date(2026, 11, 26), None), ("Å", "b", "", '"')
    text = b"".join(csv_of(sheet(*rows, headings=("A", "B", "C", "D")))).decode("utf-8-sig")
    assert text == '"A";"B";"C";"D"\r\n"2";"2,5";"2026-11-26";""\r\n"Å";"b";"";""""\r\n'


def test_csv_begins_no_formula_and_keeps_the_rest() -> None:
    cells = cells_of(sheet(*([one] for one in (*DANGEROUS, *HARMLESS))))
    assert [one for (one,) in cells[1:]] == [*(f"'{one}" for one in DANGEROUS), *HARMLESS]
    assert cells_of(sheet(headings=("=1",))) == [["'=1"]]


def test_csv_comes_some_rows_at_a_time() -> None:
    parts = list(csv_of(sheet(*([str(one)] for one in range(1_000)))))
    assert len(parts) > 4
    assert b"".join(parts).count(b"\r\n") == 1_001


def test_workbook_has_text_as_text_numbers_as_numbers_and_days_as_days(tmp_path: Path) -> None:
    texts = (*DANGEROUS, *HARMLESS[:-1])
    rows = [[text, 2, 2.5, date(2026, 11, 26), None] for text in texts]
    head, *found = book_of(sheet(*rows, headings=("A", "B", "C", "D", "E")), tmp_path)
    assert head == ["A", "B", "C", "D", "E"]
    assert found == [[text, 2.0, 2.5, date(2026, 11, 26)] for text in texts]


def test_workbook_says_where_a_text_or_a_list_was_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "å" * 40_000
    assert book_of(sheet([text]), tmp_path)[1] == [text[: 32_767 - len(CUT)] + CUT]
    monkeypatch.setattr(workbook, "_MOST_ROWS", 4)
    rows = book_of(sheet(*([str(one)] for one in range(9))), tmp_path)
    assert [one for (one,) in rows] == ["Ett", "0", "1", TOO_MANY]
    rows = book_of(sheet(*([str(one)] for one in range(3))), tmp_path)
    assert [one for (one,) in rows] == ["Ett", "0", "1", TOO_MANY]
