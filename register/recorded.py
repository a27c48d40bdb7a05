"""Accounts for the plan of records: all that cases are about, whether planned, in use or closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.life import Life, life_of
from register.public import PublicCase
from register.sight import Sight

_AT_ONCE = 500
_x, _c = schema.case_index.c, schema.cases.c
_CASES = sa.select(
    *(_x.case_id, _x.filing_id, _x.form, _x.medium, _x.department, _x.unit),
    *(_c.account_address, _c.published_text),
    *(_c.reference, _x.is_planned, _x.exists_since, _c.ended_on),
    *(_x.medium_key, _x.unit_key),
).join_from(schema.case_index, schema.cases)
_IS_OF_ACCOUNT = sa.or_(_x.is_planned, _x.exists_since.is_not(None))
_ORDER = (_x.medium_key, _x.unit_key, _x.case_id)


@dataclass(frozen=True)
class RecordedAccount:
    """A case about an account. `case` has its texts, `since` is the day since which there is an
    account, None before."""

    case: PublicCase
    reference: str
    life: Life
    since: date | None
    ended_on: date | None


def recorded_accounts(db: sa.Engine, sight: Sight) -> Iterator[RecordedAccount]:
    """All in `sight`, by medium and unit, some read at a time. Raises RegisterUnavailable."""
    seen = (*sight.of_department(_x.department_key), *sight.of_form(_x.form))
    query = _CASES.where(_IS_OF_ACCOUNT, *seen).order_by(*_ORDER).limit(_AT_ONCE)
    wanted = query
    while True:
        with reading(db) as connection:
            rows = connection.execute(wanted).all()
        yield from map(_account, rows)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1]
        after = sa.tuple_(*_ORDER) > sa.tuple_(last.medium_key, last.unit_key, last.case_id)
        wanted = query.where(after)


def _account(row: Any) -> RecordedAccount:
    return RecordedAccount(
        PublicCase(**{name: getattr(row, name) for name in PublicCase.__dataclass_fields__}),
        row.reference,
        life_of(row.is_planned, row.exists_since, row.ended_on),
        row.exists_since,
        row.ended_on,
    )
