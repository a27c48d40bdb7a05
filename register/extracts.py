"""What is taken out of the register: rows of the list with the answers behind them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from register import schema
from register.answers import ANSWERS, answers_in
from register.database import reading
from register.listing import Row, Wanted, rows_of
from register.releases import Released, releases_of
from register.sight import Sight

_AT_ONCE = 500
_f = schema.filings.c
_m = schema.paper_marks.c
_c = schema.cases.c
_BEHIND = (
    sa.select(
        _f.id,
        _f.edition,
        ANSWERS,
        _m.received_on,
        _c.credentials_told_on,
    )
    .select_from(
        schema.filings.join(schema.cases).join(
            schema.paper_marks, _m.filing_id == _f.id, isouter=True
        )
    )
    .where(_f.id.in_(sa.bindparam("ids", expanding=True)))
)


@dataclass(frozen=True)
class Extract:
    """One case: its row, the answers of its newest version, the days that the office noted, and
    what was given out of it.

    Answers that can no longer be read are none.
    """

    row: Row
    edition: str
    answers: Mapping[str, Any]
    received_on: date | None
    credentials_told_on: date | None
    releases: Sequence[Released]


def extracts(
    db: sa.Engine, wanted: Wanted, sight: Sight | None = None, *, with_releases: bool = False
) -> Iterator[Extract]:
    """All that the list shows for `wanted`, at one moment and in its order, some read at a time, of
    what is in `sight`; what was given out only where it is asked for. Raises RegisterUnavailable.
    """
    rows = rows_of(db, wanted, sight)
    while some := list(islice(rows, _AT_ONCE)):
        with reading(db) as connection:
            found = connection.execute(_BEHIND, {"ids": [row.filing_id for row in some]}).all()
        behind = {one.id: one for one in found}
        releases = releases_of(db, [row.case_id for row in some] if with_releases else [])
        for row in some:
            one = behind[row.filing_id]
            yield Extract(
                row,
                one.edition,
                answers_in(one.answers),
                one.received_on,
                one.credentials_told_on,
                releases.get(row.case_id, ()),
            )
