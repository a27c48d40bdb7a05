"""A mailbox on a real Dovecot is looked through, and nothing in it is lost or touched in vain."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import trustme

from mail.imap.mailbox import KEYWORD, Fault, Folder, Mailbox, MailboxFault
from mail.imap.server import ImapServer, parse_imap_url
from mail.server_url import Encryption
from tests.mail.dovecot import Account, Dovecot
from tests.mail.servers import SILENCE, scripted_server

MAIL = b"From: Kopiator <scanner@toreboda.se>\r\nSubject: Skannat\r\n\r\nHej\r\n"
REPORT = (
    b"From: MAILER-DAEMON@toreboda.se\r\n"
    b'Content-Type: multipart/report; report-type="delivery-status"; boundary=b\r\n\r\n--b--\r\n'
)


def tls_of(dovecot: Dovecot) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(dovecot.folder / "authority.pem"))


@contextmanager
def opened(account: Account, folder: str = "INBOX") -> Iterator[Mailbox]:
    server = parse_imap_url(account.url(folder=folder))
    with Mailbox(server, tls=tls_of(account.dovecot)) as mailbox:
        yield mailbox


def look_for_a_minute(mailbox: Mailbox) -> None:
    end = time.monotonic() + 60
    with mailbox:
        while time.monotonic() < end:
            mailbox.headings([1])


def fault_of(server: ImapServer, tls: ssl.SSLContext, **limits: float) -> Fault:
    with pytest.raises(MailboxFault) as caught, Mailbox(server, tls=tls, **limits):
        pass
    return caught.value.fault


def test_what_is_looked_at_stays_unread(account: Account) -> None:
    account.receive(MAIL, REPORT)
    with opened(account) as mailbox:
        assert mailbox.after(0, 10) == [1, 2]
        first, second = mailbox.headings([1, 2])
        assert mailbox.content(1, 1000) == MAIL
        assert mailbox.content(1, 20) == MAIL[:20]
    assert (first.sender, first.size, first.is_report) == ("scanner@toreboda.se", len(MAIL), False)
    assert (second.sender, second.is_report) == ("mailer-daemon@toreboda.se", True)
    assert account.flags() == [set(), set()]


def test_only_mails_after_the_last_one_are_looked_at(account: Account) -> None:
    account.receive(MAIL, MAIL, MAIL)
    with opened(account) as mailbox:
        assert mailbox.after(1, 10) == [2, 3]
        assert mailbox.after(0, 2) == [1, 2]
        assert mailbox.after(3, 10) == []
        assert mailbox.count == 3


def test_what_was_read_lies_in_a_folder_of_its_own(account: Account) -> None:
    account.receive(MAIL, MAIL, MAIL)
    with opened(account) as mailbox:
        mailbox.put(1, Folder.TAKEN)
        mailbox.put(3, Folder.TAKEN)
        mailbox.put(2, Folder.UNREAD)
        assert [mailbox.lying_in(one) for one in Folder] == [2, 1]
    assert account.count() == 0
    assert account.flags("taken") == [set(), set()]
    assert account.flags("unread") == [set()]


def test_where_no_folder_can_be_made_what_was_read_is_marked(account: Account) -> None:
    with account.opened() as client:
        # A folder that nobody may put anything in, on any system.
        (account.dovecot.folder / "homes" / account.name / "Maildir" / ".taken").write_text("")
        assert not client.folder_exists("taken")
    account.receive(MAIL, MAIL)
    with opened(account) as mailbox:
        mailbox.put(1, Folder.TAKEN)
        assert mailbox.count_again() == 2
        assert [one.is_done for one in mailbox.headings([1, 2])] == [True, False]
    assert account.flags() == [{KEYWORD}, set()]


def test_no_folder_is_made_before_there_is_something_to_put_there(account: Account) -> None:
    account.receive(MAIL)
    with opened(account) as mailbox:
        assert mailbox.lying_in(Folder.TAKEN) == 0
    with account.opened() as client:
        assert [name for _, _, name in client.list_folders()] == ["INBOX"]


def test_folders_stand_where_the_server_keeps_those_of_its_users() -> None:
    with Dovecot(trustme.CA(), separator=".", prefix="INBOX.") as dovecot:
        account = dovecot.account()
        account.receive(MAIL)
        with opened(account) as mailbox:
            mailbox.put(1, Folder.TAKEN)
        assert account.count("INBOX.taken") == 1


def test_another_folder_than_the_inbox_is_read(account: Account) -> None:
    with account.opened() as client:
        client.create_folder("Skannat på plan 2")
    account.receive(MAIL, folder="Skannat på plan 2")
    with opened(account, folder="Skannat%20p%C3%A5%20plan%202") as mailbox:
        assert mailbox.count == 1


def test_numbers_that_were_given_anew_are_known_as_such(account: Account) -> None:
    with account.opened("INBOX") as client:
        client.create_folder("hit")
    with opened(account, folder="hit") as mailbox:
        before = mailbox.validity
    with account.opened("INBOX") as client:
        client.delete_folder("hit")
        client.create_folder("hit")
    with opened(account, folder="hit") as mailbox:
        assert mailbox.validity != before


def test_starttls_is_spoken_before_the_password(account: Account) -> None:
    port = account.dovecot.starttls_port
    url = account.url().replace("imaps:", "imap:").replace(f":{account.dovecot.port}", f":{port}")
    with Mailbox(parse_imap_url(url), tls=tls_of(account.dovecot)) as mailbox:
        assert mailbox.count == 0


def test_wrong_password_wrong_folder_and_wrong_certificate_are_told_apart(
    account: Account,
) -> None:
    tls = tls_of(account.dovecot)
    assert fault_of(parse_imap_url(account.url("fel")), tls) is Fault.LOGIN
    assert fault_of(parse_imap_url(account.url(folder="finns-inte")), tls) is Fault.FOLDER
    strangers = ssl.create_default_context()
    assert fault_of(parse_imap_url(account.url()), strangers) is Fault.CERTIFICATE


def test_server_that_is_away_or_says_nothing_ends_in_time() -> None:
    tls = ssl.create_default_context()
    with scripted_server(BANNER=SILENCE) as silent:
        server = ImapServer("127.0.0.1", silent.port, Encryption.TLS, "u", "p")
        assert fault_of(server, tls, silence_seconds=0.2) is Fault.AWAY
    assert fault_of(server, tls) is Fault.AWAY


def test_server_that_is_never_silent_is_left_all_the_same(account: Account) -> None:
    account.receive(MAIL)
    server = parse_imap_url(account.url())
    mailbox = Mailbox(server, tls=tls_of(account.dovecot), most_seconds=0.5)
    with pytest.raises(MailboxFault) as caught:
        look_for_a_minute(mailbox)
    assert caught.value.fault is Fault.AWAY


def test_password_stands_in_no_fault(account: Account) -> None:
    server = parse_imap_url(account.url("hunter2"))
    with pytest.raises(MailboxFault) as caught, Mailbox(server, tls=tls_of(account.dovecot)):
        pass
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__!r}"
