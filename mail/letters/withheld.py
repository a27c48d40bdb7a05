"""The message that says that something was filed whose answers must not stand in mail."""

from forms import definite_of
from mail.letters.copy import (
    NEWS,
    Sender,
    facts_of,
    headers_of,
    in_lines,
    subject,
    unsigned,
    whole_text,
)
from mail.letters.letter import Letter, write_letter
from register.deliveries import Delivery
from register.filings import Filing


def build_withheld(delivery: Delivery, filing: Filing, sender: Sender) -> Letter:
    """Return the message for one delivery: which filing, and where it is read by who signs in.

    Nothing is attached and no address in it opens anything. The same arguments always give the same
    bytes.
    """
    is_signed = delivery.document_id is not None
    return write_letter(
        sender.as_header(),
        delivery.recipient,
        delivery.message_id,
        headers_of(delivery, filing, sender, subject(filing, NEWS if is_signed else "")),
        _text(filing, sender, is_signed=is_signed),
    )


def _text(filing: Filing, sender: Sender, *, is_signed: bool) -> str:
    definite, place = definite_of(filing.form).capitalize(), f"{sender.cases}{filing.reference}/"
    happened = "är nu undertecknad" if is_signed else "har lämnats in"
    parts = [
        f"Hej!\n\nBlanketten {filing.title} {happened}.",
        f"{definite} kan innehålla uppgifter som är hemliga. Därför står inga svar här, och inget "
        f"är bifogat. Läs svaren i registret. Du behöver logga in:\n{place}",
        "" if is_signed else unsigned(filing, sender.hand_in),
        in_lines(facts_of(filing)),
    ]
    return whole_text(parts, sender)
