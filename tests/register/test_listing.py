"""The list of plans: filtered, sorted, counted and turned over like a list of Swedes."""

import base64
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from register import listing, schema, search
from register.choices import Choices, choices
from register.database import writing
from register.index import Indexed, case_noted
from register.listing import Order, Page, Row, Status, Wanted, page_of, row_of, rows_of
from register.sight import Sight
from tests.register import examples, listed

MEDIA = ("Facebook", "Instagram", "X")
DEPARTMENTS = ("Kultur- och fritid", "Socialförvaltningen", "Teknik")
UNITS = ("Åsens skola", "Ängens skola", "Östra skolan", "Badet", "Zonen", "Éden", "Edet")
COUNT = 90
SIZE = 20


def said_of(number: int) -> Indexed:
    dice = random.Random(number)
    return Indexed(
        medium=dice.choice(MEDIA),
        department=dice.choice(DEPARTMENTS),
        unit=dice.choice(UNITS),
        texts=("alla", "varannan" if number % 2 else "den andra"),
        administrators=dice.randrange(3),
        hours=number / 2,
        is_signed=number % 7 > 0,
    )


@pytest.fixture(scope="module")
def full(shared_db: sa.Engine) -> sa.Engine:
    """Ninety plans, of which some are signed and some ended."""
    db = shared_db
    listed.lay(db, [said_of(number) for number in range(COUNT)])
    came = {"received_on": date(2026, 5, 4), "source": "hand", "at": examples.NOW}
    signers = {1: [0, 1, 2], 0: [0]}
    marks = [{"filing_id": one, "signers": signers[one % 2]} | came for one in range(1, COUNT, 3)]
    with writing(db) as connection:
        connection.execute(sa.insert(schema.paper_marks), marks)
        ended = sa.update(schema.cases).where(schema.cases.c.id % 10 == 4)
        connection.execute(ended.values(ended_on=date(2026, 6, 6), ended_why="slut"))
        for number in range(1, COUNT + 1):
            case_noted(connection, number)
    return db


@pytest.fixture(params=["few", "many"])
def hits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether all that is meant fits among what is counted, or must be walked through."""
    if request.param == "many":
        for module in (search, listing):
            monkeypatch.setattr(module, "MOST_HITS", 3)
    return str(request.param)


def every_page(db: sa.Engine, wanted: Wanted, size: int = SIZE) -> list[Page]:
    pages = [page_of(db, wanted, size=size)]
    while pages[-1].next:
        pages.append(page_of(db, replace(wanted, after=pages[-1].next), size=size))
        assert len(pages) < COUNT
    return pages


KEYS: dict[Order, Callable[[Row], object]] = {
    Order.NEWEST: lambda row: -row.case_id,
    Order.OLDEST: lambda row: row.case_id,
    Order.UNIT: lambda row: (
        ["Badet", "Éden", "Edet", "Zonen", "Åsens skola", "Ängens skola", "Östra skolan"].index(
            row.unit
        ),
        row.case_id,
    ),
    Order.REFERENCE: lambda row: row.reference,
}


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(text="varannan"),
        Wanted(medium="instagram", department="TEKNIK"),
        Wanted(text="alla", unit="Östra skolan"),
        Wanted(text="x", status=Status.WAITING),
        Wanted(status=Status.ENDED, form="aktivitetsplan", year=2026),
        Wanted(status=Status.SIGNED),
        Wanted(status=Status.PARTLY),
        Wanted(status=Status.FILED, text="andra"),
    ],
    ids=str,
)
def test_pages_together_are_all_that_is_wanted_once_in_order(
    full: sa.Engine, hits: str, wanted: Wanted, order: Order
) -> None:
    wanted = replace(wanted, order=order)
    pages = every_page(full, wanted)
    rows = [row for page in pages for row in page.rows]
    expected = [row for row in rows_of(full, Wanted()) if is_meant(row, wanted)]
    used = pages[0].order
    assert used is (Order.NEWEST if wanted.text and hits == "many" else order)
    assert rows == sorted(expected, key=KEYS[used])
    assert list(rows_of(full, wanted)) == sorted(expected, key=KEYS[order])
    assert rows
    assert [page.first for page in pages] == list(range(1, len(rows) + 1, SIZE))
    if hits == "few":
        assert {(page.count, page.is_more) for page in pages} == {(len(rows), False)}
    else:
        assert pages[0].is_more or len(rows) <= 3


def test_few_of_a_state_are_counted_and_sorted_among_many_hits(
    full: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (search, listing):
        monkeypatch.setattr(module, "MOST_HITS", 20)
    wanted = Wanted("alla", status=Status.ENDED, order=Order.UNIT)
    page = page_of(full, wanted)
    assert (page.count, page.is_more, page.order) == (9, False, Order.UNIT)
    assert page.rows == list(rows_of(full, replace(wanted, text="")))
    # Of those that ended none has the word, which many others have.
    assert page_of(full, replace(wanted, text="andra")).rows == []


def is_meant(row: Row, wanted: Wanted) -> bool:
    said = said_of(row.case_id - 1)
    text = " ".join(("", said.medium, said.department, said.unit, *said.texts, "")).casefold()
    return all(
        (
            not wanted.text or (f" {wanted.text} " in text),
            wanted.medium.casefold() in ("", row.medium.casefold()),
            wanted.department.casefold() in ("", row.department.casefold()),
            wanted.unit in ("", row.unit),
            wanted.status in (None, row.status),
        )
    )


def test_state_follows_from_what_was_noted(full: sa.Engine) -> None:
    found = {row.case_id: row.status for row in rows_of(full, Wanted())}
    assert found[4] is Status.ENDED
    assert found[7] is Status.SIGNED
    assert found[10] is Status.PARTLY
    assert found[2] is Status.WAITING
    assert found[15] is Status.FILED


def test_paper_of_an_older_version_says_nothing_of_the_newest(db: sa.Engine) -> None:
    said = examples.plan(indexed=Indexed(is_signed=True))
    first = examples.filed(db, said)
    examples.noted(db, first)
    with writing(db) as connection:
        connection.execute(sa.update(schema.cases).values(ended_on=None))
        case_noted(connection, first.case_id)
    assert page_of(db, Wanted()).rows[0].status is Status.SIGNED
    second = examples.filed(db, said, revises=first.id)
    (row,) = page_of(db, Wanted()).rows
    assert (row.status, row.version, row.filing_id) == (Status.WAITING, 2, second.id)
    assert row.dnr == "KS 2026/14"


def test_reader_of_one_department_sees_no_other(full: sa.Engine, hits: str) -> None:
    own = "Teknik"
    everything = list(rows_of(full, Wanted()))
    mine = [row for row in everything if row.department == own]
    assert list(rows_of(full, Wanted(), Sight(own))) == mine
    for wanted in (Wanted(), Wanted(text="alla"), Wanted(medium="X", status=Status.SIGNED)):
        assert {row.department for row in page_of(full, wanted, Sight(own), size=90).rows} <= {own}
    assert page_of(full, Wanted(department="Socialförvaltningen"), Sight(own)).rows == []
    assert page_of(full, Wanted("alla", department="Socialförvaltningen"), Sight(own)).rows == []
    assert row_of(full, mine[0].reference, Sight(own)) == mine[0]
    foreign = next(row for row in everything if row.department != own)
    assert row_of(full, foreign.reference, Sight(own)) is None
    assert row_of(full, foreign.reference) == foreign
    assert choices(full, Sight(own)).departments == [own]


@pytest.mark.parametrize(
    "after",
    ["nonsense", "å", "=", "W10", "WzFd", "\0", "x" * 100_000, "bnVsbA", "W1tbW1tbW1tbW1s"],
)
@pytest.mark.parametrize("order", Order)
def test_nonsense_for_a_page_is_the_first_page(full: sa.Engine, after: str, order: Order) -> None:
    wanted = Wanted(order=order)
    assert page_of(full, replace(wanted, after=after)) == page_of(full, wanted)


@pytest.mark.parametrize(
    "key",
    [
        ["nyast", "2026-03-14", 1, 1],
        ["nyast", "0001-01-01T00:00:00+14:00", 1, 1],
        ["nyast", "2026-03-14T00:00:00+00:00", 10**30, 1],
        ["nyast", "2026-03-14T00:00:00+00:00", True, 1],
        ["nyast", None, None, None],
        ["enhet", "a\0b", 1, 1],
        ["enhet", "\ud800", 1, 1],
        ["enhet", "Stor", 1, 1],
        ["referens", "a", -1, 1, 1],
        {"order": "nyast"},
    ],
)
def test_forged_page_is_a_page_all_the_same(full: sa.Engine, hits: str, key: object) -> None:
    token = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    for order in Order:
        assert page_of(full, Wanted(order=order, after=token)).order is order


@pytest.mark.parametrize("odd", ["\0", "\ud800", "'", "%", "x" * 10_000, " ", "\U0010ffff"])
def test_odd_filters_are_answered(full: sa.Engine, hits: str, odd: str) -> None:
    for text in ("", "alla"):
        wanted = Wanted(text, form=odd, medium=odd, department=odd, unit=odd, year=10**30)
        assert page_of(full, wanted).rows == []
        assert page_of(full, wanted, Sight(odd)).rows == []
        assert page_of(full, Wanted(text, year=-5)).rows == []
    assert row_of(full, odd.replace("\0", "").replace("\ud800", "")) is None


def test_choices_are_what_occurs_as_it_was_last_written(db: sa.Engine) -> None:
    said = [
        Indexed("facebook", "Östra", "Zonen"),
        Indexed("Facebook", "Älgen", "Éden"),
        Indexed("", "Åsen", ""),
        Indexed("X", "åsen", "Zonen"),
    ]
    listed.lay(db, said)
    found = choices(db, Sight(hidden=frozenset()))
    assert found.media == ["Facebook", "X"]
    assert found.departments == ["åsen", "Älgen", "Östra"]
    assert found.units == ["Éden", "Zonen"]
    assert found.years == [2026]
    assert choices(db, Sight("ÅSEN")) == Choices(["X"], ["åsen"], ["Zonen"], [2026])


def test_plan_whose_turn_has_not_come_is_found_by_its_reference(db: sa.Engine) -> None:
    listed.lay_unindexed(db, 1)
    row = row_of(db, "AP-2026-0001")
    assert row is not None
    assert (row.version, row.medium, row.title) == (1, "", "plan 1")
    assert row_of(db, "AP-2026-0001", Sight("")) is None
    assert row_of(db, "AP-2026-0002") is None
