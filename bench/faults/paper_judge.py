"""Counts afterwards which sheets came, and whether each is in exactly one place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.faults.batches import Batch
from register import schema
from register.events import EventKind
from register.verdicts import Verdict
from tests.mail.dovecot import Account

_a, _s, _e = schema.arrivals.c, schema.sheets.c, schema.events.c


@dataclass(frozen=True)
class Verdicts:
    """The counts. Everything but the first four must be 0.

    `asked` are sheets that wait for a human although they can be read: a page whose reader was
    killed too often is not tried for ever.
    """

    batches: int
    sheets: int
    filed: int
    asked: int
    lost: int
    twice: int
    damaged: int
    unread: int
    sheets_lost: int
    sheets_twice: int
    sheets_elsewhere: int
    sheets_without_event: int
    files_lost: int
    files_twice: int
    files_left: int
    mails_lost: int
    mails_twice: int
    mails_left: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled or filed elsewhere."""
        return not any(getattr(self, one.name) for one in fields(self)[4:])


def judge(
    db: sa.Engine,
    sent: Sequence[Batch],
    sent_by: Mapping[str, Sequence[Batch]],
    folder: Path,
    account: Account,
) -> Verdicts:
    """Compare what was sent with the register, and what lay in folder and mailbox with what lies
    there."""
    came, sheets, told = _found(db)
    expected = {sha256(batch.content).hexdigest(): batch for batch in sent}
    wanted = {
        (digest, number): (page.filing_id, page.number)
        for digest, batch in expected.items()
        for number, page in enumerate(batch.pages, 1)
    }
    there = Counter((row.sha256, row.number) for row in sheets)
    filed = [row for row in sheets if row.verdict == Verdict.FILED]
    files = Counter(_digest(path) for path in folder.rglob("*") if path.is_file() and _digest(path))
    of_folder = {sha256(batch.content).hexdigest() for batch in sent_by["folder"]}
    mails, taken = len(sent_by["mail"]), account.count("taken")
    return Verdicts(
        batches=len(expected),
        sheets=len(wanted),
        filed=len(filed),
        asked=sum(row.verdict == Verdict.ASKED for row in sheets),
        lost=len(set(expected) - {row.sha256 for row in came}),
        twice=len(came) - len({row.sha256 for row in came}),
        damaged=sum(sha256(row.content or b"").hexdigest() != row.sha256 for row in came),
        unread=sum(row.read_at is None or row.refused is not None for row in came),
        sheets_lost=len(set(wanted) - set(there)),
        sheets_twice=sum(count > 1 for count in there.values()),
        sheets_elsewhere=sum(
            wanted.get((row.sha256, row.number)) != (row.filing_id, row.page) for row in filed
        ),
        sheets_without_event=sum(told[row.id] != 1 for row in filed),
        files_lost=len(of_folder - set(files)),
        files_twice=sum(count > 1 for count in files.values()),
        files_left=sum(path.is_file() for path in folder.iterdir()),
        mails_lost=max(mails - taken, 0),
        mails_twice=max(taken - mails, 0),
        mails_left=account.count() + account.count("unread"),
    )


def _found(db: sa.Engine) -> tuple[Sequence[Any], Sequence[Any], Counter[int]]:
    """Rows of the files, rows of the sheets, and how often each sheet was told of as filed."""
    arrivals = sa.select(_a.sha256, _a.content, _a.read_at, _a.refused)
    pages = sa.select(_s.id, _a.sha256, _s.number, _s.filing_id, _s.page, _s.verdict).select_from(
        schema.sheets.join(schema.arrivals)
    )
    events = sa.select(_e.facts).where(_e.kind == EventKind.SHEET_FILED.value)
    with db.connect() as connection:
        told = Counter(int(facts["sheet"]) for facts in connection.scalars(events))
        return connection.execute(arrivals).all(), connection.execute(pages).all(), told


def _digest(path: Path) -> str:
    """Empty for a file that only held a name."""
    content = path.read_bytes()
    return sha256(content).hexdigest() if content else ""
