"""Questions answered with the ways to reach a person at work."""

import re
from typing import Any

import wtforms

from forms import messages
from forms.field import Around, Cell
from forms.kinds.base import Kind
from forms.question import Understood, UnreadableError
from forms.values.mail_address import MailAddress, alone, without_diacritics
from forms.values.phone import PhoneNumber, lacks_region_code

# To read a number takes longer than to write a whole row of a spreadsheet.
_GROUPED = re.compile(r"0\d{1,3}-\d{2,3}(?: \d{2,3}){1,2}")


class Email(Kind, wtforms.StringField):
    """An e-mail address at work."""

    kind = "email"
    is_of_signs = True
    purpose = "email"
    max_length = 254

    def read(self, text: str, form: Around | None) -> Understood:
        """Lower case; an address that no mail server takes is stopped, with a suggestion."""
        written = alone(text)
        address = MailAddress.parse(written)
        if address:
            return Understood(address.address, value=address)
        suggestion = without_diacritics(written)
        if suggestion != written.lower() and MailAddress.parse(suggestion):
            raise UnreadableError(messages.email_suggestion(suggestion))
        raise UnreadableError(messages.email(self.noun))

    @property
    def answer(self) -> str:
        """The address as it was typed, without the name or the link that it stood in."""
        return alone(self.readable) if self._reading.value else str(self.data)

    def advise(self, form: Around) -> list[str]:
        """Private providers and foreign domains are worth a look."""
        address = self._reading.value
        domains = getattr(form.meta, "mail_domains", ())
        if not address or address.is_within(domains):
            return []
        if address.is_private:
            return [messages.PRIVATE_MAIL]
        return [messages.email_other_domain(address.domain)] if domains else []


class Phone(Kind, wtforms.StringField):
    """A telephone number, shown in the Swedish grouping."""

    kind = "phone"
    is_of_signs = True
    purpose = "tel"
    max_length = 60

    def read(self, text: str, form: Around | None) -> Understood:
        """A number that can reach somebody from outside the house."""
        number = PhoneNumber.parse(text)
        if number:
            return Understood(number.shown, value=number)
        region = lacks_region_code(text)
        message = messages.phone_without_region if region else messages.phone
        raise UnreadableError(message(self.noun))

    def advise(self, form: Around) -> list[str]:
        """A number outside all series in use is worth a look."""
        number = self._reading.value
        return [messages.PHONE_UNUSUAL] if number and not number.is_usual else []

    def cell(self, kept: Any) -> Cell:
        """The number as it is printed."""
        text = super().cell(kept)
        if not isinstance(kept, str) or not self.holds(kept) or _GROUPED.fullmatch(kept):
            return text
        number = PhoneNumber.parse(kept)
        return number.shown if number else text
