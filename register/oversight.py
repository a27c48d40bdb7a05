"""How the installation fares: what waits, what failed, what was filed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import chores, schema
from register.arrivals import waiting_now
from register.audit.damage import still_damaged
from register.database import reading
from register.deliveries import DELIVERIES, IS_FILE, IS_GIVEN_UP, IS_UNDELIVERED, Delivery
from register.erasing.owed import overdue_since
from register.errors import FilingDamaged
from register.letters import NEWS_FOR
from register.mailbox import Reading, reading_of
from register.places import MOST_COUNTED, Page, count_up_to
from register.room import Room, Space, space_of
from register.unsent import Hanging, Unsent, page_of

PATIENCE = timedelta(hours=1)
# A chore that is put off at each look through the folder of scans (rounds.watch).
FOLDER_LOOKED_THROUGH = "scans folder looked through"
NOTED_EVERY = timedelta(minutes=1)
# So long a disk may think, or others need for what came.
PATIENCE_WITH_FOLDER = timedelta(minutes=3)
MOST_NAMED = 100
NO_LETTERS: Page[Hanging] = Page([], 0, "")

_t = schema.deliveries.c
_IS_SURE = _t.unsure_at.is_(None)
_IS_BARRED = sa.and_(_IS_SURE, _t.barred_at.is_not(None))


@dataclass(frozen=True)
class QueueState:
    """The queue at one moment; `oldest` is how long the longest-waiting has been tried.

    `unsure` are those that may have been taken, whether they go again or were given up.
    """

    queued: int
    failed: int
    oldest: timedelta | None
    unsure: int = 0


@dataclass(frozen=True)
class PaperQueue:
    """Files with paper that wait to be read, and how long the first of them has; and what waits for
    somebody in the office: `unread` files that cannot be read, and `asked` sheets."""

    files: int = 0
    oldest: timedelta | None = None
    unread: int = 0
    asked: int = 0

    @property
    def is_late(self) -> bool:
        """Whether it seems that nobody reads."""
        return self.oldest is not None and self.oldest > PATIENCE


@dataclass(frozen=True)
class Standing:
    """The queue at one moment, and what a human must look at.

    `late` counts the copies that have been tried for longer than an hour, `barred` those that wait
    for somebody to mend what the mail server has against us. `troubles` are all that were given
    up, and then the unsure, barred and late ones, oldest first in each group, a hundred at most.
    `damaged` are the filings that somebody met as other than they were filed. `space` is what
    drafts take of the room they have, when that was asked for. `letters` is what else did not
    arrive within a day, counted and named as the queue of letters has it. `folder_unwatched_since`
    is when the folder of scans was last looked through, if there is one and that is too long ago.
    `paper` is what came with paper in it. `mailbox` is how that was read, if there is one, and
    `mailbox_deaf_since` since when it was not, for too long. `unscrubbed_since` is since when the
    files of the register have bytes of what was erased, for too long.
    """

    queue: QueueState
    late: int
    barred: int
    troubles: tuple[Delivery, ...]
    damaged: tuple[FilingDamaged, ...] = ()
    space: Space | None = None
    letters: Page[Hanging] = NO_LETTERS
    folder_unwatched_since: datetime | None = None
    paper: PaperQueue = PaperQueue()
    mailbox: Reading | None = None
    mailbox_deaf_since: datetime | None = None
    unscrubbed_since: datetime | None = None

    @property
    def is_well(self) -> bool:
        """Whether no human is needed who runs the system."""
        is_delivered = self.count == 0 and self.letters.count == 0
        is_watched = self.folder_unwatched_since is None and not self.paper.is_late
        is_heard = self.mailbox_deaf_since is None
        is_sound = not self.damaged and not self.is_cramped
        is_clean = self.unscrubbed_since is None
        return is_delivered and is_sound and is_watched and is_heard and is_clean

    @property
    def count(self) -> int:
        """How many copies need one."""
        return self.queue.failed + self.queue.unsure + self.late + self.barred

    @property
    def is_cramped(self) -> bool:
        """Whether room for drafts, or on the disk, is about to run out."""
        return self.space is not None and not self.space.is_ample


def standing(
    db: sa.Engine,
    now: datetime,
    room: Room | None = None,
    patience: timedelta = PATIENCE,
    *,
    has_folder: bool = False,
    has_mailbox: bool = False,
) -> Standing:
    """Return how deliveries stand, drafts in their `room`, and folder and mailbox of scans if there
    are any.

    Raises RegisterUnavailable.
    """
    # One from the future was filed while the clock was wrong, and nobody knows how long it waits.
    is_old = sa.or_(_t.tries_since <= now - patience, _t.tries_since > now + patience)
    is_late = sa.and_(_IS_SURE, _t.barred_at.is_(None), is_old)
    counts = sa.select(_count(is_late), _count(_IS_BARRED)).where(IS_UNDELIVERED)
    is_trouble = sa.and_(IS_UNDELIVERED, sa.or_(~_IS_SURE, _t.barred_at.is_not(None), is_old))
    with reading(db) as connection:
        late, barred = connection.execute(counts).one()
        given_up = _read(connection, IS_GIVEN_UP, MOST_NAMED)
        waiting = _read(connection, is_trouble, MOST_NAMED - len(given_up))
    troubles = (*given_up, *waiting)
    space = space_of(db, room) if room else None
    queue, damaged, lost = queue_state(db, now), still_damaged(db), lost_letters(db, now)
    unwatched = unwatched_since(db, now) if has_folder else None
    paper, heard = paper_queue(db, now), reading_of(db) if has_mailbox else None
    deaf_since = heard.deaf_since(now) if heard else None
    found = (queue, late, barred, troubles, damaged, space, lost, unwatched)
    return Standing(*found, paper, heard, deaf_since, overdue_since(db, now))


def paper_queue(db: sa.Engine, now: datetime) -> PaperQueue:
    """Count what came with paper in it and waits. Raises RegisterUnavailable."""
    waiting = waiting_now(db)
    oldest = None if waiting.oldest is None else max(now - waiting.oldest, timedelta())
    unread = sa.select(schema.arrivals.c.id).where(schema.UNREADABLE)
    asked = sa.select(schema.sheets.c.id).where(schema.ASKED)
    with reading(db) as connection:
        counts = [count_up_to(connection, one, MOST_COUNTED) for one in (unread, asked)]
    return PaperQueue(waiting.files, oldest, *counts)


def unwatched_since(db: sa.Engine, now: datetime) -> datetime | None:
    """When the folder of scans was last looked through, if that is too long ago; None as well
    where nobody has begun. Raises RegisterUnavailable."""
    again_at = chores.due_since(db, FOLDER_LOOKED_THROUGH)
    since = None if again_at is None else again_at - NOTED_EVERY
    return since if since is not None and since < now - PATIENCE_WITH_FOLDER else None


def lost_letters(db: sa.Engine, now: datetime, most_named: int = MOST_NAMED) -> Page[Hanging]:
    """The letters that were given up within a day, longest ago first. Raises
    RegisterUnavailable."""
    return page_of(db, Unsent.FAILED_LETTERS, size=most_named, since=now - NEWS_FOR)


def is_barred(db: sa.Engine) -> bool:
    """Whether any copy waits for somebody to mend what the mail server has against us."""
    query = sa.select(_t.id).where(IS_UNDELIVERED, _IS_BARRED).limit(1)
    with reading(db) as connection:
        return connection.scalar(query) is not None


def _count(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count().filter(which)


def queue_state(db: sa.Engine, now: datetime) -> QueueState:
    """Count what waits and what failed, as quickly in a full register as in an empty one.

    Raises RegisterUnavailable.
    """
    sure, unsure = _count(_IS_SURE), _count(~_IS_SURE)
    waiting = sa.select(sure, unsure, sa.func.min(_t.tries_since)).where(IS_UNDELIVERED)
    given_up = sa.select(sure, unsure).where(IS_GIVEN_UP)
    with reading(db) as connection:
        queued, unsure_waiting, since = connection.execute(waiting).one()
        failed, unsure_given_up = connection.execute(given_up).one()
    oldest = None if since is None else max(now - since, timedelta())
    return QueueState(queued, failed, oldest, unsure_waiting + unsure_given_up)


def failed_deliveries(
    db: sa.Engine, case_id: int | None = None, *, files_too: bool = False
) -> list[int]:
    """Return the numbers of the failed deliveries, all of them or those of one case.

    With `files_too` also of those that were saved as files for want of a mail server.
    """
    wanted = sa.or_(IS_GIVEN_UP, IS_FILE) if files_too else IS_GIVEN_UP
    query = sa.select(_t.id).select_from(schema.deliveries.join(schema.filings)).where(wanted)
    if case_id is not None:
        query = query.where(schema.filings.c.case_id == case_id)
    with reading(db) as connection:
        return list(connection.scalars(query.order_by(_t.id)))


def filings_by_form(db: sa.Engine) -> dict[str, int]:
    """Return how many filings there are of each form, versions counted.

    Every number that was given is a filing, so only later versions are counted one by one.
    """
    counter, filing = schema.counters.c, schema.filings.c
    first = sa.select(counter.form, sa.func.sum(counter.last)).group_by(counter.form)
    later = sa.select(filing.form, sa.func.count()).where(schema.LATER_VERSION)
    later = later.group_by(filing.form)
    with reading(db) as connection:
        counts = {form: int(count) for form, count in connection.execute(first)}
        for form, count in connection.execute(later):
            counts[form] = counts.get(form, 0) + count
    return counts


def last_reply(db: sa.Engine) -> str:
    """What the mail server last said about the copy that waits after most attempts, or nothing."""
    replies = sa.select(_t.server_reply).where(IS_UNDELIVERED, _t.attempts > 0)
    with reading(db) as connection:
        return connection.scalar(replies.order_by(_t.attempts.desc()).limit(1)) or ""


def copies_as_files(db: sa.Engine) -> int:
    """Count the copies that were saved as files. Takes longer the fuller the register is."""
    files = sa.select(sa.func.count()).select_from(schema.deliveries).where(IS_FILE)
    with reading(db) as connection:
        return connection.scalar(files) or 0


def accepted_copies(db: sa.Engine) -> int:
    """Count the copies that a mail server took. Takes longer the fuller the register is."""
    accepted = sa.select(sa.func.count()).select_from(schema.deliveries)
    with reading(db) as connection:
        return connection.scalar(accepted.where(_t.accepted_at.is_not(None))) or 0


def _read(connection: sa.Connection, which: sa.ColumnElement[bool], at_most: int) -> list[Delivery]:
    query = DELIVERIES.where(which).order_by(_t.tries_since, _t.id).limit(at_most)
    return [Delivery(**row) for row in connection.execute(query).mappings()]
