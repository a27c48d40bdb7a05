"""`flask erase-again`, and what `restore` does about erasures that a backup does not know."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app import create_app
from intake.opening import open_here
from office import erasing
from office.erasing_again import NoProtocol, read_protocol
from office.office import Office
from register import chores
from register.actors import Actor
from register.audit.verification import verify_register
from register.erasing import erasures, owed, scrubbing
from register.erasing.decisions import Decision
from register.filings import Filing, find_filing
from settings import read_settings
from tests.pdf import verapdf
from tests.register import examples
from tests.register.databases import TEMPLATE, PostgresServer, postgres
from tests.register.erasing.test_erasing import (
    NEEDLES,
    NOW,
    contents,
    decided,
    ended,
    somebody,
    with_everything,
)

__all__ = ["postgres"]

Run = Callable[..., Result]


def runner(app: Flask) -> Run:
    return lambda *arguments: app.test_cli_runner().invoke(args=list(map(str, arguments)))


def installation(folder: Path, url: str = "") -> Flask:
    folder.mkdir()
    where = {"DATABASE_URL": url} if url else {}
    return create_app(read_settings({"INSTANCE_PATH": str(folder), "COURIER": "off", **where}))


def erased(own: Office) -> bytes:
    """One case, erased; its protocol."""
    db = own.register
    filing, decision = ended(db), decided(db)
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, somebody(db, "en"))
    erasing.confirm(own, number, somebody(db, "annan"))
    content = erasures.protocol_of(db, number)
    assert content
    return content


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app._now", lambda: NOW + timedelta(hours=1))


def test_nothing_that_was_erased_comes_back_with_a_backup(tmp_path: Path) -> None:
    app = installation(tmp_path / "first")
    own: Office = app.extensions["office"]
    backup = tmp_path / "backup"
    filing = ended(own.register)
    assert runner(app)("backup", backup).exit_code == 0
    decision = decided(own.register)
    one, other = somebody(own.register, "en"), somebody(own.register, "annan")
    number = erasures.propose(own.register, decision.id, [filing.case_id], NOW, one)
    erasing.confirm(own, number, other)
    own.keep_house()
    kept = tmp_path / "first" / "gallringsprotokoll"
    [protocol] = kept.glob("*.pdf")
    assert protocol.read_bytes() == erasures.protocol_of(own.register, number)

    second = installation(tmp_path / "second")
    done = runner(second)("restore", backup)
    assert done.exit_code == 0
    assert "is there again" in done.stderr
    done = runner(second)("erase-again", protocol)
    assert done.stdout == f"{protocol.name}: 1 erased again, 0 erased already, 0 left\n"
    done = runner(second)("erase-again", protocol)
    assert (done.exit_code, done.stdout.split(": ")[1][:14]) == (0, "0 erased again")

    third = tmp_path / "third"
    app = installation(third)
    shutil.copytree(kept, third / "gallringsprotokoll")
    done = runner(app)("restore", backup)
    assert "1 erased again" in done.stdout
    register = app.extensions["office"].register
    assert list(verify_register(register, lambda _: None, lambda *_: None)) == []
    assert erasures.decision_that_erased(register, filing.reference) == ("KS 2026/7", 1)


@pytest.fixture
def a_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """Makes an empty installation on a database of a kind."""
    made: list[tuple[sa.Engine, str]] = []

    def make(kind: str) -> Flask:
        folder = tmp_path / f"installation-{len(made)}"
        name = server().make_database(TEMPLATE) if kind == "postgresql" else ""
        app = installation(folder, server().url(name) if name else "")
        made.append((app.extensions["office"].register, name))
        return app

    def server() -> PostgresServer:
        found: PostgresServer = request.getfixturevalue("postgres")
        return found

    yield make
    for engine, name in made:
        engine.dispose()
        if name:
            server().drop(name)


@pytest.mark.parametrize(
    ("first", "to"),
    [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("postgresql", "postgresql")],
)
def test_backup_between_two_erasures_brings_back_neither(
    a_place: Callable[[str], Flask], tmp_path: Path, first: str, to: str
) -> None:
    app = a_place(first)
    own: Office = app.extensions["office"]
    db, backup = own.register, tmp_path / "backup"
    one, other = somebody(db, "en"), somebody(db, "annan")
    early, late = ended(db), with_everything(db, one)
    kept = ended(db, examples.plan(answers={"medium": "TikTok"}), reply="250 ok")
    decision = decided(db)
    erase_it(own, decision, early, one, other)
    assert runner(app)("backup", backup).exit_code in (0, 1)
    erase_it(own, decision, late, one, other)
    own.keep_house()

    second = a_place(to)
    again: Office = second.extensions["office"]
    kept_in = own.settings.instance_path / "gallringsprotokoll"
    done = runner(second)("restore", "--damaged-too", backup)
    assert find_filing(again.register, late.reference, 1)
    told = repr(contents(again.register))
    assert [word for word in NEEDLES if word not in told] == []
    done = runner(second)("erase-again", *sorted(kept_in.glob("*.pdf")))
    assert [line.split(": ")[1] for line in done.stdout.splitlines()] == [
        "0 erased again, 1 erased already, 0 left",
        "1 erased again, 0 erased already, 0 left",
    ]
    assert runner(second)("scrub").exit_code == 0
    told = repr(contents(again.register))
    assert [word for word in NEEDLES if word in told] == []
    assert find_filing(again.register, kept.reference, 1)
    assert erasures.decision_that_erased(again.register, late.reference) == ("KS 2026/7", 2)
    if to == "sqlite":
        files = again.settings.instance_path.glob("register.sqlite3*")
        raw = b"".join(path.read_bytes() for path in files)
        assert [word for word in NEEDLES if word.encode() in raw] == []


def erase_it(own: Office, decision: Decision, filing: Filing, one: Actor, other: Actor) -> None:
    number = erasures.propose(own.register, decision.id, [filing.case_id], NOW, one)
    erasing.confirm(own, number, other)


def test_a_protocol_that_names_what_is_not_there_ends_with_one(tmp_path: Path) -> None:
    content = erased(installation(tmp_path / "first").extensions["office"])
    path = tmp_path / "protokoll.pdf"
    path.write_bytes(content)
    app = installation(tmp_path / "second")
    register = app.extensions["office"].register
    examples.filed(register, make_document=lambda *_: b"%PDF another")
    done = runner(app)("erase-again", path)
    assert done.exit_code == 1
    assert "it has no document that the protocol names" in done.stderr


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"x" * 100])
def test_what_is_no_protocol_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    app = installation(tmp_path / "first")
    path = tmp_path / "annat.pdf"
    path.write_bytes(content)
    done = runner(app)("erase-again", path)
    assert done.exit_code == 2
    assert "is no protocol of erasing" in done.stderr
    assert runner(app)("erase-again", tmp_path / "borta.pdf").exit_code == 2


def test_document_of_another_kind_is_no_protocol() -> None:
    with pytest.raises(NoProtocol):
        read_protocol(b"%PDF", lambda _: open_here(b""))


def test_protocol_is_archival_and_accessible(tmp_path: Path) -> None:
    content = erased(installation(tmp_path / "first").extensions["office"])
    path = tmp_path / "protokoll.pdf"
    path.write_bytes(content)
    verdicts = verapdf.judge([path])
    assert [one.profile for one in verdicts] == list(verapdf.PROFILES)
    assert [one.broken for one in verdicts] == [[], []]


def test_scrub_does_at_once_what_would_wait_for_the_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = installation(tmp_path / "first")
    own: Office = app.extensions["office"]
    erased(own)
    monkeypatch.setattr(scrubbing, "SMALL", 0)
    own.keep_house()
    assert chores.due_since(own.register, owed.CHORE)
    written: list[object] = []
    monkeypatch.setattr("rounds.erasing.write_anew", written.append)
    done = runner(app)("scrub")
    assert (done.exit_code, written) == (0, [own.register])
    assert "written anew" in done.stdout
    assert chores.due_since(own.register, owed.CHORE) is None
    assert len(list((tmp_path / "first" / "gallringsprotokoll").glob("*.pdf"))) == 1
