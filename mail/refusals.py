"""What it means when no mail went: the verdict on a refusal, and words for a human.

A refusal is permanent only when the server says 5xx about this recipient or this message. Trouble
with the connection, TLS, login or our own sender address is the installation's, can be mended,
and must not turn a whole queue into failures.
"""

import binascii
import smtplib
import socket
import ssl

from mail.errors import ReplyTooLong
from mail.transport import Verdict, outcome

SIZE_EXCEEDED = 552
CHECK_URL = "Kontrollera SMTP_URL"


class Refused(Exception):
    """The server said no at some step; carries what that means for the message."""

    def __init__(self, verdict: Verdict, code: int, words: bytes) -> None:
        text = words.decode("utf-8", "replace")
        super().__init__(text)
        self.outcome = outcome(verdict, f"{code} {text}")


def about_sender(code: int, words: bytes) -> Verdict:
    """Judge a refusal of MAIL: but for the size it concerns our address, so all messages alike."""
    return Verdict.TOO_LARGE if _is_too_large(code, words) else Verdict.TEMPORARY


def about_message(code: int, words: bytes) -> Verdict:
    """Judge a refusal of RCPT, DATA or what came with it."""
    if _is_too_large(code, words):
        return Verdict.TOO_LARGE
    return Verdict.PERMANENT if 500 <= code < 600 else Verdict.TEMPORARY


def _is_too_large(code: int, words: bytes) -> bool:
    """Tell a message too large (5.3.4, RFC 3463) from a mailbox too full, which 552 also means."""
    if words.startswith(b"5.3.4"):
        return True
    return code == SIZE_EXCEEDED and not words.startswith(b"5.2.2")


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode("utf-8", "replace")


def words_for(error: Exception) -> str:
    """Say what went wrong: in the server's words if it gave any, else in ours."""
    match error:
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=words) if code > 0:
            return f"{code} {_bytes(words).decode('utf-8', 'replace')}"
        case smtplib.SMTPNotSupportedError():
            return f"E-postservern saknar något som inställningarna kräver: {error}"
        case smtplib.SMTPServerDisconnected(__context__=TimeoutError()) | TimeoutError():
            return "E-postservern svarade inte i tid"
        case smtplib.SMTPServerDisconnected(__context__=ReplyTooLong()):
            return "E-postserverns svar var för långt"
        case smtplib.SMTPServerDisconnected():
            return "E-postservern bröt förbindelsen"
        case ssl.SSLCertVerificationError():
            return f"E-postserverns certifikat godtogs inte: {error.verify_message}"
        case socket.gaierror():
            return "E-postserverns namn finns inte eller kan inte slås upp"
        case binascii.Error():
            return f"E-postservern svarade obegripligt vid inloggningen. {CHECK_URL}"
        case ValueError():
            return f"E-postservern kan inte nås så som den är angiven. {CHECK_URL}"
        case _:
            return f"Ingen kontakt med e-postservern: {error}"
