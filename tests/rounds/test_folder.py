"""The folder of scans: what is taken, when, where it goes, and what is left alone."""

import logging
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from register.errors import RegisterUnavailable
from rounds import folder as rules
from rounds.folder import SECONDS_AT_REST
from tests.rounds.folders import LARGEST, Watched


def note_of(watched: Watched, name: str) -> str:
    return (watched.path / f"unread/{name}.txt").read_text(encoding="utf-8-sig")


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "scans")


def test_file_that_has_come_to_rest_is_kept_and_then_moved_to_taken(watched: Watched) -> None:
    watched.put("a.pdf", b"one")
    watched.look()
    assert watched.kept.files == []
    watched.look()
    assert watched.kept.files == [("a.pdf", b"one")]
    assert watched.there() == ["a.pdf"]
    watched.look()
    assert watched.there() == ["taken/a.pdf"]
    assert (watched.path / "taken/a.pdf").read_bytes() == b"one"


def test_file_that_grows_is_left_until_it_has_stopped(watched: Watched) -> None:
    for size in range(1, 5):
        watched.put("a.pdf", b"x" * size)
        watched.look()
    assert watched.kept.files == []
    watched.look()
    assert watched.kept.files == [("a.pdf", b"xxxx")]


def test_file_written_anew_in_the_same_size_has_not_come_to_rest(watched: Watched) -> None:
    watched.put("a.pdf", b"old")
    watched.look()
    os.utime(watched.put("a.pdf", b"new"), ns=(1, 1))
    watched.look()
    assert watched.kept.files == []


def test_two_looks_shortly_after_each_other_do_not_tell_that_a_file_rests(watched: Watched) -> None:
    watched.put("a.pdf")
    for _ in range(3):
        watched.folder.look()
        watched.seconds += SECONDS_AT_REST / 3.1
    assert watched.kept.files == []


def test_file_that_changes_while_it_is_read_is_looked_at_anew(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = watched.put("a.pdf", b"begun")
    watched.look()
    real, fstat = os.fstat, iter(range(9))

    def grows(number: int) -> os.stat_result:
        if next(fstat) == 0:
            with path.open("ab") as file:
                file.write(b", ended")
        return real(number)

    monkeypatch.setattr(rules.os, "fstat", grows)
    watched.look()
    assert watched.kept.files == []
    watched.look(2)
    assert watched.kept.files == [("a.pdf", b"begun, ended")]


def test_file_that_grows_after_it_was_kept_is_kept_again_and_not_moved_before(
    watched: Watched,
) -> None:
    watched.kept.by_itself = None
    watched.put("a.pdf", b"half")
    watched.look(2)
    watched.kept.by_itself = ""
    watched.put("a.pdf", b"half and half")
    watched.look()
    assert watched.there() == ["a.pdf"]
    watched.look(2)
    assert [content for _, content in watched.kept.files] == [b"half", b"half and half"]
    assert watched.there() == ["taken/a.pdf"]


def test_file_stays_until_somebody_has_read_it(watched: Watched) -> None:
    watched.kept.by_itself = None
    watched.put("a.pdf")
    watched.look(5)
    assert watched.there() == ["a.pdf"]
    watched.kept.by_itself = ""
    watched.look()
    assert watched.there() == ["taken/a.pdf"]


def test_what_cannot_be_read_lies_in_unread_with_a_line_why(watched: Watched) -> None:
    watched.kept.by_itself = "Filen är trasig."
    watched.put("a.pdf")
    watched.look(3)
    assert watched.there() == ["unread/a.pdf", "unread/a.pdf.txt"]
    assert note_of(watched, "a.pdf") == "Filen är trasig.\n"


def test_too_large_a_file_is_not_even_opened(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.put("fits.pdf", b"x" * LARGEST)
    watched.put("large.pdf", b"x" * (LARGEST + 1))
    watched.look(3)
    assert watched.kept.names == ["fits.pdf"]
    assert watched.there() == ["taken/fits.pdf", "unread/large.pdf", "unread/large.pdf.txt"]
    assert note_of(watched, "large.pdf") == "Filen är för stor.\n"


def test_too_large_a_file_is_not_moved_before_it_is_whole(watched: Watched) -> None:
    for size in range(LARGEST + 1, LARGEST + 4):
        watched.put("large.pdf", b"x" * size)
        watched.look()
    assert watched.there() == ["large.pdf"]


def test_file_that_may_not_be_read_is_told_of(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = watched.put("a.pdf"), os.open

    def refuse(where: Path, how: int, *rest: int) -> int:
        if Path(where) == path:
            raise PermissionError(13, "Permission denied")
        return real(where, how, *rest)

    monkeypatch.setattr(rules.os, "open", refuse)
    watched.look(2)
    assert watched.there() == ["unread/a.pdf", "unread/a.pdf.txt"]
    assert "får inte läsa filen" in note_of(watched, "a.pdf")


def test_names_that_exist_get_a_number_and_nothing_is_overwritten(watched: Watched) -> None:
    for content in (b"1", b"2", b"3"):
        watched.put("scan.pdf", content)
        watched.look(3)
    kept = {path.name: path.read_bytes() for path in (watched.path / "taken").iterdir()}
    assert kept == {"scan.pdf": b"1", "scan (2).pdf": b"2", "scan (3).pdf": b"3"}


def test_notes_stand_beside_their_own_file_and_overwrite_no_other(watched: Watched) -> None:
    watched.kept.by_itself = "broken"
    text = b"a text that somebody scanned"
    for name, content in (("scan.pdf.txt", text), ("scan.pdf", b"1"), ("scan.pdf", b"2")):
        watched.put(name, content)
        watched.look(3)
    assert watched.there() == [
        "unread/scan (2).pdf",
        "unread/scan (2).pdf.txt",
        "unread/scan (3).pdf",
        "unread/scan (3).pdf.txt",
        "unread/scan.pdf.txt",
        "unread/scan.pdf.txt.txt",
    ]
    assert (watched.path / "unread/scan.pdf.txt").read_bytes() == text


@pytest.mark.parametrize(
    "name", ["å" * 125 + ".pdf", "x" * 251 + ".pdf", "x" * 255, "x." + "y" * 250]
)
def test_the_longest_name_can_be_moved_twice(watched: Watched, name: str) -> None:
    watched.kept.by_itself = "broken"
    for content in (b"1", b"2"):
        watched.put(name, content)
        watched.look(3)
    moved = list((watched.path / "unread").iterdir())
    assert len(moved) == 4
    assert not (watched.path / name).exists()


@pytest.mark.parametrize(
    "name",
    [".a.pdf", "~a.pdf", "a.pdf.part", "A.PDF.TMP", "a.pdf.filepart", "a.pdf~", "Thumbs.db"],
)
def test_hidden_and_unfinished_names_are_left(watched: Watched, name: str) -> None:
    watched.put(name)
    watched.look(4)
    assert watched.kept.files == []
    assert (watched.path / name).exists()


def test_empty_file_waits_for_its_first_byte(watched: Watched) -> None:
    watched.put("a.pdf", b"")
    watched.look(4)
    assert watched.kept.files == []
    assert watched.there() == ["a.pdf"]


def test_what_is_no_file_is_left_and_told_of_once(
    watched: Watched, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of somebody else")
    (watched.path / "link.pdf").symlink_to(secret)
    (watched.path / "gone.pdf").symlink_to("nowhere")
    (watched.path / "folder.pdf").mkdir()
    os.mkfifo(watched.path / "pipe.pdf")
    watched.look(4)
    assert watched.kept.files == []
    assert len(list(watched.path.iterdir())) == 4
    (watched.path / "folder.pdf").rmdir()
    watched.look()
    (watched.path / "folder.pdf").mkdir()
    watched.look(2)
    told = [one for one in caplog.records if one.message == "left in the scans folder"]
    kinds = [one.kind for one in told]  # type: ignore[attr-defined]
    assert (sorted(kinds[:4]), kinds[4:]) == (["d", "l", "l", "p"], ["d"])


@pytest.mark.parametrize("trap", ["link", "pipe"])
def test_what_took_the_place_of_a_file_after_the_look_is_not_followed(
    watched: Watched, tmp_path: Path, trap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = watched.put("a.pdf", b"secret")
    watched.look()
    real = os.open

    def swapped(where: Path, how: int, *rest: int) -> int:
        if Path(where) == path and not path.is_symlink():
            path.rename(tmp_path / "secret")
            path.symlink_to(tmp_path / "secret") if trap == "link" else os.mkfifo(path)
        return real(where, how, *rest)

    monkeypatch.setattr(rules.os, "open", swapped)
    if trap == "link":
        with pytest.raises(OSError, match="symbolic"):
            watched.look()
    else:
        watched.look()
    assert watched.kept.files == []


def test_folder_for_what_is_taken_is_never_a_link(watched: Watched, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (watched.path / "taken").symlink_to(elsewhere)
    watched.put("a.pdf")
    watched.look(2)
    with pytest.raises(FileExistsError):
        watched.look()
    assert list(elsewhere.iterdir()) == []
    assert (watched.path / "a.pdf").exists()


def test_look_ends_with_the_file_in_hand_when_it_is_told_to_stop(watched: Watched) -> None:
    for name in ("a.pdf", "b.pdf"):
        watched.put(name, name.encode())
    watched.look()
    watched.folder.look(lambda: len(watched.kept.files) == 1)
    assert watched.kept.names == ["a.pdf"]


def test_file_that_cannot_be_moved_stops_no_other(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        watched.put(name, name.encode())
    real = os.replace

    def fails(source: Path, aim: Path) -> None:
        if Path(source).name == "a.pdf":
            raise OSError(5, "Input/output error")
        real(source, aim)

    monkeypatch.setattr("rounds.moving.os.replace", fails)
    watched.look(2)
    with pytest.raises(OSError, match="Input/output"):
        watched.look()
    assert watched.there() == ["a.pdf", "taken/b.pdf", "taken/c.pdf"]
    monkeypatch.undo()
    watched.look()
    assert watched.there() == ["taken/a.pdf", "taken/b.pdf", "taken/c.pdf"]


def test_what_is_made_can_be_seen_by_those_who_see_the_folder_around_it(watched: Watched) -> None:
    watched.kept.by_itself = "broken"
    watched.path.chmod(0o2770)
    watched.put("a.pdf")
    before = os.umask(0o077)
    watched.look(3)
    os.umask(before)
    unread = watched.path / "unread"
    assert stat.S_IMODE(unread.stat().st_mode) == 0o770
    assert stat.S_IMODE((unread / "a.pdf.txt").stat().st_mode) == 0o664


def test_some_at_a_time_are_kept_of_a_thousand_oldest_first(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_AT_ONCE", 3)
    watched.kept.by_itself = None
    for number in range(8):
        os.utime(watched.put(f"{9 - number}.pdf", str(number).encode()), (number, number))
    watched.look(4)
    assert watched.kept.names == ["9.pdf", "8.pdf", "7.pdf"]
    watched.kept.refusals = {0: "", 1: "broken"}
    watched.look(2)
    assert watched.kept.names == ["9.pdf", "8.pdf", "7.pdf", "6.pdf", "5.pdf"]
    watched.kept.by_itself = ""
    watched.look(9)
    assert len(watched.kept.files) == 8
    assert not list(watched.path.glob("*.pdf"))


def test_process_that_begins_anew_ends_what_another_began(watched: Watched) -> None:
    watched.kept.by_itself = None
    watched.put("a.pdf")
    watched.look(2)
    watched.anew()
    watched.kept.by_itself = ""
    watched.look(3)
    assert len(watched.kept.files) == 1
    assert watched.there() == ["taken/a.pdf"]


def test_bytes_that_came_before_are_only_moved(watched: Watched) -> None:
    watched.kept.keep("by another way", b"a scan")
    watched.put("a.pdf")
    watched.look(3)
    assert watched.kept.names == ["by another way"]
    assert watched.there() == ["taken/a.pdf"]


def test_file_stays_where_it_is_while_the_register_is_away(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> int:
        raise RegisterUnavailable

    watched.put("a.pdf")
    watched.look()
    reception = watched.folder._reception
    watched.folder._reception = replace(reception, keep=away)
    with pytest.raises(RegisterUnavailable):
        watched.look()
    watched.folder._reception = reception
    watched.look(2)
    assert watched.there() == ["taken/a.pdf"]


def test_what_was_taken_back_is_forgotten(watched: Watched) -> None:
    path = watched.put("a.pdf")
    watched.look()
    path.unlink()
    watched.look(2)
    assert watched.kept.files == []
    assert watched.folder._seen == {}


def test_place_of_a_disk_that_is_away_cannot_be_used(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.folder.refuse_unusable()
    monkeypatch.setattr(rules.os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        watched.folder.refuse_unusable()
    monkeypatch.undo()
    watched.path.rename(watched.path.with_name("elsewhere"))
    with pytest.raises(FileNotFoundError):
        watched.folder.refuse_unusable()
    with pytest.raises(FileNotFoundError):
        watched.look()


def test_log_names_no_file(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    (watched.path / "Kim Svensson.pdf").mkdir()
    watched.put("Kim Ek.pdf")
    watched.look(3)
    assert caplog.records
    assert not any("Kim" in str(vars(one)) for one in caplog.records)
