"""The letter to those who still administer an account that somebody has left.

It tells how many, and not who: that stands where the reader signs in.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from forms import definite_of
from mail.letters.copy import Sender, in_lines, subject_about, to_do, whole_text
from mail.letters.letter import Letter
from register.departures import Standing, standing_of
from register.filings import Filing, filing_by_id
from register.index import FEWEST
from register.letters import WaitingLetter

WRONG = "Stämmer det inte? Hör av dig till informationsansvarig."
SETTLED = "Det är redan ordnat, så du behöver inte göra något."
# The part of the own page of a plan where it is changed.
CHANGE = "#change"


def subject_of(filing: Filing) -> str:
    """The subject of a letter about a filing."""
    return subject_about(filing, "någon som administrerar kontot har slutat")


def words_to_others(filing: Filing, standing: Standing, own_plans: str) -> list[str]:
    """What those are asked who still administer it, part by part."""
    definite, is_enough = definite_of(filing.form), standing.administrators >= FEWEST
    news = (
        f"Hej!\n\nNågon som står som administratör i {definite} {filing.reference} har slutat "
        f"eller administrerar inte längre kontot. {_left(standing, definite)}"
    )
    another = "" if is_enough else ", och skriv in en ny administratör"
    return [
        news,
        to_do(
            f"Öppna {definite} på adressen här nedanför. Du loggar in med din e-postadress. Där "
            "står vem det gäller.",
            f"Välj ”Ändra {definite}”. Ta bort den som har slutat{another}.",
            "Lämna in den nya versionen, låt alla skriva under och skicka in papperet.",
        ),
        in_lines({"Referens": filing.reference, "Version": str(filing.version)}),
        f"Ändra {definite} här:\n{own_plans}{filing.reference}/{CHANGE}",
        WRONG,
    ]


def words_to_officer(filing: Filing, cases: str) -> list[str]:
    """What the officer is told when there is nobody to ask."""
    definite = definite_of(filing.form)
    return [
        f"Hej!\n\nNågon som står som administratör i {definite} {filing.reference} har slutat "
        "eller administrerar inte längre kontot. Webbplatsen kan inte skriva till någon annan som "
        "administrerar det.",
        to_do(
            f"Öppna {filing.reference} i registret. Där står vem det gäller, och en färdig text "
            "att skicka.",
            "Be enheten utse minst två administratörer och lämna in en ny version.",
        ),
        f"Öppna här:\n{cases}{filing.reference}/",
    ]


def _left(standing: Standing, definite: str) -> str:
    if standing.administrators >= FEWEST:
        return (
            f"Kontot har fortfarande {standing.administrators} administratörer, men {definite} "
            "stämmer inte längre."
        )
    left = "bara en administratör" if standing.administrators else "ingen administratör"
    return f"Nu har kontot {left}. Alla konton ska ha minst två."


@dataclass(frozen=True)
class DepartureWriter:
    """Writes such letters for one installation, about the filing that their facts name."""

    register: sa.Engine
    sender: Sender

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter, as things are."""
        filing = filing_by_id(self.register, int(waiting.facts["filing"]))
        words = whole_text(self._words(waiting, filing), self.sender)
        return self.sender.letter(waiting, subject_of(filing), words)

    def _words(self, waiting: WaitingLetter, filing: Filing) -> list[str]:
        standing = standing_of(self.register, filing)
        if not standing.left:
            return [f"Hej!\n\nDet gäller {filing.reference}. {SETTLED}"]
        if "alone" in waiting.facts:
            return words_to_officer(filing, self.sender.cases)
        why = f"Du får brevet för att du administrerar {filing.reference}."
        return [*words_to_others(filing, standing, self.sender.own_plans), why]
