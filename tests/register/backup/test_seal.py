"""The seal of a backup, and files of odd shape: one line that says what is wrong, never more."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from register.backup import seal
from register.backup.file import KEPT_KEY
from register.backup.seal import Seal, remove_seal
from register.database import migrate, open_database
from register.errors import BackupDamaged, BackupRefused
from tests.register import examples
from tests.register.backup.test_backup import (
    SECRET,
    filled,
    is_empty,
    made_before,
    restored,
    saved,
)

ANOTHER = "another key of this length or more"


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a backup that holds its key."""
    folder = tmp_path_factory.mktemp("seal")
    db = open_database(f"sqlite:///{folder / 'register.sqlite3'}")
    migrate(db)
    saved(filled(db), folder / "backup", kept={KEPT_KEY: SECRET})
    db.dispose()
    return (folder / "backup").read_bytes()


@pytest.fixture(scope="module")
def without_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty register."""
    file = tmp_path_factory.mktemp("empty") / "register.sqlite3"
    db = open_database(f"sqlite:///{file}")
    migrate(db)
    db.dispose()
    return file


@pytest.fixture
def new(without_rows: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty register of its own."""
    shutil.copyfile(without_rows, tmp_path / "new.sqlite3")
    db = open_database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    yield db
    db.dispose()


def change(path: Path, statement: str) -> None:
    """Change a backup as who knows how it is made would, and leave the seal at its end."""
    content = path.read_bytes()
    seal = content[content.rindex(b"\nblanketter-seal-1 ") :]
    remove_seal(path)
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(statement)
    path.write_bytes(path.read_bytes() + seal)


def test_seal_tells_whose_key_it_was_made_under(
    backup: bytes, new: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a file that is too large to be read at once.
    monkeypatch.setattr(seal, "_PIECE", 4_096)
    path = tmp_path / "backup"
    path.write_bytes(backup)
    assert restored(new, path).seal is Seal.OURS


@pytest.mark.parametrize(
    ("kept", "secret", "found"),
    [
        ({KEPT_KEY: SECRET}, ANOTHER, Seal.INSIDE),
        ({}, ANOTHER, Seal.UNKNOWN),
        ({}, SECRET, Seal.OURS),
    ],
)
def test_key_inside_the_backup_only_shows_that_it_is_whole(
    new: sa.Engine, tmp_path: Path, kept: dict[str, str], secret: str, found: Seal
) -> None:
    examples.saved_draft(new)
    saved(new, tmp_path / "backup", kept=kept)
    there = open_database(f"sqlite:///{tmp_path / 'there.sqlite3'}")
    assert restored(there, tmp_path / "backup", secret=secret).seal is found
    there.dispose()


def test_backup_without_a_seal_is_restored_and_told_of(
    backup: bytes, new: sa.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "backup"
    path.write_bytes(backup)
    remove_seal(path)
    assert restored(new, path).seal is Seal.MISSING


@pytest.mark.parametrize("place", [30, 5_000, -200, -70, -2])
def test_one_bit_that_changed_is_noticed(
    backup: bytes, new: sa.Engine, tmp_path: Path, place: int
) -> None:
    content = bytearray(backup)
    content[place] ^= 1
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(BackupRefused) as refused:
        restored(new, tmp_path / "backup")
    if isinstance(refused.value, BackupDamaged):
        assert "the seal does not match" in refused.value.damage[0]
    assert is_empty(new)


def test_change_that_agrees_with_all_that_the_backup_says_breaks_the_seal(
    backup: bytes, new: sa.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "backup"
    path.write_bytes(backup)
    change(path, "CREATE TRIGGER sly AFTER INSERT ON drafts BEGIN SELECT 1; END")
    with pytest.raises(BackupDamaged) as refused:
        restored(new, path)
    assert refused.value.damage == (
        "the seal does not match: the file was changed after it was made",
    )
    assert restored(new, path, damaged_too=True).seal is Seal.BROKEN


def test_sqlite_itself_finds_nothing_odd_in_a_sealed_file(backup: bytes, tmp_path: Path) -> None:
    (tmp_path / "backup").write_bytes(backup)
    with closing(sqlite3.connect(tmp_path / "backup")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_sealed_backup_of_an_older_version_is_restored(new: sa.Engine, tmp_path: Path) -> None:
    path = tmp_path / "backup"
    made_before(path, "0002", {KEPT_KEY: SECRET})
    path.write_bytes(path.read_bytes() + b"\nblanketter-seal-1 " + b"0" * 64 + b"\n")
    assert restored(new, path, secret=ANOTHER, damaged_too=True).seal is Seal.BROKEN
    assert not is_empty(new)


def says(name: str, value: object) -> str:
    text = json.dumps(value).replace("'", "''")
    return f"UPDATE backup SET value = '{text}' WHERE name = '{name}'"


ODD_TALES = [
    *(says(name, value) for name in ("tables", "last_numbers", "kept") for value in (None, [], 3)),
    says("tables", {}),
    says("tables", {"documents": 3}),
    says("tables", {"documents": "x:y"}),
    says("tables", {"documents": "-1:" + "0" * 64}),
    says("tables", {"documents": "9" * 30 + ":" + "0" * 64}),
    says("tables", {"sqlite_master": "1:" + "0" * 64}),
    says("last_numbers", {"filings": "many"}),
    says("last_numbers", {"filings": 2**80}),
    says("last_numbers", {"filings": -1}),
    says("last_numbers", {"filings": True}),
    says("kept", {"secret_key": 5}),
    says("made_at", 5),
    says("made_at", None),
    says("made_by", 5),
    says("lost", 5),
    "UPDATE backup SET value = '{'",
    "UPDATE backup SET value = x'00ff'",
    "UPDATE backup SET name = 'x' || name",
    "DELETE FROM backup",
    "DROP TABLE backup",
    "INSERT INTO backup VALUES ('more', '1')",
    "DROP TABLE documents",
    "DROP TABLE events; CREATE VIEW events AS SELECT 1 AS id",
    "DROP TRIGGER documents_refuse_update; ALTER TABLE documents DROP COLUMN made_at",
    "ALTER TABLE documents RENAME COLUMN content TO stuff",
    "DROP TABLE counters; CREATE TABLE counters (form DATE, n DECIMAL)",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'x' WHERE name = 'filings'",
    "DELETE FROM alembic_version",
    "INSERT INTO alembic_version VALUES ('0001')",
    "UPDATE alembic_version SET version_num = '0003'",
    "UPDATE alembic_version SET version_num = x'ff'",
    "DROP TABLE alembic_version",
    "UPDATE filings SET filed_at = 'then'",
    "UPDATE filings SET filed_at = 5, version = 'x'",
    "UPDATE filings SET id = 'x' WHERE id = 5",
    "UPDATE deliveries SET filing_id = 99",
    "UPDATE counters SET last = NULL",
    "UPDATE drafts SET typed = '['",
]


# What only is refused when the damage is not.
@pytest.mark.parametrize(
    ("statement", "damaged_too"), [(one, number % 3 > 0) for number, one in enumerate(ODD_TALES)]
)
def test_backup_of_an_odd_shape_is_one_line_and_changes_nothing(
    backup: bytes, new: sa.Engine, tmp_path: Path, statement: str, damaged_too: bool
) -> None:
    path = tmp_path / "backup"
    path.write_bytes(backup)
    # SQLite refuses some of it as long as the tables have their rules.
    lax = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
    try:
        change(path, f"{lax}{statement}")
    except sqlite3.IntegrityError:
        path.write_bytes(backup)
        remove_rules(path, statement)
    try:
        restored(new, path, damaged_too=damaged_too)
    except BackupRefused as refused:
        lines = str(refused).splitlines()
    else:
        assert damaged_too
        return
    assert len(lines) == 1
    assert is_empty(new)


def test_backup_that_keeps_silent_about_a_table_is_refused(
    backup: bytes, new: sa.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "backup"
    path.write_bytes(backup)
    change(path, "UPDATE backup SET value = json_remove(value, '$.events') WHERE name = 'tables'")
    with pytest.raises(BackupRefused, match="tables it tells of: events"):
        restored(new, path, damaged_too=True)


def remove_rules(path: Path, statement: str) -> None:
    """Write what the rules of a table forbid."""
    table = statement.split()[1]
    change(
        path,
        f"CREATE TABLE lax AS SELECT * FROM {table}; DROP TABLE {table};"
        f"ALTER TABLE lax RENAME TO {table}; {statement}",
    )


def noise(content: bytes, dice: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(dice.choice((1, 3, 50))):
        # Never the byte that stands there.
        spoilt[dice.randrange(len(spoilt))] ^= dice.randrange(1, 256)
    return bytes(spoilt)


def shortened(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def shuffled(content: bytes, dice: random.Random) -> bytes:
    pages = [content[start : start + 4096] for start in range(0, len(content), 4096)]
    # Those of empty tables are alike.
    one, other = dice.sample(sorted(set(pages[1:-1])), 2)
    here, there = pages.index(one), pages.index(other)
    pages[here], pages[there] = other, one
    return b"".join(pages)


def doubled(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content))
    return content[:start] + content[start - 5000 : start] + content[start:]


@pytest.mark.parametrize("spoil", [noise, shortened, shuffled, doubled])
def test_spoilt_backup_is_refused_whatever_was_done_to_it(
    backup: bytes, new: sa.Engine, tmp_path: Path, spoil: Callable[[bytes, random.Random], bytes]
) -> None:
    path, dice = tmp_path / "backup", random.Random(spoil.__name__)
    for _ in range(12):
        path.write_bytes(spoil(backup, dice))
        with pytest.raises(BackupRefused):
            restored(new, path)
        assert is_empty(new)


@pytest.mark.parametrize("shape", ["folder", "å\udcff", "n" * 300])
def test_path_of_an_odd_shape_is_one_line(new: sa.Engine, tmp_path: Path, shape: str) -> None:
    path = tmp_path / shape
    if shape == "folder":
        path.mkdir()
    with pytest.raises(BackupRefused):
        restored(new, path)
