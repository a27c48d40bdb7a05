"""The list for the plan of records (dokumenthanteringsplan): which records arise of which account,
how they are kept, how long, and under which decision. No persons are named in it.

The policy wants it beside the decision on erasing; it is another thing than the förteckning over
what came (office.exports.inventory).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, islice
from pathlib import Path
from typing import IO

import forms
from forms.printable import PrintableForm
from office.erasing import COUNTED_WORDS, time_in_words
from office.exports.plans import Format, write_sheet
from office.exports.sheet import Cell, Heading, Sheet
from office.exports.spool import Exported, spooled
from office.office import Office
from office.public_accounts import PublicAccount, judged
from pdf.report import Entry, Inside, Part, report_pdf
from register.erasing.decisions import Decision, What, decisions
from register.fold import sort_key
from register.life import Life
from register.recorded import RecordedAccount, recorded_accounts
from register.sight import Sight
from swedish import swedish_date

TITLE = "Underlag till dokumenthanteringsplanen"
KEPT = "Bevaras tills gallring är beslutad"
NO_DECISION = "Inget beslut"
RESPONSIBLE = "Informationsansvarig"
_AT_ONCE = 500
_HEADINGS = (
    Heading("Handling", 30),
    Heading("Medium", 16),
    Heading("Konto", 40),
    Heading("Förvaltning", 32),
    Heading("Enhet", 28),
    Heading("Kontot är", 12),
    Heading("Sedan", 11),
    Heading("Avslutat", 11),
    Heading("Referens", 15),
    Heading("Förvaras", 48),
    Heading("Hur länge", 48),
    Heading("Beslut", 40),
    Heading("Ansvarig", 20),
)


class RecordsFormat(StrEnum):
    """What files there are, by the ends of their names."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True)
class Kind:
    """A kind of records: what it is called, how it is kept, how long and under which decision."""

    name: str
    form: str
    of_accounts: bool
    kept_how: str
    kept_for: str
    decision: str


@dataclass(frozen=True)
class Line:
    """An account, with what may be told of it."""

    told: PublicAccount
    recorded: RecordedAccount

    @property
    def state(self) -> str:
        """Where it is in its life, in words."""
        return self.recorded.life.value


def kinds_of_records(own: Office, sight: Sight) -> list[Kind]:
    """The kinds that arise of the forms of today that are in `sight`."""
    holding = [one for one in decisions(own.register) if one.replaced_at is None]
    seen = (form for form in forms.FORMS if form.slug not in sight.hidden)
    return [kind for form in seen for kind in _kinds(form, holding)]


def lines_of(own: Office, sight: Sight) -> Iterator[Line]:
    """The accounts in `sight`, by medium and unit. Raises RegisterUnavailable."""
    found = recorded_accounts(own.register, sight)
    while some := list(islice(found, _AT_ONCE)):
        told = judged(own.register, [one.case for one in some])
        yield from (Line(told[one.case], one) for one in some)


def export_records(own: Office, format: RecordsFormat, sight: Sight) -> Exported:
    """Make the file; its rows are accounts. Raises RegisterUnavailable, AllTaken,
    NoRoomForExport."""
    kinds = kinds_of_records(own, sight)

    def write(found: Iterable[Line], file: IO[bytes], folder: Path) -> None:
        if format is RecordsFormat.PDF:
            file.write(records_pdf(own, kinds, list(found)))
        else:
            sheet = Sheet("Dokumenthanteringsplan", _HEADINGS, _rows(kinds, found))
            write_sheet(Format(format), sheet, file, folder)

    return spooled(own, lines_of(own, sight), write)


def records_pdf(own: Office, kinds: Sequence[Kind], lines: Sequence[Line]) -> bytes:
    """The list as PDF/A-3a and PDF/UA-1, with the same inside as JSON."""
    inside = {
        "version": 1,
        "handlingar": [asdict(kind) for kind in kinds],
        "konton": [_as_data(line) for line in lines],
    }
    data = json.dumps(inside, ensure_ascii=False, indent=1).encode()
    parts = [Part("Handlingar", entries=[_of_kind(kind) for kind in kinds]), *_media(lines)]
    file = Inside("dokumenthanteringsplan.json", "application/json", data, "Listan som data")
    return report_pdf(TITLE, parts, file, own.letterhead, own.now())


def _kinds(form: type[PrintableForm], holding: Sequence[Decision]) -> Iterator[Kind]:
    of_accounts = bool(form.kept_as.administrators)
    mine = [one for one in holding if one.form == form.slug]
    every = [one for one in mine if one.what is What.ALL]

    def kind(name: str, how: str, under: Sequence[Decision]) -> Kind:
        decision = "; ".join(map(_decision, under)) or NO_DECISION
        return Kind(name, form.slug, of_accounts, how, _how_long(form, under), decision)

    yield kind(
        form.title,
        "I registret, med svaren som data och dokumentet som PDF/A-3a. Alla versioner finns kvar.",
        every,
    )
    if form.approvals:
        yield kind(
            f"{form.short_title}: underskrivet papper",
            "Originalet på papper. En inskannad bild finns i registret när papperet har skickats "
            "in.",
            every,
        )
    if of_accounts:
        yield kind(
            f"{form.short_title}: ögonblicksbilder av kontot",
            "I registret, som filerna kom och som PDF/A med konto, dag och vem som lämnade dem.",
            [one for one in mine if one.what is What.SNAPSHOTS] or every,
        )


def _how_long(form: type[PrintableForm], under: Sequence[Decision]) -> str:
    if under:
        return "; ".join(map(_period, under))
    return f"{KEPT}. {form.kept_for}" if form.kept_for else KEPT


def _period(one: Decision) -> str:
    kept = f" Undantag: {one.kept}" if one.kept else ""
    return f"Gallras {time_in_words(one.months)} {COUNTED_WORDS[one.counted_from]}.{kept}"


def _decision(one: Decision) -> str:
    return f"{one.dnr}, {one.decided_on.isoformat()}, {one.decided_by}"


def _rows(kinds: Sequence[Kind], lines: Iterable[Line]) -> Iterator[list[Cell]]:
    """A row for each kind of each account; kinds that are about no account come first."""
    for kind in kinds:
        if not kind.of_accounts:
            yield [kind.name, *[None] * 8, *_kept(kind)]
    for line in lines:
        one, told = line.recorded, line.told
        account: list[Cell] = [told.medium, told.account, told.department, told.unit]
        facts: list[Cell] = [line.state, one.since, one.ended_on, one.reference]
        for kind in kinds:
            if kind.form == one.case.form:
                yield [kind.name, *account, *facts, *_kept(kind)]


def _kept(kind: Kind) -> list[Cell]:
    return [kind.kept_how, kind.kept_for, kind.decision, RESPONSIBLE]


def _of_kind(kind: Kind) -> Entry:
    told = (kind.kept_how, f"Hur länge: {kind.kept_for}", f"Beslut: {kind.decision}")
    return Entry(kind.name, [*told, f"Ansvarig: {RESPONSIBLE}"])


def _media(lines: Sequence[Line]) -> Iterator[Part]:
    if not lines:
        yield Part("Konton", ["Inga konton finns i registret."])
    for _, some in groupby(lines, lambda line: sort_key(line.told.medium)):
        accounts = list(some)
        heading = accounts[0].told.medium or "Annat medium"
        yield Part(heading, entries=[_of_account(line) for line in accounts])


def _of_account(line: Line) -> Entry:
    one, told = line.recorded, line.told
    whose = ", ".join(filter(None, (told.department, told.unit)))
    return Entry(
        told.account or one.reference,
        [*filter(None, [whose]), f"Referens: {one.reference}. {in_words(one)}"],
    )


def in_words(one: RecordedAccount) -> str:
    """Since when an account is what it is."""
    if one.life is Life.PLANNED:
        return "Kontot är planerat."
    if one.life is Life.IN_USE:
        return f"Kontot är i bruk sedan {_day(one.since)}."
    return f"Kontot är avslutat sedan {_day(one.ended_on)}. Det fanns från {_day(one.since)}."


def _day(day: date | None) -> str:
    return swedish_date(day) if day else "okänd dag"


def _as_data(line: Line) -> dict[str, str | None]:
    one, told = line.recorded, line.told
    days = {"finns_sedan": one.since, "avslutat": one.ended_on}
    return {
        "referens": one.reference,
        "blankett": one.case.form,
        "medium": told.medium or None,
        "konto": told.account or None,
        "forvaltning": told.department or None,
        "enhet": told.unit or None,
        "lage": one.life.value,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }
