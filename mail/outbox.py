"""Without a mail server: each message becomes an .eml file that any mail program opens."""

import os
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from mail.letters.letter import Letter
from mail.transport import Outcome, Verdict, outcome


class OutboxTransport:
    """Writes messages into a folder. The same message twice is the same file."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when the first message comes."""
        self._folder = folder

    def send(self, letter: Letter) -> Outcome:
        """Write the letter so that a reader finds either the whole file or none."""
        name = file_name(letter)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(self._folder / name, letter.content)
        except OSError as error:
            words = f"Filen {name} kunde inte skrivas: {error.strerror}"
            return outcome(Verdict.UNREACHABLE, words)
        return replace(outcome(Verdict.ACCEPTED, f"Sparad som {name}"), is_file=True)

    def cut(self) -> None:
        """Do nothing: a file is soon written."""

    def close(self) -> None:
        """Do nothing: no file is kept open."""


def file_name(letter: Letter) -> str:
    """Return the name of a letter's file, after its Message-ID: reference, version and a token.

    One that is too long loses its beginning, for the token tells it from all others.
    """
    identity = letter.message_id.strip("<>").rpartition("@")[0]
    return re.sub(r"[^A-Za-z0-9-]+", "-", identity)[-100:] + ".eml"


def _write_whole(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        # On a full disk it would take room for good.
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The new name is in the folder, so the folder must reach the disk too.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
