"""Backup and restore: the whole register in one file, whichever database it lives in.

A backup is an SQLite file with the same tables as the register, so that any machine can open it
in many years, and either database can be restored from it. It is made while others write, and
read back before it gets its name.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from alembic.util import CommandError

from register import backup_file
from register.backup_file import About, Backup, Tell
from register.copying import (
    TABLES,
    copy_table,
    count_rows,
    fingerprint,
    last_numbers,
    set_last_numbers,
)
from register.database import is_current, migrate, one_moment, writing
from register.errors import BackupDamaged, BackupRefused
from register.events import EventKind, add_event


def back_up(
    db: sa.Engine, path: Path, *, kept: Mapping[str, str], now: datetime, tell: Tell
) -> Backup:
    """Write one moment of the register, and what else is to be `kept`, into a new file.

    Others may write meanwhile. The file appears only when it is whole, and has been read back.
    Documents that were damaged before are kept as they are and named in the answer. Raises
    BackupRefused, RegisterUnavailable.
    """
    if not is_current(db):
        raise BackupRefused("the register must be migrated first")
    with backup_file.unfinished(path) as beside:
        with backup_file.private_register(beside) as copy:
            migrate(copy)
            _fill(db, copy, kept, now, tell)
        return backup_file.check(beside, tell, passes=2)


def _fill(
    db: sa.Engine, copy: sa.Engine, kept: Mapping[str, str], now: datetime, tell: Tell
) -> None:
    with one_moment(db) as source, writing(copy) as target:
        told = partial(backup_file.tell_rows, tell, 2 * count_rows(source))
        prints = {table.name: str(copy_table(source, target, table, told)) for table in TABLES}
        numbers = last_numbers(source)
        set_last_numbers(target, numbers)
        moment = now.isoformat(timespec="seconds")
        backup_file.describe(target, About(moment, prints, numbers, dict(kept)))


def restore(
    db: sa.Engine,
    path: Path,
    *,
    give_back: Callable[[Mapping[str, str]], None],
    now: datetime,
    tell: Tell,
    damaged_too: bool = False,
) -> Backup:
    """Fill an empty register from a backup, in one transaction, and compare both row by row.

    Tables are made when there are none. `give_back` gets what else was kept; when it raises,
    nothing is restored. Raises BackupDamaged unless `damaged_too`, BackupRefused,
    RegisterUnavailable.
    """
    backup = backup_file.check(path, tell, passes=3)
    if backup.damage and not damaged_too:
        raise BackupDamaged(backup.damage)
    migrate(db)
    told = partial(backup_file.tell_rows, tell, 3 * backup.about.rows)
    with _as_of_today(path) as file, backup_file.opened(file) as source, writing(db) as target:
        _hold_still(target)
        _refuse_unless_empty(target)
        _pour(source, target, told)
        set_last_numbers(target, backup.about.last_numbers)
        about = backup.about
        add_event(target, EventKind.RESTORED, now, made_at=about.made_at, rows=about.rows)
        give_back(about.kept)
    return backup


def _pour(source: sa.Connection, target: sa.Connection, told: Callable[[int], None]) -> None:
    for table in TABLES:
        poured = copy_table(source, target, table, told)
        if fingerprint(target, table, told) != poured:
            raise BackupRefused(f"the database keeps table {table.name} other than it was given")


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
        with backup_file.private_register(newer) as register:
            try:
                migrate(register)
            except CommandError as error:
                raise BackupRefused(f"{path} was made by a newer version") from error
        yield newer


def _hold_still(connection: sa.Connection) -> None:
    """Let nobody file in between; SQLite has one writer at a time anyhow."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in TABLES)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _refuse_unless_empty(connection: sa.Connection) -> None:
    if count_rows(connection) > 0:
        raise BackupRefused("the register is not empty; restore only into an empty one")
