"""Signed paper on its way in: whatever fails, it is nowhere lost and nowhere twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

import app as wiring
from bench.faults.system import wait_until
from office.paper_rounds import keep_scan
from office.receiving_paper import receive
from register import schema
from register.actors import OPERATOR
from register.arrivals import NewArrival, Way
from register.database import open_database
from register.documents import document_of
from rounds import folder
from rounds.thread import Rounds
from tests.faults.test_database import (
    WAIT_SECONDS,
    count,
    read_only_file,
    read_only_server,
    register_of,
    restarted,
)
from tests.paper import heap_of, scan_of
from tests.plans import plan
from tests.register.databases import PostgresServer
from tests.web.conftest import Visitor
from tests.web.test_faults import full
from tests.web.test_processes import ROOT

NOT_A_SCAN = b"no scan at all"
Fault = Callable[[Flask, PostgresServer], AbstractContextManager[None]]


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of scans, in which files rest at once."""
    monkeypatch.setattr(folder, "SECONDS_AT_REST", 0)
    path = tmp_path / "scans"
    path.mkdir()
    return path


@pytest.fixture
def app_on_sqlite(make_app: Callable[..., Flask], scans: Path) -> Flask:
    return make_app(SCANS_FOLDER=scans)


@pytest.fixture
def app_on_server(
    make_app: Callable[..., Flask], scans: Path, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """An application that has little patience with its server."""
    monkeypatch.setattr(wiring, "open_database", partial(open_database, wait_seconds=WAIT_SECONDS))
    app = make_app(DATABASE_URL=server_url, SCANS_FOLDER=scans)
    yield app
    register_of(app).dispose()


@contextmanager
def full_server(app: Flask, _postgres: PostgresServer) -> Iterator[None]:
    """The server answers as it does when its disk is full (SQLSTATE 53100)."""
    with register_of(app).begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER no_room BEFORE INSERT ON arrivals EXECUTE FUNCTION no_room()"
        )
    yield
    with register_of(app).begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION no_room CASCADE")


def restarted_server(
    app: Flask, postgres: PostgresServer, *, at_commit: bool = False
) -> AbstractContextManager[None]:
    """The server goes away as a file is kept."""
    return restarted(register_of(app), postgres, "INSERT INTO arrivals", at_commit=at_commit)


def go_round(app: Flask, times: int) -> None:
    rounds: Rounds = app.extensions["rounds"]
    for _ in range(times):
        rounds.once()


def files_in(scans: Path) -> list[str]:
    return sorted(str(one.relative_to(scans)) for one in scans.rglob("*.*"))


def stays_and_is_taken_later(app: Flask, scans: Path, fault: AbstractContextManager[None]) -> None:
    """A file lies in the folder while the fault lasts, and is kept once when it is over."""
    (scans / "a.pdf").write_bytes(NOT_A_SCAN)
    go_round(app, 1)
    with fault:
        go_round(app, 1)
        assert files_in(scans) == ["a.pdf"]
    go_round(app, 3)
    assert files_in(scans) == ["unread/a.pdf", "unread/a.pdf.txt"]
    assert count(app, schema.arrivals) == 1


@pytest.mark.parametrize("fault", [full, read_only_file], ids=["full", "read-only"])
def test_scan_stays_in_the_folder_while_the_file_takes_nothing(
    app_on_sqlite: Flask, scans: Path, fault: Callable[[Flask], AbstractContextManager[None]]
) -> None:
    stays_and_is_taken_later(app_on_sqlite, scans, fault(app_on_sqlite))


@pytest.mark.parametrize(
    "fault",
    [full_server, read_only_server, restarted_server, partial(restarted_server, at_commit=True)],
    ids=["full", "read-only", "restarted", "restarted before the commit"],
)
def test_scan_stays_in_the_folder_while_the_server_takes_nothing(
    app_on_server: Flask, scans: Path, postgres: PostgresServer, fault: Fault
) -> None:
    stays_and_is_taken_later(app_on_server, scans, fault(app_on_server, postgres))


@pytest.mark.parametrize("kind", ["sqlite", "server"])
def test_same_file_by_several_ways_at_once_is_kept_once(
    kind: str, make_app: Callable[..., Flask], request: pytest.FixtureRequest
) -> None:
    is_server = kind == "server"
    settings = {"DATABASE_URL": request.getfixturevalue("server_url")} if is_server else {}
    app = make_app(**settings)
    own, ready, numbers = app.extensions["office"], Barrier(6), []
    by_hand = NewArrival(NOT_A_SCAN, "a.pdf", "", Way.COMMAND)
    ways = (
        lambda: keep_scan(own, "a.pdf", NOT_A_SCAN),
        lambda: receive(own, by_hand, OPERATOR).id,
    )

    def send(way: Callable[[], int]) -> None:
        ready.wait(60)
        numbers.append(way())

    senders = [Thread(target=send, args=(way,)) for way in ways * 3]
    for one in senders:
        one.start()
    for one in senders:
        one.join(60)
    # A server counts those that came too late as well.
    assert numbers == [numbers[0]] * 6
    assert count(app, schema.arrivals) == 1
    register_of(app).dispose()


def test_reader_killed_in_the_middle_of_a_file_leaves_its_sheets_and_the_next_reads_the_rest(
    app_on_sqlite: Flask, scans: Path, tmp_path: Path
) -> None:
    app = app_on_sqlite
    Visitor(app).file(plan())
    issued = document_of(register_of(app), 1)
    assert issued.places is not None
    pages = [scan_of(issued.content, page, issued.places) for page in (1, 2)]
    (scans / "heap.pdf").write_bytes(heap_of(pages * 2))
    environment = os.environ | {
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "SCANS_FOLDER": str(scans),
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "deliver"]
    with (tmp_path / "log").open("ab") as log:
        courier = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        wait_until(lambda: count(app, schema.sheets) > 0, 120)
        courier.send_signal(signal.SIGKILL)
        courier.wait()
    read = count(app, schema.sheets)
    assert read < 4
    assert files_in(scans) == ["heap.pdf"]
    the_lease_has_run_out(app)
    go_round(app, 3)
    with register_of(app).connect() as connection:
        sheets = connection.execute(sa.select(schema.sheets).order_by(schema.sheets.c.number))
        found = [(one.number, one.filing_id, one.page, one.verdict) for one in sheets]
    assert found == [(n, 1, page, "filed") for n, page in enumerate((1, 2, 1, 2), 1)]
    assert files_in(scans) == ["taken/heap.pdf"]


def the_lease_has_run_out(app: Flask) -> None:
    """Of whoever was killed, also that on the folder."""
    long_ago = app.extensions["office"].now() - timedelta(days=1)
    with register_of(app).begin() as connection:
        connection.execute(sa.update(schema.arrivals).values(leased_until=long_ago))
        connection.execute(sa.update(schema.chores).values(due_at=long_ago))
