"""The address of the mail server is understood, or refused with one clear line."""

import pytest

from mail.errors import BadMailUrl
from mail.server_url import Encryption
from mail.smtp.server import SmtpServer, parse_smtp_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25, Encryption.OPPORTUNISTIC)),
        ("smtp://mail.example:2525/", SmtpServer("mail.example", 2525, Encryption.OPPORTUNISTIC)),
        ("smtps://mail.example", SmtpServer("mail.example", 465, Encryption.TLS)),
        ("smtp://[::1]:25?starttls=off", SmtpServer("::1", 25, Encryption.OFF)),
        (
            "smtp://u:p@mail.example:587",
            SmtpServer("mail.example", 587, Encryption.REQUIRED, "u", "p"),
        ),
        (
            "smtp://u:l%C3%B6sen@mail.example:587",
            SmtpServer("mail.example", 587, Encryption.REQUIRED, "u", "lösen"),
        ),
        (
            "smtp://u%40x:p%2Fw@mail.example:587?starttls=opportunistic",
            SmtpServer("mail.example", 587, Encryption.OPPORTUNISTIC, "u@x", "p/w"),
        ),
    ],
)
def test_address_of_a_mail_server_is_understood(url: str, server: SmtpServer) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "must begin with"),
        ("mail.example", "must begin with"),
        ("http://mail.example", "must begin with"),
        ("smtp://", "names no host"),
        ("smtp://:25", "names no host"),
        ("smtp://mail.example:port", "port"),
        ("smtp://mail.example:99999", "port"),
        ("smtp://[::1", "host"),
        ("smtp://user@mail.example", "both a user and a password"),
        ("smtp://u:p/w@mail.example", "port"),
        ("smtp://u:l%F6sen@mail.example", "percent-encoded as UTF-8"),
        ("smtp://u:l\udcf6sen@mail.example", "percent-encoded as UTF-8"),
        ("smtp://mail.example/folder", "after the host"),
        ("smtp://mail.example?starttls=yes", "required, opportunistic or off"),
        ("smtp://mail.example?tls=1", "unknown option 'tls'"),
        ("smtps://mail.example?starttls=required", "takes no starttls"),
    ],
)
def test_wrong_address_is_refused_with_one_line(url: str, problem: str) -> None:
    with pytest.raises(BadMailUrl, match=problem) as caught:
        parse_smtp_url(url)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["smtp://u:hunter2@h:x", "smtp://u:hunter2@h?a=b", "x://u:hunter2@h"]
)
def test_password_never_stands_in_the_refusal(url: str) -> None:
    with pytest.raises(BadMailUrl) as caught:
        parse_smtp_url(url)
    assert "hunter2" not in str(caught.value)


def test_password_is_not_shown_with_the_server() -> None:
    assert "hunter2" not in repr(parse_smtp_url("smtp://u:hunter2@mail.example"))
