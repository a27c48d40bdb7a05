"""A session with a mail server that cannot hold us up, nor fill our memory."""

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, BinaryIO

from mail.errors import ReplyTooLong
from mail.letters.letter import ascii_domain

READY = 220
# Of one reply. A line should have no more than 512 bytes (RFC 5321 4.5.3.1.5).
MOST_LINES = 100
MOST_BYTES = 64 * 1024
# What smtplib says of a computer without a name (RFC 5321 4.1.3).
NAMELESS = "[127.0.0.1]"


@cache
def own_name() -> str:
    """Return the name to greet servers with: ASCII, which is all that a greeting may hold."""
    try:
        return ascii_domain(socket.getfqdn())
    except UnicodeError:
        return NAMELESS


class Replies:
    """What a server says, as smtplib reads it: line by line, and no endless reply."""

    def __init__(self, lines: BinaryIO) -> None:
        """Take where the lines come from."""
        self._lines = lines
        self.begin()

    def begin(self) -> None:
        """Expect a new reply."""
        self._lines_left, self._bytes_left = MOST_LINES, MOST_BYTES

    def readline(self, limit: int) -> bytes:
        """Return the next line, or its first `limit` bytes. Raises ReplyTooLong."""
        line = self._lines.readline(limit)
        self._lines_left -= 1
        self._bytes_left -= len(line)
        if min(self._lines_left, self._bytes_left) < 0:
            raise ReplyTooLong
        return line

    def close(self) -> None:
        """Let go of the socket."""
        self._lines.close()


class Session(smtplib.SMTP):
    """smtplib's, but connected in a second step: `cut` ends also what waits for the banner."""

    def __init__(self, host: str, port: int, **options: Any) -> None:
        """Take where to connect to, and smtplib's other options; connect to nothing yet."""
        self._is_cut = False
        super().__init__(**options)
        # Where smtplib looks for the name that the server's certificate must bear.
        self._host = host
        self._port = port

    def open(self) -> None:
        """Connect and hear the banner. Raises SMTPException or OSError."""
        code, words = self.connect(self._host, self._port)
        if code != READY:
            raise smtplib.SMTPConnectError(code, words)

    def cut(self) -> None:
        """End the session from another thread: whatever waits for the server gives up."""
        # First, so that no answer is waited for on a socket that comes into being only now.
        self._is_cut = True
        sock = self.sock
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    @contextmanager
    def waiting(self, seconds: float) -> Iterator[None]:
        """Bear silence for as long as that meanwhile."""
        assert self.sock is not None
        before = self.sock.gettimeout()
        self.sock.settimeout(seconds)
        yield
        self.sock.settimeout(before)

    def getreply(self) -> tuple[int, bytes]:
        """Return code and words of the next reply.

        Raises TimeoutError after `cut`, also when that is what ended it. A reply that is too long
        ends as SMTPServerDisconnected, since smtplib takes ReplyTooLong for a lost connection.
        """
        if self._is_cut:
            raise TimeoutError
        if self.file is None and self.sock is not None:
            self.file = Replies(self.sock.makefile("rb"))
        if self.file is not None:
            self.file.begin()
        try:
            return super().getreply()
        except smtplib.SMTPServerDisconnected:
            if self._is_cut:
                raise TimeoutError from None
            raise


class TlsSession(Session, smtplib.SMTP_SSL):
    """A session that is encrypted from the first byte; takes a `context` too."""
