"""To whom reminders may go, and why not to others."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from forms.values.mail_address import MailAddress
from register.reminder_steps import Pause


class Why(StrEnum):
    """Why somebody who administers an account gets no letter."""

    BEYOND = "beyond"
    DEPARTED = "departed"
    REFUSED = "refused"
    NONE = "none"
    """Nobody administers it."""


@dataclass(frozen=True)
class Rules:
    """To whom letters may go, and when; `mail_domain` is that of the sender."""

    officers: tuple[str, ...]
    mail_domains: tuple[str, ...]
    mail_domain: str
    pauses: tuple[Pause, ...] = ()


def why_not(key: str, refused: Collection[str], rules: Rules, *, is_departed: bool) -> Why | None:
    """Why no letter goes to somebody; None when one may."""
    if is_departed:
        return Why.DEPARTED
    if key in refused:
        return Why.REFUSED
    parsed = MailAddress.parse(key)
    is_within = parsed is not None and parsed.is_within(rules.mail_domains)
    return None if is_within else Why.BEYOND
