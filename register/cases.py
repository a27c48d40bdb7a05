"""Cases: the reference, and what all its versions share."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from register import schema
from register.database import reading

_t = schema.cases.c
_f = schema.filings.c
_ADD = sa.insert(schema.cases).returning(_t.id)
_LOCK = sa.select(_t.id).where(_t.id == sa.bindparam("case_id")).with_for_update()
_NEWEST = sa.select(sa.func.max(_f.version)).where(_f.case_id == sa.bindparam("case_id"))


@dataclass(frozen=True)
class Case:
    """One reference: prefix of its form, year, running number; and what the office noted of it.

    `revision` counts what the office does with it. `dnr` is its number in the municipality's
    registry, `credentials_told_on` the day on which the officer was told where the login is kept,
    `ended_on` the day on which the account was closed, `ended_kept` what became of what it had
    published. `created_on` is the day on which a planned account was made, `account_address` its
    address then. On `reviewed_on` somebody last said that all of the plan holds, on `shown_on` that
    the account shows what it must. `published_text` stands in the public list, out of which the
    case is kept since `unlisted_at`. What it held was erased at `erased_at`.
    """

    id: int
    form: str
    reference: str
    year: int
    number: int
    revision: int
    dnr: str | None
    dnr_at: datetime | None
    credentials_told_on: date | None
    ended_on: date | None
    ended_why: str | None
    ended_kept: str | None
    created_on: date | None
    account_address: str | None
    reviewed_on: date | None
    shown_on: date | None
    published_text: str | None
    unlisted_at: datetime | None
    erased_at: datetime | None


def add_case(connection: sa.Connection, form: str, reference: str, year: int, number: int) -> int:
    """Open a case, in the transaction of its first filing; return its number here."""
    row = {"form": form, "reference": reference, "year": year, "number": number}
    return int(connection.execute(_ADD, row).scalar_one())


def find_case(db: sa.Engine, reference: str) -> Case | None:
    """Return the case of a reference, or None."""
    with reading(db) as connection:
        query = sa.select(schema.cases).where(_t.reference == reference)
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Case(**row)


def newest_version(db: sa.Engine, case_id: int) -> int:
    """Return the newest version of a case."""
    with reading(db) as connection:
        return int(connection.execute(_NEWEST, {"case_id": case_id}).scalar_one())


def locked_newest(connection: sa.Connection, case_id: int) -> int:
    """Return the newest version; nobody else files one until the transaction ends.

    Read after the lock, so that what a waited-for rival did is seen.
    """
    connection.execute(_LOCK, {"case_id": case_id})
    return int(connection.execute(_NEWEST, {"case_id": case_id}).scalar_one())
