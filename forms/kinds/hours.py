"""A question answered with hours a week."""

from typing import Any

import wtforms

from forms import messages
from forms.field import Around, Cell
from forms.kinds.base import Kind
from forms.question import Understood, UnreadableError
from forms.values.hours import Hours as HoursValue
from forms.values.hours import swedish

HOURS_WORTH_READING = 10_000


class Hours(Kind, wtforms.StringField):
    """Hours a week: a number as data, or the text when a number alone would lose something."""

    kind = "hours"
    is_of_signs = True
    max_length = 60

    def clean(self, value: object) -> str:
        """Numbers from JSON become text with a decimal comma."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(super().clean(value))
        # A whole number may be too large for a float; no week is, so it is an error either way.
        return swedish(float(value)) if abs(value) < HOURS_WORTH_READING else "för många"

    def read(self, text: str, form: Around | None) -> Understood:
        """More than nothing and no more than a week has."""
        hours = HoursValue.parse(text)
        if not hours:
            raise UnreadableError(messages.HOURS)
        if not hours.fits_a_week:
            raise UnreadableError(messages.HOURS_RANGE)
        return Understood(hours.shown, value=hours)

    def advise(self, form: Around) -> list[str]:
        """More than a full week's work is worth a look."""
        hours = self._reading.value
        return [messages.HOURS_MANY] if hours and hours.high > 40 else []

    @property
    def understood(self) -> str:
        """The unit alone is nothing to tell."""
        plain = self.shown.removesuffix(" timmar/vecka")
        return "" if plain == self.data else super().understood

    @property
    def answer(self) -> Any:
        """3, 4.5, or the text ("ca 2", "1–2")."""
        hours = self._reading.value
        if not hours or not hours.is_plain:
            return self.data
        return int(hours.low) if hours.low == int(hours.low) else hours.low

    def cell(self, kept: Any) -> Cell:
        """A number, so that a spreadsheet can add; else the text, as "1–2" or "ca 2"."""
        is_number = isinstance(kept, int | float) and not isinstance(kept, bool)
        return kept if is_number and abs(kept) < HOURS_WORTH_READING else super().cell(kept)

    def schema(self) -> dict[str, Any]:
        """A number or the text of one."""
        number = {"type": "number", "exclusiveMinimum": 0, "maximum": 168}
        return {"title": self.label.text, "anyOf": [number, super().schema()]}
