"""The folder into which scanners put signed papers: SCANS_FOLDER.

A file is first kept in the register and read there as whatever else arrives. Only then is it moved,
to `taken` or, with a line why beside it, to `unread`. A process may be killed at any moment: the
file still lies where it lay, and the register knows its bytes.
"""

import logging
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from rounds.moving import move_aside

TAKEN, UNREAD = "taken", "unread"
# Scanners write a page at a time; two looks are further apart than that.
SECONDS_AT_REST = 4.0
# Kept and not read yet. The others wait in the folder, where they cost nothing.
MOST_AT_ONCE = 20
# Of the names in the folder; the rest has its turn when some of these are gone.
MOST_LOOKED_AT = 5_000
NOT_ALLOWED = (
    "Webbplatsen får inte läsa filen. Ge den rätt att läsa det som läggs i mappen, och lägg filen "
    "där igen."
)
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", "~")
_OF_THE_SYSTEM = ("thumbs.db", "desktop.ini")
# Neither a link that took the file's place since the look, nor a pipe that nobody writes to.
_NO_TRICKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
log = logging.getLogger("blanketter.folder")

Print = tuple[int, int, int]
"""Of a file: its size, when it was changed (ns), and which it is on its disk."""


@dataclass(frozen=True)
class Reception:
    """Who takes what lies in the folder.

    `keep` has a file's name and bytes in the register for good when it returns their number there;
    `refusal` says of such a number None while nobody has read it, "" when it was read, and else
    in a sentence why it cannot be; `largest` is in bytes, and `too_large` what is said beyond it.
    """

    keep: Callable[[str, bytes], int]
    refusal: Callable[[int], str | None]
    largest: int
    too_large: str


@dataclass(frozen=True)
class _Seen:
    """A file as it was at the last look; `number` once it is in the register."""

    print: Print
    since: float
    number: int | None = None


class ScansFolder:
    """One folder, and what is known of the files in it.

    What is known may be forgotten: a file that is met anew is kept once, by its bytes.
    """

    def __init__(
        self, path: Path, reception: Reception, timer: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the folder, whether it is there or not, and who takes what lies in it."""
        self._path, self._reception, self._timer = path, reception, timer
        self._seen: dict[str, _Seen] = {}
        self._told: set[str] = set()

    def refuse_unusable(self) -> None:
        """Raise an OSError when files cannot be taken out of the folder, as of a disk that is away
        and left its empty place."""
        with os.scandir(self._path):
            pass
        if not os.access(self._path, os.W_OK | os.X_OK):
            raise PermissionError(None, "nothing can be moved in it")

    def look(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        """Take what has come to rest since the last look, oldest first.

        A file that cannot be taken stops no other. Raises OSError when there was one, or when the
        folder cannot be used, and RegisterUnavailable.
        """
        found = self._files()
        self._seen = {name: seen for name, seen in self._seen.items() if name in found}
        failure: OSError | None = None
        for name, its_print in found.items():
            if is_stopping():
                return
            try:
                self._follow(name, its_print)
            except FileNotFoundError:
                # Somebody else took it, or it was taken back; a folder that is gone is told of.
                self.refuse_unusable()
            except OSError as error:
                failure = error
        if failure is not None:
            raise failure

    def _files(self) -> dict[str, Print]:
        """The prints of the files by their names, in the order in which they came."""
        with os.scandir(self._path) as entries:
            names = [one.name for one in islice(entries, MOST_LOOKED_AT) if _is_meant(one.name)]
        self._told.intersection_update(names)
        prints = {name: self._print_of(name) for name in names}
        there = {name: its_print for name, its_print in prints.items() if its_print is not None}
        return dict(sorted(there.items(), key=lambda one: (one[1][1], one[0])))

    def _print_of(self, name: str) -> Print | None:
        """None for what is gone, empty or no file."""
        try:
            facts = os.lstat(self._path / name)
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(facts.st_mode):
            self._tell_left(name, facts.st_mode)
            return None
        return _print(facts) if facts.st_size else None

    def _tell_left(self, name: str, mode: int) -> None:
        if name not in self._told:
            self._told.add(name)
            # Not its name, which may be somebody's.
            log.warning("left in the scans folder", extra={"kind": stat.filemode(mode)[0]})

    def _follow(self, name: str, its_print: Print) -> None:
        seen = self._seen.get(name)
        if seen is None or seen.print != its_print:
            self._seen[name] = _Seen(its_print, self._timer())
        elif seen.number is not None:
            self._move_if_read(name, seen.number)
        elif its_print[0] > self._reception.largest:
            if self._is_at_rest(seen):
                self._set_aside(name, self._reception.too_large)
        elif self._is_at_rest(seen) and self._count_kept() < MOST_AT_ONCE:
            self._keep(name, seen)

    def _is_at_rest(self, seen: _Seen) -> bool:
        return self._timer() - seen.since >= SECONDS_AT_REST

    def _count_kept(self) -> int:
        return sum(one.number is not None for one in self._seen.values())

    def _keep(self, name: str, seen: _Seen) -> None:
        try:
            content = self._content(name, seen.print)
        except PermissionError:
            self._set_aside(name, NOT_ALLOWED)
            return
        if content is None:
            del self._seen[name]
            return
        number = self._reception.keep(name, content)
        self._seen[name] = replace(seen, number=number)
        log.info("scan kept", extra={"arrival": number, "bytes": len(content)})

    def _content(self, name: str, its_print: Print) -> bytes | None:
        """All of a file; None when it is no longer what was looked at."""
        path = self._path / name
        with open(path, "rb", opener=lambda where, how: os.open(where, how | _NO_TRICKS)) as file:
            content = file.read(its_print[0] + 1)
            is_same = _print(os.fstat(file.fileno())) == its_print
        return content if is_same and len(content) == its_print[0] else None

    def _move_if_read(self, name: str, number: int) -> None:
        refusal = self._reception.refusal(number)
        if refusal:
            self._set_aside(name, refusal)
        elif refusal is not None:
            move_aside(self._path / name, self._path / TAKEN)
            del self._seen[name]

    def _set_aside(self, name: str, why: str) -> None:
        move_aside(self._path / name, self._path / UNREAD, why)
        log.warning("scan not read", extra={"arrival": self._seen.pop(name).number})


def _print(facts: os.stat_result) -> Print:
    return facts.st_size, facts.st_mtime_ns, facts.st_ino


def _is_meant(name: str) -> bool:
    """Whether a name is a scan's, and not of what is still being written or of a system's own."""
    low = name.lower()
    is_other = name in (TAKEN, UNREAD) or low in _OF_THE_SYSTEM or low.startswith((".", "~"))
    return not (is_other or low.endswith(_UNFINISHED))
