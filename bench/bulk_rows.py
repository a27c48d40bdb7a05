"""The rows of many filings at once, as filing and delivering one after another would write them."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from register import keys, schema
from register.access import RECEIPT
from register.actors import COURIER, ActorKind, of_key
from register.documents import DocumentKind
from register.events import EventKind
from register.receiving import NewFiling
from tests.register.examples import LIFETIME, MAIL_DOMAIN, OFFICER

GREYLISTED_EVERY = 30
FAILED_EVERY = 1_000
SENT_AFTER = timedelta(seconds=1)
GREYLISTED_FOR = timedelta(minutes=1)

Row = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """One filing to be written: `number` counts from 1, `documents` are the issued and the copy."""

    number: int
    draft_key: str
    receipt_key: str
    reference: str
    version: int
    filed_at: datetime
    filing: NewFiling
    documents: tuple[bytes, bytes] = (b"", b"")


class Bulk:
    """Turns filings into rows, and counts their numbers as the database would."""

    def __init__(self) -> None:
        self.last_numbers: dict[str, int] = defaultdict(int)

    def rows(self, some: list[Made]) -> dict[str, list[Row]]:
        """The rows of these filings by table."""
        found: dict[str, list[Row]] = defaultdict(list)
        for made in some:
            self._add(found, made)
        return found

    def _add(self, rows: dict[str, list[Row]], made: Made) -> None:
        self._put(rows, "drafts", _draft(made))
        if made.version == 1:
            self._put(rows, "cases", _case(made))
        # A later version comes right after the one before it.
        case = {"case_id": self.last_numbers["cases"]}
        filing = self._put(rows, "filings", _filing(made) | case)
        rows["access_keys"].append(_access_key(made))
        name: Row = {"reference": made.reference, "version": made.version}
        self._event(rows, made, EventKind.FILED, made.filed_at, **name)
        for kind, content in zip(DocumentKind, made.documents, strict=True):
            document = _document(made, kind, content)
            self._put(rows, "documents", document)
            facts = {"document": kind.value, "sha256": document["sha256"]}
            self._event(rows, made, EventKind.DOCUMENT_ISSUED, made.filed_at, **facts)
        assert filing == made.number
        self._add_delivery(rows, made)

    def _add_delivery(self, rows: dict[str, list[Row]], made: Made) -> None:
        delivery = _delivery(made)
        number = self._put(rows, "deliveries", delivery)
        at = made.filed_at
        self._event(rows, made, EventKind.DELIVERY_QUEUED, at, number)
        if delivery["attempts"] == 2:
            at += GREYLISTED_FOR
            facts = {"attempt": 1, "code": 451}
            self._event(rows, made, EventKind.DELIVERY_POSTPONED, at, number, **facts)
        has_failed = delivery["failed_at"] is not None
        last = EventKind.DELIVERY_FAILED if has_failed else EventKind.DELIVERY_ACCEPTED
        facts = {"attempt": delivery["attempts"], "code": int(delivery["server_reply"][:3])}
        self._event(rows, made, last, at + SENT_AFTER, number, **facts)

    def _event(
        self,
        rows: dict[str, list[Row]],
        made: Made,
        kind: EventKind,
        at: datetime,
        delivery: int | None = None,
        **facts: str | int,
    ) -> None:
        line = {"filing_id": made.number, "delivery_id": delivery, "kind": kind.value}
        is_attempt = "attempt" in facts
        actor = COURIER if is_attempt else of_key(ActorKind.FILER, made.receipt_key)
        who = {"actor": actor.kind.value, "actor_key": actor.key}
        line |= who | {"case_id": self.last_numbers["cases"]}
        self._put(rows, "events", line | {"at": at, "facts": facts})

    def _put(self, rows: dict[str, list[Row]], table: str, row: Row) -> int:
        self.last_numbers[table] += 1
        rows[table].append(row | {"id": self.last_numbers[table]})
        return self.last_numbers[table]


def _draft(made: Made) -> Row:
    return {
        "key_digest": keys.digest(made.draft_key),
        "form": made.filing.form,
        "edition": made.filing.edition,
        "typed": made.filing.answers,
        "revision": 2,
        "revises_filing_id": made.number - 1 if made.version > 1 else None,
        "created_at": made.filed_at,
        "saved_at": made.filed_at,
        "expires_at": made.filed_at + LIFETIME,
    }


def _case(made: Made) -> Row:
    _prefix, year, number = made.reference.split("-")
    name = {"form": made.filing.form, "reference": made.reference}
    return name | {"year": int(year), "number": int(number)}


def _filing(made: Made) -> Row:
    columns = schema.filings.c.keys()
    told = {name: value for name, value in vars(made.filing).items() if name in columns}
    return told | {
        "version": made.version,
        "filed_at": made.filed_at,
        "draft_digest": keys.digest(made.draft_key),
        "paper_check": keys.new_check(),
    }


def _access_key(made: Made) -> Row:
    return {
        "digest": keys.digest(made.receipt_key),
        "filing_id": made.number,
        "purpose": RECEIPT,
        "created_at": made.filed_at,
    }


def _document(made: Made, kind: DocumentKind, content: bytes) -> Row:
    return {
        "filing_id": made.number,
        "kind": kind.value,
        "name": f"{made.reference}-v{made.version}.pdf",
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
        "made_at": made.filed_at,
    }


def _delivery(made: Made) -> Row:
    """Accepted, as nearly all are; some at the second attempt, few refused."""
    has_failed = made.number % FAILED_EVERY == 0
    is_late = made.number % GREYLISTED_EVERY == 0
    ended_at = made.filed_at + SENT_AFTER + (GREYLISTED_FOR if is_late else timedelta())
    token = keys.digest(made.draft_key)[:24]
    return {
        "filing_id": made.number,
        "recipient": OFFICER,
        "message_id": f"<{made.reference}.v{made.version}.{token}@{MAIL_DOMAIN}>",
        "queued_at": made.filed_at,
        "tries_since": made.filed_at,
        "due_at": made.filed_at + (GREYLISTED_FOR if is_late else timedelta()),
        "attempts": 2 if is_late else 1,
        "accepted_at": None if has_failed else ended_at,
        "failed_at": ended_at if has_failed else None,
        "server_reply": "550 5.1.1 no such user" if has_failed else "250 2.0.0 Ok: queued",
    }
