"""Whether a text names somebody whom the answers of a form name.

What an account shows about itself is published, and an account is run by a unit: no person is named
there. To leave out a text that names nobody costs a person a sentence to write; to publish one that
does costs more, so what may be a name counts as one.
"""

import re
import unicodedata
from itertools import pairwise

from forms.ink import without_unseen
from forms.kinds import Email, PersonName, Phone
from forms.printable import PrintableForm

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
    # Not NFC: letters out of a generator of "fonts" are read as the plain ones by people, too.
    seen = without_unseen(unicodedata.normalize("NFKC", text))
    words = _Words(_WORDS.findall(seen))
    numbers = [_digits(number) for number in _NUMBERS.findall(seen)]
    for leaf in form.leaves():
        if isinstance(leaf, PersonName) and words.name(_WORDS.findall(leaf.key)):
            return True
        if isinstance(leaf, Email) and leaf.key and leaf.key in seen.casefold():
            return True
        if isinstance(leaf, Phone) and _is_dialled(leaf.shown, numbers):
            return True
    return False


class _Words:
    """The words of a text, once in its order and once by how they are written."""

    def __init__(self, words: list[str]) -> None:
        self._folded = [word.casefold() for word in words]
        self._all = set(self._folded)
        self._with_capital = {word.casefold() for word in words if word[0].isupper()}

    def name(self, parts: list[str]) -> bool:
        """Whether a part tells by itself, two stand together, or all are written as one word."""
        joined = "".join(parts)
        is_handle = len(parts) > 1 and len(joined) >= _SHORTEST_JOINED
        return (
            any(map(self._tell, parts))
            or (is_handle and any(joined in word for word in self._all))
            or self._have_together(parts)
        )

    def _tell(self, part: str) -> bool:
        may_be_a_word = len(part) < _SHORTEST_TELLING_PART or part in _ALSO_WORDS
        words = self._with_capital if may_be_a_word else self._all
        return not words.isdisjoint(_forms_of(part))

    def _have_together(self, parts: list[str]) -> bool:
        part_of = {form: part for part in parts for form in _forms_of(part)}
        found = [part_of.get(word, "") for word in self._folded]
        return any(first and second and first != second for first, second in pairwise(found))


def _forms_of(part: str) -> tuple[str, str]:
    """Swedish marks possession by an s."""
    return part, f"{part}s"


def _is_dialled(shown: str, numbers: list[str]) -> bool:
    """Whether one of `numbers` is the number, with or without the codes before it."""
    own = _digits(shown.partition(" ankn")[0])[-_TELLING_DIGITS:]
    return len(own) == _TELLING_DIGITS and any(own in number for number in numbers)


def _digits(text: str) -> str:
    """The digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
