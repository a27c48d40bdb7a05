"""Telling a place where login details are kept from the details themselves.

Bilaga 1, question 5: "Inloggningsuppgifter sparas på en centralt gemensam lagringsplats".
The plan is printed, mailed and a public record, so a password must never stand in it.
"""

import re

_WORDS = r"\b(?:lösenord(?:et)?|lösen|pwd?|passwd|password|pass)"
_CODES = r"\b(?:pin|pin-?kod(?:en)?|kod(?:en)?)"
_SAID = re.compile(rf"(?:{_WORDS}|{_CODES})\s*(?:[:=]|är\b|is\b)\s*\S", re.IGNORECASE)
# Without a sign between, only what nobody takes for the next word or a year is one.
_NAMED = re.compile(
    rf"{_WORDS}\s+(?=\w*\d)(?=\w*[^\W\d_])\w{{6,}}|{_CODES}\s+\d{{4,8}}\b", re.IGNORECASE
)
_USER_AND_SECRET = re.compile(r"^[\w.@-]{2,}\s*[/:]\s*(?P<secret>\S+)$")
_MAIL_ADDRESS = re.compile(r"^[^@\s]+@[^@\s]+\.\w+$")
# A path has these too.
_SIGNS_OF_PLACES = frozenset("/.\\-")
_SYMBOLS = frozenset("!@#$%^&*?+=~€£§¤|<>")


def looks_like_secret(text: str) -> bool:
    """Whether `text` seems to hold a password or code and not only the place of it."""
    tokens = text.split()
    return (
        may_hold_secret(text)
        or _is_user_and_secret(text.strip())
        or (len(tokens) == 1 and _is_code(tokens[0]))
    )


def may_hold_secret(text: str) -> bool:
    """Whether a text about something else seems to tell a password or a code."""
    return bool(_SAID.search(text) or _NAMED.search(text)) or any(map(_is_mixed, text.split()))


def _is_user_and_secret(text: str) -> bool:
    """A user, and after a stroke or colon a word with a digit before a sign or after one."""
    found = _USER_AND_SECRET.match(text)
    word = found["secret"] if found else ""
    digits = [at for at, c in enumerate(word) if c.isdecimal()]
    signs = [at for at, c in enumerate(word) if not (c.isalnum() or c == "_")]
    odd_signs = [at for at in signs if word[at] not in _SIGNS_OF_PLACES]
    if not digits or not signs:
        return False
    return digits[0] < signs[-1] or (bool(odd_signs) and odd_signs[0] < digits[-1])


def _is_mixed(token: str) -> bool:
    """Small and capital letters, a digit and a symbol in one word: no place is called that."""
    # Most words have no symbol, and a plan has hundreds of words.
    if not 6 <= len(token) <= 64 or _SYMBOLS.isdisjoint(token):
        return False
    if "://" in token or "\\" in token or _MAIL_ADDRESS.match(token):
        return False
    kinds = (str.islower, str.isupper, str.isdigit)
    return all(any(map(is_one, token)) for is_one in kinds)


def _is_code(token: str) -> bool:
    """An answer of one word that mixes letters and digits."""
    word = token.strip(".,;:()\"'”")
    if len(word) < 8 or "/" in word or "\\" in word:
        return False
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
