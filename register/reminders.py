"""Reminding those who administer an account of its paper: never more than once a week."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.cases import Case, locked_newest
from register.database import reading, writing
from register.errors import CaseChanged
from register.events import Event, EventKind, add_event, newest_events
from register.filings import Filing
from register.letters import LetterKind, add_letter
from register.notes import change_case

AT_MOST_EVERY = timedelta(days=7)
# Of the mail server's being away; a reminder that comes later finds other things done.
TRIED_FOR = timedelta(days=2)
_e = schema.events.c


class RemindedLately(Exception):
    """Somebody has reminded them within the week."""


def last_reminder(db: sa.Engine, case_id: int) -> Event | None:
    """The last time that they were reminded, or None. Raises RegisterUnavailable."""
    found = newest_events(db, case_id, 1, kinds=(EventKind.PAPER_REMINDED,))
    return found[0] if found else None


def reminded_at(db: sa.Engine, case_ids: Collection[int]) -> dict[int, datetime]:
    """When those of cases were last reminded, of cases of which they were. Raises
    RegisterUnavailable."""
    with reading(db) as connection:
        return reminded_in(connection, case_ids)


def reminded_in(connection: sa.Connection, case_ids: Collection[int]) -> dict[int, datetime]:
    """The same, within a transaction."""
    last = sa.func.max(_e.at, type_=schema.UtcDateTime())
    query = sa.select(_e.case_id, last).group_by(_e.case_id)
    query = query.where(_e.case_id.in_(case_ids), _e.kind == EventKind.PAPER_REMINDED.value)
    return {row[0]: row[1] for row in connection.execute(query)}


def remind(
    db: sa.Engine,
    case: Case,
    filing: Filing,
    recipients: Sequence[str],
    mail_domain: str,
    now: datetime,
    actor: Actor,
) -> None:
    """Queue a letter to each, and write down that it was done, or nothing at all.

    `case` is as whoever does it saw it, and `filing` its newest version: of two who do so at once
    one is the second. Raises CaseChanged, RemindedLately, RegisterUnavailable.
    """
    with writing(db) as connection:
        change_case(connection, case)
        if locked_newest(connection, case.id) != filing.version:
            raise CaseChanged
        if _is_lately(connection, case.id, now):
            raise RemindedLately
        tell(connection, LetterKind.PAPER_REMINDER, filing.id, recipients, mail_domain, now)
        count = len(recipients)
        kind = EventKind.PAPER_REMINDED
        add_event(connection, kind, now, actor, filing_id=filing.id, letters=count)


def tell(
    connection: sa.Connection,
    kind: LetterKind,
    filing_id: int,
    recipients: Sequence[str],
    mail_domain: str,
    now: datetime,
) -> None:
    """Queue a letter about a filing to each, in the transaction of what it tells about."""
    for one in recipients:
        add_letter(connection, kind, {"filing": filing_id}, one, now + TRIED_FOR, now, mail_domain)


def _is_lately(connection: sa.Connection, case_id: int, now: datetime) -> bool:
    is_one = sa.and_(_e.case_id == case_id, _e.kind == EventKind.PAPER_REMINDED.value)
    query = sa.select(_e.id).where(is_one, _e.at > now - AT_MOST_EVERY, _e.at <= now).limit(1)
    return connection.scalar(query) is not None
