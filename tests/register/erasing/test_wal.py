"""What PostgreSQL's own log keeps of an erased case, and what ends it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from register.database import migrate, open_database
from register.erasing import erasures
from register.erasing.scrubbing import write_anew
from tests.programs import lack
from tests.register import examples
from tests.register.databases import PostgresServer, server_programs
from tests.register.erasing.test_erasing import (
    NEEDLES,
    NOW,
    decided,
    ended,
    erase,
    somebody,
    with_everything,
)

OVERWRITE = Path(__file__).parents[3] / "deploy" / "overwrite-wal.sql"
OTHER = examples.plan(answers={"medium": "TikTok"})


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """One of its own, whose log nobody else writes to."""
    programs = server_programs()
    if programs is None:
        lack("PostgreSQL's initdb is neither in the PATH nor in /usr/lib/postgresql")
    server = PostgresServer(programs)
    yield server
    server.stop()
    shutil.rmtree(server.folder)


def overwrite(server: PostgresServer, database: str) -> None:
    psql = [
        shutil.which("psql") or server.programs / "psql",
        "-X",
        "-h",
        server.folder,
        "-U",
        "postgres",
        "-d",
        database,
    ]
    subprocess.run([*psql, "-f", OVERWRITE], check=True, stdout=subprocess.DEVNULL)


def found_in_log(server: PostgresServer) -> list[str]:
    log = server.folder / "db" / "pg_wal"
    raw = b"".join(one.read_bytes() for one in log.rglob("*") if one.is_file())
    return [one for one in NEEDLES if one.encode() in raw]


def test_log_keeps_what_was_erased_until_it_is_overwritten(server: PostgresServer) -> None:
    server.execute("CREATE DATABASE register")
    db = open_database(server.url("register"))
    migrate(db)
    one, two = somebody(db, "en"), somebody(db, "annan")
    filing = with_everything(db, one)
    ended(db, OTHER, reply="250 ok")
    number = erasures.propose(db, decided(db).id, [filing.case_id], NOW, one)
    erase(db, number, two)
    write_anew(db)
    assert "Åsa" in found_in_log(server)
    # A busier server has more of them.
    for _ in range(3):
        more = "SELECT pg_logical_emit_message(false, 'more', 'Åsa'), pg_switch_wal()"
        server.execute(more, "register")
    # Neither ends it: the segment is kept under a name to come, and then written at its beginning.
    for _ in range(2):
        server.execute("SELECT pg_switch_wal()", "register")
        server.execute("CHECKPOINT", "register")
    assert "Åsa" in found_in_log(server)
    ended(db, OTHER, reply="250 ok")
    overwrite(server, "register")
    assert found_in_log(server) == []
    db.dispose()
