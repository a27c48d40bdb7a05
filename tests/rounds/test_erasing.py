"""What is left to do after an erasure: by day what holds nobody up, and the rest at night."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from register import chores
from register.erasing import erasures, owed, scrubbing
from register.erasing.owed import CHORE
from register.oversight import standing
from rounds.erasing import AGAIN_IN, is_night, next_night, scrub_erased
from tests.register import examples
from tests.register.databases import database_url, db, postgres, server_url
from tests.register.erasing.test_erasing import (
    NEEDLES,
    NOW,
    decided,
    ended,
    erase,
    leave_free_room_as_it_is,
    somebody,
    with_everything,
)

__all__ = ["database_url", "db", "postgres", "server_url"]

# One in the morning in Sweden.
NIGHT = datetime(2027, 3, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every register takes long to write anew."""
    monkeypatch.setattr(scrubbing, "SMALL", 0)


def erased(db: sa.Engine) -> None:
    one, other = somebody(db, "en"), somebody(db, "annan")
    filing = with_everything(db, one)
    ended(db, examples.plan(answers={"medium": "TikTok"}), reply="250 ok")
    number = erasures.propose(db, decided(db).id, [filing.case_id], NOW, one)
    erase(db, number, other)


def keep_house(db: sa.Engine, folder: Path, now: datetime) -> None:
    scrub_erased(db, folder / "outbox", folder / "protocols", now)


def test_small_register_is_written_anew_at_once(db: sa.Engine, tmp_path: Path) -> None:
    erased(db)
    keep_house(db, tmp_path, NOW)
    assert chores.due_since(db, CHORE) is None
    assert len(list((tmp_path / "protocols").iterdir())) == 1


@pytest.mark.usefixtures("large")
def test_large_one_waits_for_the_night(db: sa.Engine, tmp_path: Path) -> None:
    erased(db)
    keep_house(db, tmp_path, NOW)
    assert chores.due_since(db, CHORE) == NIGHT
    keep_house(db, tmp_path, NIGHT)
    assert chores.due_since(db, CHORE) is None


@pytest.mark.usefixtures("large")
def test_what_is_erased_meanwhile_does_not_wait_to_be_overwritten(
    db: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased(db)

    def meanwhile(engine: sa.Engine) -> bool:
        with engine.begin() as connection:
            owed.want_scrubbing(connection, NOW)
        return True

    monkeypatch.setattr("rounds.erasing.takes_long", meanwhile)
    keep_house(db, tmp_path, NOW)
    assert chores.due_since(db, CHORE) == NOW


@pytest.mark.usefixtures("large")
def test_machine_that_sleeps_at_night_does_it_by_day(db: sa.Engine, tmp_path: Path) -> None:
    erased(db)
    keep_house(db, tmp_path, NOW)
    morning = NOW + timedelta(hours=47)
    keep_house(db, tmp_path, morning)
    assert chores.due_since(db, CHORE) == next_night(morning)
    keep_house(db, tmp_path, NOW + timedelta(hours=95))
    assert chores.due_since(db, CHORE) is None


@pytest.mark.usefixtures("large")
def test_erasing_every_day_does_not_put_it_off(db: sa.Engine, tmp_path: Path) -> None:
    erased(db)
    keep_house(db, tmp_path, NOW)
    with db.begin() as connection:
        owed.want_scrubbing(connection, NOW + timedelta(hours=47))
    keep_house(db, tmp_path, NOW + timedelta(hours=48))
    assert chores.due_since(db, CHORE) is None


def test_what_is_owed_for_an_hour_is_told_until_it_is_done(db: sa.Engine, tmp_path: Path) -> None:
    erased(db)
    assert standing(db, NOW + HOUR).unscrubbed_since is None
    late = NOW + HOUR + timedelta(seconds=1)
    assert standing(db, late).unscrubbed_since == NOW
    assert not standing(db, late).is_well
    keep_house(db, tmp_path, late)
    assert standing(db, late).is_well
    assert owed.owed_since(db) is None


@pytest.mark.usefixtures("large")
def test_large_register_is_given_its_nights(db: sa.Engine, tmp_path: Path) -> None:
    erased(db)
    keep_house(db, tmp_path, NOW)
    assert standing(db, NOW + owed.WAITS_AT_MOST + HOUR).is_well
    found = standing(db, NOW + owed.WAITS_AT_MOST + 2 * HOUR)
    assert found.unscrubbed_since == NOW


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("large")
def test_by_day_nothing_is_found_in_the_file_of_a_large_register(
    db: sa.Engine, tmp_path: Path
) -> None:
    erased(db)
    keep_house(db, tmp_path, NOW)
    path = Path(str(db.url.database))
    raw = path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()
    assert [one for one in NEEDLES if one.encode() in raw] == []
    # Trigrams of the search, which keeps no text.
    assert b"jok" not in raw


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_search_is_merged_into_one_part_in_steps(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "_PAGES_AT_ONCE", 1)
    parts = "SELECT count(DISTINCT segid) FROM case_search_idx"
    add = "INSERT INTO case_search(rowid, text) VALUES (?, ?)"
    with db.connect() as connection:
        connection.exec_driver_sql(
            "INSERT INTO case_search(case_search, rank) VALUES ('automerge', 0)"
        )
        connection.commit()
        for number in range(3):
            words = Random(number).randbytes(8_000).hex()
            connection.exec_driver_sql(add, (number, words))
            connection.commit()
        assert connection.exec_driver_sql(parts).scalar_one() == 3
    scrubbing.overwrite(db)
    with db.connect() as connection:
        assert connection.exec_driver_sql(parts).scalar_one() == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_still_reads_is_waited_for(db: sa.Engine, tmp_path: Path) -> None:
    leave_free_room_as_it_is(db)
    with db.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM cases")
        erased(db)
        with pytest.raises(scrubbing.RegisterUnavailable):
            keep_house(db, tmp_path, NOW)
        assert chores.due_since(db, CHORE) == NOW + AGAIN_IN
    keep_house(db, tmp_path, NOW + AGAIN_IN)
    assert chores.due_since(db, CHORE) is None


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2027, 1, 14, 12, tzinfo=UTC), datetime(2027, 1, 15, 0, tzinfo=UTC)),
        (datetime(2027, 1, 14, 23, 59, tzinfo=UTC), datetime(2027, 1, 15, 0, tzinfo=UTC)),
        (datetime(2027, 7, 14, 12, tzinfo=UTC), datetime(2027, 7, 14, 23, tzinfo=UTC)),
        # The night in which the clock is put forward, at two.
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 0, tzinfo=UTC)),
    ],
)
def test_night_is_that_of_sweden(now: datetime, night: datetime) -> None:
    assert next_night(now) == night
    assert is_night(night)
    assert not is_night(night - timedelta(seconds=1))
    assert not is_night(now)
