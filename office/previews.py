"""What was drawn lately, kept at hand: the same page is asked for again and again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from weakref import WeakValueDictionary

MOST_BYTES = 32 * 1024 * 1024


class Previews:
    """Documents and pictures of one web process; what was not asked for longest gives way."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Take how many bytes are kept."""
        self._most_bytes, self._bytes = most_bytes, 0
        self._drawn: OrderedDict[Hashable, bytes] = OrderedDict()
        self._in_hand: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()
        self._lock = Lock()

    def __call__(self, what: Hashable, draw: Callable[[], bytes]) -> bytes:
        """The bytes of `what`, drawn unless they are here; what `draw` raises is raised.

        A browser asks for all pages of a document at once: the others wait for the first.
        """
        with self._lock:
            one_at_a_time = self._in_hand.setdefault(what, Lock())
        with one_at_a_time:
            found = self._find(what)
            return self._keep(what, draw()) if found is None else found

    def _find(self, what: Hashable) -> bytes | None:
        with self._lock:
            if what in self._drawn:
                self._drawn.move_to_end(what)
            return self._drawn.get(what)

    def _keep(self, what: Hashable, drawn: bytes) -> bytes:
        with self._lock:
            self._bytes += len(drawn)
            self._drawn[what] = drawn
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._drawn.popitem(last=False)[1])
        return drawn
