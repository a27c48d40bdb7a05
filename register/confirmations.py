"""What somebody says of a signed paper that was seen: mark, document, event and what is sent of it,
in one transaction or not at all."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.cases import Case, locked_newest
from register.database import writing
from register.deliveries import add_delivery
from register.documents import DocumentKind, NewDocument, add_document
from register.errors import CaseChanged
from register.events import EventKind, add_event
from register.filings import Filing
from register.index import case_noted
from register.notes import change_case, facts_of
from register.paper_marks import Mark, set_mark
from register.papers import papers_in
from register.receiving import new_message_id
from register.verdicts import Verdict, Why

_t, _d, _s = schema.documents.c, schema.deliveries.c, schema.sheets.c


@dataclass(frozen=True)
class Confirmation:
    """What is said of the paper of a case's newest version.

    `sheets` are those that it was said of, page after page, and `content` the document that was
    made of them. `is_altered` tells that something was written by hand that was no signature, and
    that the signatures count all the same. `recipients` get the document: nobody as long as not all
    have signed; with it `tell` queues letters to others.
    """

    filing: Filing
    mark: Mark
    sheets: Sequence[int]
    content: bytes
    is_altered: bool
    recipients: Sequence[str]
    mail_domain: str
    tell: Callable[[sa.Connection, int], None]


def add_confirmation(
    db: sa.Engine, case: Case, new: Confirmation, now: datetime, actor: Actor
) -> int:
    """Write it, and return the number of the document. What was made of the same sheets before is
    the same document, and whoever got it gets no other.

    Raises CaseChanged when the case, its newest version or the sheets of its paper are not as they
    were seen; RegisterUnavailable.
    """
    filing_id = new.filing.id
    with writing(db) as connection:
        _refuse_unseen(connection, case, new.filing, new.sheets)
        document_id = _document(connection, case, new, now, actor)
        mark = replace(new.mark, document_id=document_id)
        set_mark(connection, filing_id, mark, now, actor)
        case_noted(connection, case.id)
        facts: dict[str, Any] = facts_of(mark) | ({"altered": "kept"} if new.is_altered else {})
        add_event(connection, EventKind.PAPER_CONFIRMED, now, actor, filing_id=filing_id, **facts)
        if new.recipients and not _was_sent(connection, document_id):
            _send(connection, case, new, document_id, now, actor)
    return document_id


def set_aside(
    db: sa.Engine,
    case: Case,
    filing: Filing,
    sheets: Sequence[int],
    now: datetime,
    actor: Actor,
) -> None:
    """Let no sheet of a filing's paper count, for it was changed by hand. `sheets` are those that
    it was said of. Raises CaseChanged, RegisterUnavailable."""
    is_one = sa.and_(_s.filing_id == filing.id, _s.verdict == Verdict.FILED.value)
    apart = sa.update(schema.sheets).where(is_one)
    with writing(db) as connection:
        _refuse_unseen(connection, case, filing, sheets)
        sorted_now = {"revision": _s.revision + 1, "sorted_at": now, "account_id": actor.account_id}
        connection.execute(
            apart.values(verdict=Verdict.APART.value, why=Why.ALTERED.value, **sorted_now)
        )
        case_noted(connection, case.id)
        add_event(connection, EventKind.PAPER_ALTERED, now, actor, filing_id=filing.id)


def _refuse_unseen(
    connection: sa.Connection, case: Case, filing: Filing, sheets: Sequence[int]
) -> None:
    """Raise CaseChanged when the case, its newest version or its sheets are not as they were."""
    change_case(connection, case)
    # A version that is filed meanwhile waits for the case, or was waited for.
    if locked_newest(connection, case.id) != filing.version:
        raise CaseChanged
    chosen = papers_in(connection, [filing.id])[filing.id].sheets
    if [one.id for one in chosen] != list(sheets):
        raise CaseChanged


def _document(
    connection: sa.Connection, case: Case, new: Confirmation, now: datetime, actor: Actor
) -> int:
    """The document that was made of these bytes before, or a new one with the next number."""
    is_one = sa.and_(_t.filing_id == new.filing.id, _t.kind == DocumentKind.SIGNED.value)
    last = connection.execute(
        sa.select(_t.id, _t.number, _t.sha256).where(is_one).order_by(_t.number.desc()).limit(1)
    ).first()
    if last and last.sha256 == hashlib.sha256(new.content).hexdigest():
        return int(last.id)
    number = last.number + 1 if last else 1
    name = f"{case.reference}-v{new.filing.version}-underskriven.pdf"
    return add_document(
        connection,
        new.filing.id,
        DocumentKind.SIGNED,
        name,
        NewDocument(new.content),
        now,
        actor,
        number,
    )


def _was_sent(connection: sa.Connection, document_id: int) -> bool:
    query = sa.select(_d.id).where(_d.document_id == document_id).limit(1)
    return connection.scalar(query) is not None


def _send(
    connection: sa.Connection,
    case: Case,
    new: Confirmation,
    document_id: int,
    now: datetime,
    actor: Actor,
) -> None:
    filing_id, version = new.filing.id, new.filing.version
    for recipient in new.recipients:
        message_id = new_message_id(case.reference, version, new.mail_domain)
        add_delivery(connection, filing_id, recipient, message_id, now, actor, document_id)
    new.tell(connection, filing_id)
