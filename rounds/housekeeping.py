"""What a courier does between its rounds, so that no other program need be scheduled."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import chores
from register.drafts import erase_expired
from register.index import CHORE as INDEX
from register.index import Say, index_missing
from register.letters import forget_old_letters
from register.sessions import forget_old_sessions
from register.sign_ins import forget_old_requests

LOOK_EVERY = timedelta(minutes=1)
ERASE_EVERY = timedelta(hours=1)
INDEX_EVERY = timedelta(hours=1)
# Mail waits meanwhile.
INDEX_SECONDS = 5.0
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


def index_old_cases(
    db: sa.Engine, say: Say, now: datetime, timer: Callable[[], float] = time.monotonic
) -> None:
    """Index cases that have no index, by one process among all: for some seconds, and on at the
    next look, until none is missing."""
    if not chores.take_on(db, INDEX, now, INDEX_EVERY):
        return
    began, count = timer(), 0
    for some in index_missing(db, say):
        count += some
        if timer() - began > INDEX_SECONDS:
            chores.put_off(db, INDEX, now)
            break
    if count:
        log.info("cases indexed", extra={"count": count})


def forget_sign_ins(db: sa.Engine, now: datetime) -> None:
    """Erase what was kept of signing in and is of no more use, once an hour among all processes."""
    if chores.take_on(db, "forget sign-ins", now, ERASE_EVERY):
        forget_old_requests(db, now)
        forget_old_letters(db, now)
        forget_old_sessions(db, now)
