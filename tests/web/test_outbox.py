"""Copies that became files for want of a mail server are not called sent, and can be."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.mail.servers import real_server
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

SAVED = "Sparad som fil, inte skickad."
TAKEN = "Mottagen av e-postservern"


def deliver(app: Flask) -> str:
    """Let a courier do its round; what it says."""
    return app.test_cli_runner().invoke(args=["deliver", "--once"]).output


@pytest.fixture
def receipt(app: Flask, visitor: Visitor) -> str:
    """The receipt of a plan whose copy became a file."""
    visitor.file(plan())
    deliver(app)
    return visitor.response.request.path


def test_copy_that_became_a_file_is_not_called_sent(visitor: Visitor, receipt: str) -> None:
    visitor.get(receipt)
    assert SAVED in visitor.text
    assert "Kopian sparades som en fil." in visitor.text
    assert "Spara PDF:en och skicka den själv till informationsansvarig@" in visitor.text
    assert "Skicka nu" not in visitor.text


@pytest.mark.parametrize("url", ["", "smtp://127.0.0.1:9"])
def test_review_says_what_to_do_when_no_copy_will_be_sent(
    make_app: Callable[..., Flask], url: str
) -> None:
    visitor = Visitor(make_app(SMTP_URL=url))
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(plan()))
    visitor.follow()
    assert ("Skicka PDF:en själv med e-post" in visitor.text) == (not url)
    assert ("En kopia skickas med e-post" in visitor.text) == bool(url)


@pytest.mark.parametrize("url", ["", "smtp://127.0.0.1:9"])
def test_receipt_says_what_to_do_before_any_courier_has_come(
    make_app: Callable[..., Flask], url: str
) -> None:
    visitor = Visitor(make_app(SMTP_URL=url))
    visitor.file(plan())
    assert ("Ingen kopia skickas. Webbplatsen har" in visitor.text) == (not url)
    assert ("Kopian ligger i kö" in visitor.text) == bool(url)


def test_it_is_not_called_sent_later_either(make_app: Callable[..., Flask], receipt: str) -> None:
    with_server = Visitor(make_app(SMTP_URL="smtp://127.0.0.1:9"))
    with_server.get(receipt)
    assert SAVED in with_server.text
    assert TAKEN not in with_server.text
    assert "tog emot" not in with_server.text


def test_copy_that_a_server_took_stays_so_without_one(
    app: Flask, visitor: Visitor, make_app: Callable[..., Flask]
) -> None:
    visitor.file(plan())
    with real_server() as (_, port):
        deliver(make_app(SMTP_URL=f"smtp://127.0.0.1:{port}?starttls=off"))
    visitor.get(visitor.response.request.path)
    assert TAKEN in visitor.text
    assert SAVED not in visitor.text


def test_copy_that_is_larger_than_the_setting_says_goes_with_a_link(
    make_app: Callable[..., Flask],
) -> None:
    whole, outbox = make_app(), make_app().extensions["office"].settings.outbox
    # A plan with a long text, so that its letter is larger than the least that can be set.
    Visitor(whole).file(plan(purpose="Å " * 4000, audience="å " * 4000))
    deliver(whole)
    [file] = outbox.iterdir()
    size = file.stat().st_size
    assert size > 100_000
    for limit, has_files in ((size, True), (size - 1, False)):
        limited = make_app(MAX_MAIL_BYTES=limit)
        limited.test_cli_runner().invoke(args=["resend", "--files-too"])
        deliver(limited)
        assert (b"application/pdf" in file.read_bytes()) == has_files


@pytest.mark.parametrize("way", ["receipt", "command"])
def test_it_can_be_sent_when_there_is_a_mail_server(
    make_app: Callable[..., Flask], receipt: str, way: str
) -> None:
    with real_server() as (mailbox, port):
        app = make_app(SMTP_URL=f"smtp://127.0.0.1:{port}?starttls=off")
        run, visitor = app.test_cli_runner().invoke, Visitor(app)
        assert "1 were saved as files and not sent" in run(args=["status"]).output
        assert run(args=["resend"]).output == "0 copies are in the queue again\n"
        visitor.get(receipt)
        if way == "receipt":
            [button] = [form for form in visitor.page.select("form") if "Skicka nu" in form.text]
            visitor.post(str(button["action"]), {})
        else:
            assert run(args=["resend", "--files-too"]).output == "1 copies are in the queue again\n"
        visitor.get(receipt)
        assert "Kopian ligger i kö" in visitor.text
        deliver(app)
        visitor.get(receipt)
        assert TAKEN in visitor.text
        assert "saved as files" not in run(args=["status"]).output
        assert run(args=["verify"]).exit_code == 0
    assert len(mailbox.messages) == 1
