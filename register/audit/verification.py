"""Verifying the register: documents are whole, say what was filed, and the trail has no gaps."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from register import schema
from register.audit import attached, erasures, snapshots
from register.audit.paper import problems_in
from register.audit.soundness import OTHER_JSON_COLUMNS, rows_without_json
from register.audit.trail import Trail, gaps_in
from register.backup.copying import last_numbers
from register.database import one_name_for_failures, reading, snapshot
from register.documents import NO_PLACES, Document, DocumentKind, document_of_row
from register.errors import RegisterDamaged
from register.events import EventKind
from register.filings import NAMES, NO_ANSWERS

FILINGS_AT_ONCE = 50
DATABASE = "database file"
KINDS = frozenset(DocumentKind)
REFERENCE = re.compile(r"[A-Z0-9]{1,12}-(?P<year>[0-9]{4})-(?P<number>[0-9]{1,9})")

Tell = Callable[[int, int], None]
"""Is told how many filings were just looked at, and how many there are in all."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: where ("AP-2026-0042 v1"), and what in a sentence."""

    place: str
    problem: str


@dataclass(frozen=True)
class Enclosed:
    """What a document carries inside."""

    reference: str
    version: int
    answers: Mapping[str, Any]


class UnreadableDocument(Exception):
    """Nothing can be read out of a document; the message says why in a few words."""


Look = Callable[[sa.Connection], Iterable[Finding]]
Reader = Callable[[bytes], Enclosed | None]
"""Reads a document; None when its form is no longer known. Raises UnreadableDocument."""


def verify_register(db: sa.Engine, read: Reader, tell: Tell) -> Iterator[Finding]:
    """Look at everything, a few filings at a time, while others write.

    What can no longer be read is a finding, and the next is looked at. Raises RegisterUnavailable.
    """
    filings: list[int] = []
    arrivals: list[int] = []
    files: list[int] = []
    pictures: list[int] = []
    looks = (_soundness, _others, _versions, _references, _event_numbers, _erasures, _snapshots)
    noting = (
        partial(_note_filings, filings),
        partial(_note_arrivals, arrivals),
        partial(_note_files, files),
        partial(_note_snapshots, pictures),
    )
    for look in (*looks, *noting):
        yield from _what_finds(db, look, DATABASE)
    for start in range(0, len(filings), FILINGS_AT_ONCE):
        batch = filings[start : start + FILINGS_AT_ONCE]
        found = list(_what_finds(db, partial(_judge, batch, read), ""))
        if any(not one.place for one in found):
            # Somewhere among them: each by itself.
            found = [finding for one in batch for finding in _judged_alone(db, one, read)]
        tell(len(batch), len(filings))
        yield from found
    for number in arrivals:
        place = f"arrival {number}"
        yield from _what_finds(db, partial(_paper, place, number), place)
    for number in files:
        place = f"attached file {number}"
        yield from _what_finds(db, partial(_file, place, number), place)
    for number in pictures:
        place = f"snapshot {number}"
        yield from _what_finds(db, partial(_snapshot, place, number), place)


def _what_finds(db: sa.Engine, look: Look, place: str) -> Iterator[Finding]:
    """The findings of one look, and one more about `place` when it met what cannot be read."""
    found: list[Finding] = []
    try:
        with snapshot(db) as connection:
            found.extend(look(connection))
    except RegisterDamaged as damaged:
        found.append(Finding(place, str(damaged)))
    yield from found


def _judge(numbers: Sequence[int], read: Reader, connection: sa.Connection) -> Iterator[Finding]:
    for one in _bundles(connection, numbers):
        yield from one.judge(read)


def _judged_alone(db: sa.Engine, number: int, read: Reader) -> Iterator[Finding]:
    yield from _what_finds(db, partial(_judge, [number], read), _place_of(db, number))


def _place_of(db: sa.Engine, number: int) -> str:
    name = NAMES.where(schema.filings.c.id == number)
    try:
        with reading(db) as connection:
            row = connection.execute(name).first()
    except RegisterDamaged:
        row = None
    return f"{row.reference} v{row.version}" if row else f"filing {number}"


@dataclass(frozen=True)
class _Bundle:
    """One filing with all that hangs on it."""

    filing: sa.RowMapping
    documents: Sequence[Document]
    trail: Trail
    lacks: Sequence[str] = ()

    def judge(self, read: Reader) -> Iterator[Finding]:
        place = f"{self.filing['reference']} v{self.filing['version']}"
        if not isinstance(self.filing["answers"], Mapping):
            yield Finding(place, NO_ANSWERS)
        if not any(one.kind is DocumentKind.ISSUED for one in self.documents):
            yield Finding(place, "has no issued document")
        for document in self.documents:
            problem = self._problem_in(document, read)
            if problem:
                yield Finding(place, f"the {document.kind} document {problem}")
        for problem in (*gaps_in(self.trail), *self.lacks):
            yield Finding(place, problem)

    def _problem_in(self, document: Document, read: Reader) -> str:
        if not isinstance(document.places, Mapping | None):
            return NO_PLACES
        if document.erased_at is not None:
            return ""
        if not document.is_whole:
            return "differs from its SHA-256"
        if document.kind is DocumentKind.SIGNED:
            # Made of pictures: nothing is inside but what they show.
            return ""
        try:
            enclosed = read(document.content)
        except UnreadableDocument as error:
            return f"cannot be read: {error}"
        if enclosed is None:
            return ""
        if (enclosed.reference, enclosed.version) != self._name:
            return f"says that it is {enclosed.reference} v{enclosed.version}"
        if enclosed.answers != self.filing["answers"]:
            return "has other answers inside than were filed"
        return ""

    @property
    def _name(self) -> tuple[str, int]:
        return self.filing["reference"], self.filing["version"]


def _note_filings(numbers: list[int], connection: sa.Connection) -> Iterator[Finding]:
    """Fill in the numbers of all filings, or all that may be when they cannot be listed."""
    number = schema.filings.c.id
    try:
        with one_name_for_failures():
            numbers += connection.scalars(sa.select(number).order_by(number)).all()
    except RegisterDamaged as damaged:
        yield Finding("table filings", str(damaged))
        numbers[:] = range(1, last_numbers(connection).get("filings", 0) + 1)


def _note_arrivals(numbers: list[int], connection: sa.Connection) -> Iterator[Finding]:
    number = schema.arrivals.c.id
    numbers += connection.scalars(sa.select(number).order_by(number)).all()
    return iter(())


def _note_snapshots(numbers: list[int], connection: sa.Connection) -> Iterator[Finding]:
    numbers += snapshots.numbers_of(connection)
    return iter(())


def _note_files(numbers: list[int], connection: sa.Connection) -> Iterator[Finding]:
    numbers += attached.numbers_of(connection)
    return iter(())


def _file(place: str, number: int, connection: sa.Connection) -> Iterator[Finding]:
    for problem in attached.problems_in(connection, number):
        yield Finding(place, problem)


def _paper(place: str, number: int, connection: sa.Connection) -> Iterator[Finding]:
    for problem in problems_in(connection, number):
        yield Finding(place, problem)


def _bundles(connection: sa.Connection, numbers: Sequence[int]) -> Iterator[_Bundle]:
    documents = _grouped(connection, schema.documents, numbers)
    deliveries = _grouped(connection, schema.deliveries, numbers)
    events = _grouped(connection, schema.events, numbers)
    filings = sa.select(schema.filings, schema.cases.c.reference).join(schema.cases)
    filings = filings.where(schema.filings.c.id.in_(numbers))
    for filing in connection.execute(filings.order_by(schema.filings.c.id)).mappings():
        number = filing["id"]
        yield _Bundle(
            filing,
            [document_of_row(row) for row in documents[number] if row["kind"] in KINDS],
            Trail(filing, documents[number], deliveries[number], events[number]),
            list(_lacks(connection, filing, documents[number])),
        )


def _lacks(
    connection: sa.Connection, filing: sa.RowMapping, documents: Sequence[sa.RowMapping]
) -> Iterable[str]:
    if filing["erased_at"] is not None:
        return erasures.left_of(filing, (one["content"] for one in documents))
    return attached.missing_in(connection, filing["id"], filing["answers"])


def _grouped(
    connection: sa.Connection, table: sa.Table, numbers: Sequence[int]
) -> dict[int, list[sa.RowMapping]]:
    """Rows by the filing that they hang on, in the order they were written."""
    found: dict[int, list[sa.RowMapping]] = {number: [] for number in numbers}
    query = table.select().where(table.c.filing_id.in_(numbers)).order_by(table.c.id)
    for row in connection.execute(query).mappings():
        found[row["filing_id"]].append(row)
    return found


def _soundness(connection: sa.Connection) -> Iterator[Finding]:
    """What SQLite itself finds in its file; a server looks after its own."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield Finding(DATABASE, " ".join(line.split()))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding(DATABASE, f"row {row[1]} of {row[0]} points to nothing in {row[2]}")


def _others(connection: sa.Connection) -> Iterator[Finding]:
    """Drafts and other rows that cannot be gone on with; what is wrong with a filing is told by
    its name."""
    if connection.dialect.name == "sqlite":
        for line in rows_without_json(connection, OTHER_JSON_COLUMNS):
            yield Finding(DATABASE, line)


def _versions(connection: sa.Connection) -> Iterator[Finding]:
    """Each case has all its versions, of one form."""
    case, filing = schema.cases.c, schema.filings.c
    query = sa.select(case.reference, case.form, filing.version, filing.form.label("filed_as"))
    versions: dict[str, set[int]] = {}
    for row in connection.execute(query.join_from(schema.cases, schema.filings, isouter=True)):
        if not isinstance(row.version, int):
            yield Finding(str(row.reference), f"has no version: {row.version}")
            continue
        versions.setdefault(row.reference, set()).add(row.version)
        if row.filed_as != row.form:
            yield Finding(row.reference, f"version {row.version} is of another form")
    for reference, found in versions.items():
        for version in sorted(set(range(1, max(found))) - found):
            yield Finding(reference, f"version {version} is not there")


def _references(connection: sa.Connection) -> Iterator[Finding]:
    """Numbers have neither gaps nor doubles, since a number is free again when filing fails."""
    case, counter = schema.cases.c, schema.counters.c
    numbers: dict[tuple[str, int], set[int]] = {}
    for row in connection.execute(sa.select(case.form, case.reference, case.year, case.number)):
        parts = REFERENCE.fullmatch(str(row.reference))
        if parts is None:
            yield Finding(str(row.reference), "is no reference")
            continue
        year, number = int(parts["year"]), int(parts["number"])
        if (row.year, row.number) != (year, number):
            yield Finding(row.reference, f"is kept as number {row.number} of {row.year}")
        numbers.setdefault((row.form, year), set()).add(number)
    for form, year, last in connection.execute(sa.select(counter.form, counter.year, counter.last)):
        given = numbers.pop((form, year), set())
        for number in sorted(set(range(1, last + 1)) - given):
            yield Finding(f"{form} {year}", f"number {number} was given and is not there")
        for number in sorted(given - set(range(1, last + 1))):
            yield Finding(f"{form} {year}", f"number {number} would be given once more")
    for form, year in sorted(numbers):
        yield Finding(f"{form} {year}", "the numbers are not counted")


def _snapshots(connection: sa.Connection) -> Iterator[Finding]:
    """Each that was taken is there."""
    for place, problem in snapshots.missing_in(connection):
        yield Finding(place, problem)


def _snapshot(place: str, number: int, connection: sa.Connection) -> Iterator[Finding]:
    for problem in snapshots.problems_in(connection, number):
        yield Finding(place, problem)


def _erasures(connection: sa.Connection) -> Iterator[Finding]:
    """What was erased is gone, and a protocol tells of it."""
    for place, problem in erasures.problems_in(connection):
        yield Finding(place, problem)


def _event_numbers(connection: sa.Connection) -> Iterator[Finding]:
    """Lines taken out of the trail leave a gap in SQLite's numbers.

    A server's numbers have gaps by nature, also after they were restored into SQLite.
    """
    if connection.dialect.name != "sqlite":
        return
    event = schema.events.c
    restored = sa.select(sa.func.max(event.id)).where(event.kind == EventKind.RESTORED)
    begin = connection.scalar(restored) or 0
    count = sa.select(sa.func.count()).select_from(schema.events).where(event.id > begin)
    gone = last_numbers(connection).get("events", 0) - begin - (connection.scalar(count) or 0)
    if gone:
        yield Finding("events", f"{gone} lines of the trail are gone")
