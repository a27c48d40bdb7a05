"""Backup and restore: every row, both databases and across, all of it or nothing."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from register import deliveries, drafts, schema
from register.backup import file as backup_file
from register.backup.backup import back_up, restore
from register.backup.copying import TABLES, count_rows, fingerprint, last_numbers
from register.backup.file import About, Backup
from register.backup.seal import remove_seal
from register.database import _alembic_config, migrate, open_database, writing
from register.errors import BackupDamaged, BackupRefused, RegisterUnavailable
from register.index import Indexed, index_missing
from register.letters import AWAITED, LetterKind, add_letter, lease_letter, mark_sent
from tests.register import examples
from tests.register.examples import LIFETIME, NOW
from tests.register.filled import FILLED, ROWS, fill
from tests.register.reminding import (
    ANN,
    BO,
    COUNTED,
    DUE_SOON,
    account,
    at,
    remind,
    set_index,
    told,
)
from tests.register.reminding import LATER as FAR_AHEAD

LATER = NOW + timedelta(days=1)
KEPT = {"secret": "fåglar"}
PICTURED = {"pictured_on": date(2026, 3, 1)}
SECRET = "k" * 48
ODD = 'Å "citat" \\ \t rad\nny 🦢 \u2028 <b>'
_numbers = count(1)


def quiet(rows: int, rows_in_all: int) -> None:
    """Nobody watches."""


def filled(db: sa.Engine) -> sa.Engine:
    """A register with a row of every kind and state."""
    first = examples.filed(
        db,
        examples.plan(text=ODD, subject="facebook:x"),
        make_copy=lambda *_: bytes(range(256)) * 500,
        recipients=("a@toreboda.example", "b@toreboda.example"),
    )
    examples.filed(db, revises=first.id, now=LATER)
    for _ in range(3):
        examples.filed(db)
    lease = timedelta(hours=1)
    one, two, three = deliveries.lease_due(db, NOW, lease, "courier", 3)
    deliveries.mark_accepted(db, one, "250 ok", NOW)
    deliveries.mark_retry(db, two, "451 later", LATER, NOW)
    deliveries.mark_failed(db, three, f"550 {ODD}", NOW)
    examples.saved_draft(db, now=NOW - 2 * LIFETIME)
    drafts.erase_expired(db, NOW)
    examples.saved_draft(db)
    examples.noted(db, first)
    queue(db, LetterKind.PAPER_REMINDER)
    with writing(db) as connection:
        # Somebody was reminded by another letter than the one that waits.
        connection.execute(sa.update(schema.reminders).values(letter_id=2))
    return db


def saved(db: sa.Engine, path: Path, **changes: Any) -> Backup:
    """Back up with what the tests seldom change."""
    given = {"secret": SECRET, "kept": KEPT, "now": NOW, "tell": quiet}
    return back_up(db, path, **(given | changes))


def restored(db: sa.Engine, path: Path, **changes: Any) -> Backup:
    """Restore likewise."""
    given = {"secret": SECRET, "give_back": lambda kept: None, "now": LATER, "tell": quiet}
    return restore(db, path, **(given | changes))


def rows(db: sa.Engine) -> dict[str, set[str]]:
    """Everything in the register, but for the line that tells of its restoring."""
    with db.connect() as connection:
        found = {
            table.name: {repr(tuple(row)) for row in connection.execute(sa.select(table))}
            for table in TABLES
        }
    found["events"] = {line for line in found["events"] if "'restored'" not in line}
    return found


def is_empty(db: sa.Engine) -> bool:
    return not any(rows(db).values())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database without tables, beside the one that `db` is."""
    url = f"sqlite:///{tmp_path / 'elsewhere' / 'register.sqlite3'}"
    drop: Callable[[], None] = lambda: None  # noqa: E731
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        name = f"restored_{next(_numbers)}"
        server.execute(f"CREATE DATABASE {name}")
        url, drop = server.url(name), lambda: server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    engine = open_database(url)
    yield engine
    engine.dispose()
    drop()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Callable[[str], sa.Engine]]:
    """Makes empty registers as SQLite files, where one database is enough for the question."""
    engines = []

    def make(name: str = "new") -> sa.Engine:
        engines.append(open_database(f"sqlite:///{tmp_path / f'{name}.sqlite3'}"))
        migrate(engines[-1])
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()


def test_restored_register_is_the_same_row_by_row(
    db: sa.Engine, empty_place: sa.Engine, tmp_path: Path
) -> None:
    before = rows(filled(db))
    assert all(before.values())
    got: dict[str, str] = {}
    saved(db, tmp_path / "backup")
    restored(empty_place, tmp_path / "backup", give_back=got.update)
    assert rows(empty_place) == before
    assert got == KEPT


def test_restored_register_goes_on_where_the_other_stopped(
    db: sa.Engine, empty_place: sa.Engine, tmp_path: Path
) -> None:
    filled(db)
    with db.begin() as connection:
        highest = connection.scalar(sa.select(sa.func.max(schema.drafts.c.id)))
        connection.execute(sa.delete(schema.drafts).where(schema.drafts.c.id == highest))
    saved(db, tmp_path / "backup")
    restored(empty_place, tmp_path / "backup")
    filing = examples.filed(empty_place)
    assert (filing.reference, filing.id) == ("AP-2026-0005", 6)
    with empty_place.connect() as connection:
        newest = connection.scalar(sa.select(sa.func.max(schema.drafts.c.id)))
    assert newest == highest + 1


def test_restoring_is_told_in_the_audit_trail(
    sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    new = sqlite("new")
    restored(new, tmp_path / "backup")
    with new.connect() as connection:
        last = connection.execute(sa.select(schema.events).order_by(schema.events.c.id.desc()))
        line = last.first()
    assert (line.kind, line.at) == ("restored", LATER)
    assert line.facts["made_at"] == "2026-03-14T13:05:00+00:00"


def test_backup_holds_snapshot_and_stops_nobody(db: sa.Engine, tmp_path: Path) -> None:
    before = rows(filled(db))
    seen = []

    def file_meanwhile(number: int, rows_in_all: int) -> None:
        seen.append(rows_in_all)
        if len(seen) == 2:
            examples.filed(db)

    backup = saved(db, tmp_path / "backup", tell=file_meanwhile)
    assert len(rows(db)["filings"]) == len(before["filings"]) + 1
    assert backup.about.rows == sum(map(len, before.values()))


def test_progress_comes_to_its_end(sqlite: Callable[..., sa.Engine], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    tell: Any = lambda number, of: told.append((number, of))  # noqa: E731
    saved(filled(sqlite("old")), tmp_path / "backup", tell=tell)
    assert sum(number for number, _ in told) == told[0][1]
    told.clear()
    restored(sqlite("new"), tmp_path / "backup", tell=tell)
    assert sum(number for number, _ in told) == told[0][1]


def test_backup_is_one_file_for_its_owner_only(
    sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    (tmp_path / "kept").mkdir()
    saved(filled(sqlite("old")), tmp_path / "kept" / "backup")
    [file] = (tmp_path / "kept").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "fåglar" not in repr(saved(sqlite("old"), tmp_path / "kept" / "again"))


@pytest.mark.parametrize("call", [1, 7, 12])
def test_interrupted_backup_leaves_nothing(
    sqlite: Callable[..., sa.Engine], tmp_path: Path, call: int
) -> None:
    register = filled(sqlite("old"))
    (tmp_path / "kept").mkdir()
    with pytest.raises(KeyboardInterrupt):
        saved(register, tmp_path / "kept" / "backup", tell=interrupting(call))
    assert list((tmp_path / "kept").iterdir()) == []


def interrupting(call: int) -> Callable[[int, int], None]:
    """Somebody presses Ctrl+C at this call."""
    calls = count(1)

    def tell(rows: int, rows_in_all: int) -> None:
        if next(calls) == call:
            raise KeyboardInterrupt

    return tell


def test_what_a_killed_backup_left_is_replaced(
    sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    (tmp_path / ".backup.unfinished").write_bytes(b"half")
    saved(filled(sqlite("old")), tmp_path / "backup")
    assert not (tmp_path / ".backup.unfinished").exists()
    restored(sqlite("new"), tmp_path / "backup")


def test_backup_never_overwrites(sqlite: Callable[..., sa.Engine], tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("yesterday's")
    with pytest.raises(BackupRefused, match="already is a file"):
        saved(sqlite("old"), tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "yesterday's"


def test_backup_of_a_register_without_tables_is_refused(
    empty_place: sa.Engine, tmp_path: Path
) -> None:
    with pytest.raises(BackupRefused, match="migrated"):
        saved(empty_place, tmp_path / "backup")


def test_backup_that_cannot_be_written_is_refused(sqlite: Callable[..., sa.Engine]) -> None:
    with pytest.raises(BackupRefused, match="cannot be written"):
        saved(sqlite("old"), Path("/proc/none/backup"))


def test_damage_in_the_register_is_named_and_kept(
    sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    register = filled(sqlite("old"))
    with register.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER documents_refuse_update")
        connection.exec_driver_sql("UPDATE documents SET content = x'00' WHERE id = 1")
    backup = saved(register, tmp_path / "backup")
    assert backup.damage == ("document AP-2026-0001-v1.pdf (issued) differs from its SHA-256",)
    new = sqlite("new")
    with pytest.raises(BackupDamaged):
        restored(new, tmp_path / "backup")
    assert is_empty(new)
    restored(new, tmp_path / "backup", damaged_too=True)
    assert rows(new) == rows(register)


@pytest.mark.parametrize(
    ("written", "decayed", "damage"),
    [
        (b"AP-2026-0002 v1", b"AP-2026-0009 v1", "document AP-2026-0002-v1.pdf (issued)"),
        (b"451 later", b"451 latex", "table deliveries"),
    ],
)
def test_file_that_decayed_is_refused(
    sqlite: Callable[..., sa.Engine], tmp_path: Path, written: bytes, decayed: bytes, damage: str
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    content = (tmp_path / "backup").read_bytes()
    assert written in content
    (tmp_path / "backup").write_bytes(content.replace(written, decayed))
    new = sqlite("new")
    with pytest.raises(BackupDamaged) as refused:
        restored(new, tmp_path / "backup")
    assert any(damage in line for line in refused.value.damage)
    assert is_empty(new)


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize("spoil", [cut, lambda _: b"", lambda _: b"%PDF-1.7 not this"])
def test_file_that_is_no_backup_is_refused(
    sqlite: Callable[..., sa.Engine], tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    (tmp_path / "backup").write_bytes(spoil((tmp_path / "backup").read_bytes()))
    with pytest.raises(BackupRefused, match="cannot be read as a backup"):
        restored(sqlite("new"), tmp_path / "backup")


def test_missing_file_is_refused(sqlite: Callable[..., sa.Engine], tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="there is no file"):
        restored(sqlite("new"), tmp_path / "backup")


def test_restore_into_a_register_in_use_is_refused(
    db: sa.Engine, sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    examples.saved_draft(db)
    before = rows(db)
    with pytest.raises(BackupRefused, match="not empty"):
        restored(db, tmp_path / "backup")
    assert rows(db) == before


@pytest.mark.parametrize("call", [1, 9, 15, 24])
def test_interrupted_restore_leaves_an_empty_register(
    empty_place: sa.Engine, sqlite: Callable[..., sa.Engine], tmp_path: Path, call: int
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    with pytest.raises(KeyboardInterrupt):
        restored(empty_place, tmp_path / "backup", tell=interrupting(call))
    migrate(empty_place)
    assert is_empty(empty_place)
    restored(empty_place, tmp_path / "backup")


def test_restore_waits_for_what_was_kept_beside(
    db: sa.Engine, sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")

    def disk_is_full(kept: object) -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        restored(db, tmp_path / "backup", give_back=disk_is_full)
    assert is_empty(db)


def test_database_that_keeps_other_than_it_was_given_is_refused(
    sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    new = sqlite("new")
    with new.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER lie AFTER INSERT ON counters"
            " BEGIN UPDATE counters SET last = last + 1; END"
        )
    with pytest.raises(BackupRefused, match="keeps table counters other than it was given"):
        restored(new, tmp_path / "backup")
    assert is_empty(new)


def test_nobody_files_while_a_register_is_restored(
    postgres: Any, server_url: str, sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    target, visitor = open_database(server_url), open_database(server_url, wait_seconds=0.1)
    refused = []

    def file_meanwhile(kept: object) -> None:
        with pytest.raises(RegisterUnavailable):
            examples.saved_draft(visitor)
        refused.append(True)

    restored(target, tmp_path / "backup", give_back=file_meanwhile)
    assert refused
    examples.saved_draft(visitor)
    for engine in (target, visitor):
        engine.dispose()


def test_letter_gets_no_number_that_a_reminder_of_the_backup_keeps(
    db: sa.Engine, empty_place: sa.Engine, tmp_path: Path
) -> None:
    """Or it would tell of what another letter was about."""
    account(db, [ANN], pictured_on=date(2026, 3, 1))
    assert remind(db, DUE_SOON) == 1
    take_letter(db)
    saved(db, tmp_path / "backup")
    restored(empty_place, tmp_path / "backup")
    account(empty_place, [BO], pictured_on=date(2026, 3, 1))
    assert remind(empty_place, DUE_SOON) == 1
    letter = schema.reminders.c.letter_id
    with empty_place.connect() as connection:
        assert len(set(connection.scalars(sa.select(letter)))) == 2


def take_letter(db: sa.Engine) -> None:
    """A mail server takes the first letter that waits."""
    now = at(DUE_SOON, 10)
    letter = lease_letter(db, now, timedelta(minutes=5), "courier")
    assert letter
    mark_sent(db, letter, "250 ok", now)


def test_who_had_not_got_a_reminder_when_a_backup_was_made_gets_it_after_the_restore(
    db: sa.Engine, empty_place: sa.Engine, tmp_path: Path
) -> None:
    """Perhaps twice, for nobody knows whether it went meanwhile; who had got it gets no other."""
    one = account(db, [ANN, BO], pictured_on=date(2026, 3, 1))
    assert remind(db, DUE_SOON) == 2
    take_letter(db)
    [(got, *_), (waits, *_)] = told(db)
    saved(db, tmp_path / "backup")
    take_letter(db)
    restored(empty_place, tmp_path / "backup")
    said = Indexed(people={"administrators": [ANN, BO]}, administrators=2, is_administered=True)
    assert list(index_missing(empty_place, lambda *_: said)) == [1]
    set_index(empty_place, one, **dict.fromkeys(COUNTED, FAR_AHEAD) | PICTURED)
    assert [remind(empty_place, DUE_SOON) for _ in range(2)] == [1, 0]
    assert ([row[0] for row in told(empty_place)], got != waits) == ([waits], True)
    with empty_place.connect() as connection:
        rows = connection.scalar(sa.select(sa.func.count()).select_from(schema.reminders))
    assert rows == 2


BY_HAND = (LetterKind.PAPER_REMINDER, LetterKind.PEOPLE_LEFT)


def test_letter_that_nothing_queues_anew_goes_after_a_restore(
    db: sa.Engine, empty_place: sa.Engine, tmp_path: Path
) -> None:
    account(db, [ANN], pictured_on=date(2026, 3, 1))
    assert remind(db, DUE_SOON) == 1
    for kind in (*BY_HAND, *AWAITED, LetterKind.PAPER_REMINDER):
        queue(db, kind)
    # The mail server had taken that of the first kind.
    taken = lease_letter(db, NOW, LIFETIME, "courier", [BY_HAND[0]])
    assert taken
    mark_sent(db, taken, "250 ok", NOW)
    saved(db, tmp_path / "backup")
    migrate(empty_place)
    # Somebody asked for a link before there was anything to see.
    queue(empty_place, LetterKind.SIGN_IN)
    restored(empty_place, tmp_path / "backup")
    lease = timedelta(minutes=5)
    found = [lease_letter(empty_place, NOW, lease, "courier") for _ in range(3)]
    assert sorted(one.kind for one in found if one) == sorted(BY_HAND)
    assert taken.id not in [one.id for one in found if one]


def queue(db: sa.Engine, kind: LetterKind) -> None:
    with writing(db) as connection:
        add_letter(connection, kind, {"filing": 1}, ANN, NOW + LIFETIME, NOW, "toreboda.example")


def test_backup_from_before_letters_were_kept_is_restored(
    sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    with closing(sqlite3.connect(tmp_path / "backup")) as file, file:
        [[tables]] = file.execute("SELECT value FROM backup WHERE name = 'tables'")
        told_of = {name: one for name, one in json.loads(tables).items() if name != "letters"}
        change = "UPDATE backup SET value = ? WHERE name = 'tables'"
        file.execute(change, [json.dumps(told_of)])
    remove_seal(tmp_path / "backup")
    assert restored(sqlite("new"), tmp_path / "backup").damage == ()


def made_before(path: Path, version: str, kept: Mapping[str, str] = KEPT) -> None:
    """Write the backup that an older version would have made, of the register filled then."""
    with backup_file.private_register(path) as db:
        fill(db)
        with writing(db) as connection:
            config = _alembic_config()
            config.attributes["connection"] = connection
            move = command.upgrade if version > FILLED["schema"] else command.downgrade
            move(config, version)
            known = {*schema.metadata.tables, *ROWS}
            there = known & set(sa.inspect(connection).get_table_names())
            of_then = {
                table.name: str(fingerprint(connection, table, lambda rows: None))
                for table in backup_file._tables(connection, there - {"hits", "chores"})
            }
            numbers = last_numbers(connection)
            backup_file.describe(connection, About(NOW.isoformat(), of_then, numbers, kept))
            page = backup_file._about
            connection.execute(sa.delete(page).where(page.c.name == "made_by"))


def as_made_in_the_future(path: Path) -> None:
    """Turn a backup into one of a version that is not known yet."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize("version", ["0002", "0011", "0012", "0026"])
def test_backup_of_an_older_version_is_restored(
    db: sa.Engine, tmp_path: Path, version: str
) -> None:
    made_before(tmp_path / "backup", version)
    before = (tmp_path / "backup").read_bytes()
    assert restored(db, tmp_path / "backup", damaged_too=True).about.made_by == ""
    assert (tmp_path / "backup").read_bytes() == before
    with db.connect() as connection:
        tables = [one for one in ROWS if one in schema.metadata.tables]
        kept = {one: count_rows(connection, [schema.metadata.tables[one]]) for one in tables}
    assert kept | {"hits": 1, "chores": 1, "events": kept["events"] - 1} == {
        name: len(ROWS[name]) for name in tables
    }
    # Numbers go on, also of what did not exist then.
    assert examples.filed(db, now=LATER).reference == "AP-2026-0011"


def test_backup_of_a_newer_version_is_refused(
    sqlite: Callable[..., sa.Engine], tmp_path: Path
) -> None:
    saved(filled(sqlite("old")), tmp_path / "backup")
    as_made_in_the_future(tmp_path / "backup")
    with pytest.raises(BackupRefused, match="newer version"):
        restored(sqlite("new"), tmp_path / "backup")
