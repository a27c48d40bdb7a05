"""Files made while somebody waits: whole before the first byte leaves, and gone with whoever asked.

So a fault in the middle is a page and not half a file, who is slow holds no transaction, and how
many rows left the house is known before they do.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from office.office import Office

FOLDER = "exports"
# Nothing takes as long; what is older was left by a process that was killed.
_SECONDS_UNTIL_LEFT = 3600
_ROWS_BETWEEN_LOOKS = 1_000
_Row = TypeVar("_Row")


class NoRoomForExport(Exception):
    """The disk is nearly full, and what is filed needs the rest."""


@dataclass(frozen=True)
class Exported:
    """A file without a name, at its beginning, which whoever closes it also removes."""

    file: IO[bytes]
    rows: int
    size: int


def spooled(
    own: Office, rows: Iterable[_Row], write: Callable[[Iterable[_Row], IO[bytes], Path], None]
) -> Exported:
    """Let `write` put the rows into a file; the folder that it gets too is for what it needs
    meanwhile.

    Raises AllTaken when as many are being made as this machine makes at once, NoRoomForExport.
    """
    folder = own.settings.instance_path / FOLDER
    with own.exports.one():
        folder.mkdir(mode=0o700, exist_ok=True)
        _sweep(folder)
        counted = _Counted(rows, folder, own.settings.reserved_disk_bytes)
        with ExitStack() as stack:
            file = stack.enter_context(tempfile.TemporaryFile(dir=folder))
            with tempfile.TemporaryDirectory(dir=folder) as work:
                write(counted, file, Path(work))
            # Whoever sends it closes it.
            stack.pop_all()
    size = file.seek(0, 2)
    file.seek(0)
    return Exported(file, counted.count, size)


class _Counted(Iterable[_Row]):
    """Rows that are counted, as long as there is room for them."""

    def __init__(self, rows: Iterable[_Row], folder: Path, reserve: int) -> None:
        self._rows, self._folder, self._reserve = rows, folder, reserve
        self.count = 0

    def __iter__(self) -> Iterator[_Row]:
        for row in self._rows:
            if self.count % _ROWS_BETWEEN_LOOKS == 0:
                self._look()
            self.count += 1
            yield row

    def _look(self) -> None:
        if _free(self._folder) < self._reserve:
            raise NoRoomForExport


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _sweep(folder: Path) -> None:
    """Remove what a process that was killed has left."""
    for path in folder.iterdir():
        # Another process may sweep too.
        with suppress(FileNotFoundError):
            if path.is_dir() and time.time() - path.stat().st_mtime > _SECONDS_UNTIL_LEFT:
                shutil.rmtree(path)
