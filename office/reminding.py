"""Reminders of what is due: whom letters may go to, and what will be sent in the days to come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mail.letters.copy import Sender
from mail.letters.duty_reminder import Thing, subject_of, words_of
from office.addresses import cases_url, late_url, own_plans_url
from office.office import Office
from office.rights import rights_of_address
from office.to_do import calendar_of
from register.duties import Calendar, OpenDuty
from register.fold import address_key
from register.reminded import Unreached, everybody, next_day, unreached
from register.reminder_rules import Rules, Why
from register.reminder_steps import (
    OF_ADMINISTRATORS,
    OF_OVERSEERS,
    Due,
    Owed,
    Person,
    Step,
    is_letter_day,
    letters_of,
)
from register.sight import reads
from register.walks import DAY
from settings import Settings

AHEAD = timedelta(days=30)
# Of the letters and the people that one page shows.
MOST_LETTERS = 500
MOST_UNREACHED = 200


@dataclass(frozen=True)
class Told:
    """What letters of one day tell of, and to how many; to how many of these as officers."""

    duty: OpenDuty
    step: Step
    people: int
    officers: int


@dataclass(frozen=True)
class Day:
    """The letters of one day; `officers` by their keys."""

    day: date
    letters: Sequence[Due]
    officers: frozenset[str]

    @property
    def things(self) -> list[Told]:
        """What they tell of that officers may read; the first due first."""
        people: dict[Thing, list[str]] = defaultdict(list)
        for letter in self.letters:
            for one in letter.things:
                if reads("officer", one[0].form):
                    people[one].append(address_key(letter.address))
        told = [
            Told(*thing, len(some), sum(one in self.officers for one in some))
            for thing, some in people.items()
        ]
        return sorted(told, key=lambda one: (one.duty.due_on, one.duty.reference))


@dataclass(frozen=True)
class Left:
    """Somebody who gets no letter, why, and what they would be told, as one who administers or as
    one who manages; with words to send by hand, empty for who is gone."""

    address: str
    why: Why
    is_manager: bool
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


def rules_of(settings: Settings) -> Rules:
    """To whom letters may go, and when, as the settings say."""
    readers = [address for address, _ in settings.register_readers]
    bound = [(one, rights_of_address(settings, one).department) for one in readers]
    return Rules(
        settings.information_officer,
        settings.mail_domains,
        settings.sender_domain,
        settings.reminder_pauses,
        tuple((one, department) for one, department in bound if department),
    )


def forecast(own: Office) -> Forecast:
    """What will be sent in the next thirty days. Raises RegisterUnavailable."""
    rules, calendar = rules_of(own.settings), calendar_of(own)
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
        [Day(day, letters[day], rules.overseers.officers) for day in sorted(letters)],
        _left(own, rules, calendar, found[:MOST_UNREACHED], days),
        [one for one in every if is_letter_day(one, ()) and one not in days],
        count > MOST_LETTERS or len(found) > MOST_UNREACHED,
    )


def _left(
    own: Office, rules: Rules, calendar: Calendar, found: Sequence[Unreached], days: Sequence[date]
) -> list[Left]:
    """They, each with what they would be told first."""
    by_person: dict[tuple[str, Why, bool], list[Owed]] = defaultdict(list)
    for one in found:
        steps = OF_OVERSEERS if one.is_manager else OF_ADMINISTRATORS
        by_person[(one.address, one.why, one.is_manager)].append(Owed(one.duty, steps))
    url = own.settings.base_url
    sender = Sender("", "", own_plans=own_plans_url(url), cases=cases_url(url), late=late_url(url))
    left = []
    for (address, why, is_manager), owed in sorted(by_person.items()):
        due = next(letters_of(Person(address, owed), days), None)
        if due is not None:
            then = replace(calendar, today=due.day)
            department = rules.department_of(address) if is_manager else ""
            text = "\n\n".join(words_of(due.things, sender, then, department))
            is_there = why in (Why.BEYOND, Why.REFUSED)
            words = (subject_of(due.things), text) if is_there else ("", "")
            left.append(Left(address, why, is_manager, due.things, *words))
    return left
