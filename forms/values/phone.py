"""Telephone numbers as people in Sweden write them."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import phonenumbers

# phonenumbers reads "ankn" as keypad letters, so an extension is cut off before parsing. ";ext=" is
# how links to numbers write it (RFC 3966).
_EXTENSION = re.compile(
    r"(?<![^\W\d_])(?:ankn(?:ytning|\.)?|anknytn\.?|int\.?|ext\.?|x)[\s.:=]*(\d{1,6})\)?$",
    re.IGNORECASE,
)
_SWITCHBOARD = re.compile(r"\b(?:vx|växel|växeln|tel|tfn|mobil)\b[.:]?", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
# A reading is asked for when an answer is checked, shown, printed, mailed and compared.
_READINGS_REMEMBERED = 256


@dataclass(frozen=True)
class PhoneNumber:
    """A number that could be parsed, with its extension (digits) if there was one."""

    number: phonenumbers.PhoneNumber
    extension: str = ""

    @classmethod
    @lru_cache(_READINGS_REMEMBERED)
    def parse(cls, text: str) -> "PhoneNumber | None":
        """Read `text` in region SE; None when it cannot be a number that reaches anybody."""
        text = text.strip()
        extension = _EXTENSION.search(text)
        number_alone = text[: extension.start()].rstrip(" ,;(") if extension else text
        digits = _DASHES.sub("-", _SWITCHBOARD.sub(" ", number_alone))
        if re.search(r"[^\W\d_]", digits):
            return None
        try:
            number = phonenumbers.parse(digits, "SE")
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_possible_number(number):
            return None
        return cls(number, extension.group(1) if extension else "")

    @property
    def is_usual(self) -> bool:
        """Whether the number lies in a series that is in use."""
        return bool(phonenumbers.is_valid_number(self.number))

    @cached_property
    def shown(self) -> str:
        """Grouped the Swedish way; foreign numbers with their country code."""
        at_home = self.number.country_code == 46
        style = phonenumbers.PhoneNumberFormat
        shown = phonenumbers.format_number(
            self.number, style.NATIONAL if at_home else style.INTERNATIONAL
        )
        return f"{shown} ankn {self.extension}" if self.extension else str(shown)


def lacks_region_code(text: str) -> bool:
    """Whether `text` is a short internal number such as "180 12"."""
    digits = re.sub(r"\D", "", text)
    return 3 <= len(digits) <= 6 and not text.lstrip().startswith(("0", "+"))
