"""Verification: a sound register has no findings, and each kind of damage has one."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from register import deliveries, schema
from register.actors import OPERATOR
from register.audit.verification import Enclosed, UnreadableDocument, verify_register
from register.backup.backup import back_up, restore
from register.database import migrate, open_database
from tests.register import examples
from tests.register.damaging import rewrite
from tests.register.examples import NOW, PLAN

LEASE = timedelta(hours=1)


def pdf_with(answers: object, reference: str, version: int) -> bytes:
    """Stands in for a PDF with answers inside."""
    inside = {"reference": reference, "version": version, "answers": answers}
    return json.dumps(inside).encode()


def honest(reference: str, version: int) -> bytes:
    return pdf_with(PLAN.answers, reference, version)


def read(content: bytes) -> Enclosed | None:
    """Reads what `pdf_with` makes."""
    if not content.startswith(b"{"):
        raise UnreadableDocument("no answers")
    found = json.loads(content)
    return None if found["answers"] == "withdrawn form" else Enclosed(**found)


def findings(db: sa.Engine, told: list[int] | None = None) -> list[str]:
    """What is found, as text; `told` gets the steps of the progress."""
    steps = [] if told is None else told
    found = verify_register(db, read, lambda rows, rows_in_all: steps.append(rows))
    return [f"{one.place}: {one.problem}" for one in found]


def filed_in_many_ways(db: sa.Engine) -> None:
    """Filings with versions, copies, and deliveries that went every way."""
    first = examples.filed(db, make_document=honest, make_copy=honest, recipients=("a@x.se",))
    examples.filed(db, revises=first.id, make_document=honest)
    for _ in range(3):
        examples.filed(db, make_document=honest)
    for _ in range(2):
        examples.filed(db, make_document=honest)
    for outcome in (
        postponed,
        accepted,
        failed,
        failed_and_sent_again,
        failed_then_accepted,
        saved_as_file,
        saved_as_file_and_sent,
    ):
        [taken] = deliveries.lease_due(db, NOW, LEASE, "courier", 1)
        outcome(db, taken)


def postponed(db: sa.Engine, taken: deliveries.Delivery) -> None:
    deliveries.mark_retry(db, taken, "451", NOW, NOW)
    [again] = deliveries.lease_due(db, NOW, LEASE, "courier", 1)
    deliveries.mark_accepted(db, again, "250", NOW)


def accepted(db: sa.Engine, taken: deliveries.Delivery) -> None:
    deliveries.mark_accepted(db, taken, "250", NOW)


def failed(db: sa.Engine, taken: deliveries.Delivery) -> None:
    deliveries.mark_failed(db, taken, "550", NOW)


def failed_and_sent_again(db: sa.Engine, taken: deliveries.Delivery) -> None:
    deliveries.mark_failed(db, taken, "550", NOW)
    deliveries.requeue(db, taken.id, NOW, OPERATOR)
    [again] = deliveries.lease_due(db, NOW, LEASE, "courier", 1)
    deliveries.mark_retry(db, again, "451", NOW + LEASE, NOW)


def failed_then_accepted(db: sa.Engine, taken: deliveries.Delivery) -> None:
    """Another courier had it too, and its copy went."""
    deliveries.mark_failed(db, taken, "550", NOW)
    deliveries.mark_accepted(db, taken, "250", NOW)


def saved_as_file(db: sa.Engine, taken: deliveries.Delivery) -> None:
    """Nobody asks for it yet."""
    deliveries.mark_accepted(db, taken, "Sparad som AP-2026-0001.eml", NOW, is_file=True)


def saved_as_file_and_sent(db: sa.Engine, taken: deliveries.Delivery) -> None:
    """First there was no mail server, then there was one."""
    saved_as_file(db, taken)
    assert deliveries.requeue(db, taken.id, NOW, OPERATOR)
    [again] = deliveries.lease_due(db, NOW, LEASE, "courier", 1)
    deliveries.mark_accepted(db, again, "250", NOW)
    assert not deliveries.requeue(db, taken.id, NOW, OPERATOR)


def test_sound_register_has_no_findings(db: sa.Engine) -> None:
    filed_in_many_ways(db)
    told: list[int] = []
    assert findings(db, told) == []
    assert sum(told) == 7


def test_empty_register_has_no_findings(db: sa.Engine) -> None:
    assert findings(db) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF", "cannot be read: no answers"),
        (pdf_with(PLAN.answers, "AP-2026-0002", 1), "says that it is AP-2026-0002 v1"),
        (pdf_with(PLAN.answers, "AP-2026-0001", 2), "says that it is AP-2026-0001 v2"),
        (pdf_with({}, "AP-2026-0001", 1), "has other answers inside than were filed"),
    ],
)
def test_document_that_does_not_say_what_was_filed_is_found(
    db: sa.Engine, content: bytes, problem: str
) -> None:
    examples.filed(db, make_document=honest, make_copy=lambda *_: content)
    assert findings(db) == [f"AP-2026-0001 v1: the copy document {problem}"]


def test_document_of_a_form_no_longer_known_is_let_be(db: sa.Engine) -> None:
    examples.filed(db, make_document=lambda *_: pdf_with("withdrawn form", "", 0))
    assert findings(db) == []


TAMPERINGS = [
    (
        "UPDATE documents SET content = (SELECT content FROM documents WHERE id = 3) WHERE id = 1",
        "AP-2026-0001 v1: the issued document differs from its SHA-256",
    ),
    (
        "UPDATE documents SET sha256 = 'x' WHERE id = 1",
        "no event tells that the issued document was issued with this SHA-256",
    ),
    ("DELETE FROM documents WHERE id = 1", "AP-2026-0001 v1: has no issued document"),
    ("DELETE FROM documents WHERE id = 2", "the copy document that an event tells of is not"),
    ("DELETE FROM events WHERE kind = 'filed'", "tells that it was filed"),
    ("DELETE FROM events WHERE kind = 'document_issued'", "no event tells that the issued doc"),
    ("DELETE FROM events WHERE kind = 'delivery_queued'", "delivery 1: no event, or more than"),
    (
        "DELETE FROM events WHERE kind = 'delivery_postponed'",
        "AP-2026-0001 v1: delivery 1: 2 attempts were made, and the events tell of [2]",
    ),
    ("UPDATE deliveries SET accepted_at = NULL", "disagree about whether it was accepted"),
    (
        "UPDATE deliveries SET failed_at = NULL WHERE failed_at IS NOT NULL",
        "disagree about whether it failed",
    ),
    ("UPDATE counters SET last = last + 1", "aktivitetsplan 2026: number 7 was given and is"),
    ("UPDATE counters SET last = last - 1", "aktivitetsplan 2026: number 6 would be given once"),
    ("DELETE FROM counters", "aktivitetsplan 2026: the numbers are not counted"),
    (
        "UPDATE filings SET version = 3 WHERE version = 2",
        "AP-2026-0001: version 2 is not there",
    ),
    ("UPDATE filings SET answers = '{}' WHERE id = 1", "the issued document has other answers"),
    (
        "UPDATE documents SET places = '[]' WHERE id = 1",
        "AP-2026-0001 v1: the issued document has places that are no JSON object",
    ),
]


@pytest.mark.parametrize(("tampering", "finding"), TAMPERINGS)
def test_tampering_is_found(db: sa.Engine, tampering: str, finding: str) -> None:
    filed_in_many_ways(db)
    rewrite(db, tampering)
    assert any(finding in line for line in findings(db)), findings(db)


@pytest.fixture
def sqlite(tmp_path: Path) -> Callable[[str], sa.Engine]:
    """Makes empty registers as SQLite files."""

    def make(name: str) -> sa.Engine:
        engine = open_database(f"sqlite:///{tmp_path / name}")
        migrate(engine)
        return engine

    return make


@pytest.mark.parametrize("which", ["id = 1", "id = (SELECT max(id) FROM events)", "true"])
def test_lines_taken_out_of_the_trail_are_missed(
    sqlite: Callable[[str], sa.Engine], which: str
) -> None:
    db = sqlite("register")
    with db.begin() as connection:
        for _ in range(3):
            line = {"at": NOW, "kind": "drafts_erased", "facts": {}}
            connection.execute(sa.insert(schema.events).values(line))
    assert findings(db) == []
    rewrite(db)
    with db.begin() as connection:
        gone = connection.exec_driver_sql(f"DELETE FROM events WHERE {which}").rowcount
    assert findings(db) == [f"events: {gone} lines of the trail are gone"]


def test_gaps_from_a_server_do_not_count_after_restoring(
    sqlite: Callable[[str], sa.Engine], postgres: object, server_url: str, tmp_path: Path
) -> None:
    server, file = open_database(server_url), sqlite("register")
    with pytest.raises(ZeroDivisionError):
        examples.filed(server, make_document=lambda *_: bytes(1 // 0))
    examples.filed(server, make_document=honest)
    back_up(server, tmp_path / "backup", secret="k", kept={}, now=NOW, tell=lambda *_: None)
    give_back: Callable[[object], None] = lambda kept: None  # noqa: E731
    given = {"secret": "k", "give_back": give_back, "now": NOW, "tell": lambda *_: None}
    restore(file, tmp_path / "backup", **given)
    examples.filed(file, make_document=honest)
    assert findings(file) == []
    server.dispose()


def test_a_row_that_points_to_nothing_is_found(sqlite: Callable[[str], sa.Engine]) -> None:
    db = sqlite("register")
    filed_in_many_ways(db)
    with db.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM filings WHERE id = 5")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("BEGIN")
    assert any("points to nothing in filings" in line for line in findings(db))


def with_paper(db: sa.Engine) -> None:
    examples.noted(db, examples.filed(db, make_document=honest))


@pytest.mark.parametrize(
    ("table", "values", "expected"),
    [
        ("arrivals", {"content": b"other"}, ["arrival 1: differs from its SHA-256"]),
        ("arrivals", {"content": None, "erased_at": NOW}, []),
        ("arrivals", {"pages": 2}, ["arrival 1: page 2 was read and is not there"]),
        ("arrivals", {"pages": 2, "refused": "too-heavy"}, []),
        ("arrivals", {"pages": 2, "read_at": None}, []),
        ("sheets", {"verdict": "lost"}, ["arrival 1: page 1 is taken for nothing that is known"]),
        (
            "sheets",
            {"filing_id": None},
            ["arrival 1: page 1 is filed without a filing, or has one and is not filed"],
        ),
        ("sheets", {"facts": [1]}, ["arrival 1: page 1 has facts that are no JSON object"]),
    ],
)
def test_paper_that_is_not_as_it_came_is_told(
    db: sa.Engine, table: str, values: dict[str, object], expected: list[str]
) -> None:
    with_paper(db)
    assert findings(db) == []
    with db.begin() as connection:
        connection.execute(sa.update(schema.metadata.tables[table]).values(values))
    found = findings(db)
    assert [one for one in found if one.startswith("arrival")] == expected
