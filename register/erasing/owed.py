"""What an erasure still owes: bytes that no row holds any more, in the files of the database.

It is a chore of whoever delivers mail. Since when it is owed is kept beside it, for a chore that
is taken on has another time from then on.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from register import chores, schema
from register.database import writing
from register.erasing.scrubbing import takes_long

CHORE = "scrub erased"
_OWED = "erased bytes owed"
# So long a register that takes long to be written anew waits for a night.
WAITS_AT_MOST = timedelta(days=2)
# So long it may be tried: others read what was there before, or no courier runs for a while.
TRIED_FOR = timedelta(hours=1)

_t = schema.chores.c


def want_scrubbing(connection: sa.Connection, now: datetime) -> None:
    """Let housekeeping see to it at once, also when this process dies after the transaction."""
    connection.execute(sa.delete(schema.chores).where(_t.name == CHORE))
    connection.execute(sa.insert(schema.chores), {"name": CHORE, "due_at": now})
    connection.execute(chores.ADD, {"name": _OWED, "due_at": now})


def owed_since(db: sa.Engine) -> datetime | None:
    """Since when erased bytes are owed; None when there are none, or a version before this one
    left them. Raises RegisterUnavailable."""
    return chores.due_since(db, _OWED)


def overdue_since(db: sa.Engine, now: datetime) -> datetime | None:
    """Since when erased bytes are owed, if that is longer than it should be. Raises
    RegisterUnavailable."""
    since = owed_since(db)
    if since is None or since >= now - TRIED_FOR:
        return None
    patience = TRIED_FOR + WAITS_AT_MOST if takes_long(db) else TRIED_FOR
    return since if since < now - patience else None


def scrubbed(db: sa.Engine, rests_until: datetime) -> None:
    """Forget what was owed, if no erasure asked for more meanwhile: the caller has the chore rest
    until then. Raises RegisterUnavailable."""
    own = sa.and_(_t.name == CHORE, _t.due_at == rests_until)
    with writing(db) as connection:
        if connection.execute(sa.delete(schema.chores).where(own)).rowcount:
            connection.execute(sa.delete(schema.chores).where(_t.name == _OWED))
