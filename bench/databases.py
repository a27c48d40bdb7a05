"""Empty registers to measure on: an SQLite file, or a PostgreSQL of our own that writes to disk."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from register.database import migrate, open_database
from tests.register.databases import PostgresServer, server_programs

DATABASES = ("sqlite", "postgresql")


@contextmanager
def fresh_database(kind: str) -> Iterator[str]:
    """Give the URL of an empty register that goes away afterwards."""
    with _database(kind) as url:
        engine = open_database(url)
        migrate(engine)
        engine.dispose()
        yield url


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'register.sqlite3'}"
        return
    programs = server_programs()
    if programs is None:
        raise SystemExit("PostgreSQL's initdb is not installed")
    server = PostgresServer(programs, is_durable=True)
    try:
        server.execute("CREATE DATABASE register")
        yield server.url("register")
    finally:
        server.stop()
        shutil.rmtree(server.folder)
