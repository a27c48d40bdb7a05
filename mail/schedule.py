"""When to try again: pauses that grow, for 48 hours, never all at the same moment."""

from collections.abc import Callable
from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(hours=48)
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
JITTER = 0.2
# Once it may have been taken, each attempt may be a double.
SHORTEST_PAUSE_AFTER_UNSURE = timedelta(hours=4)
LONGEST_PAUSE_AFTER_UNSURE = timedelta(hours=16)


def next_attempt(
    tries_since: datetime, now: datetime, random: Callable[[], float], *, is_unsure: bool = False
) -> datetime | None:
    """Return when to try again after an attempt in vain at `now`, or None to give up.

    The pause is as long as has been tried so far, so it doubles: after 1, 2, 4 … minutes and then
    every four hours, give or take a fifth. When it `is_unsure` whether the last attempt was in
    vain, after 4, 8 and then every 16 hours. The last attempt falls on the 48th hour. `random`
    gives a number from 0 up to 1.
    """
    shortest = SHORTEST_PAUSE_AFTER_UNSURE if is_unsure else SHORTEST_PAUSE
    longest = LONGEST_PAUSE_AFTER_UNSURE if is_unsure else LONGEST_PAUSE
    end = tries_since + GIVE_UP_AFTER
    if now >= end:
        return None
    pause = min(max(now - tries_since, shortest), longest)
    return min(now + pause * (1 - JITTER + 2 * JITTER * random()), end)
