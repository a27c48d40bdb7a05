"""Mails of ours that a mail server took and then could not hand over (RFC 3464).

They are known by their Message-IDs alone, which nobody knows who has not got the mail.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import schema
from register.actors import COURIER
from register.database import reading, writing
from register.deliveries import code_of
from register.events import EventKind, add_event

# Clocks of two machines. What is told of a mail that was sent again since is older.
CLOCKS_DIFFER_BY = timedelta(minutes=5)
_QUEUES = {queue.name: queue for queue in (schema.deliveries, schema.letters)}


@dataclass(frozen=True)
class SentMail:
    """A mail of ours: the name of its queue, and its number there."""

    queue: str
    id: int


def find_mail(db: sa.Engine, about: Collection[str]) -> SentMail | None:
    """The mail with one of these Message-IDs; None when it is none of ours. Raises
    RegisterUnavailable."""
    with reading(db) as connection:
        for name, queue in _QUEUES.items():
            query = sa.select(queue.c.id).where(queue.c.message_id.in_(list(about))).limit(1)
            number = connection.scalar(query)
            if number is not None:
                return SentMail(name, number)
    return None


def note_bounce(
    db: sa.Engine, mail: SentMail, words: str, told_at: datetime, now: datetime
) -> bool:
    """Record that a mail came back, with the words of the server, as was told at `told_at`.

    False when that changes nothing: it is known, or the mail has been sent again since. Raises
    RegisterUnavailable.
    """
    queue = _QUEUES[mail.queue]
    with writing(db) as connection:
        update = sa.update(queue).where(*_may_bounce(queue, mail, told_at))
        if not connection.execute(update.values(_bounced(words, now))).rowcount:
            return False
        if queue is schema.deliveries:
            of = schema.deliveries.c
            filing = connection.scalar(sa.select(of.filing_id).where(of.id == mail.id))
            add_event(
                connection,
                EventKind.DELIVERY_BOUNCED,
                now,
                COURIER,
                filing_id=filing,
                delivery_id=mail.id,
                code=code_of(words),
            )
    return True


def _may_bounce(queue: sa.Table, mail: SentMail, told_at: datetime) -> list[sa.ColumnElement[bool]]:
    """Only what left, or may have, can come back: and not what became a file."""
    of = queue.c
    has_left = sa.or_(of.accepted_at.is_not(None), of.unsure_at.is_not(None))
    is_told_of = of.tries_since <= told_at + CLOCKS_DIFFER_BY
    return [
        of.id == mail.id,
        has_left,
        of.saved_at.is_(None),
        of.withdrawn_at.is_(None),
        is_told_of,
    ]


def _bounced(words: str, now: datetime) -> dict[str, datetime | str | None]:
    gone = dict.fromkeys(("accepted_at", "unsure_at", "barred_at", "leased_until", "leased_by"))
    return {**gone, "bounced_at": now, "failed_at": now, "server_reply": words}
