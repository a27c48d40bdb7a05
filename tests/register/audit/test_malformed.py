"""A database file that can no longer be read, here or there: one line that names it, and the rest
goes on."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from register import access, deliveries, documents, drafts, events, filings, oversight, schema
from register.audit import damage
from register.audit.soundness import refuse_unsound
from register.database import is_current, migrate, open_database, reading
from register.errors import BackupDamaged, RegisterDamaged, RegisterError, RegisterUnavailable
from register.suggestions import suggestions_for
from tests.register import examples
from tests.register.audit.test_verification import findings, honest
from tests.register.backup.test_backup import restored, saved
from tests.register.damaging import (
    break_file,
    break_page_with,
    break_table,
    cut_file,
    rewrite,
)
from tests.register.examples import LIFETIME, NOW

TABLES = sorted(schema.metadata.tables)
DAMAGES: dict[str, Callable[[sa.Engine], None]] = {
    **{table: lambda db, table=table: break_table(db, table) for table in TABLES},
    "cut in half": lambda db: cut_file(db, 0.5),
    "cut to nothing": lambda db: cut_file(db, 0.001),
    "first bytes": lambda db: break_file(db, 0, 40),
    "first page": lambda db: break_file(db, 100, 3000),
    "alembic_version": lambda db: break_table(db, "alembic_version"),
}
USE_CASES: dict[str, Callable[[sa.Engine], object]] = {
    "migrate": migrate,
    "is current": is_current,
    "save draft": examples.saved_draft,
    "find draft": lambda db: drafts.find_draft(db, "key", NOW),
    "erase drafts": lambda db: drafts.erase_expired(db, NOW + 2 * LIFETIME),
    "file": examples.filed,
    "filing": lambda db: filings.find_filing(db, "AP-2026-0001", 1),
    "receipt": lambda db: access.opened_by(db, "key"),
    "document": lambda db: documents.document_of(db, 1),
    "copy": lambda db: documents.filing_and_copy(db, 1),
    "trail": lambda db: events.events_of(db, 1),
    "lease": lambda db: deliveries.lease_due(db, NOW, LIFETIME, "courier", 9),
    "status": lambda db: oversight.standing(db, NOW),
    "numbers": oversight.filings_by_form,
    "damage": damage.still_damaged,
    "suggestions": lambda db: suggestions_for(db, "aktivitetsplan", ("medium",)),
    "ready": lambda db: refuse_unsound(db, NOW),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a register of several pages a table."""
    file = tmp_path_factory.mktemp("filled") / "register.sqlite3"
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    for _ in range(20):
        examples.filed(
            engine,
            examples.plan(text="text " * 400),
            make_document=lambda *name: honest(*name) + b" " * 3000,
        )
    engine.dispose()
    return file


@pytest.fixture
def register(filled: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """A register of its own, made like that one."""
    shutil.copyfile(filled, tmp_path / "register.sqlite3")
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("spoil", DAMAGES.values(), ids=DAMAGES)
def test_whatever_is_damaged_has_one_name(
    register: sa.Engine, spoil: Callable[[sa.Engine], None]
) -> None:
    spoil(register)
    told: list[str] = []
    for use_case in USE_CASES.values():
        try:
            use_case(register)
        except RegisterError as error:
            told.append(str(error))
    assert not any("\n" in line for line in told)
    assert any("damaged" in line for line in told)
    with pytest.raises(RegisterDamaged):
        refuse_unsound(register, NOW)
    assert findings(register)


def test_verification_goes_on_with_the_next(register: sa.Engine) -> None:
    rewrite(register, "UPDATE documents SET sha256 = 'x' WHERE id IN (1, 20)")
    break_page_with(register, b'"AP-2026-0009", "version"')
    found = findings(register)
    assert any("database file: " in line for line in found)
    assert any("AP-2026-0009 v1: the database file is damaged" in line for line in found)
    for reference in ("AP-2026-0001", "AP-2026-0020"):
        assert f"{reference} v1: the issued document differs from its SHA-256" in found
    assert not [line for line in found if line.startswith("AP-2026-0015")]


@pytest.mark.parametrize("table", ["filings", "documents", "events", "deliveries", "counters"])
def test_verification_goes_on_with_the_next_table(register: sa.Engine, table: str) -> None:
    rewrite(register, "UPDATE filings SET version = 3 WHERE id = 20")
    break_table(register, table)
    found = findings(register)
    assert len(found) >= 2
    if table not in ("filings", "counters"):
        assert "AP-2026-0020: version 1 is not there" in found


ODD_ROWS = [
    ("UPDATE filings SET answers = '{{' WHERE id = {}", "the answers are no JSON object"),
    ("UPDATE filings SET filed_at = 'then' WHERE id = {}", "a time in it is no time"),
    ("UPDATE cases SET reference = 'AP' WHERE id = {}", "AP: is no reference"),
    ("UPDATE cases SET number = 7 WHERE id = {}", "is kept as number 7 of 2026"),
    ("UPDATE filings SET form = 'x' WHERE id = {}", "version 1 is of another form"),
    ("UPDATE events SET actor = 'me' WHERE filing_id = {}", "an event cannot be understood"),
    ("UPDATE events SET case_id = 9 WHERE filing_id = {}", "an event tells of another case"),
    ("UPDATE filings SET version = 'one' WHERE id = {}", "version"),
    ("UPDATE filings SET text = CAST(x'ff41' AS TEXT) WHERE id = {}", "a text in it is no UTF-8"),
    ("UPDATE documents SET kind = 'isued' WHERE id = {}", "has no issued document"),
    ("UPDATE documents SET content = 'text' WHERE id = {}", "differs from its SHA-256"),
    ("UPDATE events SET facts = '{{' WHERE filing_id = {}", "an event cannot be understood"),
    ("UPDATE events SET kind = 'fild' WHERE filing_id = {}", "an event cannot be understood"),
    ("UPDATE deliveries SET due_at = 'x' WHERE filing_id = {}", "a time in it is no time"),
    ("UPDATE deliveries SET attempts = 'x' WHERE filing_id = {}", "attempts"),
    (
        "UPDATE drafts SET typed = '{{' WHERE id = {}",
        "of drafts is damaged: typed is no JSON object",
    ),
]


@pytest.mark.parametrize(("statement", "finding"), ODD_ROWS)
def test_verification_names_what_no_program_should_have_written(
    register: sa.Engine, statement: str, finding: str
) -> None:
    rewrite(register, statement.format(2), "UPDATE documents SET sha256 = 'x' WHERE id = 20")
    found = findings(register)
    assert any(finding in line for line in found), found
    assert "AP-2026-0020 v1: the issued document differs from its SHA-256" in found
    assert all("\n" not in line for line in found)


def test_backup_keeps_what_no_program_should_have_written(
    register: sa.Engine, tmp_path: Path
) -> None:
    odd = [statement.format(number) for number, (statement, _) in enumerate(ODD_ROWS, 2)]
    rewrite(register, *odd)
    made = saved(register, tmp_path / "backup")
    with closing(sqlite3.connect(tmp_path / "backup")) as file:
        counts = [
            file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("documents", "filings", "deliveries")
        ]
    # Two rows have times that are none.
    assert counts == [20, 19, 19]
    assert any("1 rows of filings hold text that is no UTF-8" in line for line in made.damage)
    assert "row 2 of filings is damaged: answers is no JSON object" in made.damage
    assert "row 17 of drafts is damaged: typed is no JSON object" in made.damage
    new = open_database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    restored(new, tmp_path / "backup", damaged_too=True)
    assert documents.document_of(new, 20)
    new.dispose()


def test_backup_goes_on_with_the_next_and_names_what_is_lost(
    register: sa.Engine, tmp_path: Path
) -> None:
    break_page_with(register, b'"AP-2026-0009", "version"')
    made = saved(register, tmp_path / "backup")
    [line] = [line for line in made.damage if "documents" in line]
    assert "of documents cannot be read: 9" in line
    new = open_database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    with pytest.raises(BackupDamaged) as refused:
        restored(new, tmp_path / "backup")
    assert line in refused.value.damage
    restored(new, tmp_path / "backup", damaged_too=True)
    assert documents.document_of(new, 1)
    assert documents.document_of(new, 20)
    with pytest.raises(RegisterError, match="AP-2026-0009 v1: the issued document is not there"):
        documents.document_of(new, 9)
    new.dispose()


@pytest.mark.parametrize("table", ["filings", "documents", "deliveries", "counters"])
def test_backup_of_a_register_without_one_table_can_be_restored(
    register: sa.Engine, table: str, tmp_path: Path
) -> None:
    break_table(register, table)
    made = saved(register, tmp_path / "backup")
    # A table whose rows have no numbers of their own: nobody knows how many it had.
    most = "up to 600" if table == "counters" else "20"
    assert f"{most} rows of {table} cannot be read: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …" in made.damage
    new = open_database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    back = restored(new, tmp_path / "backup", damaged_too=True)
    with new.connect() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(schema.filings))
    assert count == (0 if table == "filings" else 20)
    assert ("point to nothing" in str(back.damage)) is (table in ("filings", "deliveries"))
    new.dispose()


def test_rows_that_were_copied_before_the_damage_was_met_are_there_once(
    register: sa.Engine, tmp_path: Path
) -> None:
    lines = [{"at": NOW, "kind": "drafts_erased", "facts": {"count": n}} for n in range(940)]
    with register.begin() as connection:
        connection.execute(sa.insert(schema.events), lines)
    break_page_with(register, b'"count": 939')
    made = saved(register, tmp_path / "backup")
    [line] = [line for line in made.damage if "of events cannot be read" in line]
    lost = int(line.split(" ")[0])
    with closing(sqlite3.connect(tmp_path / "backup")) as file:
        [kept] = file.execute("SELECT count(*) FROM events").fetchone()
    assert kept + lost == 1000
    assert 0 < lost < 100


def test_backup_of_what_cannot_be_opened_is_one_line(register: sa.Engine, tmp_path: Path) -> None:
    break_file(register, 0, 40)
    with pytest.raises(RegisterDamaged, match="file is not a database"):
        saved(register, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_register_of_a_newer_version_is_told_of(register: sa.Engine) -> None:
    rewrite(register, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RegisterUnavailable, match="newer version"):
        migrate(register)


def test_damage_on_a_server_has_the_same_name(server_url: str) -> None:
    db = open_database(server_url)
    with pytest.raises(RegisterDamaged), reading(db) as connection:
        connection.exec_driver_sql("DO $$ BEGIN RAISE USING ERRCODE = 'data_corrupted'; END $$")
    db.dispose()
