"""Answers that were filed before, kept at hand for those who type now."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from register.errors import RegisterUnavailable

Answers = Mapping[str, Sequence[str]]

SECONDS_KEPT = 60.0


class Offering:
    """Asks the register once a minute, also when it is away.

    The form is shown far more often than it is filed: to ask each time takes 1.0 ms of a page that
    takes 2.4 ms. One belongs to each application and is asked for forms that exist, so it stays
    small.
    """

    def __init__(
        self, ask: Callable[[str], Answers], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask, self._clock = ask, clock
        self._kept: dict[str, tuple[float, Answers]] = {}

    def __call__(self, slug: str) -> Answers:
        """Earlier answers to the form, by the name of the input that they may help with."""
        now = self._clock()
        asked_at, answers = self._kept.get(slug, (-math.inf, {}))
        if now - asked_at >= SECONDS_KEPT:
            # Help is no reason not to show the form: a register that is away is asked again later.
            with suppress(RegisterUnavailable):
                answers = self._ask(slug)
            self._kept[slug] = now, answers
        return answers
