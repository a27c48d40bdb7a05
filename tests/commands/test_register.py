"""`flask status`, `resend`, `backup`, `restore`, `verify` and `index`."""

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from register import chores, deliveries, schema
from register.actors import OPERATOR, Role, Scope
from register.arrivals import NewArrival, Way, add_arrival
from register.backup.seal import add_seal, remove_seal
from register.database import writing
from register.erasing.owed import want_scrubbing
from register.listing import Wanted, page_of
from register.mailbox import Reading, note_reading
from register.oversight import FOLDER_LOOKED_THROUGH, NOTED_EVERY
from register.room import Room
from tests.commands.test_serving import flask
from tests.plans import plan
from tests.register.examples import code_on_paper, lost_letter
from tests.web.api.conftest import token_for
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from version import VERSION

ROOT = Path(__file__).parent.parent.parent
LEASE = timedelta(hours=1)


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """Run a command in the installation."""
    return lambda *arguments: app.test_cli_runner().invoke(args=list(map(str, arguments)))


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


def refuse_one(app: Flask) -> None:
    """The mail server refuses the next copy for good."""
    now = app.extensions["office"].now()
    [taken] = deliveries.lease_due(register_of(app), now, LEASE, "courier", 1)
    deliveries.mark_failed(register_of(app), taken, "550 5.1.1 no such user", now)


def test_sessions_are_listed_and_those_of_an_address_end(
    app: Flask, run: Callable[..., Result]
) -> None:
    for role in (Role.OFFICER, Role.ARCHIVIST):
        signed_in(app.test_client(), role)
    assert run("sessions").stdout.endswith("2 in all\n")
    assert run("sessions", "--end", "Officer@Toreboda.se").stdout == "1 ended\n"
    left = run("sessions").stdout
    assert left.startswith("archivist@toreboda.se, since ")
    assert left.endswith("1 in all\n")


def test_status_is_well_while_copies_wait_for_a_short_time(
    visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    done = run("status")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("0 accepted, 1 waiting, 0 failed, 0 unsure\n")


def test_status_names_what_failed(app: Flask, visitor: Visitor, run: Callable[..., Result]) -> None:
    visitor.file(plan())
    refuse_one(app)
    done = run("status")
    assert done.exit_code == 1
    assert re.search(r"^AP-\d{4}-0001 v1 to ", done.stdout, re.MULTILINE)
    assert "failed: 550 5.1.1 no such user" in done.stdout


def test_status_names_letters_that_failed_for_a_day(
    app: Flask, visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    now = app.extensions["office"].now()
    for ago, address in ((23, "bo@toreboda.se"), (25, "asa@toreboda.se")):
        lost_letter(register_of(app), address, "550 5.1.1 gone", now - timedelta(hours=ago))
    done = run("status")
    assert done.exit_code == 1
    [line] = [one for one in done.stdout.splitlines() if one.startswith("letter ")]
    assert "(sign_in) to bo@toreboda.se: failed at " in line
    assert line.endswith("UTC: 550 5.1.1 gone")


def test_status_tells_that_nobody_reads_what_came(app: Flask, run: Callable[..., Result]) -> None:
    now = app.extensions["office"].now()
    new = NewArrival(b"scan", "a.pdf", "", Way.FOLDER)
    add_arrival(register_of(app), new, now, OPERATOR)
    done = run("status")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (
        0,
        "paper: 1 files to read, 0 unreadable, 0 to sort",
    )
    with register_of(app).begin() as connection:
        late = sa.update(schema.arrivals).values(arrived_at=now - timedelta(hours=2))
        connection.execute(late)
    done = run("status")
    assert done.exit_code == 1
    assert "0 to sort; nobody has read for 2:00:" in done.stdout


def test_status_tells_that_nobody_looks_through_the_folder_of_scans(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(SCANS_FOLDER=tmp_path)
    runner, now = app.test_cli_runner(), app.extensions["office"].now()
    assert runner.invoke(args=["status"]).exit_code == 0
    chores.take_on(register_of(app), FOLDER_LOOKED_THROUGH, now - LEASE, NOTED_EVERY)
    done = runner.invoke(args=["status"])
    assert done.exit_code == 1
    last = f"{now - LEASE:%Y-%m-%d %H:%M} UTC"
    assert f"the folder of scans was last looked through at {last}; the log says why" in done.stdout


def test_status_tells_that_erased_bytes_are_there_for_too_long(
    app: Flask, run: Callable[..., Result]
) -> None:
    since = app.extensions["office"].now() - 2 * LEASE
    with register_of(app).begin() as connection:
        want_scrubbing(connection, since)
    done = run("status")
    assert done.exit_code == 1
    line = f"erased bytes are in the register's files since {since:%Y-%m-%d %H:%M} UTC"
    assert f"{line}; scrub removes them\n" in done.stdout
    run("scrub")
    assert run("status").exit_code == 0


def test_status_tells_of_a_mailbox_that_cannot_be_read(make_app: Callable[..., Flask]) -> None:
    app = make_app(IMAP_URL="imaps://u:p@mail.example")
    runner, now = app.test_cli_runner(), app.extensions["office"].now()
    for minutes, code in ((1, 0), (20, 1)):
        since = now - timedelta(minutes=minutes)
        note_reading(register_of(app), Reading(fault="login", fault_since=since, taken=7))
        done = runner.invoke(args=["status"])
        assert done.exit_code == code
        told = f"0 too large; cannot be read since {since:%Y-%m-%d %H:%M} UTC: login"
        assert f"mailbox: 7 taken, 0 bounces, 0 left as they are, 0 unread, {told}" in done.stdout


def test_status_names_what_waits_too_long(
    app: Flask, visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    with register_of(app).begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET tries_since = '2020-01-01 00:00:00'")
    done = run("status")
    assert done.exit_code == 1
    assert "late, since 2020-01-01 00:00 UTC: no attempt was made yet" in done.stdout


@pytest.mark.parametrize("is_given_up", [False, True])
def test_copy_that_may_have_arrived_is_called_unsure_by_status_and_receipt(
    app: Flask, visitor: Visitor, run: Callable[..., Result], is_given_up: bool
) -> None:
    visitor.file(plan())
    now = app.extensions["office"].now()
    [taken] = deliveries.lease_due(register_of(app), now, LEASE, "courier", 1)
    again_at = None if is_given_up else now + LEASE
    deliveries.mark_unsure(register_of(app), taken, "E-postservern bröt", again_at, now)
    done = run("status")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        1,
        "0 accepted, 0 waiting, 0 failed, 1 unsure",
    )
    assert "unsure, may have arrived" in done.stdout
    assert ("given up" in done.stdout) == is_given_up
    visitor.get(visitor.response.request.path)
    assert "Osäkert om kopian kom fram" in visitor.text
    assert "Misslyckades" not in visitor.text
    assert ("Webbplatsen försöker inte igen" in visitor.text) == is_given_up
    assert ("samma kopia kan komma två gånger" in visitor.text) != is_given_up
    assert ("Skicka igen" in [one.text.strip() for one in visitor.page.select("button")]) == (
        is_given_up
    )
    assert run("verify").exit_code == 0


def test_refusal_of_everything_is_told_by_status_and_receipt_at_once(
    app: Flask, visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    now = app.extensions["office"].now()
    [taken] = deliveries.lease_due(register_of(app), now, LEASE, "courier", 1)
    deliveries.mark_retry(
        register_of(app), taken, "554 5.7.1 Relay", now + LEASE, now, is_barred=True
    )
    done = run("status")
    assert done.exit_code == 1
    assert "barred until somebody mends what the mail server has against it" in done.stdout
    visitor.get(visitor.response.request.path)
    assert "Den som sköter webbplatsen behöver rätta det" in visitor.text
    assert run("verify").exit_code == 0


def test_status_says_that_room_runs_out(
    app: Flask, visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    assert "1 of 20000 drafts, 0 of 2048 MiB" in run("status").stdout.splitlines()
    office = app.extensions["office"]
    cramped = Room(drafts=1, bytes=10**9, reserve=10**18)
    app.extensions["office"] = replace(office, room=cramped)
    done = run("status")
    assert done.exit_code == 1
    assert "1 of 1 drafts" in done.stdout
    assert "see MAX_DRAFTS" in done.stdout
    assert "MiB free on the disk" in done.stdout


def test_what_failed_can_be_sent_again(
    app: Flask, visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    refuse_one(app)
    unknown = run("resend", "AP-1999-0001")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "there is no AP-1999-0001 in the register" in unknown.stderr
    assert run("resend").stdout == "1 copies are in the queue again\n"
    assert run("status").exit_code == 0


def test_copy_to_a_mailbox_that_is_gone_can_go_to_another(
    app: Flask, visitor: Visitor, run: Callable[..., Result], tmp_path: Path
) -> None:
    visitor.file(plan())
    refuse_one(app)
    wrong = run("resend", "--to", "nobody")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)
    assert run("resend", "--to", "ny@toreboda.se").stdout == "1 copies are in the queue again\n"
    assert run("deliver", "--once").stdout.startswith("accepted 1")
    [mail] = (tmp_path / "instance" / "outbox").iterdir()
    assert b"To: ny@toreboda.se" in mail.read_bytes()
    assert run("status").exit_code == run("verify").exit_code == 0


def refuse_all(app: Flask) -> None:
    """The mail server refuses every copy for good."""
    now = app.extensions["office"].now()
    for taken in deliveries.lease_due(register_of(app), now, LEASE, "courier", 10):
        deliveries.mark_failed(register_of(app), taken, "550 5.1.1 no such user", now)


@pytest.mark.parametrize("files_too", [False, True])
def test_mailbox_that_several_copies_are_sent_to_instead_gets_one(
    make_app: Callable[..., Flask], tmp_path: Path, files_too: bool
) -> None:
    made = make_app(INFORMATION_OFFICER="a@toreboda.se, b@toreboda.se")
    visitor, outbox = Visitor(made), tmp_path / "instance" / "outbox"

    def run(*arguments: str) -> Result:
        return made.test_cli_runner().invoke(args=arguments)

    visitor.file(plan())
    if files_too:
        run("deliver", "--once")
        before = set(outbox.iterdir())
    else:
        refuse_all(made)
        before = set()
    option = ["--files-too"] if files_too else []
    assert run("resend", "--to", "ny@toreboda.se", *option).stdout == (
        "1 copies are in the queue again\n"
        "1 were withdrawn: ny@toreboda.se gets the same copy already\n"
    )
    assert run("resend", "--to", "NY@toreboda.se", *option).stdout.startswith("0 copies")
    run("deliver", "--once")
    [mail] = [one for one in outbox.iterdir() if b"To: ny@toreboda.se" in one.read_bytes()]
    assert len(set(outbox.iterdir()) - before - {mail}) == 0
    assert run("status").exit_code == run("verify").exit_code == 0
    visitor.get(visitor.response.request.path)
    assert "Skickas inte" in visitor.text
    assert "Misslyckades" not in visitor.text
    assert run("resend").stdout == "0 copies are in the queue again\n"


def test_mailbox_that_has_its_copy_gets_no_other_for_one_that_is_gone(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    made = make_app(INFORMATION_OFFICER="a@toreboda.se, b@toreboda.se")
    Visitor(made).file(plan())
    now = made.extensions["office"].now()
    first, second = deliveries.lease_due(register_of(made), now, LEASE, "courier", 10)
    deliveries.mark_accepted(register_of(made), first, "250 ok", now)
    deliveries.mark_failed(register_of(made), second, "550 5.1.1 no such user", now)
    run = made.test_cli_runner().invoke
    assert run(args=["resend", "--to", first.recipient]).stdout == (
        "0 copies are in the queue again\n"
        f"1 were withdrawn: {first.recipient} gets the same copy already\n"
    )
    assert run(args=["status"]).exit_code == 0


def test_courier_tells_the_operator_and_erases_old_drafts(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    made = make_app()
    visitor = Visitor(made)
    visitor.file(plan())
    refuse_one(made)
    with register_of(made).begin() as connection:
        connection.exec_driver_sql("UPDATE drafts SET expires_at = '2020-01-01 00:00:00'")
    done = flask(
        *("deliver", "--once"), instance=tmp_path / "instance", OPERATOR="drift@toreboda.example"
    )
    assert done.stdout == "accepted 0, postponed 0, failed 0, unsure 0\n"
    [mail] = (tmp_path / "instance" / "outbox").iterdir()
    assert mail.name.startswith("driftlarm-")
    assert b"To: drift@toreboda.example" in mail.read_bytes()
    with register_of(made).connect() as connection:
        assert list(connection.execute(sa.text("SELECT DISTINCT typed FROM drafts"))) == [(None,)]


def test_verify_finds_nothing_in_what_was_filed(
    visitor: Visitor, run: Callable[..., Result]
) -> None:
    for number in range(3):
        visitor.file(plan(number))
    done = run("verify")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "everything agrees\n", "")


def test_verify_compares_the_answers_inside_the_documents(
    app: Flask, visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    with register_of(app).begin() as connection:
        connection.exec_driver_sql("UPDATE filings SET answers = json_set(answers, '$.medium', 1)")
    done = run("verify")
    assert done.exit_code == 1
    assert "v1: the issued document has other answers inside than were filed" in done.stderr
    assert "v1: the copy document has other answers inside than were filed" in done.stderr
    assert done.stderr.count("\n") == 2


def test_backup_moves_an_installation_with_its_key_to_another_machine(
    app: Flask,
    visitor: Visitor,
    run: Callable[..., Result],
    make_app: Callable[..., Flask],
    tmp_path: Path,
) -> None:
    page = visitor.file(plan())
    receipt = visitor.response.request.path
    done = run("backup", tmp_path / "one.backup")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 documents, read back and compared" in done.stdout

    there = {"INSTANCE_PATH": tmp_path / "there"}
    new = make_app(**there).test_cli_runner()
    restored = new.invoke(args=["restore", str(tmp_path / "one.backup")])
    assert restored.exit_code == 0
    assert "restart the web pages" in restored.stderr
    key, other = (tmp_path / name / "secret-key" for name in ("instance", "there"))
    assert other.read_text() == key.read_text()
    assert other.stat().st_mode & 0o777 == 0o600
    moved = Visitor(make_app(**there))
    assert moved.get(receipt).h1 == page.h1
    assert moved.client.get(code_on_paper(register_of(app))).status_code == 200


def test_restore_warns_of_tokens_that_may_have_been_revoked_since(
    app: Flask, run: Callable[..., Result], make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    token_for(app, Scope.LIST)
    run("backup", tmp_path / "one.backup")
    new = make_app(INSTANCE_PATH=tmp_path / "there").test_cli_runner()
    restored = new.invoke(args=["restore", str(tmp_path / "one.backup")])
    assert restored.exit_code == 0
    assert "1 tokens to the API open again" in restored.stderr


def test_key_that_was_set_stays_out_of_backups_and_is_missed_when_it_is_another(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    key = "k" * 40
    backup = tmp_path / "one.backup"
    old = make_app(SECRET_KEY=key).test_cli_runner()
    assert old.invoke(args=["backup", str(backup)]).exit_code == 0
    assert key.encode() not in backup.read_bytes()
    for number, (other, is_warned) in enumerate(((key, False), ("x" * 40, True))):
        new = make_app(SECRET_KEY=other, INSTANCE_PATH=tmp_path / str(number)).test_cli_runner()
        done = new.invoke(args=["restore", str(backup)])
        assert done.exit_code == 0
        assert ("SECRET_KEY is not the one" in done.stderr) is is_warned


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["restore", "/nowhere.backup"], "there is no file /nowhere.backup"),
        (["restore", __file__], "cannot be read as a backup"),
        (["backup", "/proc/none/x"], "cannot be written"),
        (["backup", __file__], "there already is a file"),
    ],
)
def test_bad_input_ends_with_code_2_and_one_line(
    run: Callable[..., Result], arguments: list[str], problem: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1


def test_index_is_made_for_what_has_none(
    app: Flask, visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    assert run("index").stdout == "0 cases indexed\n"
    with writing(register_of(app)) as connection:
        connection.execute(sa.delete(schema.case_index))
    assert page_of(register_of(app), Wanted()).rows == []
    assert run("index").stdout == "1 cases indexed\n"
    assert page_of(register_of(app), Wanted("biblioteket")).count == 1
    assert run("index", "--anew").stdout == "1 cases indexed\n"


def test_index_names_what_cannot_be_read(
    app: Flask, visitor: Visitor, run: Callable[..., Result]
) -> None:
    visitor.file(plan())
    with writing(register_of(app)) as connection:
        connection.execute(sa.delete(schema.case_index))
        connection.exec_driver_sql("UPDATE filings SET form = CAST(x'ff' AS TEXT)")
    done = run("index")
    assert (done.exit_code, done.stdout) == (1, "0 cases indexed\n")
    assert done.stderr == "1 cases cannot be read; verify says why\n"


@pytest.mark.parametrize("command", ["status", "resend", "verify", "index", "backup x"])
def test_register_without_tables_is_refused(
    tmp_path: Path, command: str, make_app: Callable[..., Flask]
) -> None:
    made = make_app(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    with register_of(made).begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    done = made.test_cli_runner().invoke(args=command.split())
    assert done.exit_code == 2
    assert "must be migrated first" in done.stderr


@pytest.mark.parametrize("command", ["status", "verify", "backup x", "restore x"])
def test_database_that_is_away_is_one_line(
    command: str, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    made = make_app(INSTANCE_PATH=tmp_path / "i", SECRET_KEY="k" * 40)
    register_of(made).dispose()
    file = tmp_path / "i" / "register.sqlite3"
    for left in file.parent.iterdir():
        left.unlink()
    file.mkdir()
    done = made.test_cli_runner().invoke(args=command.split())
    assert done.exit_code in (1, 2)
    assert done.stderr.count("\n") == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_restore_names_the_damage(
    app: Flask, visitor: Visitor, run: Callable[..., Result], make_app: Callable, tmp_path: Path
) -> None:
    visitor.file(plan())
    run("backup", tmp_path / "b")
    content = (tmp_path / "b").read_bytes()
    name = plan()["organisation"]["unit"].encode()
    assert name in content
    (tmp_path / "b").write_bytes(content.replace(name, name[::-1]))
    new = make_app(INSTANCE_PATH=tmp_path / "there").test_cli_runner()
    done = new.invoke(args=["restore", str(tmp_path / "b")])
    assert done.exit_code == 1
    assert "nothing was restored" in done.stderr
    assert "table filings differs from what was backed up" in done.stderr
    done = new.invoke(args=["restore", str(tmp_path / "b"), "--damaged-too"])
    assert done.exit_code == 1
    assert "documents, as of" in done.stdout
    assert f" by version {VERSION}\n" in done.stdout


def test_backup_shows_a_bar_on_a_terminal(app: Flask, visitor: Visitor, tmp_path: Path) -> None:
    visitor.file(plan())
    mine, theirs = pty.openpty()
    command = ["-m", "flask", "--app", "app", "backup", str(tmp_path / "b")]
    environment = {"INSTANCE_PATH": str(tmp_path / "instance"), "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    shown = os.read(mine, 10_000).decode()
    os.close(mine)
    assert "Backing up" in shown
    assert "100%" in shown
    assert b"rows" in done.stdout


def with_key(path: Path, key: str) -> None:
    """Put another key into a backup, sealed under it as if it had been made so."""
    remove_seal(path)
    with closing(sqlite3.connect(path)) as file, file:
        kept = json.dumps({"secret_key": key, "secret_key_mark": "0" * 16})
        file.execute("UPDATE backup SET value = ? WHERE name = 'kept'", (kept,))
    add_seal(path, key)


@pytest.mark.parametrize("key", ["short", "", " " * 40, "å" * 40, "k" * 39 + "\n", "k" * 31])
def test_key_that_would_be_refused_as_a_setting_is_not_restored(
    run: Callable[..., Result], make_app: Callable[..., Flask], tmp_path: Path, key: str
) -> None:
    run("backup", tmp_path / "b")
    with_key(tmp_path / "b", key)
    new = make_app(INSTANCE_PATH=tmp_path / "there")
    before = (tmp_path / "there" / "secret-key").read_text()
    done = new.test_cli_runner().invoke(args=["restore", str(tmp_path / "b")])
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "the secret key in the backup" in done.stderr
    assert (tmp_path / "there" / "secret-key").read_text() == before


def test_restore_says_what_the_seal_shows(
    run: Callable[..., Result], make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    backup, key = tmp_path / "b", "k" * 40
    run("backup", backup)
    there = make_app(INSTANCE_PATH=tmp_path / "there").test_cli_runner()
    done = there.invoke(args=["restore", str(backup)])
    assert "sealed under the key that lies in it" in done.stdout
    set_key = {"SECRET_KEY": key, "INSTANCE_PATH": tmp_path / "set"}
    made = make_app(**set_key).test_cli_runner().invoke(args=["backup", str(tmp_path / "set.b")])
    assert made.stdout.endswith("sealed\n")
    back = make_app(SECRET_KEY=key, INSTANCE_PATH=tmp_path / "back").test_cli_runner()
    assert "nothing was changed" in back.invoke(args=["restore", str(tmp_path / "set.b")]).stdout
    other = make_app(INSTANCE_PATH=tmp_path / "other").test_cli_runner()
    assert (
        "a key that is not here" in other.invoke(args=["restore", str(tmp_path / "set.b")]).stderr
    )
    remove_seal(backup)
    old = make_app(INSTANCE_PATH=tmp_path / "old").test_cli_runner()
    assert "Warning: not sealed" in old.invoke(args=["restore", str(backup)]).stderr
