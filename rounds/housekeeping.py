"""What a courier does between its rounds, so that no other program need be scheduled."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import chores
from register.drafts import erase_expired

LOOK_EVERY = timedelta(minutes=1)
ERASE_EVERY = timedelta(hours=1)
log = logging.getLogger("blanketter.housekeeping")

Job = Callable[[datetime], None]
"""Does something if it is due at the time given (UTC)."""


class Housekeeping:
    """Looks after its jobs when called, but no more than once a minute."""

    def __init__(self, clock: Callable[[], datetime], jobs: Sequence[Job]) -> None:
        """Take the clock (UTC) and the jobs."""
        self._clock = clock
        self._jobs = jobs
        self._next: datetime | None = None

    def __call__(self) -> None:
        """Let each job see whether it is due. Raises RegisterUnavailable."""
        now = self._clock()
        if self._next is not None and now < self._next:
            return
        self._next = now + LOOK_EVERY
        for job in self._jobs:
            job(now)


def erase_old_drafts(db: sa.Engine, now: datetime) -> None:
    """Erase what was typed in drafts whose time has passed, once an hour among all processes."""
    if chores.take_on(db, "erase drafts", now, ERASE_EVERY):
        count = erase_expired(db, now)
        if count:
            log.info("expired drafts erased", extra={"count": count})
