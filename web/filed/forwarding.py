"""Words that are sent on: to those who are to sign, and to those who stand in a plan."""

from dataclasses import dataclass
from urllib.parse import quote

from forms import Signer, facts_of
from mail.letters.copy import summary_in_mail
from register.filings import Filing
from register.listing import Row


@dataclass(frozen=True)
class Forward:
    """A text to send, its subject, and the same as a letter begun in the reader's mail program (RFC
    6068)."""

    text: str
    mail_url: str
    subject: str


def words_to_forward(filing: Filing, signers: list[Signer], definite: str, url: str) -> Forward:
    """The words about one filing, with `url` to see it; `definite` is its form in a sentence."""
    title = f"{filing.title}, {filing.reference} version {filing.version}"
    who, about = those_who_sign(signers).lower(), summary_in_mail(filing)
    named = f"{title} ({about})" if about else title
    text = (
        f"Hej!\n\n{named}, ska skrivas under på papper av {who}.\n\n"
        f"Läs {definite} här:\n{url}\n\nMed länken kan du se {definite} men inte ändra den. Alla "
        "skriver under för hand, på samma papper. Skriv inte under PDF-filen elektroniskt."
    )
    return forward(f"Att skriva under: {title}", text)


def words_to_unit(row: Row, url: str) -> Forward:
    """The words that lead those who stand in a case to it; `url` shows it to nobody else."""
    facts = facts_of(row.form)
    definite = facts.definite
    about = f"{definite.capitalize()} för {row.summary} ({row.reference})"
    may_change = f" Den som är administratör kan ändra {definite} där."
    text = (
        f"Hej!\n\n{about} finns på\n{url}\n\nSkriv din e-postadress där, så får du ett brev med en "
        f"länk och en kod. Det fungerar för den som står i {definite}."
    )
    return forward(about, text + (may_change if facts.kept_as.administrators else ""))


def words_about_altered(reference: str, summary: str, definite: str, url: str) -> Forward:
    """The words that ask those who stand in a case for a version that says what its paper says."""
    about = f"Papperet för {', '.join(filter(None, (reference, summary)))}"
    text = (
        f"Hej!\n\n{about}, är ändrat för hand. Därför räknas underskrifterna inte.\n\nÄndra i "
        f"stället {definite} på\n{url}\n\nLämna in en ny version, skriv ut den och låt alla skriva "
        "under den."
    )
    return forward(about, text)


def forward(subject: str, text: str) -> Forward:
    """A text that is ready to be sent."""
    body = quote(text.replace("\n", "\r\n"))
    return Forward(text, f"mailto:?subject={quote(subject)}&body={body}", subject)


def those_who_sign(signers: list[Signer]) -> str:
    """Who has to sign, as the beginning of a sentence: "Administratör 1 och chef"."""
    required = [one for one in signers if not one.optional]
    return in_a_row([one.title for one in required or signers])


def in_a_row(titles: list[str]) -> str:
    """Titles as the beginning of a sentence."""
    first, *others = titles
    rest = [title.lower() for title in others]
    return " och ".join(text for text in (", ".join([first, *rest[:-1]]), *rest[-1:]) if text)
