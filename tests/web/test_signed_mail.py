"""The signed document leaves by a real mail server, and its link leads to it alone."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from office.office import Office
from register.actors import SYSTEM
from register.database import writing
from register.deliveries import add_delivery, deliveries_of
from register.documents import DocumentKind, NewDocument, add_document
from register.filings import filing_by_id
from register.receiving import new_message_id
from tests.mail.servers import real_server
from tests.plans import plan
from tests.web.conftest import Visitor

PDF = b"%PDF-1.7 signed" + bytes(range(256)) * 400
OFFICER = "informationsansvarig@toreboda.example"


def sign(app: Flask) -> None:
    """Queue a signed document, as confirming a paper does."""
    own: Office = app.extensions["office"]
    now = own.now() - timedelta(seconds=1)
    filing = filing_by_id(own.register, 1)
    name, identity = "underskriven.pdf", new_message_id(filing.reference, 1, "toreboda.example")
    with writing(own.register) as connection:
        document = add_document(
            connection, 1, DocumentKind.SIGNED, name, NewDocument(PDF), now, SYSTEM
        )
        add_delivery(connection, 1, OFFICER, identity, now, SYSTEM, document)


@pytest.mark.parametrize("most", [100_000, 10_000_000])
def test_signed_document_reaches_the_officer_as_a_file_or_by_a_link(
    make_app: Callable[..., Flask], most: int
) -> None:
    with real_server() as (mailbox, port):
        settings = {"SMTP_URL": f"smtp://127.0.0.1:{port}?starttls=off", "MAX_MAIL_BYTES": most}
        app = make_app(**settings)
        visitor = Visitor(app)
        visitor.file(plan())
        sign(app)
        app.test_cli_runner().invoke(args=["deliver", "--once"])
        copy, signed = sorted(mailbox.messages, key=lambda one: "nu under" in str(one["Subject"]))
    assert signed["In-Reply-To"] == copy["In-Reply-To"]
    if most > len(PDF) * 2:
        [file] = signed.iter_attachments()
        assert file.get_content() == PDF
        return
    [link] = [one for one in signed.get_content().splitlines() if one.startswith("http")]
    answer = visitor.client.get(urlsplit(link).path)
    assert (answer.status_code, answer.data) == (200, PDF)


def test_receipt_tells_the_signed_document_from_the_copy(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan())
    sign(app)
    assert len(deliveries_of(app.extensions["office"].register, 1)) == 2
    page = visitor.get(visitor.response.request.path)
    states = page.select(".copy-state")
    assert len(states) == 2
    told = ["Det underskrivna papperet" in one.get_text() for one in states]
    assert sorted(told) == [False, True]
