"""Without a mail server each copy is one whole file."""

import errno
import os
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from mail.outbox import OutboxTransport, remove_mails
from mail.transport import Verdict
from tests.mail import examples


def test_file_opens_as_a_mail_with_the_pdf_intact(tmp_path: Path) -> None:
    outcome = OutboxTransport(tmp_path / "outbox").send(examples.letter())
    assert outcome.verdict is Verdict.ACCEPTED
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == "AP-2026-0042-v1-0123.eml"
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["Subject"].endswith("Facebook – Personalenheten")
    pdf, _ = read.iter_attachments()  # type: ignore[attr-defined]
    assert pdf.get_content() == examples.DOCUMENT.content


def test_same_copy_twice_is_one_file(tmp_path: Path) -> None:
    outbox = OutboxTransport(tmp_path)
    outbox.send(examples.letter("1"))
    outbox.send(examples.letter("1"))
    outbox.send(examples.letter("2"))
    assert len(list(tmp_path.iterdir())) == 2


def test_name_of_the_file_cannot_leave_the_folder(tmp_path: Path) -> None:
    outbox = OutboxTransport(tmp_path / "outbox")
    outbox.send(examples.letter("../../../evil\x00/.."))
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == "AP-2026-0042-v1-evil-.eml"
    assert [one.name for one in tmp_path.iterdir()] == ["outbox"]


def test_mails_with_long_names_are_still_two_files(tmp_path: Path) -> None:
    outbox = OutboxTransport(tmp_path)
    for token in ("0123456789abcdef", "fedcba9876543210"):
        message_id = f"<{'AP-' * 40}2026-0042.v1.{token}@toreboda.example>"
        outbox.send(replace(examples.letter(), message_id=message_id))
    names = sorted(file.name for file in tmp_path.iterdir())
    assert [name[-20:] for name in names] == ["0123456789abcdef.eml", "fedcba9876543210.eml"]
    assert max(map(len, names)) <= 104


def test_folder_is_closed_to_others(tmp_path: Path) -> None:
    OutboxTransport(tmp_path / "outbox").send(examples.letter())
    assert (tmp_path / "outbox").stat().st_mode & 0o077 == 0


def test_folder_that_cannot_be_written_keeps_the_copy_in_the_queue(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    outcome = OutboxTransport(tmp_path / "outbox").send(examples.letter())
    assert outcome.verdict is Verdict.UNREACHABLE
    assert outcome.reply.startswith("Filen AP-2026-0042-v1-0123.eml kunde inte skrivas")


def test_file_that_came_to_nothing_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        outcome = OutboxTransport(tmp_path).send(examples.letter())
    assert outcome.verdict is Verdict.UNREACHABLE
    assert outcome.reply.endswith("No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_mails_about_a_reference_go_and_those_of_a_longer_number_stay(tmp_path: Path) -> None:
    outbox = OutboxTransport(tmp_path)
    outbox.send(examples.letter("1"))
    for name, reference in (("a", "AP-2026-0042"), ("b", "AP-2026-00421"), ("c", "XAP-2026-0042")):
        told = f"To: x@y.se\nSubject: Om {reference}\n\nHej"
        (tmp_path / f"{name}.eml").write_text(told)
        (tmp_path / f"text-{name}.eml").write_text(f"To: x@y.se\n\nDet gäller {reference}.")
    (tmp_path / "odd.eml").write_bytes(b"Content-Type: text/plain; charset=none\n\n\xff AP")
    assert remove_mails(tmp_path, []) == 0
    assert remove_mails(tmp_path / "none", ["AP-2026-0042"]) == 0
    assert remove_mails(tmp_path, ["AP-2026-0042"]) == 3
    left = ["b.eml", "c.eml", "odd.eml", "text-b.eml", "text-c.eml"]
    assert sorted(one.name for one in tmp_path.iterdir()) == left
