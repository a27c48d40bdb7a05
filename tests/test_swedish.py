"""Dates, sizes and waits as Swedes write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from swedish import swedish_date, swedish_distance, swedish_size, swedish_time, swedish_wait

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (2 * MIB, "2\u00a0MB"),
        (10 * MIB, "10\u00a0MB"),
        (3 * MIB // 2, "1,5\u00a0MB"),
        (600_000, "0,5\u00a0MB"),
        (2 * MIB - 1, "1,9\u00a0MB"),
    ],
)
def test_a_limit_is_said_so_that_what_it_promises_fits(size: int, said: str) -> None:
    assert swedish_size(size) == said


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 1, 1, 0, 5, tzinfo=UTC), "1 januari 2026 kl. 01.05"),
        (datetime(2026, 7, 31, 22, 30, tzinfo=UTC), "1 augusti 2026 kl. 00.30"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "31 december 2026 kl. 23.59"),
    ],
)
def test_a_time_is_told_on_swedish_clocks(moment: datetime, words: str) -> None:
    assert swedish_time(moment) == words


def test_a_day_is_told_with_its_month_in_words() -> None:
    assert swedish_date(date(2026, 3, 1)) == "1 mars 2026"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "en minut"), (60, "en minut"), (61, "2 minuter"), (3600, "60 minuter")],
)
def test_a_wait_is_said_so_that_it_is_enough(seconds: int, said: str) -> None:
    assert swedish_wait(seconds) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(-2, "2 dagar sen"), (-1, "1 dag sen"), (0, "i dag"), (1, "om 1 dag"), (40, "om 40 dagar")],
)
def test_distance_of_a_day(days: int, said: str) -> None:
    today = date(2028, 2, 28)
    assert swedish_distance(today + timedelta(days=days), today) == said
