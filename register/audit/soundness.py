"""Whether the register can serve: sound as far as a glance tells, and with room for one more."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading, writing
from register.errors import RegisterDamaged, RegisterUnavailable

# What is larger cannot be read through while somebody waits; `verify` does that by night.
GLANCE_BYTES = 64 * 1024 * 1024
# What a filing with its documents takes, and what is tried on the disk.
ROOM_BYTES = 512 * 1024
TRIED_BYTES = 64 * 1024
LEAST_FREE_BYTES = 4 * 1024 * 1024
# What each column of JSON holds, by the name that SQLite gives to its kind.
_OBJECTS = (
    schema.filings.c.answers,
    schema.events.c.facts,
    schema.drafts.c.typed,
    schema.documents.c.places,
    schema.letters.c.facts,
    schema.arrivals.c.facts,
    schema.sheets.c.facts,
)
_LISTS = (schema.paper_marks.c.signers, schema.sessions.c.roles, schema.api_tokens.c.scopes)
JSON_COLUMNS = dict.fromkeys(_OBJECTS, "object") | dict.fromkeys(_LISTS, "array")
# Those of which no filing tells by its name that they are damaged.
OTHER_JSON_COLUMNS = (
    *(schema.drafts.c.typed, schema.letters.c.facts, *_LISTS),
    *(schema.arrivals.c.facts, schema.sheets.c.facts),
)


def refuse_unsound(db: sa.Engine, now: datetime) -> None:
    """Raise RegisterUnavailable, with a line that says why, when nobody can file.

    Raises RegisterDamaged when what is there can no longer be read.
    """
    refuse_damaged(db)
    if db.dialect.name == "sqlite":
        _refuse_full_disk(db)
    _write(db, now)


def refuse_damaged(db: sa.Engine) -> None:
    """Raise RegisterDamaged when a glance at the file shows that not all can be read.

    A server looks after its own. Raises RegisterUnavailable.
    """
    if db.dialect.name == "sqlite":
        with reading(db) as connection:
            _look_through(connection)


def _look_through(connection: sa.Connection) -> None:
    if _pragma(connection, "page_count") * _pragma(connection, "page_size") > GLANCE_BYTES:
        _look_at_the_ends(connection)
        return
    for (line,) in connection.exec_driver_sql("PRAGMA quick_check(1)"):
        if line != "ok":
            raise RegisterDamaged(f"the database file is damaged: {' '.join(line.split())}")
    for line in rows_without_json(connection):
        raise RegisterDamaged(line)


def _pragma(connection: sa.Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


def _look_at_the_ends(connection: sa.Connection) -> None:
    """Go down each table on both sides: a table whose upper pages are damaged cannot be used."""
    for table in schema.metadata.sorted_tables:
        for side in ("rowid", "rowid DESC"):
            connection.execute(sa.select(table).order_by(sa.text(side)).limit(1)).first()


def rows_without_json(
    connection: sa.Connection, columns: Iterable[sa.Column[Any]] = tuple(JSON_COLUMNS)
) -> Iterator[str]:
    """A line for each row of an SQLite register whose JSON is none, or of another kind."""
    for column in columns:
        expected = JSON_COLUMNS[column]
        # Not in one condition: json_type stumbles over what is no JSON.
        kind = sa.case((sa.func.json_valid(column) == 1, sa.func.json_type(column)), else_="none")
        number: sa.ColumnClause[int] = sa.literal_column(f"{column.table.name}.rowid")
        odd = sa.select(number).select_from(column.table)
        odd = odd.where(column.is_not(None), kind != expected)
        for found in connection.scalars(odd):
            where = f"row {found} of {column.table.name}"
            yield f"{where} is damaged: {column.name} is no JSON {expected}"


def _refuse_full_disk(db: sa.Engine) -> None:
    disk = os.statvfs(Path(str(db.url.database)).parent)
    with reading(db) as connection:
        spare = _pragma(connection, "max_page_count") - _pragma(connection, "page_count")
        pages = spare + _pragma(connection, "freelist_count")
        has_room = pages * _pragma(connection, "page_size") >= ROOM_BYTES
    if not has_room or disk.f_bavail * disk.f_frsize < LEAST_FREE_BYTES:
        raise RegisterUnavailable("the disk is full")


def _write(db: sa.Engine, now: datetime) -> None:
    """Write something and take it away: a disk says only then what it can bear."""
    name = "room".ljust(TRIED_BYTES, ".")
    with writing(db) as connection:
        connection.execute(sa.insert(schema.chores), {"name": name, "due_at": now})
        connection.execute(sa.delete(schema.chores).where(schema.chores.c.name == name))
