"""The förteckning: what an authority has to know of each document that came, a row for each plan.

Offentlighets- och sekretesslagen (2009:400), chapter 5, section 2, has four facts: the day, a
number, who sent it, and briefly what it is about. Nothing that a plan asks about persons is in it,
for anybody may ask to see it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import forms
from office.exports.plans import Format, write_sheet
from office.exports.sheet import Cell, Heading, Sheet
from office.exports.spool import Exported, spooled
from office.office import Office
from register.extracts import Extract, extracts
from register.listing import Order, Row, Status, Wanted
from register.sight import Sight
from swedish import day_of

_HEADINGS = (
    Heading("Inkom", 11),
    Heading("Diarienummer", 16),
    Heading("Beteckning", 15),
    Heading("Avsändare, förvaltning", 32),
    Heading("Avsändare, enhet", 28),
    Heading("Vad det gäller", 48),
    Heading("Medium", 16),
    Heading("Konto", 40),
    Heading("Senaste version", 9),
    Heading("Den inkom", 11),
    Heading("Läge", 20),
    Heading("Avslutad", 11),
)


@dataclass(frozen=True)
class Entry:
    """The four facts of a plan. `changed_on` is the day of a later version, None without one."""

    row: Row
    received_on: date
    changed_on: date | None
    sender: str
    matter: str


def entry_of(row: Row) -> Entry:
    """The facts that a row of the list gives."""
    return Entry(
        row,
        received_on=day_of(row.opened_at),
        changed_on=day_of(row.changed_at) if row.version > 1 else None,
        sender=", ".join(filter(None, (row.department, row.unit))),
        matter=": ".join(filter(None, (row.title, row.summary))),
    )


def of_year(year: int | None, after: str = "") -> Wanted:
    """What is asked of the list: a year, or all of them, in the order of their numbers."""
    return Wanted(year=year, order=Order.REFERENCE, after=after)


def export_inventory(
    own: Office,
    format: Format,
    year: int | None,
    sight: Sight,
    words: Mapping[Status, str],
) -> Exported:
    """Make the file, as CSV or XLSX. Raises RegisterUnavailable, AllTaken, NoRoomForExport."""

    def write(found: Iterable[Extract], file: IO[bytes], folder: Path) -> None:
        sheet = Sheet("Förteckning", _HEADINGS, _rows(found, words))
        write_sheet(format, sheet, file, folder)

    return spooled(own, extracts(own.register, of_year(year), sight), write)


def _rows(found: Iterable[Extract], words: Mapping[Status, str]) -> Iterator[list[Cell]]:
    for one in found:
        row, entry = one.row, entry_of(one.row)
        yield [
            *(entry.received_on, row.dnr, row.reference, row.department, row.unit, entry.matter),
            *(row.medium, _account(one), row.version, entry.changed_on),
            *(words[row.status], row.ended_on),
        ]


def _account(one: Extract) -> Cell:
    """The address of the account as it was written."""
    form = forms.form_by_slug(one.row.form)
    kept = one.answers.get(form.subject_from) if form else None
    return kept if isinstance(kept, str) else ""
