"""Hands messages to a mail server: one connection while there is work, opened anew when lost.

What a refusal means is judged in mail.smtp.refusals.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from mail.letters.letter import LINE_END, Letter
from mail.smtp.alarm import Alarm
from mail.smtp.login import log_in
from mail.smtp.refusals import (
    SIZE_EXCEEDED,
    Refused,
    is_refusal,
    verdict_on,
    verdict_without_session,
    words_for,
)
from mail.smtp.server import Encryption, SmtpServer
from mail.smtp.session import Session, TlsSession, own_name
from mail.transport import Outcome, Verdict, outcome

SILENCE_SECONDS = 30.0
SEND_SECONDS = 60.0
# After the dot that ends the letter, when scanners read it. RFC 5321 (4.5.3.2.6) asks for ten
# minutes; Postfix gives its filters five and answers then. All other copies of a courier wait too.
ANSWER_SECONDS = 360.0
OK = 250
GO_AHEAD = 354
NEEDS_SMTPUTF8 = 553
NO_SMTPUTF8 = "E-postservern tar inte emot adresser med å, ä eller ö före @"


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
        self._answer_seconds = answer_seconds
        self._alarm = Alarm(send_seconds, self.cut)
        self._patience = Alarm(answer_seconds, self.cut)
        self._tls = tls or ssl.create_default_context()
        self._smtp: Session | None = None
        self._is_overdue = False

    def send(self, letter: Letter) -> Outcome:
        """Hand over one letter; takes no longer than `send_seconds` and `answer_seconds`."""
        self._is_overdue = False
        self._alarm.set()
        try:
            smtp = self._session()
            if isinstance(smtp, Outcome):
                return smtp
            return self._hand_over(smtp, letter)
        finally:
            self._alarm.stop()
            self._patience.stop()

    def close(self) -> None:
        """Say goodbye to the server, if there is a connection."""
        if self._smtp is not None:
            self._alarm.set()
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()
        self._smtp = None
        self._alarm.close()
        self._patience.close()

    def cut(self) -> None:
        """End the session from another thread; what waits for an answer gives up."""
        # A lease must outlive the sending: a server that answers byte by byte is cut off, since
        # timeouts of the socket only bound the silence between two bytes.
        self._is_overdue = True
        smtp = self._smtp
        if smtp is not None:
            smtp.cut()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _session(self) -> Session | Outcome:
        """Return a session ready for MAIL, or why there is none."""
        if self._smtp is not None and self._is_alive(self._smtp):
            return self._smtp
        self._drop()
        try:
            with self._dropped_when_broken():
                return self._new_session()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return outcome(verdict_without_session(error), words_for(error))

    @contextmanager
    def _dropped_when_broken(self) -> Iterator[None]:
        # Whatever went wrong, known or not: a session that was not greeted to the end may be
        # without encryption, and must not carry the next letter.
        is_sound = False
        try:
            yield
            is_sound = True
        finally:
            if not is_sound:
                self._drop()

    def _new_session(self) -> Session:
        self._smtp = smtp = self._unopened()
        if self._is_overdue:
            raise TimeoutError
        smtp.open()
        self._greet(smtp)
        return smtp

    @staticmethod
    def _is_alive(smtp: smtplib.SMTP) -> bool:
        try:
            code, _ = smtp.rset()
        except (smtplib.SMTPException, OSError):
            return False
        return code == OK

    def _unopened(self) -> Session:
        server = self._server
        options = {"local_hostname": own_name(), "timeout": self._silence_seconds}
        if server.encryption is Encryption.TLS:
            return TlsSession(server.host, server.port, context=self._tls, **options)
        return Session(server.host, server.port, **options)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        encryption = self._server.encryption
        offered = smtp.has_extn("starttls")
        if encryption is Encryption.REQUIRED or (
            encryption is Encryption.OPPORTUNISTIC and offered
        ):
            smtp.starttls(context=self._tls)
            smtp.ehlo_or_helo_if_needed()
        if self._server.user:
            log_in(smtp, self._server.user, self._server.password)

    def _hand_over(self, smtp: Session, letter: Letter) -> Outcome:
        try:
            with self._dropped_when_broken():
                if self._is_overdue:
                    raise TimeoutError
                refused = _offer(smtp, letter)
                if refused is None:
                    smtp.send(_as_data(letter.content))
        except (smtplib.SMTPException, OSError) as error:
            return outcome(Verdict.UNREACHABLE, words_for(error))
        return refused or self._answer_to(smtp, letter)

    def _answer_to(self, smtp: Session, letter: Letter) -> Outcome:
        """Wait for what the server says to all of the letter."""
        self._alarm.stop()
        self._patience.set()
        try:
            with self._dropped_when_broken(), smtp.waiting(self._answer_seconds):
                code, words = smtp.getreply()
                if not (is_refusal(code) or 200 <= code < 300 or 400 <= code < 500):
                    raise smtplib.SMTPResponseException(code, words)
        except (smtplib.SMTPException, OSError) as error:
            return outcome(Verdict.UNSURE, words_for(error))
        text = f"{code} {words.decode('utf-8', 'replace')}"
        verdict = Verdict.ACCEPTED if code < 300 else verdict_on(code, words, letter)
        return outcome(verdict, text)


def _offer(smtp: smtplib.SMTP, letter: Letter) -> Outcome | None:
    """Go through MAIL, RCPT and DATA (RFC 5321 3.3) with one recipient; None: go ahead."""
    try:
        _envelope(smtp, letter)
    except Refused as refusal:
        return refusal.outcome
    return None


def _envelope(smtp: smtplib.SMTP, letter: Letter) -> None:
    options = [*_international_option(smtp, letter), *_size_option(smtp, len(letter.content))]
    code, words = smtp.mail(letter.sender, options)
    if code != OK:
        raise Refused(verdict_on(code, words, letter, is_addressed=False), code, words)
    code, words = smtp.rcpt(letter.recipient)
    if code not in (OK, 251):
        raise Refused(verdict_on(code, words, letter), code, words)
    code, words = smtp.docmd("DATA")
    if code != GO_AHEAD:
        raise Refused(verdict_on(code, words, letter), code, words)


def _as_data(content: bytes) -> bytes:
    """Double each dot that begins a line, and end with a lone one (RFC 5321 4.5.2).

    smtplib would search every line for other line ends than CRLF; a letter has none, and its
    first line is a header.
    """
    return content.replace(LINE_END + b".", LINE_END + b"..") + b"." + LINE_END


def _international_option(smtp: smtplib.SMTP, letter: Letter) -> list[str]:
    """Ask for SMTPUTF8 (RFC 6531) where an address needs it, and refuse what cannot be sent."""
    if not letter.is_international:
        return []
    if not smtp.has_extn("smtputf8"):
        verdict = Verdict.TEMPORARY if letter.recipient.isascii() else Verdict.PERMANENT
        raise Refused(verdict, NEEDS_SMTPUTF8, NO_SMTPUTF8.encode())
    return ["SMTPUTF8"]


def _size_option(smtp: smtplib.SMTP, size: int) -> list[str]:
    """Declare the size where the server wants to know it, and refuse for it what it would."""
    if not smtp.has_extn("size"):
        return []
    limit = smtp.esmtp_features["size"].strip()
    if limit.isdecimal() and 0 < int(limit) < size:
        words = f"E-postservern tar emot högst {limit} byte"
        raise Refused(Verdict.TOO_LARGE, SIZE_EXCEEDED, words.encode())
    return [f"SIZE={size}"]
