"""Whom any plan names, to be found in texts that everybody may read.

The persons of a plan are looked for in its own texts by every part of their names
(forms.plan.persons). By that half of all texts would name somebody of another plan; there two names
that stand together count, an address, and a whole number. What tells of a person by its shape alone
counts everywhere. Of all that only digests are kept.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise

from forms.ink import without_unseen
from forms.kinds import Email, PersonName, Phone
from forms.printable import PrintableForm
from forms.values.identities import has_check_digit
from forms.values.phone import PhoneNumber
from register.fold import address_key, plain

_WORDS = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\+?\d[\d\s()./-]*")
_BETWEEN_NAMES = re.compile(r"[._-]")
_SIGNS_OF_ADDRESSES = re.compile(r"[\w.+%@-]+")
_SHORTEST_PAIR = 5
_SHORTEST_HANDLE = 8
_SHORTEST_NUMBER = 7
_SWEDEN = 46
_END_OF_A_SWITCHBOARD = "00"
_MOBILES = ("70", "72", "73", "76", "79")
_DIGITS_OF_A_MOBILE = 9
_LAST_MONTH, _LAST_DAY, _COORDINATED = 12, 31, 60
# Where a unit is written in the place of a person, it is none: as `plain` writes it.
_AND = "och"
_OF_A_UNIT = (
    *("kommun", "forvaltning", "enhet", "kontor", "bibliotek", "skola", "vaxel", "center"),
    *("namnd", "avdelning", "redaktion", "tjanst", "gymnasi", "museet", "museum"),
)


def digests_of(form: PrintableForm) -> frozenset[int]:
    """Those of everybody whom the answers in a form name."""
    return frozenset(map(digest_of, _marks_of(form)))


def digest_of(mark: str) -> int:
    """What is kept of a mark: a number of 64 bits."""
    return int.from_bytes(blake2b(mark.encode(), digest_size=8).digest(), "big", signed=True)


def marks_in(text: str) -> set[str]:
    """All in a text that may be a name, an address or a number of somebody."""
    seen = plain(without_unseen(text))
    words = _WORDS.findall(seen)
    pairs = {one for first, second in pairwise(words) for one in (first + second, second + first)}
    handles = {one for one in words if len(one) >= _SHORTEST_HANDLE}
    addresses = {f"@{one}" for one in _addresses(text)} if "@" in text else set[str]()
    return pairs | handles | addresses | {f"+{one}" for one in _numbers(seen)}


def tells_of_somebody(text: str) -> bool:
    """Whether a text holds what is a person's by its shape: an address of a first and a last name,
    the number of a mobile telephone or a personal number."""
    if "@" in text and any(map(_is_personal_address, _addresses(text))):
        return True
    found = _NUMBERS.findall(plain(text))
    return any(_is_mobile(_called(one)) or _is_personal(_digits(one)) for one in found)


def _marks_of(form: PrintableForm) -> Iterator[str]:
    for leaf in form.leaves():
        if isinstance(leaf, PersonName):
            yield from _pairs_of(leaf.shown)
        elif isinstance(leaf, Email) and leaf.key:
            yield f"@{address_key(leaf.key)}"
        elif isinstance(leaf, Phone):
            yield from _number_of(leaf.shown)


def _number_of(phone: str) -> Iterator[str]:
    number = PhoneNumber.parse(phone)
    if number:
        code, rest = number.number.country_code, number.number.national_number
        # Many write the number of the house as theirs.
        if not number.extension and not str(rest).endswith(_END_OF_A_SWITCHBOARD):
            yield f"+{rest if code == _SWEDEN else f'{code}{rest}'}"


def _pairs_of(name: str) -> Iterator[str]:
    words = [one for one in _WORDS.findall(plain(without_unseen(name))) if len(one) > 1]
    if len(words) < 2 or _AND in words:
        return
    pairs = {*pairwise(words), (words[0], words[-1])}
    for pair in pairs:
        joined = "".join(pair)
        if len(joined) >= _SHORTEST_PAIR and not any(one in joined for one in _OF_A_UNIT):
            yield joined


def _addresses(text: str) -> Iterator[str]:
    for one in _SIGNS_OF_ADDRESSES.findall(address_key(without_unseen(text))):
        if "@" in one[1:-1]:
            yield one.strip(".-")


def _numbers(seen: str) -> Iterator[str]:
    called = map(_called, _NUMBERS.findall(seen))
    return (one for one in called if len(one) >= _SHORTEST_NUMBER)


def _called(number: str) -> str:
    """The digits without the codes of the country and of whoever calls from abroad."""
    digits = _digits(number)
    abroad = digits.removeprefix("00") if digits.startswith("00") else digits
    is_abroad = number.startswith("+") or abroad != digits
    return (abroad.removeprefix(str(_SWEDEN)) if is_abroad else abroad).lstrip("0")


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdecimal())


def _is_personal_address(address: str) -> bool:
    """Whether it is as anna.berg@, as most municipalities name their people; what has one word is a
    unit's."""
    parts = _BETWEEN_NAMES.split(address.partition("@")[0].rstrip("0123456789"))
    return len(parts) > 1 and all(len(one) > 1 and one.isalpha() for one in parts)


def _is_mobile(called: str) -> bool:
    return len(called) == _DIGITS_OF_A_MOBILE and called.startswith(_MOBILES)


def _is_personal(digits: str) -> bool:
    """Whether it is a number of folkbokföringslagen (1991:481) 18 §, with or without a century."""
    if len(digits) not in (10, 12):
        return False
    ten = digits[-10:]
    month, day = int(ten[2:4]), int(ten[4:6])
    is_day = 1 <= (day - _COORDINATED if day > _COORDINATED else day) <= _LAST_DAY
    return 1 <= month <= _LAST_MONTH and is_day and has_check_digit(ten)
