"""Moving a file aside so that nothing is overwritten, whoever else moves files there."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

MOST_OF_A_NAME = 9_999
_LONGEST_NAME, _LONGEST_ENDING = 255, 10
_NOTE = ".txt"
# Read by people on other machines, as the file beside it.
_NOTE_MODE = 0o664
_RIGHTS = 0o777


def move_aside(path: Path, folder: Path, note: str = "") -> Path:
    """Move a file into a folder, which is made when it is not there, and return where it is now.

    A name that is taken gets a number. With a `note`, a text file of the same name and `.txt`
    stands beside it before the file does. Raises OSError; then the file is where it was.
    """
    _make(folder)
    for number in range(1, MOST_OF_A_NAME + 1):
        aim = folder / _numbered(path.name, number)
        if _claim(aim):
            break
    else:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / path.name))
    beside = aim.with_name(aim.name + _NOTE)
    try:
        if note:
            _write(beside, note)
        # Over our own empty file, in one step.
        os.replace(path, aim)
    except OSError:
        for ours in (aim, beside):
            ours.unlink(missing_ok=True)
        raise
    return aim


def _make(folder: Path) -> None:
    """With the rights of the folder around it, so that those who see that one see this."""
    try:
        folder.mkdir()
    except FileExistsError:
        # A link would lead what was signed to wherever its maker wants.
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            raise
        return
    _let_see(folder, folder.parent.stat().st_mode)


def _claim(aim: Path) -> bool:
    """Whether a name was free, also for its note; an empty file holds it then."""
    if os.path.lexists(aim.with_name(aim.name + _NOTE)):
        return False
    try:
        aim.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _write(path: Path, note: str) -> None:
    # With the mark by which old programs know that å is one letter.
    path.write_text(note + "\n", encoding="utf-8-sig")
    _let_see(path, _NOTE_MODE)


def _let_see(path: Path, mode: int) -> None:
    """Not every disk of another machine knows rights; and no bit beyond them, which held.conf does
    not let a service set."""
    with suppress(OSError):
        path.chmod(mode & _RIGHTS)


def _numbered(name: str, number: int) -> str:
    """The name, or the name with a number before its ending, shortened where it has to be."""
    stem, ending = os.path.splitext(name)
    if len(ending) > _LONGEST_ENDING:
        stem, ending = name, ""
    ending = f" ({number}){ending}" if number > 1 else ending
    room = _LONGEST_NAME - len(os.fsencode(ending + _NOTE))
    return os.fsdecode(os.fsencode(stem)[: max(room, 0)]) + ending
