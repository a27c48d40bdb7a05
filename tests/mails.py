"""Mails as scanners, colleagues and mail servers write them."""

import base64
from collections.abc import Sequence

PDF = b"%PDF-1.4 a scan"
JPEG = b"\xff\xd8\xff\xe0 a photograph"
Part = tuple[str, bytes]


def file_part(name: str, content: bytes, media: str = "application/pdf", more: str = "") -> Part:
    """A file that hangs on a mail."""
    head = f'Content-Type: {media}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n{more}'
    return head, base64.encodebytes(content)


def text_part(text: str = "Hej") -> Part:
    """What somebody wrote."""
    return "Content-Type: text/plain; charset=utf-8\r\n", text.encode()


def mail_with(
    parts: Sequence[Part], sender: str = "scanner@toreboda.se", kind: str = "mixed", more: str = ""
) -> bytes:
    """A mail of these parts, as it lies in a mailbox."""
    head = (
        f"From: Kopiator <{sender}>\r\nTo: papper@toreboda.se\r\nSubject: Skannat\r\n{more}"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="b0"\r\n\r\n'
    )
    return head.encode() + in_parts(parts, "b0")


def in_parts(parts: Sequence[Part], boundary: str) -> bytes:
    """The body of such a mail."""
    line = f"--{boundary}".encode()
    body = b"".join(line + b"\r\n" + head.encode() + b"\r\n" + one + b"\r\n" for head, one in parts)
    return body + line + b"--\r\n"


def report(
    message_id: str,
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 <a@toreboda.se>: User unknown",
    *,
    returned: str = "message/rfc822",
    more: str = "",
    sender: str = "MAILER-DAEMON@mail.toreboda.se",
) -> bytes:
    """What a mail server tells of a mail that it had taken (RFC 3464), with the mail or its headers
    sent back; nothing of it when `returned` is empty."""
    status = (
        "Reporting-MTA: dns; mail.toreboda.se\r\n\r\n"
        f"Final-Recipient: rfc822; a@toreboda.se\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: {diagnostic}\r\n"
    )
    original = (
        f"From: blanketter@toreboda.example\r\nMessage-ID: {message_id}\r\nSubject: Kopia\r\n\r\n"
    )
    parts = [
        text_part("Your message could not be delivered."),
        ("Content-Type: message/delivery-status\r\n", status.encode()),
    ]
    if returned:
        parts.append((f"Content-Type: {returned}\r\n", original.encode()))
    return mail_with(parts, sender, "report; report-type=delivery-status", more)
