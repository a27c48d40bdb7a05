"""Whose addresses stand in the newest versions of plans."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.fold import address_key, is_plain
from register.index import ADMINISTRATORS, HAS_LEFT
from register.life import Life, life_of
from register.listing import Status, status_of

PAGE = 25
# Nobody looks after more accounts.
MOST_ADMINISTERED = 500

_t, _x = schema.case_people.c, schema.case_index.c
_f, _c, _m = schema.filings.c, schema.cases.c, schema.paper_marks.c
_d = schema.departures.c
_LISTED = _t.address == sa.bindparam("address")
_ANY = sa.select(_t.case_id).where(_LISTED).limit(1)
_IS_LISTED = sa.exists().where(_t.case_id == _x.case_id, _t.place == ADMINISTRATORS, _LISTED)
_GONE_FROM = sa.and_(_d.case_id == _x.case_id, _d.address == sa.bindparam("address"))
# Who has left reads what they could change, and what they left.
_administers = sa.and_(_IS_LISTED, ~sa.exists().where(_GONE_FROM))
_LEFT_AT = sa.select(_d.at).where(_GONE_FROM).scalar_subquery()
_PLANS = (
    sa.select(
        *(_f.id.label("filing_id"), _f.case_id, _f.form, _f.edition, _c.reference, _f.version),
        *(_f.title, _f.summary, _x.subject, _f.filed_at, _administers.label("administers")),
        *(_x.paper, _m.received_on, _c.ended_on, _x.is_planned, _x.exists_since),
        _LEFT_AT.label("left_at"),
    )
    .select_from(schema.case_index)
    .join(schema.filings, _f.id == _x.filing_id)
    .join(schema.cases, _c.id == _x.case_id)
    .join(schema.paper_marks, _m.filing_id == _x.filing_id, isouter=True)
    # Somebody may stand in a plan twice.
    .where(_x.case_id.in_(sa.select(_t.case_id).where(_LISTED)))
)
_PLAN = _PLANS.where(_c.reference == sa.bindparam("reference"))
# Filings are numbered as they come.
_PAGE = _PLANS.order_by(_x.filing_id.desc()).limit(sa.bindparam("most"))
_PAGE_AFTER = _PAGE.where(_x.filing_id < sa.bindparam("after"))


@dataclass(frozen=True)
class PlanOf:
    """The newest version of a plan in which somebody stands, and whether they administer.

    `received_on` is the day on which its signed paper came, `left_at` when they left the account.
    """

    filing_id: int
    case_id: int
    form: str
    edition: str
    reference: str
    version: int
    title: str
    summary: str
    subject: str
    filed_at: datetime
    administers: bool
    status: Status
    life: Life
    exists_since: date | None
    received_on: date | None
    ended_on: date | None
    left_at: datetime | None

    @property
    def account(self) -> str:
        """What the account is called, or its place: the subject without what it is compared by."""
        medium, _, name = self.subject.partition(":")
        return name if name and "." not in medium else self.subject


def stands_in_a_plan(db: sa.Engine, address: str) -> bool:
    """Whether any plan lists the address now, however it is written."""
    with reading(db) as connection:
        return connection.scalar(_ANY, {"address": address_key(address)}) is not None


def plans_with(
    db: sa.Engine, address: str, after: int | None = None
) -> tuple[list[PlanOf], int | None]:
    """A page of the plans that list the address now, the last filed first, and what leads to the
    next page as `after`; None on the last."""
    asked = {"address": address_key(address), "after": after, "most": PAGE + 1}
    with reading(db) as connection:
        rows = connection.execute(_PAGE if after is None else _PAGE_AFTER, asked).mappings().all()
    shown = [_plan(row) for row in rows[:PAGE]]
    return shown, shown[-1].filing_id if len(rows) > PAGE else None


def plan_with(db: sa.Engine, address: str, reference: str) -> PlanOf | None:
    """One of them; None for a plan that does not list the address, and for one that is not."""
    if not is_plain(reference):
        return None
    asked = {"address": address_key(address), "reference": reference}
    with reading(db) as connection:
        row = connection.execute(_PLAN, asked).mappings().one_or_none()
    return _plan(row) if row else None


def administered_by(connection: sa.Connection, address: str) -> list[int]:
    """The cases whose newest versions list the address among those who administer: the newest of
    them, should there be very many."""
    query = sa.select(_t.case_id).where(_LISTED, _t.place == ADMINISTRATORS, ~HAS_LEFT)
    query = query.order_by(_t.case_id.desc()).limit(MOST_ADMINISTERED)
    return list(connection.scalars(query, {"address": address_key(address)}))


def _plan(row: sa.RowMapping) -> PlanOf:
    told = dict(row)
    status = status_of(told["ended_on"], told.pop("paper"))
    life = life_of(told.pop("is_planned"), told["exists_since"], told["ended_on"])
    return PlanOf(**told, status=status, life=life)
