"""What the office is told of pages that came home: what each was taken for, by whom, and what those
might be that nobody knows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from office import judging_sheets, sorting
from register.accounts import names_of
from register.sheets import Guess, Sheet
from register.verdicts import Verdict
from web.office import office
from web.papers.words import said_of

# Why a page might be what is guessed.
GUESSES: Mapping[str, str] = {
    judging_sheets.BY_CODE: "Koden på sidan säger det, men något annat stämmer inte.",
    judging_sheets.BY_PRINT: "Koden säger vilken blankett det är, och texten på sidan liknar den "
    "här.",
    judging_sheets.BY_LACK: "Blankettens andra sidor kom i samma fil. Bara den här saknas, och "
    "texten på sidan liknar den.",
    sorting.BEFORE: "Så var sidan sorterad förut.",
    sorting.SENT: "Bilden skickades in för den här blanketten, och sidan saknas.",
}


@dataclass(frozen=True)
class ToldSheet:
    """A page, in `words` what it was taken for, and `by` whom it was sorted; empty for nobody."""

    sheet: Sheet
    words: str
    by: str

    @property
    def is_asked(self) -> bool:
        """Whether a human is asked what it is."""
        return self.sheet.verdict is Verdict.ASKED

    @property
    def plan(self) -> str:
        """The plan that it lies at, empty where it lies at none."""
        return (
            f"{self.sheet.reference} version {self.sheet.version}" if self.sheet.reference else ""
        )


def told(found: Collection[Sheet]) -> list[ToldSheet]:
    """Pages in their order."""
    people = names_of(office().register, {one.account_id for one in found if one.account_id})
    return [ToldSheet(one, said_of(one).what, people.get(one.account_id or 0, "")) for one in found]


@dataclass(frozen=True)
class ToldGuess:
    """What a page might be: `value` as it is sent, in `words`, `why`, and the `address` where that
    page is seen as it was issued."""

    value: str
    words: str
    why: str
    address: str


def guesses_told(guesses: Sequence[Guess]) -> list[ToldGuess]:
    """Those that name a page, likeliest first."""
    return [_guess(one) for one in guesses if one.page]


def _guess(one: Guess) -> ToldGuess:
    document = url_for("desk_plans.issued", reference=one.reference, version=one.version)
    return ToldGuess(
        f"{one.reference}/{one.version}/{one.page}",
        f"{one.reference} version {one.version}, sida {one.page}",
        GUESSES.get(one.why, ""),
        f"{document}#page={one.page}",
    )
