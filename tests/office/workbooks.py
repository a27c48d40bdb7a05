"""A reader of XLSX of our own, who sees which type a cell has."""

import re
import zipfile
from datetime import date, timedelta
from typing import IO, Any
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Excel's day 0, for days after February 1900.
_FIRST_DAY = date(1899, 12, 30)


def read_workbook(file: IO[bytes]) -> list[list[Any]]:
    """The rows of the first sheet: text, numbers, days. A formula or a link fails."""
    with zipfile.ZipFile(file) as package:
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        styles = ElementTree.fromstring(package.read("xl/styles.xml"))
        assert not [one for one in package.namelist() if "_rels/sheet" in one]
    assert not sheet.findall(f".//{_MAIN}f")
    assert not sheet.findall(f".//{_MAIN}hyperlink")
    days = {one.get("numFmtId") for one in styles.iter(f"{_MAIN}numFmt")}
    formats = [one.get("numFmtId") for one in styles.findall(f"{_MAIN}cellXfs/{_MAIN}xf")]
    return [
        [_value(cell, days, formats) for cell in row.iter(f"{_MAIN}c")]
        for row in sheet.iter(f"{_MAIN}row")
    ]


def _value(cell: Any, days: set[Any], formats: list[Any]) -> Any:
    if cell.get("t") == "inlineStr":
        text = "".join(one.text or "" for one in cell.iter(f"{_MAIN}t"))
        return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)
    number = float(cell.findtext(f"{_MAIN}v"))
    is_day = formats[int(cell.get("s", 0))] in days
    return _FIRST_DAY + timedelta(days=number) if is_day else number
