"""Reminders of what is due: whom letters may go to, and what will be sent in the days to come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mail.letters.copy import Sender
from mail.letters.duty_reminder import Thing, subject_of, words_of
from office.addresses import cases_url, own_plans_url
from office.office import Office
from office.to_do import calendar_of
from register.duties import Calendar
from register.reminded import Unreached, everybody, next_day, unreached
from register.reminder_rules import Rules, Why
from register.reminder_steps import (
    OF_ADMINISTRATORS,
    Due,
    Owed,
    Person,
    is_letter_day,
    letters_of,
)
from register.sight import reads
from register.walks import DAY

AHEAD = timedelta(days=30)
# Of the letters and the people that one page shows.
MOST_LETTERS = 500
MOST_UNREACHED = 200


@dataclass(frozen=True)
class Day:
    """The letters of one day."""

    day: date
    letters: Sequence[Due]

    @property
    def things(self) -> list[tuple[Thing, int]]:
        """What they tell of that officers may read, and to how many; the first due first."""
        count: dict[Thing, int] = defaultdict(int)
        for letter in self.letters:
            for one in letter.things:
                count[one] += reads("officer", one[0].form)
        shown = [(thing, number) for thing, number in count.items() if number]
        return sorted(shown, key=lambda one: (one[0][0].due_on, one[0][0].reference))


@dataclass(frozen=True)
class Left:
    """Somebody who gets no letter, why, and what they would be told; with words to send by hand,
    empty for who is gone."""

    address: str
    why: Why
    things: Sequence[Thing]
    subject: str
    text: str


@dataclass(frozen=True)
class Forecast:
    """What will be sent from one day to another when nothing is done meanwhile. `is_cut` when there
    is more than is shown, `paused` are working days without letters."""

    first: date
    last: date
    days: Sequence[Day]
    left: Sequence[Left]
    paused: Sequence[date]
    is_cut: bool


def rules_of(own: Office) -> Rules:
    """To whom letters may go, and when, as the settings say."""
    settings = own.settings
    return Rules(
        settings.information_officer,
        settings.mail_domains,
        settings.sender_domain,
        settings.reminder_pauses,
    )


def forecast(own: Office) -> Forecast:
    """What will be sent in the next thirty days. Raises RegisterUnavailable."""
    rules, calendar = rules_of(own), calendar_of(own)
    first, last = next_day(own.register, own.now()), calendar.today + AHEAD
    every = [first + n * DAY for n in range((last - first).days + 1)]
    days = [one for one in every if is_letter_day(one, rules.pauses)]
    letters: dict[date, list[Due]] = defaultdict(list)
    count = 0
    for person in everybody(own.register, calendar, rules, last):
        for due in letters_of(person, days):
            letters[due.day].append(due)
            count += 1
        if count > MOST_LETTERS:
            break
    found = unreached(own.register, calendar, rules, last, MOST_UNREACHED)
    return Forecast(
        first,
        last,
        [Day(day, letters[day]) for day in sorted(letters)],
        _left(own, calendar, found[:MOST_UNREACHED], days),
        [one for one in every if is_letter_day(one, ()) and one not in days],
        count > MOST_LETTERS or len(found) > MOST_UNREACHED,
    )


def _left(
    own: Office, calendar: Calendar, found: Sequence[Unreached], days: Sequence[date]
) -> list[Left]:
    """They, each with what they would be told first."""
    by_person: dict[tuple[str, Why], list[Owed]] = defaultdict(list)
    for one in found:
        by_person[(one.address, one.why)].append(Owed(one.duty, OF_ADMINISTRATORS))
    base = own.settings.base_url
    sender = Sender("", "", own_plans=own_plans_url(base), cases=cases_url(base))
    left = []
    for (address, why), owed in sorted(by_person.items()):
        due = next(letters_of(Person(address, owed), days), None)
        if due is not None:
            text = "\n\n".join(words_of(due.things, sender, replace(calendar, today=due.day)))
            is_there = why in (Why.BEYOND, Why.REFUSED)
            subject = subject_of(due.things) if is_there else ""
            left.append(Left(address, why, due.things, subject, text if is_there else ""))
    return left
