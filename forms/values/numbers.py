"""Numbers and amounts of money, in the ways people write them."""

import re
from decimal import Decimal

from forms.question import UnreadableError
from forms.values import sentences

# Whole digits and decimals together are no more than a float and a spreadsheet keep exactly.
MOST_DECIMALS = 3
TOO_LARGE = Decimal(10**12)
DECIMALS_OF_KRONOR = 2
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NUMBER = re.compile(
    r"(?P<sign>[-+]?) ?(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?:[.,](?P<fraction>\d+))?"
)
# A full stop parts thousands only where a comma tells that it is not that of decimals.
_DOTTED = re.compile(r"(?P<sign>[-+]?) ?(?P<whole>\d{1,3}(?:\.\d{3})+),(?P<fraction>\d+)")
_BEFORE_KRONOR = ("sek", "kr.", "kr")
_AFTER_KRONOR = (":-", ",-", ".-", "kronor", "kr.", "kr", "sek")
_ORE_AFTER_COLON = re.compile(r":(?=\d\d$)")


def parse_number(text: str, noun: str, *, decimals: int = 0, otherwise: str = "") -> Decimal:
    """Read "1 000", "1,5", "1.5", "−4".

    Raises UnreadableError for what has more than so many `decimals`, what is so large that its
    digits would not be kept, and, with the words `otherwise`, what is no number.
    """
    dashed = _DASHES.sub("-", text)
    found = _NUMBER.fullmatch(dashed) or _DOTTED.fullmatch(dashed)
    if found is None:
        raise UnreadableError(otherwise or sentences.number(noun, decimals))
    fraction = found["fraction"] or ""
    # "5,0" is a whole number, but nobody can tell whether "1.000" is one or a thousand.
    if len(fraction) > decimals and fraction not in ("0", "00"):
        raise UnreadableError(sentences.decimals(noun, decimals))
    digits = re.sub("[ .]", "", found["whole"])
    if len(digits.lstrip("0")) >= len(str(TOO_LARGE)):
        raise UnreadableError(sentences.number_too_large(noun))
    number = Decimal(f"{digits}.{fraction or 0}")
    return -number if found["sign"] == "-" else number


def parse_amount(text: str, noun: str, *, decimals: int = DECIMALS_OF_KRONOR) -> Decimal:
    """Read kronor: "1 250 kr", "1250:-", "1 250,50", "1250:50", "SEK 1250". Raises as above."""
    folded = _DASHES.sub("-", text.casefold())
    before = next(filter(folded.startswith, _BEFORE_KRONOR), "")
    alone = folded.removeprefix(before)
    after = next(filter(alone.endswith, _AFTER_KRONOR), "")
    alone = _ORE_AFTER_COLON.sub(",", alone.removesuffix(after).strip())
    return parse_number(alone, noun, decimals=decimals, otherwise=sentences.amount(noun))


def swedish_number(number: Decimal, least_decimals: int = 0) -> str:
    """1234.5 as "1 234,5", 4.0 as "4"; with so many decimals at least where it has any.

    The spaces keep the digits on one line.
    """
    whole, _, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    told = f"{int(whole):,}".replace(",", "\u00a0")
    sign = "\u2212" if number < 0 else ""
    return sign + told.lstrip("-") + (f",{fraction.ljust(least_decimals, '0')}" if fraction else "")
