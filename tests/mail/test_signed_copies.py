"""The signed document goes as a copy does: same queue, same thread, a link when it is too large."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from mail.courier import Tally, deliver_due
from mail.letters.writer import CopyWriter
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from mail.transport import Outcome, Verdict
from register import schema
from register.access import opened_by
from register.actors import OPERATOR, SYSTEM
from register.database import writing
from register.deliveries import (
    Delivery,
    DeliveryState,
    add_delivery,
    deliveries_of,
    requeue,
    withdraw_double,
)
from register.documents import DocumentKind
from tests.mail.examples import SENDER, Clock, FakeTransport
from tests.mail.servers import real_server
from tests.mail.test_courier import link_to, route
from tests.register import examples
from tests.register.damaging import rewrite
from tests.register.examples import NOW, OFFICER

PDF = b"%PDF-1.7 made of the signed paper" + bytes(range(256)) * 100
IDENTITY = "<AP-2026-0001.v1.fedcba9876543210@toreboda.example>"


@pytest.fixture
def signed(db: sa.Engine) -> int:
    """A filing whose copy went, and whose signed document waits to; the document's number."""
    filing = examples.filed(db)
    deliver_due(route(db, FakeTransport()))
    row = {
        "filing_id": filing.id,
        "kind": DocumentKind.SIGNED.value,
        "name": f"{filing.reference}-v1-underskriven.pdf",
        "content": PDF,
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "made_at": NOW,
        "number": 1,
    }
    mark = {"filing_id": filing.id, "received_on": NOW.date(), "signers": [0, 1, 2], "at": NOW}
    with writing(db) as connection:
        added = connection.execute(sa.insert(schema.documents).values(row)).inserted_primary_key
        assert added is not None
        connection.execute(sa.insert(schema.paper_marks).values(mark | {"source": "scan"}))
        add_delivery(connection, filing.id, OFFICER, IDENTITY, NOW, SYSTEM, added[0])
    return int(added[0])


def last(db: sa.Engine) -> Delivery:
    return deliveries_of(db, 1)[-1]


def test_signed_document_is_attached_in_the_thread_of_the_copy(db: sa.Engine, signed: int) -> None:
    transport = FakeTransport()
    assert deliver_due(route(db, transport)) == Tally(accepted=1)
    [message] = transport.sent
    version = f"[Aktivitetsplan] {last(db).reference} v1"
    assert message["Subject"].startswith(f"{version} nu undertecknad: ")
    assert message["References"] == f"<{last(db).reference}@toreboda.example>"
    [pdf] = message.iter_attachments()
    assert pdf.get_content() == PDF
    assert pdf.get_filename() == f"{last(db).reference}-v1-underskriven.pdf"
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert "Papperet kom in: 14 mars 2026" in text
    assert f"Referens: {last(db).reference}" in text
    assert "ännu inte undertecknad" not in text


def test_signed_document_that_is_too_large_goes_as_a_link_with_a_key(
    db: sa.Engine, signed: int
) -> None:
    writer = CopyWriter(db, SENDER, max_bytes=10_000, secret="secret", link_to=link_to)
    transport = FakeTransport()
    assert deliver_due(route(db, transport, writer=writer)) == Tally(accepted=1)
    text = transport.sent[0].get_content()
    [link] = [line for line in text.splitlines() if line.startswith("https://")]
    assert link.endswith("/underskriven.pdf")
    opened = opened_by(db, link.split("/")[-2])
    assert opened is not None
    assert opened.filing.id == 1


def test_signed_document_is_sent_again_as_itself_and_not_as_the_copy(
    db: sa.Engine, signed: int
) -> None:
    refused = FakeTransport(lambda _: Outcome(Verdict.PERMANENT, "550 no"))
    deliver_due(route(db, refused))
    assert last(db).state is DeliveryState.FAILED
    assert requeue(db, last(db).id, NOW, OPERATOR, "ny@toreboda.se")
    transport = FakeTransport()
    deliver_due(route(db, transport))
    assert transport.sent[0]["To"] == "ny@toreboda.se"
    assert "nu undertecknad" in transport.sent[0]["Subject"]


def test_who_has_the_copy_still_gets_the_signed_document(db: sa.Engine, signed: int) -> None:
    deliver_due(route(db, FakeTransport(lambda _: Outcome(Verdict.PERMANENT, "550 no"))))
    assert withdraw_double(db, last(db).id, OFFICER, NOW, OPERATOR) is False


def test_signed_document_that_was_erased_is_given_up(db: sa.Engine, signed: int) -> None:
    erase = sa.update(schema.documents).where(schema.documents.c.id == signed)
    with writing(db) as connection:
        connection.execute(erase.values(content=None, erased_at=NOW))
    assert deliver_due(route(db, FakeTransport())) == Tally(failed=1)
    assert "gallrad" in last(db).server_reply


def test_damaged_signed_document_is_held_back_until_it_is_mended(
    db: sa.Engine, signed: int
) -> None:
    rewrite(db, f"UPDATE documents SET sha256 = '{'0' * 64}' WHERE id = {signed}")
    clock, transport = Clock(), FakeTransport()
    assert deliver_due(route(db, transport, clock)) == Tally(postponed=1)
    digest = hashlib.sha256(PDF).hexdigest()
    rewrite(db, f"UPDATE documents SET sha256 = '{digest}' WHERE id = {signed}")
    clock.move(timedelta(days=1))
    assert deliver_due(route(db, transport, clock)) == Tally(accepted=1)
    assert len(transport.sent) == 1


def test_real_mail_server_takes_it_whole(db: sa.Engine, signed: int) -> None:
    with real_server() as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=off"))
        assert deliver_due(route(db, transport)) == Tally(accepted=1)
        [pdf] = mailbox.messages[0].iter_attachments()
        assert pdf.get_content() == PDF


def test_same_delivery_gives_the_same_bytes_again(db: sa.Engine, signed: int) -> None:
    writer = CopyWriter(db, SENDER, max_bytes=10**7, secret="secret", link_to=link_to)
    assert writer.write(last(db), NOW) == writer.write(last(db), NOW)
