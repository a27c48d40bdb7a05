"""Backup and restore: the whole register in one file, whichever database it lives in.

A backup is an SQLite file with the same tables as the register, so that any machine can open it
in many years, and either database can be restored from it. It is made while others write, and
read back before it gets its name.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from register import schema
from register.actors import OPERATOR
from register.audit.soundness import rows_without_json
from register.backup import file as backup_file
from register.backup.copying import (
    TABLES,
    Told,
    copy_table,
    count_rows,
    fingerprint,
    last_numbers,
    set_last_numbers,
)
from register.backup.file import About, Backup, Tell
from register.backup.rescue import copy_or_rescue, count_readable
from register.backup.seal import add_seal, remove_seal
from register.database import is_current, migrate, snapshot, writing
from register.errors import BackupDamaged, BackupRefused, RegisterTooNew, RegisterUnavailable
from register.events import EventKind, add_event
from register.index import want_index
from version import VERSION


def back_up(
    db: sa.Engine,
    path: Path,
    *,
    secret: str,
    kept: Mapping[str, str],
    now: datetime,
    tell: Tell,
) -> Backup:
    """Write one moment of the register, and what else is to be `kept`, into a new file.

    It is sealed under `secret`, the key of the installation.

    Others may write meanwhile. The file appears only when it is whole, and has been read back.
    What was damaged before is kept as it is, or left out where it cannot be read, and named in the
    answer. Raises BackupRefused, RegisterUnavailable.
    """
    if not is_current(db):
        raise BackupRefused("the register must be migrated first")
    with backup_file.unfinished(path) as beside:
        with backup_file.private_register(beside) as copy:
            migrate(copy)
            _fill(db, copy, kept, now, tell)
        add_seal(beside, secret)
        return backup_file.check(beside, secret, tell, passes=2)


def _fill(
    db: sa.Engine, copy: sa.Engine, kept: Mapping[str, str], now: datetime, tell: Tell
) -> None:
    with snapshot(db) as source, writing(copy) as target:
        told = partial(backup_file.tell_rows, tell, 2 * count_readable(source))
        damage: list[str] = []
        prints = {
            table.name: str(copy_or_rescue(source, target, table, told, damage)) for table in TABLES
        }
        damage += rows_without_json(target)
        numbers = last_numbers(source)
        set_last_numbers(target, numbers)
        moment = now.isoformat(timespec="seconds")
        backup_file.describe(target, About(moment, prints, numbers, dict(kept), damage, VERSION))


def restore(
    db: sa.Engine,
    path: Path,
    *,
    secret: str,
    give_back: Callable[[Mapping[str, str]], None],
    now: datetime,
    tell: Tell,
    damaged_too: bool = False,
) -> Backup:
    """Fill an empty register from a backup, in one transaction, and compare both row by row.

    `secret` is the key of this installation. Tables are made when there are none. `give_back` gets
    what else was kept; when it raises, nothing is restored. Raises BackupDamaged unless
    `damaged_too`, BackupRefused, RegisterUnavailable.
    """
    backup = backup_file.check(path, secret, tell, passes=3)
    if backup.damage and not damaged_too:
        raise BackupDamaged(backup.damage)
    migrate(db)
    told = partial(backup_file.tell_rows, tell, 3 * backup.about.rows)
    with _as_of_today(path) as file, backup_file.opened(file) as source, writing(db) as target:
        _hold_still(target)
        _refuse_unless_empty(target)
        # To sign in to what is empty.
        target.execute(sa.delete(schema.letters))
        left_out = _pour(source, target, told, damaged_too=bool(backup.damage))
        # Of tables that are younger than the backup only the migrated file knows.
        set_last_numbers(target, last_numbers(source) | dict(backup.about.last_numbers))
        about = backup.about
        kind = EventKind.RESTORED
        add_event(target, kind, now, OPERATOR, made_at=about.made_at, rows=about.rows)
        want_index(target)
        give_back(about.kept)
    return replace(backup, damage=(*backup.damage, *left_out))


def _pour(
    source: sa.Connection, target: sa.Connection, told: Told, *, damaged_too: bool
) -> list[str]:
    """Copy all tables; return lines about rows that point to what is lost and were left out."""
    orphans = Orphans()
    _refuse_other_columns(source)
    for table in TABLES:
        keep = partial(orphans.keep, table) if damaged_too else lambda row: True
        poured = copy_table(source, target, table, told, keep)
        if fingerprint(target, table, told) != poured:
            raise BackupRefused(f"the database keeps table {table.name} other than it was given")
    return orphans.told()


def _refuse_other_columns(source: sa.Connection) -> None:
    there = sa.inspect(source)
    for table in TABLES:
        names = {column["name"] for column in there.get_columns(table.name)}
        if not names >= set(table.columns.keys()):
            raise BackupRefused(f"the backup's table {table.name} has other columns")


class Orphans:
    """Keeps rows that point to rows which were kept, and counts the others."""

    def __init__(self) -> None:
        self._kept: dict[str, set[int]] = {}
        self._left_out: Counter[str] = Counter()

    def keep(self, table: sa.Table, row: sa.RowMapping) -> bool:
        """Say whether to keep a row; those it may point to must have been asked for before."""
        for key in table.foreign_keys:
            there = self._kept.get(key.column.table.name, set())
            if row[key.parent.name] is not None and row[key.parent.name] not in there:
                self._left_out[table.name] += 1
                return False
        if "id" in row:
            self._kept.setdefault(table.name, set()).add(row["id"])
        return True

    def told(self) -> list[str]:
        """A line for each table in which something was left out."""
        words = "rows that point to nothing were left out"
        return [f"table {name}: {count} {words}" for name, count in self._left_out.items()]


@contextmanager
def _as_of_today(path: Path) -> Iterator[Path]:
    """Give a backup with the tables of this version: an older one is copied and migrated."""
    with tempfile.TemporaryDirectory() as folder:
        with backup_file.opened(path) as connection:
            is_of_today = is_current(connection.engine)
        if is_of_today:
            yield path
            return
        newer = Path(folder) / "backup"
        shutil.copyfile(path, newer)
        remove_seal(newer)
        with backup_file.private_register(newer) as register:
            try:
                migrate(register)
            except RegisterTooNew as error:
                raise BackupRefused(f"{path} was made by a newer version") from error
            except (RegisterUnavailable, *backup_file.ODD) as error:
                words = f"{path} cannot be read as a backup of an older version"
                raise BackupRefused(words) from error
        yield newer


def _hold_still(connection: sa.Connection) -> None:
    """Let nobody file in between; SQLite has one writer at a time anyhow."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in TABLES)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _refuse_unless_empty(connection: sa.Connection) -> None:
    if count_rows(connection, [one for one in TABLES if one is not schema.letters]) > 0:
        raise BackupRefused("the register is not empty; restore only into an empty one")
