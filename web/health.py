"""For the machines that watch over this one: does the process live, can it serve."""

from typing import Any

from flask import Blueprint

from register.database import is_current
from register.errors import RegisterUnavailable
from register.operation import queue_state
from web.office import office

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get("/readyz")
def ready() -> tuple[dict[str, Any], int]:
    """The register answers too, and how the queue is; 503 with the reason when it does not.

    A queue that stands still is no reason: filing goes on, and mail has its own alarm.
    """
    try:
        if not is_current(office().register):
            return {"status": "unavailable", "reason": "the register must be migrated"}, 503
        return {"status": "ok", "queue": _queue()}, 200
    except RegisterUnavailable as error:
        return {"status": "unavailable", "reason": str(error)}, 503


def _queue() -> dict[str, int]:
    queue = queue_state(office().register, office().now())
    oldest = round(queue.oldest.total_seconds()) if queue.oldest else 0
    counts = {"waiting": queue.queued, "failed": queue.failed, "unsure": queue.unsure}
    return {**counts, "oldest_seconds": oldest}
