"""A letter: a message written out once as bytes, with its envelope.

Headers and body are put together here: an EmailMessage has encoded words that are too long, encodes
identities that may not be, and spends seven times as long on a letter, line by line.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from functools import lru_cache

from forms.values.host import ascii_host

LINE_END = b"\r\n"
# Without it, that is (RFC 5322 2.1.1).
LONGEST_LINE = 78
LONGEST_ENCODED_LINE = 76
REMEMBERED_HEADERS = 256


@dataclass(frozen=True)
class Letter:
    """What is handed over. Both addresses are as the envelope has them; `content` ends in CRLF."""

    sender: str
    recipient: str
    message_id: str
    content: bytes

    @property
    def is_international(self) -> bool:
        """Whether only servers with SMTPUTF8 (RFC 6531) can take it: å before the @."""
        return not (self.sender.isascii() and self.recipient.isascii())


@dataclass(frozen=True)
class Enclosure:
    """A file sent along; `kind` such as "application/pdf"."""

    name: str
    kind: str
    content: bytes


def write_letter(
    sender: Address,
    recipient: str,
    message_id: str,
    headers: Mapping[str, str],
    text: str,
    enclosures: Sequence[Enclosure] = (),
) -> Letter:
    """Return the letter; the same arguments give the same bytes, so that a double is the same.

    Lines are short and of seven bits, which every server passes on. Raises ValueError when a
    header holds a line end.
    """
    every = {
        "To": ascii_domain(recipient),
        **headers,
        "Message-ID": ascii_domain(message_id),
        "MIME-Version": "1.0",
    }
    head = _from_header(sender.display_name, ascii_domain(sender.addr_spec))
    head += b"".join(_header(name, value) for name, value in every.items())
    body = _text_part(text)
    if enclosures:
        body = _in_parts([body, *map(_enclosed_part, enclosures)], message_id)
    envelope = (ascii_domain(sender.addr_spec), every["To"], every["Message-ID"])
    return Letter(*envelope, content=head + body)


def ascii_domain(address: str) -> str:
    """Return the address with its domain as every server knows it: töreboda is xn--treboda-90a.

    Also of a Message-ID, brackets and all.
    """
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    bracket = ">" if domain.endswith(">") else ""
    return f"{local}{at}{ascii_host(domain.rstrip('>'))}{bracket}"


@lru_cache(REMEMBERED_HEADERS)
def _header(name: str, value: str) -> bytes:
    """One header: a subject in encoded words where needed, anything else as it is.

    Only what every mail program must read as it stands is left: addresses and identities, whose
    identity would be lost in encoded words, and ours.
    """
    _refuse_line_ends(value)
    line = f"{name}: {value}"
    if len(line) > LONGEST_LINE or not (line.isascii() and line.isprintable()):
        line = f"{name}: {_encoded(name, value)}"
    return line.encode() + LINE_END


def _encoded(name: str, value: str) -> str:
    return _encoded_words(name, value) if name == "Subject" else value.replace(", ", ",\r\n ")


@lru_cache(REMEMBERED_HEADERS)
def _from_header(name: str, address: str) -> bytes:
    _refuse_line_ends(name)
    line = f"From: {Address(name, addr_spec=address)}"
    if len(line) <= LONGEST_LINE and name.isascii():
        return line.encode() + LINE_END
    phrase = line.rpartition(" <")[0]
    if len(phrase) > LONGEST_LINE or not name.isascii():
        phrase = f"From: {_encoded_words('From', name)}"
    return f"{phrase}\r\n <{address}>\r\n".encode()


def _refuse_line_ends(value: str) -> None:
    if "".join(value.splitlines()) != value:
        raise ValueError("a header may not hold a linefeed or carriage return")


def _encoded_words(header: str, text: str) -> str:
    """The text in encoded words of 75 characters at most, one a line of 76 (RFC 2047 2).

    Not by email.policy, whose words have 76 and 77 and which loses spaces (CPython 3.11).
    """
    words = Header(text, "utf-8", maxlinelen=LONGEST_ENCODED_LINE, header_name=header)
    return words.encode(linesep="\r\n")


def _text_part(text: str) -> bytes:
    """The text as quoted-printable, with its headers and the empty line."""
    lines = text.encode().splitlines()
    # Encoded a line at a time, for the encoder takes a lone line end for one of its own.
    encoded = [binascii.b2a_qp(line).replace(b"=\n", b"=\r\n") for line in lines]
    head = (
        _header("Content-Type", 'text/plain; charset="utf-8"'),
        _header("Content-Transfer-Encoding", "quoted-printable"),
        _header("Content-Language", "sv"),
    )
    return b"".join(head) + LINE_END + LINE_END.join([*encoded, b""])


def _enclosed_part(enclosure: Enclosure) -> bytes:
    head = (
        _header("Content-Type", enclosure.kind),
        _header("Content-Transfer-Encoding", "base64"),
        _header("Content-Disposition", f'attachment; filename="{enclosure.name}"'),
    )
    encoded = base64.encodebytes(enclosure.content).replace(b"\n", LINE_END)
    return b"".join(head) + LINE_END + encoded


def _in_parts(parts: Sequence[bytes], message_id: str) -> bytes:
    # Neither encoding ever puts "_" after "=", so no part can hold it (RFC 2045 6.7).
    boundary = f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"
    line = LINE_END + b"--" + boundary.encode()
    head = _header("Content-Type", f'multipart/mixed; boundary="{boundary}"')
    body = b"".join(line + LINE_END + part for part in parts)
    return head + body + line + b"--" + LINE_END
