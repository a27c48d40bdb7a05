"""A mailbox on a mail server, through IMAPClient: looked through, and nothing in it is lost.

Nothing is deleted, and what is not taken is left as it is, unread. What was taken goes to a folder,
or gets a keyword where there can be none.
"""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from mail.imap.heading import FIELDS, LONGEST, Heading, sender_and_kind
from mail.imap.server import ImapServer
from mail.server_url import Encryption

SILENCE_SECONDS = 20.0
# All in all; a server that says a byte now and then is never silent.
MOST_SECONDS = 240.0
KEYWORD = b"$Blanketter"
ANY_KEYWORD = b"\\*"
# A line of a server may have a million signs (imaplib), and the number of a mail has ten at most.
MOST_NUMBERS = 50_000
_HEADERS = f"BODY.PEEK[HEADER.FIELDS ({' '.join(FIELDS)})]<0.{LONGEST}>"
# RFC 5530, 3: neither says anything of the password.
_NOT_NOW = ("[UNAVAILABLE]", "[INUSE]")


class Folder(StrEnum):
    """Where mails go that were read; the values are their names."""

    TAKEN = "taken"
    UNREAD = "unread"
    """Should have been taken, and could not be read."""


class Fault(StrEnum):
    """Why a mailbox cannot be read. Values are stored."""

    AWAY = "away"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    FOLDER = "folder"
    REFUSED = "refused"
    """The server says no to what every server does."""


class MailboxFault(Exception):
    """The mailbox cannot be read, or not on; `fault` says why, the message who said so, in words
    that hold no password."""

    def __init__(self, fault: Fault, error: Exception) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.fault = fault


class Mailbox:
    """One folder while it is open. Every method raises MailboxFault."""

    def __init__(
        self,
        server: ImapServer,
        *,
        silence_seconds: float = SILENCE_SECONDS,
        most_seconds: float = MOST_SECONDS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Take the server, the longest wait for a word of it, and the longest time in all; `tls`
        replaces the system's trusted certificates."""
        self._server = server
        self._silence_seconds = silence_seconds
        self._tls = tls or ssl.create_default_context()
        self._end = threading.Timer(most_seconds, self.cut)
        self._end.daemon = True
        self._client: IMAPClient | None = None
        self._folders: dict[Folder, str | None] = {}
        self.count = self.validity = 0

    def __enter__(self) -> Self:
        """Connect, log in and open the folder; `count` is how many mails it holds, and `validity`
        changes when their numbers are given anew (RFC 9051, 2.3.1.1)."""
        self._end.start()
        try:
            with _named():
                self._open()
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Say goodbye, unless something went wrong: then nobody may be listening."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(IMAPClientError, OSError):
                if kind is None:
                    client.logout()
            with suppress(IMAPClientError, OSError):
                client.shutdown()
        self._end.cancel()

    def cut(self) -> None:
        """From any thread: whatever waits for the server ends at once."""
        client = self._client
        if client is not None:
            with suppress(OSError):
                client.socket().shutdown(socket.SHUT_RDWR)

    def _open(self) -> None:
        server, is_tls = self._server, self._server.encryption is Encryption.TLS
        self._client = client = IMAPClient(
            server.host,
            server.port,
            ssl=is_tls,
            ssl_context=self._tls if is_tls else None,
            timeout=self._silence_seconds,
        )
        client.normalise_times = False
        if not is_tls:
            client.starttls(self._tls)
        # In LOGIN a password has letters of ASCII only.
        log_in = client.plain_login if client.has_capability("AUTH=PLAIN") else client.login
        log_in(server.user, server.password)
        try:
            found = client.select_folder(server.folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            raise MailboxFault(Fault.FOLDER, error) from error
        self.count, self.validity = int(found[b"EXISTS"]), int(found.get(b"UIDVALIDITY", 0))
        self._next = int(found.get(b"UIDNEXT", MOST_NUMBERS))
        allowed = found.get(b"PERMANENTFLAGS", ())
        self._marks = ANY_KEYWORD in allowed or KEYWORD in allowed

    @property
    def _connected(self) -> IMAPClient:
        assert self._client is not None, "not entered"
        return self._client

    def after(self, last: int, most: int) -> list[int]:
        """The numbers of mails that came after that with the number `last`, in their order; about
        `most`, when there are more."""
        found: list[int] = []
        with _named():
            for first in range(last + 1, self._next, MOST_NUMBERS):
                span = f"{first}:{first + MOST_NUMBERS - 1}"
                found += self._connected.search(["UID", span])
                if len(found) >= most:
                    break
        return sorted(found)[:most]

    def headings(self, uids: Sequence[int]) -> list[Heading]:
        """What is known of some mails without fetching them; those that are gone are left out."""
        with _named():
            wanted = ["RFC822.SIZE", "INTERNALDATE", "FLAGS", _HEADERS]
            found = self._connected.fetch(list(uids), wanted)
            return [_heading(uid, found[uid]) for uid in sorted(found)]

    def content(self, uid: int, most: int) -> bytes:
        """The mail as it came, but `most` bytes of it; nothing when it is gone. It stays unread."""
        with _named():
            found = self._connected.fetch([uid], [f"BODY.PEEK[]<0.{most}>"])
            return bytes(found.get(uid, {}).get(b"BODY[]<0>") or b"")

    def put(self, uid: int, folder: Folder) -> None:
        """Move a mail to a folder, which is made when it is not there; at once, or not at all (RFC
        6851). It is marked where it lies when the server has no such way, or no such folder."""
        with _named():
            if name := self._name(folder, makes=True):
                self._connected.move([uid], name)
            elif self._marks:
                self._connected.add_flags([uid], [KEYWORD], silent=True)

    def lying_in(self, folder: Folder) -> int:
        """How many mails a folder of ours holds."""
        with _named():
            name = self._name(folder)
            status = self._connected.folder_status(name, ["MESSAGES"]) if name else {}
            return int(status.get(b"MESSAGES", 0))

    def count_again(self) -> int:
        """How many mails the folder that is open holds now."""
        with _named():
            return int(self._connected.select_folder(self._server.folder)[b"EXISTS"])

    def larger_than(self, size: int) -> int:
        """How many mails of the folder that is open are larger than so many bytes."""
        with _named():
            return len(self._connected.search(["LARGER", size]))

    def _name(self, folder: Folder, *, makes: bool = False) -> str | None:
        """The folder's name on this server; None when it is not there and cannot be."""
        if self._folders.get(folder):
            return self._folders[folder]
        client = self._connected
        if not client.has_capability("MOVE"):
            return None
        spaces = client.namespace().personal if client.has_capability("NAMESPACE") else None
        name = f"{spaces[0][0] if spaces else ''}{folder}"
        if not client.folder_exists(name):
            if not makes:
                return None
            try:
                client.create_folder(name)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                # A quota, or a right: a keyword has to do.
                return None
        self._folders[folder] = name
        return name


def _heading(uid: int, found: dict[bytes, Any]) -> Heading:
    headers = next((value for key, value in found.items() if key.startswith(b"BODY[")), b"")
    sender, is_report = sender_and_kind(headers or b"")
    return Heading(
        uid=uid,
        size=int(found[b"RFC822.SIZE"]),
        arrived_at=found[b"INTERNALDATE"],
        sender=sender,
        is_report=is_report,
        is_done=KEYWORD.lower() in (flag.lower() for flag in found[b"FLAGS"]),
    )


@contextmanager
def _named() -> Iterator[None]:
    """One name for what a server, a network and a library call many."""
    try:
        yield
    except MailboxFault:
        raise
    except ssl.SSLCertVerificationError as error:
        raise MailboxFault(Fault.CERTIFICATE, error) from error
    except (OSError, IMAPClientAbortError) as error:
        raise MailboxFault(Fault.AWAY, error) from error
    except LoginError as error:
        is_away = isinstance(error.__context__, IMAPClientAbortError)
        is_away = is_away or any(words in str(error).upper() for words in _NOT_NOW)
        raise MailboxFault(Fault.AWAY if is_away else Fault.LOGIN, error) from error
    except (IMAPClientError, ValueError, KeyError, TypeError) as error:
        # An answer that cannot be understood is met as one or the other.
        raise MailboxFault(Fault.REFUSED, error) from error
