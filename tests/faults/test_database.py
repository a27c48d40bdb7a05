"""Whatever the database does: no half filing, the person is told, nothing typed is lost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import app as wiring
from mail import courier
from mail.courier import Route, Tally, deliver_due, new_worker_name
from mail.letters.writer import CopyWriter
from register import deliveries, schema
from register.database import open_database
from register.deliveries import DeliveryState
from tests.mail.examples import SENDER, Clock, FakeTransport
from tests.plans import as_inputs, plan
from tests.register import examples
from tests.register.databases import PostgresServer
from tests.web.conftest import Visitor

FORM = "/aktivitetsplan/"
WAIT_SECONDS = 0.1
Fault = Callable[[Flask, PostgresServer], AbstractContextManager[None]]


@pytest.fixture
def app_on_sqlite(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def app_on_server(
    make_app: Callable[..., Flask], server_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """An application that has little patience with its server."""
    monkeypatch.setattr(wiring, "open_database", partial(open_database, wait_seconds=WAIT_SECONDS))
    app = make_app(DATABASE_URL=server_url)
    yield app
    register_of(app).dispose()


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


def count(app: Flask, table: sa.Table) -> int:
    with register_of(app).connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@contextmanager
def read_only_file(app: Flask) -> Iterator[None]:
    """The file may be read and not written."""
    office = app.extensions["office"]
    path = office.register.url.database
    read_only = open_database(f"sqlite:///file:{path}?mode=ro&uri=true")
    app.extensions["office"] = replace(office, register=read_only)
    yield
    app.extensions["office"] = office
    read_only.dispose()


@contextmanager
def read_only_server(app: Flask, postgres: PostgresServer) -> Iterator[None]:
    """The server has become a standby, which takes no writing."""
    name = register_of(app).url.database
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    register_of(app).dispose()
    yield
    postgres.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    register_of(app).dispose()


@contextmanager
def full_server(app: Flask, postgres: PostgresServer) -> Iterator[None]:
    """The server answers as it does when its disk is full (SQLSTATE 53100)."""
    with register_of(app).begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        for table in ("documents", "drafts"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()"
            )
    yield
    with register_of(app).begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION no_room CASCADE")


@contextmanager
def locked_server(app: Flask, postgres: PostgresServer) -> Iterator[None]:
    """Somebody else holds what is needed for longer than the wait."""
    other = sa.create_engine(register_of(app).url)
    with other.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE drafts, counters IN EXCLUSIVE MODE")
        yield
    other.dispose()


@contextmanager
def restarted(
    engine: sa.Engine, postgres: PostgresServer, statement: str, *, at_commit: bool = False
) -> Iterator[None]:
    """The server is stopped and started again before a statement, or before what it commits."""
    awaited = ["statement", "commit"] if at_commit else ["statement"]

    def reached(moment: str) -> None:
        if awaited[:1] == [moment]:
            del awaited[0]
            if not awaited:
                postgres.stop()
                postgres.start()

    def before_statement(_connection: Any, _cursor: Any, asked: str, *_rest: Any) -> None:
        if asked.startswith(statement):
            reached("statement")

    def before_commit(_connection: Any) -> None:
        reached("commit")

    sa.event.listen(engine, "before_cursor_execute", before_statement)
    sa.event.listen(engine, "commit", before_commit)
    yield
    sa.event.remove(engine, "before_cursor_execute", before_statement)
    sa.event.remove(engine, "commit", before_commit)
    assert not awaited, "the moment never came"


def restarted_before(statement: str, *, at_commit: bool = False) -> Fault:
    return lambda app, postgres: restarted(
        register_of(app), postgres, statement, at_commit=at_commit
    )


SERVER_FAULTS: dict[str, Fault] = {
    "read-only": read_only_server,
    "full": full_server,
    "locked": locked_server,
}
RESTARTS_AT_FILING = {
    "restarted before the filing": restarted_before("INSERT INTO filings"),
    "restarted before the document": restarted_before("INSERT INTO documents"),
    "restarted before the delivery": restarted_before("INSERT INTO deliveries"),
    "restarted before the commit": restarted_before("INSERT INTO deliveries", at_commit=True),
}
RESTARTS_AT_SAVING = {
    "restarted before the draft": restarted_before("INSERT INTO drafts"),
    "restarted before the commit": restarted_before("INSERT INTO drafts", at_commit=True),
}


def is_not_filed_and_told(app: Flask, fault: AbstractContextManager[None]) -> None:
    """File while the fault lasts, and again when it is over."""
    visitor = Visitor(app)
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()))
    visitor.follow()
    review = visitor.response.request.path
    with fault:
        visitor.post(review, {}, expect=503)
        assert "Inget är inlämnat" in visitor.text
    for table in (schema.filings, schema.documents, schema.deliveries, schema.events):
        assert count(app, table) == 0
    visitor.get(review)
    visitor.post(review, {})
    visitor.follow()
    assert "-0001" in visitor.text


def comes_back(app: Flask, fault: AbstractContextManager[None]) -> None:
    """Save while the fault lasts: all that was typed is on the page that tells so."""
    visitor = Visitor(app)
    inputs = as_inputs(plan()) | {"purpose": "å" * 9_000}
    visitor.get(FORM)
    with fault:
        visitor.post(FORM, inputs, expect=503)
    kept = {one["name"]: one["value"] for one in visitor.page.select("input[type=hidden]")}
    assert kept.items() >= inputs.items()
    visitor.post(FORM, kept)
    assert "granska" in visitor.response.location
    assert count(app, schema.drafts) == 1


def test_plan_is_not_filed_into_a_read_only_file_and_the_person_is_told(
    app_on_sqlite: Flask,
) -> None:
    is_not_filed_and_told(app_on_sqlite, read_only_file(app_on_sqlite))


def test_answers_come_back_when_the_file_is_read_only(app_on_sqlite: Flask) -> None:
    comes_back(app_on_sqlite, read_only_file(app_on_sqlite))


FAULTS_AT_FILING = SERVER_FAULTS | RESTARTS_AT_FILING


@pytest.mark.parametrize("fault", FAULTS_AT_FILING.values(), ids=FAULTS_AT_FILING)
def test_plan_that_the_server_cannot_take_is_not_filed_and_the_person_is_told(
    app_on_server: Flask, postgres: PostgresServer, fault: Fault
) -> None:
    is_not_filed_and_told(app_on_server, fault(app_on_server, postgres))


FAULTS_AT_SAVING = SERVER_FAULTS | RESTARTS_AT_SAVING


@pytest.mark.parametrize("fault", FAULTS_AT_SAVING.values(), ids=FAULTS_AT_SAVING)
def test_answers_come_back_when_the_server_cannot_save_them(
    app_on_server: Flask, postgres: PostgresServer, fault: Fault
) -> None:
    comes_back(app_on_server, fault(app_on_server, postgres))


def test_acceptance_is_recorded_although_the_server_restarts_just_then(
    server_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "PAUSE_BEFORE_RECORDING_AGAIN", 0)
    db = open_database(server_url)
    examples.filed(db)
    transport = FakeTransport()
    writer = CopyWriter(db, SENDER, 10_000_000, "secret", lambda key, name: f"{key}{name}")
    route = Route(db, transport, writer, Clock(), new_worker_name())
    with restarted(db, postgres, "INSERT INTO events"):
        assert deliver_due(route) == Tally(accepted=1)
    found = deliveries.find_delivery(db, 1)
    assert found is not None
    assert (found.state, found.attempts) == (DeliveryState.ACCEPTED, 1)
    assert len(transport.sent) == 1
    db.dispose()
