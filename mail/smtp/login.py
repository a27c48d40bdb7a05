"""Logging in with any letters: smtplib's own login stumbles over what is not ASCII."""

import base64
import smtplib
from collections.abc import Sequence

GO_ON = 334
WELCOME = 235


def log_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """Log in over a session that was greeted. Raises SMTPException or OSError.

    Letters beyond ASCII go as UTF-8 (RFC 4616). CRAM-MD5 is left out for them: no standard says
    which bytes it hashes.
    """
    if (user + password).isascii():
        smtp.login(user, password)
        return
    answers = {"PLAIN": (f"\0{user}\0{password}",), "LOGIN": (user, password)}
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    code, words = 0, b""
    for mechanism in [one for one in answers if one in offered]:
        code, words = _answers(smtp, mechanism, answers[mechanism])
        if code == WELCOME:
            return
    if not code:
        raise smtplib.SMTPNotSupportedError("AUTH PLAIN eller LOGIN")
    raise smtplib.SMTPAuthenticationError(code, words)


def _answers(smtp: smtplib.SMTP, mechanism: str, answers: Sequence[str]) -> tuple[int, bytes]:
    """Go through one way of logging in (RFC 4954 4); return what the server said last."""
    code, words = smtp.docmd("AUTH", mechanism)
    for answer in answers:
        if code == GO_ON:
            code, words = smtp.docmd(base64.b64encode(answer.encode()).decode("ascii"))
    return code, words
