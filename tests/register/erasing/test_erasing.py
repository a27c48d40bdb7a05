"""Erasing: what falls due, who proposes and confirms, and that all of it goes or nothing does."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from subprocess import PIPE
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from register import cases, deliveries, documents, listing, notes, schema
from register.accounts import ensure_account
from register.actors import Actor, ActorKind, Role, signed_in
from register.audit.verification import verify_register
from register.database import open_database, reading, writing
from register.erasing import decisions, due, erasures, holds
from register.erasing.decisions import CountedFrom, Decision, NewDecision, What
from register.erasing.erasures import Notify, Told
from register.erasing.scrubbing import overwrite, write_anew
from register.errors import CaseChanged, CaseErased, ErasingRefused, RegisterUnavailable
from register.events import EventKind
from register.filings import Filing, find_filing
from register.index import Indexed, index_anew
from register.letters import LetterKind, add_letter
from register.listing import Status, Wanted
from register.notes import Note
from register.receiving import NewFiling
from register.verdicts import Verdict
from tests.register import examples

NOW = datetime(2027, 3, 14, 12, tzinfo=UTC)
TODAY = date(2027, 3, 14)
ENDED = date(2026, 3, 14)
REPLY = "250 2.0.0 ok asa.oberg"
PROTOCOL = b"%PDF-1.7 protocol"
DECISION = NewDecision(
    "KS 2026/7",
    date(2026, 1, 2),
    "Kommunstyrelsen",
    "aktivitetsplan",
    What.ALL,
    CountedFrom.ENDED,
    12,
)
INDEXED = Indexed(
    medium="Facebook",
    unit="Personalenheten",
    people={"administrators": ["asa.oberg@toreboda.example"]},
    texts=["Åsa Öberg", "Sjökatten"],
)
PLAN = replace(examples.PLAN, indexed=INDEXED)


def somebody(db: sa.Engine, name: str, role: Role = Role.ARCHIVIST) -> Actor:
    with writing(db) as connection:
        account = ensure_account(connection, "mail", name, "", f"{name}@toreboda.se", NOW)
    return signed_in(account, frozenset((role,)))


def ended(
    db: sa.Engine, new: NewFiling = PLAN, on: date = ENDED, reply: str = REPLY, **options: Any
) -> Filing:
    """A case whose mail has gone and whose account was closed."""
    filing = examples.filed(db, new, **options)
    settle_mail(db, reply=reply)
    note = Note(EventKind.ACCOUNT_ENDED, {"ended_on": on, "ended_why": "stängt"})
    case = cases.find_case(db, filing.reference)
    assert case
    notes.add_note(db, case, filing.id, note, NOW, examples_actor())
    return filing


def examples_actor() -> Actor:
    return Actor(ActorKind.OPERATOR)


def settle_mail(db: sa.Engine, filed_at: datetime = examples.NOW, reply: str = REPLY) -> None:
    now = filed_at + timedelta(minutes=1)
    for one in deliveries.lease_due(db, now, timedelta(minutes=5), "worker", 100):
        deliveries.mark_accepted(db, one, reply, now)


def decided(db: sa.Engine, new: NewDecision = DECISION) -> Decision:
    number = decisions.register_decision(db, new, NOW, examples_actor())
    found = decisions.decision_by_id(db, number)
    assert found
    return found


def refusals(db: sa.Engine, decision: Decision, today: date = TODAY) -> dict[str, str]:
    found = due.falls_due(db, decision, today).rows
    return {one.reference: one.refusal for one in found}


def erase(
    db: sa.Engine,
    erasure_id: int,
    actor: Actor,
    now: datetime = NOW,
    *,
    may_alone: bool = False,
    make_protocol: Callable[[Told], bytes] = lambda _: PROTOCOL,
    recipients: Sequence[str] = (),
) -> Told:
    return erasures.confirm(
        db,
        erasure_id,
        now,
        actor,
        may_alone=may_alone,
        make_protocol=make_protocol,
        notify=Notify(recipients, "toreboda.example"),
    )


def findings(db: sa.Engine) -> list[str]:
    found = verify_register(db, lambda _: None, lambda *_: None)
    return [f"{one.place}: {one.problem}" for one in found]


def test_a_case_falls_due_when_the_months_since_its_end_have_passed(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    assert refusals(db, decision, date(2027, 3, 13)) == {}
    assert refusals(db, decision, date(2027, 3, 14)) == {filing.reference: ""}
    examples.filed(db, PLAN)
    settle_mail(db)
    assert due.count_waiting(db, decision) == 1
    assert list(refusals(db, decision)) == [filing.reference]


@pytest.mark.parametrize(
    ("today", "months", "last"),
    [
        (date(2027, 3, 14), 12, date(2026, 3, 14)),
        # Whole from 29 February to 28 February of a common year, and not a day too early.
        (date(2025, 2, 28), 12, date(2024, 2, 29)),
        (date(2024, 2, 28), 12, date(2023, 2, 28)),
        (date(2026, 4, 30), 1, date(2026, 3, 31)),
        (date(2026, 3, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(2026, 1, 15), 99_999, date.min),
    ],
)
def test_months_are_whole_also_at_the_end_of_february(today: date, months: int, last: date) -> None:
    assert due.last_day(today, months) == last


def test_what_was_only_filed_is_counted_from_the_newest_version(db: sa.Engine) -> None:
    filing = ended(db)
    decision = decided(db, replace(DECISION, counted_from=CountedFrom.FILED, months=1))
    again = examples.NOW + timedelta(days=20)
    examples.filed(db, PLAN, revises=filing.id, now=again)
    settle_mail(db, again)
    assert refusals(db, decision, date(2026, 4, 20)) == {}
    [found] = due.falls_due(db, decision, date(2026, 5, 3)).rows
    assert found.counted_on == date(2026, 4, 3)


def test_what_stands_in_the_way_is_told(db: sa.Engine) -> None:
    signed = replace(INDEXED, is_signed=True)
    held, late, unread, unsent = (ended(db, replace(PLAN, indexed=signed)) for _ in range(4))
    decision, archivist = decided(db), somebody(db, "arkivarie")
    case = cases.find_case(db, held.reference)
    assert case
    holds.place(db, case, held.id, "KS 2026/99", "begäran", NOW, archivist)
    last = NOW - timedelta(days=300)
    examples.filed(db, PLAN, revises=late.id, now=last)
    settle_mail(db, last)
    with writing(db) as connection:
        row = examples.ARRIVED | {"filing_id": unread.id, "read_at": None}
        connection.execute(sa.insert(schema.arrivals), row)
        waits = sa.update(schema.deliveries).where(schema.deliveries.c.filing_id == unsent.id)
        connection.execute(waits.values(accepted_at=None))
        is_late = schema.case_index.c.case_id == late.case_id
        connection.execute(sa.update(schema.case_index).where(is_late).values(paper="waiting"))
    told = refusals(db, decision)
    assert "KS 2026/99" in told[held.reference]
    assert told[late.reference] == due.UNSIGNED.format("18 maj 2026")
    assert told[unread.reference] == due.UNREAD
    assert told[unsent.reference] == due.UNSENT
    with pytest.raises(ErasingRefused, match="faller inte längre"):
        erasures.propose(db, decision.id, [held.case_id], NOW, archivist)
    case = cases.find_case(db, held.reference)
    assert case
    holds.lift(db, case, held.id, NOW, archivist)
    assert refusals(db, decision)[held.reference] == ""


def test_case_that_another_follows_up_waits_for_it(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    other = examples.plan(form="uppfoljning", prefix="UF")
    follows = replace(other, indexed=Indexed(texts=[f"Uppföljning av {filing.reference}"]))
    follower = examples.filed(db, follows)
    assert refusals(db, decision) == {filing.reference: due.FOLLOWED.format(follower.reference)}
    longer = replace(other, indexed=Indexed(texts=[f"Uppföljning av {filing.reference}1"]))
    examples.filed(db, longer, revises=follower.id)
    assert refusals(db, decision) == {filing.reference: ""}


def test_paper_that_may_belong_to_it_is_sorted_first(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    guess = {"reference": filing.reference, "version": 1, "page": 1, "why": "code"}
    with writing(db) as connection:
        arrival = connection.execute(sa.insert(schema.arrivals), examples.ARRIVED)
        asked = examples.SEEN | {"verdict": "asked", "facts": {"guesses": [guess]}}
        assert arrival.inserted_primary_key
        [number] = arrival.inserted_primary_key
        connection.execute(sa.insert(schema.sheets), asked | {"arrival_id": number})
    assert refusals(db, decision) == {filing.reference: due.UNREAD}


def test_one_proposes_and_another_confirms(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    one, other = somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, one)
    with pytest.raises(ErasingRefused, match="redan i ett förslag"):
        erasures.propose(db, decision.id, [filing.case_id], NOW, other)
    with pytest.raises(ErasingRefused) as refused:
        erase(db, number, one)
    assert str(refused.value) == erasures.BY_ANOTHER
    told = erase(db, number, other)
    assert [gone.due.reference for gone in told.gone] == [filing.reference]
    with pytest.raises(ErasingRefused) as refused:
        erase(db, number, other)
    assert str(refused.value) == erasures.SETTLED
    with pytest.raises(ErasingRefused):
        erasures.withdraw(db, number, NOW)


def test_in_a_small_office_one_does_it_alone_on_two_days(db: sa.Engine) -> None:
    filing, decision, alone = ended(db), decided(db), somebody(db, "ensam")
    # Half past eleven in the evening in Sweden; an hour later it is the next day there.
    evening = datetime(2027, 3, 14, 22, 30, tzinfo=UTC)
    number = erasures.propose(db, decision.id, [filing.case_id], evening, alone)
    with pytest.raises(ErasingRefused) as refused:
        erase(db, number, alone, evening + timedelta(minutes=29), may_alone=True)
    assert str(refused.value) == erasures.ANOTHER_DAY
    told = erase(db, number, alone, evening + timedelta(minutes=31), may_alone=True)
    assert len(told.gone) == 1


def test_what_was_put_on_hold_meanwhile_stays_and_the_protocol_says_so(db: sa.Engine) -> None:
    kept, gone = ended(db), ended(db)
    decision, one, other = decided(db), somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [kept.case_id, gone.case_id], NOW, one)
    case = cases.find_case(db, kept.reference)
    assert case
    holds.place(db, case, kept.id, "KS 2026/99", "begäran", NOW, one)
    told = erase(db, number, other)
    assert [left.reference for left in told.spared] == [kept.reference]
    assert "KS 2026/99" in told.spared[0].refusal
    assert find_filing(db, kept.reference, 1)
    with pytest.raises(CaseErased):
        find_filing(db, gone.reference, 1)
    spared = {one.reference: bool(one.spared) for one in erasures.items_of(db, number)}
    assert spared == {kept.reference: True, gone.reference: False}
    assert findings(db) == []
    assert erasures.decision_that_erased(db, kept.reference) is None
    case = cases.find_case(db, kept.reference)
    assert case
    holds.lift(db, case, kept.id, NOW, one)
    again = erasures.propose(db, decision.id, [kept.case_id], NOW, one)
    erase(db, again, other)
    assert erasures.decision_that_erased(db, kept.reference) == (DECISION.dnr, again)
    assert erasures.decision_that_erased(db, gone.reference) == (DECISION.dnr, number)


def test_a_proposal_under_a_decision_that_was_replaced_is_not_confirmed(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    one, other = somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, one)
    longer = replace(DECISION, months=60)
    decisions.register_decision(db, longer, NOW, one, replaces=decision.id)
    with pytest.raises(ErasingRefused) as refused:
        erase(db, number, other)
    assert str(refused.value) == decisions.OVERTAKEN
    with pytest.raises(ErasingRefused):
        decisions.register_decision(db, longer, NOW, one, replaces=decision.id)
    assert [found.months for found in decisions.decisions(db)] == [60, 12]


def test_nothing_is_erased_when_it_fails_at_any_statement(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    one, other = somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, one)
    before, last = contents(db), 0
    for last in range(1, 500):
        with failing_after(db, last) as failed:
            try:
                erase(db, number, other)
            except RuntimeError:
                failed.append(True)
        if not failed:
            break
        assert contents(db) == before, f"statement {last}"
    assert last > 20
    assert erasures.protocol_of(db, number) == PROTOCOL
    assert findings(db) == []


@contextmanager
def failing_after(db: sa.Engine, statements: int) -> Iterator[list[bool]]:
    """Let the statement after so many fail."""
    left = count(statements, -1)

    def fail(*_: Any) -> None:
        if next(left) == 1:
            raise RuntimeError("killed")

    sa.event.listen(db, "before_cursor_execute", fail)
    try:
        yield []
    finally:
        sa.event.remove(db, "before_cursor_execute", fail)


def contents(db: sa.Engine) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with reading(db) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in schema.metadata.sorted_tables
        }


def test_nothing_of_it_is_left_anywhere_and_the_register_is_sound(db: sa.Engine) -> None:
    leave_free_room_as_it_is(db)
    one, two = somebody(db, "en"), somebody(db, "annan")
    filing = with_everything(db, one)
    other = ended(db, examples.plan(answers={"medium": "TikTok"}), reply="250 ok")
    decision = decided(db)
    told_before = repr(contents(db))
    assert [one for one in NEEDLES if one not in told_before] == []
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, one)
    told = erase(db, number, two, recipients=["arkiv@toreboda.se"])
    left = repr(contents(db))
    assert [one for one in NEEDLES if one in left] == []
    overwrite(db)
    write_anew(db)
    assert findings(db) == []
    if db.dialect.name == "sqlite":
        path = Path(str(db.url.database))
        files = [path, path.with_name(f"{path.name}-wal")]
        raw = b"".join(one.read_bytes() for one in files if one.exists())
        assert [one for one in NEEDLES if one.encode() in raw] == []
        # Trigrams of the search, which keeps no text.
        assert b"jok" not in raw
    else:
        assert [one for one in NEEDLES if one.encode() in data_files(db)] == []
    [gone] = told.gone
    assert gone.removed.digests[0] == documents_digest(db, filing.id)
    assert len(gone.removed.mails) == 2
    row = listing.row_of(db, filing.reference)
    assert row
    assert (row.status, row.summary, row.unit, row.medium) == (Status.ERASED, "Gallrad", "", "")
    assert listing.page_of(db, Wanted(text="sjökatten")).count == 0
    assert listing.page_of(db, Wanted(text=filing.reference)).count == 1
    assert listing.page_of(db, Wanted(status=Status.ERASED)).count == 1
    assert listing.page_of(db, Wanted(status=Status.ENDED)).count == 1
    assert find_filing(db, other.reference, 1)
    list(index_anew(db, lambda *_: INDEXED))
    assert listing.page_of(db, Wanted(status=Status.ERASED)).count == 1
    with reading(db) as connection:
        letter = connection.execute(sa.select(schema.letters.c.kind)).scalars().all()
    assert letter == ["erased"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_a_server_knows_of_values_is_written_anew(db: sa.Engine) -> None:
    """Frequent ones stand there as they are, of what was erased too until it is looked at again;
    whether bytes of them are left then is a matter of luck."""

    def file() -> object:
        with reading(db) as connection:
            asked = "SELECT pg_relation_filepath('pg_statistic')"
            return connection.exec_driver_sql(asked).scalar_one()

    before = file()
    write_anew(db)
    assert file() != before


def data_files(db: sa.Engine) -> bytes:
    """What the server keeps of this database on the disk, once all of it is there."""
    with db.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        number = connection.exec_driver_sql(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).scalar_one()
    return b"".join(one.read_bytes() for one in Path(folder, "base", str(number)).iterdir())


def leave_free_room_as_it_is(db: sa.Engine) -> None:
    """Some builds of SQLite overwrite by themselves what was removed."""
    if db.dialect.name == "sqlite":
        db.dispose()
        sa.event.listen(db, "connect", lambda driver, _: driver.execute("PRAGMA secure_delete = 0"))


NEEDLES = (
    "Åsa",
    "asa.oberg",
    "jökatt",
    "skanning",
    "xd8picture",
    "4 scan",
    "ok asa",
    "thumbnail of",
)


def documents_digest(db: sa.Engine, filing_id: int) -> str:
    return documents.issued_of(db, filing_id).sha256


def with_everything(db: sa.Engine, actor: Actor) -> Filing:
    """A case of two versions, with files, paper, snapshots, mails, drafts, people and words."""
    first = examples.filed(db, PLAN)
    answers = {"medium": "Sjökatten", "names": "Åsa"}
    later = replace(PLAN, answers=answers, summary="Sjökatten", subject="sjökatten")
    filing = ended(db, later, revises=first.id)
    examples.saved_draft(db, revises=filing.id)
    with writing(db) as connection:
        typed = sa.update(schema.drafts).values(typed={"medium": "Sjökatten"})
        connection.execute(typed)
        add = partial(added, connection)
        of, case = {"filing_id": filing.id}, {"case_id": filing.case_id}
        sheet = add(
            schema.sheets,
            examples.SEEN | of | {"arrival_id": add(schema.arrivals, examples.ARRIVED | of)},
        )
        add(schema.cuttings, {"sheet_id": sheet, "kind": "signer-0", "content": b"cut"})
        file = add(schema.attached_files, examples.ATTACHED | of | {"draft_id": None})
        add(schema.attached_pages, examples.SHOWN | {"file_id": file})
        add(
            schema.snapshot_files,
            {"snapshot_id": add(schema.snapshots, SNAPSHOT | of | case)} | GIVEN,
        )
        connection.execute(sa.insert(schema.departures), LEFT | case)
        connection.execute(sa.insert(schema.reminders), REMINDED | case)
        held = HELD | case | {"placed_by": actor.account_id}
        add(schema.holds, held)
        words = {"account_address": "https://sjökatten.se", "published_text": "Sjökatten"}
        connection.execute(
            sa.update(schema.cases).where(schema.cases.c.id == filing.case_id).values(words)
        )
        add_letter(
            connection,
            LetterKind.SIGNED,
            {"filing": filing.id},
            "asa.oberg@toreboda.se",
            NOW,
            NOW,
            "toreboda.se",
        )
    return filing


def added(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> int:
    found = connection.execute(sa.insert(table), row).inserted_primary_key
    assert found is not None
    return int(found[0])


SNAPSHOT: dict[str, Any] = {
    "taken_on": ENDED,
    "why": "ended",
    "shows": "Sjökatten och Åsa",
    "received_at": NOW,
    "files_sha256": "0" * 64,
    "name": "sjökatten.pdf",
    "sha256": "1" * 64,
    "content": b"a picture",
}
GIVEN: dict[str, Any] = {
    "number": 1,
    "sha256": "3" * 64,
    "name": "Sjökatten.png",
    "media": "image/png",
    "size": 9,
    "content": examples.SCAN,
    "small": b"thumbnail of it",
}
LEFT = {"address": "asa.oberg@toreboda.se", "how": "said", "at": NOW}
REMINDED = {
    "duty": "papper",
    "due_on": ENDED,
    "step": 1,
    "recipient_digest": "2" * 64,
    "letter_id": 1,
    "at": NOW,
}
HELD = {"dnr": "KS 2026/1", "why": "Åsa bad om det", "placed_at": NOW, "lifted_at": NOW}


def test_of_two_who_confirm_at_once_one_does(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, somebody(db, "en"))
    others, start = [somebody(db, "annan"), somebody(db, "tredje")], Barrier(2)

    def try_it(actor: Actor) -> str:
        start.wait()
        try:
            erase(db, number, actor)
        except ErasingRefused as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_it, others)) == ["", erasures.SETTLED]
    assert findings(db) == []


def test_process_killed_anywhere_has_erased_all_or_nothing(db: sa.Engine) -> None:
    one, other = somebody(db, "en"), somebody(db, "annan")
    filing = with_everything(db, one)
    ended(db, examples.plan(answers={"medium": "TikTok"}), reply="250 ok")
    number = erasures.propose(db, decided(db).id, [filing.case_id], NOW, one)
    before = contents(db)
    url = db.url.render_as_string(hide_password=False)
    program = KILLED.format(url=url, number=number, account=other.account_id)
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdin
        assert process.stdout
        moments = []
        for moment in process.stdout:
            moments.append(moment)
            is_whole = moment.startswith("after")
            assert (contents(db) == before) is not is_whole, moment
            assert erasures.protocol_of(db, number) == (PROTOCOL if is_whole else None), moment
            assert told_wrong(db) == [], moment
            process.stdin.write("on\n")
            process.stdin.flush()
    assert process.returncode == 0
    assert len(moments) > 5
    left = repr(contents(db))
    assert [one for one in NEEDLES if one in left] == []
    with pytest.raises(ErasingRefused):
        erase(db, number, other)


def told_wrong(db: sa.Engine) -> list[str]:
    """What protocols and register do not agree on."""
    return [one for one in findings(db) if "eras" in one]


ROOT = Path(__file__).parents[3]
# One child after the other erases, and is killed when it is about to commit, before a statement
# further on each time, and at last when it is done.
KILLED = """
import os, signal, sys
import sqlalchemy as sa
from register.database import open_database
from tests.register.erasing.test_erasing import Role, erase, signed_in

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def child(last):
    db = open_database("{url}")
    left = [last]

    def count(*_):
        left[0] -= 1
        left[0] == 0 and die()

    sa.event.listen(db, "before_cursor_execute", count)
    last or sa.event.listen(db, "commit", die)
    erase(db, {number}, signed_in({account}, frozenset((Role.ARCHIVIST,))))
    os.write(made, b"after")
    die()

for last in range(0, 1000, 9):
    read, made = os.pipe()
    number = os.fork()
    if not number:
        child(last)
    os.close(made)
    assert os.waitpid(number, 0)[1] == signal.SIGKILL
    told = os.read(read, 9).decode() or "within"
    print(told, last, flush=True)
    sys.stdin.readline()
    if told == "after":
        break
"""


def test_hold_that_comes_while_it_is_erased_is_too_late(db: sa.Engine) -> None:
    filing, decision = ended(db), decided(db)
    one, other = somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, one)
    case = cases.find_case(db, filing.reference)
    assert case
    url = db.url.render_as_string(hide_password=False)
    impatient = open_database(url, wait_seconds=0.2)

    def meanwhile(_: Told) -> bytes:
        with pytest.raises(RegisterUnavailable):
            holds.place(impatient, case, filing.id, "KS 2026/99", "begäran", NOW, one)
        return PROTOCOL

    assert len(erase(db, number, other, make_protocol=meanwhile).gone) == 1
    with pytest.raises(CaseChanged):
        holds.place(impatient, case, filing.id, "KS 2026/99", "begäran", NOW, one)
    impatient.dispose()


def test_verify_tells_what_protocols_and_register_do_not_agree_on(db: sa.Engine) -> None:
    filing, kept = ended(db), ended(db)
    decision, one, other = decided(db), somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [filing.case_id, kept.case_id], NOW, one)
    erase(db, number, other)
    of = schema.filings.c
    spoiled = (
        (schema.erasures, sa.true(), {"protocol": b"another"}),
        (schema.cases, schema.cases.c.id == kept.case_id, {"erased_at": None}),
        (schema.filings, of.case_id == filing.case_id, {"summary": "Sjökatten"}),
        (schema.erased_items, schema.erased_items.c.case_id == filing.case_id, {"spared": "så"}),
    )
    with writing(db) as connection:
        for table, which, values in spoiled:
            connection.execute(sa.update(table).where(which).values(values))
    assert sorted(findings(db)) == sorted(
        [
            f"erasure {number}: its protocol differs from its SHA-256",
            f"{kept.reference}: erasure {number} tells that it was erased, and it is there",
            f"{kept.reference} v1: was erased by half",
            f"{filing.reference} v1: was erased, and words of it are there",
            f"{filing.reference}: was erased, and no erasure tells of it",
        ]
    )


def test_file_with_pages_of_others_stays_until_they_are_erased_too(db: sa.Engine) -> None:
    filing, neighbour = ended(db), ended(db)
    with writing(db) as connection:
        arrival = added(connection, schema.arrivals, examples.ARRIVED | {"pages": 2})
        for page, owner in enumerate((filing, neighbour), 1):
            row = {"arrival_id": arrival, "number": page, "filing_id": owner.id}
            added(connection, schema.sheets, examples.SEEN | row)
    decision, one, other = decided(db), somebody(db, "en"), somebody(db, "annan")
    for owner, left, pictures in ((filing, 1, 1), (neighbour, 0, 0)):
        number = erasures.propose(db, decision.id, [owner.case_id], NOW, one)
        [gone] = erase(db, number, other).gone
        assert list(gone.removed.shared) == [examples.ARRIVED["sha256"]] * left
        with reading(db) as connection:
            content = connection.scalar(sa.select(schema.arrivals.c.content))
            seen = sa.select(sa.func.count(schema.sheets.c.picture))
            assert (connection.scalar(seen), content is not None) == (pictures, bool(left))
    assert findings(db) == []


def test_file_with_pages_of_nobody_goes_with_its_case(db: sa.Engine) -> None:
    filing = ended(db)
    with writing(db) as connection:
        arrival = {
            "arrival_id": added(connection, schema.arrivals, examples.ARRIVED | {"pages": 2})
        }
        added(connection, schema.sheets, examples.SEEN | arrival | {"filing_id": filing.id})
        blank = examples.SEEN | arrival | {"number": 2, "verdict": Verdict.BLANK.value}
        added(connection, schema.sheets, blank)
        # One that was sent for the case and in which nothing was found.
        empty = examples.ARRIVED | {"filing_id": filing.id, "sha256": "9" * 64}
        added(connection, schema.arrivals, empty)
    decision, one, other = decided(db), somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [filing.case_id], NOW, one)
    assert not erase(db, number, other).gone[0].removed.shared
    with reading(db) as connection:
        assert connection.scalars(sa.select(schema.arrivals.c.content)).all() == [None, None]
        assert not any(connection.scalars(sa.select(schema.sheets.c.picture)))


def test_hold_that_was_lifted_keeps_its_day_when_another_is(db: sa.Engine) -> None:
    filing, actor = ended(db), somebody(db, "arkivarie")
    days = [NOW, NOW + timedelta(days=1)]
    for day in days:
        for do in (partial(holds.place, dnr="KS 2026/99", why="begäran"), holds.lift):
            case = cases.find_case(db, filing.reference)
            assert case
            do(db, case, filing.id, now=day, actor=actor)
    with reading(db) as connection:
        of = schema.holds.c
        assert connection.scalars(sa.select(of.lifted_at).order_by(of.id)).all() == days


def test_protocol_names_mails_that_went_out_and_no_others(db: sa.Engine) -> None:
    went, failed = ended(db), ended(db)
    with writing(db) as connection:
        of = schema.deliveries.c
        own = sa.update(schema.deliveries).where(of.filing_id == failed.id)
        connection.execute(own.values(accepted_at=None, failed_at=NOW))
    decision, one, other = decided(db), somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [went.case_id, failed.case_id], NOW, one)
    counts = [len(gone.removed.mails) for gone in erase(db, number, other).gone]
    assert counts == [1, 0]
