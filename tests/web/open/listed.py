"""Plans that the public list has: filed, signed by all, of accounts that are there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from register import schema
from register.actors import HOUSEKEEPING
from register.cases import find_case
from register.notes import Note, add_note, paper_came
from register.paper_marks import Mark
from tests.register.examples import NOW
from tests.register.listed import lay_plans, reference_of

EVERYBODY = (0, 1, 2)


def publish(db: sa.Engine, plans: Sequence[Mapping[str, Any]]) -> None:
    """Lay down plans 1, 2, 3 …, all signed."""
    lay_plans(db, plans)
    sign(db, range(1, len(plans) + 1))


def sign(db: sa.Engine, numbers: Iterable[int]) -> None:
    """Note that the papers of cases came, signed by all."""
    for number in numbers:
        note_of(db, number, paper_came(Mark(date(2026, 11, 2), EVERYBODY)))


def note_of(db: sa.Engine, number: int, note: Note) -> None:
    """Note something of a case."""
    case = find_case(db, reference_of(number))
    assert case
    with db.connect() as connection:
        newest = sa.select(sa.func.max(schema.filings.c.id))
        filing = connection.scalar(newest.where(schema.filings.c.case_id == case.id))
    assert filing
    add_note(db, case, filing, note, NOW, HOUSEKEEPING)
