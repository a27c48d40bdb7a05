"""Hands messages to a mail server: one connection while there is work, opened anew when lost.

aiosmtplib talks with the server, in an event loop that runs only while a letter is handed over.
What a refusal means is judged in mail.smtp.refusals.
"""

import asyncio
import ssl
from asyncio import CancelledError
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from aiosmtplib import (
    SMTPDataError,
    SMTPException,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from aiosmtplib.protocol import SMTPProtocol

from mail.letters.letter import LINE_END, Letter
from mail.smtp.refusals import judged, verdict_without_session, words_for
from mail.smtp.server import SmtpServer
from mail.smtp.session import Session
from mail.transport import Outcome, Verdict, outcome

SILENCE_SECONDS = 30.0
SEND_SECONDS = 60.0
# After the dot that ends the letter, when scanners read it. RFC 5321 (4.5.3.2.6) asks for ten
# minutes; Postfix gives its filters five and answers then. All other copies of a courier wait too.
ANSWER_SECONDS = 360.0
GO_AHEAD = 354
END_OF_LETTER = b"." + LINE_END
FAULTS = (SMTPException, OSError, CancelledError)
NO_SMTPUTF8 = "553 E-postservern tar inte emot adresser med å, ä eller ö före @"

T = TypeVar("T")


class SmtpTransport:
    """A connection to one mail server, opened when first needed."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        silence_seconds: float = SILENCE_SECONDS,
        send_seconds: float = SEND_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Take the server, the longest wait for one answer, the longest time until all of a message
        is sent, and the longest wait for the answer to that.

        `tls` replaces the system's trusted certificates.
        """
        self._server = server
        self._silence_seconds = silence_seconds
        self._send_seconds = send_seconds
        self._answer_seconds = answer_seconds
        self._tls = tls or ssl.create_default_context()
        self._runner: asyncio.Runner | None = None
        self._task: asyncio.Task[Any] | None = None
        self._smtp: Session | None = None
        self._is_sent = False

    def send(self, letter: Letter) -> Outcome:
        """Hand over one letter; takes no longer than `send_seconds` and `answer_seconds`."""
        self._is_sent = False
        try:
            return self._run(self._deliver(letter))
        except BaseException as error:
            # Whatever went wrong, known or not: in the middle of a letter a server would take the
            # next one for the rest of it.
            self._drop()
            if not isinstance(error, FAULTS):
                raise
            verdict = Verdict.UNSURE if self._is_sent else Verdict.UNREACHABLE
            return outcome(verdict, words_for(error))

    def close(self) -> None:
        """Say goodbye to the server, if there is a connection."""
        if self._smtp is not None:
            with suppress(*FAULTS):
                self._run(self._smtp.quit())
        self._drop()
        if self._runner is not None:
            self._runner.close()
        self._runner = None

    def cut(self) -> None:
        """From another thread: what waits for the server gives up."""
        task = self._task
        if task is not None:
            # The loop may be closed by now: nobody waits any more.
            with suppress(RuntimeError):
                task.get_loop().call_soon_threadsafe(task.cancel)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        self._runner = self._runner or asyncio.Runner()
        loop = self._runner.get_loop()
        self._task = task = loop.create_task(work)
        return loop.run_until_complete(task)

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    async def _deliver(self, letter: Letter) -> Outcome:
        async with asyncio.timeout(self._send_seconds):
            try:
                smtp = await self._session()
            except (SMTPException, OSError, ValueError) as error:
                self._drop()
                return outcome(verdict_without_session(error), words_for(error))
            refused = await _offer(smtp, letter)
            if refused is not None:
                return refused
            line = await _send_unfinished(smtp, letter.content)
        async with asyncio.timeout(self._answer_seconds):
            line.write(END_OF_LETTER)
            self._is_sent = True
            return _answered(await line.read_response(), letter)

    async def _session(self) -> Session:
        """Return a session ready for MAIL."""
        if self._smtp is not None:
            with suppress(SMTPException, OSError):
                await self._smtp.rset()
                return self._smtp
            self._drop()
        self._smtp = smtp = Session(self._server, self._silence_seconds, self._tls)
        await smtp.open()
        return smtp


async def _offer(smtp: Session, letter: Letter) -> Outcome | None:
    """Go through MAIL, RCPT and DATA (RFC 5321 3.3) with one recipient; None: go ahead."""
    unfit = _unfit(smtp, letter)
    if unfit is not None:
        return unfit
    try:
        await smtp.mail(letter.sender, options=_options(smtp, letter), encoding="utf-8")
        await smtp.rcpt(letter.recipient, encoding="utf-8")
        reply = await smtp.execute_command(b"DATA")
        if reply.code != GO_AHEAD:
            raise SMTPDataError(*reply)
    except SMTPResponseException as refusal:
        if refusal.code < 0:
            raise
        return judged(refusal, letter)
    return None


async def _send_unfinished(smtp: Session, content: bytes) -> SMTPProtocol:
    """Send all but the dot that ends a letter: until then no server has taken it. Return the line.

    aiosmtplib would not tell a line that broke before the end from one that broke after it, and
    would search all of the letter for other line ends than CRLF; a letter has none, and its first
    line is a header.
    """
    line = smtp.protocol
    if line is None:
        raise SMTPServerDisconnected("after DATA")
    # A dot that begins a line is doubled (RFC 5321 4.5.2).
    line.write(content.replace(LINE_END + b".", LINE_END + b".."))
    await line._drain_helper()
    return line


def _answered(reply: SMTPResponse, letter: Letter) -> Outcome:
    if not 200 <= reply.code < 600 or 300 <= reply.code < 400:
        raise SMTPResponseException(*reply)
    if reply.code < 300:
        return outcome(Verdict.ACCEPTED, str(reply))
    return judged(SMTPResponseException(*reply), letter)


def _unfit(smtp: Session, letter: Letter) -> Outcome | None:
    """Refuse what the server has said it would: addresses with å (RFC 6531), too many bytes."""
    if letter.is_international and not smtp.supports_extension("smtputf8"):
        is_ours = letter.recipient.isascii()
        return outcome(Verdict.TEMPORARY if is_ours else Verdict.PERMANENT, NO_SMTPUTF8)
    limit = smtp.esmtp_extensions.get("size", "").strip()
    if limit.isdecimal() and 0 < int(limit) < len(letter.content):
        return outcome(Verdict.TOO_LARGE, f"552 E-postservern tar emot högst {limit} byte")
    return None


def _options(smtp: Session, letter: Letter) -> list[str]:
    """What to say of a letter where the server wants to know it (RFC 6531, RFC 1870)."""
    utf8 = ["SMTPUTF8"] if letter.is_international else []
    size = [f"SIZE={len(letter.content)}"] if smtp.supports_extension("size") else []
    return utf8 + size
