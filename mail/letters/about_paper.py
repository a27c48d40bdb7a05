"""Letters to those who administer an account, about the signed paper of its plan.

They tell what stands on the paper's own pages: the reference, and none of the answers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import sqlalchemy as sa

from forms import definite_of, lists_people
from forms.editions import paper_rule_of, signers_of, titles_at
from mail.letters.copy import Sender, in_lines, subject_about, to_do, whole_text
from mail.letters.letter import Letter
from register.filings import Filing, filing_by_id
from register.letters import WaitingLetter
from register.papers import Paper, paper_of
from register.verdicts import Ink
from swedish import swedish_day


@dataclass(frozen=True)
class Wording:
    """What such a letter says: what ends its subject, what it begins with, and what there is to do,
    if anything. `{definite}` is the form in a sentence, `{day}` when it was filed, `{where}` its
    document is and `{rule}` what becomes of the paper."""

    subject: str
    news: str
    steps: tuple[str, ...]
    last: str


REMINDER = Wording(
    "det underskrivna papperet har inte kommit in",
    "{definite} lämnades in {day}, men det underskrivna papperet har inte kommit in. Den gäller "
    "först när papperet är undertecknat.",
    (
        "Skriv ut PDF:en, om det inte är gjort. Den finns {where}.",
        "Låt alla som står sist i PDF:en skriva under för hand, på samma papper.",
        "Skicka in papperet: läs av koden på det med en telefon, och fotografera varje sida. "
        "{rule}",
    ),
    "Har ni redan lämnat papperet? Då behöver ni inte göra något.",
)
INCOMPLETE = Wording(
    "det saknas något på papperet",
    "{definite} lämnades in {day}. Papperet har kommit in, men det saknas något på det: {lacking}. "
    "Den gäller först när alla har skrivit under och alla sidor har kommit in.",
    (
        "Låt den som inte har skrivit under göra det, på samma papper.",
        "Skicka in det som saknas: läs av koden på papperet med en telefon, och fotografera varje "
        "sida. {rule}",
    ),
    "Har ni redan lämnat resten? Då behöver ni inte göra något.",
)
SIGNED = Wording(
    "nu undertecknad",
    "{definite} som lämnades in {day} är nu undertecknad. Papperet har kommit in.",
    (),
    "Du behöver inte göra något.",
)


def reminder_about(register: sa.Engine, filing: Filing) -> Wording:
    """What a reminder says as things are: that nothing has come, or what is missing on what has.

    Raises RegisterUnavailable.
    """
    lacking = ", ".join(_lacking(paper_of(register, filing.id), filing))
    news = INCOMPLETE.news.replace("{lacking}", lacking)
    return replace(INCOMPLETE, news=news) if lacking else REMINDER


def signatures_of(_register: sa.Engine, _filing: Filing) -> Wording:
    """That all have signed."""
    return SIGNED


def _lacking(paper: Paper, filing: Filing) -> Iterator[str]:
    """Pages, and the titles of those who sign; nothing when nothing has come at all."""
    if not paper.sheets and paper.mark is None:
        return
    if paper.mark is None:
        yield from (f"sida {number}" for number in paper.missing)
        places = [one.signer for one in paper.signers if one.signature is Ink.EMPTY]
    else:
        places = [one.signer for one in paper.signers if one.signer not in paper.mark.signers]
    signers = signers_of(filing.form, filing.edition, filing.answers)
    places = [one for one in places if one in paper.required]
    for title in titles_at(signers, places):
        yield f"underskrift av {title.lower()}"


def subject_of(wording: Wording, filing: Filing) -> str:
    """The subject of a letter about a filing."""
    return subject_about(filing, wording.subject)


def words_of(wording: Wording, filing: Filing, hand_in: str, own_plans: str) -> list[str]:
    """What the letter says, part by part. `hand_in` is what becomes of the signed paper, and
    `own_plans` where people find plans that they stand in, having proved that it is them."""
    definite = definite_of(filing.form)
    words = {
        "definite": definite.capitalize(),
        "day": swedish_day(filing.filed_at),
        "where": "på adressen här nedanför" if lists_people(filing.form) else "på kvittot",
        "rule": paper_rule_of(filing.form, filing.edition, hand_in),
    }
    steps = [step.format(**words).rstrip() for step in wording.steps]
    return [
        f"Hej!\n\n{wording.news.format(**words)}",
        to_do(*steps) if steps else "",
        in_lines({"Referens": filing.reference, "Version": str(filing.version)}),
        f"Den som står i {definite} hittar den här:\n{own_plans}{filing.reference}/"
        if lists_people(filing.form)
        else "",
        wording.last,
    ]


@dataclass(frozen=True)
class AboutPaperWriter:
    """Writes such letters for one installation, about the filing that their facts name; `choose`
    says what is told of it now."""

    register: sa.Engine
    sender: Sender
    choose: Callable[[sa.Engine, Filing], Wording]

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter, as things are."""
        filing = filing_by_id(self.register, int(waiting.facts["filing"]))
        wording = self.choose(self.register, filing)
        sender, why = self.sender, f"Du får brevet för att du administrerar {filing.reference}."
        words = words_of(wording, filing, sender.hand_in, sender.own_plans)
        text = whole_text([*words, why], sender)
        return sender.letter(waiting, subject_of(wording, filing), text)
