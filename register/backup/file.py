"""The file of a backup: an SQLite database with the register's tables and a page about itself."""

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event, exc

from register import schema
from register.backup.copying import TABLES, fingerprint
from register.backup.seal import Seal, seal_of
from register.database import open_database
from register.embedded import json_or_text
from register.errors import BackupRefused, cause_of

# What somebody else's file makes of reading it, and of writing what was read.
ODD = (exc.SQLAlchemyError, ValueError, TypeError, LookupError, OverflowError, RecursionError)
# Of a row, in either database.
HIGHEST_NUMBER = 2**31 - 1
# The name under which the secret key is kept, when it is.
KEPT_KEY = "secret_key"
Tell = Callable[[int, int], None]
"""Is told how many rows were just handled, and how many there are to handle in all."""

_about = sa.Table(
    "backup",
    sa.MetaData(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
)


@dataclass(frozen=True)
class About:
    """What a backup says about itself.

    `tables` are fingerprints by table, `last_numbers` see register.backup.copying, `kept` whatever
    the register itself does not hold, `lost` a line for each thing that could not be read when it
    was made. `made_at` is UTC in ISO 8601, `made_by` the version, empty before 0.2.0.
    """

    made_at: str
    tables: Mapping[str, str]
    last_numbers: Mapping[str, int]
    kept: Mapping[str, str] = field(repr=False)
    lost: Sequence[str] = ()
    made_by: str = ""

    @property
    def rows(self) -> int:
        """How many rows the register had."""
        return sum(int(print_.partition(":")[0]) for print_ in self.tables.values())


@dataclass(frozen=True)
class Backup:
    """A backup that was read through. `damage` has a line for everything that is not whole."""

    about: About
    documents: int
    damage: tuple[str, ...]
    seal: Seal


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Give a new file beside `path` that takes its name when all went well, else goes away."""
    if path.exists():
        raise BackupRefused(f"there already is a file {path}")
    beside = path.with_name(f".{path.name}.unfinished")
    try:
        beside.unlink(missing_ok=True)
        # Whoever may read it may read everything that was ever filed.
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL, mode=0o600))
        yield beside
        _to_disk(beside)
        beside.replace(path)
        _to_disk(path.parent)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be written: {cause_of(error)}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def private_register(path: Path) -> Iterator[sa.Engine]:
    """Open a file that nobody else knows as a register: fast, and safe only once it is closed."""
    engine = open_database(sa.URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _without_journal)
    try:
        yield engine
    finally:
        engine.dispose()


def _without_journal(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")
    # What points to a row that is lost is worth keeping, too.
    connection.execute("PRAGMA foreign_keys = OFF")


@contextmanager
def opened(path: Path) -> Iterator[sa.Connection]:
    """Open a backup for reading; nothing is written, not even beside it."""
    try:
        is_file = path.is_file()
        if is_file:
            # SQLite would not say who may not read it.
            path.open("rb").close()
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {cause_of(error)}") from error
    if not is_file:
        raise BackupRefused(f"there is no file {path}")
    address = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro&immutable=1"
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True),
        json_deserializer=json_or_text,
        hide_parameters=True,
    )
    try:
        with engine.connect() as connection:
            yield connection
    except ODD as error:
        words = f"{path} cannot be read as a backup ({type(error).__name__})"
        raise BackupRefused(words) from error
    finally:
        engine.dispose()


def describe(connection: sa.Connection, about: About) -> None:
    """Write into the backup what it is."""
    _about.create(connection)
    rows = [{"name": name, "value": value} for name, value in asdict(about).items()]
    connection.execute(sa.insert(_about), rows)


def about(connection: sa.Connection) -> About:
    """Return what the backup says about itself."""
    found = {row.name: row.value for row in connection.execute(sa.select(_about))}
    return _understood(found)


def _understood(found: Mapping[str, Any]) -> About:
    """What a file says about itself, when it says it in a way that can be used."""
    names = {part.name for part in fields(About)}
    if set(found) | {"lost", "made_by"} != names:
        raise BackupRefused("the backup does not say what it holds")
    told = About(**found)
    is_usable = (
        isinstance(told.made_at, str)
        and isinstance(told.made_by, str)
        and _is_of(told.tables, str)
        and "documents" in told.tables
        and all(re.fullmatch(r"[0-9]{1,18}:[0-9a-f]{64}", one) for one in told.tables.values())
        and _is_of(told.last_numbers, int)
        and all(0 <= number <= HIGHEST_NUMBER for number in told.last_numbers.values())
        and _is_of(told.kept, str)
        and isinstance(told.lost, list | tuple)
    )
    if not is_usable:
        raise BackupRefused("what the backup says about itself cannot be understood")
    return told


def _is_of(found: object, kind: type) -> bool:
    return isinstance(found, dict) and all(type(value) is kind for value in found.values())


def check(path: Path, secret: str, tell: Tell, passes: int = 1) -> Backup:
    """Read a backup through and compare it with its seal and with what it says about itself.

    `secret` is the key of this installation, under which it may have been sealed. This is one of
    `passes` equal parts of the caller's work. Raises BackupRefused when the file cannot be read at
    all; what can be read and is not as it was written is in `damage`.
    """
    with opened(path) as connection:
        told = about(connection)
        damage = [str(line) for line in told.lost]
        tell_of = partial(tell_rows, tell, told.rows * passes)
        for table in _tables(connection, told.tables):
            found = fingerprint(connection, table, tell_of, partial(_look, damage))
            if str(found) != told.tables[table.name]:
                damage.append(f"table {table.name} differs from what was backed up")
    seal = seal_of(path, secret, told.kept.get(KEPT_KEY, ""))
    if seal is Seal.BROKEN:
        damage.insert(0, "the seal does not match: the file was changed after it was made")
    documents = int(told.tables["documents"].partition(":")[0])
    return Backup(told, documents, tuple(damage), seal)


def tell_rows(tell: Tell, rows_in_all: int, rows: int) -> None:
    """Tell of `rows` more."""
    tell(rows, rows_in_all)


def _look(damage: list[str], row: sa.RowMapping) -> None:
    is_kept = "sha256" in row and "content" in row and row.get("erased_at") is None
    if is_kept and not _is_whole(row["content"], row["sha256"]):
        # Documents are of a kind, other files are not.
        kind = f" ({row['kind']})" if "kind" in row else ""
        damage.append(f"document {row['name']}{kind} differs from its SHA-256")


def _is_whole(content: object, sha256: str) -> bool:
    return isinstance(content, bytes) and hashlib.sha256(content).hexdigest() == sha256


def _tables(connection: sa.Connection, names: Mapping[str, str]) -> list[sa.Table]:
    """The tables as they stand in the file, which an older version may have made."""
    found = sa.MetaData()
    found.reflect(connection)
    # Versions before this one kept no letters, and told of none.
    known = {table.name for table in TABLES if table.name in names or table is not schema.letters}
    there = set(found.tables)
    # One that only older versions had is looked at as well, and goes when the file is migrated.
    odd = (set(names) - there) | ((known & there) - set(names))
    if odd:
        raise BackupRefused(f"the backup does not have the tables it tells of: {min(odd)}")
    return [found.tables[name] for name in names]
