"""People who do with their accounts what a year asks of them, or do not, or too late.

Whatever they do is done with the product, and written into the ledger beside it.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask

from forms import Aktivitetsplan
from mail.errors import NothingToTell
from mail.letters.copy import Sender
from mail.letters.duty_reminder import ReminderWriter
from office import departing
from office.departing import Seen
from office.indexing import said_by, said_of
from office.office import Office
from office.reminding import rules_of
from office.to_do import calendar_of
from register import notes, schema
from register.actors import OPERATOR, Actor, ActorKind, Role
from register.backup.backup import back_up, restore
from register.cases import find_case
from register.database import reading
from register.events import EventKind
from register.filings import Filing, filing_by_id
from register.index import index_missing
from register.letters import (
    LetterKind,
    WaitingLetter,
    forget_old_letters,
    lease_letter,
    mark_not_sent,
    mark_sent,
)
from register.notes import Note
from register.paper_marks import Mark
from register.reminded import still_owed
from register.sight import Sight
from register.snapshots import NewFile, NewSnapshot, Reason, add_snapshot
from rounds.reminding import remind_all, remind_if_due
from swedish import SWEDEN
from tests.plans import plan
from tests.register import examples
from tests.year.ledger import CARE, OFFICER, OURS, SCHOOL, Account, Ledger, Thing

OFFICE = Actor(ActorKind.OFFICER, roles=frozenset({Role.OFFICER}))
SECRET = "k" * 48
MEDIA = ("Instagram", "Facebook", "TikTok")
# What a household may forget for years, now and then, and does at once.
EAGERNESS = (0.0, 0.01, 0.03, 0.2)


@dataclass
class Year:
    """One year at one office; `today` is the day that is being played."""

    app: Flask
    ledger: Ledger
    random: Random
    people: Sequence[str]
    today: date
    hour: int = 8

    def __post_init__(self) -> None:
        self.numbers = count(1)
        self.move_to(self.app)

    def move_to(self, app: Flask) -> None:
        """Go on in another installation."""
        self.app = app
        own: Office = app.extensions["office"]
        # Whoever asks a page asks it today.
        self.own = app.extensions["office"] = replace(own, now=self.now)

    def now(self) -> datetime:
        """The clock, given to everything that is played."""
        today = self.today
        return datetime(today.year, today.month, today.day, self.hour, tzinfo=SWEDEN).astimezone(
            UTC
        )

    def file(self, *, is_planned: bool) -> Account:
        """A new account of two or three persons."""
        number = next(self.numbers)
        medium = self.random.choice(MEDIA)
        url = f"https://www.{medium.lower()}.com/{'@' * (medium == 'TikTok')}konto{number}ab/"
        department = (CARE, SCHOOL, "Teknik")[number % 3]
        filing = self._file(
            None, medium=medium, url=f"tankt{number}ab" if is_planned else url,
            not_created=is_planned, people=(people := self._team()), organisation=_of(department),
        )  # fmt: skip
        one = Account(
            filing.case_id,
            filing.reference,
            filing.id,
            url,
            medium,
            people,
            department,
            self.today,
            self.today,
            None if is_planned else self.today,
        )
        self.ledger.accounts.append(one)
        return one

    def change(self, one: Account) -> None:
        """A new version, of others and for some in another förvaltning."""
        before = filing_by_id(self.own.register, one.filing_id)
        one.people = self._team()
        one.department = {CARE: SCHOOL, SCHOOL: CARE}.get(one.department, one.department)
        answers = {**before.answers, "organisation": _of(one.department)}
        filing = self._file(before, people=one.people, **answers)
        one.filing_id, one.filed_on, one.versions = filing.id, self.today, filing.version
        one.signers, one.left = 0, {}

    def _team(self) -> list[str]:
        return self.random.sample(self.people, self.random.choice((2, 2, 3)))

    def _file(self, before: Filing | None, *, people: Sequence[str], **changes: Any) -> Filing:
        rows = [
            {"name": f"Namn {chr(65 + n)}berg", "email": who, "phone": "070-174 06 05"}
            for n, who in enumerate(people)
        ]
        changes = changes | {"administrators": rows, "operators": rows[:1]}
        form = Aktivitetsplan.from_answers(plan(0, **changes))
        told = {"answers": form.answers(), "edition": form.edition, "subject": form.subject}
        new = examples.plan(**told, indexed=said_by(form))
        revises = before.id if before else None
        # Copies that nobody sends would hold back what is to be erased.
        given = self.own.register, new, revises
        return examples.filed(*given, recipients=(), now=self.now())

    def note(self, one: Account, kind: EventKind, mark: Mark | None = None, **to: Any) -> None:
        """Note something of an account."""
        case = find_case(self.own.register, one.reference)
        assert case is not None
        note = Note(kind, to, mark=mark)
        notes.add_note(self.own.register, case, one.filing_id, note, self.now(), OPERATOR)

    def do(self, one: Account, duty: str) -> None:
        """Do what is due."""
        {
            "skapa": self.create,
            "papper": self.sign,
            "administratörer": self.change,
            "ögonblicksbild": self.picture,
            "genomgång": self.review,
            "visar": self.look,
        }[duty](one)

    def create(self, one: Account) -> None:
        """The account is made."""
        self.note(one, EventKind.ACCOUNT_CREATED, created_on=self.today, account_address=one.url)
        one.created_on = self.today

    def sign(self, one: Account) -> None:
        """The paper comes; now and then somebody has still to sign."""
        one.signers = 2 if self.random.random() < 0.2 else 3
        mark = Mark(self.today, tuple(range(one.signers)))
        self.note(one, EventKind.PAPER_RECEIVED, mark)
        one.papers[one.versions] = self.today, (self.today - one.filed_on).days

    def picture(self, one: Account) -> None:
        """A snapshot is sent in, of today or of some days ago."""
        assert one.created_on
        first = max(one.created_on, one.pictured_on or date.min)
        day = max(first, self.today - self.random.randrange(3) * timedelta(days=1))
        files = [NewFile("a.png", "image/png", f"{self.today}".encode(), b"\xff\xd8")]
        why = Reason.PERIOD
        new = NewSnapshot(one.case_id, day, why, "Flödet.", files, "a.pdf", b"%PDF")
        _, is_new = add_snapshot(self.own.register, new, self.now(), OPERATOR)
        assert is_new
        one.pictured_on = day
        one.pictures.append(day)

    def review(self, one: Account) -> None:
        """All of the plan holds."""
        self.note(one, EventKind.PLAN_REVIEWED, reviewed_on=self.today)
        one.reviewed_on = self.today

    def look(self, one: Account) -> None:
        """The account shows what it must."""
        self.note(one, EventKind.ACCOUNT_SHOWN, shown_on=self.today)
        one.shown_on = self.today

    def close(self, one: Account) -> None:
        """The account is closed."""
        why, kept = "kontot är stängt", "registret"
        on = self.today
        self.note(one, EventKind.ACCOUNT_ENDED, ended_on=on, ended_why=why, ended_kept=kept)
        one.ended_on = self.today

    def say_farewell(self, one: Account, who: str) -> None:
        """Somebody says that they administer an account no longer."""
        case = find_case(self.own.register, one.reference)
        assert case is not None
        filing = filing_by_id(self.own.register, one.filing_id)
        departing.leave(self.own, filing, case.revision, who, OPERATOR)
        self.ledger.leave(one, {who}, (OFFICER,), self.today)

    def list_gone(self, who: Sequence[str]) -> None:
        """The officer pastes a list in."""
        read = departing.people_in("\n".join(["Slutat;E-post", *(f"X <{it}>" for it in who)]))
        found = departing.concerned(self.own, read.addresses, OFFICE, Sight())
        gone = set(who)
        concerned = [it for it in self.ledger.accounts if not it.ended_on]
        concerned = [it for it in concerned if gone & it.staying]
        assert {it.case_id for it in found} == {it.case_id for it in concerned}
        seen = [
            Seen(it.reference, it.revision, it.version, (*it.administrators, *it.operators))
            for it in found
        ]
        assert all(it.left for it in departing.mark(self.own, seen, OFFICE))
        for one in concerned:
            new = gone & one.staying
            self.ledger.leave(one, new, (), self.today)

    def dismiss_manager(self, who: str) -> None:
        """Whoever runs it takes somebody out of the settings."""
        del self.ledger.managers[who]
        readers = [one for one in self.own.settings.register_readers if one[0] != who]
        settings = replace(self.own.settings, register_readers=tuple(readers))
        self.own = self.app.extensions["office"] = replace(self.own, settings=settings)

    def remind(self, *, at_once: int = 1) -> None:
        """The round of the morning, by so many processes at once. Where nothing is expected it is
        not always asked whether nothing comes."""
        own = self.own
        given = own.register, calendar_of(own), rules_of(own.settings), own.now()
        letters = self.ledger.letters_on(self.today, self.today)
        if letters and at_once > 1:
            _at_once([lambda: remind_all(*given)] * at_once)
        elif letters or self.today.day % 5 == 0:
            remind_if_due(*given)
        self.ledger.write(self.today, letters)

    @property
    def told_today(self) -> set[str]:
        """To whom a letter was written this morning."""
        return {who for day, who, _ in self.ledger.letters if day == self.today}

    def deliver(self) -> None:
        """The courier takes all that waits; each letter tells what is still to be done."""
        writer = ReminderWriter(
            self.own.register,
            Sender(OFFICER, "Töreboda", own_plans="https://x.example/", cases="https://x.example/"),
            lambda: calendar_of(self.own),
            rules_of(self.own.settings),
        )
        lease = self.own.register, self.now(), timedelta(minutes=5), "courier"
        reminded: list[str] = []
        asked: list[tuple[str, int]] = []
        prompted: list[tuple[str, int]] = []
        while letter := lease_letter(*lease):
            if letter.kind is LetterKind.DUTY_REMINDER:
                self._see(letter, writer)
                reminded.append(letter.recipient)
            elif letter.kind is LetterKind.PAPER_REMINDER:
                prompted.append((letter.recipient, letter.facts["filing"]))
            else:
                assert letter.kind is LetterKind.PEOPLE_LEFT
                asked.append((letter.recipient, letter.facts["filing"]))
            if letter.recipient in self.bouncing:
                self.ledger.refused.setdefault(letter.recipient, self.today)
                mark_not_sent(lease[0], letter, "550 5.1.1 no such user", None, self.now())
            else:
                mark_sent(lease[0], letter, "250 ok", self.now())
        written = [who for day, who, _ in self.ledger.letters if day == self.today]
        assert sorted(reminded) == sorted(written)
        assert Counter(asked) == self.ledger.count_asked_on(self.today)
        by_hand = [(who, filing) for day, who, filing in self.ledger.prompted if day == self.today]
        assert sorted(prompted) == sorted(by_hand)
        forget_old_letters(lease[0], self.now())

    bouncing: frozenset[str] = frozenset()

    def _see(self, letter: WaitingLetter, writer: ReminderWriter) -> None:
        who = letter.recipient
        day, _, things = next(row for row in reversed(self.ledger.letters) if row[1] == who)
        assert day == self.today
        expected = self.ledger.still_told(who, dict(things))
        given = self.own.register, calendar_of(self.own), writer.rules
        told = still_owed(*given, letter.id, who)
        assert {(it.case_id, it.duty.value, it.due_on): int(step) for it, step in told} == expected
        try:
            writer.write(letter)
        except NothingToTell:
            assert not expected

    def save(self, path: Path) -> Ledger:
        """Make a backup, and return what the ledger says then."""
        quiet: Callable[..., None] = lambda *_: None  # noqa: E731
        back_up(self.own.register, path, secret=SECRET, kept={}, now=self.now(), tell=quiet)
        return deepcopy(self.ledger)

    def restore(self, path: Path, app: Flask, ledger: Ledger) -> None:
        """Go on in an empty installation with what a backup holds."""
        quiet: Callable[..., None] = lambda *_: None  # noqa: E731
        self.move_to(app)
        restore(self.own.register, path, secret=SECRET, give_back=quiet, now=self.now(), tell=quiet)
        assert sum(index_missing(self.own.register, said_of)) == len(ledger.accounts)
        self.ledger = ledger
        # Letters that were sent are in no backup, nor what mail servers said. Who was told is.
        ledger.refused.clear()
        ledger.asked.clear()

    def live(self) -> None:
        """A day of everybody: what is open is done by some."""
        for place, one in enumerate(self.ledger.accounts):
            eager = EAGERNESS[place % len(EAGERNESS)]
            for duty, _, since in list(one.owed(self.ledger.refused)):
                if since <= self.today and self.random.random() < eager:
                    self.do(one, duty)
            if not one.ended_on and self.random.random() < 0.0007:
                self.close(one)
            elif not one.ended_on and self.random.random() < 0.0005:
                self.change(one)
            stay = sorted(one.staying)
            if not one.ended_on and stay and self.random.random() < 0.0007:
                self.say_farewell(one, self.random.choice(stay))
        if self.random.random() < 0.03:
            self.file(is_planned=self.random.random() < 0.5)
        if self.random.random() < 0.1:
            self._leave_before_the_letter()

    def _leave_before_the_letter(self) -> None:
        """Somebody to whom a letter was written this morning leaves one of the accounts in it."""
        for day, who, things in self.ledger.letters[-1:]:
            cases = {case_id for (case_id, _, _), _ in things} if day == self.today else set()
            own = [
                one
                for one in self.ledger.accounts
                if one.case_id in cases and not one.ended_on and who in one.staying
            ]
            if own:
                self.say_farewell(own[0], who)


def _of(department: str) -> dict[str, str]:
    return {"department": department, "unit": "Enheten"}


def told_in(db: sa.Engine) -> Counter[tuple[str, frozenset[tuple[Thing, int]]]]:
    """What every letter told that ever reminded somebody, and a digest of whom."""
    found: dict[int, tuple[str, set[tuple[Thing, int]]]] = {}
    with reading(db) as connection:
        for row in connection.execute(sa.select(schema.reminders)).mappings():
            _, things = found.setdefault(row["letter_id"], (row["recipient_digest"], set()))
            things.add(((row["case_id"], row["duty"], row["due_on"]), row["step"]))
    return Counter((who, frozenset(things)) for who, things in found.values())


def people_of(number: int) -> list[str]:
    """Persons who administer accounts; some of them from outside."""
    return [f"p{n}{OURS if n % 9 else '@annan.example'}" for n in range(number)]


def _at_once(work: Sequence[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
