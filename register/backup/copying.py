"""Copying whole tables from one database into another, and proving that both hold the same."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCLASS

from register import schema
from register.deliveries import is_undelivered
from register.letters import AWAITED, LetterKind

# Documents may weigh megabytes each, and every row of a batch is held in memory.
ROWS_AT_ONCE = 50
# Files that came weigh tens of megabytes, and pictures of sheets one.
_AT_ONCE = {"arrivals": 1, "attached_files": 1, "attached_pages": 10, "sheets": 10}
_AT_ONCE |= {"snapshots": 1, "snapshot_files": 1}
# What belongs to the installation begins anew, what follows from the rest is made anew, and nobody
# stays signed in.
_LEFT_OUT = (
    schema.chores,
    schema.mailbox,
    schema.hits,
    schema.case_index,
    schema.case_texts,
    schema.case_people,
    schema.case_named,
    schema.sessions,
    schema.sign_in_requests,
)
# In an order in which a row never comes before the one it points to.
TABLES = tuple(one for one in schema.metadata.sorted_tables if one not in _LEFT_OUT)

# Those whose rows the database numbers by itself. Reminders keep the numbers of letters that are
# not there any more: a new letter with such a number would tell of what another was about.
_NUMBERED = tuple(one.name for one in TABLES if "id" in one.c)

# Of letters only those that wait, and that nothing would queue anew: one that was asked for by hand
# goes after a restore, perhaps for the second time, for two letters do less harm than none. For the
# same reason nobody counts as reminded whose letter waits: they are reminded again.
_QUEUED_ANEW = (*AWAITED, LetterKind.DUTY_REMINDER)
_WAITS = is_undelivered(schema.letters)
COPIED: Mapping[str, sa.ColumnElement[bool]] = {
    "letters": sa.and_(_WAITS, schema.letters.c.kind.not_in(_QUEUED_ANEW)),
    "reminders": ~sa.exists().where(schema.letters.c.id == schema.reminders.c.letter_id, _WAITS),
}

Told = Callable[[int], None]
"""Is told of so many rows more."""


@dataclass
class Fingerprint:
    """A digest of rows that does not hang on their order; `rows` is how many they were."""

    rows: int = 0
    total: int = 0

    def add(self, row: Mapping[Any, Any]) -> None:
        """Count one more row in."""
        text = json.dumps(dict(row), default=_plain, sort_keys=True)
        digest = hashlib.sha256(text.encode()).digest()
        self.total = (self.total + int.from_bytes(digest, "big")) % 2**256
        self.rows += 1

    def __str__(self) -> str:
        return f"{self.rows}:{self.total:064x}"


def _plain(value: Any) -> str:
    """A value that JSON does not know, written alike whichever database it came from."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"the register holds no {type(value).__name__}")


def copy_table(
    source: sa.Connection,
    target: sa.Connection,
    table: sa.Table,
    told: Told,
    keep: Callable[[sa.RowMapping], bool] = lambda row: True,
) -> Fingerprint:
    """Copy all rows that go into a backup, or those of them to `keep`, and return the fingerprint
    of what was written."""
    seen = Fingerprint()
    with _batches(source, table, COPIED.get(table.name)) as batches:
        for batch in batches:
            kept = [row for row in batch if keep(row)]
            _write(target, table, kept, seen)
            told(len(batch))
    return seen


def _write(
    target: sa.Connection, table: sa.Table, rows: Sequence[sa.RowMapping], seen: Fingerprint
) -> None:
    storable = [as_storable(row) for row in rows]
    for row in storable:
        seen.add(row)
    if storable:
        target.execute(sa.insert(table), storable)


def as_storable(row: sa.RowMapping) -> dict[str, Any]:
    """A row as any database takes it: a damaged SQLite file may hold text where bytes should be."""
    columns: dict[str, Any] = dict(row)
    for name in ("content", "picture", "small"):
        if isinstance(columns.get(name), str):
            columns[name] = columns[name].encode()
    return columns


def fingerprint(
    connection: sa.Connection,
    table: sa.Table,
    told: Told,
    look: Callable[[sa.RowMapping], None] = lambda row: None,
) -> Fingerprint:
    """Read all rows of a table, of the register's or a reflected one, and `look` at each."""
    seen = Fingerprint()
    with _batches(connection, table) as batches:
        for batch in batches:
            for row in batch:
                seen.add(row)
                look(row)
            told(len(batch))
    return seen


@contextmanager
def _batches(
    connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool] | None = None
) -> Iterator[Iterator[Sequence[sa.RowMapping]]]:
    """Give all rows, or some, a few at a time; the server's cursor is closed whatever happens."""
    every = sa.select(table).order_by(*table.primary_key.columns)
    if which is not None:
        every = every.where(which)
    at_once = _AT_ONCE.get(table.name, ROWS_AT_ONCE)
    with connection.execute(every, execution_options={"yield_per": at_once}) as found:
        yield found.mappings().partitions()


def count_rows(connection: sa.Connection, tables: Iterable[sa.Table] = TABLES) -> int:
    """Return how many rows the tables hold together."""
    counts = (sa.select(sa.func.count()).select_from(table) for table in tables)
    return sum(connection.scalar(count) or 0 for count in counts)


def last_numbers(connection: sa.Connection) -> dict[str, int]:
    """Return the highest number that each table ever gave to a row, also to one since removed."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
        return {row[0]: row[1] for row in rows}
    found = {}
    for name in _NUMBERED:
        sequence = sa.select(sa.func.pg_get_serial_sequence(name, "id")).scalar_subquery()
        last = connection.scalar(sa.select(sa.func.pg_sequence_last_value(sequence.cast(REGCLASS))))
        found[name] = int(last or 0)
    return found


def set_last_numbers(connection: sa.Connection, numbers: Mapping[str, int]) -> None:
    """Let each table go on after the number given, so that none is ever used twice."""
    for name, number in numbers.items():
        if name in _NUMBERED and number > 0:
            _set_last_number(connection, name, number)


def _set_last_number(connection: sa.Connection, name: str, number: int) -> None:
    if connection.dialect.name == "sqlite":
        facts = {"name": name, "number": number}
        forget = sa.text("DELETE FROM sqlite_sequence WHERE name = :name")
        connection.execute(forget, {"name": name})
        note = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)")
        connection.execute(note, facts)
        return
    sequence = sa.func.pg_get_serial_sequence(name, "id")
    connection.execute(sa.select(sa.func.setval(sequence, number)))
