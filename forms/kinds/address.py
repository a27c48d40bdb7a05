"""A question answered with a postal address in Sweden."""

import re
from functools import cache
from typing import Any

from forms.field import Around
from forms.kinds.groups import WholeGroup
from forms.kinds.text import Line
from forms.kinds.values import Value
from forms.parts import PartForm
from forms.question import Question, Understood, UnreadableError
from forms.values import sentences

# Sorting codes begin with 1 to 9.
_POSTCODE = re.compile(r"(?:(?:se|s)[- ]?)?([1-9][0-9]{2}) ?([0-9]{2})", re.IGNORECASE)


class Street(Line):
    """A street with its number, or a box."""

    purpose = "address-line1"


class Town(Line):
    """The town that mail goes to."""

    purpose = "address-level2"


class Postcode(Value):
    """Five digits."""

    kind = "postcode"
    inputmode = "numeric"
    purpose = "postal-code"
    pattern = "NNN NN"

    def read(self, text: str, form: Around | None) -> Understood:
        """With the space before the last two."""
        found = _POSTCODE.fullmatch(text)
        if found is None:
            raise UnreadableError(sentences.postcode(self.noun))
        return Understood(f"{found[1]} {found[2]}", value=found)

    @property
    def answer(self) -> str:
        """As it is shown."""
        return self.shown

    @property
    def understood(self) -> str:
        """A space is nothing to tell."""
        return "" if self.shown.replace(" ", "") == self.data else super().understood

    def schema(self) -> dict[str, Any]:
        """Five digits with a space."""
        pattern = "^[1-9][0-9]{2} [0-9]{2}$"
        return {"title": self.label.text, "type": "string", "pattern": pattern}


@cache
def _parts(is_optional: bool, is_own: bool) -> type[PartForm]:
    both: dict[str, Any] = {"optional": is_optional, "own": is_own}
    parts = {
        "street": Street("Gatuadress eller box", noun="gatuadressen eller boxen", **both),
        "postcode": Postcode("Postnummer", noun="postnumret", **both),
        "town": Town("Postort", noun="postorten", **both),
    }
    return type("AddressParts", (PartForm,), parts)


class PostalAddress(WholeGroup):
    """Street or box, postcode and town; that of who fills in when it is their `own`.

    An `optional` one may be left blank, but not half.
    """

    kind = "address"

    def __init__(
        self,
        label: str | None = None,
        question: Question | None = None,
        *,
        optional: bool = False,
        own: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(_parts(optional, own), label, question, **kwargs)

    @property
    def listed(self) -> str:
        """As it is printed."""
        return self.shown

    @property
    def shown(self) -> str:
        """As it stands on an envelope, but on one line."""
        street, postcode, town = (part.shown for part in self.parts)
        return ", ".join(filter(None, (street, f"{postcode} {town}".strip())))
