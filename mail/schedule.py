"""When to try again: pauses that grow, for 48 hours, never all at the same moment."""

from collections.abc import Callable
from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(hours=48)
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
JITTER = 0.2


def next_attempt(
    tries_since: datetime, now: datetime, random: Callable[[], float]
) -> datetime | None:
    """Return when to try again after an attempt in vain at `now`, or None to give up.

    The pause is as long as has been tried so far, so it doubles: after 1, 2, 4 … minutes and then
    every four hours, give or take a fifth. The last attempt falls on the 48th hour. `random`
    gives a number from 0 up to 1.
    """
    end = tries_since + GIVE_UP_AFTER
    if now >= end:
        return None
    pause = min(max(now - tries_since, SHORTEST_PAUSE), LONGEST_PAUSE)
    return min(now + pause * (1 - JITTER + 2 * JITTER * random()), end)
