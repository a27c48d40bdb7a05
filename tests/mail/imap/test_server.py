"""The address of the mailbox is understood, or refused with one clear line."""

import pytest

from mail.errors import BadMailUrl
from mail.imap.server import ImapServer, parse_imap_url
from mail.server_url import Encryption


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("imaps://u:p@mail.example", ImapServer("mail.example", 993, Encryption.TLS, "u", "p")),
        (
            "imaps://u%40x:p%2Fw@mail.example:1993/Skannat%20hit",
            ImapServer("mail.example", 1993, Encryption.TLS, "u@x", "p/w", "Skannat hit"),
        ),
        (
            "imap://u:p@mail.example/INBOX",
            ImapServer("mail.example", 143, Encryption.REQUIRED, "u", "p"),
        ),
        (
            "imap://u:p@[::1]:1143?starttls=required",
            ImapServer("::1", 1143, Encryption.REQUIRED, "u", "p"),
        ),
    ],
)
def test_address_of_a_mailbox_is_understood(url: str, server: ImapServer) -> None:
    assert parse_imap_url(url) == server


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "must begin with imap:// or imaps://"),
        ("smtp://u:p@mail.example", "must begin with"),
        ("imaps://u:p@", "names no host"),
        ("imaps://mail.example", "needs a user and a password"),
        ("imaps://u@mail.example", "both a user and a password"),
        ("imaps://u:p@mail.example/a%0Ab", "folder"),
        ("imap://u:p@mail.example?starttls=off", "starttls must be required$"),
        ("imap://u:p@mail.example?starttls=opportunistic", "starttls must be required$"),
        ("imaps://u:p@mail.example?starttls=required", "takes no starttls"),
        ("imaps://u:p@mail.example/INBOX#7", "after #"),
    ],
)
def test_wrong_address_is_refused_with_one_line(url: str, problem: str) -> None:
    with pytest.raises(BadMailUrl, match=problem) as caught:
        parse_imap_url(url)
    assert "\n" not in str(caught.value)


def test_password_is_not_shown_with_the_mailbox() -> None:
    assert "hunter2" not in repr(parse_imap_url("imaps://u:hunter2@mail.example"))
