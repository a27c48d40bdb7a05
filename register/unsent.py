"""Mail that has not gone: copies and letters that failed or wait, a page at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.deliveries import IS_GIVEN_UP, IS_SURELY_FAILED, IS_UNDELIVERED, is_undelivered
from register.letters import HAS_FAILED
from register.places import (
    MOST_COUNTED,
    PAGE,
    Page,
    Place,
    count_up_to,
    page_from,
    place_in,
)

_d, _l = schema.deliveries.c, schema.letters.c
_c, _f = schema.cases.c, schema.filings.c


class Unsent(StrEnum):
    """What hangs in which queue; the values stand in addresses."""

    FAILED = "misslyckade"
    WAITING = "väntar"
    FAILED_LETTERS = "brev"
    WAITING_LETTERS = "väntande-brev"


@dataclass(frozen=True)
class Hanging:
    """One mail. `reference` is that of the plan of a copy; a letter has a `kind` instead.

    `at` is when it was given up, or when it goes next; `is_unsure` says that it may have arrived,
    `is_bounced` that a server took it and could not hand it over, `is_barred` that it waits for
    somebody to mend what the mail server has against us.
    """

    id: int
    at: datetime
    recipient: str
    attempts: int
    queued_at: datetime
    server_reply: str
    is_unsure: bool
    is_barred: bool
    is_bounced: bool
    reference: str = ""
    version: int = 0
    kind: str = ""


_COPIES = schema.deliveries.join(schema.filings).join(schema.cases)
_FILINGS = sa.select(_f.id)
_OF_BOTH = ("id", "recipient", "attempts", "queued_at", "server_reply")


@dataclass(frozen=True)
class _Queue:
    """Which rows, and by which time they are sorted: that of an index."""

    table: sa.Table
    is_it: sa.ColumnElement[bool]
    at: sa.Column[Any]

    @property
    def rows(self) -> sa.Select[Any]:
        of, is_copy = self.table.c, self.table is schema.deliveries
        own = (_c.reference, _f.version) if is_copy else (_l.kind,)
        rows = sa.select(
            *(of[name] for name in _OF_BOTH),
            self.at.label("at"),
            of.unsure_at.is_not(None).label("is_unsure"),
            of.barred_at.is_not(None).label("is_barred"),
            of.bounced_at.is_not(None).label("is_bounced"),
            *own,
        )
        return rows.select_from(_COPIES if is_copy else self.table)


_QUEUES: Mapping[Unsent, _Queue] = {
    Unsent.FAILED: _Queue(schema.deliveries, IS_GIVEN_UP, _d.failed_at),
    Unsent.WAITING: _Queue(schema.deliveries, IS_UNDELIVERED, _d.due_at),
    Unsent.FAILED_LETTERS: _Queue(schema.letters, HAS_FAILED, _l.failed_at),
    Unsent.WAITING_LETTERS: _Queue(schema.letters, is_undelivered(schema.letters), _l.due_at),
}


def failed_copies(db: sa.Engine) -> tuple[int, int]:
    """How many copies failed, and how many were given up that may have arrived; each is one more
    than MOST_COUNTED when there are more."""
    with reading(db) as connection:
        sure, unsure = (
            count_up_to(connection, sa.select(_d.id).where(which), MOST_COUNTED)
            for which in (IS_SURELY_FAILED, sa.and_(IS_GIVEN_UP, _d.unsure_at.is_not(None)))
        )
    return sure, unsure


def page_of(
    db: sa.Engine,
    which: Unsent,
    after: str = "",
    size: int = PAGE,
    *,
    since: datetime | None = None,
    most: int = MOST_COUNTED,
    hidden: Collection[str] = (),
) -> Page[Hanging]:
    """One page; `after` is `next` of the page before, and nonsense in it is the first page. Copies
    of the forms in `hidden`, slugs, are left out.

    `since` leaves out what was given up before, or was to go before.
    """
    queue, place = _QUEUES[which], place_in(after)
    is_it = queue.is_it if since is None else sa.and_(queue.is_it, queue.at >= since)
    if hidden and queue.table is schema.deliveries:
        is_it = sa.and_(is_it, _d.filing_id.not_in(_FILINGS.where(_f.form.in_(hidden))))
    rows = queue.rows.where(is_it).order_by(queue.at, queue.table.c.id).limit(size + 1)
    if place is not None:
        rows = rows.where(place.is_before(queue.at, queue.table.c.id))
    with reading(db) as connection:
        count = count_up_to(connection, sa.select(queue.table.c.id).where(is_it), most)
        if not (size and count):
            return Page([], count, "")
        found = [Hanging(**one) for one in connection.execute(rows).mappings()]
    return page_from(found, size, count, lambda one: Place(one.at, one.id))
