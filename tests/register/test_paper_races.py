"""Many who write about one paper at once: every page stands once, and its state is that of all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from register import schema
from register.actors import COURIER, OPERATOR
from register.arrivals import NewArrival, Way, add_arrival
from register.cases import Case, find_case
from register.confirmations import set_aside
from register.database import reading, writing
from register.errors import CaseChanged, SheetChanged
from register.filings import Filing
from register.index import Indexed
from register.notes import add_note, paper_came
from register.paper_marks import Mark
from register.papers import PaperState, paper_of
from register.sheets import NewSheet, Sorting, Verdict, Why, add_sheet, sheets_of, sort_sheet
from tests.register import examples
from tests.register.examples import NOW

BOTH = {"signers": [{"signer": one, "signature": "written", "date": "written"} for one in (0, 1)]}
BOX = [20, 200, 60, 9]
SIGN = [{"purpose": "signature", "page": 2, "box": BOX, "signer": one} for one in (0, 1)]
PLACES: dict[str, Any] = {"pages": 2, "places": SIGN}
TIMES = 5


def filed(db: sa.Engine, revises: int | None = None) -> Filing:
    plan = examples.plan(indexed=Indexed(is_signed=True))
    return examples.filed(db, plan, revises, places=PLACES)


def arrival(db: sa.Engine, name: object) -> int:
    new = NewArrival(str(name).encode(), "a.pdf", "", Way.FOLDER)
    return add_arrival(db, new, NOW, COURIER)[0].id


def page(filing: Filing, number: int, place: int = 1) -> NewSheet:
    facts = BOTH if number == 2 else {}
    return NewSheet(place, Verdict.FILED, Why.NONE, filing.id, number, 2, facts=facts)


def at_once(*some: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(some)) as pool:
        return [one.result() for one in [pool.submit(work) for work in some]]


def in_index(db: sa.Engine, filing: Filing) -> str:
    query = sa.select(schema.case_index.c.paper)
    with reading(db) as connection:
        where = schema.case_index.c.case_id == filing.case_id
        return str(connection.scalar(query.where(where)))


def test_two_readers_of_one_file_write_each_page_once(db: sa.Engine) -> None:
    filing, came = filed(db), arrival(db, "heap")

    def read() -> None:
        for number in range(1, 9):
            add_sheet(db, came, page(filing, 1, number), NOW)

    at_once(read, read, read)
    assert [one.number for one in sheets_of(db, came)] == list(range(1, 9))
    kinds = sa.select(sa.func.count()).where(schema.events.c.kind == "sheet_filed")
    with reading(db) as connection:
        assert connection.scalar(kinds) == 8


def test_pages_of_one_paper_that_come_in_two_files_at_once_are_both_counted(db: sa.Engine) -> None:
    for turn in range(TIMES):
        filing = filed(db)
        one, two = arrival(db, (turn, 1)), arrival(db, (turn, 2))
        at_once(
            lambda filing=filing, one=one: add_sheet(db, one, page(filing, 1), NOW),
            lambda filing=filing, two=two: add_sheet(db, two, page(filing, 2), NOW),
        )
        assert in_index(db, filing) == "check"


def test_paper_of_a_version_that_is_overtaken_meanwhile_says_nothing_of_the_newer(
    db: sa.Engine,
) -> None:
    for turn in range(TIMES):
        filing, came = filed(db), arrival(db, turn)
        add_sheet(db, came, page(filing, 1), NOW)
        at_once(
            lambda filing=filing, came=came: add_sheet(db, came, page(filing, 2, 2), NOW),
            lambda filing=filing: filed(db, revises=filing.id),
        )
        assert in_index(db, filing) == "waiting"
        last = sheets_of(db, came)[-1]
        assert (last.verdict, last.why) in (
            (Verdict.FILED, Why.NONE),
            (Verdict.APART, Why.OUTDATED),
        )


def test_human_who_confirms_while_a_sheet_comes_is_not_forgotten(db: sa.Engine) -> None:
    for turn in range(TIMES):
        filing, came = filed(db), arrival(db, turn)
        case = find_case(db, filing.reference)
        assert case
        note = paper_came(Mark(NOW.date(), (0, 1)))
        at_once(
            lambda filing=filing, came=came: add_sheet(db, came, page(filing, 2), NOW),
            lambda case=case, filing=filing, note=note: add_note(
                db, case, filing.id, note, NOW, OPERATOR
            ),
        )
        assert in_index(db, filing) == "signed"


def test_humans_who_sort_one_sheet_at_once_while_others_come(db: sa.Engine) -> None:
    filing, another = filed(db), filed(db)
    came = arrival(db, "asked")
    asked = add_sheet(db, came, NewSheet(1, Verdict.ASKED, Why.NO_CODE), NOW)
    assert asked is not None

    def choose(chosen: Filing) -> str:
        sorting = Sorting(Verdict.FILED, Why.NONE, chosen.id, 2, 2, BOTH)
        try:
            sort_sheet(db, asked.id, asked.revision, sorting, NOW, OPERATOR)
        except SheetChanged:
            return "told"
        return chosen.reference

    results = at_once(
        lambda: choose(filing),
        lambda: choose(another),
        lambda: add_sheet(db, came, page(filing, 1, 2), NOW),
        lambda: add_sheet(db, came, page(another, 1, 3), NOW),
    )
    assert sorted(results[:2])[1] == "told"
    for one in (filing, another):
        expected = "check" if one.reference in results[:2] else "waiting"
        assert in_index(db, one) == expected


def test_sheet_moved_there_and_back_by_two_leaves_no_lock_behind(db: sa.Engine) -> None:
    filing, another = filed(db), filed(db)
    one, two = (add_sheet(db, arrival(db, name), page(name, 2), NOW) for name in (filing, another))
    assert one is not None
    assert two is not None

    def move(number: int, to: Filing) -> None:
        sorting = Sorting(Verdict.FILED, Why.NONE, to.id, 1, 2)
        sort_sheet(db, number, 0, sorting, NOW, OPERATOR)

    at_once(lambda: move(one.id, another), lambda: move(two.id, filing))
    for each in (filing, another):
        assert paper_of(db, each.id).missing == (2,)


def test_file_that_is_erased_while_it_is_read_gets_no_more_sheets(db: sa.Engine) -> None:
    filing, came = filed(db), arrival(db, "erased")
    add_sheet(db, came, page(filing, 1), NOW)
    with writing(db) as connection:
        erase = sa.update(schema.arrivals).values(content=None, erased_at=NOW)
        connection.execute(erase)
    assert add_sheet(db, came, page(filing, 2, 2), NOW) is None
    assert paper_of(db, filing.id).state is PaperState.WAITING


def test_paper_that_is_set_aside_while_a_sheet_of_it_is_sorted_stops_nobody(db: sa.Engine) -> None:
    for turn in range(2 * TIMES):
        filing, came = filed(db), arrival(db, turn)
        sheets = [add_sheet(db, came, page(filing, one, one), NOW) for one in (1, 2)]
        numbers = [one.id for one in sheets if one]
        case = find_case(db, filing.reference)
        assert case

        def sort(number: int = numbers[1]) -> bool:
            try:
                sort_sheet(db, number, 0, Sorting(Verdict.DROPPED), NOW, OPERATOR)
            except SheetChanged:
                return False
            return True

        def put_aside(case: Case = case, filing: Filing = filing, of: Any = numbers) -> bool:
            try:
                set_aside(db, case, filing, of, NOW, OPERATOR)
            except CaseChanged:
                return False
            return True

        # One was first, and whoever was second is told.
        assert sorted(at_once(sort, put_aside)) == [False, True]
        assert in_index(db, filing) == "waiting"
