"""Room for drafts: anybody may begin one, so all of them together are bounded.

When there are too many, some give way: first those that were filed, of which nothing is lost; then
those that were saved only once, as machines do; then those that nobody has touched for longest.
Nobody's work of the last hour gives way: then new drafts are refused. Filing needs no room here.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import schema
from register.actors import HOUSEKEEPING
from register.database import reading, writing
from register.drafts import ERASED, forget_attached
from register.embedded import file_of
from register.errors import NoRoomForDrafts
from register.events import EventKind, add_event

AT_WORK = timedelta(hours=1)
# So many are erased at once that it is seldom done.
KEPT_WHEN_FULL = 0.95
# Who has begun may go on for a while when nobody may begin.
MORE_TO_GO_ON = 1.1
RESERVE_TO_GO_ON = 0.5
# From here on the operator is told.
NEARLY_FULL = 0.8
RESERVE_NEARLY_TOUCHED = 2

_t = schema.drafts.c
_IS_FILED = sa.exists().where(schema.filings.c.draft_digest == _t.key_digest)
_IS_SAVED_ONCE = sa.and_(_t.revision == 1, _t.revises_filing_id.is_(None))
_TURN = sa.case((_IS_FILED, 0), (_IS_SAVED_ONCE, 1), else_=2)


@dataclass(frozen=True)
class Room:
    """What all drafts may take: at most `drafts` with `bytes` typed in them, while the disk of an
    embedded register has `reserve` bytes free."""

    drafts: int
    bytes: int
    reserve: int


@dataclass(frozen=True)
class Space:
    """What drafts take of their `room`. `free` are the free bytes of the disk, None on a server."""

    room: Room
    drafts: int
    bytes: int
    free: int | None

    @property
    def drafts_are_many(self) -> bool:
        """Whether some will soon give way."""
        of_count, of_bytes = self.drafts / self.room.drafts, self.bytes / self.room.bytes
        return max(of_count, of_bytes) >= NEARLY_FULL

    @property
    def disk_is_nearly_full(self) -> bool:
        """Whether drafts will soon be refused, or are already."""
        return self.free is not None and self.free < RESERVE_NEARLY_TOUCHED * self.room.reserve

    @property
    def is_ample(self) -> bool:
        """Whether no human is needed."""
        return not (self.drafts_are_many or self.disk_is_nearly_full)


def space_of(db: sa.Engine, room: Room) -> Space:
    """Return what drafts take now. Raises RegisterUnavailable."""
    typed = sa.func.coalesce(sa.func.sum(_t.size), 0)
    with reading(db) as connection:
        kept = sa.select(sa.func.count(), typed).where(schema.NOT_ERASED)
        drafts, size = connection.execute(kept.select_from(schema.drafts)).one()
    return Space(room, drafts, int(size), free_bytes(db))


def free_bytes(db: sa.Engine) -> int | None:
    """How much is free where the register's file is; only a server knows its own disk."""
    file = file_of(db.url)
    return None if file is None else shutil.disk_usage(file.parent).free


def make_room(db: sa.Engine, room: Room, more: int, now: datetime, *, is_new: bool) -> None:
    """See that `more` bytes fit, in a new draft or in one that was begun; others may give way.

    Raises NoRoomForDrafts, RegisterUnavailable.
    """
    space = space_of(db, room)
    reserve = room.reserve if is_new else room.reserve * RESERVE_TO_GO_ON
    if space.free is not None and space.free < reserve:
        raise NoRoomForDrafts("the disk is nearly full")
    drafts, size = space.drafts + is_new, space.bytes + max(more, 0)
    if drafts <= room.drafts and size <= room.bytes:
        return
    fewer, less = _let_give_way(db, room, drafts, size, now)
    at_most = room.bytes if is_new else room.bytes * MORE_TO_GO_ON
    if (is_new and drafts - fewer > room.drafts) or (more > 0 and size - less > at_most):
        raise NoRoomForDrafts("drafts take all their room")


def _let_give_way(
    db: sa.Engine, room: Room, drafts: int, size: int, now: datetime
) -> tuple[int, int]:
    """Erase drafts until there is some room again; how many, and how many bytes they held."""
    fewer, less = drafts - room.drafts * KEPT_WHEN_FULL, size - room.bytes * KEPT_WHEN_FULL
    is_untouched = sa.and_(schema.NOT_ERASED, sa.or_(_IS_FILED, _t.saved_at <= now - AT_WORK))
    erase = sa.update(schema.drafts).where(_t.id == sa.bindparam("draft"), is_untouched)
    erase = erase.values(**ERASED, erased_at=now).returning(_t.id)
    count = freed = 0
    with writing(db) as connection:
        waiting = sa.select(_t.id, _t.size).where(is_untouched).order_by(_TURN, _t.saved_at)
        for row in connection.execute(waiting).all():
            if count >= fewer and freed >= less:
                break
            # Asked once more, since somebody may have saved it meanwhile.
            if connection.scalar(erase, {"draft": row.id}) is not None:
                count, freed = count + 1, freed + row.size
        if count:
            forget_attached(connection)
            kind = EventKind.DRAFTS_ERASED
            add_event(connection, kind, now, HOUSEKEEPING, count=count, why="no room")
    return count, freed
