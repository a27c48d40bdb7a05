"""What the public list of accounts is made of: cases whose account anybody may know of.

Which those are is a column of the index (`is_public`), so nothing here reads answers until somebody
asks for those of certain filings.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading

_AT_ONCE = 500
_x, _c, _f = schema.case_index.c, schema.cases.c, schema.filings.c
_COLUMNS = (
    *(_x.case_id, _x.filing_id, _x.form, _x.medium, _x.department, _x.unit),
    *(_c.account_address, _c.published_text),
)
_CASES = sa.select(*_COLUMNS).join_from(schema.case_index, schema.cases)
_PUBLIC = _CASES.where(_x.is_public).order_by(_x.medium_key, _x.unit_key, _x.case_id)
_AS_IF = _CASES.where(_x.case_id == sa.bindparam("case_id"))


@dataclass(frozen=True)
class PublicCase:
    """A case of the list, of its newest version: nothing of persons, but nobody has looked for them
    in these texts. `account_address` is that of an account that was made after the plan, and
    `published_text` what the officer wrote of it."""

    case_id: int
    filing_id: int
    form: str
    medium: str
    department: str
    unit: str
    account_address: str | None
    published_text: str | None


def public_rows(db: sa.Engine) -> list[tuple[Any, ...]]:
    """What each PublicCase is made of, by medium and unit as Swedes sort them: most often it is
    only to be seen whether they are the same. Raises RegisterUnavailable."""
    with reading(db) as connection:
        return list(map(tuple, connection.execute(_PUBLIC)))


def as_if_public(db: sa.Engine, case_id: int) -> PublicCase | None:
    """What the list would be made of if this case stood in it; None when it has no index."""
    with reading(db) as connection:
        row = connection.execute(_AS_IF, {"case_id": case_id}).one_or_none()
    return PublicCase(*row) if row else None


def is_public(db: sa.Engine, case_id: int) -> bool:
    """Whether the list has it now."""
    query = sa.select(_x.is_public).where(_x.case_id == case_id)
    with reading(db) as connection:
        return bool(connection.scalar(query))


def answers_of(db: sa.Engine, filing_ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """Of each filing its answers, as the text that should be JSON."""
    # As text: what is no JSON must stop nobody.
    answers = sa.cast(_f.answers, sa.Text)
    query = sa.select(_f.id, answers).where(_f.id.in_(sa.bindparam("ids", expanding=True)))
    wanted = sorted(filing_ids)
    for first in range(0, len(wanted), _AT_ONCE):
        with reading(db) as connection:
            found = connection.execute(query, {"ids": wanted[first : first + _AT_ONCE]}).all()
        yield from ((row[0], row[1]) for row in found)
