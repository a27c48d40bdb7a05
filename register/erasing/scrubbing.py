"""What makes bytes go that no row holds any more: databases leave them in free room of their files.

SQLite: the full-text index keeps a removed text until its parts are merged, the file keeps it until
it is written anew, and the log beside it until it is cut off (sqlite.org/fts5.html 6.8,
lang_vacuum.html, pragma.html wal_checkpoint). PostgreSQL: a table keeps it until it is written anew
(VACUUM FULL); the server's own log is overwritten by itself.
"""

import sqlite3
from contextlib import nullcontext

import sqlalchemy as sa

from register import schema
from register.database import one_name_for_failures
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
    schema.suggestions,
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
READERS = RegisterUnavailable("others read what was there before; it goes when they are done")


def scrub(db: sa.Engine) -> None:
    """Write the register's files anew without what was erased. Raises RegisterUnavailable, when it
    is to be done again."""
    if db.dialect.name == "sqlite":
        _scrub_embedded(db)
        return
    with one_name_for_failures():
        engine = db.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for table in _TABLES:
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {table.name}")


def _scrub_embedded(db: sa.Engine) -> None:
    """Over the driver, which begins no transaction: none of it may stand in one."""
    turn = db.get_execution_options().get(TURN, nullcontext())
    with one_name_for_failures(), turn:
        pooled = db.raw_connection()
        try:
            driver = pooled.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("INSERT INTO case_search(case_search) VALUES ('optimize')")
            driver.execute("VACUUM")
            is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise failure_of(error) or error from error
        finally:
            pooled.close()
    if is_busy:
        raise READERS
