"""Reading and watching as an installation does it, beside its mail."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import app as wiring
from bench.faults.system import wait_until
from commands import serving
from intake.scans import NICENESS, WAITS
from office.office import Office
from office.paper_rounds import read_in_turn
from office.receiving_paper import read_one, read_waiting, receive
from office.slots import Slots
from register.actors import OPERATOR
from register.arrivals import NewArrival, Way, arrival_by_id
from rounds import folder
from rounds.thread import Rounds
from tests.web.test_processes import ROOT

NOT_A_SCAN = b"no scan at all"
POPEN = subprocess.Popen


def is_read(own: Office, number: int) -> bool:
    arrival = arrival_by_id(own.register, number)
    return arrival is not None and arrival.is_read


def test_web_process_watches_and_reads_beside_its_courier(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "SECONDS_AT_REST", 0)
    monkeypatch.setattr(wiring, "SECONDS_BETWEEN_LOOKS", 0.05)
    monkeypatch.setattr(wiring, "SECONDS_BETWEEN_READINGS", 3600)
    scans = tmp_path / "scans"
    scans.mkdir()
    app = make_app(COURIER="thread", SCANS_FOLDER=scans)
    (scans / "a.pdf").write_bytes(NOT_A_SCAN)
    wait_until((scans / "unread" / "a.pdf").exists, 120)
    rounds: Rounds = app.extensions["rounds"]
    rounds.stop()
    app.extensions["courier"].stop()
    note = (scans / "unread" / "a.pdf.txt").read_text(encoding="utf-8-sig")
    assert note.startswith("Filen är varken en bild eller en PDF. ")


def test_one_round_of_the_courier_takes_reads_and_moves_what_lies_in_the_folder(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (folder, serving):
        monkeypatch.setattr(module, "SECONDS_AT_REST", 0)
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "a.pdf").write_bytes(NOT_A_SCAN)
    done = make_app(SCANS_FOLDER=scans).test_cli_runner().invoke(args=["deliver", "--once"])
    assert done.exit_code == 0
    assert sorted(one.name for one in (scans / "unread").iterdir()) == ["a.pdf", "a.pdf.txt"]


@pytest.mark.parametrize("what", ["nowhere", "file"])
def test_folder_that_is_not_there_stops_the_start_with_one_line(
    make_app: Callable[..., Flask], tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    (tmp_path / "file").touch()
    line = f"SCANS_FOLDER: there is no folder {tmp_path / what}\n"
    with pytest.raises(SystemExit) as ended:
        make_app(COURIER="thread", SCANS_FOLDER=tmp_path / what)
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"Setting {line}"
    courier = make_app(SCANS_FOLDER=tmp_path / what).test_cli_runner().invoke(args=["deliver"])
    assert (courier.exit_code, courier.stderr) == (2, f"Error: setting {line}")


def test_round_leaves_a_place_to_who_waits_at_a_page_and_one_at_a_time_reads(
    app: Flask, tmp_path: Path
) -> None:
    own: Office = app.extensions["office"]
    number = receive(own, NewArrival(NOT_A_SCAN, "a.pdf", "", Way.COMMAND), OPERATOR).id
    turns = Slots(tmp_path, "reader", 1)
    with turns.one():
        read_in_turn(own, turns, lambda: False)
    assert not is_read(own, number)
    with own.scans.one(), own.scans.one():
        read_in_turn(own, turns, lambda: False)
    assert not is_read(own, number)
    with own.scans.one():
        read_in_turn(own, turns, lambda: False)
    assert is_read(own, number)


def test_only_what_nobody_waits_for_lets_others_go_first(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    own: Office = app.extensions["office"]
    commands: list[list[str]] = []

    def noted(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        commands.append(command)
        return POPEN(command, **options)

    monkeypatch.setattr("intake.scans.subprocess.Popen", noted)
    awaited, waiting = (
        receive(own, NewArrival(NOT_A_SCAN * number, "a.pdf", "", Way.COMMAND), OPERATOR)
        for number in (1, 2)
    )
    assert read_one(own, awaited.id, lambda: False)
    assert read_waiting(own, lambda: False) == 1
    assert is_read(own, waiting.id)
    assert [WAITS in one for one in commands] == [False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no niceness")
def test_child_that_lets_others_go_first_is_nice() -> None:
    child = POPEN([sys.executable, "-m", "intake.scanning", WAITS], cwd=ROOT, stdin=subprocess.PIPE)
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    wanted = min(mine + NICENESS, 19)
    wait_until(lambda: os.getpriority(os.PRIO_PROCESS, child.pid) == wanted, 60)
    child.communicate()
