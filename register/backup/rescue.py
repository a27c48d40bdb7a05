"""Copying what can still be read out of a table that is damaged, row by row."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

from register.backup.copying import (
    COPIED,
    TABLES,
    Fingerprint,
    Told,
    as_storable,
    copy_table,
    count_rows,
    last_numbers,
)
from register.database import one_name_for_failures
from register.errors import RegisterDamaged

MOST_NUMBERS = 10


def count_readable(connection: sa.Connection) -> int:
    """Return how many rows the tables hold together; one that is damaged counts as empty."""
    count = 0
    for table in TABLES:
        with suppress(RegisterDamaged), one_name_for_failures():
            count += count_rows(connection, [table])
    return count


def copy_or_rescue(
    source: sa.Connection,
    target: sa.Connection,
    table: sa.Table,
    told: Told,
    damage: list[str],
) -> Fingerprint:
    """Copy a table; when it is damaged, whatever can be read, with a line in `damage` for the rest.

    A server looks after its own files: damage there is raised as RegisterDamaged.
    """
    try:
        # What was copied before the damage was met is taken back; events refuse to be deleted.
        with one_name_for_failures(), target.begin_nested():
            return copy_table(source, target, table, told)
    except RegisterDamaged:
        if source.dialect.name != "sqlite":
            raise
    return _Rescue(source, target, table).run(told, damage)


class _Rescue:
    """One table, read by the numbers that SQLite gives to rows."""

    def __init__(self, source: sa.Connection, target: sa.Connection, table: sa.Table) -> None:
        self.source, self.target, self.table = source, target, table
        self.lost: list[int] = []
        self.mended: list[int] = []
        self.most = ""

    def run(self, told: Told, damage: list[str]) -> Fingerprint:
        seen = Fingerprint()
        for number in range(1, self._last() + 1):
            row = self._row(number)
            if row is not None:
                storable = as_storable(row)
                seen.add(storable)
                self.target.execute(sa.insert(self.table), storable)
                told(1)
        damage += self._told()
        return seen

    def _told(self) -> Iterator[str]:
        name = self.table.name
        if self.lost:
            yield f"{self.most}{len(self.lost)} rows of {name} cannot be read: {_first(self.lost)}"
        if self.mended:
            what = "hold text that is no UTF-8, kept with marks in its place"
            yield f"{len(self.mended)} rows of {name} {what}: {_first(self.mended)}"

    def _last(self) -> int:
        """The highest number a row can have, also when the end of the table cannot be read."""
        try:
            with one_name_for_failures():
                highest = sa.select(sa.func.max(sa.text("rowid"))).select_from(self.table)
                return self.source.scalar(highest) or 0
        except RegisterDamaged:
            given = last_numbers(self.source)
            if self.table.name in given:
                return given[self.table.name]
            # No filing has more than a few rows in any table.
            self.most = "up to "
            return 10 * max(given.values(), default=0)

    def _row(self, number: int) -> sa.RowMapping | None:
        try:
            return self._read(number)
        except RegisterDamaged:
            try:
                with _any_text(self.source):
                    row = self._read(number)
            except RegisterDamaged:
                self.lost.append(number)
                return None
        self.mended.append(number)
        return row

    def _read(self, number: int) -> sa.RowMapping | None:
        copied = COPIED.get(self.table.name, sa.true())
        query = sa.select(self.table).where(sa.text("rowid = :number"), copied)
        with one_name_for_failures():
            return self.source.execute(query, {"number": number}).mappings().first()


@contextmanager
def _any_text(connection: sa.Connection) -> Iterator[None]:
    """Read text whose bytes are not UTF-8, with U+FFFD where they are not."""
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    strict: Callable[[bytes], str] | type[str] = driver.text_factory
    driver.text_factory = lambda raw: raw.decode(errors="replace")
    try:
        yield
    finally:
        driver.text_factory = strict


def _first(numbers: list[int]) -> str:
    more = " …" if len(numbers) > MOST_NUMBERS else ""
    return ", ".join(map(str, numbers[:MOST_NUMBERS])) + more
