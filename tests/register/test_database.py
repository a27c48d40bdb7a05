"""Opening, migrating and what happens when the database does not answer."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from register import access, deliveries, drafts, filings, receiving, schema
from register.actors import OPERATOR
from register.database import is_current, migrate, open_database, reading, writing
from register.errors import RegisterMissing, RegisterUnavailable
from tests.register import examples
from tests.register.databases import PostgresServer, differences_from_schema

# Whoever waits for another is given time, however busy the machine is.
MIGRATE = "import sys; from register.database import *; migrate(open_database(sys.argv[1], 300))"


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[sa.Engine]:
    engine = open_database(empty_database_url, wait_seconds=30)
    yield engine
    engine.dispose()


@pytest.fixture
def locked_file(tmp_path: Path) -> Iterator[sa.Engine]:
    """A register that somebody else is writing to, opened with next to no patience."""
    path = tmp_path / "locked.sqlite3"
    engine = open_database(f"sqlite:///{path}", wait_seconds=0.05)
    migrate(engine)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield engine
    other.close()
    engine.dispose()


def test_migrating_an_empty_database_gives_the_tables_of_the_schema(empty: sa.Engine) -> None:
    assert not is_current(empty)
    migrate(empty)
    assert is_current(empty)
    with reading(empty) as connection:
        assert differences_from_schema(connection) == []


def test_server_does_not_compress_documents_once_more(server_url: str) -> None:
    engine = open_database(server_url)
    kept = sa.text(
        "SELECT attstorage FROM pg_attribute"
        " WHERE attrelid = 'documents'::regclass AND attname = 'content'"
    )
    with reading(engine) as connection:
        assert connection.scalar(kept) == "e"
    engine.dispose()


@pytest.mark.parametrize("is_replaced", [True, False])
def test_file_that_was_removed_or_replaced_is_written_to_no_more(
    tmp_path: Path, is_replaced: bool
) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    migrate(engine)
    examples.filed(engine)
    if is_replaced:
        other = open_database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
        migrate(other)
        other.dispose()
    for path in tmp_path.glob("register.sqlite3*"):
        path.unlink()
    if is_replaced:
        (tmp_path / "other.sqlite3").rename(tmp_path / "register.sqlite3")
        assert examples.filed(engine).reference == "AP-2026-0001"
    else:
        with pytest.raises(RegisterUnavailable):
            examples.filed(engine)
    engine.dispose()


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_server_that_cannot_hold_every_name_is_refused(
    postgres: PostgresServer, encoding: str
) -> None:
    name = f"in_{encoding.lower()}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'")
    engine = open_database(postgres.url(name))
    with pytest.raises(RegisterUnavailable, match=f"must be UTF8, and is {encoding}"):
        migrate(engine)
    engine.dispose()
    postgres.execute(f"DROP DATABASE {name}")


def test_server_on_which_the_extension_cannot_be_made_says_so(postgres: PostgresServer) -> None:
    postgres.execute("CREATE DATABASE without_extension")
    postgres.execute("CREATE ROLE guest LOGIN")
    url = postgres.url("without_extension")
    engine = open_database(url.replace("postgres@", "guest@"))
    with pytest.raises(
        RegisterUnavailable, match="pg_trgm cannot be made: permission denied.*owns"
    ):
        migrate(engine)
    engine.dispose()
    postgres.execute("DROP DATABASE without_extension WITH (FORCE)")
    postgres.execute("DROP ROLE guest")


def test_nobody_else_on_the_machine_can_read_the_register(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'new' / 'register.sqlite3'}")
    migrate(engine)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}
    engine.dispose()
    assert modes == {0o600}
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_journal_of_a_large_filing_does_not_stay_large(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}", makes_file=True)
    for size in (40_000_000, 1, 1):
        with writing(engine) as connection:
            connection.execute(sa.text("CREATE TABLE IF NOT EXISTS large (content BLOB)"))
            connection.execute(sa.text("INSERT INTO large VALUES (zeroblob(:n))"), {"n": size})
    assert (tmp_path / "register.sqlite3-wal").stat().st_size < 20_000_000
    engine.dispose()


def test_migrating_again_changes_nothing_that_was_filed(db: sa.Engine) -> None:
    filing = examples.filed(db)
    migrate(db)
    assert filings.find_filing(db, filing.reference, 1) == filing


def test_many_threads_may_migrate_at_once(empty: sa.Engine) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: migrate(empty), range(6)))
    assert is_current(empty)


def test_many_processes_may_start_at_once_on_a_new_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'register.sqlite3'}"
    command = [sys.executable, "-c", MIGRATE, url]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(5)]
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert [code for _, code in ended] == [0] * 5, ended
    engine = open_database(url)
    assert is_current(engine)
    engine.dispose()


def test_folder_of_the_database_is_closed_to_others(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'instance' / 'register.sqlite3'}")
    migrate(engine)
    engine.dispose()
    assert (tmp_path / "instance").stat().st_mode & 0o077 == 0


def test_reading_makes_no_file(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'folder' / 'register.sqlite3'}")
    assert not is_current(engine)
    for use in (reading, writing):
        with pytest.raises(RegisterMissing), use(engine):
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2)]
)
def test_embedded_database_is_set_up_to_survive_a_power_cut(
    tmp_path: Path, pragma: str, value: str | int
) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}", makes_file=True)
    with reading(engine) as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_times_come_back_aware_and_in_utc(db: sa.Engine) -> None:
    in_sweden = datetime(2026, 7, 1, 0, 30, 0, 123456, timezone(timedelta(hours=2)))
    key = examples.saved_draft(db, now=in_sweden)
    saved_at = drafts.find_draft(db, key, in_sweden).saved_at
    assert saved_at == in_sweden
    assert saved_at.tzinfo is UTC


def test_time_without_a_zone_is_refused(db: sa.Engine) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        examples.saved_draft(db, now=datetime(2026, 7, 1))


USE_CASES = {
    "save_draft": examples.saved_draft,
    "file_form": lambda db: examples.file_draft(db, "any"),
    "erase_expired": lambda db: drafts.erase_expired(db, examples.NOW),
    "lease_due": lambda db: deliveries.lease_due(db, examples.NOW, timedelta(1), "w", 1),
    "requeue": lambda db: deliveries.requeue(db, 1, examples.NOW, OPERATOR),
    "grant_access": lambda db: access.grant_access(db, 1, "k", "copy", examples.NOW),
    "migrate": migrate,
}


@pytest.mark.parametrize("use_case", USE_CASES.values(), ids=USE_CASES)
def test_locked_database_is_reported_by_one_name(
    locked_file: sa.Engine, use_case: Callable[[sa.Engine], object]
) -> None:
    with pytest.raises(RegisterUnavailable):
        use_case(locked_file)


def test_locked_database_can_still_be_read(locked_file: sa.Engine) -> None:
    assert filings.find_filing(locked_file, "AP-2026-0001", 1) is None


def test_row_locked_for_too_long_on_a_server_is_reported_by_the_same_name(server_url: str) -> None:
    holder = open_database(server_url)
    waiter = open_database(server_url, wait_seconds=0.05)
    key = examples.saved_draft(holder)
    with writing(holder) as connection:
        drafts.lock_draft(connection, sa.true())
        with pytest.raises(RegisterUnavailable):
            examples.file_draft(waiter, key)
    holder.dispose()
    waiter.dispose()


def test_full_disk_is_reported_and_leaves_nothing_behind(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    migrate(engine)
    key = examples.saved_draft(engine)

    @sa.event.listens_for(engine, "begin")
    def _no_room(connection: sa.Connection) -> None:
        # SQLite answers "database or disk is full" once a file may not grow.
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    with pytest.raises(RegisterUnavailable):
        examples.file_draft(engine, key, make_document=lambda *_: bytes(1_000_000))
    sa.event.remove(engine, "begin", _no_room)
    engine.dispose()
    assert receiving.receipt_of_draft(engine, key) is None
    assert examples.file_draft(engine, key).reference == "AP-2026-0001"
    engine.dispose()


def test_read_only_file_is_reported_by_the_same_name(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    read_only = open_database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(RegisterUnavailable):
        examples.saved_draft(read_only)
    read_only.dispose()


def test_database_that_cannot_be_opened_is_reported_by_the_same_name(tmp_path: Path) -> None:
    folder = tmp_path / "register.sqlite3"
    folder.mkdir()
    engine = open_database(f"sqlite:///{folder}")
    with pytest.raises(RegisterUnavailable):
        is_current(engine)


def test_server_that_is_away_is_reported_by_the_same_name(tmp_path: Path) -> None:
    engine = open_database(f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    with pytest.raises(RegisterUnavailable):
        is_current(engine)


def test_register_works_again_after_the_server_cut_all_connections(
    postgres: PostgresServer, server_url: str
) -> None:
    engine = open_database(server_url)
    examples.filed(engine)
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        f" AND datname = '{engine.url.database}'"
    )
    assert examples.filed(engine).reference == "AP-2026-0002"
    engine.dispose()


def test_what_was_written_never_stands_in_an_error(db: sa.Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="parameters hidden") as caught:
        access.grant_access(db, 4711, "key", "Åsa Öberg", examples.NOW)
    assert "Åsa" not in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET content = sha256",
        "UPDATE events SET kind = 'other'",
        "DELETE FROM events",
    ],
)
def test_database_itself_refuses_to_change_documents_and_events(
    db: sa.Engine, statement: str
) -> None:
    if db.dialect.name == "postgresql":
        statement = statement.replace("= sha256", "= ''")
    examples.filed(db)
    with pytest.raises(sa.exc.DBAPIError, match="refuse"), writing(db) as connection:
        connection.exec_driver_sql(statement)


def test_migrations_lie_beside_the_code_that_needs_them() -> None:
    assert (Path(schema.__file__).parent / "migrations" / "versions").is_dir()
