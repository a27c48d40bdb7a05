"""The list of plans as a file: one row for each case, as its newest version tells it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from forms.table import Table
from office.exports.delimited import csv_of
from office.exports.sheet import Cell, Heading, Sheet
from office.exports.spool import Exported, spooled
from office.exports.workbook import write_workbook
from office.office import Office
from register.extracts import Extract, extracts
from register.listing import Status, Wanted
from register.releases import Released
from register.sight import Sight
from swedish import day_of

_FACTS = (
    Heading("Referens", 15),
    Heading("Version", 8),
    Heading("Läge", 20),
    Heading("Diarienummer", 16),
    Heading("Inlämnad", 11),
    Heading("Senast ändrad", 11),
    Heading("Papperet kom in", 11),
    Heading("Inloggningsuppgifter delgivna", 14),
    Heading("Avslutad", 11),
    Heading("Kontots läge", 12),
)
# By the kind of question: an answer is seldom read whole in a cell.
_WIDTHS = {"long_text": 48, "account": 40, "hours": 14, "tick": 14}
_WIDTH = 26


class Format(StrEnum):
    """What files there are, by the end of their names."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class Asked:
    """Which plans, in which file; without `persons` nobody is named in it.

    `sight` is what whoever asks may see. `words` tell the states.
    """

    format: Format
    table: Table
    wanted: Wanted
    sight: Sight
    words: Mapping[Status, str]


def export_plans(own: Office, asked: Asked) -> Exported:
    """Make the file. Raises RegisterUnavailable, AllTaken, NoRoomForExport."""
    wanted = replace(asked.wanted, form=asked.table.form.slug)
    is_json = asked.format is Format.JSON
    found = extracts(own.register, wanted, asked.sight, with_releases=is_json)
    return spooled(own, found, writer_of(asked))


def writer_of(asked: Asked) -> Callable[[Iterable[Extract], IO[bytes], Path], None]:
    """What writes the file; it also gets a folder for what it needs meanwhile."""

    def write(found: Iterable[Extract], file: IO[bytes], folder: Path) -> None:
        if asked.format is Format.JSON:
            file.writelines(_json_of(_told(asked.table, one) for one in found))
            return
        write_sheet(asked.format, _sheet(asked, found), file, folder)

    return write


def write_sheet(format: Format, sheet: Sheet, file: IO[bytes], folder: Path) -> None:
    """Write a table in a format that has cells."""
    if format is Format.XLSX:
        write_workbook(sheet, file, folder)
    else:
        file.writelines(csv_of(sheet))


def _sheet(asked: Asked, found: Iterable[Extract]) -> Sheet:
    table = asked.table
    answers = [Heading(one.heading, _WIDTHS.get(one.leaf.kind, _WIDTH)) for one in table.columns]
    rows = ([*_facts(one, asked.words), *table.row(one.edition, one.answers)] for one in found)
    return Sheet(table.form.short_title[:31], (*_FACTS, *answers), rows)


def _facts(one: Extract, words: Mapping[Status, str]) -> list[Cell]:
    row = one.row
    return [
        row.reference,
        row.version,
        words[row.status],
        row.dnr,
        day_of(row.opened_at),
        day_of(row.changed_at),
        one.received_on,
        one.credentials_told_on,
        row.ended_on,
        row.life.value,
    ]


def _told(table: Table, one: Extract) -> dict[str, Any]:
    """The same for programs: names that never change, times with their zone, answers as kept."""
    row = one.row
    return {
        "reference": row.reference,
        "version": row.version,
        "form": row.form,
        "edition": one.edition,
        "status": row.status.value,
        "dnr": row.dnr,
        "filed_at": row.opened_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
        "paper_received_on": _iso(one.received_on),
        "credentials_told_on": _iso(one.credentials_told_on),
        "ended_on": _iso(row.ended_on),
        "account": row.life.value,
        "account_since": _iso(row.exists_since),
        "releases": [_released(each) for each in one.releases],
        "answers": table.answers(one.answers),
    }


def _released(one: Released) -> dict[str, Any]:
    """By whom is told on the pages alone, as of everything else that was done."""
    parts = [asdict(part) for part in one.parts]
    return {"at": one.at.isoformat(), "dnr": one.dnr, "parts": parts}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _json_of(some: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """An array, one object on each line."""
    before = b"[\n"
    for one in some:
        yield before + json.dumps(one, ensure_ascii=False).encode()
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"
