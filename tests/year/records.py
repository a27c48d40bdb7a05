"""What the office does with records in a year: erases, gives copies out, asks for paper by hand."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from intake.confinement import open_confined
from office import erasing, telling
from office.erasing_again import apply_file, folder_of, kept_protocols
from office.exports.release import Format, Wanted, release
from office.releasing import Judgement, record_of
from register import schema
from register.accounts import ensure_account
from register.actors import OPERATOR, Actor, Role, signed_in
from register.cases import Case, find_case
from register.database import reading, writing
from register.erasing import erasures, holds
from register.erasing.decisions import CountedFrom, NewDecision, What, decisions, register_decision
from register.erasing.due import Due, falls_due
from register.errors import CaseErased, ErasingRefused
from register.filings import filing_by_id, find_filing
from register.releases import What as Part
from register.reminders import RemindedLately
from register.snapshots import NewFile, NewSnapshot, Reason, add_snapshot
from rounds.erasing import scrub_erased
from tests.plans import plan
from tests.register.erasing.test_erasing import data_files
from tests.web.conftest import Visitor
from tests.year.ledger import MONTHS, OURS, Account, Ledger
from tests.year.play import Year

# Of nobody else in the year; letters that a reference, a digest or a number does not hold.
NEEDLE = "ripberg"
GROUND = "21 kap. 3 § OSL"
_c, _r, _e = schema.cases.c, schema.releases.c, schema.events.c


@dataclass(frozen=True)
class Proposal:
    """What one of the office proposed to erase."""

    number: int
    references: frozenset[str]


def file_by_page(year: Year) -> Account:
    """An account whose plan is filled in on the web, filed, and sent on by the courier. Its words
    stand wherever the words of a plan can."""
    number = next(year.numbers)
    people = [f"{NEEDLE}@toreboda.example", year.people[1]]
    rows = [
        {"name": name, "email": who, "phone": "070-174 06 05"}
        for name, who in zip(("Runa Ripberg", "Namn Berg"), people, strict=True)
    ]
    # What names a person stands in no public list.
    url = f"https://www.instagram.com/konto{number}ab/"
    words = {"audience": "De som bor vid Ripbergs backe.", "administrators": rows}
    visitor = Visitor(year.app)
    visitor.file(plan(0, medium="Instagram", url=url, operators=rows[:1], **words))
    year.own.deliver(lambda: False, year.now)
    found = [one for one in year.own.settings.outbox.iterdir() if holds_needle(one.read_bytes())]
    assert found
    reference = found[0].name.partition("-v")[0]
    filing = find_filing(year.own.register, reference, 1)
    assert filing is not None
    department = filing.answers["organisation"]["department"]
    facts = filing.case_id, reference, filing.id, url, "Instagram", people, department
    one = Account(*facts, year.today, year.today, year.today)
    year.ledger.accounts.append(one)
    return one


def picture_needle(year: Year, one: Account) -> None:
    """A snapshot of it, whose bytes and words are its own."""
    files = [NewFile(f"{NEEDLE}.png", "image/png", NEEDLE.encode() * 9, b"\xff" + NEEDLE.encode())]
    words = "Ripbergs backe.", files, "a.pdf", b"%PDF" + NEEDLE.encode()
    new = NewSnapshot(one.case_id, year.today, Reason.PERIOD, *words)
    add_snapshot(year.own.register, new, year.now(), OPERATOR)
    one.pictured_on = year.today
    one.pictures.append(year.today)


def holds_needle(content: bytes) -> bool:
    """Whether the words stand anywhere in some bytes."""
    return NEEDLE.encode() in content.lower()


def decide(year: Year) -> None:
    """A decision is registered."""
    words = "KS 2028/4", date(2028, 1, 2), "Kommunstyrelsen", "aktivitetsplan"
    new = NewDecision(*words, What.ALL, CountedFrom.ENDED, MONTHS)
    register_decision(year.own.register, new, year.now(), _archivist(year, "ett"))


def _archivist(year: Year, name: str) -> Actor:
    with writing(year.own.register) as connection:
        address = f"{name}{OURS}"
        number = ensure_account(connection, "mail", address, "", address, year.now())
    return signed_in(number, frozenset((Role.ARCHIVIST,)))


def compare_due(year: Year) -> list[Due]:
    """What the decision lets go of, and what of it something stands in the way of."""
    [decision] = decisions(year.own.register)
    due = falls_due(year.own.register, decision, year.today).rows
    assert {one.reference: not one.refusal for one in due} == year.ledger.due_on(year.today)
    return due


def propose(year: Year) -> Proposal:
    """Somebody proposes all that may go."""
    [decision], due = decisions(year.own.register), compare_due(year)
    numbers = {one.reference: one.case_id for one in due if not one.refusal}
    given = decision.id, list(numbers.values()), year.now(), _archivist(year, "ett")
    return Proposal(erasures.propose(year.own.register, *given), frozenset(numbers))


def hold(year: Year, one: Account) -> None:
    """Somebody asks for a record, so that it is kept."""
    case, by = _case_of(year, one), _archivist(year, "två")
    given = case, one.filing_id, "KS 2028/9", "begäran", year.now(), by
    holds.place(year.own.register, *given)
    one.is_held = True


def lift(year: Year, one: Account) -> None:
    """It was answered."""
    given = one.filing_id, year.now(), _archivist(year, "två")
    holds.lift(year.own.register, _case_of(year, one), *given)
    one.is_held = False


def confirm(year: Year, proposal: Proposal) -> frozenset[str]:
    """Who proposed it cannot; somebody else does, and what is on hold by then stays. What went."""
    with pytest.raises(ErasingRefused):
        erasing.confirm(year.own, proposal.number, _archivist(year, "ett"))
    told = erasing.confirm(year.own, proposal.number, _archivist(year, "två"))
    free = {one for one, may_go in year.ledger.due_on(year.today).items() if may_go}
    gone = frozenset(free & proposal.references)
    assert {one.due.reference for one in told.gone} == gone
    assert {one.reference for one in told.spared} == proposal.references - gone
    year.ledger.erase(gone)
    _tidy(year)
    return gone


def _tidy(year: Year) -> None:
    settings = year.own.settings
    protocols = folder_of(settings.instance_path)
    scrub_erased(year.own.register, settings.outbox, protocols, year.now())


def erase_again(year: Year, lost: Ledger) -> None:
    """After an older backup was restored, the protocols that are kept erase what came back."""
    own, then = year.own, {one.reference for one in lost.accounts if one.is_erased}
    known = {one.reference for one in year.ledger.accounts if not one.is_erased}
    done = [apply_file(own, path, open_confined) for path in kept_protocols(own)]
    assert not [left for one in done for left in one.left]
    assert {it for one in done for it in one.erased} == then & known
    year.ledger.erase(then & known)
    _tidy(year)


def compare_erased(year: Year) -> None:
    """What is erased stays erased, and nothing else is."""
    with reading(year.own.register) as connection:
        gone = connection.scalars(sa.select(_c.reference).where(_c.erased_at.is_not(None)))
        assert set(gone) == {one.reference for one in year.ledger.accounts if one.is_erased}


def release_one(year: Year, one: Account) -> None:
    """Somebody asks for a plan and gets it without persons; of one that is erased there is none."""
    register, chosen = year.own.register, [Part.PLAN]
    if one.is_erased:
        with pytest.raises(CaseErased):
            record_of(year.own, _case_of(year, one), filing_by_id(register, one.filing_id), chosen)
        return
    filing = filing_by_id(register, one.filing_id)
    record = record_of(year.own, _case_of(year, one), filing, chosen)
    dnr = f"KS 2028/{year.today:%m%d}"
    judged = [(record, Judgement(record.of_persons, GROUND))]
    with release(year.own, Wanted(judged, Format.ZIP, dnr, _archivist(year, "två"))).file as file:
        text = _text_of(file.read())
    assert one.medium in text
    assert not [who for who in one.people if who in text]
    # Name, address and number of those who administer and of who operates; the manager's name.
    year.ledger.given.append((one.reference, dnr, GROUND, 3 * len(one.people) + 4))


def _text_of(archive: bytes) -> str:
    with zipfile.ZipFile(BytesIO(archive)) as files:
        every = [PdfReader(BytesIO(files.read(name))) for name in files.namelist()]
    return "\n".join(page.extract_text() for one in every for page in one.pages)


def compare_given(year: Year) -> None:
    """What was given out is on record, with as much of it masked, and the case says so."""
    expected = year.ledger.given
    rows = sa.select(_r.dnr, _r.ground, _r.contents).order_by(_r.id)
    events = sa.select(_c.reference, _e.facts).join_from(schema.events, schema.cases)
    with reading(year.own.register) as connection:
        found = connection.execute(rows).all()
        told = connection.execute(events.where(_e.kind == "released").order_by(_e.id)).all()
    given = [(it["reference"], dnr, why, it["masked"]) for dnr, why, its in found for it in its]
    assert given == expected, (given, expected)
    assert [(it, facts["masked"]) for it, facts in told] == [(one[0], one[3]) for one in expected]


def remind_by_hand(year: Year) -> None:
    """Somebody asks those for a paper who have waited longest with it, once a week at most."""
    ledger = year.ledger
    for one in ledger.accounts:
        there = {it for it in one.staying.difference(ledger.refused) if it.endswith(OURS)}
        if one.ended_on or one.is_signed or not there or one.rests("papper", year.today):
            continue
        filing = filing_by_id(year.own.register, one.filing_id)
        assert telling.remind(year.own, _case_of(year, one), filing, OPERATOR) == len(there)
        ledger.prompt(one, year.today)
        with pytest.raises(RemindedLately):
            telling.remind(year.own, _case_of(year, one), filing, OPERATOR)
        return


def _case_of(year: Year, one: Account) -> Case:
    case = find_case(year.own.register, one.reference)
    assert case is not None
    return case


def where_needle_is(year: Year, logged: str, more: Iterable[Path] = ()) -> list[str]:
    """In which of database, log of the database, mails, logs and other files the words stand."""
    db, settings = year.own.register, year.own.settings
    files = [*settings.outbox.iterdir(), *folder_of(settings.instance_path).iterdir(), *more]
    if db.dialect.name == "sqlite":
        path = Path(str(db.url.database))
        files += [one for one in (path, path.with_name(f"{path.name}-wal")) if one.exists()]
    found = {str(one): one.read_bytes() for one in files} | {"logs": logged.encode()}
    if db.dialect.name == "postgresql":
        found["server"] = data_files(db)
    return [name for name, content in found.items() if holds_needle(content)]
