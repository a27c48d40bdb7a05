"""Plans whose paper has not come home whole and signed, the longest waiting first."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.papers import Paper, papers_in
from register.places import MOST_COUNTED, PAGE, Page, Place, count_up_to, page_from, place_in
from register.sight import Sight

_x, _c, _f = schema.case_index.c, schema.cases.c, schema.filings.c
_PLANS = schema.case_index.join(schema.cases, _c.id == _x.case_id).join(
    schema.filings, _f.id == _x.filing_id
)
_SHOWN = (
    *(_x.case_id, _x.filing_id, _x.form, _c.reference, _x.version, _f.summary, _x.department),
    _x.unit,
)


@dataclass(frozen=True)
class Waiting:
    """A plan that has not ended, and what has come of the paper of its newest version; `since` is
    when that was filed."""

    case_id: int
    filing_id: int
    form: str
    reference: str
    version: int
    summary: str
    department: str
    unit: str
    since: datetime
    paper: Paper


def waiting_page(
    db: sa.Engine,
    sight: Sight | None = None,
    after: str = "",
    size: int = PAGE,
    most: int = MOST_COUNTED,
) -> Page[Waiting]:
    """One page of what is in `sight`. `after` is `next` of the page before, and
    nonsense in it is the first page. Raises RegisterUnavailable."""
    # By the words of its index: it is walked from the oldest on, and nothing is sorted.
    which: list[sa.ColumnElement[bool] | sa.TextClause] = [schema.AWAITS_PAPER]
    sight = sight or Sight()
    which += (*sight.of_department(_x.department_key), *sight.of_form(_x.form))
    rows = sa.select(*_SHOWN, _x.changed_at.label("since")).select_from(_PLANS).where(*which)
    rows = rows.order_by(_x.changed_at, _x.case_id).limit(size + 1)
    place = place_in(after)
    if place is not None:
        rows = rows.where(place.is_before(_x.changed_at, _x.case_id))
    with reading(db) as connection:
        count = count_up_to(connection, sa.select(_x.case_id).where(*which), most)
        if not (size and count):
            return Page([], count, "")
        found = connection.execute(rows).mappings().all()
        papers = papers_in(connection, [row["filing_id"] for row in found])
    waiting = [Waiting(**row, paper=papers[row["filing_id"]]) for row in found]
    return page_from(waiting, size, count, lambda one: Place(one.since, one.case_id))
