"""`flask render` needs neither register nor network; `deliver` and `migrate` bear what is away."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import FlaskGroup
from pypdf import PdfReader

from app import create_app
from commands import serving
from mail.courier import Tally
from register.database import migrate, open_database
from register.errors import RegisterUnavailable
from tests.plans import PLANS, plan
from version import VERSION

ROOT = Path(__file__).parent.parent.parent


def flask(
    *arguments: object, instance: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command as the README says, in a fresh process."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(instance)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def flask_here(
    *arguments: object, instance: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same in this process, for what a fresh one would prove no better: it takes a second."""
    command = [str(argument) for argument in arguments]
    given = {"INSTANCE_PATH": str(instance)} | environment
    done = CliRunner().invoke(FlaskGroup(create_app=create_app), command, env=given)
    return subprocess.CompletedProcess(command, done.exit_code, done.stdout, done.stderr)


def test_render_makes_the_document_and_touches_no_register(tmp_path: Path) -> None:
    answers, out = tmp_path / "plan.json", tmp_path / "plan.pdf"
    answers.write_text(json.dumps(plan()), encoding="utf-8")
    done = flask(
        "render",
        answers,
        out,
        "--reference",
        "AP-2026-0042",
        instance=tmp_path / "i",
        DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none",
    )
    assert (done.returncode, done.stderr) == (0, "")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(out.read_bytes())).pages)
    assert "AP-2026-0042" in text
    assert "Åsa Lindqvist" in text
    assert not (tmp_path / "i" / "register.sqlite3").exists()


def test_release_is_told_on_the_command_line(tmp_path: Path) -> None:
    done = flask_here("version", instance=tmp_path / "i")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Blanketter {VERSION}\n", "")
    assert list(tmp_path.iterdir()) == []


NEEDS_REGISTER = ("status", "verify", "resend", "backup")
READS_ONLY = [
    ["status"],
    ["verify"],
    ["resend"],
    ["resend", "AP-2026-0001"],
    ["backup", "/nowhere/x"],
    ["restore", "/nowhere"],
    ["read", "/nowhere.pdf"],
    ["check", "/nowhere.pdf"],
    ["render", "/nowhere.json", "/nowhere.pdf"],
]
TELLS_ONLY = [["--help"], ["version"], ["deliver", "--help"], ["routes"]]


@pytest.mark.parametrize("arguments", READS_ONLY + TELLS_ONLY, ids=" ".join)
@pytest.mark.parametrize("there", ["no folder", "emptied register"])
def test_command_that_only_reads_makes_nothing(
    tmp_path: Path, arguments: list[str], there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, as `flask` would: a fresh one for each would take a second."""
    if there == "emptied register":
        (tmp_path / "i").mkdir()
        (tmp_path / "i" / "register.sqlite3").touch()
    before = tree(tmp_path)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "i"))
    group = FlaskGroup(create_app=create_app)
    done = CliRunner().invoke(group, arguments)
    assert done.exit_code == (2 if arguments in READS_ONLY else 0), done.output
    if arguments[0] in NEEDS_REGISTER:
        wanted = f"there is no register at {tmp_path / 'i' / 'register.sqlite3'}; see INSTANCE_PATH"
        assert wanted in done.stderr
    assert done.stderr.count("\n") == (1 if arguments in READS_ONLY else 0)
    assert tree(tmp_path) == before


def tree(folder: Path) -> dict[Path, int]:
    """All that is in the folder, files with their sizes."""
    return {path: path.stat().st_size if path.is_file() else 0 for path in folder.rglob("*")}


@pytest.mark.parametrize("arguments", READS_ONLY + TELLS_ONLY, ids=" ".join)
def test_command_that_only_reads_makes_nothing_beside_a_register(
    tmp_path: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key, and no counts of limits."""
    register = tmp_path / "i" / "register.sqlite3"
    engine = open_database(f"sqlite:///{register}")
    migrate(engine)
    engine.dispose()
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "i"))
    CliRunner().invoke(FlaskGroup(create_app=create_app), arguments)
    # SQLite's own are there as long as this process keeps its connection.
    left = {path.name for path in register.parent.iterdir()}
    assert left - {f"{register.name}-wal", f"{register.name}-shm"} == {register.name}


@pytest.mark.parametrize("left", ["nothing", "an emptied file"])
def test_courier_makes_no_new_register_where_one_was_lost(
    tmp_path: Path, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret-key").write_text("k" * 40, encoding="ascii")
    if left == "an emptied file":
        (tmp_path / "register.sqlite3").touch()
    before = tree(tmp_path)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    group = FlaskGroup(create_app=create_app)
    done = CliRunner().invoke(group, ["deliver", "--once"])
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert f"no register at {tmp_path / 'register.sqlite3'}" in done.stderr
    assert tree(tmp_path) == before
    assert CliRunner().invoke(group, ["migrate"]).exit_code == 0
    assert CliRunner().invoke(group, ["deliver", "--once"]).exit_code == 0


def test_restore_makes_the_folder_and_brings_the_key(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    first, new = tmp_path / "first", tmp_path / "new"
    make_app(INSTANCE_PATH=first)
    for arguments, instance in (
        (["backup", tmp_path / "b"], first),
        (["restore", tmp_path / "b"], new),
    ):
        done = flask(*arguments, instance=instance)
        assert done.returncode == 0, done.stderr
    assert "restart the web pages" in done.stderr
    assert (new / "secret-key").read_text() == (first / "secret-key").read_text()
    assert (new / "secret-key").stat().st_mode & 0o777 == 0o600


def test_answers_saved_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    answers = tmp_path / "plan.json"
    answers.write_text(json.dumps(plan()), encoding="utf-8-sig")
    done = flask_here("render", answers, tmp_path / "plan.pdf", instance=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_answers_are_written_as_utf_8_whatever_the_terminal_takes(
    tmp_path: Path, encoding: str
) -> None:
    answers, out = tmp_path / "plan.json", tmp_path / "plan.pdf"
    answers.write_text(json.dumps(plan() | {"purpose": "å – 🦢"}), encoding="utf-8")
    assert flask_here("render", answers, out, instance=tmp_path).returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "read", str(out)],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(tmp_path), "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout.decode("utf-8"))["purpose"] == "å – 🦢"


def test_what_a_terminal_cannot_show_ends_no_command(tmp_path: Path) -> None:
    done = flask(
        *("render", "--form", "å–🦢", "a", "b"), instance=tmp_path, PYTHONIOENCODING="ascii"
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_render_makes_the_blank(tmp_path: Path) -> None:
    out = tmp_path / "blank.pdf"
    done = flask_here("render", "--blank", out, instance=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(b"%PDF-")


def test_render_makes_the_continuation_sheet_beside_the_blank(tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    assert flask_here("render", "--blank", "--continuation", out, instance=tmp_path).returncode == 0
    assert "Fortsättningsblad" in PdfReader(out).pages[0].extract_text()
    done = flask_here("render", "--continuation", out, out, instance=tmp_path)
    assert done.returncode == 2
    assert "--continuation goes with --blank" in done.stderr


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("not json", "is not JSON"),
        ("[]", "objekt"),
        ("{}", "Skriv webbadressen."),
        ("[" * 100_000, "is not JSON"),
        ('{"medium": ["x"]}', "medium"),
        ('{"weekly_hours": ' + "9" * 5_000 + "}", "is not JSON"),
        ('{"weekly_hours": ' + "9" * 400 + "}", "Skriv antalet timmar"),
    ],
)
def test_bad_answers_end_with_code_2_and_one_line(
    tmp_path: Path, content: str, problem: str
) -> None:
    answers = tmp_path / "plan.json"
    answers.write_text(content, encoding="utf-8")
    done = flask_here("render", answers, tmp_path / "out.pdf", instance=tmp_path)
    assert done.returncode == 2
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["render", "/nowhere.json", "/tmp/x.pdf"],
        ["render", "x.json"],
        ["render", "a", "b", "c"],
        ["render", "--form", "finns-inte", "a", "b"],
    ],
)
def test_a_wrong_call_ends_with_code_2(tmp_path: Path, arguments: list[str]) -> None:
    done = flask_here(*arguments, instance=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    answers = tmp_path / "plan.json"
    answers.write_text(json.dumps(PLANS[4]), encoding="utf-8")
    done = flask_here("render", answers, "/proc/none/out.pdf", instance=tmp_path)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("arguments", [["deliver", "--once"], ["migrate"]])
@pytest.mark.parametrize("url", ["postgresql+psycopg://nobody@127.0.0.1:1/none", "sqlite:///{}"])
def test_database_that_is_away_ends_a_command_with_one_line(
    tmp_path: Path, arguments: list[str], url: str
) -> None:
    (tmp_path / "folder").mkdir()
    url = url.format(tmp_path / "folder")
    done = flask_here(*arguments, instance=tmp_path, DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: the database: ")
    assert done.stderr.count("\n") == 1


@pytest.fixture
def signals() -> Iterator[None]:
    """What SIGTERM and SIGINT do is afterwards as it was."""
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    yield
    for sign, handler in before.items():
        signal.signal(sign, handler)


@pytest.mark.usefixtures("signals")
def test_courier_outlives_whatever_goes_wrong_and_still_keeps_house(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done = []

    def deliver(*_: object) -> Tally:
        done.append("deliver")
        raise RegisterUnavailable if len(done) > 2 else UnicodeError

    def keep_house() -> None:
        done.append("house")
        if len(done) > 5:
            signal.raise_signal(signal.SIGTERM)
        raise UnicodeError

    monkeypatch.setattr(serving, "SECONDS_BETWEEN_ROUNDS", 0.01)
    office = app.extensions["office"]
    app.extensions["office"] = replace(office, deliver=deliver, keep_house=keep_house)
    assert app.test_cli_runner().invoke(args=["deliver"]).exit_code == 0
    assert done == ["deliver", "house"] * 3
    assert "round stumbled, the next goes on" in caplog.messages
    assert "register unavailable, rounds wait" in caplog.messages
