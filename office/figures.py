"""The year in figures: the same tables on the page, as CSV, and as a PDF for a manager."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import forms
from forms import PrintableForm
from office.exports.delimited import csv_of
from office.exports.sheet import Cell, Heading, Sheet
from office.office import Office
from office.to_do import calendar_of
from pdf.report import Inside, Part, Rows, report_pdf
from register.duties import Calendar, Duty, first_in_time
from register.figures import COUNTED, Accounts, Asked, Group, Year, answers_filed, year_of
from register.fold import sort_key
from register.sight import Sight
from swedish import day_of, midnight, swedish_date

# Of names: those with the most accounts, and the rest together.
MOST_ROWS = 20
NO_NAME = "Inte angivet"
HEADINGS: Mapping[str, str] = {
    "planned": "Planerade",
    "in_use": "I bruk",
    "valid": "Giltig plan",
    "unsigned": "Väntar på underskrift",
    "without_snapshot": "Utan ögonblicksbild",
    "closed": "Avslutade under året",
}
# Days from filing to signed paper: up to so many.
_DAYS = ((7, "Högst 7 dagar"), (14, "8–14 dagar"), (30, "15–30 dagar"), (60, "31–60 dagar"))
_LONGER = "Mer än 60 dagar"


@dataclass(frozen=True)
class FigureTable:
    """One table; `charted` is the column of numbers that the chart beside it shows. `total` is its
    last row, None where the rows have no sum."""

    name: str
    heading: str
    note: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, Sequence[int]]]
    total: Sequence[int] | None = None
    charted: int = 0

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """Of each row its name, its number and the share of the longest in percent."""
        numbers = [(name, values[self.charted]) for name, values in self.rows]
        longest = max((number for _, number in numbers), default=0) or 1
        return [(name, number, round(100 * number / longest)) for name, number in numbers]


@dataclass(frozen=True)
class Figures:
    """A year: sentences on it as a whole, and tables."""

    year: int
    is_over: bool
    facts: Sequence[str]
    tables: Sequence[FigureTable]


def figures_of(own: Office, year: int, sight: Sight) -> Figures:
    """Everything of a year that somebody sees. Raises RegisterUnavailable."""
    today = day_of(own.now())
    asked = _asked(calendar_of(own), year, sight)
    found = year_of(own.register, asked)
    tables = [_by_medium(found.groups), _by_unit(found.groups), _days(found.days)]
    counted = (form for form in forms.FORMS if form.counted_by and form.slug not in sight.hidden)
    tables += [_by_choice(own, form, asked) for form in counted]
    return Figures(year, today > asked.last, list(_facts(found, asked, today)), tables)


def csv_of_year(figures: Figures) -> bytes:
    """A row for each number: table, row, column, number."""
    headings = (Heading("Tabell", 30), Heading("Rad", 40), Heading("Mått", 24), Heading("Antal", 8))
    return b"".join(csv_of(Sheet("Året i siffror", headings, _cells(figures.tables))))


def pdf_of_year(own: Office, figures: Figures) -> bytes:
    """PDF/A-3a and PDF/UA-1, with the same as CSV inside."""
    title = f"Sociala medier {figures.year} i siffror"
    parts = [Part("Året i korthet", figures.facts), *map(_part, figures.tables)]
    inside = Inside("aret.csv", "text/csv", csv_of_year(figures), "Siffrorna som tabell")
    return report_pdf(title, parts, inside, own.letterhead, own.now())


def _asked(calendar: Calendar, year: int, sight: Sight) -> Asked:
    """A year that is not over is counted up to today."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), calendar.today)
    pictured_from = first_in_time(Duty.SNAPSHOT, calendar)
    return Asked(
        *(first, max(first, last)),
        midnight(first),
        midnight(date(year + 1, 1, 1)),
        pictured_from,
        sight,
    )


def _facts(found: Year, asked: Asked, today: date) -> Iterator[str]:
    total = _sum(one.accounts for one in found.groups)
    yield f"{_count(total.in_use, 'konto', 'konton')} i bruk den {swedish_date(today)}."
    yield (
        f"Under {asked.first.year}: {_count(found.filed, 'ny plan', 'nya planer')}, "
        f"{_count(found.versions, 'ändrad version', 'ändrade versioner')}, "
        f"{_count(found.snapshots, 'ögonblicksbild', 'ögonblicksbilder')}, "
        f"{_count(total.closed, 'avslutat konto', 'avslutade konton')}."
    )
    if found.median_days == 0:
        yield "Hälften av de underskrivna papperen kom samma dag som inlämningen."
    elif found.median_days is not None:
        days = f"{found.median_days:g}".replace(".", ",")
        unit = "dag" if days == "1" else "dagar"
        yield f"Hälften av de underskrivna papperen kom inom {days} {unit} från inlämningen."


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _by_medium(groups: Sequence[Group]) -> FigureTable:
    note = "Konton som är planerade eller i bruk nu, och de som avslutades under året."
    return _table("medium", "Konton i varje medium", note, groups, attrgetter("medium"))


def _by_unit(groups: Sequence[Group]) -> FigureTable:
    def name(group: Group) -> str:
        return ", ".join(filter(None, (group.department, group.unit)))

    return _table("enhet", "Konton hos varje enhet", "Som ovan, för varje enhet.", groups, name)


def _table(
    name: str, heading: str, note: str, groups: Sequence[Group], of: Callable[[Group], str]
) -> FigureTable:
    sums: dict[str, tuple[str, Accounts]] = {}
    for group in groups:
        shown = of(group) or NO_NAME
        key = sort_key(shown)
        first, accounts = sums.get(key, (shown, Accounts()))
        sums[key] = first, accounts + group.accounts
    ranked = sorted(sums.values(), key=lambda one: (-one[1].in_use, sort_key(one[0])))
    # Of those that were closed in other years there is nothing to tell.
    told = [one for one in ranked if any(_numbers(one[1]))]
    rows = [(shown, _numbers(accounts)) for shown, accounts in told[:MOST_ROWS]]
    if rest := told[MOST_ROWS:]:
        rows.append((f"Övriga ({len(rest)})", _numbers(_sum(one for _, one in rest))))
    total = _numbers(_sum(one for _, one in ranked))
    return FigureTable(name, heading, note, tuple(HEADINGS.values()), rows, total, charted=1)


def _numbers(accounts: Accounts) -> tuple[int, ...]:
    return tuple(getattr(accounts, one) for one in COUNTED)


def _sum(some: Iterable[Accounts]) -> Accounts:
    return sum(some, Accounts())


def _days(days: Sequence[int]) -> FigureTable:
    counts = Counter(next((words for most, words in _DAYS if one <= most), _LONGER) for one in days)
    rows = [(words, (counts[words],)) for words in (*(words for _, words in _DAYS), _LONGER)]
    heading = "Från inlämning till underskrivet papper"
    note = "Papper som kom hem under året."
    return FigureTable("papper", heading, note, ("Papper",), rows, (len(days),))


def _by_choice(own: Office, form: type[PrintableForm], asked: Asked) -> FigureTable:
    """One record may count in several rows, so there is no sum."""
    counts: Counter[str] = Counter()
    for answers in answers_filed(own.register, form.slug, asked):
        chosen = answers.get(form.counted_by)
        for one in chosen if isinstance(chosen, list) else [chosen]:
            counts["other" if isinstance(one, dict) else str(one)] += 1
    field = form.blank().leaf(form.counted_by)
    assert field is not None, "counted_by names a question; see forms.soundness"
    rows = [(one.label, (counts[one.value],)) for one in field.options]
    heading, note = (
        form.title,
        f"Inlämnade under året. {field.question.text if field.question else ''}",
    )
    return FigureTable(form.slug, heading, note.strip(), ("Antal",), rows)


def _cells(tables: Iterable[FigureTable]) -> Iterator[list[Cell]]:
    for table in tables:
        for name, values in table.rows:
            for column, value in zip(table.columns, values, strict=True):
                yield [table.heading, name, column, value]


def _part(table: FigureTable) -> Part:
    rows = [(name, *map(str, values)) for name, values in table.rows]
    if table.total is not None:
        rows.append(("Alla", *map(str, table.total)))
    return Part(table.heading, [table.note], table=Rows(("", *table.columns), rows))
