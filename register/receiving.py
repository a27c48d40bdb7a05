"""Receiving a form: number, documents and queued copies in one transaction, or nothing."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from register import keys, schema
from register.access import RECEIPT, VIEW, add_access_keys, view_key
from register.actors import Actor, ActorKind, of_key
from register.attached import hand_over
from register.cases import add_case, locked_newest
from register.database import reading, writing
from register.deliveries import add_delivery
from register.documents import DocumentKind, NewDocument, add_document
from register.drafts import Draft, lock_draft
from register.errors import DraftChanged, DraftNotFound, NewerVersionExists
from register.events import EventKind, add_event
from register.filings import NAMES
from register.index import Indexed, index_filing
from swedish import SWEDEN

MESSAGE_ID_BYTES = 12
# Of what is to be filed the columns that a filing has under the same name.
_KEPT = ("form", "edition", "title", "short_title", "summary", "answers", "text", "subject")
MakeDocuments = Callable[[str, int, str], Mapping[DocumentKind, NewDocument]]
"""Makes the documents of a filing, given its reference, version and the check on its paper."""

_t = schema.filings.c
_ADD_FILING = sa.insert(schema.filings).returning(_t.id)
_TAKE_NUMBER = sa.text(
    "INSERT INTO counters (form, year, last) VALUES (:form, :year, 1)"
    " ON CONFLICT (form, year) DO UPDATE SET last = counters.last + 1 RETURNING last"
)


@dataclass(frozen=True)
class NewFiling:
    """What is to be filed: everything as it reads today, so that it is never interpreted again.

    `summary` is one line for a subject ("Facebook – Personalenheten"), `text` the answers as
    plain text, `answers` JSON-safe. `subject` is what it is about, written in one way;
    `indexed` is what the list of plans shows of it. `holds` are the SHA-256 of the files that its
    draft had when this was made of it, whether its answers name them or not.
    """

    form: str
    prefix: str
    edition: str
    title: str
    short_title: str
    summary: str
    answers: Mapping[str, Any]
    text: str
    subject: str = ""
    indexed: Indexed = field(default_factory=Indexed)
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Receipt:
    """What the filer gets: a secret key to see the filing again, its reference and version."""

    key: str
    reference: str
    version: int


def file_form(
    db: sa.Engine,
    draft_key: str,
    plan: NewFiling,
    *,
    revision: int,
    make_documents: MakeDocuments,
    recipients: Sequence[str],
    mail_domain: str,
    now: datetime,
) -> Receipt:
    """File a draft: number, documents and queued copies in one transaction, or nothing at all.

    `revision` is that of the draft when `plan` was made of it. Nobody else gets a number until
    `make_documents` is done; when it raises, the number is free again. Filing the same draft again
    returns the same receipt. `mail_domain` stands in the Message-IDs. Raises DraftNotFound,
    DraftChanged when it was saved since, NewerVersionExists, RegisterUnavailable.
    """
    with writing(db) as connection:
        digest = keys.digest(draft_key)
        draft = lock_draft(connection, schema.drafts.c.key_digest == digest)
        if draft.filing_id is not None:
            return _found_receipt(connection, draft_key, draft.filing_id)
        if draft.has_ended(now):
            raise DraftNotFound
        if draft.revision != revision:
            raise DraftChanged(draft.revision, draft.saved_at)
        place = _next_place(connection, draft, plan, now)
        receipt = _receipt(draft_key, place.reference, place.version)
        filer = of_key(ActorKind.FILER, receipt.key)
        check = keys.new_check()
        filing_id = _add_filing(connection, plan, place, check, digest, filer, now)
        if not hand_over(connection, draft.id, filing_id, plan.answers, plan.holds):
            raise DraftChanged(draft.revision, draft.saved_at)
        for kind, new in make_documents(place.reference, place.version, check).items():
            name = f"{place.reference}-v{place.version}.pdf"
            add_document(connection, filing_id, kind, name, new, now, filer)
        index_filing(connection, filing_id, plan.indexed)
        opening = {receipt.key: RECEIPT, view_key(receipt.key): VIEW}
        add_access_keys(connection, filing_id, opening, now)
        for recipient in recipients:
            message_id = new_message_id(place.reference, place.version, mail_domain)
            add_delivery(connection, filing_id, recipient, message_id, now, filer)
    return receipt


@dataclass(frozen=True)
class _Place:
    """Where a filing belongs."""

    case_id: int
    reference: str
    version: int


def _next_place(connection: sa.Connection, draft: Draft, plan: NewFiling, now: datetime) -> _Place:
    if draft.revises_filing_id is None:
        return _new_case(connection, plan, now)
    return _next_version(connection, draft.revises_filing_id)


def _new_case(connection: sa.Connection, plan: NewFiling, now: datetime) -> _Place:
    """Take the next number of the form's year; the year changes at midnight in Sweden.

    The row stays locked until the end, so numbers have neither doubles nor gaps.
    """
    year = now.astimezone(SWEDEN).year
    number = connection.execute(_TAKE_NUMBER, {"form": plan.form, "year": year}).scalar_one()
    reference = f"{plan.prefix}-{year}-{number:04d}"
    return _Place(add_case(connection, plan.form, reference, year, number), reference, 1)


def _next_version(connection: sa.Connection, revised_id: int) -> _Place:
    revised = NAMES.add_columns(_t.case_id).where(_t.id == revised_id)
    reference, version, case_id = connection.execute(revised).one()
    newest = locked_newest(connection, case_id)
    if newest != version:
        raise NewerVersionExists(reference, newest)
    return _Place(case_id, reference, version + 1)


def _add_filing(
    connection: sa.Connection,
    plan: NewFiling,
    place: _Place,
    check: str,
    draft_digest: str,
    filer: Actor,
    now: datetime,
) -> int:
    columns = {name: getattr(plan, name) for name in _KEPT}
    columns |= {"case_id": place.case_id, "version": place.version, "filed_at": now}
    columns |= {"draft_digest": draft_digest, "paper_check": check}
    filing_id = int(connection.execute(_ADD_FILING, columns).scalar_one())
    add_event(
        connection,
        EventKind.FILED,
        now,
        filer,
        filing_id=filing_id,
        reference=place.reference,
        version=place.version,
    )
    return filing_id


def new_message_id(reference: str, version: int, mail_domain: str) -> str:
    """A name for a mail about a version that no other mail has."""
    return f"<{reference}.v{version}.{secrets.token_hex(MESSAGE_ID_BYTES)}@{mail_domain}>"


def _receipt(draft_key: str, reference: str, version: int) -> Receipt:
    return Receipt(keys.derived_key(draft_key, RECEIPT), reference, version)


def _found_receipt(connection: sa.Connection, draft_key: str, filing_id: int) -> Receipt:
    row = connection.execute(NAMES.where(_t.id == filing_id)).one()
    return _receipt(draft_key, row.reference, row.version)


def receipt_of_draft(db: sa.Engine, draft_key: str) -> Receipt | None:
    """Return the receipt that a draft was filed as, even after the draft was erased, or None."""
    query = sa.select(_t.id).where(_t.draft_digest == keys.digest(draft_key))
    with reading(db) as connection:
        filing_id = connection.scalar(query)
        return None if filing_id is None else _found_receipt(connection, draft_key, filing_id)
