"""The courier as a thread of the web process: awake when a form was filed, and now and then."""

import logging
import threading
from collections.abc import Callable

from mail.courier import Route, deliver_due
from register.errors import RegisterDamaged, RegisterUnavailable

SECONDS_BETWEEN_ROUNDS = 10.0
SECONDS_TO_STOP = 100.0
SECONDS_TO_RECORD = 10.0
log = logging.getLogger("blanketter.courier")


class CourierThread:
    """One courier, started in the process that serves pages (after it was forked)."""

    def __init__(
        self,
        route: Route,
        seconds_between: float = SECONDS_BETWEEN_ROUNDS,
        keep_house: Callable[[], None] = lambda: None,
    ) -> None:
        """Take what it works with, how long it sleeps when nobody wakes it, and what to do then."""
        self._route = route
        self._keep_house = keep_house
        self._seconds_between = seconds_between
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something new to deliver; returns at once."""
        self._wake.set()

    def stop(self, seconds: float = SECONDS_TO_STOP) -> bool:
        """End after the message in hand, which is cut off when it takes longer; False if even that
        did not end it.

        What a mail server was thinking about is then recorded as unsure. A process that is killed
        would leave no trace, and the copy would go twice.
        """
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)
        if self._thread.is_alive():
            self._route.transport.cut()
            self._thread.join(SECONDS_TO_RECORD)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            carefully(lambda: deliver_due(self._route, self._stop.is_set))
            if not self._stop.is_set():
                carefully(self._keep_house)
                self._wake.wait(self._seconds_between)


def carefully(work: Callable[[], object]) -> None:
    """Do one part of a courier's work; whatever goes wrong is logged and ends nothing else."""
    try:
        work()
    except RegisterUnavailable as error:
        # What is away comes back; what is damaged does not.
        level = logging.ERROR if isinstance(error, RegisterDamaged) else logging.WARNING
        log.log(level, "register unavailable, deliveries wait", extra={"reason": str(error)})
    except Exception:
        # A courier that dies in silence would lose every later copy.
        log.exception("courier stumbled, deliveries wait")
