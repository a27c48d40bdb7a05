"""A snapshot is kept with its day and its line of the trail: once, and whole or not at all."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from register import schema, snapshots
from register.actors import Actor, ActorKind
from register.audit.verification import Finding, verify_register
from register.cases import find_case
from register.database import reading, writing
from register.duties import Calendar, Duty, open_of
from register.erasing.removal import remove_case, remove_snapshots
from register.errors import CaseErased
from register.events import EventKind, newest_events
from register.index import Indexed
from register.life import living_of
from register.snapshots import NewFile, NewSnapshot, Reason, Snapshot
from tests.register import examples
from tests.register.examples import NOW

FILER = Actor(ActorKind.FILER)
TODAY = NOW.date()


@pytest.fixture
def case_id(db: sa.Engine) -> int:
    """A case about an account that is there."""
    about = Indexed(medium="Instagram", is_administered=True)
    return examples.filed(
        db, examples.plan(subject="instagram.com/toreboda", indexed=about)
    ).case_id


def new(case_id: int, **changes: object) -> NewSnapshot:
    files = [NewFile("flöde.png", "image/png", b"\x89PNG", b"\xff\xd8small")]
    given = NewSnapshot(case_id, TODAY, Reason.PERIOD, "Flödet.", files, "a.pdf", b"%PDF")
    return replace(given, **changes)  # type: ignore[arg-type]


def add(db: sa.Engine, one: NewSnapshot) -> tuple[Snapshot, bool]:
    return snapshots.add_snapshot(db, one, NOW, FILER)


def told(db: sa.Engine, case_id: int) -> list[str]:
    found = newest_events(db, case_id, 9, kinds=[EventKind.SNAPSHOT_TAKEN])
    return [str(one.facts["day"]) for one in found]


def faults(db: sa.Engine) -> list[Finding]:
    found = verify_register(db, lambda content: None, lambda some, every: None)
    return [one for one in found if "snapshot" in f"{one.place} {one.problem}"]


def test_snapshot_is_kept_with_its_files_its_day_and_its_event(db: sa.Engine, case_id: int) -> None:
    day = TODAY + timedelta(days=200)
    kept, is_new = add(db, new(case_id, taken_on=day))
    assert is_new
    assert snapshots.snapshots_of(db, case_id) == [kept]
    [file] = kept.files
    assert (file.number, file.name, file.size) == (1, "flöde.png", 4)
    assert file.sha256 == hashlib.sha256(b"\x89PNG").hexdigest()
    assert snapshots.content_of(db, file.id) == b"\x89PNG"
    assert snapshots.small_of(db, file.id) == b"\xff\xd8small"
    assert snapshots.document_of(db, kept.id) == b"%PDF"
    assert (kept.giver, kept.account_id) == ("filer", None)
    assert living_of(db, case_id).pictured_on == day
    assert told(db, case_id) == [day.isoformat()]
    assert faults(db) == []


def test_day_of_the_last_counts_in_whatever_order_they_come(db: sa.Engine, case_id: int) -> None:
    for day in (TODAY + timedelta(days=9), TODAY):
        add(db, new(case_id, taken_on=day))
    assert living_of(db, case_id).pictured_on == TODAY + timedelta(days=9)
    days = [one.taken_on for one in snapshots.snapshots_of(db, case_id)]
    assert days == [TODAY + timedelta(days=9), TODAY]


def test_duty_is_done_by_a_picture(db: sa.Engine, case_id: int) -> None:
    later = Calendar(date(TODAY.year + 1, 12, 1))

    def owes() -> bool:
        with reading(db) as connection:
            found = open_of(connection, later, [case_id])
        return Duty.SNAPSHOT in {one.duty for one in found}

    assert owes()
    add(db, new(case_id, taken_on=later.today))
    assert not owes()


def test_same_files_of_the_same_day_are_kept_once(db: sa.Engine, case_id: int) -> None:
    files = [NewFile(name, "image/png", name.encode(), b"") for name in "ab"]
    first, _ = add(db, new(case_id, files=files))
    again = new(case_id, files=files[::-1], shows="Något annat.", content=b"%PDF another")
    assert add(db, again) == (first, False)
    assert told(db, case_id) == [TODAY.isoformat()]
    assert add(db, new(case_id, files=files[:1]))[1]
    assert add(db, new(case_id, files=files, taken_on=TODAY + timedelta(days=1)))[1]


def test_two_at_once_are_kept_once(db: sa.Engine, case_id: int) -> None:
    both = Barrier(2)

    def send() -> bool:
        both.wait()
        return add(db, new(case_id))[1]

    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(send) for _ in range(2)]
        assert sorted(one.result() for one in sent) == [False, True]
    assert len(snapshots.snapshots_of(db, case_id)) == 1
    assert told(db, case_id) == [TODAY.isoformat()]


@pytest.mark.parametrize("at", ["case_noted", "add_event"])
def test_what_breaks_in_the_middle_keeps_nothing(
    db: sa.Engine, case_id: int, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = living_of(db, case_id)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, at, die)
        with pytest.raises(KeyboardInterrupt):
            add(db, new(case_id))
    assert snapshots.snapshots_of(db, case_id) == []
    assert living_of(db, case_id) == before
    assert told(db, case_id) == []
    with reading(db) as connection:
        assert connection.scalar(sa.select(sa.func.count(schema.snapshot_files.c.id))) == 0
    assert add(db, new(case_id))[1]


def test_erased_case_takes_none(db: sa.Engine, case_id: int) -> None:
    with writing(db) as connection:
        remove_case(connection, case_id, NOW)
    with pytest.raises(CaseErased):
        add(db, new(case_id))


def test_erased_snapshot_shows_nothing_and_does_not_come_again(db: sa.Engine, case_id: int) -> None:
    kept, _ = add(db, new(case_id))
    with writing(db) as connection:
        remove_snapshots(connection, schema.snapshots.c.id == kept.id, NOW)
    assert snapshots.snapshots_of(db, case_id) == []
    assert snapshots.snapshot_of(db, case_id, kept.id) is None
    assert snapshots.document_of(db, kept.id) is None
    assert snapshots.content_of(db, kept.files[0].id) is None
    assert snapshots.small_of(db, kept.files[0].id) is None
    again, is_new = add(db, new(case_id))
    assert (again.id, is_new, again.erased_at) == (kept.id, False, NOW)
    assert living_of(db, case_id).pictured_on == TODAY
    assert faults(db) == []


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("UPDATE snapshots SET sha256 = 'x'", "its document differs from its SHA-256"),
        ("UPDATE snapshot_files SET sha256 = 'x'", "file 1 differs from its SHA-256"),
        ("DELETE FROM snapshot_files", "has files that are not there"),
        ("UPDATE snapshot_files SET number = 2", "has files that are not there"),
    ],
)
def test_damage_is_found(db: sa.Engine, case_id: int, damage: str, problem: str) -> None:
    kept, _ = add(db, new(case_id))
    with writing(db) as connection:
        connection.exec_driver_sql(damage)
    assert faults(db) == [Finding(f"snapshot {kept.id}", problem)]
    if "sha256" in damage:
        given = (snapshots.document_of(db, kept.id), snapshots.content_of(db, kept.files[0].id))
        assert None in given


def test_missing_one_is_found(db: sa.Engine, case_id: int) -> None:
    kept, _ = add(db, new(case_id))
    with writing(db) as connection:
        connection.exec_driver_sql("DELETE FROM snapshot_files")
        connection.exec_driver_sql("DELETE FROM snapshots")
    reference = _reference(db)
    assert faults(db) == [Finding(reference, f"snapshot {kept.id} is not there")]


def _reference(db: sa.Engine) -> str:
    with reading(db) as connection:
        reference = connection.scalar(sa.select(schema.cases.c.reference))
    assert reference
    assert find_case(db, reference)
    return str(reference)
