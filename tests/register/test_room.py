"""Drafts take no more room than they may, and nobody's work of the last hour gives way."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from register import drafts, room, schema
from register.database import reading
from register.errors import DraftNotFound, NoRoomForDrafts
from register.room import Room, Space, make_room, space_of
from tests.register import examples
from tests.register.examples import LIFETIME, NOW

HOUR = timedelta(hours=1)
LATER = NOW + 2 * HOUR
TEN = Room(drafts=10, bytes=100_000, reserve=0)
ONE_SIZE = drafts.size_of({"medium": "facebook "})


def kept(db: sa.Engine, keys: list[str]) -> list[int]:
    """The numbers, in the list, of the drafts that are still there."""
    found = [drafts.find_draft(db, key, NOW) for key in keys]
    return [number for number, draft in enumerate(found) if draft]


def worked_on(db: sa.Engine, key: str, now: object = NOW) -> None:
    draft = drafts.find_draft(db, key, NOW)
    drafts.update_draft(db, draft, {"medium": "facebook "}, now, LIFETIME)


def ten_drafts(db: sa.Engine) -> list[str]:
    """Ten drafts, one a minute."""
    return [examples.saved_draft(db, NOW + timedelta(minutes=n)) for n in range(10)]


def test_drafts_are_weighed_and_an_erased_one_weighs_nothing(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    examples.saved_draft(db, NOW + HOUR)
    assert (space_of(db, TEN).drafts, space_of(db, TEN).bytes) == (2, 2 * ONE_SIZE)
    draft = drafts.find_draft(db, key, NOW)
    saved = drafts.update_draft(db, draft, {"medium": "x" * 5000}, NOW, LIFETIME)
    assert space_of(db, TEN).bytes == ONE_SIZE + saved.size
    drafts.erase_expired(db, NOW + LIFETIME)
    assert (space_of(db, TEN).drafts, space_of(db, TEN).bytes) == (1, ONE_SIZE)


def test_nothing_gives_way_while_there_is_room(db: sa.Engine) -> None:
    keys = ten_drafts(db)[:9]
    make_room(db, Room(11, 100_000, 0), ONE_SIZE, LATER, is_new=True)
    assert kept(db, keys) == list(range(9))


def test_the_longest_untouched_gives_way_first(db: sa.Engine) -> None:
    keys = ten_drafts(db)
    for key in keys:
        worked_on(db, key)
    worked_on(db, keys[0], NOW + HOUR / 2)
    make_room(db, TEN, ONE_SIZE, LATER, is_new=True)
    assert kept(db, keys) == [0, 3, 4, 5, 6, 7, 8, 9]


def test_filed_ones_give_way_before_those_saved_once_and_these_before_others(
    db: sa.Engine,
) -> None:
    keys = ten_drafts(db)
    for key in keys[:8]:
        worked_on(db, key)
    examples.file_draft(db, keys[9])
    make_room(db, TEN, ONE_SIZE, LATER, is_new=True)
    assert kept(db, keys) == list(range(8))


def test_change_of_a_filed_plan_gives_way_last(db: sa.Engine) -> None:
    filing = examples.filed(db)
    change = examples.saved_draft(db, revises=filing.id)
    others = ten_drafts(db)
    make_room(db, TEN, ONE_SIZE, LATER, is_new=True)
    assert kept(db, [change]) == [0]
    assert len(kept(db, others)) < 10


def test_work_of_the_last_hour_stays_and_a_new_draft_is_refused(db: sa.Engine) -> None:
    keys = ten_drafts(db)
    with pytest.raises(NoRoomForDrafts):
        make_room(db, TEN, ONE_SIZE, NOW + HOUR - timedelta(seconds=1), is_new=True)
    assert kept(db, keys) == list(range(10))
    make_room(db, TEN, ONE_SIZE, NOW + HOUR + timedelta(minutes=1), is_new=True)
    assert kept(db, keys) == list(range(2, 10))


def test_draft_that_was_filed_just_now_gives_way_to_new_ones(db: sa.Engine) -> None:
    keys = ten_drafts(db)
    for key in keys[:2]:
        examples.file_draft(db, key)
    make_room(db, TEN, ONE_SIZE, NOW + timedelta(minutes=10), is_new=True)
    assert kept(db, keys) == list(range(2, 10))


def test_bytes_are_bounded_as_drafts_are(db: sa.Engine) -> None:
    keys = ten_drafts(db)
    full = Room(drafts=1000, bytes=10 * ONE_SIZE, reserve=0)
    make_room(db, full, 2 * ONE_SIZE, LATER, is_new=True)
    assert kept(db, keys) == list(range(3, 10))


def test_who_has_begun_may_go_on_into_a_tenth_more(db: sa.Engine) -> None:
    ten_drafts(db)
    full = Room(drafts=10, bytes=10 * ONE_SIZE, reserve=0)
    make_room(db, full, ONE_SIZE, NOW, is_new=False)
    with pytest.raises(NoRoomForDrafts):
        make_room(db, full, ONE_SIZE + 1, NOW, is_new=False)
    # What grows no further may always be saved.
    make_room(db, Room(drafts=5, bytes=1, reserve=0), 0, NOW, is_new=False)


def test_draft_that_gave_way_takes_nothing_and_can_be_told_of(db: sa.Engine) -> None:
    keys = ten_drafts(db)
    draft = drafts.find_draft(db, keys[0], NOW)
    make_room(db, TEN, ONE_SIZE, LATER, is_new=True)
    with pytest.raises(DraftNotFound):
        drafts.update_draft(db, draft, {"medium": "X"}, LATER, LIFETIME)
    assert drafts.ending_of(db, keys[0]) == drafts.Ending(LATER, gave_way=True)
    with reading(db) as connection:
        facts = connection.scalars(sa.select(schema.events.c.facts)).all()
    assert facts == [{"count": 2, "why": "no room"}]


def test_drafts_are_refused_before_the_disk_is_full(
    db: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.dialect.name == "postgresql":
        assert space_of(db, TEN).free is None
        return
    reserve = Room(10, 100_000, reserve=1000)
    free = 1000

    def disk_usage(path: Path) -> object:
        assert path == tmp_path
        return type("Usage", (), {"free": free})

    monkeypatch.setattr(room.shutil, "disk_usage", disk_usage)
    make_room(db, reserve, 1, NOW, is_new=True)
    free = 999
    with pytest.raises(NoRoomForDrafts):
        make_room(db, reserve, 1, NOW, is_new=True)
    make_room(db, reserve, 1, NOW, is_new=False)
    free = 499
    with pytest.raises(NoRoomForDrafts):
        make_room(db, reserve, 1, NOW, is_new=False)
    # Filing asks for no room.
    examples.filed(db)


@pytest.mark.parametrize(
    ("taken", "is_ample"),
    [
        ((79, 0, 2000), True),
        ((80, 0, 2000), False),
        ((0, 799, 2000), True),
        ((0, 800, 2000), False),
        ((0, 0, 1999), False),
        ((0, 0, None), True),
    ],
)
def test_operator_is_told_in_time(taken: tuple[int, int, int | None], is_ample: bool) -> None:
    assert Space(Room(100, 1000, reserve=1000), *taken).is_ample is is_ample


def test_empty_rows_are_bounded_too(db: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_REMEMBERED", 4)
    keys = [*ten_drafts(db), examples.saved_draft(db, NOW + LIFETIME)]
    drafts.erase_expired(db, NOW + LIFETIME + HOUR)
    endings = [drafts.ending_of(db, key) for key in keys]
    assert [ending is not None for ending in endings] == [False] * 6 + [True] * 5
