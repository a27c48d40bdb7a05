"""What a human has to do with plans: which they are, since when, in which order, and whose."""

import importlib
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from register import apart, due, letters, notes, schema
from register.actors import OPERATOR
from register.arrivals import NewArrival, Way, add_arrival
from register.cases import find_case
from register.database import reading, writing
from register.due import Asked, Due, count_of, page_of
from register.events import EventKind
from register.filings import Filing
from register.index import Indexed
from register.letters import LetterKind
from register.notes import Note
from register.paper_marks import Mark
from register.sheets import NewSheet, add_sheet
from register.sight import Sight
from register.verdicts import Ink, Verdict, Why
from tests.register import examples
from tests.register.examples import NOW
from tests.register.test_query_plans import asked as statements_of

DAY = timedelta(days=1)
LATE = NOW + 60 * DAY
TODAY = NOW.date()
PEOPLE = {"administrators": ("Bo@x.se", "asa@x.se"), "operators": ("per@x.se",)}
NEED = Indexed(
    department="Kultur", administrators=2, people=PEOPLE, is_signed=True, is_administered=True
)
# On a document whose only page three persons sign.
THREE = [{"purpose": "signature", "page": 1, "signer": one} for one in range(3)]
PLACES = {"pages": 1, "places": THREE}
FLAGS = ("is_living", "awaits_paper", "awaits_credentials")


def needing(subject: str = "", **changes: Any) -> Any:
    """A plan of which all is to be done but what `changes` mend."""
    return examples.plan(subject=subject, indexed=Indexed(**{**vars(NEED), **changes}))


def asked(**changes: Any) -> Asked:
    return Asked(**{"papers_before": LATE, "logins_before": LATE} | changes)


def due_now(db: sa.Engine, kind: Due, **changes: Any) -> list[str]:
    return [row.reference for row in page_of(db, kind, asked(**changes)).rows]


def note(db: sa.Engine, filing: Filing, kind: EventKind, **more: Any) -> None:
    case = find_case(db, filing.reference)
    assert case
    notes.add_note(db, case, filing.id, Note(kind, **more), NOW, OPERATOR)


def end(db: sa.Engine, filing: Filing, day: date | None = TODAY) -> None:
    kind = EventKind.ACCOUNT_ENDED if day else EventKind.ACCOUNT_REOPENED
    note(db, filing, kind, changes={"ended_on": day})


def paper(db: sa.Engine, filing: Filing, days: int, *signed: Ink) -> None:
    """The one page of a filing's paper comes so many days after NOW, with what the three who sign
    have written on it."""
    rows = [{"signer": n, "signature": one, "date": one} for n, one in enumerate(signed)]
    new = NewArrival(f"{filing.id} {days}".encode(), "scan.pdf", "", Way.FOLDER)
    arrival, _ = add_arrival(db, new, NOW, OPERATOR)
    facts = {"signers": rows}
    seen = NewSheet(1, Verdict.FILED, Why.NONE, filing.id, 1, 1, facts=facts)
    add_sheet(db, arrival.id, seen, NOW + days * DAY)


def test_paper_that_came_whole_is_checked_and_late_no_more(db: sa.Engine) -> None:
    first, second, third = (examples.filed(db, needing(), places=PLACES) for _ in range(3))
    paper(db, first, 5, *[Ink.WRITTEN] * 3)
    paper(db, second, 2, Ink.WRITTEN, Ink.EMPTY, Ink.UNSURE)
    paper(db, third, 1, *[Ink.EMPTY] * 3)
    checks = [(row.reference, row.since) for row in page_of(db, Due.CHECK, asked()).rows]
    assert checks == [(second.reference, NOW + 2 * DAY), (first.reference, NOW + 5 * DAY)]
    assert due_now(db, Due.PAPER) == [third.reference]


def test_what_somebody_said_of_a_paper_is_asked_again_when_it_shows_more(db: sa.Engine) -> None:
    filing = examples.filed(db, needing(), places=PLACES)
    paper(db, filing, 0, Ink.WRITTEN, Ink.WRITTEN, Ink.EMPTY)
    note(db, filing, EventKind.PAPER_RECEIVED, mark=Mark(NOW.date(), (0, 1)))
    assert due_now(db, Due.CHECK) == []
    assert due_now(db, Due.PAPER) == [filing.reference]
    paper(db, filing, 3, *[Ink.WRITTEN] * 3)
    assert due_now(db, Due.CHECK) == [filing.reference]
    note(db, filing, EventKind.PAPER_RECEIVED, mark=Mark(NOW.date(), (0, 1, 2)))
    assert due_now(db, Due.CHECK) == due_now(db, Due.PAPER) == []


def test_paper_is_awaited_until_it_comes_and_anew_for_each_version(db: sa.Engine) -> None:
    filing = examples.filed(db, needing())
    assert due_now(db, Due.PAPER) == [filing.reference]
    assert due_now(db, Due.PAPER, papers_before=NOW) == []
    note(db, filing, EventKind.PAPER_RECEIVED, mark=Mark(NOW.date(), (0,)))
    assert due_now(db, Due.PAPER) == []
    examples.filed(db, needing(), revises=filing.id, now=NOW + DAY)
    (row,) = page_of(db, Due.PAPER, asked()).rows
    assert (row.version, row.since) == (2, NOW + DAY)


def test_login_is_told_of_once_for_all_versions(db: sa.Engine) -> None:
    filing = examples.filed(db, needing())
    second = examples.filed(db, needing(), revises=filing.id, now=NOW + 50 * DAY)
    (row,) = page_of(db, Due.CREDENTIALS, asked(logins_before=NOW + DAY)).rows
    assert row.since == NOW
    note(db, filing, EventKind.CREDENTIALS_TOLD, changes={"credentials_told_on": NOW.date()})
    assert due_now(db, Due.CREDENTIALS) == []
    examples.filed(db, needing(), revises=second.id, now=NOW + 51 * DAY)
    assert due_now(db, Due.CREDENTIALS) == []


def test_too_few_administrators_are_missed_at_once(db: sa.Engine) -> None:
    lacking = examples.filed(db, needing(administrators=1))
    examples.filed(db, needing())
    examples.filed(db, needing(administrators=0, is_administered=False))
    assert due_now(db, Due.ADMINISTRATORS, papers_before=NOW) == [lacking.reference]
    examples.filed(db, needing(), revises=lacking.id)
    assert due_now(db, Due.ADMINISTRATORS) == []


@pytest.mark.parametrize("is_barred", [False, True])
def test_administrator_whose_mailbox_refuses_for_good_is_none(
    db: sa.Engine, is_barred: bool
) -> None:
    filing = examples.filed(db, needing())
    refuse(db, "BO@x.se", "550 5.1.1 no such user", is_barred=is_barred)
    refuse(db, "per@x.se", "550 5.1.1 no such user")
    refuse(db, "asa@x.se", "451 4.2.1 not now")
    found = page_of(db, Due.ADMINISTRATORS, asked())
    # What the server has against us says nothing of a mailbox.
    expected = [] if is_barred else [(filing.reference, 1)]
    assert [(row.reference, row.administrators) for row in found.rows] == expected
    assert found.count == len(expected)


def test_mailbox_that_took_a_later_letter_is_reached(db: sa.Engine) -> None:
    examples.filed(db, needing())
    refuse(db, "bo@x.se", "550 5.1.1 no such user")
    taken = lease(db, "bo@x.se")
    letters.mark_sent(db, taken, "250 ok", NOW + timedelta(minutes=1))
    assert due_now(db, Due.ADMINISTRATORS) == []


def test_plans_with_too_few_for_either_reason_are_one_list(db: sa.Engine) -> None:
    for number in range(4):
        changes = {"administrators": 1} if number % 2 else {}
        examples.filed(db, needing(**changes), now=NOW + number * DAY)
    refuse(db, "bo@x.se", "550 5.1.1 no such user")
    assert pages(db, Due.ADMINISTRATORS) == [[1, 2], [3, 4]]


def test_of_plans_about_one_account_the_first_to_meet_another_is_told(db: sa.Engine) -> None:
    first = examples.filed(db, needing("facebook/x"))
    examples.filed(db, needing("facebook/y"))
    assert due_now(db, Due.ACCOUNT) == []
    second = examples.filed(db, needing("facebook/x"), now=NOW + DAY)
    examples.filed(db, needing("facebook/x"), now=NOW + 2 * DAY)
    (row,) = page_of(db, Due.ACCOUNT, asked()).rows
    assert (row.reference, row.other, row.since) == (
        *(second.reference, first.reference),
        NOW + DAY,
    )


def test_account_is_double_only_while_two_plans_live(db: sa.Engine) -> None:
    first = examples.filed(db, needing("facebook/x"))
    second = examples.filed(db, needing("facebook/x"), now=NOW + DAY)
    for filing in (first, second):
        end(db, filing)
        assert due_now(db, Due.ACCOUNT) == []
        end(db, filing, None)
        assert due_now(db, Due.ACCOUNT) == [second.reference]
    # The elder, changed after the other came, meets it too, and is not told of twice.
    examples.filed(db, needing("facebook/x"), revises=first.id, now=NOW + 2 * DAY)
    assert due_now(db, Due.ACCOUNT) == [second.reference]
    examples.filed(db, needing("facebook/z"), revises=second.id, now=NOW + 3 * DAY)
    assert due_now(db, Due.ACCOUNT) == []


def test_nothing_more_is_counted_once_there_is_more_than_anybody_is_told(db: sa.Engine) -> None:
    examples.filed(db, needing("facebook/x", administrators=1))
    assert count_of(db, asked(size=0)) == 3
    with statements_of(db) as statements:
        assert count_of(db, asked(size=0, most=0)) == 1
    # Of papers to be checked there are none; late papers come next, and nothing else is asked.
    assert len([one for one, _ in statements if "count(" in one]) == 2


def test_nothing_is_to_be_done_with_what_has_ended(db: sa.Engine) -> None:
    filing = examples.filed(db, needing("facebook/x", administrators=1))
    examples.filed(db, needing("facebook/x", administrators=1), now=NOW + DAY)
    assert count_of(db, asked()) == 7
    end(db, filing)
    assert count_of(db, asked()) == 3
    refuse(db, "bo@x.se", "550 5.1.1 no such user")
    assert filing.reference not in due_now(db, Due.ADMINISTRATORS)


@pytest.mark.parametrize("kind", Due)
def test_each_kind_is_paged_oldest_first_and_counted_as_far_as_asked(
    db: sa.Engine, kind: Due
) -> None:
    for number in range(5):
        subject = f"account/{number // 2}"
        for _ in range(2 if kind is Due.ACCOUNT else 1):
            new = needing(subject, administrators=1)
            filing = examples.filed(db, new, now=NOW + number * DAY, places=PLACES)
            if kind is Due.CHECK:
                paper(db, filing, number, *[Ink.WRITTEN] * 3)
    if kind is not Due.ACCOUNT:
        assert pages(db, kind) == [[1, 2], [3, 4], [5]]
    else:
        assert pages(db, kind) == [[2, 6], [10]]
    whole = page_of(db, kind, asked())
    assert whole.count == len(whole.rows)
    assert page_of(db, kind, asked(most=1)).count == 2
    assert page_of(db, kind, asked(size=0)) == due.Page([], whole.count, "")


def test_who_is_bound_sees_and_counts_the_own_department_alone(db: sa.Engine) -> None:
    for department in ("Kultur", "kultur ", "Teknik"):
        new = needing("facebook/x", administrators=1, department=department)
        filing = examples.filed(db, new, places=PLACES)
    refuse(db, "bo@x.se", "550 5.1.1 no such user")
    for kind in reversed(Due):
        if kind is Due.CHECK:
            paper(db, filing, 1, *[Ink.WRITTEN] * 3)
        own = page_of(db, kind, asked(sight=Sight("Teknik")))
        expected = [] if kind is Due.ACCOUNT else ["AP-2026-0003"]
        assert [row.reference for row in own.rows] == expected
        assert own.count == len(expected)
    (row,) = page_of(db, Due.ACCOUNT, asked(sight=Sight("KULTUR"))).rows
    assert row.other == "AP-2026-0001"


def test_plans_from_before_the_flags_get_those_that_the_index_would_write(db: sa.Engine) -> None:
    filings = [
        examples.filed(db, needing(subject, administrators=number))
        for number, subject in enumerate(("x/1", "x/1", "x/2"))
    ]
    note(db, filings[0], EventKind.PAPER_RECEIVED, mark=Mark(NOW.date(), (0,)))
    note(db, filings[1], EventKind.CREDENTIALS_TOLD, changes={"credentials_told_on": NOW.date()})
    end(db, filings[2])
    expected = flags(db)
    migration = importlib.import_module("register.migrations.versions.0016_what_is_to_do")
    with writing(db) as connection:
        for name in (*FLAGS, "meets_another"):
            connection.execute(sa.update(schema.case_index).values({name: False}))
        # Which a later release dropped.
        connection.exec_driver_sql("ALTER TABLE case_index ADD lacks_administrators boolean")
        connection.exec_driver_sql(migration.FILL)
        meeting = sa.select(schema.case_index.c.case_id).where(schema.case_index.c.meets_another)
        assert sorted(connection.scalars(meeting)) == [1, 2]
    assert flags(db) == expected


def flags(db: sa.Engine) -> list[Any]:
    columns = (schema.case_index.c[name] for name in FLAGS)
    with reading(db) as connection:
        query = sa.select(*columns).order_by(schema.case_index.c.case_id)
        return [tuple(row) for row in connection.execute(query)]


def pages(db: sa.Engine, kind: Due) -> list[list[int]]:
    """The numbers of cases on each page of two."""
    found, after = [], ""
    while True:
        page = page_of(db, kind, asked(size=2, after=after))
        found.append([row.case_id for row in page.rows])
        after = page.next
        if not after:
            return found


def refuse(db: sa.Engine, recipient: str, reply: str, *, is_barred: bool = False) -> None:
    """Let a mail server refuse a letter, and that be the end of it."""
    letters.mark_not_sent(db, lease(db, recipient), reply, None, NOW, is_barred=is_barred)


def lease(db: sa.Engine, recipient: str) -> letters.WaitingLetter:
    with writing(db) as connection:
        letters.add_letter(
            connection, LetterKind.SIGN_IN, {"request": 1}, recipient, NOW + DAY, NOW, "x.se"
        )
    taken = letters.lease_letter(db, NOW, DAY, "a courier")
    assert taken
    return taken


def test_plans_that_are_told_apart_from_a_third_are_still_about_one_account(
    db: sa.Engine,
) -> None:
    first, second, third = (
        examples.filed(db, needing("facebook/x"), now=NOW + days * DAY) for days in range(3)
    )
    cases = {one.id: find_case(db, one.reference) for one in (first, third)}
    told = [(case, number) for number, case in cases.items() if case]
    apart.tell_apart(db, told[0], told[1], NOW + 3 * DAY, OPERATOR)
    (row,) = page_of(db, Due.ACCOUNT, asked()).rows
    assert (row.reference, row.other) == (second.reference, first.reference)
