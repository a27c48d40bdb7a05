"""The letter with the link and the code of somebody who asked to sign in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from mail.letters.copy import Sender
from mail.letters.letter import Letter, write_letter
from register.letters import WaitingLetter
from register.sign_ins import LIVES, code_of, link_token
from swedish import SWEDEN, swedish_time

MINUTES = LIVES.seconds // 60
SUBJECT = "Logga in i Blanketter"


@dataclass(frozen=True)
class SignInWriter:
    """Writes such letters for one installation; `link_to` makes an address of what a link ends in.

    Both link and code are made anew from `secret`, since nobody keeps them.
    """

    sender: Sender
    secret: str = field(repr=False)
    link_to: Callable[[str], str]

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter; the same one each time."""
        number = int(waiting.facts["request"])
        link = self.link_to(link_token(self.secret, number))
        text = _text(self.sender, link, shown_code(code_of(self.secret, number)), waiting)
        headers = {
            "Subject": SUBJECT,
            "Date": format_datetime(waiting.queued_at.astimezone(SWEDEN)),
            **self.sender.of_a_machine(),
        }
        return write_letter(
            self.sender.as_header(), waiting.recipient, waiting.message_id, headers, text
        )


def shown_code(code: str) -> str:
    """A code as people read and type it: ABCD-EFGH."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}".upper()


def _text(sender: Sender, link: str, code: str, waiting: WaitingLetter) -> str:
    expires: datetime = waiting.expires_at
    parts = (
        "Hej!",
        "Någon, förmodligen du, vill logga in i Blanketter hos "
        f"{sender.municipality} med den här adressen. Öppna länken i den webbläsare där du "
        "började, och tryck på knappen på sidan:",
        link,
        "Eller skriv koden på sidan där du började:",
        code,
        f"Länken och koden gäller i {MINUTES} minuter, till {swedish_time(expires)}, och bara en "
        "gång.",
        "Var det inte du? Då behöver du inte göra något. Ingen kommer in utan det här brevet. "
        "Lämna aldrig ut koden, inte heller till den som säger sig ringa från kommunen.",
        f"--\nMeddelandet har skickats automatiskt från {sender.municipality}.",
    )
    return "\n\n".join(parts) + "\n"
