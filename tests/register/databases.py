"""Both databases for the tests: a fresh SQLite file, and a private PostgreSQL when there is one.

Import the fixtures into a conftest.py; a test that takes `db` runs once on each.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from register import schema
from register.database import migrate, open_database
from register.embedded import make_file
from tests.programs import lack

_numbers = count(1)
TEMPLATE = "empty_register"
# PostgreSQL notes, within the transaction that does it, who changes more than rows.
NOTE_CHANGES = """
CREATE SCHEMA notes;
CREATE TABLE notes.changes (what text);
CREATE FUNCTION notes.note() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO notes.changes VALUES (tg_tag); END $$;
CREATE EVENT TRIGGER note_changes ON ddl_command_end EXECUTE FUNCTION notes.note();
"""
# Whoever still holds a table would be waited for.
EMPTY = f"""
SET lock_timeout = '1s';
DO $$ BEGIN
    IF EXISTS (SELECT FROM notes.changes) THEN RAISE 'more than rows was changed'; END IF;
    TRUNCATE {", ".join(schema.metadata.tables)} RESTART IDENTITY;
END $$
"""


# Of the search in texts, which each database does in its own way.
SEARCH = ("case_search", "ix_case_texts_trigrams")


def differences_from_schema(connection: sa.Connection) -> list[Any]:
    """What tables are otherwise than the schema says."""

    def is_common(_object: Any, name: str | None, *_: Any) -> bool:
        return not str(name).startswith(SEARCH)

    options = {"compare_type": True, "include_object": is_common}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, schema.metadata))


def server_programs() -> Path | None:
    """The folder of initdb and pg_ctl; Debian keeps them out of the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _as_server_user() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


class PostgresServer:
    """A server of our own on a Unix socket, in a folder that goes away with it.

    What it says is written need not be on the disk unless `is_durable`, which only measures need.
    """

    # For a server that is to be reached over a network: where it listens, and what starts it there.
    listens_to = "''"
    started_by: tuple[str, ...] = ()

    def __init__(self, programs: Path, *, is_durable: bool = False) -> None:
        self.is_durable = is_durable
        self._spare: str | None = None
        # A short path: the socket's name has room for about a hundred characters.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.programs = programs
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        where = [str(self.programs / program), "-D", str(self.folder / "db")]
        command = [*self.started_by, *_as_server_user(), *where, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/tmp")

    def start(self) -> None:
        sync = "on" if self.is_durable else "off"
        options = f"-k {self.folder} -c listen_addresses={self.listens_to} -c fsync={sync}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "start", "-w", "-l", log, "-o", options)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-w", "-m", "immediate")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run statements that must stand outside a transaction."""
        engine = sa.create_engine(self.url(database), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def make_database(self, template: str) -> str:
        """The name of a new database."""
        name = f"register_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def empty_register(self) -> Iterator[str]:
        """The name of an empty register. It is emptied for the next test, a tenth of the work of
        making one, unless this test changed more than rows."""
        name = self._spare or self.make_database(TEMPLATE)
        self._spare = None
        yield name
        try:
            self.execute(EMPTY, name)
        except sa.exc.DBAPIError:
            self.drop(name)
        else:
            self._spare = name


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server with an empty register as a template for the tests' databases."""
    programs = server_programs()
    if programs is None:
        lack("PostgreSQL's initdb is neither in the PATH nor in /usr/lib/postgresql")
    server = PostgresServer(programs)
    server.execute(f"CREATE DATABASE {TEMPLATE}")
    engine = open_database(server.url(TEMPLATE))
    migrate(engine)
    engine.dispose()
    server.execute(NOTE_CHANGES, TEMPLATE)
    yield server
    server.stop()
    shutil.rmtree(server.folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.sqlite3'}"
        return
    yield from _fresh_database(request.getfixturevalue("postgres"), "template1")


@cache
def _empty_register() -> bytes:
    """The file of an empty register, migrated once for all tests of a process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite3"
        engine = open_database(f"sqlite:///{path}")
        migrate(engine)
        engine.dispose()
        return path.read_bytes()


def lay_down_register(path: Path) -> None:
    """Make an empty register at `path`, as `migrate` does in twenty times the time."""
    make_file(path)
    path.write_bytes(_empty_register())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty register, migrated."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("server_url"))
    path = tmp_path / "register.sqlite3"
    lay_down_register(path)
    return f"sqlite:///{path}"


@pytest.fixture
def server_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an empty register on PostgreSQL."""
    with postgres.empty_register() as name:
        yield postgres.url(name)


@pytest.fixture
def empty_server_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of a PostgreSQL database without tables."""
    yield from _fresh_database(postgres, "template1")


def _fresh_database(server: PostgresServer, template: str) -> Iterator[str]:
    name = server.make_database(template)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def db(database_url: str) -> Iterator[sa.Engine]:
    """An empty register."""
    engine = open_database(database_url, wait_seconds=30)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_db(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sa.Engine]:
    """A register that the tests of one module share: filled by the first, and read by all."""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.make_database(TEMPLATE)
        engine = open_database(server.url(name))
        yield engine
        engine.dispose()
        server.drop(name)
        return
    path = tmp_path_factory.mktemp("shared") / "register.sqlite3"
    lay_down_register(path)
    engine = open_database(f"sqlite:///{path}")
    yield engine
    engine.dispose()
