"""What the public list of accounts is made of: cases whose account anybody may know of.

Which those are is a column of the index (`is_public`), so nothing here reads answers until somebody
asks for those of certain filings.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from register import schema
from register.answers import ANSWERS
from register.database import reading

_AT_ONCE = 500
_x, _c, _f = schema.case_index.c, schema.cases.c, schema.filings.c
_n = schema.case_named.c
_COLUMNS = (
    *(_x.case_id, _x.filing_id, _x.form, _x.medium, _x.department, _x.unit),
    *(_c.account_address, _c.published_text),
)
_CASES = sa.select(*_COLUMNS).join_from(schema.case_index, schema.cases)
_PUBLIC = _CASES.where(_x.is_public).order_by(_x.medium_key, _x.unit_key, _x.case_id)
_MARK = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(_x.public_mark), 0)).where(
    _x.is_public
)
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


def public_cases(db: sa.Engine) -> list[PublicCase]:
    """The cases of the list, by medium and unit as Swedes sort them. Raises RegisterUnavailable."""
    with reading(db) as connection:
        return [PublicCase(*row) for row in connection.execute(_PUBLIC)]


def mark_of_list(db: sa.Engine) -> tuple[int, int]:
    """Another pair as soon as a transaction has changed what the list is made of, whichever process
    did. Raises RegisterUnavailable."""
    with reading(db) as connection:
        count, total = connection.execute(_MARK).one()
    return count, int(total)


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


def known_among(db: sa.Engine, digests: Collection[int]) -> set[int]:
    """Those by which any plan names somebody (office.named). Raises RegisterUnavailable."""
    query = (
        sa.select(_n.digest).distinct().where(_n.digest.in_(sa.bindparam("some", expanding=True)))
    )
    wanted, found = sorted(digests), set[int]()
    for first in range(0, len(wanted), _AT_ONCE):
        with reading(db) as connection:
            some = {"some": wanted[first : first + _AT_ONCE]}
            found.update(connection.scalars(query, some))
    return found


def answers_of(db: sa.Engine, filing_ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """Of each filing its answers, as the text that should be JSON."""
    query = sa.select(_f.id, ANSWERS).where(_f.id.in_(sa.bindparam("ids", expanding=True)))
    wanted = sorted(filing_ids)
    for first in range(0, len(wanted), _AT_ONCE):
        with reading(db) as connection:
            found = connection.execute(query, {"ids": wanted[first : first + _AT_ONCE]}).all()
        yield from ((row[0], row[1]) for row in found)
