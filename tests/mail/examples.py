"""A made-up message, delivery and clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from mail.letters.copy import Sender, build_message
from mail.letters.letter import Letter
from mail.transport import Outcome, Verdict
from register.deliveries import Delivery
from register.documents import Document, DocumentKind
from register.filings import Filing
from tests.register.examples import NOW, OFFICER, PLAN, pdf_of

SENDER = Sender("blanketter@toreboda.example", "Töreboda kommun")
FILING = Filing(
    id=1,
    case_id=1,
    form=PLAN.form,
    edition=PLAN.edition,
    reference="AP-2026-0042",
    version=1,
    title=PLAN.title,
    short_title=PLAN.short_title,
    summary=PLAN.summary,
    answers=PLAN.answers,
    text=PLAN.text,
    filed_at=NOW,
    paper_check=None,
)
DOCUMENT = Document(
    id=1,
    filing_id=1,
    kind=DocumentKind.COPY,
    name="AP-2026-0042-v1.pdf",
    content=pdf_of("AP-2026-0042", 1) + bytes(range(256)) * 20,
    sha256="",
    made_at=NOW,
    number=1,
    erased_at=None,
)
DELIVERY = Delivery(
    id=7,
    case_id=1,
    filing_id=1,
    reference="AP-2026-0042",
    version=1,
    recipient=OFFICER,
    message_id="<AP-2026-0042.v1.0123456789abcdef@toreboda.example>",
    queued_at=NOW,
    tries_since=NOW,
    due_at=NOW,
    leased_until=None,
    leased_by=None,
    attempts=0,
    accepted_at=None,
    failed_at=None,
    unsure_at=None,
    barred_at=None,
    withdrawn_at=None,
    server_reply="",
    saved_at=None,
    bounced_at=None,
    document_id=None,
)


def letter(token: str = "0123", link: str = "", **changes: Any) -> Letter:
    """The example letter, with changes to the filing."""
    message_id = f"<AP-2026-0042.v1.{token}@toreboda.example>"
    delivery = replace(DELIVERY, message_id=message_id)
    return build_message(delivery, replace(FILING, **changes), DOCUMENT, SENDER, link)


def received(letter: Letter) -> EmailMessage:
    """The letter as a mail program reads it."""
    read = message_from_bytes(letter.content, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


class FakeTransport:
    """Answers each letter as `judge` says and remembers what was in it."""

    def __init__(self, judge: Callable[[EmailMessage], Outcome] | None = None) -> None:
        self.judge = judge or (lambda message: Outcome(Verdict.ACCEPTED, "250 ok"))
        self.sent: list[EmailMessage] = []
        self.closed = 0

    def send(self, letter: Letter) -> Outcome:
        message = received(letter)
        self.sent.append(message)
        return self.judge(message)

    def cut(self) -> None:
        """Nobody waits for long."""

    def close(self) -> None:
        self.closed += 1
