"""Both logs, of who saw persons and of what happened: read newest first, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.events import Event, events_by_id

PAGE = 50
# An address that signs in by mail, for its own plans and through providers.
_MOST_ACCOUNTS = 20
# No line has so high a number.
_BEYOND = 2**31 - 1
_l, _e = schema.looks.c, schema.events.c
_a, _c, _k = schema.accounts.c, schema.cases.c, schema.api_tokens.c
_LOOKS = sa.select(
    *(_l.id, _l.at, _l.what, _l.count, _c.reference, _k.name.label("token")),
    *(_a.name.label("account"), _a.address),
).select_from(
    schema.looks.outerjoin(schema.cases, _c.id == _l.case_id)
    .outerjoin(schema.accounts, _a.id == _l.account_id)
    .outerjoin(schema.api_tokens, _k.id == _l.token_id)
)


@dataclass(frozen=True)
class Wanted:
    """Which lines. None is all of them: of a time from `begins` to before `ends`, of these
    accounts, of this case, and those with a lower number than `before`."""

    begins: datetime | None = None
    ends: datetime | None = None
    accounts: Sequence[int] | None = None
    case_id: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Look:
    """Somebody saw so many plans, or the one of the reference. `who` is a name or an address,
    `token` the name of the key of a machine; `what` is a word of ours."""

    id: int
    at: datetime
    what: str
    count: int
    reference: str
    who: str
    token: str


def looks_of(db: sa.Engine, wanted: Wanted, size: int = PAGE) -> tuple[list[Look], int | None]:
    """Looks, newest first, and the `before` of the next page. Raises RegisterUnavailable."""
    with reading(db) as connection:
        numbers, following = _numbers(connection, schema.looks, wanted, size)
        if not numbers:
            return [], None
        query = _LOOKS.where(_l.id.in_(numbers)).order_by(_l.id.desc())
        return [_look(row) for row in connection.execute(query).mappings()], following


def events_in(
    db: sa.Engine, wanted: Wanted, size: int = PAGE
) -> tuple[list[tuple[Event, str]], int | None]:
    """Events that can be understood, newest first, each with the reference of its case, and the
    `before` of the next page. Raises RegisterUnavailable."""
    with reading(db) as connection:
        numbers, following = _numbers(connection, schema.events, wanted, size)
    events = events_by_id(db, numbers) if numbers else []
    names = _references(db, {one.case_id for one in events if one.case_id})
    return [(one, names.get(one.case_id or 0, "")) for one in events], following


def accounts_of(db: sa.Engine, address: str) -> list[int]:
    """The accounts with that address, however it is written, or by that name."""
    typed = address.strip().lower()
    is_it = sa.or_(sa.func.lower(_a.address) == typed, sa.func.lower(_a.name) == typed)
    query = sa.select(_a.id).where(is_it).order_by(_a.id.desc()).limit(_MOST_ACCOUNTS)
    with reading(db) as connection:
        return list(connection.scalars(query))


def _numbers(
    connection: sa.Connection, table: sa.Table, wanted: Wanted, size: int
) -> tuple[list[int], int | None]:
    """The numbers of the newest, and of the last when there are more; for each account by itself,
    so that an index leads."""
    which = list(_conditions(connection, table, wanted))
    query = sa.select(table.c.id).order_by(table.c.id.desc()).limit(size + 1)
    accounts = (
        [[]]
        if wanted.accounts is None
        else [[table.c.account_id == one] for one in wanted.accounts]
    )
    found = [number for one in accounts for number in connection.scalars(query.where(*which, *one))]
    found.sort(reverse=True)
    return found[:size], found[size - 1] if len(found) > size else None


def _conditions(
    connection: sa.Connection, table: sa.Table, wanted: Wanted
) -> Sequence[sa.ColumnElement[bool]]:
    own = table.c
    conditions = [own.id < (_BEYOND if wanted.before is None else wanted.before)]
    if wanted.case_id is not None:
        conditions.append(own.case_id == wanted.case_id)
    # Lines are written as time goes: the numbers of a time are found by its ends.
    if wanted.begins is not None:
        first = sa.select(own.id).where(own.at >= wanted.begins).order_by(own.at, own.id).limit(1)
        number = connection.scalar(first)
        conditions += [own.id < 0] if number is None else [own.id >= number]
        conditions.append(own.at >= wanted.begins)
    if wanted.ends is not None:
        last = sa.select(own.id).where(own.at < wanted.ends)
        number = connection.scalar(last.order_by(own.at.desc(), own.id.desc()).limit(1))
        conditions += [own.id < 0] if number is None else [own.id <= number]
        conditions.append(own.at < wanted.ends)
    return conditions


def _references(db: sa.Engine, case_ids: set[int]) -> Mapping[int, str]:
    if not case_ids:
        return {}
    query = sa.select(_c.id, _c.reference).where(_c.id.in_(case_ids))
    with reading(db) as connection:
        return {row.id: row.reference for row in connection.execute(query)}


def _look(row: sa.RowMapping) -> Look:
    told: dict[str, Any] = dict(row)
    name, address = told.pop("account"), told.pop("address")
    told |= {"who": name or address or "", "token": told["token"] or ""}
    return Look(**told | {"reference": told["reference"] or ""})
