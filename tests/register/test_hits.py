"""Counting what clients do: together, by a sliding window, in bounded room."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from register import hits, schema
from register.database import migrate, open_database, reading, writing
from register.hits import Hits, Limit, open_counts
from tests.register.examples import NOW

THREE = Limit("filing", 3, 60)
AT_A_BOUNDARY = NOW.replace(second=0)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.fixture
def counts(db: sa.Engine, tmp_path: Path) -> Iterator[sa.Engine]:
    """Where an installation with this register counts."""
    found = open_counts(db, tmp_path / "instance" / "limits.sqlite3")
    yield found
    found.dispose()


def rows(counts: sa.Engine) -> int:
    with reading(counts) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(schema.hits)) or 0


def test_each_client_may_do_each_thing_so_often(counts: sa.Engine) -> None:
    counter = Hits(counts)
    assert [counter.take(THREE, "a", NOW) > 0 for _ in range(5)] == [False] * 3 + [True] * 2
    assert counter.take(THREE, "b", NOW) == 0
    assert counter.take(Limit("reading", 1, 60), "a", NOW) == 0


def test_all_processes_count_together(counts: sa.Engine, db: sa.Engine, tmp_path: Path) -> None:
    # Of a server also those of other machines, with folders of their own.
    folder = "another" if db.dialect.name == "postgresql" else "instance"
    others = [open_counts(db, tmp_path / folder / "limits.sqlite3") for _ in range(3)]
    counters = [Hits(one) for one in (counts, *others)]
    limit = Limit("filing", 10, 60)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda n: counters[n % 4].take(limit, "a", NOW), range(40)))
    assert waits.count(0) == 10
    for other in others:
        other.dispose()


def test_what_is_refused_is_not_counted(counts: sa.Engine) -> None:
    counter = Hits(counts)
    for _ in range(9):
        counter.take(THREE, "a", AT_A_BOUNDARY)
    assert counter.take(THREE, "a", AT_A_BOUNDARY + seconds(60 + 20)) == 0


def test_no_window_holds_more_than_the_limit(counts: sa.Engine) -> None:
    """Three at the end of one minute leave no room at the beginning of the next."""
    counter = Hits(counts)
    late = AT_A_BOUNDARY + seconds(59)
    assert [counter.take(THREE, "a", late) for _ in range(3)] == [0, 0, 0]
    assert counter.take(THREE, "a", AT_A_BOUNDARY + seconds(61)) > 0
    assert counter.take(THREE, "a", AT_A_BOUNDARY + seconds(120)) == 0


@pytest.mark.parametrize("most", [1, 3, 30])
@pytest.mark.parametrize("at", [0, 1, 29.5, 59.9])
def test_who_waits_as_long_as_told_is_let_in_and_not_before(
    counts: sa.Engine, most: int, at: float
) -> None:
    counter, limit = Hits(counts), Limit("filing", most, 60)
    now = AT_A_BOUNDARY + seconds(at)
    while not (wait := counter.take(limit, "a", now)):
        now += seconds(0.01)
    assert 0 < wait <= 120
    assert counter.take(limit, "a", now + seconds(wait - 1.1)) > 0
    assert counter.take(limit, "a", now + seconds(wait)) == 0


def test_amounts_are_counted_as_they_are_and_one_too_large_takes_all(counts: sa.Engine) -> None:
    counter, bytes_saved = Hits(counts), Limit("saved", 1000, 60)
    assert counter.take(bytes_saved, "a", NOW, 600) == 0
    assert counter.take(bytes_saved, "a", NOW, 600) > 0
    assert counter.take(bytes_saved, "a", NOW, 400) == 0
    assert counter.take(bytes_saved, "b", NOW, 5000) == 0
    assert counter.take(bytes_saved, "b", NOW, 1) > 0


def test_what_weighs_nothing_any_more_is_forgotten(counts: sa.Engine) -> None:
    counter = Hits(counts)
    for number in range(20):
        counter.take(THREE, str(number), NOW)
    counter.take(THREE, "a", NOW + seconds(300))
    assert rows(counts) == 1


def test_rows_of_a_clock_that_went_ahead_are_forgotten(counts: sa.Engine) -> None:
    Hits(counts).take(THREE, "a", NOW + timedelta(days=400))
    Hits(counts).take(THREE, "a", NOW)
    assert rows(counts) == 1


def test_far_too_many_clients_fill_no_disk(
    counts: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "MOST_ROWS", 5)
    for number in range(8):
        Hits(counts).take(Limit("filing", 1, 60 + number), str(number), NOW)
    assert rows(counts) <= 6
    # The newest are those that are left.
    assert Hits(counts).take(Limit("filing", 1, 67), "7", NOW) > 0


def test_counting_waits_for_nobody_who_files(tmp_path: Path) -> None:
    register = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    migrate(register)
    counts = open_counts(register, tmp_path / "limits.sqlite3")
    with writing(register):
        assert Hits(counts).take(THREE, "a", NOW) == 0
    for engine in (register, counts):
        engine.dispose()
