"""Without a mail server: each message becomes an .eml file that any mail program opens."""

import email
import email.policy
import os
import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from mail.letters.letter import Letter
from mail.transport import Outcome, Verdict, outcome

_COPY = re.compile(r"[A-Z0-9]{1,12}-[0-9]{4}-[0-9]{1,9}-v[0-9]{1,9}-")


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
            write_whole(self._folder / name, letter.content)
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


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds either the whole file or none. Raises OSError."""
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


def remove_mails(folder: Path, references: Collection[str]) -> int:
    """Remove files of mails that name one of these references, in a header or in their text; how
    many. What cannot be read or removed raises OSError."""
    if not references or not folder.is_dir():
        return 0
    names = [_of_reference(one) for one in references]
    count = 0
    for path in folder.glob("*.eml"):
        is_copy = _COPY.match(path.name) is not None
        if any(map(path.name.startswith, names)) if is_copy else _names(path, references):
            path.unlink(missing_ok=True)
            count += 1
    if count:
        _sync_folder(folder)
    return count


def _of_reference(reference: str) -> str:
    """How the names of the files of copies begin (register.receiving.new_message_id)."""
    return f"{reference}-v"


def _names(path: Path, references: Collection[str]) -> bool:
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    texts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    # Ours are UTF-8; of others nothing must stop who looks.
    told = (
        bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace") for part in texts
    )
    words = "\n".join([str(mail["Subject"]), *told])
    # A longer number is another's.
    return any(re.search(rf"(?<![A-Z0-9]){re.escape(one)}(?![0-9])", words) for one in references)
