"""One process among all watches the folder of scans, and when it is gone the next does."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import sqlalchemy as sa

from register import chores
from register.errors import cause_of
from register.oversight import FOLDER_LOOKED_THROUGH, NOTED_EVERY, PATIENCE_WITH_FOLDER
from rounds.folder import ScansFolder

CHORE = "scans folder"
SECONDS_BETWEEN_LOOKS = 5.0
# Who watches says so at each look; when it is gone, another takes its place.
LEASE = timedelta(seconds=15)
# Of waiting for an answer when it is begun: a disk that hangs must hold up nothing else.
SECONDS_TO_BE_THERE = 5.0
log = logging.getLogger("blanketter.folder")


class FolderWatch:
    """Looks through a folder while it can be used, if no other process does.

    A folder that is away is left to those who reach it. A look that went well is noted in the
    register, where everybody sees that there was none for long.
    """

    def __init__(self, db: sa.Engine, folder: ScansFolder, clock: Callable[[], datetime]) -> None:
        """Take the register, the folder and the clock (UTC)."""
        self._db, self._folder, self._clock = db, folder, clock
        self._rests_until: datetime | None = None
        self._is_away = self._is_noted = False
        self._began: float | None = None
        self._is_told = False

    def look(self, is_stopping: Callable[[], bool]) -> None:
        """Look once. Raises RegisterUnavailable."""
        self._began = time.monotonic()
        try:
            self._note_the_first()
            self._folder.refuse_unusable()
            if self._is_ours():
                self._folder.look(is_stopping)
                chores.take_on(self._db, FOLDER_LOOKED_THROUGH, self._clock(), NOTED_EVERY)
            self._tell_back()
        except OSError as error:
            self._tell_away(cause_of(error))
        finally:
            self._began = None

    def tell_if_hanging(self, _now: datetime) -> None:
        """Log once that a look does not end: a disk may hang, and who asks it hangs with it."""
        began = self._began
        patience = PATIENCE_WITH_FOLDER.total_seconds()
        is_hanging = began is not None and time.monotonic() - began > patience
        if is_hanging and not self._is_told:
            log.error("scans folder does not answer")
        self._is_told = is_hanging

    def _note_the_first(self) -> None:
        """Begin to count, also when the folder has been away from the first look on."""
        if not self._is_noted and chores.due_since(self._db, FOLDER_LOOKED_THROUGH) is None:
            chores.take_on(self._db, FOLDER_LOOKED_THROUGH, self._clock(), NOTED_EVERY)
        self._is_noted = True

    def _is_ours(self) -> bool:
        now = self._clock()
        until, held = now + LEASE, self._rests_until
        is_held = held is not None and chores.hold_on(self._db, CHORE, held, until)
        is_ours = is_held or chores.take_on(self._db, CHORE, now, LEASE)
        self._rests_until = until if is_ours else None
        return is_ours

    def _tell_away(self, reason: str) -> None:
        self._rests_until = None
        if not self._is_away:
            log.error("scans folder cannot be used", extra={"reason": reason})
        self._is_away = True

    def _tell_back(self) -> None:
        if self._is_away:
            log.info("scans folder can be used again")
        self._is_away = False


def is_there(path: Path, seconds: float = SECONDS_TO_BE_THERE) -> bool:
    """Whether there is such a folder. A disk that does not say so in time may well have it."""
    found: list[bool] = []
    asking = Thread(target=lambda: found.append(path.is_dir()), daemon=True)
    asking.start()
    asking.join(seconds)
    return found != [False]
