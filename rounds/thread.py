"""Rounds as threads of their own: awake when there is something new, and now and then.

The courier sends mail. What reads papers, and what looks through a folder, go beside it and not in
its rounds: a letter to sign in by must not wait for two hundred pages, nor for a disk that hangs.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from mail.courier import Route, deliver_due
from register.errors import RegisterDamaged, RegisterUnavailable

SECONDS_BETWEEN_ROUNDS = 10.0
SECONDS_TO_STOP = 100.0
SECONDS_TO_RECORD = 10.0
log = logging.getLogger("blanketter.courier")


Work = Callable[[Callable[[], bool]], object]
"""One round, until the function that it is given says stop."""


class RoundThread:
    """One round after the other, started in a process after it was forked."""

    def __init__(self, name: str, work: Work, seconds_between: float) -> None:
        """Take the work, and how long it sleeps when nobody wakes it."""
        self._work = work
        self._seconds_between = seconds_between
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something new to do; returns at once."""
        self._wake.set()

    def stop(self, seconds: float = SECONDS_TO_STOP) -> bool:
        """End after what is in hand; False when that takes longer."""
        self.tell_to_stop()
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def tell_to_stop(self) -> None:
        """Let it end after what is in hand; returns at once."""
        self._stop.set()
        self._wake.set()

    def once(self) -> None:
        """Do one round, in the thread of who asks."""
        carefully(lambda: self._work(self._stop.is_set))

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            self.once()
            if not self._stop.is_set():
                self._wake.wait(self._seconds_between)


class CourierThread(RoundThread):
    """One courier."""

    def __init__(
        self,
        route: Route,
        seconds_between: float = SECONDS_BETWEEN_ROUNDS,
        keep_house: Callable[[], None] = lambda: None,
    ) -> None:
        """Take what it works with, how long it sleeps when nobody wakes it, and what to do then."""
        super().__init__("courier", partial(deliver_due, route), seconds_between)
        self._route = route
        self._keep_house = keep_house

    def stop(self, seconds: float = SECONDS_TO_STOP) -> bool:
        """End after the message in hand, which is cut off when it takes longer; False if even that
        did not end it.

        What a mail server was thinking about is then recorded as unsure. A process that is killed
        would leave no trace, and the copy would go twice.
        """
        if super().stop(seconds):
            return True
        self._route.transport.cut()
        return super().stop(SECONDS_TO_RECORD)

    def once(self) -> None:
        """Send all that is due, and look after the rest."""
        super().once()
        if not self._stop.is_set():
            carefully(self._keep_house)


class Rounds:
    """Whatever goes beside the courier."""

    def __init__(self, threads: Sequence[RoundThread]) -> None:
        """Take the rounds, in the order in which one hands on to the next."""
        self._threads = threads

    def start(self) -> None:
        """Begin all of them."""
        for one in self._threads:
            one.start()

    def once(self) -> None:
        """Do one round of each, one after the other."""
        for one in self._threads:
            one.once()

    def stop(self, seconds: float = SECONDS_TO_STOP) -> None:
        """End all after what is in hand, or wait for no more than `seconds` for it."""
        end = time.monotonic() + seconds
        for one in self._threads:
            one.tell_to_stop()
        for one in self._threads:
            one.stop(max(0.0, end - time.monotonic()))


def carefully(work: Callable[[], object]) -> None:
    """Do one part of a round; whatever goes wrong is logged and ends nothing else."""
    try:
        work()
    except RegisterUnavailable as error:
        # What is away comes back; what is damaged does not.
        level = logging.ERROR if isinstance(error, RegisterDamaged) else logging.WARNING
        log.log(level, "register unavailable, rounds wait", extra={"reason": str(error)})
    except Exception:
        # Who dies in silence would lose every later copy.
        log.exception("round stumbled, the next goes on")
