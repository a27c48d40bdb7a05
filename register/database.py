"""The door to the database: opening, transactions, migrations, and one name for its failures.

SQLite is one file for one machine (WAL, foreign keys, full sync). PostgreSQL serves several.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import exc

from register.embedded import (
    TURN,
    WRITES,
    count_again,
    failure_of,
    file_of,
    let_tables_be_replaced,
    make_file,
    open_embedded,
)
from register.errors import (
    RegisterDamaged,
    RegisterLost,
    RegisterMissing,
    RegisterTooNew,
    RegisterUnavailable,
)

WAIT_SECONDS = 5
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
# Of a table and of a column: code of another version than the tables are of.
UNDEFINED = ("42P01", "42703")
DISK_FULL = "53100"
# An extension whose files are not there, or that this user may not make.
NO_EXTENSION = ("0A000", "58P01", "42501")
# data_corrupted and index_corrupted.
CORRUPTED = ("XX001", "XX002")


def open_database(
    url: str | sa.URL, wait_seconds: float = WAIT_SECONDS, *, makes_file: bool = False
) -> sa.Engine:
    """Return an engine for `sqlite:///file` or `postgresql+psycopg://…`.

    No transaction waits longer than `wait_seconds` for a lock before it gives up with
    RegisterUnavailable. An SQLite file and its folder are made by `migrate`, and otherwise only
    when it `makes_file`. Errors never hold what was written. A wrong URL raises ArgumentError.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return open_embedded(parsed, wait_seconds, makes_file=makes_file)
    return _open_server(parsed, wait_seconds)


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
        # Else a server that knows of no encoding answers with bytes.
        "client_encoding": "utf8",
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
def one_name_for_failures() -> Iterator[None]:
    """Raise RegisterUnavailable, or RegisterDamaged, for what the databases call many names."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError) as error:
        failure = _failure_of(error)
        if failure is None:
            raise
        raise failure from error


def _failure_of(error: exc.DBAPIError | exc.TimeoutError) -> RegisterUnavailable | None:
    """The failure by its name, or None when the database is well and the statement is wrong."""
    cause = error.orig if isinstance(error, exc.DBAPIError) else None
    state = str(getattr(cause, "sqlstate", ""))
    if isinstance(cause, sqlite3.Error):
        known = failure_of(cause)
    elif state in CORRUPTED:
        known = RegisterDamaged(f"the database is damaged: {str(cause).partition(chr(10))[0]}")
    else:
        known = _of_server(state)
    is_away = isinstance(error, exc.OperationalError | exc.InterfaceError | exc.TimeoutError)
    return known or (RegisterUnavailable("the database does not answer") if is_away else None)


def _of_server(state: str) -> RegisterUnavailable | None:
    if state.startswith(INVALID_TRANSACTION_STATE):
        return RegisterUnavailable("the database takes no writing now")
    if state in UNDEFINED:
        return RegisterUnavailable("the register must be migrated")
    return RegisterUnavailable("the disk is full") if state == DISK_FULL else None


@contextmanager
def reading(db: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection that sees one moment of the register. Raises RegisterUnavailable."""
    # Not committed: a commit fails once a damaged page was met, and what was read is good.
    with one_name_for_failures(), db.connect() as connection:
        yield connection


@contextmanager
def snapshot(db: sa.Engine) -> Iterator[sa.Connection]:
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
    writer = db.execution_options(**{WRITES: True})
    turn = db.get_execution_options().get(TURN, nullcontext())
    with one_name_for_failures(), turn, writer.begin() as connection:
        yield connection


def migrate(db: sa.Engine, to: str = "head") -> None:
    """Bring the tables to the newest version, in one transaction. Raises RegisterUnavailable.

    An SQLite file is made when there is none.

    Any number of processes may call this at once: one works, the others wait and find it done.
    """
    file = file_of(db.url)
    if file is not None:
        make_file(file)
    with _rebuilding(db) as connection:
        if db.dialect.name == "postgresql":
            _refuse_encoding(connection)
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            _make_extension(connection)
        config = _alembic_config()
        config.attributes["connection"] = connection
        before = _heads(connection)
        try:
            command.upgrade(config, to)
        except CommandError as error:
            raise RegisterTooNew("the register was made by a newer version") from error
        if db.dialect.name == "sqlite" and _heads(connection) != before:
            count_again(connection)


@contextmanager
def _rebuilding(db: sa.Engine) -> Iterator[sa.Connection]:
    """Like `writing`, over a connection of its own on which SQLite lets tables be replaced."""
    writer = db.execution_options(**{WRITES: True})
    turn = db.get_execution_options().get(TURN, nullcontext())
    with one_name_for_failures(), turn, writer.connect() as connection:
        if db.dialect.name == "sqlite":
            let_tables_be_replaced(connection)
        with connection.begin():
            yield connection


def _refuse_encoding(connection: sa.Connection) -> None:
    """Names of every language are filed, and another encoding would fail only then."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise RegisterUnavailable(f"the database's encoding must be UTF8, and is {encoding}")


def _make_extension(connection: sa.Connection) -> None:
    """The search needs trigrams. The owner of a database may make the extension (PostgreSQL 13)."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except exc.DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") not in NO_EXTENSION:
            raise
        cause = str(error.orig).partition(chr(10))[0]
        raise RegisterUnavailable(
            f"the extension pg_trgm cannot be made: {cause}. It comes with PostgreSQL's contrib; "
            "whoever owns the database, or its administrator, makes it by "
            "CREATE EXTENSION pg_trgm"
        ) from error


def refuse_missing(db: sa.Engine) -> None:
    """Raise RegisterMissing when there is no SQLite file or an empty one; a server is not asked."""
    file = file_of(db.url)
    if file is not None and not (os.path.lexists(file) and _has_content(file)):
        raise RegisterMissing(file)


def _has_content(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except OSError:
        # SQLite says what is wrong with it.
        return True


def refuse_lost(db: sa.Engine, key: Path) -> None:
    """Raise RegisterLost where the file `key` is there, which is made after the register, and no
    register that was ever migrated. Raises RegisterUnavailable."""
    if key.exists() and not _versions(db):
        raise RegisterLost(file_of(db.url), key)


def is_current(db: sa.Engine) -> bool:
    """Say whether the tables are those that this code expects. Raises RegisterUnavailable."""
    return _versions(db) == set(ScriptDirectory.from_config(_alembic_config()).get_heads())


def _versions(db: sa.Engine) -> set[str]:
    """Which version the tables have; none when there are no tables."""
    try:
        refuse_missing(db)
    except RegisterMissing:
        return set()
    with reading(db) as connection:
        return _heads(connection)


def _heads(connection: sa.Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
