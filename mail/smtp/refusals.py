"""What it means when no mail went: the verdict on a refusal, and words for a human.

Whom a refusal is about is told by its enhanced status code (RFC 3463) and by the address that it
names, not by the step at which it came: relays say at RCPT, and even after DATA, that they do not
want us. A copy is given up only for what concerns its recipient or itself. Sender, login, relay,
rules and quotas can be mended, and must not turn a whole queue into failures; so can whatever
cannot be told apart, such as a bare "554 Transaction failed".
"""

import re
import socket
import ssl
from asyncio import CancelledError

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from mail.letters.letter import Letter
from mail.transport import Outcome, Verdict, outcome

SIZE_EXCEEDED = 552
# What a server says in the middle of a login (RFC 4954 4), which nothing should end with.
GO_ON = 334
CHECK_URL = "Kontrollera SMTP_URL"
TOO_SLOW = "E-postservern svarade inte i tid"
# What every server must take (RFC 5321 4.5.3.1.7): less is never too large, whatever it says.
SMALLEST_LIMIT = 64_000
# Bad, moved and unknown addresses, domains without mail (RFC 7505), closed mailboxes.
OF_RECIPIENT = frozenset({(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1)})
# Somebody has to empty it, and meanwhile the mail of all others goes.
MAILBOX_FULL = (5, 2, 2)
# For the system, and for the mailbox.
OF_SIZE = frozenset({(3, 4), (2, 3)})
OF_CONTENT = 6
# At the start of a line (with # by some appliances), or in parentheses as qmail has it.
_STATUS = re.compile(r"(?:^#?|\(#)([245])\.(\d{1,3})\.(\d{1,3})(?!\d)", re.MULTILINE)
# How servers say it that send no enhanced code: Postfix, Sendmail, Exchange, Exim, qmail.
_UNKNOWN_RECIPIENT = re.compile(
    r"(?:user|recipient|local.part|mailbox|address) (?:is )?(?:unknown|not found)"
    r"|unknown (?:user|recipient|local.part|mailbox|address)"
    r"|no such (?:user|recipient|mailbox|address|person)"
    r"|no mailbox here|unrouteable address"
)


def judged(reply: SMTPResponseException, letter: Letter) -> Outcome:
    """Return what a reply means that is no consent, and its words."""
    verdict = _verdict_on(reply, letter) if is_refusal(reply.code) else Verdict.TEMPORARY
    return outcome(verdict, f"{reply.code} {reply.message}")


def is_refusal(code: int) -> bool:
    """Whether the server says that trying again will not help (RFC 5321 4.2.1)."""
    return 500 <= code < 600


def _verdict_on(refusal: SMTPResponseException, letter: Letter) -> Verdict:
    text = refusal.message.lower()
    status = _status_of(text)
    if _is_too_large(refusal.code, status, letter):
        return Verdict.TOO_LARGE
    # A server that has not been told the recipient can only mean us.
    is_addressed = not isinstance(refusal, SMTPSenderRefused)
    if is_addressed and _is_about_message(status, text, letter):
        return Verdict.PERMANENT
    if is_addressed and status == MAILBOX_FULL and not _means_sender(text, letter):
        return Verdict.TEMPORARY
    return Verdict.BARRED


def _status_of(text: str) -> tuple[int, int, int] | None:
    """The first enhanced status code of a reply: class, subject and detail (RFC 2034)."""
    found = _STATUS.search(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _is_too_large(code: int, status: tuple[int, int, int] | None, letter: Letter) -> bool:
    """Tell a message too large from a mailbox too full, which a bare 552 also means."""
    if status is None:
        return code == SIZE_EXCEEDED and len(letter.content) > SMALLEST_LIMIT
    return status[1:] in OF_SIZE


def _is_about_message(status: tuple[int, int, int] | None, text: str, letter: Letter) -> bool:
    if status is None:
        return bool(_UNKNOWN_RECIPIENT.search(text)) and not _means_sender(text, letter)
    kind, *what = status
    if kind != 5:
        # A class that disagrees with its reply: the milder of the two is true.
        return False
    if what[0] == OF_CONTENT:
        return True
    return tuple(what) in OF_RECIPIENT and not _means_sender(text, letter)


def _means_sender(text: str, letter: Letter) -> bool:
    """Whether it is our address that is unknown, whatever the code says (554 5.1.1 <our own>)."""
    us, them = (_names(text, address) for address in (letter.sender, letter.recipient))
    return us if us != them else "sender" in text


def _names(text: str, address: str) -> bool:
    # Not as a part of another address: info@ is not kommuninfo@.
    whole = rf"(?<![\w.+-]){re.escape(address.lower())}(?![\w-]|\.\w)"
    return re.search(whole, text) is not None


def verdict_without_session(error: Exception) -> Verdict:
    """Judge why no session could be had: whether waiting alone may help."""
    match _cause_of(error):
        case SMTPResponseException(code=code):
            return Verdict.BARRED if is_refusal(code) or code == GO_ON else Verdict.UNREACHABLE
        # A certificate, an SMTP_URL.
        case ssl.SSLCertVerificationError() | ValueError():
            return Verdict.BARRED
        case OSError():
            return Verdict.UNREACHABLE
        # No encryption or no way to log in.
        case _:
            return Verdict.BARRED


def _cause_of(error: BaseException) -> BaseException:
    """What aiosmtplib says of a connection that came to nothing, or what lies behind it."""
    return (isinstance(error, SMTPConnectError) and error.__cause__) or error


def words_for(error: BaseException) -> str:
    """Say what went wrong: in the server's words if it gave any, else in ours."""
    match _cause_of(error):
        case SMTPResponseException() as reply:
            return _words_of(reply)
        case TimeoutError() | CancelledError():
            return TOO_SLOW
        case SMTPServerDisconnected():
            return "E-postservern bröt förbindelsen"
        case SMTPException():
            return f"E-postservern saknar något som inställningarna kräver: {error}"
        case ssl.SSLCertVerificationError(verify_message=reason):
            return f"E-postserverns certifikat godtogs inte: {reason}"
        case socket.gaierror():
            return "E-postserverns namn finns inte eller kan inte slås upp"
        case ValueError():
            return f"E-postservern kan inte nås så som den är angiven. {CHECK_URL}"
        case cause:
            return f"Ingen kontakt med e-postservern: {cause}"


def _words_of(reply: SMTPResponseException) -> str:
    if isinstance(reply, SMTPAuthenticationError) and reply.code == GO_ON:
        return f"E-postservern svarade obegripligt vid inloggningen. {CHECK_URL}"
    if reply.code >= 0:
        return f"{reply.code} {reply.message}"
    if reply.message == "Response too long":
        return "E-postserverns svar var för långt"
    return "E-postservern svarade obegripligt"
