"""Whose addresses stand in the newest versions of plans."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.fold import address_key

ADMINISTRATORS = "administrators"
"""The place of those who may change a plan."""

_t, _x = schema.case_people.c, schema.case_index.c
_f, _c = schema.filings.c, schema.cases.c
_ANY = sa.select(_t.case_id).where(_t.address == sa.bindparam("address")).limit(1)
_administers = sa.func.max(sa.case((_t.place == ADMINISTRATORS, 1), else_=0))
_SHOWN = (
    _f.id.label("filing_id"),
    _f.case_id,
    _c.reference,
    _f.version,
    _f.title,
    _f.summary,
    _x.subject,
)
_PLANS = (
    sa.select(*_SHOWN, _f.filed_at, _administers.label("administers"))
    .select_from(
        schema.case_people.join(schema.case_index, _x.case_id == _t.case_id)
        .join(schema.filings, _f.id == _x.filing_id)
        .join(schema.cases, _c.id == _t.case_id)
    )
    .where(_t.address == sa.bindparam("address"))
    .group_by(*_SHOWN, _f.filed_at)
    .order_by(_f.filed_at.desc(), _f.id.desc())
)
_PLAN = _PLANS.where(_c.reference == sa.bindparam("reference"))


@dataclass(frozen=True)
class PlanOf:
    """The newest version of a plan in which somebody stands, and whether they administer."""

    filing_id: int
    case_id: int
    reference: str
    version: int
    title: str
    summary: str
    subject: str
    filed_at: datetime
    administers: bool


def stands_in_a_plan(db: sa.Engine, address: str) -> bool:
    """Whether any plan lists the address now, however it is written."""
    with reading(db) as connection:
        return connection.scalar(_ANY, {"address": address_key(address)}) is not None


def plans_with(db: sa.Engine, address: str) -> list[PlanOf]:
    """The plans that list the address now, the last filed first."""
    with reading(db) as connection:
        asked = {"address": address_key(address)}
        return [_plan(row) for row in connection.execute(_PLANS, asked).mappings()]


def plan_with(db: sa.Engine, address: str, reference: str) -> PlanOf | None:
    """One of them; None for a plan that does not list the address, and for one that is not."""
    asked = {"address": address_key(address), "reference": reference}
    with reading(db) as connection:
        row = connection.execute(_PLAN, asked).mappings().one_or_none()
    return _plan(row) if row else None


def _plan(row: sa.RowMapping) -> PlanOf:
    return PlanOf(**{**row, "administers": bool(row["administers"])})
