"""What falls due, at its edges: pages, snapshots, and what was proposed or erased before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from register import schema
from register.database import writing
from register.erasing import due, erasures
from register.erasing.decisions import CountedFrom, What
from register.errors import ErasingRefused
from tests.register import examples
from tests.register.erasing.test_erasing import (
    DECISION,
    INDEXED,
    NOW,
    PLAN,
    SNAPSHOT,
    TODAY,
    added,
    decided,
    ended,
    erase,
    refusals,
    settle_mail,
    somebody,
)

PICTURES = replace(DECISION, what=What.SNAPSHOTS, counted_from=CountedFrom.TAKEN)


def test_page_ends_where_the_next_begins(db: sa.Engine) -> None:
    filings, decision = [ended(db) for _ in range(3)], decided(db)
    first = due.falls_due(db, decision, TODAY, size=2)
    assert [one.case_id for one in first.rows] == [one.case_id for one in filings[:2]]
    last = due.falls_due(db, decision, TODAY, after=first.next or 0, size=2)
    assert [one.case_id for one in last.rows] == [filings[2].case_id]
    assert last.next is None


def test_what_was_erased_falls_due_no_more_and_what_was_withdrawn_does(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    one, other = somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, one)
    erasures.withdraw(db, number, NOW)
    with pytest.raises(ErasingRefused):
        erasures.withdraw(db, number, NOW)
    with pytest.raises(ErasingRefused):
        erase(db, number, other)
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, one)
    assert erasures.in_proposals(db, [filing.case_id]) == {filing.case_id: number}
    erase(db, number, other)
    assert refusals(db, decision) == {}
    assert erasures.in_proposals(db, [filing.case_id]) == {}


def test_proposal_is_of_what_falls_due_and_of_no_more_than_fits(db: sa.Engine) -> None:
    filing, decision, actor = ended(db), decided(db), somebody(db, "en")
    for numbers, words in (
        ([], erasures.NOTHING),
        (range(1, 102), erasures.TOO_MANY),
        # A hundred are not too many, but these do not fall due.
        (range(1, 101), erasures.NOT_DUE),
        ([filing.case_id, 4711], erasures.NOT_DUE),
    ):
        with pytest.raises(ErasingRefused) as refused:
            erasures.propose(db, decision.id, numbers, NOW, actor)
        assert str(refused.value) == words


def test_unsigned_one_waits_until_its_own_months_have_passed(db: sa.Engine) -> None:
    unsigned = replace(PLAN, indexed=replace(INDEXED, is_signed=True))
    filing = ended(db, unsigned, on=date(2026, 3, 1))
    decision, filed_on = decided(db), examples.NOW.date()
    full = filed_on.replace(year=filed_on.year + 1)
    assert refusals(db, decision, full) == {filing.reference: ""}
    early = refusals(db, decision, full - timedelta(days=1))
    assert early[filing.reference].startswith("Den nyaste versionen är inte underskriven")


def test_snapshot_is_counted_from_its_day_or_that_of_the_next(db: sa.Engine) -> None:
    filing = examples.filed(db)
    settle_mail(db)
    of = {"filing_id": filing.id, "case_id": filing.case_id}
    days = [date(2026, 1, 10), date(2026, 2, 10), date(2026, 2, 10)]
    with writing(db) as connection:
        rows = [
            SNAPSHOT | of | {"taken_on": day, "files_sha256": f"{number}" * 64}
            for number, day in enumerate(days)
        ]
        first, second, third = [added(connection, schema.snapshots, row) for row in rows]
    taken = decided(db, PICTURES)
    found = due.falls_due(db, taken, date(2027, 1, 10)).rows
    assert [(one.id, one.counted_on) for one in found] == [(first, days[0])]
    replaced = decided(db, replace(PICTURES, counted_from=CountedFrom.REPLACED))
    assert due.falls_due(db, replaced, date(2027, 2, 9)).rows == []
    found = due.falls_due(db, replaced, date(2028, 2, 10)).rows
    assert [(one.id, one.counted_on) for one in found] == [(first, days[1])]
    one, other = somebody(db, "en"), somebody(db, "annan")
    # That a version of the case is not signed or a copy waits is nothing to a picture.
    with writing(db) as connection:
        connection.execute(sa.update(schema.deliveries).values(accepted_at=None))
    number = erasures.propose(db, taken.id, [first, second], NOW, one)
    erase(db, number, other)
    assert [one.id for one in due.falls_due(db, taken, TODAY).rows] == [third]
    assert erasures.decision_that_erased(db, filing.reference) is None


def test_file_that_was_sent_for_a_case_and_not_read_or_not_sorted_holds_it(db: sa.Engine) -> None:
    unreadable, asked = ended(db), ended(db)
    decision = decided(db)
    with writing(db) as connection:
        row = examples.ARRIVED | {"filing_id": unreadable.id, "refused": "damaged"}
        added(connection, schema.arrivals, row)
        row = examples.ARRIVED | {"filing_id": asked.id, "sha256": "9" * 64}
        arrival = {"arrival_id": added(connection, schema.arrivals, row)}
        added(connection, schema.sheets, examples.SEEN | arrival | {"verdict": "asked"})
    assert set(refusals(db, decision).values()) == {due.UNREAD}
