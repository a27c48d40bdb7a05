"""The door to the database: opening, transactions, migrations, and one name for its failures.

SQLite is one file for one machine (WAL, foreign keys, full sync). PostgreSQL serves several.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, exc, pool

from register.errors import RegisterUnavailable

WAIT_SECONDS = 5
_ASK_AGAIN_SECONDS = 0.001
FORGOTTEN_TRANSACTION_SECONDS = 60
# How soon one side of a network connection notices that the other has lost its power: asked after
# five seconds of silence, given up after three questions without an answer.
KEEPALIVES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
UNANSWERED_MILLISECONDS = 10_000
MIGRATIONS = Path(__file__).with_name("migrations")
# Any fixed number: whoever holds it is the one process that migrates a server database.
MIGRATION_LOCK = 5_417_060_508
# PostgreSQL's class of refusals by a standby, and of transactions that were idle for too long.
INVALID_TRANSACTION_STATE = "25"
_WRITES = "register_writes"
_TURN = "register_turn"


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


def open_database(url: str | sa.URL, wait_seconds: float = WAIT_SECONDS) -> sa.Engine:
    """Return an engine for `sqlite:///file` or `postgresql+psycopg://…`.

    No transaction waits longer than `wait_seconds` for a lock before it gives up with
    RegisterUnavailable. The folder of an SQLite file is made when missing; tables are not:
    see `migrate`. Errors never hold what was written. A wrong URL raises ArgumentError.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, wait_seconds)
    return _open_server(parsed, wait_seconds)


def _open_sqlite(url: sa.URL, wait_seconds: float) -> sa.Engine:
    if url.database and not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        connect_args={"timeout": wait_seconds},
        pool_timeout=wait_seconds,
        hide_parameters=True,
        execution_options={_TURN: Turn(wait_seconds)},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    if url.database and not url.database.startswith("file:"):
        event.listen(engine, "checkout", partial(_refuse_lost_file, Path(url.database)))
    event.listen(engine, "begin", partial(_begin_sqlite, wait_seconds=wait_seconds))
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not open transactions by itself: _begin_sqlite does it, and says which kind.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


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
    if not connection.get_execution_options().get(_WRITES, False):
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


def _open_server(url: sa.URL, wait_seconds: float) -> sa.Engine:
    options = {
        "timezone": "UTC",
        "lock_timeout": f"{int(wait_seconds * 1000)}ms",
        # A web machine that vanishes in mid-transaction must not hold the counter for hours.
        "idle_in_transaction_session_timeout": f"{FORGOTTEN_TRANSACTION_SECONDS}s",
        **{f"tcp_{name}": value for name, value in KEEPALIVES.items()},
        "tcp_user_timeout": UNANSWERED_MILLISECONDS,
    }
    arguments: dict[str, Any] = {
        "connect_timeout": max(2, int(wait_seconds)),
        # And a server that vanishes must not hold web processes.
        **KEEPALIVES,
        "tcp_user_timeout": UNANSWERED_MILLISECONDS,
        "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }
    return sa.create_engine(
        url,
        connect_args=arguments,
        pool_pre_ping=True,
        pool_timeout=wait_seconds,
        hide_parameters=True,
    )


@contextmanager
def _one_name_for_failures() -> Iterator[None]:
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        raise RegisterUnavailable("the database does not answer") from error
    except exc.InternalError as error:
        if not str(getattr(error.orig, "sqlstate", "")).startswith(INVALID_TRANSACTION_STATE):
            raise
        raise RegisterUnavailable("the database takes no writing now") from error


@contextmanager
def reading(db: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection that sees one moment of the register. Raises RegisterUnavailable."""
    with _one_name_for_failures(), db.begin() as connection:
        yield connection


@contextmanager
def one_moment(db: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection to which the register stands still, however many queries it makes.

    Nobody who writes is held up by it. Raises RegisterUnavailable.
    """
    is_server = db.dialect.name == "postgresql"
    # On SQLite every transaction is one moment already (sqlite.org/isolation.html).
    still = db.execution_options(isolation_level="REPEATABLE READ") if is_server else db
    with reading(still) as connection:
        yield connection


@contextmanager
def writing(db: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection whose work is committed as a whole, or not at all when it raises.

    Raises RegisterUnavailable when the database is locked for too long, full or away.
    """
    writer = db.execution_options(**{_WRITES: True})
    turn = db.get_execution_options().get(_TURN, nullcontext())
    with _one_name_for_failures(), turn, writer.begin() as connection:
        yield connection


def migrate(db: sa.Engine) -> None:
    """Bring the tables to the newest version, in one transaction.

    Any number of processes may call this at once: one works, the others wait and find it done.
    """
    with writing(db) as connection:
        if db.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        config = _alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(db: sa.Engine) -> bool:
    """Say whether the tables are those that this code expects. Raises RegisterUnavailable."""
    newest = set(ScriptDirectory.from_config(_alembic_config()).get_heads())
    with reading(db) as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == newest


def _alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
