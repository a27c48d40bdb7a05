"""Questions answered with a number, an amount of money, and answers computed from them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from wtforms.validators import StopValidation

from forms.field import Around, Cell
from forms.kinds.values import Value
from forms.question import Understood
from forms.values import sentences
from forms.values.numbers import (
    DECIMALS_OF_KRONOR,
    MOST_DECIMALS,
    TOO_LARGE,
    parse_amount,
    parse_number,
    swedish_number,
)

_NO_BREAK = "\u00a0"
KRONOR = "kr"
_MOST = int(TOO_LARGE)  # to be compared with what is no number, too


def as_data(number: Decimal) -> int | float:
    """A number as JSON has it; a whole one without decimals, as equal ones are written alike."""
    return int(number) if number == int(number) else float(number)


def is_number(value: object) -> bool:
    """Whether a value from JSON is a number with digits that are kept."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST


class Number(Value):
    """A number of `unit`, from `least` to `most`, with at most so many `decimals`.

    None for no bound; nothing below nought unless a bound says so.
    """

    kind = "number"
    least_decimals = 0

    def __init__(
        self,
        *args: Any,
        unit: str = "",
        least: float | None = 0,
        most: float | None = None,
        decimals: int = 0,
        **kwargs: Any,
    ) -> None:
        if not 0 <= decimals <= MOST_DECIMALS:
            raise ValueError(f"a number has 0 to {MOST_DECIMALS} decimals, not {decimals}")
        super().__init__(*args, **kwargs)
        self.unit = self.pattern = unit
        self.least, self.most, self.decimals = least, most, decimals
        # No telephone has a minus among its digits.
        self.inputmode = "decimal" if least is not None and least >= 0 else ""

    def unsound(self) -> Iterator[str]:
        """Bounds that leave nothing between."""
        if self.least is not None and self.most is not None and self.least > self.most:
            yield f"least is {self.least} and most {self.most}; change one of them"

    def clean(self, value: object) -> str:
        """Numbers from JSON become text with a decimal comma."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(super().clean(value))
        # Neither what is too large nor what is no number (NaN) can be written, so that it is wrong.
        known = is_number(value)
        return swedish_number(Decimal(repr(value))).replace(_NO_BREAK, "") if known else "?"

    def holds(self, value: object) -> bool:
        """A text, or a number of any size."""
        is_json_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_json_number or super().holds(value)

    def read(self, text: str, form: Around | None) -> Understood:
        """A number of any size; what is out of bounds is stopped when it is sent."""
        number = self.parsed(text)
        return Understood(self.written(number), value=number)

    def pre_validate(self, form: Around) -> None:
        """Stop what is out of bounds, too."""
        super().pre_validate(form)
        number = self.value
        # As they are written: 0.1 is a little more than a tenth.
        least, most = (None if n is None else Decimal(repr(n)) for n in (self.least, self.most))
        is_below = number is not None and least is not None and number < least
        is_above = number is not None and most is not None and number > most
        if is_below or is_above:
            raise StopValidation(sentences.out_of_bounds(self.noun, *self._bounds()))

    def parsed(self, text: str) -> Decimal:
        """What was written; raises UnreadableError."""
        alone = text.removesuffix(self.unit).strip() if self.unit else text
        return parse_number(alone, self.noun, decimals=self.decimals)

    def _bounds(self) -> tuple[str, str]:
        """Below and above, the unit with the last of them."""
        least, most = (
            "" if n is None else self.written(Decimal(repr(n))) for n in (self.least, self.most)
        )
        return least.removesuffix(f"{_NO_BREAK}{self.unit}") if most else least, most

    def written(self, number: Decimal) -> str:
        """A number as it is printed, with its unit."""
        told = swedish_number(number, self.least_decimals)
        return f"{told}{_NO_BREAK}{self.unit}" if self.unit else told

    @property
    def understood(self) -> str:
        """Nothing where only spaces or the unit are new."""
        is_same = _digits(self.shown, self.unit) == _digits(str(self.data), self.unit)
        return "" if is_same else super().understood

    @property
    def answer(self) -> Any:
        """A number; what was not understood as it was typed."""
        return as_data(self.value) if self.value is not None else self.data

    def cell(self, kept: Any) -> Cell:
        """A number, so that a spreadsheet can add."""
        return kept if is_number(kept) else super().cell(kept)

    def schema(self) -> dict[str, Any]:
        """A number with its bounds."""
        bounds = {"minimum": self.least, "maximum": self.most}
        kept = {name: bound for name, bound in bounds.items() if bound is not None}
        return {"title": self.label.text, "type": "number" if self.decimals else "integer", **kept}


class Amount(Number):
    """Kronor; with öre unless it has no `decimals`."""

    kind = "amount"
    usual_hint = "Till exempel 1\u00a0250 eller 1\u00a0250,50"
    least_decimals = DECIMALS_OF_KRONOR

    def __init__(self, *args: Any, decimals: int = DECIMALS_OF_KRONOR, **kwargs: Any) -> None:
        super().__init__(*args, unit=KRONOR, decimals=decimals, **kwargs)

    def parsed(self, text: str) -> Decimal:
        """In the ways people write kronor."""
        return parse_amount(text, self.noun, decimals=self.decimals)


def _digits(text: str, unit: str) -> str:
    return "".join(text.casefold().removesuffix(unit.casefold()).split())
