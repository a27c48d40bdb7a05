"""Who watches the folder of scans, and what is told when nobody can."""

import logging
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from register.oversight import NOTED_EVERY, PATIENCE_WITH_FOLDER, unwatched_since
from rounds.watch import LEASE, FolderWatch, is_there
from tests.register.examples import NOW
from tests.rounds.folders import Watched

AWAY = "scans folder cannot be used"


class Watcher:
    """One process, on a clock that all share."""

    def __init__(self, db: sa.Engine, path: Path, clock: list[timedelta]) -> None:
        self.watched = Watched(path)
        self.watch = FolderWatch(db, self.watched.folder, lambda: NOW + clock[0])
        self.clock = clock

    def look(self) -> None:
        """Look once, five seconds after the last time."""
        self.clock[0] += timedelta(seconds=5)
        self.watched.seconds = self.clock[0].total_seconds()
        self.watch.look(lambda: False)

    @property
    def names(self) -> list[str]:
        """What this one kept."""
        return self.watched.kept.names


@pytest.fixture
def clock() -> list[timedelta]:
    return [timedelta()]


@pytest.fixture
def two(db: sa.Engine, tmp_path: Path, clock: list[timedelta]) -> tuple[Watcher, Watcher]:
    one, other = (Watcher(db, tmp_path / "scans", clock) for _ in range(2))
    one.look()
    return one, other


def test_one_of_two_watches_for_as_long_as_it_does(two: tuple[Watcher, Watcher]) -> None:
    one, other = two
    one.watched.put("a.pdf")
    for _ in range(6):
        one.look()
        other.look()
    assert (one.names, other.names) == (["a.pdf"], [])


def test_another_takes_over_and_has_a_scan_within_half_a_minute(
    two: tuple[Watcher, Watcher], clock: list[timedelta]
) -> None:
    one, other = two
    one.watched.put("a.pdf")
    one.look()
    killed_at = clock[0]
    while not other.names:
        other.look()
    assert clock[0] - killed_at <= timedelta(seconds=30)


def test_who_slept_over_its_lease_does_not_watch_beside_the_next(
    two: tuple[Watcher, Watcher], clock: list[timedelta]
) -> None:
    one, other = two
    clock[0] += LEASE
    other.look()
    one.watched.put("a.pdf")
    for _ in range(3):
        one.look()
        other.look()
    assert (one.names, other.names) == ([], ["a.pdf"])


def test_folder_that_one_machine_does_not_reach_is_watched_by_the_other(
    two: tuple[Watcher, Watcher], tmp_path: Path, db: sa.Engine, clock: list[timedelta]
) -> None:
    one, other = two
    lost = Watcher(db, tmp_path / "not mounted", clock)
    (tmp_path / "not mounted").rmdir()
    clock[0] += LEASE
    other.watched.put("a.pdf")
    for _ in range(5):
        lost.look()
        other.look()
    assert other.names == ["a.pdf"]


def test_who_cannot_move_files_leaves_the_folder_to_the_next(
    two: tuple[Watcher, Watcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    one, other = two
    one.watched.put("a.pdf")
    monkeypatch.setattr(one.watched.folder, "look", fails)
    for _ in range(8):
        one.look()
        other.look()
    assert other.names == ["a.pdf"]


def test_folder_that_disappears_is_told_of_once_and_picked_up_when_it_is_back(
    two: tuple[Watcher, Watcher], db: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    one, _ = two
    path = one.watched.path
    path.rename(path.with_name("elsewhere"))
    for _ in range(3):
        one.look()
    assert caplog.messages.count(AWAY) == 1
    path.with_name("elsewhere").rename(path)
    one.watched.put("a.pdf")
    for _ in range(6):
        one.look()
    assert one.names == ["a.pdf"]
    assert caplog.messages.count("scans folder can be used again") == 1


def test_register_tells_since_when_nobody_has_looked(
    two: tuple[Watcher, Watcher], db: sa.Engine, clock: list[timedelta]
) -> None:
    one, _ = two
    for _ in range(20):
        one.look()
    last = NOW + clock[0]
    assert unwatched_since(db, last) is None
    assert unwatched_since(db, last + PATIENCE_WITH_FOLDER - NOTED_EVERY) is None
    since = unwatched_since(db, last + PATIENCE_WITH_FOLDER + timedelta(seconds=1))
    assert since is not None
    assert last - NOTED_EVERY <= since <= last


def test_looks_in_which_a_file_could_not_be_moved_count_as_none(
    two: tuple[Watcher, Watcher], db: sa.Engine, clock: list[timedelta]
) -> None:
    one, _ = two
    (one.watched.path / "taken").write_text("in the way")
    one.watched.put("a.pdf")
    for _ in range(60):
        one.look()
    assert unwatched_since(db, NOW + clock[0]) is not None


def test_folder_that_was_away_from_the_first_look_on_is_told_of(
    db: sa.Engine, tmp_path: Path, clock: list[timedelta]
) -> None:
    one = Watcher(db, tmp_path / "scans", clock)
    one.watched.path.rmdir()
    one.look()
    assert unwatched_since(db, NOW + clock[0]) is None
    for _ in range(40):
        one.look()
    assert unwatched_since(db, NOW + clock[0]) == NOW + timedelta(seconds=5)


def test_disk_that_does_not_answer_at_start_may_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_there(tmp_path)
    assert not is_there(tmp_path / "gone")
    (tmp_path / "file").touch()
    assert not is_there(tmp_path / "file")
    answers = threading.Event()
    monkeypatch.setattr(Path, "is_dir", lambda _: answers.wait(30))
    assert is_there(tmp_path / "gone", 0.01)
    answers.set()


def test_disk_that_hangs_is_told_of_once(
    two: tuple[Watcher, Watcher], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, _ = two
    seconds = [0.0]
    monkeypatch.setattr("rounds.watch.time.monotonic", lambda: seconds[0])

    def hangs() -> None:
        for seconds[0] in (60.0, 190.0, 250.0):
            one.watch.tell_if_hanging(NOW)

    monkeypatch.setattr(one.watched.folder, "refuse_unusable", hangs)
    one.look()
    one.watch.tell_if_hanging(NOW)
    assert caplog.messages.count("scans folder does not answer") == 1
