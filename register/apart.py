"""Cases that seem to be about the same, and of which somebody said that they are not."""

from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.cases import Case
from register.database import reading, writing
from register.events import EventKind, add_event
from register.notes import change_case

Columns: TypeAlias = sa.ColumnCollection[str, sa.Column[Any]]

_t = schema.told_apart.c
_x, _o = schema.case_index.c, schema.case_index.alias("others").c


def tell_apart(
    db: sa.Engine,
    one: tuple[Case, int],
    other: tuple[Case, int],
    now: datetime,
    actor: Actor,
) -> None:
    """Write that two are not about the same; each is a case as it was seen, and the number of its
    newest filing. Raises CaseChanged when one of them is not so now."""
    # In one order, so that two who do so at once do not wait for each other.
    (first, first_filing), (second, second_filing) = sorted((one, other), key=lambda it: it[0].id)
    with writing(db) as connection:
        change_case(connection, first)
        change_case(connection, second)
        for case, its_filing, another in (
            (first, first_filing, second),
            (second, second_filing, first),
        ):
            row = {"case_id": case.id, "other_id": another.id}
            told = {"at": now, "account_id": actor.account_id}
            connection.execute(sa.insert(schema.told_apart).values(row | told))
            add_event(
                connection,
                EventKind.TOLD_APART,
                now,
                actor,
                filing_id=its_filing,
                other=another.reference,
            )


def are_told_apart(one: sa.ColumnElement[int], other: sa.ColumnElement[int]) -> sa.Exists:
    """Whether somebody said so of two cases, by their numbers."""
    # Of a question in a question too: without it the outer table would be read anew here.
    is_said = sa.exists().where(_t.case_id == one, _t.other_id == other)
    return is_said.correlate_except(schema.told_apart)


def seem_the_same(one: Columns, other: Columns) -> list[sa.ColumnElement[bool]]:
    """That the other row of the index is of another living case, which seems to be about the same
    as one, and of which nobody said that it is not."""
    # Written out, as where an index of those alone is made.
    same = [other.subject == one.subject, other.subject != sa.literal_column("''")]
    is_other = other.case_id != one.case_id
    apart = are_told_apart(one.case_id, other.case_id)
    return [other.form == one.form, *same, is_other, other.is_living, ~apart]


def told_apart_from(db: sa.Engine, case_id: int) -> set[str]:
    """The references of those that are not about the same as a case."""
    query = sa.select(schema.cases.c.reference).where(
        schema.cases.c.id == _t.other_id, _t.case_id == case_id
    )
    with reading(db) as connection:
        return set(connection.scalars(query))


def same_account(db: sa.Engine, case_id: int) -> list[int]:
    """The newest filings of the other living cases that seem to be about the same as one."""
    query = sa.select(_o.filing_id).where(_x.case_id == case_id, *seem_the_same(_x, _o))
    query = query.order_by(_o.case_id)
    with reading(db) as connection:
        return list(connection.scalars(query))
