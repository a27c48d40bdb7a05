"""Two at once on one plan, a register that fails, rights that end in the middle, and strangers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

import app as wiring
from register import schema
from register.database import open_database, reading
from register.events import EventKind
from tests.faults.test_database import read_only_file, read_only_server
from tests.register import examples
from tests.web import test_faults
from tests.web.conftest import Visitor
from tests.web.desk.test_access import GIVEN, rules
from tests.web.desk.test_plan import DEPARTMENT, See, address, app, see
from web.desk.guard import Role
from web.desk.verbs import VERBS

__all__ = ["address", "app", "see"]

NUMBER = "KS 2026/123"
THEIRS = ((Role.OFFICER,), (Role.READER, DEPARTMENT))
Fault = Callable[[Flask, pytest.FixtureRequest], AbstractContextManager[None]]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the register."""
    monkeypatch.setattr(wiring, "open_database", partial(open_database, wait_seconds=0.2))


@pytest.fixture
def simple(app: Flask) -> str:
    """Where the office sees a plan with next to nothing in it."""
    filed = examples.filed(app.extensions["office"].register)
    return f"/register/planer/{filed.reference}/"


def numbered(app: Flask) -> int:
    """How often a plan was given a number."""
    kind = schema.events.c.kind == EventKind.NUMBERED.value
    with reading(app.extensions["office"].register) as connection:
        query = sa.select(sa.func.count()).select_from(schema.events).where(kind)
        return connection.scalar(query) or 0


def ready(who: Visitor, address: str, number: str = NUMBER) -> dict[str, str]:
    """Open the page, and what its form will send."""
    page = who.get(f"{address}diarienummer")
    return {"revision": str(page.select_one("[name=revision]")["value"]), "dnr": number}  # type: ignore[index]


def test_of_two_who_note_at_the_same_time_one_is_first_and_the_other_is_told(
    simple: str, app: Flask, see: See
) -> None:
    for number in range(2):
        both = [see(Role.OFFICER), see(Role.ARCHIVIST)]
        sent = [ready(who, simple, f"KS 2026/{number}{n}") for n, who in enumerate(both)]
        gate = Barrier(2)

        def send(who: Visitor, inputs: dict[str, str], gate: Barrier = gate) -> tuple[int, Visitor]:
            token = str(who.page.select_one("[name=csrf_token]")["value"])  # type: ignore[index]
            gate.wait()
            answer = who.client.post(f"{simple}diarienummer", data=inputs | {"csrf_token": token})
            return answer.status_code, answer.text

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(send, both, sent))
        assert sorted(status for status, _ in answers) == [303, 409]
        assert numbered(app) == number + 1
        [late] = [n for n, (status, _) in enumerate(answers) if status == 409]
        assert "Någon annan hann före" in answers[late][1]
        # Both what the other wrote and what stands in the form.
        for inputs in sent:
            assert inputs["dnr"] in answers[late][1]
        assert sent[1 - late]["dnr"] in both[0].get(simple).text


# What a note writes needs more room than there is.
MUCH = """
    CREATE TRIGGER much BEFORE INSERT ON events BEGIN
        INSERT INTO looks (at, what, count) VALUES (0, hex(zeroblob(100000)), 1);
    END
"""
# As a server answers whose disk is full.
NO_ROOM = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER no_room BEFORE INSERT ON events EXECUTE FUNCTION no_room();
"""


def execute(app: Flask, statement: str) -> None:
    with app.extensions["office"].register.begin() as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def full(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    if app.extensions["office"].register.dialect.name == "sqlite":
        execute(app, MUCH)
        with test_faults.full(app):
            yield
        execute(app, "DROP TRIGGER much")
    else:
        execute(app, NO_ROOM)
        yield
        execute(app, "DROP FUNCTION no_room CASCADE")


@contextmanager
def locked(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    register = app.extensions["office"].register
    if register.dialect.name == "sqlite":
        with test_faults.locked(app):
            yield
        return
    with register.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE cases IN EXCLUSIVE MODE")
        yield


def read_only(app: Flask, request: pytest.FixtureRequest) -> AbstractContextManager[None]:
    if app.extensions["office"].register.dialect.name == "sqlite":
        return read_only_file(app)
    return read_only_server(app, request.getfixturevalue("postgres"))


@contextmanager
def away(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing answers, not even who has signed in."""
    own = app.extensions["office"]
    is_file = own.register.dialect.name == "sqlite"
    nowhere = (
        "sqlite:////nowhere/register.sqlite3"
        if is_file
        else "postgresql+psycopg:///x?host=/nowhere"
    )
    app.extensions["office"] = replace(own, register=open_database(nowhere, wait_seconds=0.2))
    yield
    app.extensions["office"] = own


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", [full, locked, read_only, away])
def test_note_that_cannot_be_kept_is_not_and_what_was_typed_is_sent_again(
    simple: str, app: Flask, see: See, request: pytest.FixtureRequest, fault: Fault
) -> None:
    officer = see(Role.OFFICER)
    sent = ready(officer, simple)
    with fault(app, request):
        officer.post(f"{simple}diarienummer", sent, 503)
    assert "Inget är sparat" in officer.text
    kept = {
        str(one["name"]): str(one["value"]) for one in officer.page.select("main [type=hidden]")
    }
    assert kept.items() >= sent.items()
    assert numbered(app) == 0
    officer.post(f"{simple}diarienummer", kept)
    assert NUMBER in officer.follow().text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_lost_the_role_in_the_middle_does_nothing(simple: str, app: Flask, see: See) -> None:
    officer = see(Role.OFFICER)
    sent = ready(officer, simple)
    own = app.extensions["office"]
    nobody = replace(own.settings, register_officers=())
    reader = replace(nobody, register_readers=(("officer@toreboda.se", ""),))
    app.extensions["office"] = replace(own, settings=reader)
    officer.post(f"{simple}diarienummer", sent, 404)
    officer.get(f"{simple}diarienummer", 404)
    officer.get(simple)
    app.extensions["office"] = replace(own, settings=nobody)
    officer.post(f"{simple}diarienummer", sent, 403)
    assert officer.page.select_one("[name=dnr]")["value"] == NUMBER  # type: ignore[index]
    officer.get(simple, 303)
    assert numbered(app) == 0


def places_of(app: Flask, reference: str) -> list[tuple[str, str]]:
    """Every address under a plan, with its method."""
    found = []
    for (method, path), rule in rules(app).items():
        if path.startswith("/register/planer/<reference>"):
            for verb in VERBS if "verb" in rule.arguments else [""]:
                given = GIVEN | {"reference": reference, "verb": verb, "other": "AP-2026-0002"}
                with app.test_request_context():
                    wanted = {name: given[name] for name in rule.arguments}
                    found.append((method, app.url_for(rule.endpoint, **wanted)))
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_of_a_plan_is_there_for_the_reader_of_another_department(
    address: str, app: Flask, see: See
) -> None:
    places = places_of(app, address.split("/")[-2])
    read = [place for method, place in places if method == "GET"]
    assert len(read) == 18 + len(VERBS)
    # Nothing is closed that could be opened again, no paper came (two sheets and a document),
    # nothing is attached (a file and its small picture), there is no snapshot (a document, a file
    # and its small picture), and no other plan.
    seen = {who: [see(*who).client.get(one).status_code for one in read] for who in THEIRS}
    assert [statuses.count(200) for statuses in seen.values()] == [len(read) - 10, 5]
    stranger = see(Role.READER, "En annan förvaltning")
    for method, place in places:
        if method == "POST":
            stranger.get("/register/planer/")
            stranger.post(place, {}, 404)
        else:
            hidden = stranger.get(place, 404).select_one("main")
            missing = stranger.get(place.replace("-0001", "-9999"), 404).select_one("main")
            assert str(hidden) == str(missing)
