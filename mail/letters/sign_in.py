"""The letters with the link and the code of somebody who asked to sign in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mail.letters.copy import Sender
from mail.letters.letter import Letter
from register.letters import WaitingLetter
from register.sign_ins import LIVES, code_of, link_token
from swedish import swedish_time

MINUTES = LIVES.seconds // 60


@dataclass(frozen=True)
class Wording:
    """What is told of what one signs in to: the subject, what somebody asks for at whom, and who
    comes in without the letter."""

    subject: str
    asked: str
    nobody: str


DESK = Wording(
    "Logga in i Blanketter",
    "Någon, förmodligen du, vill logga in i Blanketter hos {municipality} med den här adressen.",
    "Ingen kommer in utan det här brevet.",
)
OWN_PLANS = Wording(
    "Se dina planer i Blanketter",
    "Någon, förmodligen du, vill se de planer hos {municipality} som den här adressen står i.",
    "Ingen ser planerna utan det här brevet.",
)


@dataclass(frozen=True)
class SignInWriter:
    """Writes such letters for one installation; `link_to` makes an address of what a link ends in,
    `wording` says what one signs in to.

    Both link and code are made anew from `secret`, since nobody keeps them.
    """

    sender: Sender
    secret: str = field(repr=False)
    link_to: Callable[[str], str]
    wording: Wording = DESK

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter; the same one each time."""
        row = int(waiting.facts["request"]), waiting.expires_at
        link = self.link_to(link_token(self.secret, *row))
        text = self._text(link, shown_code(code_of(self.secret, *row)), waiting.expires_at)
        return self.sender.letter(waiting, self.wording.subject, text)

    def _text(self, link: str, code: str, expires: datetime) -> str:
        whose = self.sender.municipality
        parts = (
            "Hej!",
            f"{self.wording.asked.format(municipality=whose)} Öppna länken i den webbläsare där du "
            "började, och tryck på knappen på sidan:",
            link,
            "Eller skriv koden på sidan där du började:",
            code,
            f"Länken och koden gäller i {MINUTES} minuter, till {swedish_time(expires)}, och bara "
            "en gång.",
            f"Var det inte du? Då behöver du inte göra något. {self.wording.nobody} Lämna aldrig "
            "ut koden, inte heller till den som säger sig ringa från kommunen.",
            f"--\nMeddelandet har skickats automatiskt från {whose}.",
        )
        return "\n\n".join(parts) + "\n"


def shown_code(code: str) -> str:
    """A code as people read and type it: ABCD-EFGH."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}".upper()
