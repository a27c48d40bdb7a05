"""What a year should bring, worked out by itself: nothing here asks the register.

The rules are written down a second time, in the plainest way, from what the documents promise.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
OFFICER = "officer@toreboda.example"
OURS = "@toreboda.example"
# Of 2028 and the month after, as they stand in the almanac; it is a leap year.
HOLIDAYS = {
    *(date(2028, 1, 6), date(2028, 4, 14), date(2028, 4, 17), date(2028, 5, 1), date(2028, 5, 25)),
    *(date(2028, 6, 6), date(2028, 6, 23), date(2028, 12, 25), date(2028, 12, 26)),
    *(date(2029, 1, 1),),
}
# Who reads the register for one förvaltning alone: among them one who administers accounts too, the
# officer, and one to whom no letter goes.
SHORT_LIVED = f"vikarie{OURS}"
CARE, SCHOOL = "Vård och omsorg", "Barn och utbildning"
MANAGERS = {
    **dict.fromkeys((f"chef{OURS}", f"p1{OURS}", "chef@annan.example"), CARE),
    **dict.fromkeys((f"rektor{OURS}", SHORT_LIVED, OFFICER), SCHOOL),
}
PAUSED = date(2028, 7, 3), date(2028, 7, 28)
# After so many whole months the decision lets go of what was closed.
MONTHS = 3
IN_TIME, LATE, MANAGER = 1, 2, 3

Owed = tuple[str, date, date]
"""A duty, the last day on which it is in time, and the first on which it can be done."""
Thing = tuple[int, str, date]
Letters = dict[str, dict[Thing, int]]
"""By whom they go to: what each tells, in which step."""


def letters_go(day: date) -> bool:
    """Whether any letter is written on a day."""
    first, last = PAUSED
    return day.weekday() < 5 and day not in HOLIDAYS and not first <= day <= last


def half_year_after(day: date) -> tuple[date, date]:
    """The first and the last day of the half-year that follows the one of a day."""
    if day.month <= 6:
        return date(day.year, 7, 1), date(day.year, 12, 31)
    return date(day.year + 1, 1, 1), date(day.year + 1, 6, 30)


def year_after(day: date) -> date:
    """The same day a year later; of a leap day the last of February."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = (date(year + month // 11, (month + 1) % 12 + 1, 1) - DAY).day
    return date(year, month + 1, min(day.day, longest))


@dataclass
class Account:
    """One account: what was filed and noted of it."""

    case_id: int
    reference: str
    filing_id: int
    url: str
    medium: str
    people: list[str]
    department: str
    opened_on: date
    filed_on: date
    created_on: date | None
    pictured_on: date | None = None
    reviewed_on: date | None = None
    shown_on: date | None = None
    signers: int = 0
    ended_on: date | None = None
    # Who has left, and when.
    left: dict[str, date] = field(default_factory=dict)
    versions: int = 1
    # When the paper of each version came, and how many days after that was filed.
    papers: dict[int, tuple[date, int]] = field(default_factory=dict)
    pictures: list[date] = field(default_factory=list)
    # When the office last asked by hand for its paper.
    prompted_on: date = date.min
    is_held: bool = False
    is_erased: bool = False

    @property
    def staying(self) -> set[str]:
        """Who administers it still."""
        return set(self.people).difference(self.left)

    @property
    def is_signed(self) -> bool:
        """Whether both administrators and the manager have signed."""
        return self.signers == 3

    @property
    def is_public(self) -> bool:
        """Whether anybody may know of it."""
        return bool(self.created_on and self.is_signed and self.ended_on is None)

    def rests(self, duty: str, day: date) -> bool:
        """Whether somebody wrote by hand of it in the week before."""
        return duty == "papper" and day < self.prompted_on + WEEK

    def may_go(self, day: date) -> bool:
        """Whether nothing stands in the way of erasing it. A plan that not all have signed is kept
        as long as one whose account was closed when it was filed."""
        is_kept = not self.is_signed and day < months_after(self.filed_on, MONTHS)
        return not (self.is_held or is_kept)

    def few_since(self, refused: dict[str, date]) -> date | None:
        """The day on which too few were left who can be reached."""
        lost = dict(refused) | {
            who: min(day, refused.get(who, day)) for who, day in self.left.items()
        }
        days = {max(day, self.filed_on) for day in lost.values()} | {self.filed_on}
        for day in sorted(days):
            if sum(1 for who in set(self.people) if who not in lost or lost[who] > day) < 2:
                return day
        return None

    def owed(self, refused: dict[str, date]) -> Iterator[Owed]:
        """All that is to be done with it, now or later."""
        if self.ended_on is not None:
            return
        month = self.filed_on + timedelta(days=30)
        if not self.is_signed:
            yield "papper", month, self.filed_on
        few = self.few_since(refused)
        if few is not None:
            yield "administratörer", few, few
        if self.created_on is None:
            yield "skapa", month, self.filed_on
            return
        opens, last = half_year_after(self.pictured_on or self.created_on)
        yield "ögonblicksbild", last, opens
        for duty, day in (
            ("genomgång", max(self.reviewed_on or self.filed_on, self.filed_on)),
            ("visar", self.shown_on or self.created_on),
        ):
            due = year_after(day)
            yield duty, due, max(day, due - timedelta(days=30))


@dataclass
class Ledger:
    """All accounts, whose mailboxes are gone, and who was told of what."""

    accounts: list[Account] = field(default_factory=list)
    refused: dict[str, date] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=lambda: dict(MANAGERS))
    told: dict[tuple[str, Thing], int] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    letters: list[tuple[date, str, frozenset[tuple[Thing, int]]]] = field(default_factory=list)
    # When somebody left: who was asked about which filing, and on which day.
    asked: dict[tuple[str, int], date] = field(default_factory=dict)
    # Who was asked by hand for which paper, and what was given out: of which record, under which
    # number, on which ground, with so many places masked.
    prompted: list[tuple[date, str, int]] = field(default_factory=list)
    given: list[tuple[str, str, str, int]] = field(default_factory=list)

    def open_on(self, day: date) -> set[tuple[int, str, date, date]]:
        """All that can be done on a day: account, duty, last and first day."""
        return {
            (one.case_id, duty, due, since)
            for one in self.accounts
            for duty, due, since in one.owed(self.refused)
            if since <= day
        }

    def owned_by(self, person: str, day: date) -> set[tuple[int, str, date, date]]:
        """Of that what somebody who administers can do."""
        own = {one.case_id for one in self.accounts if person in one.staying}
        return {row for row in self.open_on(day) if row[0] in own}

    def letters_on(self, day: date, seen_on: date) -> Letters:
        """The letters of a day, as far as is known on another."""
        found: Letters = {}
        if not letters_go(day):
            return found
        for one in self.accounts:
            people = {who for who in one.staying if who.endswith(OURS)}
            for duty, due, since in one.owed(self.refused):
                if due < seen_on - timedelta(days=366):
                    continue
                if one.rests(duty, day):
                    continue
                thing = one.case_id, duty, due
                for who in people.difference(self.refused):
                    step = LATE if day > due else IN_TIME
                    if day >= max(since, due - 2 * WEEK):
                        self._tell(found, who, thing, step, day)
                if day >= due + 3 * WEEK:
                    for who in {OFFICER, *self._managers_of(one)}.difference(self.refused):
                        self._tell(found, who, thing, MANAGER, day)
        return found

    def _managers_of(self, one: Account) -> set[str]:
        own = {who for who, department in self.managers.items() if department == one.department}
        return {who for who in own if who.endswith(OURS)}

    def _tell(self, found: Letters, who: str, thing: Thing, step: int, day: date) -> None:
        rests = who in self.last and day - self.last[who] < WEEK
        if not rests and self.told.get((who, thing), 0) < step:
            found.setdefault(who, {})[thing] = step

    def write(self, day: date, letters: Letters) -> None:
        """Note that they were written."""
        for who, things in letters.items():
            self.last[who] = day
            self.letters.append((day, who, frozenset(things.items())))
            for thing, step in things.items():
                self.told[(who, thing)] = step

    def still_told(self, who: str, things: dict[Thing, int]) -> dict[Thing, int]:
        """What a letter tells when it leaves: what is not done and still concerns the person."""
        owed, own, managed = set(), set(), set()
        for one in self.accounts:
            owed |= {(one.case_id, duty, due) for duty, due, _ in one.owed(self.refused)}
            if who in one.staying:
                own.add(one.case_id)
            elif who in self._managers_of(one):
                managed.add(one.case_id)
        told: dict[Thing, int] = {}
        for thing in owed.intersection(things):
            if things[thing] == MANAGER and (who == OFFICER or thing[0] in managed):
                told[thing] = MANAGER
            elif thing[0] in own:
                # Who manages the account as well has it to do, and is not led to ask others.
                told[thing] = min(things[thing], LATE)
        return told

    def leave(self, one: Account, who: set[str], officers: tuple[str, ...], day: date) -> None:
        """Note that some have left an account: the others are asked, each once a month of it."""
        one.left |= dict.fromkeys(who, day)
        stay = one.staying.difference(self.refused)
        stay = {it for it in stay if it.endswith(OURS)}
        for it in stay or set(officers):
            asked_on = self.asked.get((it, one.filing_id), date.min)
            if day - asked_on > timedelta(days=30):
                self.asked[(it, one.filing_id)] = day

    def count_asked_on(self, day: date) -> Counter[tuple[str, int]]:
        """Who is asked on a day of which filing, once each."""
        return Counter(one for one, asked_on in self.asked.items() if asked_on == day)

    def prompt(self, one: Account, day: date) -> None:
        """Note that those who administer an account were asked by hand for its paper."""
        one.prompted_on = day
        there = one.staying.difference(self.refused)
        self.prompted += [(day, who, one.filing_id) for who in there if who.endswith(OURS)]

    def due_on(self, day: date) -> dict[str, bool]:
        """What the decision lets go of, and of each whether nothing stands in the way."""
        return {
            one.reference: one.may_go(day)
            for one in self.accounts
            if one.ended_on and not one.is_erased and months_after(one.ended_on, MONTHS) <= day
        }

    def erase(self, references: Collection[str]) -> None:
        """Note that nothing is left of some: nor of what anybody was told of them."""
        gone = [one for one in self.accounts if one.reference in references]
        ids = {one.case_id for one in gone}
        for one in gone:
            one.is_erased, one.url, one.people, one.left = True, "", [], {}
        left = (
            (day, who, frozenset(row for row in things if row[0][0] not in ids))
            for day, who, things in self.letters
        )
        self.letters = [row for row in left if row[2]]

    def numbers(self, today: date, year: int) -> tuple[int, ...]:
        """Planned, in use, and of these valid, unsigned, without snapshot; closed in the year."""
        living = [one for one in self.accounts if one.ended_on is None]
        there = [one for one in living if one.created_on]
        late = [
            one
            for one in there
            if half_year_after(one.pictured_on or one.created_on or today)[1] < today
        ]
        signed = sum(one.is_signed for one in there)
        ended = [one for one in self.accounts if one.ended_on and one.ended_on.year == year]
        counts = len(living) - len(there), len(there), signed, len(there) - signed
        return (*counts, len(late), len(ended))
