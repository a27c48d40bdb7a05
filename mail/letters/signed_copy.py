"""The message that says that a filing is signed now, with what was made of its paper."""

from forms import definite_of
from mail.letters.copy import (
    NEWS,
    Sender,
    facts_of,
    headers_of,
    how_to_save,
    in_lines,
    subject,
    to_do,
    where_to_fetch,
    whole_text,
)
from mail.letters.letter import Enclosure, Letter, write_letter
from register.deliveries import Delivery
from register.documents import Document
from register.filings import Filing
from register.paper_marks import Mark
from swedish import swedish_date

NOBODY_LOOKED = "Ingen har tittat på dem. Webbplatsen godkände papperet av sig själv."


def build_signed(
    delivery: Delivery,
    filing: Filing,
    document: Document,
    mark: Mark | None,
    sender: Sender,
    link: str = "",
) -> Letter:
    """Return the message for a delivery of a signed document, in the thread of the copy.

    `mark` is what is known of the paper. With a `link` nothing is attached, and it
    says where to fetch the document. The same arguments always give the same bytes.
    """
    pdf = Enclosure(document.name, "application/pdf", document.content)
    return write_letter(
        sender.as_header(),
        delivery.recipient,
        delivery.message_id,
        headers_of(delivery, filing, sender, subject(filing, NEWS)),
        _text(filing, document, mark, sender, link),
        () if link else (pdf,),
    )


def _text(filing: Filing, document: Document, mark: Mark | None, sender: Sender, link: str) -> str:
    definite = definite_of(filing.form)
    came = {"Papperet kom in": swedish_date(mark.received_on)} if mark else {}
    if mark and mark.is_by_itself:
        came["Underskrifterna"] = NOBODY_LOOKED
    save = how_to_save(is_link=bool(link))
    instead = "Den gäller i stället för kopian som inte var undertecknad."
    parts = [
        f"Hej!\n\n{definite.capitalize()} är nu undertecknad: {filing.title}.",
        to_do(save, instead),
        where_to_fetch(filing, link) if link else "",
        in_lines(facts_of(filing) | came),
        "" if link else f"Bifogat:\n- {document.name}: det underskrivna papperet som PDF",
    ]
    return whole_text(parts, sender)
