"""Answers that may be right and most often are not: they make us ask, never stop."""

import re

from forms.values.identities import day_of_birth, has_check_digit

# What is written where the answer is not known yet, or to get past the question.
_PLACEHOLDERS = frozenset(
    {
        *("ej klart", "inte klart", "inte klar", "ej bestämt", "inte bestämt", "ej beslutat"),
        *(
            "kommer",
            "kommer senare",
            "fylls i senare",
            "ifylls senare",
            "meddelas senare",
            "senare",
        ),
        *("vet ej", "vet inte", "oklart", "okänt", "saknas", "ingen", "inget", "inga", "nej", "ja"),
        *(
            "se ovan",
            "samma",
            "samma som ovan",
            "dito",
            "test",
            "testar",
            "tbd",
            "tba",
            "na",
            "n/a",
        ),
        *("namn", "förnamn efternamn", "asdf", "qwerty"),
    }
)
# Whoever answers there, it is no person.
_FUNCTIONS = frozenset(
    {
        *("växel", "växeln", "reception", "receptionen", "kundtjänst", "kontaktcenter"),
        *("kontaktcentret", "servicecenter", "expedition", "expeditionen", "kansli", "kansliet"),
        *("vakant", "vikarie", "vikarien", "personalen", "administratör", "administratören"),
        *("chef", "chefen", "rektorn", "enhetschef", "enhetschefen", "bibliotekspersonalen"),
        *("brevlåda", "brevlådan", "funktionsbrevlåda", "supporten", "helpdesk", "informatör"),
    }
)
_WORDS = re.compile(r"[^\W\d_]+")
_PERSONAL_NUMBER = re.compile(
    r"(?<!\d)(?:\d\d)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)[-+ ]?(?P<last>\d{4})(?!\d)"
)
_ANY_LEAP_YEAR = 2000


def is_placeholder(text: str) -> bool:
    """Whether `text` says that there is no answer yet: "Ej klart", "-", "xxx"."""
    folded = " ".join(text.casefold().split())
    if folded.strip(" .!?()") in _PLACEHOLDERS:
        return True
    if not any(c.isalnum() for c in folded):
        return True
    return len(folded) > 1 and set(folded) == {"x"}


def is_function(name: str) -> bool:
    """Whether somebody's name is that of a place or a task: "Växeln"."""
    return not _FUNCTIONS.isdisjoint(_WORDS.findall(name.casefold()))


def holds_personal_number(text: str) -> bool:
    """Whether a number of `text` has the date and the check digit of a personnummer."""
    return any(map(_is_personal_number, _PERSONAL_NUMBER.finditer(text)))


def _is_personal_number(found: re.Match[str]) -> bool:
    year, month, day, last = found.group("year", "month", "day", "last")
    return bool(day_of_birth(_ANY_LEAP_YEAR, month, day)) and has_check_digit(
        year + month + day + last
    )
