"""An erasure applied again to a register that does not know of it."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from register import cases, schema
from register.database import writing
from register.erasing import erasures, holds
from register.erasing.again import ANOTHER, NOT_THERE, ON_HOLD, Line, Protocol, apply_again
from register.erasing.decisions import CountedFrom, What, decisions
from register.errors import CaseErased
from register.filings import Filing, find_filing
from tests.register import examples
from tests.register.erasing.test_erasing import (
    DECISION,
    ENDED,
    NOW,
    SNAPSHOT,
    added,
    documents_digest,
    ended,
    findings,
    somebody,
)

LATER = NOW + timedelta(days=1)


def protocol_of(db: sa.Engine, *filings: Filing) -> Protocol:
    lines = [Line(one.reference, "allt", ENDED, [documents_digest(db, one.id)]) for one in filings]
    return Protocol(DECISION, "En", NOW, "Annan", NOW, lines, b"%PDF-1.7 protocol")


def test_what_it_tells_of_is_erased_once_and_then_no_more(db: sa.Engine) -> None:
    filing, other = ended(db), ended(db)
    told = protocol_of(db, filing)
    done = apply_again(db, told, LATER)
    assert (done.erased, done.already, done.left) == ([filing.reference], [], [])
    done = apply_again(db, told, LATER)
    assert (done.erased, done.already, done.left) == ([], [filing.reference], [])
    with pytest.raises(CaseErased):
        find_filing(db, filing.reference, 1)
    assert find_filing(db, other.reference, 1)
    [made] = erasures.erasures(db, waiting=False)
    assert (made.proposer, made.confirmed_at) == ("En", NOW)
    assert erasures.protocol_of(db, made.id) == told.content
    assert [one.dnr for one in decisions(db)] == [DECISION.dnr]
    assert erasures.decision_that_erased(db, filing.reference) == (DECISION.dnr, made.id)
    assert findings(db) == []


def test_number_that_was_given_anew_is_left_alone(db: sa.Engine) -> None:
    filing = ended(db)
    told = protocol_of(db, filing)
    line = told.lines[0]
    others = [replace(line, sha256=["0" * 64]), replace(line, reference="AP-1999-0001")]
    done = apply_again(db, replace(told, lines=others), LATER)
    assert done.left == [(filing.reference, ANOTHER), ("AP-1999-0001", NOT_THERE)]
    assert find_filing(db, filing.reference, 1)
    assert erasures.erasures(db, waiting=False) == []
    wrong = replace(told, decision=replace(DECISION, form="uppfoljning"))
    assert apply_again(db, wrong, LATER).left == [(filing.reference, NOT_THERE)]


def test_hold_of_afterwards_stands_and_one_of_before_does_not(db: sa.Engine) -> None:
    early, late = ended(db), ended(db)
    actor = somebody(db, "arkivarie")
    for filing, at in ((early, NOW - timedelta(days=1)), (late, NOW + timedelta(hours=1))):
        case = cases.find_case(db, filing.reference)
        assert case
        holds.place(db, case, filing.id, "KS 1", "begäran", at, actor)
    done = apply_again(db, protocol_of(db, early, late), LATER)
    assert done.erased == [early.reference]
    assert done.left == [(late.reference, ON_HOLD)]


def test_one_snapshot_is_erased_again_and_its_case_stays(db: sa.Engine) -> None:
    filing = examples.filed(db)
    of = {"filing_id": filing.id, "case_id": filing.case_id}
    with writing(db) as connection:
        number = added(connection, schema.snapshots, SNAPSHOT | of)
    decision = replace(DECISION, what=What.SNAPSHOTS, counted_from=CountedFrom.TAKEN)
    line = Line(filing.reference, "ögonblicksbild", ENDED, [SNAPSHOT["sha256"]])
    told = Protocol(decision, "En", NOW, "Annan", NOW, [line], b"%PDF")
    assert apply_again(db, told, LATER).erased == [filing.reference]
    assert apply_again(db, told, LATER).already == [filing.reference]
    assert find_filing(db, filing.reference, 1)
    with db.connect() as connection:
        left = connection.execute(sa.select(schema.snapshots)).mappings().one()
    assert (left["id"], left["content"], left["shows"]) == (number, None, "")
    assert findings(db) == []


def test_hold_that_was_lifted_stands_in_nobodys_way(db: sa.Engine) -> None:
    filing, actor = ended(db), somebody(db, "arkivarie")
    for do in (partial(holds.place, dnr="KS 1", why="begäran"), holds.lift):
        case = cases.find_case(db, filing.reference)
        assert case
        do(db, case, filing.id, now=NOW + timedelta(hours=1), actor=actor)
    assert apply_again(db, protocol_of(db, filing), LATER).left == []


def test_document_of_another_case_proves_nothing(db: sa.Engine) -> None:
    filing, other = ended(db), ended(db, make_document=lambda *_: b"%PDF another")
    told = protocol_of(db, filing)
    line = replace(told.lines[0], sha256=[documents_digest(db, other.id)])
    done = apply_again(db, replace(told, lines=[line]), LATER)
    assert done.left == [(filing.reference, ANOTHER)]
