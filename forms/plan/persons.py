"""Whether a text names somebody whom the answers of a form name.

What an account shows about itself is published, and an account is run by a unit: no person is named
there. To leave out a text that names nobody costs a person a sentence to write; to publish one that
does costs more, so what may be a name counts as one.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise

from forms.ink import without_unseen
from forms.kinds import Email, PersonName, Phone
from forms.printable import PrintableForm
from forms.values.phone import PhoneNumber

_WORDS = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d[\d\s()./\u2010-\u2015-]*")
# Names that are words of the language too: such a word names somebody when it has a capital.
_ALSO_WORDS = frozenset(
    {
        *("berg", "björn", "dag", "dal", "falk", "hans", "holm", "jan", "juni", "lilja", "lind"),
        *("liv", "lund", "maj", "mark", "max", "per", "ros", "rut", "skog", "sol", "sten", "stig"),
        *("strand", "ström", "tim", "viola"),
    }
)
# Shorter ones nearly always are: Bo, Ek, Al, Li.
_SHORTEST_TELLING_PART = 3
_SHORTEST_JOINED = 5
# The end of a number, which is dialled inside a house, tells whose it is.
_TELLING_DIGITS = 5


def names_somebody(text: str, form: PrintableForm) -> bool:
    """Whether `text` holds a name, an address or a number of a person whom `form` names."""
    leaves = list(form.leaves())
    return Persons(
        [leaf.shown for leaf in leaves if isinstance(leaf, PersonName)],
        [leaf.key for leaf in leaves if isinstance(leaf, Email)],
        [leaf.shown for leaf in leaves if isinstance(leaf, Phone)],
    ).stand_in(text)


class Persons:
    """Those whom the answers of a form name; made once, for all its texts."""

    def __init__(
        self, names: Iterable[str], addresses: Iterable[str], phones: Iterable[str]
    ) -> None:
        """Take what was answered; blank answers are nobody's."""
        parted = [_WORDS.findall(without_unseen(name).casefold()) for name in names]
        parts = {part for name in parted for part in name}
        words = {part for part in parts if _may_be_a_word(part)}
        self._telling = {form for part in parts - words for form in _forms_of(part)}
        self._telling_with_capital = {form for part in words for form in _forms_of(part)}
        several = [name for name in parted if len(name) > 1]
        self._handles = {one for one in map("".join, several) if len(one) >= _SHORTEST_JOINED}
        self._together = [
            {form: one for one in name for form in _forms_of(one)} for name in several
        ]
        self._addresses = [one for one in (text.strip().casefold() for text in addresses) if one]
        self._phones = list(filter(None, phones))

    def stand_in(self, text: str) -> bool:
        """Whether a text holds a name, an address or a number of one of them."""
        # Not NFC: letters out of a generator of "fonts" are read as the plain ones by people, too.
        seen = without_unseen(unicodedata.normalize("NFKC", text))
        folded = seen.casefold()
        return (
            any(address in folded for address in self._addresses)
            or self._are_named_in(seen, _WORDS.findall(folded))
            or self._are_dialled_in(_NUMBERS.findall(seen))
        )

    def _are_named_in(self, seen: str, words: list[str]) -> bool:
        """Whether a part tells by itself, all are written as one word, or two stand together."""
        every, joined = set(words), " ".join(words)
        return (
            not every.isdisjoint(self._telling)
            or self._have_capital(seen, every & self._telling_with_capital)
            or any(handle in joined for handle in self._handles)
            or any(_have_together(parts, words, every) for parts in self._together)
        )

    def _have_capital(self, seen: str, words: set[str]) -> bool:
        """Whether one of these words has a capital somewhere."""
        return bool(words) and any(
            word[0].isupper() and word.casefold() in words for word in _WORDS.findall(seen)
        )

    def _are_dialled_in(self, numbers: list[str]) -> bool:
        """Whether a number is one of theirs, with or without the codes before it."""
        dialled = [one for one in map(_digits, numbers) if len(one) >= _TELLING_DIGITS]
        return bool(dialled) and any(own in one for one in dialled for own in self._ends)

    @cached_property
    def _ends(self) -> set[str]:
        """The end of each number; read only where a text has a number at all."""
        numbers = (PhoneNumber.parse(phone) for phone in self._phones)
        shown = (one.shown.partition(" ankn")[0] for one in numbers if one)
        return {
            end for one in shown if len(end := _digits(one)[-_TELLING_DIGITS:]) == _TELLING_DIGITS
        }


def _may_be_a_word(part: str) -> bool:
    return len(part) < _SHORTEST_TELLING_PART or part in _ALSO_WORDS


def _have_together(part_of: Mapping[str, str], words: list[str], every: set[str]) -> bool:
    if len(every & part_of.keys()) < 2:
        return False
    found = [part_of.get(word, "") for word in words]
    return any(first and second and first != second for first, second in pairwise(found))


def _forms_of(part: str) -> tuple[str, str]:
    """Swedish marks possession by an s."""
    return part, f"{part}s"


def _digits(text: str) -> str:
    """The digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
