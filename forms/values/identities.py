"""Numbers of persons and of organisations, with the check digit that they end with.

A person's number: folkbokföringslagen (1991:481) 18 §; a coordination number has 60 added to its
day: lagen (2022:1697) om samordningsnummer 2 kap. 5 §. An organisation's number: lagen (1974:174)
om identitetsbeteckning för juridiska personer m.fl., 1 §.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.question import UnreadableError
from forms.values import sentences

COORDINATION = 60
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_PERSON = re.compile(
    r"(?P<century>[0-9]{2})?(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r" ?(?P<sign>[-+]?) ?(?P<last>[0-9]{4})"
)
# As a VAT number has it too, and as authorities write it in twelve digits.
_ORGANISATION = re.compile(
    r"(?P<before>16|se)? ?(?P<first>[0-9]{6}) ?-? ?(?P<last>[0-9]{4})(?P<after>01)?", re.IGNORECASE
)
# Lowest of the third digit of what is no person, so that no month can stand there.
_NO_MONTH = "2"
_CENTURY = 100


@dataclass(frozen=True)
class Identity:
    """A number in two parts: "19811218" or "811218" and "9876"."""

    first: str
    last: str

    @property
    def shown(self) -> str:
        """The way it is written."""
        return f"{self.first}-{self.last}"

    @property
    def masked(self) -> str:
        """Without what tells who of those born on a day it is."""
        return f"{self.first}-****"


def has_check_digit(digits: str) -> bool:
    """Whether Luhn's sum of ten digits is right."""
    doubled = (int(c) * (2 - at % 2) for at, c in enumerate(digits))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def day_of_birth(year: int, month: str, day: str) -> date | None:
    """The day that stands in a number; None when the calendar has no such day."""
    number = int(day)
    try:
        return date(year, int(month), number - COORDINATION if number > COORDINATION else number)
    except ValueError:
        return None


def parse_person(text: str, noun: str, today: date | None) -> Identity:
    """Read "19811218-9876" and "811218-9876", of which `today` tells the century.

    Who has turned a hundred has a + in the place of the hyphen. Raises UnreadableError.
    """
    found = _PERSON.fullmatch(_DASHES.sub("-", text))
    if found is None:
        raise UnreadableError(sentences.personal_number(noun))
    months, last = found["month"] + found["day"], found["last"]
    born = next(_births(found, today), None)
    if born is None:
        raise UnreadableError(sentences.personal_number_without_day(noun))
    if not has_check_digit(found["year"] + months + last):
        raise UnreadableError(sentences.check_digit(noun))
    if today and born > today:
        raise UnreadableError(sentences.not_born_yet(noun))
    is_known = found["century"] or today
    return Identity((f"{born.year:04}" if is_known else found["year"]) + months, last)


def _births(found: re.Match[str], today: date | None) -> Iterator[date]:
    """The days that the number may tell of, the likeliest first."""
    year = int(found["year"])
    if found["century"]:
        years = [int(found["century"]) * _CENTURY + year]
    elif today is None:
        years = [2000 + year, 1900 + year]
    else:
        this_century = today.year // _CENTURY * _CENTURY + year
        years = [this_century, this_century - _CENTURY, this_century - 2 * _CENTURY]
    for one in years:
        born = day_of_birth(one, found["month"], found["day"])
        if born and (found["century"] or not today or _fits(born, found["sign"], today)):
            yield born


def _fits(born: date, sign: str, today: date) -> bool:
    """Whether somebody born then has that sign: a + from the year in which they turn a hundred."""
    return born <= today and (today.year - born.year >= _CENTURY) == (sign == "+")


def parse_organisation(text: str, noun: str) -> Identity:
    """Read "212000-1234", "16212000-1234" and "SE212000123401". Raises UnreadableError."""
    found = _ORGANISATION.fullmatch(_DASHES.sub("-", text))
    if found is None or bool(found["after"]) != ((found["before"] or "").casefold() == "se"):
        raise UnreadableError(sentences.organisation_number(noun))
    first, last = found["first"], found["last"]
    if first[2] < _NO_MONTH:
        raise UnreadableError(sentences.number_of_a_person(noun))
    if not has_check_digit(first + last):
        raise UnreadableError(sentences.check_digit(noun))
    return Identity(first, last)
