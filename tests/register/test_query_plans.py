"""What is asked while somebody waits is found by an index, however full the register is."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from register import (
    access,
    arrivals,
    cases,
    chores,
    deliveries,
    documents,
    drafts,
    due,
    events,
    filings,
    heaps,
    listing,
    log,
    oversight,
    paper_marks,
    papers,
    people,
    receiving,
    reminders,
    room,
    schema,
    search,
    sheets,
    unsent,
)
from register.actors import OPERATOR
from register.apart import told_apart_from
from register.choices import choices
from register.database import reading, writing
from register.duties import Calendar, Duty, open_duties, open_of
from register.duties import Wanted as WantedDuties
from register.heaps import Heap
from register.hits import Hits, Limit
from register.index import Indexed
from register.lateness import late_page
from register.life import Life, living_of
from register.listing import Order, Status, Wanted
from register.sight import Sight
from register.suggestions import suggestions_for
from register.verdicts import Verdict
from register.waiting import waiting_page
from tests.register import examples
from tests.register.examples import LIFETIME, NOW, OFFICER

REFERENCE = "AP-2026-0001"
# Of what ended there is one in a few.
PAPERS = (Status.WAITING, Status.PARTLY, Status.CHECK, Status.SIGNED, Status.FILED)
LIVES = (Life.PLANNED, Life.IN_USE)
HOUR = timedelta(hours=1)
# Not INSERT, whose plan tells what would be read if a foreign key had been broken before.
VERBS = ("SELECT", "UPDATE", "DELETE")


def save(db: sa.Engine) -> object:
    """Save a draft twice."""
    found = drafts.find_draft(db, examples.saved_draft(db), NOW)
    assert found is not None
    return drafts.update_draft(db, found, {}, NOW, LIFETIME)


def own_plans(db: sa.Engine, address: str) -> object:
    """Whether there are any, two pages of them, and one."""
    people.stands_in_a_plan(db, address)
    people.plans_with(db, address)
    people.plans_with(db, address, 2)
    return people.plan_with(db, address, REFERENCE)


def deliver(db: sa.Engine) -> object:
    """Take what waits, and record each way it may end."""
    taken = deliveries.lease_due(db, NOW + HOUR, HOUR, "worker", 20)
    deliveries.mark_unsure(db, taken[1], "", NOW, NOW)
    deliveries.mark_retry(db, taken[0], "451 later", NOW, NOW)
    taken = deliveries.lease_due(db, NOW + HOUR, HOUR, "worker", 20)
    deliveries.mark_failed(db, taken[0], "550 no", NOW)
    deliveries.requeue(db, taken[0].id, NOW, OPERATOR)
    return deliveries.mark_accepted(db, taken[0], "250 ok", NOW)


def paper_comes(db: sa.Engine) -> object:
    """Take a file, write its page, and let a human sort it anew."""
    new = arrivals.NewArrival(b"scan", "a.pdf", "", arrivals.Way.FOLDER)
    came, _ = arrivals.add_arrival(db, new, NOW, OPERATOR)
    held = arrivals.lease_arrival(db, NOW, HOUR, "worker")
    assert held is not None
    arrivals.hold_arrival(db, held, NOW + HOUR, 1)
    page = sheets.NewSheet(1, Verdict.FILED, filing_id=1, page=1, pages=1, picture=b"jpeg")
    sheet = sheets.add_sheet(db, came.id, page, NOW)
    assert sheet is not None
    sheets.sort_sheet(db, sheet.id, 0, sheets.Sorting(Verdict.DROPPED), NOW, OPERATOR)
    sheets.sheets_of(db, came.id)
    sheets.picture_of(db, sheet.id)
    sheets.cutting_of(db, sheet.id, "signer-0")
    arrivals.content_of(db, came.id)
    return arrivals.finish_arrival(db, held, NOW)


def heap(db: sa.Engine, others: Sequence[int]) -> object:
    """What somebody sent in at one time, and what became of it."""
    found = Heap(1, NOW, others)
    arrivals.newest_arrivals(db, 2, 9, found.is_in_it)
    return heaps.fate_of(db, found), heaps.sheets_in(db, [1, 2])


def change(db: sa.Engine) -> object:
    """File a new version, of a draft that was overtaken meanwhile."""
    key = examples.saved_draft(db, revises=1)
    examples.filed(db, revises=1)
    filings.rebase_draft(db, key, NOW)
    return examples.file_draft(db, key, revision=2)


def duties_of_some(db: sa.Engine) -> object:
    """What is open of two plans."""
    with reading(db) as connection:
        return open_of(connection, CALENDAR, [1, 2])


OWN = Sight("Kultur")
TO_DO = due.Asked(NOW, NOW, after="1-1")
CALENDAR = Calendar(NOW.date())
LATE = WantedDuties(after="0-1-1")
LOGGED = [log.Wanted(NOW, NOW + HOUR), log.Wanted(None, NOW, [1, 2], before=9)]
LOGGED += [log.Wanted(), log.Wanted(case_id=1)]
HOT: dict[str, Callable[[sa.Engine], object]] = {
    "file": lambda db: examples.filed(db),
    "change": change,
    "save": save,
    "receipt": lambda db: access.opened_by(db, "key"),
    "receipt of a draft": lambda db: receiving.receipt_of_draft(db, "key"),
    "filing": lambda db: filings.filing_by_id(db, 1),
    "verification": lambda db: filings.find_filing(db, REFERENCE, 1),
    "case": lambda db: cases.find_case(db, REFERENCE),
    "newest version": lambda db: cases.newest_version(db, 1),
    "same account": lambda db: filings.others_about(db, "aktivitetsplan", "account", 1),
    "document": lambda db: documents.document_of(db, 1),
    "filing and copy": lambda db: documents.filing_and_copy(db, 1),
    "signed paper": lambda db: (documents.signed_of(db, 1), documents.with_signed(db, [1, 2])),
    "copies": lambda db: deliveries.deliveries_of(db, 1),
    "copies of a case": lambda db: deliveries.newest_deliveries(db, 1, 50, before=40),
    "one copy": lambda db: deliveries.find_delivery(db, 1),
    "copies of some": lambda db: deliveries.deliveries_by_filing(db, [1, 2]),
    "own plans": lambda db: own_plans(db, "own@toreboda.se"),
    "trail": lambda db: events.events_of(db, 1),
    "timeline": lambda db: events.newest_events(db, 1, 50, before=40),
    "versions": lambda db: filings.newest_versions(db, 1, 50, before=40),
    "named versions": lambda db: filings.versions_by_id(db, [1, 2]),
    "papers": lambda db: paper_marks.marks_of(db, [1, 2]),
    "paper": lambda db: papers.paper_of(db, 1),
    "paper comes": paper_comes,
    "files": lambda db: arrivals.newest_arrivals(db, 2, 9),
    "files to read": arrivals.waiting_now,
    "files that cannot be read": lambda db: arrivals.unread_page(db, "1-1"),
    "heap": lambda db: [heap(db, others) for others in ((), (1, 2))],
    "plans that wait": lambda db: (
        waiting_page(db, OWN),
        waiting_page(db, after="1-1"),
    ),
    "reminders": lambda db: reminders.reminded_at(db, [1, 2]),
    "sheets to sort": lambda db: sheets.asked_page(db, "1-1"),
    "paper queue": lambda db: oversight.paper_queue(db, NOW),
    "suggestions": lambda db: suggestions_for(db, "aktivitetsplan", ("medium",)),
    "deliver": deliver,
    "queue": lambda db: oversight.queue_state(db, NOW),
    "barred": oversight.is_barred,
    "status": lambda db: oversight.standing(db, NOW + 2 * HOUR),
    "to do": lambda db: [due.page_of(db, one, TO_DO) for one in due.Due],
    "own to do": lambda db: due.count_of(db, replace(TO_DO, sight=OWN, size=0)),
    "late": lambda db: [
        late_page(db, CALENDAR, LATE),
        late_page(db, CALENDAR, replace(LATE, sight=OWN, is_late=True, unit="Biblioteket")),
    ],
    "duties of some": duties_of_some,
    "unsent": lambda db: [unsent.page_of(db, one, "1-1") for one in unsent.Unsent],
    "looks": lambda db: [log.looks_of(db, one) for one in LOGGED],
    "log": lambda db: [log.events_in(db, one) for one in LOGGED],
    "failed": lambda db: oversight.failed_deliveries(db, 1),
    "numbers": oversight.filings_by_form,
    "room": lambda db: room.make_room(db, room.Room(0, 0, 0), 0, NOW, is_new=False),
    "erase drafts": lambda db: drafts.erase_expired(db, NOW + 2 * LIFETIME),
    "chores": lambda db: chores.take_on(db, "any", NOW, HOUR),
    "hits": lambda db: Hits(db).take(Limit("filing", 1, 60), "a", NOW),
    "expiry": lambda db: drafts.ending_of(db, "key"),
    "list": lambda db: [listing.page_of(db, Wanted(order=order)) for order in Order],
    "filtered": lambda db: listing.page_of(db, Wanted(medium="X", year=2026, status=Status.ENDED)),
    "states": lambda db: [listing.page_of(db, Wanted(status=one)) for one in PAPERS],
    "lives": lambda db: [listing.page_of(db, Wanted(life=one)) for one in LIVES],
    "moves": lambda db: filings.moves_of(db, 1),
    "account": lambda db: living_of(db, 1),
    "told apart": lambda db: told_apart_from(db, 1),
    "search": lambda db: listing.page_of(db, Wanted("facebook", department="Kultur")),
    "rows": lambda db: listing.rows_named(db, [REFERENCE, "AP-2026-0002"], OWN),
    "row": lambda db: listing.row_of(db, REFERENCE, OWN),
    "choices": lambda db: (choices(db), choices(db, OWN)),
    "number": lambda db: search.found_by_number(db, REFERENCE),
    "link": lambda db: access.grant_access(db, 1, "another key", "copy", NOW),
}


@contextmanager
def asked(db: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """Collect what is asked meanwhile."""
    found: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:
        if statement.startswith(VERBS):
            found.append((statement, parameters[0] if many else parameters))

    sa.event.listen(db, "before_cursor_execute", note)
    yield found
    sa.event.remove(db, "before_cursor_execute", note)


def plan_of(db: sa.Engine, statement: str, parameters: Any) -> list[str]:
    """How the database would go about it; PostgreSQL as in a table too long to be read whole."""
    with reading(db) as connection:
        if db.dialect.name == "postgresql":
            # An index of trigrams gives nothing else than a map of rows.
            others = () if "LIKE" in statement else ("bitmapscan",)
            for way in ("seqscan", "sort", *others):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            return [row[0] for row in plan]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in plan]


# Rows that were found already, and are no more than were asked for.
FOUND = ("SCAN counted",)


def reads_a_whole_table(step: str) -> bool:
    is_scan = step.startswith("SCAN") and "INDEX" not in step
    return "Seq Scan" in step or (is_scan and step not in FOUND)


@pytest.mark.parametrize("use_case", HOT.values(), ids=HOT)
def test_no_query_reads_a_whole_table(
    db: sa.Engine, use_case: Callable[[sa.Engine], object]
) -> None:
    for _ in range(3):
        examples.filed(db, recipients=[OFFICER])
    with asked(db) as statements:
        use_case(db)
    assert statements
    steps = [(asked, step) for asked in statements for step in plan_of(db, *asked)]
    assert [(asked, step) for asked, step in steps if reads_a_whole_table(step)] == []


def test_suggestions_are_not_searched_for_among_all(db: sa.Engine) -> None:
    examples.filed(db)
    with asked(db) as statements:
        suggestions_for(db, "aktivitetsplan", ("medium",))
    steps = "\n".join(step for asked in statements for step in plan_of(db, *asked))
    assert "ix_case_index_paper_changed_at" in steps
    assert "TEMP B-TREE" not in steps
    assert "Sort" not in steps


def test_plans_that_wait_for_paper_are_walked_and_not_sorted(db: sa.Engine) -> None:
    examples.filed(db, examples.plan(indexed=Indexed(is_signed=True)))
    with asked(db) as statements:
        assert waiting_page(db).count == 1
    steps = [
        "\n".join(plan_of(db, *one)) for one in statements if "changed_at, case_index" in one[0]
    ]
    assert steps
    for one in steps:
        assert "ix_case_index_due_paper" in one
        assert "TEMP B-TREE" not in one
        assert "Sort" not in one


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        (lambda db: oversight.queue_state(db, NOW), "ix_deliveries_(waiting|failed)"),
        (oversight.filings_by_form, "(pk|sqlite_autoindex)_counters|ix_filings_later_versions"),
    ],
    ids=["whether it is ready", "filings"],
)
def test_what_is_asked_every_few_seconds_reads_no_index_of_everything(
    db: sa.Engine, ask: Callable[[sa.Engine], object], indexes: str
) -> None:
    with asked(db) as statements:
        ask(db)
    steps = [
        step for asked in statements for step in plan_of(db, *asked) if "INDEX" in step.upper()
    ]
    assert len(steps) >= 2
    assert [step for step in steps if not re.search(indexes, step)] == []


@pytest.mark.parametrize("duty", [Duty.CREATION, Duty.SNAPSHOT, Duty.REVIEW, Duty.SHOWN])
def test_duties_are_walked_and_not_sorted(db: sa.Engine, duty: Duty) -> None:
    filing = examples.filed(db)
    its = schema.case_index.c.case_id == filing.case_id
    days = dict.fromkeys(("exists_since", "pictured_on", "reviewed_on", "shown_on"), NOW.date())
    with writing(db) as connection:
        connection.execute(sa.update(schema.case_index).where(its).values(is_planned=True, **days))
    later = replace(CALENDAR, today=NOW.date() + timedelta(days=800))
    with asked(db) as statements:
        assert open_duties(db, later, duties=[duty]).count == 1
    steps = ["\n".join(plan_of(db, *one)) for one in statements if "ORDER BY" in one[0]]
    assert steps
    for one in steps:
        assert f"ix_case_index_due_{duty.name.lower()}" in one
        assert "TEMP B-TREE" not in one
        assert "Sort" not in one
