"""The message that carries a copy, written from what was filed and nothing else."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from forms import canonical_json, definite_of, form_by_slug
from forms.messages import PAPER_RULE
from mail.letter import Enclosure, Letter, ascii_domain, write_letter
from register.deliveries import Delivery
from register.documents import Document
from register.filings import Filing

SWEDEN = ZoneInfo("Europe/Stockholm")
MONTHS = ("januari", "februari", "mars", "april", "maj", "juni") + (
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
MAX_SUBJECT_CHARACTERS = 200
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
    """Who the mail is from: an address and the municipality's name."""

    address: str
    municipality: str

    def as_header(self) -> Address:
        """The name and the address, as mail programs show them."""
        return Address(one_line(self.municipality), addr_spec=self.address)


def build_message(
    delivery: Delivery, filing: Filing, document: Document, sender: Sender, link: str = ""
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
        _headers(delivery, filing),
        _text(filing, sender, link),
        () if link else _enclosures(filing, document),
    )


def _enclosures(filing: Filing, document: Document) -> list[Enclosure]:
    return [
        Enclosure(document.name, "application/pdf", document.content),
        Enclosure(_json_name(filing), "application/json", canonical_json(dict(filing.answers))),
    ]


def _headers(delivery: Delivery, filing: Filing) -> dict[str, str]:
    # All versions answer one message that was never sent, so mail programs show them together.
    domain = ascii_domain(delivery.message_id).rpartition("@")[2].rstrip(">")
    root = f"<{filing.reference}@{domain}>"
    return {
        "Subject": subject(filing),
        "Date": format_datetime(delivery.queued_at.astimezone(SWEDEN)),
        "In-Reply-To": root,
        "References": root,
        **FROM_A_MACHINE,
    }


def subject(filing: Filing) -> str:
    """Return e.g. "[Aktivitetsplan] AP-2026-0042 v1 Facebook – Personalenheten"."""
    version = f"{filing.reference} v{filing.version}"
    line = one_line(f"[{filing.short_title}] {version} {filing.summary}")
    if len(line) <= MAX_SUBJECT_CHARACTERS:
        return line
    return line[: MAX_SUBJECT_CHARACTERS - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """Return `text` fit for a header: one line, without controls.

    What looks like an encoded word (RFC 2047) is broken up: the email package would decode it,
    line ends and all, when it is assigned to a header.
    """
    return _UNFIT_FOR_HEADER.sub(" ", text).replace("=?", "= ?").strip()


def in_words(moment: datetime) -> str:
    """Return a moment as a Swede says it: "2 januari 2026 kl. 09.05"."""
    local = moment.astimezone(SWEDEN)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year} kl. {local:%H.%M}"


def _text(filing: Filing, sender: Sender, link: str) -> str:
    definite = definite_of(filing.form)
    parts = [
        f"Hej!\n\nHär är en kopia av {definite} som har lämnats in: {filing.title}.",
        _unsigned(filing),
        _facts(filing),
        _where_to_fetch(filing, link) if link else _enclosed(filing),
        f"Svaren\n------\n\n{_shortened(filing.text) if link else filing.text}",
        f"--\nMeddelandet har skickats automatiskt från {sender.municipality}.",
    ]
    return _LONE_SURROGATES.sub("\ufffd", "\n\n".join(filter(None, parts))) + "\n"


def _unsigned(filing: Filing) -> str:
    """Say so of what somebody is to sign; of a form that is no longer offered nobody knows."""
    form = form_by_slug(filing.form)
    if form is None or not form.approvals:
        return ""
    return (
        f"{form.definite.capitalize()} är ännu inte undertecknad. Den gäller först när den är "
        f"undertecknad på papper. {PAPER_RULE}"
    )


def _facts(filing: Filing) -> str:
    facts = {
        "Referens": filing.reference,
        "Version": str(filing.version),
        "Gäller": filing.summary,
        "Inlämnad": in_words(filing.filed_at),
    }
    return "\n".join(f"{name}: {value}" for name, value in facts.items())


def _where_to_fetch(filing: Filing, link: str) -> str:
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
    return f"{whole_words} …\n\nSvaren fortsätter i dokumentet, som du hämtar på adressen ovan."


def _enclosed(filing: Filing) -> str:
    return (
        f"Bifogat:\n- {_document_name(filing)}: {definite_of(filing.form)} som PDF\n"
        f"- {_json_name(filing)}: svaren, för den som vill läsa in dem i ett annat system"
    )


def _document_name(filing: Filing) -> str:
    return f"{filing.reference}-v{filing.version}.pdf"


def _json_name(filing: Filing) -> str:
    return f"{filing.reference}-v{filing.version}.json"
