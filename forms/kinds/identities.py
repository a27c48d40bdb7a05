"""Questions answered with the number of a person or of an organisation.

A personal number is asked for only where that is needed (3 kap. 10 § lagen 2018:218 med
kompletterande bestämmelser till EU:s dataskyddsförordning), so an installation must allow it
(the setting ALLOW_PERSONAL_NUMBERS), and others than the document show it without its last digits.
"""

from hashlib import sha256
from typing import Any

from forms.field import Around
from forms.kinds.values import Value
from forms.question import Understood
from forms.values.identities import parse_organisation, parse_person

_DIGITS_OF_KEY = 16


# Without words of its own: docs/kinds.md tells what stands above a kind.
class _Numbered(Value):
    inputmode = "numeric"

    @property
    def understood(self) -> str:
        """Nothing where the same digits were typed."""
        is_plain = self.shown.replace("-", "") == self.data
        return "" if is_plain else super().understood

    @property
    def answer(self) -> str:
        """With its hyphen; what was not understood as it was typed."""
        return self.shown


class PersonalNumber(_Numbered):
    """A personal or coordination number, kept with its century."""

    kind = "personal_number"
    personal = True
    pattern = "ÅÅÅÅMMDD-NNNN"
    usual_hint = "Så här: ÅÅÅÅMMDD-NNNN"  # an example would be somebody's number

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.suggest:
            raise TypeError("a personal number is never offered to the next person")

    def read(self, text: str, form: Around | None) -> Understood:
        """A number whose digits agree."""
        found = parse_person(text, self.noun, self.whole.meta.today)
        return Understood(found.shown, value=found)

    @property
    def listed(self) -> str:
        """Without the last digits; nothing of what was not understood."""
        return self.value.masked if self.value else ""

    @property
    def key(self) -> str:
        """One text for one number, from which the number cannot be read."""
        digest = sha256(self.shown.encode()).hexdigest()[:_DIGITS_OF_KEY]
        return "" if self.is_blank else digest

    def schema(self) -> dict[str, Any]:
        """Twelve digits."""
        pattern = "^[0-9]{8}-[0-9]{4}$"
        return {"title": self.label.text, "type": "string", "pattern": pattern}


class OrganisationNumber(_Numbered):
    """The number of a company, an association or an authority, which is public.

    A sole trader is registered by a personal number: that is refused here.
    """

    kind = "organisation_number"
    pattern = "NNNNNN-NNNN"
    usual_hint = "Så här: NNNNNN-NNNN"

    def read(self, text: str, form: Around | None) -> Understood:
        """A number whose digits agree."""
        found = parse_organisation(text, self.noun)
        return Understood(found.shown, value=found)

    def schema(self) -> dict[str, Any]:
        """Ten digits."""
        pattern = "^[0-9]{2}[2-9][0-9]{3}-[0-9]{4}$"
        return {"title": self.label.text, "type": "string", "pattern": pattern}
