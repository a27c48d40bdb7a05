"""What makes bytes go that no row holds any more: databases leave them in free room of their files.

SQLite: the full-text index keeps a removed text until its parts are merged, the log beside the file
until it is cut off, and the file what was there before rows were moved between its pages, until it
is written anew, while all others wait to write. That removed bytes are overwritten at once
(secure_delete) is not enough: of 1 000 rows 23 were still found then (sqlite.org/fts5.html 6.7,
pragma.html secure_delete and wal_checkpoint, lang_vacuum.html). PostgreSQL: a table keeps them
until it is written anew (VACUUM FULL), and so does what the planner knows of it; of the server's
own log see deploy/overwrite-wal.sql.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import sqlalchemy as sa

from register import schema
from register.database import one_name_for_failures, reading
from register.embedded import TURN, failure_of
from register.errors import RegisterUnavailable

_TABLES = (
    schema.filings,
    schema.documents,
    schema.deliveries,
    schema.letters,
    schema.drafts,
    schema.cases,
    schema.case_index,
    schema.case_texts,
    schema.case_people,
    schema.case_named,
    schema.arrivals,
    schema.sheets,
    schema.cuttings,
    schema.attached_files,
    schema.attached_pages,
    schema.snapshots,
    schema.snapshot_files,
    schema.departures,
    schema.holds,
)
# Of columns it keeps the values that are frequent.
_KNOWN_OF_VALUES = "pg_catalog.pg_statistic"
# Bytes of a register that is written anew within about half a second (docs/erasing.md).
SMALL = 64 * 1024 * 1024
_PAGES_AT_ONCE = 500
# A merge that finds nothing to do changes one row (sqlite.org/fts5.html 6.7).
_LEAST_CHANGES = 2
READERS = RegisterUnavailable("others read what was there before; it goes when they are done")


def takes_long(db: sa.Engine) -> bool:
    """Whether writing the register anew holds others up for more than a moment."""
    of_file = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    of_server = "SELECT pg_database_size(current_database())"
    with reading(db) as connection:
        size = connection.exec_driver_sql(of_file if _is_embedded(db) else of_server).scalar_one()
    return int(size) > SMALL


def overwrite(db: sa.Engine) -> None:
    """Do what holds nobody up: on SQLite all but little is gone then. Raises RegisterUnavailable,
    when it is to be done again."""
    if _is_embedded(db):
        with one_name_for_failures(), _driver(db) as driver:
            _merge_search(driver, _turn(db))
            _cut_log(driver)


def write_anew(db: sa.Engine) -> None:
    """Write the register's files anew without what was erased. Others wait meanwhile. Raises
    RegisterUnavailable, when it is to be done again."""
    if _is_embedded(db):
        with one_name_for_failures(), _driver(db) as driver:
            with _turn(db):
                driver.execute("VACUUM")
            _cut_log(driver)
        return
    with one_name_for_failures():
        engine = db.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for name in (*(table.name for table in _TABLES), _KNOWN_OF_VALUES):
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {name}")


def _is_embedded(db: sa.Engine) -> bool:
    return db.dialect.name == "sqlite"


def _turn(db: sa.Engine) -> AbstractContextManager[object]:
    turn: AbstractContextManager[object] = db.get_execution_options().get(TURN, nullcontext())
    return turn


@contextmanager
def _driver(db: sa.Engine) -> Iterator[sqlite3.Connection]:
    """A connection that begins no transaction: none of it may stand in one."""
    pooled = db.raw_connection()
    try:
        driver = pooled.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield driver
    except sqlite3.Error as error:
        raise failure_of(error) or error from error
    finally:
        pooled.close()


def _merge_search(driver: sqlite3.Connection, turn: AbstractContextManager[object]) -> None:
    """All parts into one, some pages at a time, between which others write."""
    pages, merge = -_PAGES_AT_ONCE, "INSERT INTO case_search(case_search, rank) VALUES ('merge', ?)"
    while True:
        before = driver.total_changes
        with turn:
            driver.execute(merge, (pages,))
        if driver.total_changes - before < _LEAST_CHANGES:
            return
        pages = _PAGES_AT_ONCE


def _cut_log(driver: sqlite3.Connection) -> None:
    # The first holds nobody up, and leaves little to the second, which does.
    driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise READERS
