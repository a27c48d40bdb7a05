"""An answer that nobody gives: computed from others, wherever it is shown."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import wtforms

from forms import messages
from forms.field import Around, Cell
from forms.kinds.base import Kind
from forms.kinds.numbers import Number, as_data, is_number
from forms.kinds.rows import RowList


class Sum(Kind, wtforms.Field):
    """The sum of numbers or amounts: of inputs of the form, or of a part of each row of a list.

    `of` holds their names; "costs-amount" is the part `amount` of every row of `costs`. It is never
    posted. What a file says in its place is kept until it has been compared with what is computed.
    """

    kind = "sum"
    in_json = "ett tal"
    is_computed = True

    def __init__(self, *args: Any, of: str | Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "optional": True})
        self.of = (of,) if isinstance(of, str) else tuple(of)

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Whatever a browser sends, it is computed."""
        super().process(None, *args, **kwargs)

    def clean(self, value: object) -> Any:
        """A number or a text, as a file has it."""
        return value if is_number(value) else super().clean(value)

    def holds(self, value: object) -> bool:
        """A text, or a number whose digits are kept."""
        return is_number(value) or (isinstance(value, str) and super().holds(value))

    def every_term(self) -> Iterator[Number]:
        """The inputs that it is the sum of, answered or not."""
        for name in self.of:
            first, _, part = name.partition("-")
            field = self.whole[first]
            rows = field.entries if isinstance(field, RowList) else [field]
            yield from (row.form[part] if part else row for row in rows)

    @property
    def summed(self) -> list[str]:
        """The names of those inputs, with a * for the number of a row."""
        parts = (name.partition("-") for name in self.of)
        return [
            f"{first}-*-{part}"
            if isinstance(self.whole[first], RowList)
            else f"{first}{dash}{part}"
            for first, dash, part in parts
        ]

    @property
    def term(self) -> Number:
        """The first of them, whose unit the sum has."""
        return next(self.every_term())

    @property
    def unit(self) -> str:  # type: ignore[override]
        """That of what is added."""
        return self.term.unit

    @property
    def pattern(self) -> str:  # type: ignore[override]
        """The unit, beside the box on a blank."""
        return self.unit

    @property
    def decimals(self) -> int:
        """The most that a part of it may have."""
        return max(one.decimals for one in self.every_term())

    @property
    def least_decimals(self) -> int:
        """As many as it is written with, where it has any."""
        return self.term.least_decimals

    def unsound(self) -> Iterator[str]:
        """A place where nobody adds up, and a name that is no number's."""
        if self.holder is not None:
            yield "a sum stands in the form itself, not in a group or a list; move it there"
            return
        if not self.of:
            yield 'it adds nothing up; write of="…"'
        for name in self.of:
            if not isinstance(self._term(name), Number):
                yield f"{name!r} is no number; name one, or list-part for the part of all rows"

        units = {one.unit for one in map(self._term, self.of) if isinstance(one, Number)}
        if len(units) > 1:
            yield f"it adds {' to '.join(map(repr, sorted(units)))}; name numbers of one unit"

    def _term(self, name: str) -> Any:
        first, _, part = name.partition("-")
        field = self.whole._fields.get(first)
        row = field.entries[0] if isinstance(field, RowList) else field
        parts = getattr(row, "parts", ())
        return next((one for one in parts if one.short_name == part), None) if part else row

    @property
    def total(self) -> Decimal | None:
        """The sum of what is asked and understood; None where that is nothing."""
        terms = (one for one in self.every_term() if one.is_asked and not one.is_blank)
        known = [one.value for one in terms if one.value is not None]
        return sum(known, Decimal()) if known else None

    @property
    def unlike(self) -> str:  # type: ignore[override]
        """Another sum that a file said; empty when it said the same or nothing."""
        told = self.data
        if told in (None, ""):
            return ""
        if not is_number(told):
            try:
                told = as_data(self.term.parsed(told))
            except ValueError:
                return str(self.data)
        return "" if told == self.answer else self.written(Decimal(repr(told)))

    def written(self, number: Decimal) -> str:
        """A number in the unit of what is added."""
        return self.term.written(number)

    def pre_validate(self, form: Around) -> None:
        """Nothing to stop: whatever is wrong is so where it was written."""

    def advise(self, form: Around) -> list[str]:
        """Another sum in a file is worth a look at what it was the sum of."""
        return [messages.another_sum(self.unlike, self.shown)] if self.unlike else []

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to add."""
        return self.total is None

    @property
    def answer(self) -> Any:
        """A number."""
        return None if self.total is None else as_data(self.total)

    @property
    def typed(self) -> Any:
        """The same: nobody types it."""
        return self.answer

    @property
    def shown(self) -> str:
        """With the unit of what is added."""
        return "" if self.total is None else self.written(self.total)

    @property
    def understood(self) -> str:
        """It needs no reading."""
        return ""

    def cell(self, kept: Any) -> Cell:
        """A number, so that a spreadsheet can add."""
        return kept if is_number(kept) else super().cell(kept)

    def schema(self) -> dict[str, Any]:
        """A number that need not be sent."""
        return {"title": self.label.text, "type": "number", "readOnly": True}
