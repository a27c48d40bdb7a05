"""Cases laid into a register many at a time, with whatever a form may say of them."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from office.indexing import said_of
from register import schema
from register.backup.copying import set_last_numbers
from register.database import writing
from register.index import Indexed, index_missing
from tests.register.examples import NOW


def lay(db: sa.Engine, said: Sequence[Indexed]) -> None:
    """Lay down cases 1, 2, 3 …, filed a day apart, and index them by what is said of each."""
    lay_unindexed(db, len(said))
    index(db, said)


def index(db: sa.Engine, said: Sequence[Indexed]) -> None:
    """Index what has no index."""
    for _ in index_missing(db, lambda _form, _edition, text: said[json.loads(text)["place"]]):
        pass


def lay_plans(db: sa.Engine, plans: Sequence[Mapping[str, Any]]) -> None:
    """Lay down plans 1, 2, 3 … with their answers, without documents, and index them."""
    lay_unindexed(db, len(plans))
    with writing(db) as connection:
        for number, answers in enumerate(plans, 1):
            filing = sa.update(schema.filings).where(schema.filings.c.id == number)
            connection.execute(filing.values(answers=answers))
    for _ in index_missing(db, said_of):
        pass


def lay_unindexed(db: sa.Engine, count: int) -> None:
    """Lay down cases as a release before left them."""
    numbers = range(1, count + 1)
    with writing(db) as connection:
        connection.execute(sa.insert(schema.cases), [_case(one) for one in numbers])
        connection.execute(sa.insert(schema.filings), [_filing(one) for one in numbers])
        set_last_numbers(connection, {"cases": count, "filings": count})


def reference_of(number: int) -> str:
    """The reference of a case that was laid down."""
    return f"AP-2026-{number:04d}"


def _case(number: int) -> dict[str, object]:
    name = {"id": number, "form": "aktivitetsplan", "reference": reference_of(number)}
    return name | {"year": 2026, "number": number}


def _filing(number: int) -> dict[str, object]:
    told = dict.fromkeys(("title", "short_title", "summary", "text"), f"plan {number}")
    return told | {
        "id": number,
        "case_id": number,
        "form": "aktivitetsplan",
        "edition": "2",
        "version": 1,
        "answers": {"place": number - 1},
        "filed_at": NOW + timedelta(days=number),
        "draft_digest": f"{number:064d}",
        "subject": f"account-{number}",
    }
