"""Pauses grow, differ a little, and end after 48 hours."""

from datetime import datetime, timedelta

import pytest

from mail.schedule import GIVE_UP_AFTER, next_attempt
from tests.register.examples import NOW


def whole_schedule(random: float) -> list[datetime]:
    """All attempts that follow a first one in vain at NOW."""
    attempts = [NOW]
    while (again := next_attempt(NOW, attempts[-1], lambda: random)) is not None:
        attempts.append(again)
    return attempts


@pytest.mark.parametrize("random", [0.0, 0.5, 0.999])
def test_pauses_grow_and_the_last_attempt_is_at_48_hours(random: float) -> None:
    attempts = whole_schedule(random)
    pauses = [later - earlier for earlier, later in zip(attempts, attempts[1:], strict=False)]
    assert pauses[:-1] == sorted(pauses[:-1])
    assert attempts[-1] == NOW + GIVE_UP_AFTER
    assert 15 <= len(attempts) <= 30


def test_first_pauses_double_from_a_minute() -> None:
    attempts = whole_schedule(0.5)[:5]
    assert [(one - NOW) / timedelta(minutes=1) for one in attempts] == [0, 1, 2, 4, 8]


def test_pauses_differ_so_that_not_all_come_at_once() -> None:
    assert next_attempt(NOW, NOW, lambda: 0.0) != next_attempt(NOW, NOW, lambda: 0.9)


def test_attempt_in_vain_after_the_end_is_the_last() -> None:
    assert next_attempt(NOW, NOW + GIVE_UP_AFTER, lambda: 0.5) is None
