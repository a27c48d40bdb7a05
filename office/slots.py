"""Few at a time on this machine, in whichever of its web processes they are."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

TRIES = 3
SECONDS_BETWEEN_TRIES = 0.02
log = logging.getLogger(__name__)


class AllTaken(Exception):
    """Everybody at work has a slot, and none is left."""


class Slots:
    """So many places, each a file that the operating system locks for who is in it.

    It lets go of it when the process ends, however that happens.
    """

    def __init__(self, folder: Path, name: str, count: int) -> None:
        """Take the folder, which all processes of the machine share."""
        self._files = [folder / f"{name}-{number}.lock" for number in range(1, count + 1)]

    @contextmanager
    def one(self) -> Iterator[None]:
        """Have a slot meanwhile. Raises AllTaken, without waiting.

        Where no file can be opened nobody is refused: the register may well work.
        """
        try:
            file = self._locked_file()
        except OSError as error:
            log.warning("no slot can be locked", extra={"reason": type(error).__name__})
            yield
            return
        with file:
            yield

    def are_taken(self) -> bool:
        """Whether nobody else would get one now."""
        try:
            with self.one():
                return False
        except AllTaken:
            return True

    def _locked_file(self) -> IO[bytes]:
        # A second look, because to look whether a slot is free takes it for a moment.
        for _ in range(TRIES):
            for path in self._files:
                file = _opened(path)
                if _is_locked(file):
                    return file
                file.close()
            time.sleep(SECONDS_BETWEEN_TRIES)
        raise AllTaken


def _opened(path: Path) -> IO[bytes]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path.open("ab")


def _is_locked(file: IO[bytes]) -> bool:
    """Whether the file is ours now; it is until it is closed."""
    if sys.platform == "win32":
        import msvcrt

        lock, how = msvcrt.locking, (msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        lock, how = fcntl.flock, (fcntl.LOCK_EX | fcntl.LOCK_NB,)
    try:
        lock(file.fileno(), *how)
    except OSError:
        return False
    return True
