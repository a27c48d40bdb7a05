"""Mail servers for the tests: a real one, and one that misbehaves as it is told."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.ports import free_port

SILENCE = "silence"
HANG_UP = "hang up"
# As a reply to BODY: the connection breaks before the client has sent all of it.
CUT_SHORT = "cut short"
# Before a reply: it comes late, and byte by byte.
SLOWLY = "slowly "
SECONDS_BETWEEN_BYTES = 0.02
# Before a reply: it comes whole, but after longer than the tests wait for most answers.
LATE = "late "
SECONDS_LATE = 5
GOOD_REPLIES = {
    "BANNER": "220 ready",
    "EHLO": "250-mail.example\r\n250 8BITMIME",
    "HELO": "250 mail.example",
    "RSET": "250 ok",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go ahead",
    "BODY": "250 queued",
    "QUIT": "221 bye",
}


class Mailbox:
    """What a real server (aiosmtpd) took in, and how many connections it needed."""

    def __init__(self, meanwhile: Callable[[int], object]) -> None:
        self.envelopes: list[Envelope] = []
        self.greetings = 0
        self._meanwhile = meanwhile

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails as a mail program reads them."""
        read = [message_from_bytes(one.content, policy=policy.default) for one in self.envelopes]  # type: ignore[arg-type]
        assert all(isinstance(one, EmailMessage) for one in read)
        return read

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, replies: list[str]
    ) -> list[str]:
        self.greetings += 1
        session.host_name = name
        return replies

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        self._meanwhile(len(self.envelopes))
        return "250 2.0.0 Ok: queued as 4711"


@contextmanager
def real_server(
    meanwhile: Callable[[int], object] = lambda _: None, **options: Any
) -> Iterator[tuple[Mailbox, int]]:
    """Run aiosmtpd on loopback; give its mailbox and port. `meanwhile` is called with the number of
    each mail before it is taken."""
    mailbox = Mailbox(meanwhile)
    controller = Controller(
        mailbox, hostname="127.0.0.1", port=free_port(), ready_timeout=60, **options
    )
    controller.start()
    try:
        yield mailbox, controller.port
    finally:
        controller.stop()


def checks_password(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
) -> AuthResult:
    """Let in "blanketter@example" with the password "pass/word"."""
    expected = LoginPassword(b"blanketter@example", b"pass/word")
    return AuthResult(success=login == expected, handled=False)


class ScriptedServer:
    """Answers each step as `replies` says (see GOOD_REPLIES), or is silent, or hangs up."""

    def __init__(self, replies: Mapping[str, str], tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.replies = GOOD_REPLIES | dict(replies)
        self.heard: list[str] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._closing = threading.Event()
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def has_heard(self, line: str, seconds: float) -> bool:
        """Wait until a client has sent this line, but not for longer."""
        until = time.monotonic() + seconds
        while line not in self.heard and time.monotonic() < until:
            self._closing.wait(SECONDS_BETWEEN_BYTES)
        return line in self.heard

    def close(self) -> None:
        self._closing.set()
        # Wakes the accepting thread, which closing alone would not.
        socket.create_connection(("127.0.0.1", self.port)).close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._closing.is_set():
                connection.close()
                return
            self.connections += 1
            self._open.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=[connection]))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        # A client may go at any moment; that is no fault of the test.
        with suppress(OSError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            step = "BANNER"
            while self._answer(connection, step):
                line = lines.readline().decode("latin-1")
                if not line:
                    return
                self.heard.append(line.strip())
                step = line.partition(" ")[0].strip().upper().partition(":")[0]
                if step == "DATA" and self.replies["DATA"].startswith("354"):
                    self._answer(connection, "DATA")
                    if self.replies["BODY"] == CUT_SHORT:
                        lines.readline()
                        return
                    while lines.readline() not in (b".\r\n", b""):
                        pass
                    self.heard.append(".")
                    step = "BODY"

    def _answer(self, connection: socket.socket, step: str) -> bool:
        reply = self.replies.get(step, "500 what")
        if reply == HANG_UP:
            return False
        if reply == SILENCE:
            self._closing.wait()
            return False
        if reply.startswith(LATE):
            self._closing.wait(SECONDS_LATE)
            reply = reply.removeprefix(LATE)
        is_slow = reply.startswith(SLOWLY)
        for byte in reply.removeprefix(SLOWLY).encode() + b"\r\n" if is_slow else b"":
            self._closing.wait(SECONDS_BETWEEN_BYTES)
            connection.sendall(bytes([byte]))
        if not is_slow:
            connection.sendall(reply.encode() + b"\r\n")
        return step != "QUIT"


@contextmanager
def scripted_server(tls: ssl.SSLContext | None = None, **replies: str) -> Iterator[ScriptedServer]:
    """Run a misbehaving server on loopback; with `tls` encrypted from the first byte."""
    server = ScriptedServer(replies, tls)
    try:
        yield server
    finally:
        server.close()


def server_tls(authority: Any, name: str = "127.0.0.1") -> ssl.SSLContext:
    """Return a server's TLS context with a certificate for `name`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def client_tls(authority: Any) -> ssl.SSLContext:
    """Return a client's TLS context that trusts `authority`."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
