"""Writing the message of a delivery from the register: with the file, or with a link to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

import sqlalchemy as sa

from mail.message import Sender, build_message, largest_size
from register.deliveries import Delivery
from register.documents import copy_of
from register.filings import filing_by_id, grant_access
from register.keys import derived_key


@dataclass(frozen=True)
class CopyWriter:
    """Writes the messages of one installation.

    `max_bytes` bounds a message as it is sent, base64 and all. `link_to` makes the address of a
    document out of a secret key and a reference; the keys follow from `secret`, so a second
    attempt has the same.
    """

    register: sa.Engine
    sender: Sender
    max_bytes: int
    secret: str = field(repr=False)
    link_to: Callable[[str, str], str]

    def write(self, delivery: Delivery, now: datetime, *, as_link: bool = False) -> EmailMessage:
        """Return the message; with a link when asked for or when the file makes it too large."""
        filing = filing_by_id(self.register, delivery.filing_id)
        document = copy_of(self.register, delivery.filing_id)
        if not as_link and largest_size(filing, document) <= self.max_bytes:
            return build_message(delivery, filing, document, self.sender)
        key = derived_key(self.secret, f"copy of delivery {delivery.id}")
        grant_access(self.register, filing.id, key, "copy", now)
        link = self.link_to(key, filing.reference)
        return build_message(delivery, filing, document, self.sender, link)
