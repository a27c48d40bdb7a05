"""An alarm clock for a thread that is busy waiting: set and stopped many times a second."""

import threading
import time
from collections.abc import Callable


class Alarm:
    """Calls `ring`, from a thread of its own, when it was set and not stopped in time.

    The thread sleeps over settings that were stopped: threading.Timer would start a new one for
    each, which takes longer than to send a letter.
    """

    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        """Take how long after being set it rings, and what to call then."""
        self._seconds = seconds
        self._ring = ring
        self._due: float | None = None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    def set(self) -> None:
        """Begin to wait anew."""
        with self._changed:
            self._due = time.monotonic() + self._seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="alarm", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Do not ring until set again."""
        with self._changed:
            self._due = None

    def close(self) -> None:
        """Do not ring, and end the thread; `set` starts another."""
        with self._changed:
            thread, self._thread, self._due = self._thread, None, None
            self._changed.notify_all()
        if thread is not None:
            thread.join()

    def _watch(self) -> None:
        with self._changed:
            while self._thread is threading.current_thread():
                left = self._seconds if self._due is None else self._due - time.monotonic()
                if left <= 0:
                    self._due = None
                    self._ring()
                else:
                    self._changed.wait(left)
