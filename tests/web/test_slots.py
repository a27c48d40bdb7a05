"""Few at a time, in whichever process of the machine they are."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from office.slots import AllTaken, Slots

HOLDER = (
    "import sys, time; from pathlib import Path; from office.slots import Slots\n"
    "with Slots(Path(sys.argv[1]), 'reading', 2).one():\n"
    "    print('in', flush=True)\n"
    "    time.sleep(60)"
)
ROOT = Path(__file__).parent.parent.parent


def test_so_many_at_a_time_and_the_next_when_one_is_done(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "instance", "reading", 2)
    with slots.one():
        assert not slots.are_taken()
        with slots.one():
            assert slots.are_taken()
            with pytest.raises(AllTaken), slots.one():
                pass
        assert not slots.are_taken()


def test_process_that_is_killed_leaves_its_slot_free(tmp_path: Path) -> None:
    slots = Slots(tmp_path, "reading", 2)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"in\n"
        with slots.one():
            assert slots.are_taken()
        other.kill()
    with slots.one():
        assert not slots.are_taken()


def test_what_is_called_otherwise_has_slots_of_its_own(tmp_path: Path) -> None:
    with Slots(tmp_path, "reading", 1).one():
        assert not Slots(tmp_path, "drawing", 1).are_taken()


def test_folder_that_cannot_be_used_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    slots = Slots(tmp_path / "file", "reading", 1)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(slots.one())
