"""How far the mailbox was read, and how that fares: one row, that any process sees."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import schema
from register.database import reading, writing

PATIENCE = timedelta(minutes=15)
_t = schema.mailbox.c
# There is one.
_ROW = 1


@dataclass(frozen=True)
class Reading:
    """`last` is the number of the mail that was looked at last, among those that `place` names: it
    counts from the beginning when that is another.

    `read_at` is when it was looked through last, `fault` why it cannot be now, and since when.
    How many mails were `taken` and told that one had `bounced`, since there is a mailbox; how many
    lie there now that nobody took: `left` as none of ours, `unread` because they could not be
    read, `large`.
    """

    place: str = ""
    last: int = 0
    read_at: datetime | None = None
    fault: str = ""
    fault_since: datetime | None = None
    taken: int = 0
    bounced: int = 0
    left: int = 0
    unread: int = 0
    large: int = 0

    def deaf_since(self, now: datetime) -> datetime | None:
        """Since when it has not been read, if that is for longer than it should; a hanging server
        too may be the reason."""
        since = self.fault_since or self.read_at
        return since if since is not None and since < now - PATIENCE else None


_COLUMNS = [_t[one.name] for one in fields(Reading)]


def reading_of(db: sa.Engine) -> Reading:
    """How it stands; as new when nobody has read it yet. Raises RegisterUnavailable."""
    with reading(db) as connection:
        row = connection.execute(sa.select(*_COLUMNS)).mappings().one_or_none()
    return Reading(**row) if row else Reading()


def note_reading(db: sa.Engine, found: Reading) -> None:
    """Keep how it stands, in place of what was known."""
    with writing(db) as connection:
        update = sa.update(schema.mailbox).values(asdict(found))
        if not connection.execute(update).rowcount:
            connection.execute(sa.insert(schema.mailbox).values(id=_ROW, **asdict(found)))
