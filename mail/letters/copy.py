"""The message that carries a copy, written from what was filed and nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import format_datetime

import forms
from forms import canonical_json, definite_of, lists_people
from forms.editions import paper_rule_of, signers_of
from mail.letters.letter import Enclosure, Letter, ascii_domain, write_letter
from register.deliveries import Delivery
from register.documents import Document
from register.filings import Filing
from register.letters import WaitingLetter
from swedish import SWEDEN, swedish_time

MAX_SUBJECT_CHARACTERS = 200
# What is new, behind the version in a subject.
NEWS = "nu undertecknad"
# As quoted-printable three times as many, and so with all else less than the 64,000 that every
# server must take (RFC 5321 4.5.3.1.7).
MAX_TEXT_BYTES_WITH_LINK = 16 * 1024
# RFC 3834, and the same for Exchange: no out-of-office answers to a machine.
FROM_A_MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
# Line ends end a header; other controls and the marks that turn text around deceive the reader.
_UNFIT_FOR_HEADER = re.compile(
    "[\\x00-\\x20\\x7f-\\xa0\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]+"
)
_LONE_SURROGATES = re.compile("[\\ud800-\\udfff]")


@dataclass(frozen=True)
class Sender:
    """Who the mail is from: an address and the municipality's name; who reads answers to it; what
    becomes of the original when it is signed; where people find plans that they stand in, and those
    who sign in to the register all `cases`, each by its reference at the end, and all that is
    `late`."""

    address: str
    municipality: str
    reply_to: tuple[str, ...] = ()
    hand_in: str = ""
    own_plans: str = ""
    cases: str = ""
    late: str = ""

    def as_header(self) -> Address:
        """The name and the address, as mail programs show them."""
        return Address(one_line(self.municipality), addr_spec=self.address)

    def of_a_machine(self) -> dict[str, str]:
        """Headers for mail that nobody wrote: no automatic answers, the others to whom it may help.

        Without those who have letters beyond a-z before the @: few servers would take the mail.
        """
        readers = [one for one in self.reply_to if one.rpartition("@")[0].isascii()]
        reply_to = {"Reply-To": ", ".join(map(ascii_domain, readers))} if readers else {}
        return FROM_A_MACHINE | reply_to

    def letter(self, waiting: WaitingLetter, subject: str, text: str) -> Letter:
        """The letter that stands in the queue, with its words; the same each time that it is
        written. Raises ValueError when the subject holds a line end."""
        headers = {
            "Subject": subject,
            "Date": format_datetime(waiting.queued_at.astimezone(SWEDEN)),
            **self.of_a_machine(),
        }
        to, message_id = waiting.recipient, waiting.message_id
        return write_letter(self.as_header(), to, message_id, headers, text)


def build_message(
    delivery: Delivery,
    filing: Filing,
    document: Document,
    sender: Sender,
    link: str = "",
    *,
    with_json: bool = True,
) -> Letter:
    """Return the message for one delivery: the facts as text, the PDF and the answers attached.

    With a `link` nothing is attached, a long text is shortened, and it says where to fetch the
    document: such a message is one that every server takes. The same delivery always gives the
    same bytes, Message-ID and Date among them.
    """
    return write_letter(
        sender.as_header(),
        delivery.recipient,
        delivery.message_id,
        headers_of(delivery, filing, sender, subject(filing)),
        _text(filing, sender, link, with_json=with_json),
        () if link else _enclosures(filing, document, with_json=with_json),
    )


def _enclosures(filing: Filing, document: Document, *, with_json: bool) -> list[Enclosure]:
    pdf = Enclosure(document.name, "application/pdf", document.content)
    if not with_json:
        return [pdf]
    answers = canonical_json(dict(filing.answers))
    return [pdf, Enclosure(_json_name(filing), "application/json", answers)]


def headers_of(delivery: Delivery, filing: Filing, sender: Sender, words: str) -> dict[str, str]:
    """The headers of a mail about a filing, of which `words` is the subject."""
    # All versions answer one message that was never sent, so mail programs show them together.
    domain = ascii_domain(delivery.message_id).rpartition("@")[2].rstrip(">")
    root = f"<{filing.reference}@{domain}>"
    return {
        "Subject": words,
        "Date": format_datetime(delivery.queued_at.astimezone(SWEDEN)),
        "In-Reply-To": root,
        "References": root,
        **sender.of_a_machine(),
    }


def subject(filing: Filing, news: str = "") -> str:
    """Return e.g. "[Aktivitetsplan] AP-2026-0042 v1 Facebook – Personalenheten", with what is new
    of it after the version.

    The short form of the version: rules that sort a mailbox rely on these words.
    """
    version = f"{filing.reference} v{filing.version}{f' {news}:' if news else ''}"
    line = one_line(f"[{filing.short_title}] {version} {summary_in_mail(filing)}".rstrip(" :"))
    if len(line) <= MAX_SUBJECT_CHARACTERS:
        return line
    return line[: MAX_SUBJECT_CHARACTERS - 1].rstrip() + "…"


def subject_about(filing: Filing, news: str) -> str:
    """The subject of a letter that tells something new of a filing, and none of its answers."""
    return one_line(f"[{filing.short_title}] {filing.reference} v{filing.version}: {news}")


def summary_in_mail(filing: Filing) -> str:
    """What the filing is about; empty when its answers must not stand in mail."""
    return filing.summary if forms.facts_of(filing.form).answers_in_mail else ""


def one_line(text: str) -> str:
    """Return `text` fit for a header: one line, without controls.

    What looks like an encoded word (RFC 2047) is broken up: the email package would decode it,
    line ends and all, when it is assigned to a header.
    """
    return _UNFIT_FOR_HEADER.sub(" ", text).replace("=?", "= ?").strip()


def _text(filing: Filing, sender: Sender, link: str, *, with_json: bool) -> str:
    definite = definite_of(filing.form)
    parts = [
        f"Hej!\n\nHär är en kopia av {definite} som har lämnats in: {filing.title}.",
        _to_do(filing, is_link=bool(link)),
        where_to_fetch(filing, link) if link else "",
        unsigned(filing, sender.hand_in),
        in_lines(facts_of(filing)),
        "" if link else _enclosed(filing, with_json=with_json),
        _found_again(filing, sender.own_plans),
        f"Svaren\n------\n\n{_shortened(filing.text) if link else filing.text}",
    ]
    return whole_text(parts, sender)


def whole_text(parts: Sequence[str], sender: Sender) -> str:
    """The text of a letter that nobody wrote; empty parts are left out."""
    end = f"--\nMeddelandet har skickats automatiskt från {sender.municipality}."
    return _LONE_SURROGATES.sub("\ufffd", "\n\n".join(filter(None, (*parts, end)))) + "\n"


def to_do(*steps: str) -> str:
    """What whoever gets the letter has to do, step by step."""
    lines = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    return "\n".join(("Det här behöver du göra", "-----------------------", "", *lines))


def how_to_save(*, is_link: bool) -> str:
    """The first step: the document."""
    fetch = "Hämta PDF:en på adressen här nedanför och spara den."
    return fetch if is_link else "Spara den bifogade PDF:en."


def _to_do(filing: Filing, *, is_link: bool) -> str:
    steps = [how_to_save(is_link=is_link)]
    if filing.version > 1:
        steps.append(f"Läs här nedanför vad som är ändrat sedan version {filing.version - 1}.")
    if _is_to_be_signed(filing):
        steps.append("Vänta på det underskrivna papperet.")
    return to_do(*steps)


def _is_to_be_signed(filing: Filing) -> bool:
    """Whether anybody signs such forms; of one that is no longer offered nobody knows."""
    signers = signers_of(filing.form, filing.edition, filing.answers)
    return not all(one.optional for one in signers)


def unsigned(filing: Filing, hand_in: str) -> str:
    """That it is not signed yet, and what becomes of its paper; empty when nobody signs."""
    if not _is_to_be_signed(filing):
        return ""
    words = (
        f"{definite_of(filing.form).capitalize()} är ännu inte undertecknad. Den gäller först när "
        "den är undertecknad på papper."
    )
    return f"{words} {paper_rule_of(filing.form, filing.edition, hand_in)}".rstrip()


def facts_of(filing: Filing) -> dict[str, str]:
    """What every letter about a filing tells of it."""
    about = summary_in_mail(filing)
    return {
        "Referens": filing.reference,
        "Version": str(filing.version),
        **({"Gäller": about} if about else {}),
        "Inlämnad": swedish_time(filing.filed_at),
    }


def in_lines(facts: Mapping[str, str]) -> str:
    """Facts, a line each."""
    return "\n".join(f"{name}: {value}" for name, value in facts.items())


def where_to_fetch(filing: Filing, link: str) -> str:
    """Where a document is that is too large for a mail."""
    definite = definite_of(filing.form)
    return (
        f"{definite.capitalize()} är för stor för att skickas med e-post. Hämta den som PDF här:\n"
        f"{link}\n\n"
        f"Adressen är hemlig. Dela den bara med den som får se {definite}."
    )


def _shortened(text: str) -> str:
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= MAX_TEXT_BYTES_WITH_LINK:
        return text
    start = encoded[:MAX_TEXT_BYTES_WITH_LINK].decode("utf-8", "ignore")
    whole_words = start[: max(start.rfind(" "), start.rfind("\n"))].rstrip()
    return f"{whole_words} …\n\nSvaren fortsätter i PDF:en, som du hämtar på adressen ovan."


def _enclosed(filing: Filing, *, with_json: bool) -> str:
    pdf = f"{filing.reference}-v{filing.version}.pdf: {definite_of(filing.form)} som PDF"
    data = f"{_json_name(filing)}: svaren, för den som vill läsa in dem i ett annat system"
    return "\n".join(["Bifogat:", f"- {pdf}", *([f"- {data}"] if with_json else [])])


def _found_again(filing: Filing, own_plans: str) -> str:
    """What to answer who asks for the way back."""
    if not own_plans or not lists_people(filing.form):
        return ""
    return (
        f"Frågar någon efter {definite_of(filing.form)} som har tappat bort kvittot? Den vars "
        f"e-postadress står i den hittar den här:\n{own_plans}"
    )


def _json_name(filing: Filing) -> str:
    return f"{filing.reference}-v{filing.version}.json"
