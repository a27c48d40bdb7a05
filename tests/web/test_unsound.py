"""A register that cannot be read or written: pages, readiness and commands say so in one line."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from register.audit import soundness
from tests.commands.test_serving import ROOT, flask
from tests.plans import as_inputs, plan
from tests.register.damaging import break_file, break_table, rewrite
from tests.web.conftest import Visitor
from tests.web.test_faults import full

FORM = "/aktivitetsplan/"
Spoil = Callable[[sa.Engine], None]
DAMAGES: dict[str, Spoil] = {
    "a table": lambda db: break_table(db, "filings"),
    "the first bytes": lambda db: break_file(db, 0, 40),
}


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    return lambda *arguments: app.test_cli_runner().invoke(args=list(map(str, arguments)))


@pytest.mark.parametrize("spoil", DAMAGES.values(), ids=DAMAGES)
def test_damaged_register_is_told_by_pages_readiness_and_commands(
    app: Flask, visitor: Visitor, run: Callable[..., Result], spoil: Spoil, tmp_path: Path
) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    visitor.get("/readyz")
    spoil(register_of(app))
    page = visitor.get(receipt, expect=503)
    assert page.h1.text == "Registret är skadat"
    assert "Felet är noterat" in visitor.text
    visitor.get("/readyz", expect=503)
    assert visitor.response.json["reason"].startswith("the database file is damaged: ")
    for command in (["status"], ["verify"], ["deliver", "--once"], ["backup", tmp_path / "b"]):
        done = run(*command)
        assert done.exit_code == 1, (command, done.output)
        assert isinstance(done.exception, SystemExit), command
        assert "damaged" in done.output or "cannot be read" in done.output
        assert "Traceback" not in done.output
    for address in ("/", "/forhallningssatt/", f"{FORM}blankett.pdf", "/healthz"):
        visitor.get(address)


def test_what_was_typed_comes_back_when_the_register_is_damaged(
    app: Flask, visitor: Visitor
) -> None:
    inputs = as_inputs(plan())
    visitor.get(FORM)
    break_table(register_of(app), "drafts")
    page = visitor.post(FORM, inputs, expect=503)
    assert page.h1.text == "Det går inte att spara just nu"
    kept = {one["name"]: one["value"] for one in page.select("input[type=hidden]")}
    assert kept.items() >= inputs.items()


NO_JSON = {
    "UPDATE events SET facts = 'x' WHERE id = 2": "row 2 of events is damaged: facts is no JSON",
    "UPDATE drafts SET typed = x'ff'": "row 1 of drafts is damaged: typed is no JSON object",
    "UPDATE filings SET answers = '[]'": "row 1 of filings is damaged: answers is no JSON",
    "UPDATE filings SET answers = '{'": "row 1 of filings is damaged: answers is no JSON object",
}


def test_readiness_names_what_is_no_json_and_minds_no_erased_draft(
    app: Flask, visitor: Visitor
) -> None:
    visitor.file(plan())
    rewrite(register_of(app), "UPDATE drafts SET typed = NULL")
    visitor.get("/readyz")
    for statement, named in NO_JSON.items():
        rewrite(register_of(app), statement)
        visitor.get("/readyz", expect=503)
        assert visitor.response.json["reason"].startswith(named)
        rewrite(
            register_of(app), "UPDATE events SET facts = '{}'", "UPDATE drafts SET typed = '{}'"
        )


def test_register_too_large_for_a_glance_is_looked_at_from_its_ends(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundness, "GLANCE_BYTES", 1)
    visitor.file(plan())
    rewrite(register_of(app), "UPDATE events SET facts = '{' WHERE id = 2")
    visitor.get("/readyz")
    break_table(register_of(app), "documents")
    visitor.get("/readyz", expect=503)


@contextmanager
def nearly_full(app: Flask) -> Iterator[None]:
    """There is less room on the disk than a filing takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(soundness, "LEAST_FREE_BYTES", 10**18)
        yield


@contextmanager
def query_only(app: Flask) -> Iterator[None]:
    """The file may be read and not written."""

    def read_only(connection: object, *_: object) -> None:
        connection.execute("PRAGMA query_only = ON")  # type: ignore[attr-defined]

    sa.event.listen(register_of(app), "checkout", read_only)
    yield


def test_register_that_takes_no_writing_is_not_ready(app: Flask, visitor: Visitor) -> None:
    faults: dict[Callable, str] = {
        full: "the disk is full",
        nearly_full: "the disk is full",
        query_only: "the database can be read only",
    }
    for fault, reason in faults.items():
        visitor.get("/readyz")
        with fault(app):
            visitor.get("/readyz", expect=503)
        assert visitor.response.json == {"status": "unavailable", "reason": reason}


def test_who_asks_again_and_again_gets_the_quick_answer(app: Flask, visitor: Visitor) -> None:
    visitor.get("/readyz")
    with register_of(app).connect() as connection:
        # What was written to see whether it can be is gone.
        assert list(connection.exec_driver_sql("SELECT name FROM chores")) == []
    with query_only(app):
        answers = [visitor.client.get("/readyz").status_code for _ in range(100)]
    assert answers[0] == 503
    assert answers.count(200) > 50


ON_A_SMALL_DISK = """
import resource, signal
from pathlib import Path
from app import create_app
app = create_app()
client = app.test_client()
assert client.get("/readyz").status_code == 200
largest = Path("{folder}", "register.sqlite3-wal").stat().st_size
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
answer = client.get("/readyz")
print(answer.status_code, answer.json["reason"])
"""


def test_disk_that_gives_no_more_room_is_not_ready(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ON_A_SMALL_DISK.format(folder=tmp_path)],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(tmp_path), "COURIER": "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout in ("503 the disk is full\n", "503 the disk does not answer\n"), done.stderr


def test_pages_are_served_although_the_register_is_damaged_at_start(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    first = make_app()
    break_file(register_of(first), 0, 40)
    visitor = Visitor(make_app())
    visitor.get("/riktlinjer/")
    visitor.get("/readyz", expect=503)
    done = flask("status", instance=tmp_path / "instance")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "file is not a database" in done.stderr


def test_verify_and_backup_go_on_with_the_next(
    app: Flask, visitor: Visitor, run: Callable[..., Result], tmp_path: Path
) -> None:
    for _ in range(3):
        visitor.file(plan())
    rewrite(
        register_of(app),
        "UPDATE filings SET answers = '{' WHERE id = 1",
        "UPDATE documents SET content = x'00' WHERE filing_id = 3",
    )
    done = run("verify")
    assert done.exit_code == 1
    assert "0001 v1: the answers are no JSON object" in done.stderr
    assert "0003 v1: the issued document differs from its SHA-256" in done.stderr
    made = run("backup", tmp_path / "b")
    assert made.exit_code == 1
    assert "6 documents" in made.stdout
    assert made.stderr.count("differs from its SHA-256") == 2
