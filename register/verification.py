"""Verifying the register: documents are whole, say what was filed, and the trail has no gaps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from register import schema
from register.copying import last_numbers
from register.database import one_moment
from register.documents import Document, DocumentKind
from register.events import EventKind
from register.trail import Trail, gaps_in

FILINGS_AT_ONCE = 50

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


Reader = Callable[[bytes], Enclosed | None]
"""Reads a document; None when its form is no longer known. Raises UnreadableDocument."""


def verify_register(db: sa.Engine, read: Reader, tell: Tell) -> Iterator[Finding]:
    """Look at everything, a few filings at a time, while others write.

    Raises RegisterUnavailable.
    """
    with one_moment(db) as connection:
        yield from _soundness(connection)
        yield from _references(connection)
        yield from _event_numbers(connection)
        filings = _filing_numbers(connection)
    for start in range(0, len(filings), FILINGS_AT_ONCE):
        batch = filings[start : start + FILINGS_AT_ONCE]
        with one_moment(db) as connection:
            found = [finding for one in _bundles(connection, batch) for finding in one.judge(read)]
        tell(len(batch), len(filings))
        yield from found


@dataclass(frozen=True)
class _Bundle:
    """One filing with all that hangs on it."""

    filing: sa.RowMapping
    documents: Sequence[Document]
    trail: Trail

    def judge(self, read: Reader) -> Iterator[Finding]:
        place = f"{self.filing['reference']} v{self.filing['version']}"
        if not any(one.kind is DocumentKind.ISSUED for one in self.documents):
            yield Finding(place, "has no issued document")
        for document in self.documents:
            problem = self._problem_in(document, read)
            if problem:
                yield Finding(place, f"the {document.kind} document {problem}")
        for gap in gaps_in(self.trail):
            yield Finding(place, gap)

    def _problem_in(self, document: Document, read: Reader) -> str:
        if not document.is_whole:
            return "differs from its SHA-256"
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


def _filing_numbers(connection: sa.Connection) -> list[int]:
    number = schema.filings.c.id
    return list(connection.scalars(sa.select(number).order_by(number)))


def _bundles(connection: sa.Connection, numbers: Sequence[int]) -> Iterator[_Bundle]:
    documents = _grouped(connection, schema.documents, numbers)
    deliveries = _grouped(connection, schema.deliveries, numbers)
    events = _grouped(connection, schema.events, numbers)
    filings = schema.filings.select().where(schema.filings.c.id.in_(numbers))
    for filing in connection.execute(filings.order_by(schema.filings.c.id)).mappings():
        number = filing["id"]
        yield _Bundle(
            filing,
            [_document(row) for row in documents[number]],
            Trail(filing, documents[number], deliveries[number], events[number]),
        )


def _document(row: sa.RowMapping) -> Document:
    columns = dict(row)
    return Document(**(columns | {"kind": DocumentKind(columns["kind"])}))


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
            yield Finding("database file", line)
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("database file", f"row {row[1]} of {row[0]} points to nothing in {row[2]}")


def _references(connection: sa.Connection) -> Iterator[Finding]:
    """Numbers have neither gaps nor doubles, since a number is free again when filing fails."""
    filing, counter = schema.filings.c, schema.counters.c
    versions: dict[str, list[int]] = {}
    numbers: dict[tuple[str, int], set[int]] = {}
    for row in connection.execute(sa.select(filing.form, filing.reference, filing.version)):
        _, year, number = row.reference.rsplit("-", 2)
        versions.setdefault(row.reference, []).append(row.version)
        numbers.setdefault((row.form, int(year)), set()).add(int(number))
    for reference, found in versions.items():
        for version in sorted(set(range(1, max(found))) - set(found)):
            yield Finding(reference, f"version {version} is not there")
    for form, year, last in connection.execute(sa.select(counter.form, counter.year, counter.last)):
        given = numbers.pop((form, year), set())
        for number in sorted(set(range(1, last + 1)) - given):
            yield Finding(f"{form} {year}", f"number {number} was given and is not there")
        for number in sorted(given - set(range(1, last + 1))):
            yield Finding(f"{form} {year}", f"number {number} would be given once more")
    for form, year in sorted(numbers):
        yield Finding(f"{form} {year}", "the numbers are not counted")


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
