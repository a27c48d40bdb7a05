"""Filing is all or nothing, happens once, and gives references without doubles or gaps."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from register import (
    access,
    cases,
    deliveries,
    documents,
    drafts,
    events,
    filings,
    receiving,
    schema,
)
from register.database import open_database, reading
from register.deliveries import DeliveryState
from register.errors import DraftNotFound, NewerVersionExists
from register.receiving import Receipt
from tests.register import examples
from tests.register.examples import LIFETIME, NOW, OFFICER, filing_of


def references(db: sa.Engine) -> list[str]:
    with reading(db) as connection:
        return sorted(connection.scalars(sa.select(schema.cases.c.reference)))


def rows(db: sa.Engine, table: sa.Table) -> int:
    with reading(db) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def file_some(url: str, count: int) -> list[str]:
    """Run in a process of its own: file `count` forms and return their references."""
    engine = open_database(url, wait_seconds=60)
    made = [examples.filed(engine).reference for _ in range(count)]
    engine.dispose()
    return made


def test_filed_form_is_found_by_its_receipt_key_as_it_was_filed(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    receipt = examples.file_draft(db, key)
    filing = filing_of(db, receipt.key)
    assert (receipt.reference, receipt.version) == ("AP-2026-0001", 1)
    assert (filing.reference, filing.version) == ("AP-2026-0001", 1)
    assert filing.answers == examples.PLAN.answers
    for name in ("form", "edition", "title", "short_title", "summary", "text"):
        assert getattr(filing, name) == getattr(examples.PLAN, name)
    assert filing.filed_at == NOW
    assert filings.find_filing(db, "AP-2026-0001", 1) == filing
    assert filings.filing_by_id(db, filing.id) == filing


@pytest.mark.parametrize("key", ["", "x", "%", "\x00"])
def test_wrong_receipt_key_opens_nothing(db: sa.Engine, key: str) -> None:
    examples.filed(db)
    assert filing_of(db, key) is None


def test_draft_key_does_not_open_the_filing(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    examples.file_draft(db, key)
    assert filing_of(db, key) is None


def test_document_is_kept_byte_for_byte(db: sa.Engine) -> None:
    filing = examples.filed(db)
    document = documents.document_of(db, filing.id)
    assert document.content == examples.pdf_of("AP-2026-0001", 1)
    assert document.name == "AP-2026-0001-v1.pdf"
    assert document.is_whole
    assert documents.copy_of(db, filing.id) == document


def test_copy_is_kept_beside_the_document(db: sa.Engine) -> None:
    filing = examples.filed(db, make_copy=lambda *_: b"copy")
    assert documents.copy_of(db, filing.id).content == b"copy"
    assert documents.document_of(db, filing.id).content == examples.pdf_of("AP-2026-0001", 1)


def test_places_on_paper_are_kept_with_document_and_copy(db: sa.Engine) -> None:
    places = {"pages": 2, "places": [{"purpose": "date", "page": 2, "box": [22, 40.5, 30, 16]}]}
    filing = examples.filed(db, make_copy=lambda *_: b"copy", places=places)
    for document in (documents.document_of(db, filing.id), documents.copy_of(db, filing.id)):
        assert (document.places, document.pages) == (places, 2)
    _, copy = documents.filing_and_copy(db, filing.id)
    assert copy.places == places


def test_each_recipient_gets_a_queued_delivery_of_its_own(db: sa.Engine) -> None:
    filing = examples.filed(db, recipients=[OFFICER, "registrator@toreboda.example"])
    first, second = deliveries.deliveries_of(db, filing.id)
    assert [first.recipient, second.recipient] == [OFFICER, "registrator@toreboda.example"]
    assert {first.state, second.state} == {DeliveryState.QUEUED}
    assert first.message_id != second.message_id
    assert first.message_id.startswith("<AP-2026-0001.v1.")
    assert first.message_id.endswith("@toreboda.example>")
    assert (first.due_at, first.attempts, first.reference) == (NOW, 0, "AP-2026-0001")


def test_filing_leaves_its_events_without_personal_data(db: sa.Engine) -> None:
    filing = examples.filed(db)
    trail = events.events_of(db, filing.id)
    assert [event.kind.value for event in trail] == [
        "filed",
        "document_issued",
        "delivery_queued",
    ]
    assert {event.at for event in trail} == {NOW}
    told = str([event.facts for event in trail])
    assert not any(secret in told for secret in ("Åsa", "Facebook", "@"))


def test_filing_the_same_draft_again_returns_the_same_receipt(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    first = examples.file_draft(db, key)
    assert examples.file_draft(db, key, make_document=_breaks) == first
    assert receiving.receipt_of_draft(db, key) == first
    assert [rows(db, table) for table in (schema.filings, schema.deliveries)] == [1, 1]


def test_draft_that_was_filed_and_erased_still_leads_to_its_receipt(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    receipt = examples.file_draft(db, key)
    much_later = NOW + 2 * LIFETIME
    drafts.erase_expired(db, much_later)
    assert examples.file_draft(db, key, now=much_later) == receipt
    assert receiving.receipt_of_draft(db, key) == receipt


def test_unfiled_draft_has_no_receipt(db: sa.Engine) -> None:
    assert receiving.receipt_of_draft(db, examples.saved_draft(db)) is None


def test_double_click_from_many_threads_files_once(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    with ThreadPoolExecutor(10) as pool:
        receipts = list(pool.map(lambda _: examples.file_draft(db, key), range(30)))
    assert len(set(receipts)) == 1
    assert references(db) == ["AP-2026-0001"]
    assert rows(db, schema.documents) == 1


@pytest.mark.parametrize("key", ["", "unknown"])
def test_unknown_draft_cannot_be_filed(db: sa.Engine, key: str) -> None:
    with pytest.raises(DraftNotFound):
        examples.file_draft(db, key)


def test_expired_draft_cannot_be_filed(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    with pytest.raises(DraftNotFound):
        examples.file_draft(db, key, now=NOW + LIFETIME)


def _breaks(reference: str, version: int) -> bytes:
    raise RuntimeError("no ink")


@pytest.mark.parametrize("broken", ["make_document", "make_copy"])
def test_failed_document_leaves_nothing_and_frees_the_number(db: sa.Engine, broken: str) -> None:
    key = examples.saved_draft(db)
    with pytest.raises(RuntimeError, match="no ink"):
        examples.file_draft(db, key, **{broken: _breaks})
    left = [schema.filings, schema.documents, schema.access_keys, schema.deliveries, schema.events]
    assert [rows(db, table) for table in left] == [0] * 5
    assert examples.file_draft(db, key).reference == "AP-2026-0001"


def test_references_from_many_threads_have_neither_doubles_nor_gaps(db: sa.Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: examples.filed(db), range(40)))
    assert references(db) == [f"AP-2026-{number:04d}" for number in range(1, 41)]


def test_references_from_many_processes_have_neither_doubles_nor_gaps(
    database_url: str, db: sa.Engine
) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as pool:
        made = [one for some in pool.map(file_some, [database_url] * 3, [8] * 3) for one in some]
    assert sorted(made) == [f"AP-2026-{number:04d}" for number in range(1, 25)]
    assert references(db) == sorted(made)


def test_threads_that_fail_in_between_leave_no_gaps(db: sa.Engine) -> None:
    def work(number: int) -> Receipt:
        key = examples.saved_draft(db)
        if number % 3 == 0:
            with pytest.raises(RuntimeError):
                examples.file_draft(db, key, make_document=_breaks)
        return examples.file_draft(db, key)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(24)))
    assert references(db) == [f"AP-2026-{number:04d}" for number in range(1, 25)]


@pytest.mark.parametrize(
    ("now", "reference"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), "AP-2026-0001"),
        (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), "AP-2027-0001"),
    ],
)
def test_year_of_the_reference_changes_at_midnight_in_sweden(
    db: sa.Engine, now: datetime, reference: str
) -> None:
    assert examples.filed(db, now=now).reference == reference


def test_each_form_and_year_counts_for_itself(db: sa.Engine) -> None:
    other = examples.plan(form="annan", prefix="AN")
    next_year = NOW + timedelta(days=365)
    made = [examples.filed(db, other), examples.filed(db), examples.filed(db, now=next_year)]
    assert [one.reference for one in made] == ["AN-2026-0001", "AP-2026-0001", "AP-2027-0001"]


def test_reference_grows_to_five_digits(db: sa.Engine) -> None:
    with db.begin() as connection:
        row = {"form": "aktivitetsplan", "year": 2026, "last": 9998}
        connection.execute(sa.insert(schema.counters).values(row))
    assert examples.filed(db).reference == "AP-2026-9999"
    assert examples.filed(db).reference == "AP-2026-10000"


def test_changed_plan_keeps_its_reference_and_the_old_version(db: sa.Engine) -> None:
    first = examples.filed(db)
    second = examples.filed(db, examples.plan(summary="X"), revises=first.id)
    assert (second.reference, second.version) == (first.reference, 2)
    assert cases.newest_version(db, first.case_id) == 2
    assert filings.find_filing(db, first.reference, 1) == first
    assert documents.document_of(db, second.id).name == "AP-2026-0001-v2.pdf"
    assert documents.document_of(db, first.id).content == examples.pdf_of("AP-2026-0001", 1)


def test_second_of_two_who_change_the_same_version_is_told(db: sa.Engine) -> None:
    first = examples.filed(db)
    slower = examples.saved_draft(db, revises=first.id)
    examples.filed(db, revises=first.id)
    with pytest.raises(NewerVersionExists) as caught:
        examples.file_draft(db, slower)
    assert (caught.value.reference, caught.value.version) == (first.reference, 2)
    assert drafts.find_draft(db, slower, NOW).typed == {"medium": "facebook "}


def test_of_many_who_change_the_same_version_at_once_one_succeeds(db: sa.Engine) -> None:
    first = examples.filed(db)
    keys = [examples.saved_draft(db, revises=first.id) for _ in range(8)]

    def succeeds(key: str) -> bool:
        try:
            return examples.file_draft(db, key).version == 2
        except NewerVersionExists:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(succeeds, keys)) == 1


def test_unknown_reference_has_no_version(db: sa.Engine) -> None:
    assert cases.find_case(db, "AP-2026-0001") is None
    assert filings.find_filing(db, "AP-2026-0001", 1) is None


def test_access_may_be_granted_more_than_once(db: sa.Engine) -> None:
    filing = examples.filed(db)
    for _ in range(2):
        access.grant_access(db, filing.id, "another key", "copy", NOW)
    assert filing_of(db, "another key") == filing
