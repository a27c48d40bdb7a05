"""The embedded database: one SQLite file for one machine (WAL, foreign keys, full sync)."""

import json
import os
import re
import sqlite3
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc, pool

from register.errors import RegisterDamaged, RegisterMissing, RegisterUnavailable

# Execution options of a connection that will write, and of the engine whose threads take turns.
WRITES = "register_writes"
TURN = "register_turn"
_ASK_AGAIN_SECONDS = 0.001
_LARGEST_JOURNAL = 16 * 1024 * 1024
# The lowest byte of an extended result code.
PRIMARY = 0xFF
_IS_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# What code of another version than the tables are of meets.
_IS_OF_OTHER_TABLES = re.compile("^no such (table|column)|^table [a-z_]+ has no column named")
_WORDS = {
    sqlite3.SQLITE_BUSY: "the database is locked by somebody else",
    sqlite3.SQLITE_LOCKED: "the database is locked by somebody else",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the database can be read only",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk does not answer",
}


class Turn:
    """Lets one thread of the process after the other write; the others sleep until it is done."""

    def __init__(self, wait_seconds: float) -> None:
        self._lock = Lock()
        self._wait_seconds = wait_seconds

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._wait_seconds):
            raise RegisterUnavailable("others have written for too long")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def failure_of(error: sqlite3.Error) -> RegisterUnavailable | None:
    """What went wrong in the words of the register, or None when the statement is to blame.

    The driver's own words may hold what was filed, and are not passed on (sqlite.org/rescode.html).
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        is_text = str(error).startswith("Could not decode to UTF-8")
        return (
            RegisterDamaged("a text in it is no UTF-8, and damaged; verify says where")
            if is_text
            else None
        )
    if code & PRIMARY in _IS_DAMAGED:
        return RegisterDamaged(f"the database file is damaged: {error}")
    if code & PRIMARY == sqlite3.SQLITE_ERROR and _IS_OF_OTHER_TABLES.search(str(error)):
        return RegisterUnavailable("the register must be migrated")
    words = _WORDS.get(code & PRIMARY)
    return RegisterUnavailable(words) if words else None


def json_or_text(stored: Any) -> Any:
    """What a column of JSON holds, or its text as it stands when it is none.

    An SQLite file keeps whatever is written into it, and a backup keeps that too; those who read
    one row look at the type, and know which row they read.
    """
    try:
        return json.loads(stored)
    except (ValueError, TypeError, RecursionError):
        return stored if isinstance(stored, str) else repr(stored)


def open_embedded(url: sa.URL, wait_seconds: float, *, makes_file: bool) -> sa.Engine:
    """Return an engine for a file, or for SQLite's memory; see `register.database`."""
    engine = sa.create_engine(
        url,
        connect_args={"timeout": wait_seconds},
        pool_timeout=wait_seconds,
        hide_parameters=True,
        json_deserializer=json_or_text,
        execution_options={TURN: Turn(wait_seconds)},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    path = file_of(url)
    if path is not None:
        before = partial(make_file if makes_file else _refuse_no_file, path)
        event.listen(engine, "do_connect", before)
        event.listen(engine, "checkout", partial(_refuse_lost_file, path))
    event.listen(engine, "begin", partial(_begin_sqlite, wait_seconds=wait_seconds))
    return engine


def file_of(url: sa.URL) -> Path | None:
    """The file that SQLite keeps, or None for its memory and for a server."""
    is_file = url.get_backend_name() == "sqlite" and url.database
    return (
        Path(str(url.database)) if is_file and not str(url.database).startswith("file:") else None
    )


def make_file(path: Path, *_: object) -> None:
    """Make a new file readable for nobody else; SQLite gives its other files the same mode."""
    # Where it cannot be made, SQLite says why.
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _refuse_no_file(path: Path, *_: object) -> None:
    if not os.path.lexists(path):
        raise RegisterMissing(path)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not open transactions by itself: _begin_sqlite does it, and says which kind.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # What is removed is overwritten: not every build of SQLite does so unasked.
    connection.execute("PRAGMA secure_delete = ON")
    # A filing with ten photographs leaves a hundred megabytes there, and SQLite would keep them.
    connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_JOURNAL}")


def let_tables_be_replaced(connection: sa.Connection) -> None:
    """Take a connection out of the pool and let it check no foreign keys: while a table is made
    anew others point to nothing (sqlite.org/lang_altertable.html 7). Not in a transaction."""
    connection.detach()
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA foreign_keys = OFF")


def count_again(connection: sa.Connection) -> None:
    """Count anew what the planner goes by, where anybody has had it counted: an index that was made
    since is taken to find ten rows, and so before a better one (sqlite.org/lang_analyze.html)."""
    if sa.inspect(connection).has_table("sqlite_stat1"):
        connection.exec_driver_sql("ANALYZE")


def _refuse_lost_file(
    path: Path, _connection: object, record: pool.ConnectionPoolEntry, _proxy: object
) -> None:
    """Let go of a file that was removed or replaced: what is written to it is gone at the next
    start, and its numbers are given once more."""
    try:
        now = path.stat()
    except FileNotFoundError:
        now = None
    there = None if now is None else (now.st_dev, now.st_ino)
    if record.info.setdefault("file", there) != there or there is None:
        raise exc.DisconnectionError("the register's file was removed or replaced")


def _begin_sqlite(connection: sa.Connection, wait_seconds: float) -> None:
    # A write lock taken at the start is waited for; one taken in the middle fails at once, since
    # what was read may be old by then (sqlite.org/lang_transaction.html, SQLITE_BUSY_SNAPSHOT).
    if not connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN")
        return
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        if not _got_write_lock(driver, time.monotonic() + wait_seconds):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(wait_seconds * 1000)}")


def _got_write_lock(driver: sqlite3.Connection, end: float) -> bool:
    """Ask every millisecond: SQLite's own waiting sleeps for up to 100 at a time, while the lock
    lies free and late-comers go first. False when it came to nothing, and asking again will say
    why."""
    while time.monotonic() < end:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                return False
            time.sleep(_ASK_AGAIN_SECONDS)
        else:
            return True
    return False
