"""Letters to those who administer an account, about the signed paper of its plan.

They tell what stands on the paper's own pages: the reference, and none of the answers.
"""

from dataclasses import dataclass
from email.utils import format_datetime

import sqlalchemy as sa

from forms import definite_of
from forms.editions import paper_rule_of
from mail.letters.copy import Sender, in_lines, one_line, to_do, whole_text
from mail.letters.letter import Letter, write_letter
from register.filings import Filing, filing_by_id
from register.letters import WaitingLetter
from swedish import SWEDEN, swedish_day


@dataclass(frozen=True)
class Wording:
    """What such a letter says: what ends its subject, what it begins with, and what there is to do,
    if anything. `{definite}` is the form in a sentence, `{day}` when it was filed, `{rule}` what
    becomes of the paper."""

    subject: str
    news: str
    steps: tuple[str, ...]
    last: str


REMINDER = Wording(
    "det undertecknade papperet har inte kommit in",
    "{definite} lämnades in {day}, men det undertecknade papperet har inte kommit in. Den gäller "
    "först när papperet är undertecknat.",
    (
        "Skriv ut PDF:en, om det inte är gjort. Den finns på adressen här nedanför.",
        "Låt alla som står sist i PDF:en skriva under för hand, på samma papper.",
        "Skicka in papperet: läs av koden på det med en telefon, och fotografera varje sida. "
        "{rule}",
    ),
    "Har ni redan lämnat papperet? Då behöver ni inte göra något.",
)
SIGNED = Wording(
    "nu undertecknad",
    "{definite} som lämnades in {day} är nu undertecknad. Papperet har kommit in.",
    (),
    "Du behöver inte göra något.",
)


def subject_of(wording: Wording, filing: Filing) -> str:
    """The subject of a letter about a filing."""
    about = f"[{filing.short_title}] {filing.reference} v{filing.version}"
    return one_line(f"{about}: {wording.subject}")


def words_of(wording: Wording, filing: Filing, hand_in: str, own_plans: str) -> list[str]:
    """What the letter says, part by part. `hand_in` is what becomes of the signed paper, and
    `own_plans` where people find plans that they stand in, having proved that it is them."""
    definite = definite_of(filing.form)
    words = {
        "definite": definite.capitalize(),
        "day": swedish_day(filing.filed_at),
        "rule": paper_rule_of(filing.form, filing.edition, hand_in),
    }
    steps = [step.format(**words).rstrip() for step in wording.steps]
    return [
        f"Hej!\n\n{wording.news.format(**words)}",
        to_do(*steps) if steps else "",
        in_lines({"Referens": filing.reference, "Version": str(filing.version)}),
        f"Den som står i {definite} hittar den här:\n{own_plans}{filing.reference}/",
        wording.last,
    ]


@dataclass(frozen=True)
class AboutPaperWriter:
    """Writes such letters for one installation, about the filing that their facts name."""

    register: sa.Engine
    sender: Sender
    wording: Wording

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter; the same one each time."""
        filing = filing_by_id(self.register, int(waiting.facts["filing"]))
        sender, why = self.sender, f"Du får brevet för att du administrerar {filing.reference}."
        headers = {
            "Subject": subject_of(self.wording, filing),
            "Date": format_datetime(waiting.queued_at.astimezone(SWEDEN)),
            **sender.of_a_machine(),
        }
        words = words_of(self.wording, filing, sender.hand_in, sender.own_plans)
        return write_letter(
            sender.as_header(),
            waiting.recipient,
            waiting.message_id,
            headers,
            whole_text([*words, why], sender),
        )
