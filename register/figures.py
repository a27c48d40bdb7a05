"""A year in numbers: the accounts as they are now, what was filed and closed in the year, and how
long signed paper took. Nobody is named in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from statistics import median
from typing import Any

import sqlalchemy as sa

import forms
from forms import is_administered
from register import schema
from register.answers import ANSWERS, answers_in
from register.database import reading
from register.index import ERASED
from register.papers import PaperState
from register.sight import Sight
from swedish import day_of

# A year of any municipality; more answers are read in no request.
MOST_ANSWERS = 10_000
_x = schema.case_index.c
_c, _f, _m, _s = schema.cases.c, schema.filings.c, schema.paper_marks.c, schema.snapshots.c
_IN_USE = sa.and_(_x.is_living, _x.exists_since.is_not(None))


@dataclass(frozen=True)
class Asked:
    """Which year: its first and last day, and where it begins and ends (UTC). An account whose last
    snapshot is from before `pictured_from` lacks one."""

    first: date
    last: date
    begins: datetime
    ends: datetime
    pictured_from: date
    sight: Sight


@dataclass(frozen=True)
class Accounts:
    """How many accounts have a name in common: planned, in use, and of these how many have a plan
    that all have signed, wait for signatures, and lack a snapshot; and closed in the year."""

    planned: int = 0
    in_use: int = 0
    valid: int = 0
    unsigned: int = 0
    without_snapshot: int = 0
    closed: int = 0

    def __add__(self, other: "Accounts") -> "Accounts":
        return Accounts(*(getattr(self, one) + getattr(other, one) for one in COUNTED))


COUNTED = tuple(one.name for one in fields(Accounts))


@dataclass(frozen=True)
class Group:
    """The accounts in one medium of one unit."""

    medium: str
    department: str
    unit: str
    accounts: Accounts


@dataclass(frozen=True)
class Year:
    """What was found. `days` are those from filing to signed paper, of papers that came in the
    year, in their order."""

    groups: list[Group]
    filed: int
    versions: int
    snapshots: int
    days: list[int]

    @property
    def median_days(self) -> float | None:
        """Half of the papers took no longer; None when none came."""
        return median(self.days) if self.days else None


def year_of(db: sa.Engine, asked: Asked) -> Year:
    """Count what is in sight. Raises RegisterUnavailable."""
    with reading(db) as connection:
        groups = [_group(row) for row in connection.execute(_accounts(asked)).mappings()]
        filed, versions = connection.execute(_filings(asked)).one()
        snapshots = connection.scalar(_snapshots(asked)) or 0
        days = sorted(_days(connection.execute(_papers(asked))))
    return Year(groups, filed or 0, versions or 0, snapshots, days)


def answers_filed(db: sa.Engine, form: str, asked: Asked) -> Iterator[Mapping[str, Any]]:
    """The newest answers of cases of a form that were opened in the year, at most MOST_ANSWERS;
    what is damaged is left out. Raises RegisterUnavailable."""
    rows = sa.select(ANSWERS).select_from(_FILED).where(_x.form == form)
    rows = rows.where(_x.opened_at >= asked.begins, _x.opened_at < asked.ends, *_seen(asked))
    with reading(db) as connection:
        found = connection.scalars(rows.limit(MOST_ANSWERS)).all()
    yield from filter(None, map(answers_in, found))


_FILED = schema.case_index.join(schema.filings, _f.id == _x.filing_id)


def _about_one() -> sa.ColumnElement[bool]:
    """Whether a case is about an account. Of one that was erased its form tells: a year that is
    told again afterwards has the same numbers."""
    forms_of_accounts = [form.slug for form in forms.FORMS if is_administered(form.slug)]
    was_one = sa.and_(_x.paper == ERASED, _x.form.in_(forms_of_accounts))
    return sa.or_(_x.is_planned, _x.exists_since.is_not(None), was_one)


def _seen(asked: Asked) -> list[sa.ColumnElement[bool]]:
    return [*asked.sight.of_department(_x.department_key), *asked.sight.of_form(_x.form)]


def _accounts(asked: Asked) -> sa.Select[Any]:
    """Ways to write one name are one, as the list has them."""
    counted = {
        "planned": sa.and_(_x.is_living, _x.is_planned),
        "in_use": _IN_USE,
        "valid": sa.and_(_IN_USE, _x.paper == PaperState.SIGNED.value),
        "unsigned": sa.and_(_IN_USE, _x.awaits_paper),
        "without_snapshot": sa.and_(_IN_USE, _x.pictured_on < asked.pictured_from),
        "closed": _c.ended_on.between(asked.first, asked.last),
    }
    names = [sa.func.min(_x[name]).label(name) for name in ("medium", "department", "unit")]
    sums = [sa.func.sum(sa.case((is_so, 1), else_=0)).label(it) for it, is_so in counted.items()]
    query = sa.select(*names, *sums).join_from(schema.case_index, schema.cases, _c.id == _x.case_id)
    query = query.where(_about_one(), *_seen(asked))
    return query.group_by(_x.medium_key, _x.department_key, _x.unit_key)


def _group(row: sa.RowMapping) -> Group:
    found = dict(row)
    accounts = Accounts(**{name: int(found.pop(name) or 0) for name in COUNTED})
    return Group(**found, accounts=accounts)


def _in_year(asked: Asked, at: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
    return sa.and_(at >= asked.begins, at < asked.ends)


def _filings(asked: Asked) -> sa.Select[Any]:
    """First versions that were filed in the year, and later ones."""
    first, later = (
        sa.func.sum(sa.case((is_so, 1), else_=0)) for is_so in (_f.version == 1, _f.version > 1)
    )
    of_case = schema.filings.join(schema.case_index, _x.case_id == _f.case_id)
    query = sa.select(first, later).select_from(of_case)
    return query.where(_about_one(), _in_year(asked, _f.filed_at), *_seen(asked))


def _snapshots(asked: Asked) -> sa.Select[Any]:
    of_case = schema.snapshots.join(schema.case_index, _x.case_id == _s.case_id)
    query = sa.select(sa.func.count()).select_from(of_case)
    return query.where(_s.taken_on.between(asked.first, asked.last), *_seen(asked))


def _papers(asked: Asked) -> sa.Select[Any]:
    of_filing = schema.paper_marks.join(schema.filings, _f.id == _m.filing_id).join(
        schema.case_index, _x.case_id == _f.case_id
    )
    query = sa.select(_m.received_on, _f.filed_at).select_from(of_filing)
    return query.where(_about_one(), _m.received_on.between(asked.first, asked.last), *_seen(asked))


def _days(rows: Iterable[Any]) -> Iterator[int]:
    for received_on, filed_at in rows:
        yield max(0, (received_on - day_of(filed_at)).days)
