"""What use cases work with: the settings and collaborators that `app.py` wired together."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Engine

from mail.courier import Tally
from office.offering import Answers
from office.oidc import Provider
from office.previews import Previews
from office.slots import Slots
from pdf import Letterhead
from register.errors import RegisterUnavailable
from register.hits import Hits
from register.room import Room
from register.subjects import count_about, first_about
from settings import Settings
from swedish import day_of


class Deliver(Protocol):
    """Sends all that is due."""

    def __call__(self, is_stopping: Callable[[], bool], now: Callable[[], datetime] = ...) -> Tally:
        """Work until the first says stop, by the clock of the courier or another."""


@dataclass(frozen=True)
class Office:
    """One installation at work.

    `now` is the clock, `wake_courier` says that mail waits, `wake_reader` that paper does.
    `deliver` sends all that is due until the function it is given says stop, `keep_house` does what
    is due now and then, `offered` gives earlier answers to the form with a slug, `hits` counts what
    clients do. `readings` are the places for those whose PDF is being read, `exports` for those
    whose file is being made, `scans` for those whose paper is read. `room` is what all drafts may
    take, `previews` keeps what was drawn lately, `time_documents` is told how many seconds the
    documents of a filing took, `reaches_mail` says whether mail can leave now, `providers` are
    those by whom people sign in, by name.
    """

    settings: Settings
    register: Engine
    letterhead: Letterhead
    now: Callable[[], datetime]
    wake_courier: Callable[[], None]
    wake_reader: Callable[[], None]
    deliver: Deliver
    keep_house: Callable[[], None]
    offered: Callable[[str], Answers]
    hits: Hits
    readings: Slots
    exports: Slots
    scans: Slots
    room: Room
    previews: Previews
    time_documents: Callable[[float], None]
    reaches_mail: Callable[[], bool]
    providers: Mapping[str, Provider]

    def around_answers(self) -> dict[str, Any]:
        """What a form that is filled in here must know to judge answers."""
        now = self.now()
        return {
            "mail_domains": self.settings.mail_domains,
            "today": day_of(now),
            "now": now,
            "count_about": self._count_about,
            "first_about": self._first_about,
        }

    def _count_about(
        self, slug: str, subject: str, named: str, first: date, last: date
    ) -> int | None:
        # Help is no reason not to show the form.
        with suppress(RegisterUnavailable):
            return count_about(self.register, slug, subject, named, first, last)
        return None

    def _first_about(self, slug: str, subject: str) -> date | None:
        with suppress(RegisterUnavailable):
            found = first_about(self.register, slug, subject)
            return day_of(found) if found else None
        return None
