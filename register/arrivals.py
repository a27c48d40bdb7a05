"""Arrivals: files that came with paper in them, kept as they came, and the queue of those not read.

Any number of readers may work on it at once: each takes a file under a lease that expires. Whoever
takes over from one that was killed goes on at the first page that has no sheet.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forms.cleaning import clean_line
from register import schema
from register.actors import SYSTEM, Actor
from register.database import reading, writing
from register.deliveries import FURTHEST_AHEAD
from register.events import EventKind, add_event
from register.places import MOST_COUNTED, PAGE, Page, Place, count_up_to, page_from, place_in

LONGEST_NAME = 200
_LONGEST_MEDIA = 100
_t = schema.arrivals.c
_COLUMNS = tuple(column for column in _t if column is not _t.content)
_ROWS = sa.select(*_COLUMNS)
_UPDATE = sa.update(schema.arrivals)


class Way(StrEnum):
    """How a file came. The values are stored: a new one is added, an old one never renamed."""

    PHONE = "phone"
    """By the code on the paper, without an account."""
    RECEIPT = "receipt"
    DESK = "desk"
    FOLDER = "folder"
    MAIL = "mail"
    COMMAND = "command"


@dataclass(frozen=True)
class NewArrival:
    """What came; `filing_id` is the filing by whose code or receipt it came, None for a heap."""

    content: bytes = field(repr=False)
    name: str
    media: str
    way: Way
    filing_id: int | None = None


@dataclass(frozen=True)
class Arrival:
    """A file as it came, without its bytes (`content_of`).

    `attempts` is how often reading was begun since its last page was; `pages` how many it has, None
    until it was opened. `refused` is the code of a refusal, whose facts are `facts`. `settled_at`
    is when a human took care of one that could not be read.
    """

    id: int
    sha256: str
    name: str
    way: Way
    media: str
    size: int
    arrived_at: datetime
    account_id: int | None
    filing_id: int | None
    leased_until: datetime | None
    leased_by: str | None
    attempts: int
    pages: int | None
    read_at: datetime | None
    refused: str | None
    facts: Mapping[str, Any]
    settled_at: datetime | None
    erased_at: datetime | None

    @property
    def is_read(self) -> bool:
        """Whether nothing of it waits to be read, or it cannot be."""
        return self.read_at is not None


def add_arrival(
    db: sa.Engine, new: NewArrival, now: datetime, actor: Actor
) -> tuple[Arrival, bool]:
    """Keep a file; False when those bytes were here already, by whichever way. What could not be
    read then is read once more. Raises RegisterUnavailable."""
    digest = hashlib.sha256(new.content).hexdigest()
    row: dict[str, Any] = {
        "sha256": digest,
        "name": name_of(new.name),
        "way": new.way.value,
        "media": clean_line(new.media)[:_LONGEST_MEDIA],
        "size": len(new.content),
        "arrived_at": now,
        "account_id": actor.account_id,
        "filing_id": new.filing_id,
        "facts": {},
        "content": new.content,
    }
    with writing(db) as connection:
        is_new = connection.scalar(_insert_once(connection), row) is not None
        if not is_new:
            _read_once_more(connection, digest)
        arrival = _one(connection, _t.sha256 == digest)
        assert arrival is not None
        if is_new:
            add_event(
                connection,
                EventKind.PAPER_ARRIVED,
                now,
                actor,
                filing_id=new.filing_id,
                arrival=arrival.id,
                way=new.way.value,
            )
    return arrival, is_new


def _read_once_more(connection: sa.Connection, digest: str) -> None:
    is_refused = sa.and_(_t.refused.is_not(None), _t.erased_at.is_(None))
    unread: dict[str, Any] = {
        "read_at": None,
        "refused": None,
        "facts": {},
        "settled_at": None,
        "attempts": 0,
    }
    connection.execute(_UPDATE.where(_t.sha256 == digest, is_refused).values(unread))


def _insert_once(connection: sa.Connection) -> sa.Insert:
    """Gives a number only when it is new; of two that come at once one waits for the other."""
    is_server = connection.dialect.name == "postgresql"
    insert = postgresql.insert if is_server else sqlite.insert
    once = insert(schema.arrivals).on_conflict_do_nothing(index_elements=[_t.sha256])
    return once.returning(_t.id)


def name_of(told: str) -> str:
    """The name of a file as somebody told it, without folders, on one line and of bounded length;
    its end is kept, which says what it is."""
    name = clean_line(told.replace("\\", "/").rpartition("/")[2])
    return name[-LONGEST_NAME:].strip() or "namnlös"


def arrival_by_id(db: sa.Engine, arrival_id: int) -> Arrival | None:
    """Return an arrival, or None."""
    with reading(db) as connection:
        return _one(connection, _t.id == arrival_id)


def sha256_of(db: sa.Engine, arrival_id: int) -> str:
    """Return the digest of a file as it came, in hexadecimal."""
    with reading(db) as connection:
        query = sa.select(_t.sha256).where(_t.id == arrival_id)
        return str(connection.scalar(query))


def content_of(db: sa.Engine, arrival_id: int) -> bytes | None:
    """Return the bytes as they came; None when they were erased, or no longer are those."""
    query = sa.select(_t.content, _t.sha256).where(_t.id == arrival_id)
    with reading(db) as connection:
        row = connection.execute(query).one_or_none()
    # A damaged SQLite file keeps a text where bytes should be.
    if row is None or not isinstance(row.content, bytes):
        return None
    content: bytes = row.content
    return content if hashlib.sha256(content).hexdigest() == row.sha256 else None


def newest_arrivals(
    db: sa.Engine,
    most: int = PAGE,
    before: int | None = None,
    which: sa.ColumnElement[bool] | None = None,
) -> list[Arrival]:
    """Return what came last of all, or of those that are `which`, newest first, or last `before`
    the arrival of a number."""
    query = _ROWS.where(sa.true() if which is None else which)
    query = query.order_by(_t.id.desc()).limit(most)
    with reading(db) as connection:
        rows = connection.execute(query if before is None else query.where(_t.id < before))
        return [_arrival(row) for row in rows.mappings()]


def unread_page(
    db: sa.Engine, after: str = "", size: int = PAGE, most: int = MOST_COUNTED
) -> Page[Arrival]:
    """One page of what could not be read and of which nobody took care, oldest first."""
    which = schema.UNREADABLE
    with reading(db) as connection:
        count = count_up_to(connection, sa.select(_t.id).where(which), most)
        if not (size and count):
            return Page([], count, "")
        query = _ROWS.where(which).order_by(_t.arrived_at, _t.id).limit(size + 1)
        place = place_in(after)
        if place is not None:
            query = query.where(place.is_before(_t.arrived_at, _t.id))
        found = [_arrival(row) for row in connection.execute(query).mappings()]
    return page_from(found, size, count, lambda one: Place(one.arrived_at, one.id))


@dataclass(frozen=True)
class Waiting:
    """What was not read yet: how many files of how many bytes, and since when."""

    files: int
    bytes: int
    oldest: datetime | None


def waiting_now(db: sa.Engine) -> Waiting:
    """Return what waits to be read."""
    size, oldest = sa.func.coalesce(sa.func.sum(_t.size), 0), sa.func.min(_t.arrived_at)
    query = sa.select(sa.func.count(), size, oldest).where(schema.NOT_READ)
    with reading(db) as connection:
        files, weight, since = connection.execute(query.select_from(schema.arrivals)).one()
    return Waiting(files, int(weight), since)


def lease_arrival(
    db: sa.Engine,
    now: datetime,
    lease_for: timedelta,
    worker: str,
    arrival_id: int | None = None,
) -> Arrival | None:
    """Take what waits longest for `worker` alone, or a certain one; None when there is none."""
    lease = {"leased_until": now + lease_for, "leased_by": worker, "attempts": _t.attempts + 1}
    free = sa.or_(
        _t.leased_until.is_(None), _t.leased_until <= now, _t.leased_until > now + FURTHEST_AHEAD
    )
    query = sa.select(_t.id).where(schema.NOT_READ, free, _t.erased_at.is_(None))
    if arrival_id is not None:
        query = query.where(_t.id == arrival_id)
    query = query.order_by(_t.arrived_at, _t.id).limit(1)
    with reading(db) as connection:
        # Nearly always nothing: no turn is taken for it.
        if connection.execute(query).first() is None:
            return None
    with writing(db) as connection:
        found = connection.scalar(query.with_for_update(skip_locked=True))
        if found is None:
            return None
        connection.execute(_UPDATE.where(_t.id == found).values(lease))
        return _one(connection, _t.id == found)


def hold_arrival(
    db: sa.Engine, arrival: Arrival, until: datetime, pages: int | None = None
) -> bool:
    """Go on holding it, and note how many pages it has; False when somebody else has taken over."""
    known = {} if pages is None else {"pages": pages}
    with writing(db) as connection:
        done = connection.execute(_held(arrival).values(leased_until=until, **known))
        return bool(done.rowcount)


def let_go(db: sa.Engine, arrival: Arrival, until: datetime | None = None) -> None:
    """Give it back unread, to be taken by the next, at once or at a time; no reader was ended."""
    free = {"leased_until": until, "leased_by": None, "attempts": 0}
    with writing(db) as connection:
        connection.execute(_held(arrival).values(free))


def finish_arrival(
    db: sa.Engine,
    arrival: Arrival,
    now: datetime,
    refused: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> bool:
    """Note that all of it was read, or by which refusal it cannot be; False when somebody else has
    taken over."""
    values = {"read_at": now, "refused": refused, "facts": dict(facts or {})}
    free = {"leased_until": None, "leased_by": None}
    with writing(db) as connection:
        done = connection.execute(_held(arrival).values(**values, **free)).rowcount
        if done and refused:
            add_event(
                connection,
                EventKind.PAPER_REFUSED,
                now,
                SYSTEM,
                filing_id=arrival.filing_id,
                arrival=arrival.id,
                refused=refused,
            )
    return bool(done)


def settle_arrival(db: sa.Engine, arrival: Arrival, now: datetime, actor: Actor) -> bool:
    """Note that a human took care of what could not be read; False when there was nothing to."""
    update = _UPDATE.where(_t.id == arrival.id, schema.UNREADABLE).values(settled_at=now)
    with writing(db) as connection:
        done = connection.execute(update).rowcount
        if done:
            kind, about = EventKind.PAPER_SETTLED, arrival.filing_id
            add_event(connection, kind, now, actor, filing_id=about, arrival=arrival.id)
    return bool(done)


def _held(arrival: Arrival) -> sa.Update:
    return _UPDATE.where(
        _t.id == arrival.id, _t.leased_by == arrival.leased_by, _t.read_at.is_(None)
    )


def _one(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Arrival | None:
    row = connection.execute(_ROWS.where(which)).mappings().one_or_none()
    return None if row is None else _arrival(row)


def _arrival(row: sa.RowMapping) -> Arrival:
    columns: dict[str, Any] = dict(row)
    columns["way"] = Way(columns["way"])
    columns["facts"] = columns["facts"] if isinstance(columns["facts"], Mapping) else {}
    return Arrival(**columns)
