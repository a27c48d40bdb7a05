"""Texts written in one way, to be searched, compared and sorted alike on both databases.

A searched text ends as letters from a to z, digits, blanks and capitals that stand for all other
signs: PostgreSQL's trigrams leave out what the database's locale calls no letter, so that a search
for a handle or an address would read every text. The capitals cannot be mistaken for one another at
any place of a text: what begins one code stands nowhere else in any.
"""

import unicodedata

# Letters that Unicode does not take apart, as who types on another keyboard writes them.
_LETTERS = str.maketrans(
    dict(zip("øđðłŧħı\u2212\u00b4\u00ab\u00bb", 'oddlthi-\'""', strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-")
    | dict.fromkeys("\u2018\u2019", "'")
    | dict.fromkeys("\u201c\u201d", '"')
)
# One capital for signs of addresses and numbers, two for the rest of ASCII, six for all others.
# Trigrams know no capitals: a dash alone is common, and so is what somebody takes for its letter.
_OFTEN = dict(zip("-.@/:_", "QXWZJY", strict=True))
_FOUR_BITS = "ABCDEFGHIKLMNOPR"
_SELDOM = dict(
    zip(
        "!\"#$%&'()*+,;<=>?[\\]^`{|}~",
        (first + second for first in "VU" for second in _FOUR_BITS),
        strict=False,
    )
)
# The only plane whose numbers do not fit into five times four bits.
_PRIVATE_PLANE = "\U00100000"
_UNSEEN = ("Cc", "Cf", "Cs", "Cn")
_SWEDISH = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def plain(text: str) -> str:
    """Small letters without marks, and single blanks; signs that are not seen are left out."""
    return " ".join(text.translate(_PLAIN).split())


def is_plain(text: str) -> bool:
    """Whether a text has nothing but capitals that `plain` would change. A database does not take
    every sign, so that what may be of any is looked at before it is asked for."""
    return plain(text) == text.lower()


def coded(text: str) -> str:
    """A plain text in which only letters from a to z, digits, blanks and capitals stand."""
    return text.translate(_CODES)


def fold(text: str) -> str:
    """A text as it is searched in."""
    return " ".join(text.translate(_FOLDED).split())


def sort_key(text: str) -> str:
    """What sorts sign by sign as Swedes sort: å, ä and ö after z, other marks as if not there."""
    return plain(unicodedata.normalize("NFC", text).casefold().translate(_SWEDISH))


def address_key(address: str) -> str:
    """A mail address as it is compared: what some write with capitals is one."""
    return unicodedata.normalize("NFC", address.strip()).casefold()


def _without_marks(sign: str) -> str:
    apart = unicodedata.normalize("NFKD", sign).casefold()
    spaced = "".join(" " if one.isspace() else one for one in apart if _is_seen(one))
    return spaced.translate(_LETTERS)


def _is_seen(sign: str) -> bool:
    if unicodedata.combining(sign) or sign >= _PRIVATE_PLANE:
        return False
    return sign.isspace() or unicodedata.category(sign) not in _UNSEEN


class _Plain(dict[int, str]):
    """What is left of each sign; those of other scripts are worked out each time."""

    def __missing__(self, number: int) -> str:
        return _without_marks(chr(number))


class _Folded(dict[int, str]):
    """Both steps at once."""

    def __missing__(self, number: int) -> str:
        return coded(_without_marks(chr(number)))


class _Codes(dict[int, str]):
    """What stands for each plain sign."""

    def __missing__(self, number: int) -> str:
        bits = (number >> shift & 15 for shift in (16, 12, 8, 4, 0))
        return "T" + "".join(_FOUR_BITS[one] for one in bits)


_CODES = _Codes(
    {ord(sign): sign for sign in " abcdefghijklmnopqrstuvwxyz0123456789"}
    | {ord(sign): code for sign, code in (_OFTEN | _SELDOM).items()}
)
# Letters of Latin and the signs of well-set texts.
_USUAL = (*range(0x250), *range(0x2000, 0x2070))
_PLAIN = _Plain((number, _without_marks(chr(number))) for number in _USUAL)
_FOLDED = _Folded((number, coded(sign)) for number, sign in _PLAIN.items())
