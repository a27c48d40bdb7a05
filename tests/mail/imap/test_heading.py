"""Who a mail is from is found in its headers, whatever they hold."""

import pytest

from mail.imap.heading import sender_and_kind


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        (b"From: Skrivaren <Scanner@Toreboda.se>\r\n\r\n", "scanner@toreboda.se"),
        (b"From: scanner@toreboda.se\r\n\r\n", "scanner@toreboda.se"),
        (b"From: =?utf-8?q?Sk=C3=A4nner?=\r\n <a@toreboda.se>\r\n\r\n", "a@toreboda.se"),
        (b'From: "a@toreboda.se" <b@example.org>\r\n\r\n', "b@example.org"),
        (b"From: a@toreboda.se, b@example.org\r\n\r\n", ""),
        (b"From: a@toreboda.se\r\nFrom: b@example.org\r\n\r\n", ""),
        (b"Subject: hej\r\n\r\n", ""),
        (b"From: \xff\xfe\r\n\r\n", "\ufffd\ufffd"),
        (b"From: " + b"(" * 8000, ""),
        (b"\x00" * 8000, ""),
    ],
)
def test_mail_is_from_its_only_sender_or_from_nobody(headers: bytes, sender: str) -> None:
    assert sender_and_kind(headers)[0] == sender


@pytest.mark.parametrize(
    ("kind", "is_report"),
    [
        (b"multipart/report; report-type=delivery-status; boundary=x", True),
        (b'Multipart/Report; boundary="x";\r\n report-type="Delivery-Status"', True),
        (b"multipart/report; report-type=disposition-notification; boundary=x", False),
        (b"multipart/mixed; boundary=x", False),
        (b"text/plain", False),
        (b";;;", False),
    ],
)
def test_what_a_mail_server_tells_of_a_mail_is_known(kind: bytes, is_report: bool) -> None:
    assert sender_and_kind(b"Content-Type: " + kind + b"\r\n\r\n")[1] is is_report
