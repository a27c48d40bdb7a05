"""The letter that reminds somebody of all that is due with the accounts they answer for.

It tells references, what is to be done and by when, and none of the answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from mail.errors import NothingToTell
from mail.letters.copy import Sender, whole_text
from mail.letters.letter import Letter
from register.duties import NAMES, Calendar, Duty, OpenDuty
from register.letters import WaitingLetter
from register.reminded import still_owed
from register.reminder_rules import Rules
from register.reminder_steps import Step
from swedish import swedish_date, swedish_distance

Thing = tuple[OpenDuty, Step]
# Each with an address takes two lines; the page that the letter leads to has all.
MOST_LISTED = 50
HEADINGS = {
    Step.LATE: "Försenat",
    Step.IN_TIME: "Snart dags",
    Step.MANAGER: "Mer än tre veckor försenat",
}
# Where in the own plan each is done.
_WAYS = {
    Duty.CREATION: "skapat",
    Duty.REVIEW: "allt-stammer",
    Duty.SHOWN: "visar",
    Duty.PAPER: "papper",
    Duty.SNAPSHOT: "ogonblicksbild",
}
_HERE = "#att-gora"
# Where somebody says that they administer the account no longer.
_LEAVE = "slutat"
# Of accounts that somebody may leave; in a longer letter one link leads to all of them.
MOST_LEFT = 5


@dataclass(frozen=True)
class ReminderWriter:
    """Writes such letters for one installation; `calendar` tells today and the periods, `rules` who
    is still told of what."""

    register: sa.Engine
    sender: Sender
    calendar: Callable[[], Calendar]
    rules: Rules

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter, as things are. Raises NothingToTell when all was done meanwhile."""
        calendar = self.calendar()
        things = still_owed(self.register, calendar, self.rules, waiting.id, waiting.recipient)
        if not things:
            raise NothingToTell
        sender, department = self.sender, self.rules.department_of(waiting.recipient)
        words = [*words_of(things, sender, calendar, department), *_why(things, department)]
        return sender.letter(waiting, subject_of(things), whole_text(words, sender))


def subject_of(things: Sequence[Thing]) -> str:
    """The subject of a letter about these."""
    count = "En sak" if len(things) == 1 else f"{len(things)} saker"
    is_late = any(step is not Step.IN_TIME for _, step in things)
    return f"{count} att göra med konton i sociala medier{', något är försenat' if is_late else ''}"


def words_of(
    things: Sequence[Thing], sender: Sender, calendar: Calendar, department: str = ""
) -> list[str]:
    """What the letter says, part by part; to who reads one förvaltning alone, which one."""
    shown = things[:MOST_LISTED]
    parts = ["Hej!\n\nDet här ska göras med konton i sociala medier."]
    for step, heading in HEADINGS.items():
        own = [one for one, its in shown if its is step]
        if own:
            lines = [_line(one, step, sender, calendar) for one in own]
            parts.append("\n\n".join((f"{heading}\n{'-' * len(heading)}", *lines)))
    more = len(things) - len(shown)
    if more:
        parts.append(f"Och {more} till:\n{_all_of(things, sender, department)}")
    return [
        *parts,
        *_way_in(things, sender, department),
        "Har någon gjort det efter att brevet skickades? Då behöver du inte göra något.",
        *_way_out(things, sender),
    ]


def _all_of(things: Sequence[Thing], sender: Sender, department: str) -> str:
    """Where the rest of a long letter is found."""
    if things[-1][1] is not Step.MANAGER:
        return sender.own_plans
    return sender.late if department else sender.cases


def _way_in(things: Sequence[Thing], sender: Sender, department: str) -> list[str]:
    asked = [one for one, step in things if step is Step.MANAGER]
    parts = []
    if len(asked) < len(things):
        parts.append(
            "Logga in när du har öppnat en länk: skriv din e-postadress, så får du ett brev med en "
            "länk och en kod. Sedan kommer du direkt till det som ska göras."
        )
    if asked and department:
        return [*parts, *_to_managers(len(asked), sender, department)]
    if parts:
        return parts
    links = "Länken leder" if len(things) == 1 else "Länkarna leder"
    return [
        f"{links} till registret. Hör med dem som administrerar kontona, eller med deras "
        "chef, om vad som hindrar dem."
    ]


def _to_managers(count: int, sender: Sender, department: str) -> list[str]:
    """What those can do who read the register and may change nothing there."""
    its, who, where = (
        ("Länken", "kontot", "kontot") if count == 1 else ("Länkarna", "kontona", "varje konto")
    )
    return [
        f"{its} under ”{HEADINGS[Step.MANAGER]}” leder till registret. Där kan du läsa, men inte "
        f"göra det som ska göras. Hör med dem som administrerar {who} om vad som hindrar dem. "
        f"Vilka de är står i planen för {where}.",
        f"Allt som är försenat för {department}:\n{sender.late}",
    ]


def _way_out(things: Sequence[Thing], sender: Sender) -> list[str]:
    """Where who administers an account no longer says so, and is reminded no more."""
    own = list(dict.fromkeys(one.reference for one, step in things if step is not Step.MANAGER))
    if not own:
        return []
    asked = f"Administrerar du inte längre {'kontot' if len(own) == 1 else 'något av kontona'}?"
    if len(own) > MOST_LEFT:
        choose = "Öppna planen och välj ”Jag administrerar inte längre kontot”"
        return [f"{asked} {choose}, så påminns du inte mer om det:\n{sender.own_plans}"]
    heads = [f"{one}:\n" if len(own) > 1 else "" for one in own]
    links = [
        f"{head}{sender.own_plans}{one}/{_LEAVE}" for head, one in zip(heads, own, strict=True)
    ]
    return ["\n".join((f"{asked} Säg till här, så påminns du inte mer om det:", *links))]


def _line(duty: OpenDuty, step: Step, sender: Sender, calendar: Calendar) -> str:
    when = f"{swedish_date(duty.due_on)} ({swedish_distance(duty.due_on, calendar.today)})"
    return f"{duty.reference}: {NAMES[duty.duty]}, senast {when}.\n{link_of(duty, step, sender)}"


def link_of(duty: OpenDuty, step: Step, sender: Sender) -> str:
    """Where it is done by who administers the account, or seen by who answers for all."""
    if step is Step.MANAGER:
        return f"{sender.cases}{duty.reference}/"
    return f"{sender.own_plans}{duty.reference}/{_WAYS.get(duty.duty, _HERE)}"


def _why(things: Sequence[Thing], department: str) -> list[str]:
    own = {one.reference for one, step in things if step is not Step.MANAGER}
    plans = "planen" if len(own) == 1 else "planerna"
    roles = [f"du står som administratör i {plans}"] if own else []
    if any(step is Step.MANAGER for _, step in things):
        reads = f"du läser registret för {department}"
        roles.append(reads if department else "du är informationsansvarig")
    return [f"Du får brevet för att {' och '.join(roles)}. Du får högst ett sådant brev i veckan."]
