"""A session with a mail server that another thread can end at any moment."""

import smtplib
import socket
from contextlib import suppress
from functools import cache
from typing import Any

from mail.letter import ascii_domain

READY = 220
# What smtplib says of a computer without a name (RFC 5321 4.1.3).
NAMELESS = "[127.0.0.1]"


@cache
def own_name() -> str:
    """Return the name to greet servers with: ASCII, which is all that a greeting may hold."""
    try:
        return ascii_domain(socket.getfqdn())
    except UnicodeError:
        return NAMELESS


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

    def getreply(self) -> tuple[int, bytes]:
        """Return code and words of the next reply. Raises TimeoutError after `cut`."""
        if self._is_cut:
            raise TimeoutError
        return super().getreply()


class TlsSession(Session, smtplib.SMTP_SSL):
    """A session that is encrypted from the first byte; takes a `context` too."""
