"""Writing the letter of a delivery from the register: with the file, or with a link to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from mail.letters.copy import Sender, build_message
from mail.letters.letter import Letter
from register.access import LINK, grant_access
from register.deliveries import Delivery
from register.documents import Document, filing_and_copy
from register.filings import Filing
from register.keys import derived_key


@dataclass(frozen=True)
class CopyWriter:
    """Writes the letters of one installation.

    `max_bytes` bounds a letter as it is sent, base64 and all. `link_to` makes the address of a
    document out of a secret key and a reference; the keys follow from `secret`, so a second
    attempt has the same. `with_json` sends the answers along as data.
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
        filing, document = filing_and_copy(self.register, delivery.filing_id)
        if not as_link:
            letter = build_message(
                delivery, filing, document, self.sender, with_json=self.with_json
            )
            if len(letter.content) <= self.max_bytes:
                return letter
        return self._with_link(delivery, filing, document, now)

    def _with_link(
        self, delivery: Delivery, filing: Filing, document: Document, now: datetime
    ) -> Letter:
        key = derived_key(self.secret, f"copy of delivery {delivery.id}")
        grant_access(self.register, filing.id, key, LINK, now)
        link = self.link_to(key, filing.reference)
        return build_message(delivery, filing, document, self.sender, link)
