"""Mails: read in a process of their own, for one may hold anything and come from anybody.

The files that hang on it come out as they were sent, and what a mail server has to say of a mail of
ours (RFC 3464). Nothing of its text does.
"""

import logging
import subprocess
import sys
from dataclasses import dataclass, field
from io import BytesIO

from intake.children import answer_of, tell_missing
from intake.messages import receive
from intake.refusals import REFUSALS, TooHeavy, TooLarge

log = logging.getLogger(__name__)

LARGEST_MAIL = 40 * 1024 * 1024
SECONDS_OF_WORK = 10
SECONDS_OF_WAITING = 40
# Python, the mail, its lines as text, its parts, and those once more as they go out.
BYTES_OF_MEMORY = 512 * 1024 * 1024
_COMMAND = (sys.executable, "-m", "intake.mail_reading")


@dataclass(frozen=True)
class Enclosed:
    """A file that hangs on a mail; `name` and `media` as the mail calls it."""

    name: str
    media: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Report:
    """What a mail server says of a mail: its `action` (RFC 3464, 2.3.3), such as "failed", and why
    in its own `words`. `about` are the Message-IDs that the mail may have had."""

    action: str
    words: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class OpenedMail:
    """What is in a mail. A report has no files."""

    files: tuple[Enclosed, ...] = ()
    report: Report | None = None


def open_mail(content: bytes) -> OpenedMail:
    """What is in a mail, whatever it is, in bounded time and memory.

    Raises TooLarge, TooMuchInside ("parts") or TooHeavy.
    """
    if len(content) > LARGEST_MAIL:
        raise TooLarge(limit=LARGEST_MAIL)
    try:
        answer = answer_of(_COMMAND, content, SECONDS_OF_WAITING)
        facts, pieces = receive(BytesIO(answer), LARGEST_MAIL)
    except (subprocess.SubprocessError, EOFError, ValueError) as error:
        log.warning("reading a mail was ended", extra={"reason": type(error).__name__})
        raise TooHeavy from error
    tell_missing(*facts["missing"])
    if "refusal" in facts:
        raise REFUSALS[facts["refusal"]](**facts["facts"])
    report = facts["report"]
    files = zip(facts["files"], pieces, strict=True)
    return OpenedMail(
        tuple(Enclosed(one["name"], one["media"], piece) for one, piece in files),
        Report(report["action"], report["words"], tuple(report["about"])) if report else None,
    )
