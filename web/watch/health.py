"""For the machines that watch over this one: does the process live, can it serve."""

from collections import deque
from threading import Lock
from time import monotonic
from typing import Any

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState

from register.audit.soundness import refuse_unsound
from register.database import is_current, refuse_missing
from register.errors import RegisterUnavailable
from register.oversight import queue_state
from version import VERSION
from web.office import office

health = Blueprint("health", __name__)
# Whoever watches asks every few seconds. A look reads the file and writes a little, and anybody
# may ask.
LOOKS = 20
SECONDS_FOR_LOOKS = 20.0


class Looks:
    """Says whether it is time for another thorough look: 20 in 20 seconds, for all who ask."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=LOOKS)
        self._lock = Lock()

    def allow_one(self) -> bool:
        """Whether one more may be taken; it is counted then."""
        with self._lock:
            now = monotonic()
            if len(self._times) == LOOKS and now - self._times[0] < SECONDS_FOR_LOOKS:
                return False
            self._times.append(now)
            return True


@health.record_once
def _count_looks(state: BlueprintSetupState) -> None:
    state.app.extensions["looks"] = Looks()


@health.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers, and which release it runs."""
    return {"status": "ok", "version": VERSION}


@health.get("/readyz")
def ready() -> tuple[dict[str, Any], int]:
    """The register can be read and written, and how the queue is; 503 with the reason when not.

    A queue that stands still is no reason: filing goes on, and mail has its own alarm.
    """
    try:
        refuse_missing(office().register)
        if not is_current(office().register):
            return {"status": "unavailable", "reason": "the register must be migrated"}, 503
        if current_app.extensions["looks"].allow_one():
            refuse_unsound(office().register, office().now())
        return {"status": "ok", "queue": _queue()}, 200
    except RegisterUnavailable as error:
        return {"status": "unavailable", "reason": str(error)}, 503


def _queue() -> dict[str, int]:
    queue = queue_state(office().register, office().now())
    oldest = round(queue.oldest.total_seconds()) if queue.oldest else 0
    counts = {"waiting": queue.queued, "failed": queue.failed, "unsure": queue.unsure}
    return {**counts, "oldest_seconds": oldest}
