"""Sheets: each page in exactly one place, and what is told of a plan follows them."""

from typing import Any

import pytest
import sqlalchemy as sa

from register import due, index, schema
from register.actors import COURIER, OPERATOR
from register.arrivals import NewArrival, Way, add_arrival
from register.cases import find_case
from register.database import reading, writing
from register.errors import SheetChanged
from register.filings import Filing
from register.index import Indexed
from register.notes import add_note, paper_came
from register.paper_marks import Mark
from register.papers import PaperState, paper_of
from register.sheets import (
    NewSheet,
    Sheet,
    Sorting,
    Verdict,
    Why,
    add_sheet,
    asked_page,
    cutting_of,
    picture_of,
    sheet_by_id,
    sheets_of,
    sort_sheet,
)
from tests.register import examples
from tests.register.examples import NOW

SIGNED = Indexed(is_signed=True)


def places(pages: int = 2, signers: int = 2) -> dict[str, Any]:
    """Of a document whose last page everybody signs."""
    box = [20, 200, 60, 9]
    all_signers = [
        {"purpose": "signature", "page": pages, "box": box, "signer": one} for one in range(signers)
    ]
    return {"pages": pages, "places": all_signers}


def filed(db: sa.Engine, revises: int | None = None) -> Filing:
    return examples.filed(db, examples.plan(indexed=SIGNED), revises, places=places())


def arrival(db: sa.Engine, content: bytes = b"scan") -> int:
    return add_arrival(db, NewArrival(content, "a.pdf", "", Way.FOLDER), NOW, COURIER)[0].id


def seen(*signatures: str) -> dict[str, Any]:
    rows = [
        {"signer": number, "signature": one, "date": one} for number, one in enumerate(signatures)
    ]
    return {"signers": rows, "changes": []}


def came(db: sa.Engine, filing: Filing, number: int, page: int, **more: Any) -> Sheet:
    facts = more.pop("facts", {})
    arrival_id = more.pop("arrival_id", 1)
    new = NewSheet(number, Verdict.FILED, Why.NONE, filing.id, page, 2, facts=facts, **more)
    found = add_sheet(db, arrival_id, new, NOW)
    assert found is not None
    return found


def state_in_index(db: sa.Engine) -> tuple[str, bool]:
    with reading(db) as connection:
        query = sa.select(schema.case_index.c.paper, schema.case_index.c.awaits_paper)
        return tuple(connection.execute(query).one())  # type: ignore[return-value]


def test_state_in_the_index_follows_each_sheet_and_the_mark(db: sa.Engine) -> None:
    filing = filed(db)
    arrival(db)
    assert state_in_index(db) == ("waiting", True)
    came(db, filing, 1, 2, facts=seen("written", "written"))
    assert state_in_index(db) == ("waiting", True)
    assert paper_of(db, filing.id).missing == (1,)
    came(db, filing, 2, 1)
    assert state_in_index(db) == ("check", False)
    case = find_case(db, filing.reference)
    assert case
    add_note(db, case, filing.id, paper_came(Mark(NOW.date(), (0, 1))), NOW, OPERATOR)
    assert state_in_index(db) == ("signed", False)
    filed(db, revises=filing.id)
    assert state_in_index(db) == ("waiting", True)


def test_index_made_anew_says_the_same_of_papers(db: sa.Engine) -> None:
    filing = filed(db)
    arrival(db)
    came(db, filing, 1, 1)
    came(db, filing, 2, 2, facts=seen("written", "empty"))
    assert state_in_index(db) == ("partly", True)
    with writing(db) as connection:
        connection.execute(sa.update(schema.case_index).values(paper="", awaits_paper=False))
    assert list(index.index_anew(db, lambda *_: SIGNED)) == [1]
    assert state_in_index(db) == ("partly", True)


def test_page_that_another_reader_wrote_first_stays_as_it_is(db: sa.Engine) -> None:
    filing = filed(db)
    arrival(db)
    first = came(db, filing, 1, 1, picture=b"jpeg", media="image/jpeg")
    again = add_sheet(db, 1, NewSheet(1, Verdict.ASKED, Why.NO_CODE), NOW)
    assert again == first
    assert [one.id for one in sheets_of(db, 1)] == [first.id]
    picture = picture_of(db, first.id)
    assert picture is not None
    assert (picture.content, picture.media) == (b"jpeg", "image/jpeg")


def test_sheet_of_a_version_that_was_overtaken_meanwhile_does_not_count(db: sa.Engine) -> None:
    filing = filed(db)
    arrival(db)
    filed(db, revises=filing.id)
    sheet = came(db, filing, 1, 2, facts=seen("written", "written"))
    assert (sheet.verdict, sheet.why) == (Verdict.APART, Why.OUTDATED)
    assert [one.id for one in paper_of(db, filing.id).apart] == [sheet.id]
    assert state_in_index(db) == ("waiting", True)


def test_human_sorts_what_is_asked_and_the_first_one_wins(db: sa.Engine) -> None:
    filing = filed(db)
    arrival(db)
    new = NewSheet(1, Verdict.ASKED, Why.NO_CODE, facts={"codes": ["x"], "share": 0.1})
    sheet = add_sheet(db, 1, new, NOW)
    assert sheet is not None
    assert [one.id for one in asked_page(db).rows] == [sheet.id]
    sorting = Sorting(
        Verdict.FILED,
        filing_id=filing.id,
        page=2,
        pages=2,
        facts=seen("written"),
        cuttings={"signer-0": b"jpeg"},
    )
    found = sort_sheet(db, sheet.id, sheet.revision, sorting, NOW, OPERATOR)
    assert (found.verdict, found.page, found.revision) == (Verdict.FILED, 2, 1)
    assert found.facts == {"codes": ["x"], **seen("written")}
    assert cutting_of(db, sheet.id, "signer-0") == b"jpeg"
    assert asked_page(db).count == 0
    with pytest.raises(SheetChanged):
        sort_sheet(db, sheet.id, sheet.revision, Sorting(Verdict.DROPPED), NOW, OPERATOR)
    assert sheet_by_id(db, sheet.id) == found


def test_sheet_that_is_moved_leaves_the_plan_it_was_filed_on(db: sa.Engine) -> None:
    filing = filed(db)
    arrival(db)
    came(db, filing, 1, 1)
    sheet = came(db, filing, 2, 2, facts=seen("written", "written"))
    assert state_in_index(db)[0] == "check"
    sort_sheet(db, sheet.id, 0, Sorting(Verdict.DROPPED), NOW, OPERATOR)
    assert state_in_index(db)[0] == "waiting"
    assert paper_of(db, filing.id).state is PaperState.WAITING


def test_paper_that_came_is_due_until_all_have_signed(db: sa.Engine) -> None:
    filing = filed(db)
    case = find_case(db, filing.reference)
    assert case
    add_note(db, case, filing.id, paper_came(Mark(NOW.date(), (1,))), NOW, OPERATOR)
    late = NOW.replace(year=2027)
    found = due.page_of(db, due.Due.PAPER, due.Asked(late, late))
    assert [row.reference for row in found.rows] == [filing.reference]
    assert state_in_index(db) == ("partly", True)
