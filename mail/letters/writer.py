"""Writing the letter of a delivery from the register: with the file, or with a link to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from forms import facts_of
from mail.letters.copy import Sender, build_message
from mail.letters.letter import Letter
from mail.letters.signed_copy import build_signed
from mail.letters.withheld import build_withheld
from register.access import LINK, grant_access
from register.deliveries import Delivery
from register.documents import filing_and_copy, filing_and_document
from register.keys import derived_key
from register.paper_marks import marks_of

# The last part of the address, of whichever plan the key opens.
SIGNED = "underskriven"


@dataclass(frozen=True)
class CopyWriter:
    """Writes the letters of one installation.

    `max_bytes` bounds a letter as it is sent, base64 and all. `link_to` makes the address of a
    document out of a secret key and a name: its reference, or SIGNED. The keys follow from
    `secret`, so a second attempt has the same. `with_json` sends the answers along as data.
    """

    register: sa.Engine
    sender: Sender
    max_bytes: int
    secret: str = field(repr=False)
    link_to: Callable[[str, str], str]
    with_json: bool = True

    def write(self, delivery: Delivery, now: datetime, *, as_link: bool = False) -> Letter:
        """Return the letter; with a link when asked for or when it would be too large.

        Raises FilingDamaged: what is not as it was filed goes to nobody, not as a link either.
        Raises DocumentErased.
        """
        write, name = self._of(delivery)
        if not as_link or not name:
            letter = write("")
            if len(letter.content) <= self.max_bytes or not name:
                return letter
        key = derived_key(self.secret, f"copy of delivery {delivery.id}")
        grant_access(self.register, delivery.filing_id, key, LINK, now)
        return write(self.link_to(key, name))

    def _of(self, delivery: Delivery) -> tuple[Callable[[str], Letter], str]:
        """What writes the letter, with a link or with the file, and what a link is called; nothing
        when none may lead to it."""
        if delivery.document_id is not None:
            filing, document = filing_and_document(
                self.register, delivery.filing_id, delivery.document_id
            )
            if not facts_of(filing.form).answers_in_mail:
                return lambda _: build_withheld(delivery, filing, self.sender), ""
            mark = marks_of(self.register, [filing.id]).get(filing.id)
            write = partial(build_signed, delivery, filing, document, mark, self.sender)
            return write, SIGNED
        filing, document = filing_and_copy(self.register, delivery.filing_id)
        if not facts_of(filing.form).answers_in_mail:
            return lambda _: build_withheld(delivery, filing, self.sender), ""
        write = partial(
            build_message, delivery, filing, document, self.sender, with_json=self.with_json
        )
        return write, filing.reference
