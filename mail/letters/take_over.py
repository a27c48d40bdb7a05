"""The letter that another unit begins to take a plan over: to those who have the account, to those
who have another plan of it, and to the officer."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forms import definite_of
from mail.letters.copy import Sender, in_lines, subject_about, to_do, whole_text
from mail.letters.departure import WRONG
from mail.letters.letter import Letter
from register.apart import same_account
from register.filings import Filing, filing_by_id
from register.letters import WaitingLetter


def subject_of(filing: Filing) -> str:
    """The subject of a letter about a filing."""
    return subject_about(filing, "en annan enhet tar över kontot")


def words_to_those_before(filing: Filing, own_plans: str) -> list[str]:
    """What those are told who administer it now, part by part."""
    definite = definite_of(filing.form)
    return [
        f"{_news(filing)} Er version gäller tills den nya är undertecknad av alla. Till dess "
        "sköter ni kontot som vanligt.",
        to_do(
            "Kom överens med den nya enheten om vilken dag de tar över kontot.",
            "Lämna över inloggningsuppgifterna den dagen.",
        ),
        in_lines({"Referens": filing.reference, "Version": str(filing.version)}),
        f"Läs {definite} här. Du loggar in med din e-postadress:\n{own_plans}{filing.reference}/",
        WRONG,
        f"Du får brevet för att du administrerar {filing.reference}.",
    ]


def words_beside(filing: Filing, own: Filing, own_plans: str) -> list[str]:
    """What those are told who administer another plan of the same account, `own`."""
    return [
        f"{_news(filing)} Den ser ut att vara om samma konto som {own.reference}, som du "
        "administrerar.",
        to_do(
            "Kontrollera om det är samma konto.",
            "Är det samma konto? Kom överens med informationsansvarig om vilken av dem som ska "
            "gälla. Ett konto ska bara ha en.",
        ),
        in_lines({"Referens": own.reference, "Version": str(own.version)}),
        f"Läs {own.reference} här. Du loggar in med din e-postadress:\n{own_plans}{own.reference}/",
        "Är det inte samma konto? Då behöver du inte göra något.",
        f"Du får brevet för att du administrerar {own.reference}.",
    ]


def words_to_officer(filing: Filing, told: int, others: Sequence[str], cases: str) -> list[str]:
    """What the officer is told: to how many others a letter went, and of other plans."""
    went = "ett brev" if told == 1 else f"{told} brev"
    knows = (
        f"De som administrerar kontot nu vet om det: det gick {went} till dem."
        if told
        else "Webbplatsen kan inte skriva till någon som administrerar kontot nu. Berätta det för "
        "dem."
    )
    same = f"Samma konto har också {' och '.join(others)}. Bara en ska gälla." if others else ""
    return [
        f"{_news(filing)} {knows}",
        same,
        "Du behöver inte göra något om det stämmer. Den nya versionen kommer till dig som en kopia "
        "när den lämnas in.",
        f"Öppna här:\n{cases}{filing.reference}/",
    ]


def _news(filing: Filing) -> str:
    definite = definite_of(filing.form)
    return (
        f"Hej!\n\nEn annan enhet har börjat ta över {definite} {filing.reference}. De skriver en "
        "ny version av den, med sin enhet och sina administratörer."
    )


@dataclass(frozen=True)
class TakeOverWriter:
    """Writes such letters for one installation, about the filing that is taken over; `filing` in
    their facts is that which names who gets it."""

    register: sa.Engine
    sender: Sender

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter, as things are."""
        filing = filing_by_id(self.register, int(waiting.facts["taken"]))
        words = whole_text(self._words(waiting, filing), self.sender)
        return self.sender.letter(waiting, subject_of(filing), words)

    def _words(self, waiting: WaitingLetter, filing: Filing) -> list[str]:
        facts, own_plans = waiting.facts, self.sender.own_plans
        if "told" in facts:
            others = same_account(self.register, filing.case_id)
            named = [filing_by_id(self.register, one).reference for one in others]
            return words_to_officer(filing, int(facts["told"]), named, self.sender.cases)
        if facts["filing"] != filing.id:
            own = filing_by_id(self.register, int(facts["filing"]))
            return words_beside(filing, own, own_plans)
        return words_to_those_before(filing, own_plans)
