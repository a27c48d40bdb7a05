"""Counts afterwards what was promised, what is there, and what arrived."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, fields
from pathlib import Path

import sqlalchemy as sa

from register import documents, schema
from tests.register.examples import filing_of


@dataclass(frozen=True)
class Verdict:
    """The counts. Everything but the first three must be 0."""

    acknowledged: int
    filings: int
    mails: int
    lost: int
    filed_twice: int
    documents_damaged: int
    copies_missing: int
    copies_not_recorded: int
    doubles_with_another_id: int
    gaps_in_references: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, damaged or doubled."""
        return not any(getattr(self, one.name) for one in fields(self)[3:])


def judge(db: sa.Engine, acknowledged: dict[str, str], notes: Path) -> Verdict:
    """Compare the fillers' list, the register and the mail server's notes."""
    mails = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    ids = defaultdict(set)
    for mail in mails:
        ids[mail["subject"].split()[1]].add(mail["id"])
    with db.connect() as connection:
        with_case = sa.select(schema.filings, schema.cases.c.reference).join(schema.cases)
        rows = connection.execute(with_case).all()
        undelivered = schema.deliveries.c.accepted_at.is_(None)
        count = sa.select(sa.func.count()).select_from(schema.deliveries).where(undelivered)
        not_recorded = connection.scalar(count) or 0
    per_plan = Counter(row.answers["purpose"].split()[-1] for row in rows)
    references = {row.reference for row in rows}
    numbers = sorted(int(reference.rpartition("-")[2]) for reference in references)
    return Verdict(
        acknowledged=len(acknowledged),
        filings=len(rows),
        mails=len(mails),
        lost=sum(not _is_there(db, marker, key) for marker, key in acknowledged.items()),
        filed_twice=sum(count > 1 for count in per_plan.values()),
        documents_damaged=sum(not _is_whole(db, row.id) for row in rows),
        copies_missing=len(references - set(ids)),
        copies_not_recorded=not_recorded,
        doubles_with_another_id=sum(len(found) > 1 for found in ids.values()),
        gaps_in_references=len(set(range(1, len(numbers) + 1)) - set(numbers)),
    )


def _is_there(db: sa.Engine, marker: str, key: str) -> bool:
    filing = filing_of(db, key)
    return filing is not None and str(filing.answers["purpose"]).endswith(marker)


def _is_whole(db: sa.Engine, filing_id: int) -> bool:
    kept = (documents.document_of(db, filing_id), documents.copy_of(db, filing_id))
    return all(one.is_whole and one.content.endswith(b"%%EOF\n") for one in kept)
