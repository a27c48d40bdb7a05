"""What is damaged never leaves the register as whole, and somebody is told."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from register import documents, drafts, events, filings
from register.audit import damage
from register.database import migrate, open_database
from register.documents import DocumentKind
from register.errors import DraftDamaged, FilingDamaged
from register.oversight import standing
from tests.register import examples
from tests.register.damaging import flip, rewrite
from tests.register.examples import NOW

CHANGED = "UPDATE documents SET content = 'x' WHERE kind = 'issued'"
DAMAGES = {
    "changed": (CHANGED, "the issued document differs from its SHA-256"),
    "emptied": (
        "UPDATE documents SET content = '' WHERE kind = 'issued'",
        "the issued document differs from its SHA-256",
    ),
    "another digest": (
        f"UPDATE documents SET sha256 = '{'0' * 64}' WHERE kind = 'issued'",
        "the issued document differs from its SHA-256",
    ),
    "gone": ("DELETE FROM documents", "the issued document is not there"),
}


@pytest.mark.parametrize(("statement", "what"), DAMAGES.values(), ids=DAMAGES)
def test_document_that_is_not_whole_is_not_given_out(
    db: sa.Engine, statement: str, what: str
) -> None:
    filing = examples.filed(db)
    rewrite(db, statement)
    for give in (documents.document_of, documents.copy_of, documents.filing_and_copy):
        with pytest.raises(FilingDamaged) as refused:
            give(db, filing.id)
        assert str(refused.value) == f"AP-2026-0001 v1: {what}"


def test_copy_that_is_not_whole_is_not_given_out_although_the_issued_one_is(db: sa.Engine) -> None:
    filing = examples.filed(db, make_copy=lambda *_: b"copy")
    rewrite(db, "UPDATE documents SET content = 'x' WHERE kind = 'copy'")
    assert documents.document_of(db, filing.id).kind is DocumentKind.ISSUED
    for give in (documents.copy_of, documents.filing_and_copy):
        with pytest.raises(FilingDamaged, match="v1: the copy document differs"):
            give(db, filing.id)


def test_one_bit_that_flipped_on_the_disk_is_enough(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    migrate(db)
    filing = examples.filed(db, make_document=lambda *_: b"%PDF-" + bytes(range(256)) * 300)
    flip(db, b"%PDF-", beyond=7)
    with pytest.raises(FilingDamaged):
        documents.document_of(db, filing.id)
    db.dispose()


NO_ANSWERS = ["'{\"medium\": '", "'[]'", "'3'", "'\"text\"'", "x'ff00'"]


@pytest.fixture
def sqlite(tmp_path: Path) -> sa.Engine:
    """A file: a server refuses by itself to keep what is no JSON."""
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    migrate(engine)
    return engine


@pytest.mark.parametrize("answers", NO_ANSWERS)
def test_filing_whose_answers_cannot_be_read_is_named(sqlite: sa.Engine, answers: str) -> None:
    filing = examples.filed(sqlite)
    rewrite(sqlite, f"UPDATE filings SET answers = {answers}")
    ways: list[Callable[[], object]] = [
        lambda: filings.filing_by_id(sqlite, filing.id),
        lambda: filings.find_filing(sqlite, "AP-2026-0001", 1),
        lambda: documents.filing_and_copy(sqlite, filing.id),
    ]
    for way in ways:
        with pytest.raises(FilingDamaged, match="^AP-2026-0001 v1: the answers are no JSON"):
            way()


@pytest.mark.parametrize("typed", NO_ANSWERS)
def test_draft_that_cannot_be_read_is_told_from_one_that_is_not_there(
    sqlite: sa.Engine, typed: str
) -> None:
    key = examples.saved_draft(sqlite)
    rewrite(sqlite, f"UPDATE drafts SET typed = {typed}")
    with pytest.raises(DraftDamaged):
        drafts.find_draft(sqlite, key, NOW)
    with pytest.raises(DraftDamaged):
        examples.file_draft(sqlite, key)


def test_trail_that_cannot_be_read_shows_what_can(sqlite: sa.Engine) -> None:
    filing = examples.filed(sqlite)
    rewrite(
        sqlite,
        "UPDATE events SET facts = '{' WHERE kind = 'filed'",
        "UPDATE events SET kind = 'filde' WHERE kind = 'document_issued'",
    )
    found = events.events_of(sqlite, filing.id)
    assert [(one.kind.value, one.facts) for one in found] == [
        ("filed", {}),
        ("delivery_queued", {}),
    ]


def damaged(db: sa.Engine, make: str = CHANGED) -> FilingDamaged:
    """A filing whose damage was met by somebody."""
    filing = examples.filed(db)
    rewrite(db, make)
    with pytest.raises(FilingDamaged) as met:
        documents.document_of(db, filing.id)
    damage.note(db, met.value, NOW)
    return met.value


def test_damage_that_was_met_is_told_the_operator_until_it_is_mended(db: sa.Engine) -> None:
    met = damaged(db)
    for _ in range(2):
        damage.note(db, met, NOW + timedelta(hours=1))
    found = standing(db, NOW)
    assert [str(one) for one in found.damaged] == [str(met)]
    assert not found.is_well
    told = [one for one in events.events_of(db, met.filing_id) if one.kind == "damage_found"]
    assert len(told) == 1
    whole = examples.pdf_of("AP-2026-0001", 1).hex()
    as_bytes = f"'\\x{whole}'" if db.dialect.name == "postgresql" else f"x'{whole}'"
    rewrite(db, f"UPDATE documents SET content = {as_bytes}")
    assert standing(db, NOW).is_well


def test_damage_in_many_filings_is_counted_and_the_first_are_named(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(damage, "MOST_NAMED", 2)
    for _ in range(3):
        filing = examples.filed(db)
        damage.note(db, FilingDamaged(filing.id, "AP", 1, "the answers"), NOW)
    rewrite(db, CHANGED)
    assert len(standing(db, NOW).damaged) == 2
