"""A session with a mail server: aiosmtplib's, with what it leaves to us."""

import asyncio
import socket
import ssl
from functools import cache
from typing import Any

import aiosmtplib

from mail.letters.letter import ascii_domain
from mail.server_url import Encryption
from mail.smtp.server import SmtpServer

# What to say of a computer without a name (RFC 5321 4.1.3).
NAMELESS = "[127.0.0.1]"
START_TLS = {Encryption.REQUIRED: True, Encryption.OPPORTUNISTIC: None}
# Not CRAM-MD5: no standard says which bytes of å it hashes.
LOGINS_OF_ANY_LETTERS = ("plain", "login")


@cache
def own_name() -> str:
    """Return the name to greet servers with: ASCII, which is all that a greeting may hold."""
    try:
        return ascii_domain(socket.getfqdn())
    except UnicodeError:
        return NAMELESS


class Session(aiosmtplib.SMTP):
    """A session with one server, which may take so many seconds for each whole reply."""

    def __init__(self, server: SmtpServer, seconds: float, tls: ssl.SSLContext) -> None:
        """Take the server, the longest wait for a reply and whom to trust; connect to nothing."""
        super().__init__(
            hostname=server.host,
            username=server.user or None,
            password=server.password or None,
            local_hostname=own_name(),
            timeout=seconds,
            use_tls=server.encryption is Encryption.TLS,
            start_tls=START_TLS.get(server.encryption, False),
            tls_context=tls,
        )
        self._address = (server.host, server.port)
        if not (server.user + server.password).isascii():
            self.AUTH_METHODS = LOGINS_OF_ANY_LETTERS

    async def open(self) -> None:
        """Connect, greet, encrypt and log in. Raises SMTPException, OSError or ValueError."""
        # Each address of the host has its time; by aiosmtplib the first to be dead takes all of it.
        sock = socket.create_connection(self._address, self.timeout)
        await self.connect(sock=sock)
        await self._ehlo_or_helo_if_needed()

    async def execute_command(self, *args: bytes, **_: Any) -> aiosmtplib.SMTPResponse:
        """Send a command and hear the whole reply in time; not after a cut."""
        task = asyncio.current_task()
        # asyncio.wait_for, by which aiosmtplib would wait here too, drops a cancellation that comes
        # together with the reply (Python 3.11).
        if task is not None and task.cancelling():
            raise asyncio.CancelledError
        async with asyncio.timeout(self.timeout):
            return await super().execute_command(*args, timeout=None)

    def close(self) -> None:
        """Let go at once: a server may take half a minute for the goodbye of TLS."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
        super().close()
