"""Hours a week, in the ways people write them."""

import re
from dataclasses import dataclass

_UNIT = r"(?:h|t|tim|timmar|timme|timma)?\.?\s*(?:/|per\s+|i\s+|om\s+)?\s*(?:v|vecka|veckan)?\.?"
_ABOUT = r"(?:ca|cirka|c:a|omkring|ungefär|runt|högst|minst|max|upp till|~)\.?"
_NUMBER = r"(?:\d{1,4}(?:[.,]\d{1,2})?\s*[½¼¾]?|[½¼¾])"
_PATTERN = re.compile(
    rf"^(?P<about>{_ABOUT}\s*)?(?P<low>{_NUMBER})"
    rf"(?:\s*(?:[-–—]|till|eller)\s*(?P<high>{_NUMBER}))?\s*{_UNIT}$",
    re.IGNORECASE,
)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


@dataclass(frozen=True)
class Hours:
    """A number of hours or a span of them; `low` equals `high` when one number was given."""

    low: float
    high: float
    about: str = ""

    @classmethod
    def parse(cls, text: str) -> "Hours | None":
        """Read "2,5", "ca 2", "1–2", "3 timmar/vecka"; None when no number can be told."""
        match = _PATTERN.match(text.strip())
        if not match:
            return None
        low = _number(match["low"])
        high = _number(match["high"]) if match["high"] else low
        return cls(min(low, high), max(low, high), (match["about"] or "").strip())

    @property
    def is_plain(self) -> bool:
        """Whether one number says all."""
        return self.low == self.high and not self.about

    @property
    def fits_a_week(self) -> bool:
        """A week has 168 hours, and an account that takes none is not looked after."""
        return self.low > 0 and self.high <= 168

    @property
    def shown(self) -> str:
        """With Swedish decimal comma and the unit of question 8."""
        span = swedish(self.low)
        if self.high != self.low:
            span += f"–{swedish(self.high)}"
        return f"{self.about} {span} timmar/vecka".strip()


def swedish(number: float) -> str:
    """2.5 as "2,5", 3.0 as "3"."""
    return f"{number:g}".replace(".", ",")


def _number(text: str) -> float:
    text = text.strip()
    fraction = _FRACTIONS.get(text[-1], 0.0)
    digits = text.rstrip("½¼¾ ").replace(",", ".")
    return (float(digits) if digits else 0.0) + fraction
