"""Reminders that are queued by processes that are killed: each goes once, none is lost.

    python -m bench.reminder_kills [--kills 300] [--database sqlite|postgresql]

Two couriers at a time queue letters and are killed with SIGKILL after a random time; after each
death letters and rows must agree. In the end one goes on undisturbed until nothing is left. Then it
is timed how long a night takes for 5 000 accounts.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

import sqlalchemy as sa

from register import schema
from register.database import migrate, open_database, reading, writing
from register.fold import sort_key
from tests.register.databases import PostgresServer, lay_down_register, server_programs
from tests.register.reminding import DUE_SOON, OFFICER, account, remind
from tests.register.reminding import RULES as NO_MANAGERS

PICTURED, LONG_AGO = date(2026, 3, 1), date(2025, 11, 1)
ACCOUNTS, ADMINISTRATORS = 5_000, 6_000
LONGEST_LIFE = 1.2
DEPARTMENTS = tuple(f"Förvaltning {number}" for number in range(21))
# Two for each.
MANAGERS = tuple(
    (f"chef{number}@toreboda.example", DEPARTMENTS[number // 2]) for number in range(42)
)
RULES = replace(NO_MANAGERS, managers=MANAGERS)


@dataclass(frozen=True)
class Standing:
    """What is queued: letters, rows, letters without rows, rows without a letter, and people with
    two letters."""

    letters: int
    rows: int
    bare: int
    lost: int
    doubles: int

    @property
    def is_well(self) -> bool:
        """Whether letters and rows agree, and nobody got two."""
        return not (self.bare or self.lost or self.doubles)


def standing(db: sa.Engine) -> Standing:
    """Count all of it."""
    letter, reminder = schema.letters.c, schema.reminders.c
    has_rows = sa.exists().where(reminder.letter_id == letter.id)
    has_letter = sa.exists().where(reminder.letter_id == letter.id)
    twice = sa.select(letter.recipient).group_by(letter.recipient).having(sa.func.count() > 1)

    def count(of: sa.FromClause, *where: sa.ColumnElement[bool]) -> int:
        return connection.scalar(sa.select(sa.func.count()).select_from(of).where(*where)) or 0

    with reading(db) as connection:
        return Standing(
            count(schema.letters),
            count(schema.reminders),
            count(schema.letters, ~has_rows),
            count(schema.reminders, ~has_letter),
            count(twice.subquery()),
        )


def fill(db: sa.Engine, accounts: int, people: int) -> int:
    """Accounts with two administrators each and a picture due soon, two in three of which owe more
    and one in five is long late; return how many people get a letter, managers and the officer
    among them."""
    random, reached = Random(5), {OFFICER, *(one for one, _ in MANAGERS)}
    filing = account(db, ["nobody@annan.example"])
    columns = [one for one in schema.case_index.c if one.name not in ("case_id", "filing_id")]
    with writing(db) as connection:
        like = (
            connection.execute(
                sa.select(*columns).where(schema.case_index.c.case_id == filing.case_id)
            )
            .mappings()
            .one()
        )
        case = dict(connection.execute(sa.select(schema.cases)).mappings().one())
        version = dict(connection.execute(sa.select(schema.filings)).mappings().one())
        for number in range(2, accounts + 2):
            reference = f"AP-2026-{number:04}"
            own = {"id": number, "reference": reference, "number": number}
            connection.execute(sa.insert(schema.cases), case | own)
            filed = {"id": number, "case_id": number, "draft_digest": f"{number:064x}"}
            connection.execute(sa.insert(schema.filings), version | filed)
            days = {"pictured_on": PICTURED}
            if number % 3:
                days["reviewed_on"] = date(2025, 12, 1 + number % 28)
            if number % 5 == 0:
                days["shown_on"] = LONG_AGO
            name = DEPARTMENTS[number % len(DEPARTMENTS)]
            where = {"department": name, "department_key": sort_key(name)}
            index = dict(like) | days | where | {"case_id": number, "filing_id": number}
            connection.execute(sa.insert(schema.case_index), index)
            listed = {f"p{random.randrange(people)}@toreboda.example" for _ in range(2)}
            reached |= listed
            connection.execute(
                sa.insert(schema.case_people),
                [{"case_id": number, "place": "administrators", "address": one} for one in listed],
            )
    return len(reached)


def courier(url: str) -> int:
    """A process that queues what is due; its number."""
    number = os.fork()
    if number:
        return number
    try:
        remind(open_database(url, wait_seconds=30), DUE_SOON, RULES)
    finally:
        os._exit(0)


def kill_all(db: sa.Engine, url: str, kills: int) -> tuple[int, int]:
    """How many died in their work, and at how many deaths something was wrong."""
    random, died, wrong = Random(7), 0, 0
    while died < kills:
        pair = [courier(url), courier(url)]
        for one in pair:
            time.sleep(random.uniform(0.02, LONGEST_LIFE / 2))
            os.kill(one, signal.SIGKILL)
            _, status = os.waitpid(one, 0)
            died += os.WIFSIGNALED(status)
            wrong += not standing(db).is_well
        if standing(db).letters > ADMINISTRATORS // 2:
            begin_anew(db)
    return died, wrong


def begin_anew(db: sa.Engine) -> None:
    """Forget what was queued, so that those to come have work."""
    with writing(db) as connection:
        connection.execute(sa.delete(schema.reminders))
        connection.execute(sa.delete(schema.letters))


@contextmanager
def register(kind: str) -> Iterator[str]:
    """The URL of an empty one."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            path = Path(folder) / "register.sqlite3"
            lay_down_register(path)
            yield f"sqlite:///{path}"
            return
        programs = server_programs()
        assert programs is not None
        server = PostgresServer(programs, is_durable=True)
        try:
            url = server.url(server.make_database("template1"))
            made = open_database(url)
            migrate(made)
            made.dispose()
            yield url
        finally:
            server.stop()


def main() -> int:
    """Kill, count, go on, and time a night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args()
    with register(chosen.database) as url:
        db = open_database(url, wait_seconds=30)
        people = fill(db, ACCOUNTS, ADMINISTRATORS)
        began, work = time.perf_counter(), time.process_time()
        count = remind(db, DUE_SOON, RULES)
        seconds, work = time.perf_counter() - began, time.process_time() - work
        took = f"{seconds:.1f} s, {work:.1f} of them at work"
        told = f"{ACCOUNTS} accounts: {count} letters of {people} queued in {took}"
        sys.stdout.write(f"{chosen.database}: {told}, {standing(db)}\n")
        begin_anew(db)
        db.dispose()
        died, wrong = kill_all(db, url, chosen.kills)
        remind(db, DUE_SOON, RULES)
        found = standing(db)
        is_well = found.is_well and not wrong and found.letters == people == count
        sys.stdout.write(f"{died} killed, {wrong} times wrong; in the end {found}\n")
        return 0 if is_well else 1


if __name__ == "__main__":
    raise SystemExit(main())
