"""`python -m intake.mail_reading`: the process that reads a mail for `intake.mails`."""

import codecs
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice
from typing import Any

from intake.children import give_up_resources
from intake.mails import BYTES_OF_MEMORY, SECONDS_OF_WORK
from intake.messages import send
from intake.refusals import Refusal, TooHeavy, TooMuchInside
from intake.walls import close_walls

MOST_PARTS = 500
MOST_BLOCKS = 50
MOST_IDENTITIES = 20
LONGEST_NAME = 200
LONGEST_WORDS = 500
REPORT = "multipart/report"
# How files begin that may be paper: PDF, JPEG, PNG, TIFF in both orders, WebP, HEIC (ISO 14496-12).
_BEGINNINGS = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|II\*\x00|MM\x00\*|RIFF....WEBP|....ftyp(?:hei|mif1|msf1)",
    re.DOTALL,
)
_PDF, _WITHIN = b"%PDF-", 1024
_IDENTITY = re.compile(r"<[^<>\s]{3,300}>")
# Loaded before the walls are closed: behind them no module can be.
_ENCODINGS = ("ascii", "utf-8", "latin-1", "cp1252", "iso8859-15", "unicode-escape")
_FIRST = b"""\
MIME-Version: 1.0
From: =?utf-8?q?=C3=A5?= <a@example.org>
Content-Type: multipart/report; boundary=b

--b
Content-Type: application/pdf; name*=utf-8''%C3%A5.pdf
Content-Transfer-Encoding: base64

JVBERi0=
--b
Content-Type: message/delivery-status

Action: failed

--b
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

=E5
--b--
"""

Answer = tuple[dict[str, Any], list[bytes]]


def read_here(content: bytes) -> Answer:
    """The facts and the files of a mail, read in this process. Raises TooMuchInside."""
    mail = message_from_bytes(content)
    if mail.get_content_type() == REPORT:
        return {"report": _report(mail), "files": []}, []
    facts, files = [], []
    for part in _may_be_paper(mail):
        found = part.get_payload(decode=True)
        if isinstance(found, bytes) and _is_of_a_kind(found):
            facts.append({"name": _name(part), "media": part.get_content_type()[:LONGEST_NAME]})
            files.append(found)
    return {"report": None, "files": facts}, files


def _is_of_a_kind(content: bytes) -> bool:
    return bool(_BEGINNINGS.match(content)) or _PDF in content[:_WITHIN]


def _may_be_paper(mail: Message) -> Iterator[Message]:
    """All parts that hold something, also of a mail in a mail, but for the pictures in its text."""
    waiting = [(mail, False)]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part, is_related = waiting.pop()
        if part.is_multipart():
            is_text = part.get_content_type() == "multipart/related"
            waiting += [(one, is_related or is_text) for one in reversed(_inside(part))]
        elif not (is_related and part["Content-ID"] and not _is_attached(part)):
            yield part
    if waiting:
        raise TooMuchInside(what="parts", limit=MOST_PARTS)


def _inside(part: Message) -> list[Message]:
    found = part.get_payload()
    return [one for one in found if isinstance(one, Message)] if isinstance(found, list) else []


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _name(part: Message) -> str:
    """What the mail calls a file, in whichever of three ways (RFC 2231, RFC 2047, as it is)."""
    told = part.get_filename("")
    with suppress(HeaderParseError, LookupError, ValueError):
        told = str(make_header(decode_header(told)))
    # Its end says what it is.
    return told.encode("utf-8", "replace").decode()[-LONGEST_NAME:]


def _report(mail: Message) -> dict[str, Any] | None:
    """What RFC 3464 lets a server tell, of the first part that does."""
    parts = _inside(mail)
    told = next((one for one in parts if one.get_content_type() in _STATUS), None)
    blocks = islice(_inside(told) if told is not None else (), MOST_BLOCKS)
    recipients = [one for one in blocks if one["Action"]]
    # One who got it does not help another who did not.
    worst = min(recipients, key=lambda one: _action(one) != "failed", default=None)
    if worst is None:
        return None
    about = islice(_identities(mail, parts), MOST_IDENTITIES)
    return {"action": _action(worst), "words": _words(worst), "about": list(about)}


_STATUS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "message/global", "message/global-headers")
_RETURNED_HEADERS = "text/rfc822-headers"


def _action(block: Message) -> str:
    return _line(block["Action"]).partition(" ")[0].lower()[:LONGEST_NAME]


def _words(block: Message) -> str:
    """Why, beginning with a code: "550 5.1.1 …", or "5.1.1 …" when no server on the way said it."""
    kind, _, said = _line(block["Diagnostic-Code"]).partition(";")
    status = _line(block["Status"])
    if kind.strip().lower() == "smtp" and said.strip()[:3].isdecimal():
        return said.strip()[:LONGEST_WORDS]
    return _line(f"{status} {said}")[:LONGEST_WORDS]


def _line(value: object) -> str:
    return " ".join(str(value or "").split())


def _identities(mail: Message, parts: list[Message]) -> Iterator[str]:
    """Those of the mail that comes back, as a whole or its head; else those that this answers."""
    for part in parts:
        if part.get_content_type() in _RETURNED:
            for returned in _inside(part)[:1]:
                yield from _identities_in(returned["Message-ID"])
        elif part.get_content_type() == _RETURNED_HEADERS:
            head = part.get_payload(decode=True)
            read = message_from_bytes(head if isinstance(head, bytes) else b"")
            yield from _identities_in(read["Message-ID"])
    for name in ("X-Failed-Message-ID", "In-Reply-To", "References"):
        yield from _identities_in(mail[name])


def _identities_in(value: object) -> Iterator[str]:
    return (one[0] for one in _IDENTITY.finditer(_line(value)))


def answer_parent() -> None:
    """The child's part: a mail on standard input, what is in it or a refusal on standard output."""
    give_up_resources(BYTES_OF_MEMORY, SECONDS_OF_WORK, SECONDS_OF_WORK + 1)
    for name in _ENCODINGS:
        codecs.lookup(name)
    read_here(_FIRST)
    read_here(_FIRST.replace(b"report", b"mixed"))
    content = sys.stdin.buffer.read()
    missing = close_walls()
    try:
        facts, files = read_here(content)
    except Refusal as refusal:
        facts, files = {"refusal": refusal.code, "facts": refusal.facts}, []
    except (MemoryError, RecursionError):
        facts, files = {"refusal": TooHeavy.code, "facts": {}}, []
    send(sys.stdout.buffer, facts | {"missing": missing}, *files)


if __name__ == "__main__":
    answer_parent()
