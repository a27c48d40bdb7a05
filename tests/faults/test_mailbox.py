"""The whole system beside a real mailbox: papers arrive by themselves, and a mail server that hangs
holds up no mail."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from register.arrivals import newest_arrivals
from register.database import open_database
from register.mailbox import Reading, reading_of
from tests.journeys.servers import ROOT, wait_until
from tests.mail.dovecot import Account
from tests.mail.mailboxes import account, dovecot
from tests.mail.servers import SLOWLY, real_server, scripted_server
from tests.mails import PDF, file_part, mail_with
from tests.register import examples
from tests.register.databases import lay_down_register

__all__ = ["account", "dovecot"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A register of its own."""
    path = tmp_path / "register.sqlite3"
    lay_down_register(path)
    return f"sqlite:///{path}"


def flask(url: str, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
    """A command in a process of its own."""
    given = {"INSTANCE_PATH": str(Path(url.removeprefix("sqlite:///")).parent), "DATABASE_URL": url}
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", *arguments],
        cwd=ROOT,
        env=os.environ | given | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@contextmanager
def running(url: str, *arguments: str, **settings: str) -> Iterator[None]:
    """A courier, until it is killed."""
    with flask(url, *arguments, **settings) as process:
        try:
            yield
        finally:
            process.kill()


def test_papers_in_the_mailbox_arrive_by_the_courier_and_status_tells(
    url: str, account: Account
) -> None:
    account.receive(mail_with([file_part("scan.pdf", PDF)], "asa@toreboda.se"))
    authority = str(account.dovecot.folder / "authority.pem")
    settings = {"IMAP_URL": account.url(), "SSL_CERT_FILE": authority}
    with flask(url, "deliver", "--once", **settings) as process:
        assert process.wait() == 0
    db = open_database(url)
    assert [one.name for one in newest_arrivals(db)] == ["scan.pdf"]
    db.dispose()
    assert account.count("taken") == 1
    told, _ = flask(url, "status", **settings).communicate()
    assert "mailbox: 1 taken, 0 bounces, 0 left as they are, 0 unread, 0 too large" in told


def test_mail_goes_while_the_mailbox_takes_its_time(url: str) -> None:
    # A byte now and then, for longer than anything here is waited for.
    banner = f"{SLOWLY}* OK {'.' * 6_000}"
    with scripted_server(BANNER=banner) as slow, real_server() as (mailbox, port):
        settings = {
            "IMAP_URL": f"imap://u:p@127.0.0.1:{slow.port}/INBOX",
            "SMTP_URL": f"smtp://127.0.0.1:{port}?starttls=off",
        }
        with running(url, "deliver", **settings):
            wait_until(lambda: slow.connections)
            db = open_database(url)
            examples.filed(db)
            wait_until(lambda: mailbox.envelopes)
            assert reading_of(db) == Reading()
            db.dispose()
