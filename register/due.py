"""What a human has to do with plans: one function a kind, each row with since when and why.

All of it follows from the newest version of each plan and from what the office noted, and stands
beside the index (register.index). Oldest first, a page at a time.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from register import schema
from register.apart import Columns, seem_the_same
from register.database import reading
from register.index import ADMINISTRATORS, FEWEST, HAS_LEFT, LISTED, few_since
from register.papers import PaperState
from register.places import (
    MOST_COUNTED,
    PAGE,
    Page,
    Place,
    count_up_to,
    page_from,
    place_in,
    sum_up_to,
)
from register.refused import refused_addresses
from register.sight import Sight
from register.verdicts import Verdict
from register.walks import Conditions

_x = schema.case_index.c
_c, _f, _p = schema.cases.c, schema.filings.c, schema.case_people.c
_s, _m = schema.sheets.c, schema.paper_marks.c
_another = schema.case_index.alias("another")
_o = _another.c
_others_case = schema.cases.alias("others_case")


class Due(StrEnum):
    """What has to be done; the values stand in addresses."""

    CHECK = "kontrollera"
    PAPER = "papper"
    ADMINISTRATORS = "administratörer"
    ACCOUNT = "konton"
    CREDENTIALS = "inloggningsuppgifter"


@dataclass(frozen=True)
class Asked:
    """Which rows are wanted, of those that are in `sight`; papers and logins that were filed before
    `papers_before` and `logins_before` are late. `after` is `next` of the page before, and nonsense
    in it is the first page."""

    papers_before: datetime
    logins_before: datetime
    sight: Sight = field(default_factory=Sight)
    after: str = ""
    size: int = PAGE
    most: int = MOST_COUNTED


@dataclass(frozen=True)
class Row:
    """One plan, and since when something is to be done with it. `administrators` are those who can
    be reached; `other` is the reference of the first other plan about the same account."""

    case_id: int
    since: datetime
    form: str
    reference: str
    version: int
    summary: str
    department: str
    administrators: int
    other: str = ""


def page_of(db: sa.Engine, kind: Due, asked: Asked) -> Page[Row]:
    """One page of one kind. Raises RegisterUnavailable."""
    with reading(db) as connection:
        return _OF[kind](connection, asked)


def count_of(db: sa.Engine, asked: Asked) -> int:
    """How many there are of all kinds together, counted as far as is asked for."""
    with reading(db) as connection:
        return sum_up_to((_OF[kind](connection, asked).count for kind in Due), asked.most)


def _checks(connection: sa.Connection, asked: Asked) -> Page[Row]:
    """Papers that came whole, and on which more is seen than anybody has said of them."""
    return _page(connection, asked, CAME, [*IS_SEEN, _x.is_living])


def _papers(connection: sa.Connection, asked: Asked) -> Page[Row]:
    """Papers that have not come: the newest version is unsigned for too long."""
    is_late = _x.changed_at < asked.papers_before
    return _page(connection, asked, _x.changed_at, [*AWAITED, is_late])


def _credentials(connection: sa.Connection, asked: Asked) -> Page[Row]:
    """Plans of which nobody was told for too long where the login is kept."""
    is_late = _x.opened_at < asked.logins_before
    return _page(connection, asked, _x.opened_at, [schema.AWAITS_CREDENTIALS, is_late])


def _accounts(connection: sa.Connection, asked: Asked) -> Page[Row]:
    """Plans that are about the same account as another: of each account the one that was first to
    meet another."""
    first = sa.select(_others_case.c.reference)
    first = first.where(_others_case.c.id == _o.case_id, *_same(connection, asked.sight))
    other = first.order_by(_o.case_id).limit(1).scalar_subquery().label("other")
    return _page(connection, asked, _x.changed_at, doubles(connection, asked.sight), other)


def doubles(connection: sa.Connection, sight: Sight) -> Conditions:
    """Of the plans in sight that share an account: the one that was first to meet another."""
    same = _same(connection, sight)
    here, there = (sa.tuple_(of.changed_at, of.case_id) for of in (_x, _o))
    is_first = ~sa.exists().where(*same, _o.meets_another, there < here)
    return [schema.MEETS_ANOTHER, sa.exists().where(*same), is_first]


def _same(connection: sa.Connection, sight: Sight) -> list[sa.ColumnElement[bool]]:
    """That another living plan in sight is about the same account."""
    return [*seem_the_same(_x, _o), *own(connection, sight, _o)]


def _administrators(connection: sa.Connection, asked: Asked) -> Page[Row]:
    """Plans with too few who administer, or too few whose mailbox takes mail."""
    refused = refused_cases(connection)
    since, conditions = lacking_but(refused)
    lacking = _page(connection, asked, since, conditions)
    if not refused:
        return lacking
    since, conditions = lacking_by(refused)
    left = {case_id: few.administrators for case_id, few in refused.items()}
    more = _page(connection, asked, since, conditions, left=left)
    rows = sorted((*lacking.rows, *more.rows), key=lambda row: (row.since, row.case_id))
    shown = rows[: asked.size]
    is_last = len(rows) <= asked.size and not lacking.next and not more.next
    following = "" if is_last else _place(shown[-1]).token
    return Page(shown, min(lacking.count + more.count, asked.most + 1), following)


@dataclass(frozen=True)
class Few:
    """How many administrators can be reached, and since when those are too few."""

    administrators: int
    since: datetime


def refused_cases(connection: sa.Connection) -> dict[int, Few]:
    """Those who have too few because mailboxes refuse mail, or would have without that."""
    addresses = refused_addresses(connection)
    if not addresses:
        return {}
    # Those who have left do not count already.
    left = _x.administrators - sa.func.sum(sa.case((HAS_LEFT, 0), else_=1))
    people = schema.case_people.join(schema.case_index, _x.case_id == _p.case_id)
    query = sa.select(_x.case_id).select_from(people)
    query = query.where(_p.address.in_(list(addresses)), _p.place == ADMINISTRATORS, _x.is_living)
    query = query.where(sa.or_(_x.few_since.is_not(None), _x.administrators > 0))
    query = query.group_by(_x.case_id, _x.administrators).having(left < FEWEST)
    case_ids = list(connection.scalars(query.limit(MOST_COUNTED + 1)))
    return dict(_few(connection, case_ids, addresses))


def _few(
    connection: sa.Connection, case_ids: Sequence[int], addresses: Mapping[str, datetime]
) -> Iterator[tuple[int, Few]]:
    query = LISTED.add_columns(_x.changed_at).where(_p.case_id.in_(case_ids))
    query = query.join(schema.case_index, _x.case_id == _p.case_id).order_by(_p.case_id)
    for case_id, found in groupby(connection.execute(query), key=lambda row: row.case_id):
        rows = list(found)
        lost = [list(filter(None, (row.at, addresses.get(row.address)))) for row in rows]
        losses = [min(times) for times in lost if times]
        since = few_since(len(rows), losses, rows[0].changed_at) or rows[0].changed_at
        yield case_id, Few(len(rows) - len(losses), since)


def lacking_but(refused: Collection[int]) -> tuple[sa.ColumnElement[Any], Conditions]:
    """Since when the others have too few, and which those are."""
    conditions: Conditions = [schema.LACKS_ADMINISTRATORS]
    return _x.few_since, [*conditions, _x.case_id.not_in(list(refused))] if refused else conditions


def lacking_by(refused: Mapping[int, Few]) -> tuple[sa.ColumnElement[Any], Conditions]:
    """Since when some of `refused_cases` have too few, and which those are; there are any."""
    since = {one: sa.literal(few.since, schema.UtcDateTime()) for one, few in refused.items()}
    return sa.case(since, value=_x.case_id), [_x.case_id.in_(list(refused)), _x.is_living]


# What some have signed and others not shows more than was said only as long as nothing was.
IS_SEEN = (
    _x.paper.in_((PaperState.CHECK.value, PaperState.PARTLY.value)),
    sa.or_(_x.paper == PaperState.CHECK.value, ~sa.exists().where(_m.filing_id == _x.filing_id)),
)
# Nobody is asked to look at it first.
AWAITED: Conditions = (schema.AWAITS_PAPER, sa.not_(sa.and_(*IS_SEEN)))
# When the last sheet came that counts, or was sorted.
CAME = (
    sa.select(sa.func.max(sa.func.coalesce(_s.sorted_at, _s.made_at, type_=schema.UtcDateTime())))
    .where(_s.filing_id == _x.filing_id, _s.verdict == Verdict.FILED.value)
    .scalar_subquery()
)
_OF = {
    Due.CHECK: _checks,
    Due.PAPER: _papers,
    Due.ADMINISTRATORS: _administrators,
    Due.ACCOUNT: _accounts,
    Due.CREDENTIALS: _credentials,
}
_SHOWN = (
    *(_x.case_id, _x.form, _c.reference, _x.version, _f.summary, _x.department, _x.administrators),
)
_PLANS = schema.case_index.join(schema.cases, _c.id == _x.case_id).join(
    schema.filings, _f.id == _x.filing_id
)


def _page(
    connection: sa.Connection,
    asked: Asked,
    since: sa.ColumnElement[datetime],
    conditions: Conditions,
    *more: sa.ColumnElement[Any],
    left: Mapping[int, int] | None = None,
) -> Page[Row]:
    """Rows in the order of an index of those alone; `left` says how many administrators are."""
    seen = own(connection, asked.sight, _x)
    count = count_up_to(connection, sa.select(_x.case_id).where(*conditions, *seen), asked.most)
    if not (count and asked.size):
        return Page([], count, "")
    rows = sa.select(*_SHOWN, since.label("since"), *more).select_from(_PLANS)
    rows = rows.where(*conditions, *seen).order_by(since, _x.case_id).limit(asked.size + 1)
    place = place_in(asked.after)
    if place is not None:
        rows = rows.where(place.is_before(since, _x.case_id))
    found = [_row(one, left or {}) for one in connection.execute(rows).mappings()]
    return page_from(found, asked.size, count, _place)


def _place(row: Row) -> Place:
    return Place(row.since, row.case_id)


def _row(found: sa.RowMapping, left: Mapping[int, int]) -> Row:
    administrators = left.get(found["case_id"], found["administrators"])
    return Row(**{**found, "administrators": administrators})


def own(connection: sa.Connection, sight: Sight, of: Columns) -> list[sa.ColumnElement[bool]]:
    """What is in sight of an index. On SQLite with a sign before the column, or it would walk all
    plans of the förvaltning and not those that are due."""
    key: sa.ColumnElement[str] = of.department_key
    if connection.dialect.name == "sqlite":
        key = sa.literal_column(f"+{of.department_key.table.name}.department_key")
    return [*sight.of_department(key), *sight.of_form(of.form)]
