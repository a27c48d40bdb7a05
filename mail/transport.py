"""How a message leaves: one interface, whatever stands behind it."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from mail.letters.letter import Letter

MAX_REPLY_CHARACTERS = 300


class Verdict(Enum):
    """What became of one attempt, as far as it matters for what to do next."""

    ACCEPTED = auto()
    """The server has taken the message over (250 after DATA, RFC 5321 6.1)."""
    UNSURE = auto()
    """The server had all of the message and did not say whether it took it."""
    TEMPORARY = auto()
    """Not now; the same message may be taken later."""
    PERMANENT = auto()
    """This message to this recipient will never be taken."""
    BARRED = auto()
    """The server wants nothing from us as things are: sender, login, relay, a rule, a quota.
    Somebody must mend it."""
    TOO_LARGE = auto()
    """A smaller message may be taken at once (RFC 1870)."""
    HELD = auto()
    """What should go is not as it was filed: it waits until a human has mended it."""
    UNREACHABLE = auto()
    """The server cannot be talked with: every other message would wait as long and fail too."""

    @property
    def ends_round(self) -> bool:
        """Whether the other messages had better wait for the next round."""
        return self in (Verdict.UNREACHABLE, Verdict.BARRED, Verdict.UNSURE)


@dataclass(frozen=True)
class Outcome:
    """The verdict on one attempt and, in `reply`, the server's own words (or ours, in Swedish,
    when it said nothing). The server's begin with its three-digit code.

    `is_file`: there is no mail server, and the letter was kept as a file.
    """

    verdict: Verdict
    reply: str
    is_file: bool = False


def outcome(verdict: Verdict, words: str) -> Outcome:
    """Return an outcome whose words are one bounded line without control characters."""
    line = re.sub(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]+", " ", words).strip()
    return Outcome(verdict, line[:MAX_REPLY_CHARACTERS])


class Transport(Protocol):
    """One way for messages to leave. Used by one thread at a time, but for `cut`."""

    def send(self, letter: Letter) -> Outcome:
        """Hand over one letter to its one recipient. Faults come as outcomes."""

    def cut(self) -> None:
        """From another thread: let the `send` that is under way end at once, with an outcome."""

    def close(self) -> None:
        """Let go of what is kept open between messages; the next `send` opens it again."""
