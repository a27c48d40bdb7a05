"""What every typed text goes through before anything else sees it."""

import re
import unicodedata
from functools import cache

from forms.ink import has_ink, without_unseen
from forms.symbols import as_signs

# Bidi controls can make a text read differently on paper than in the register
# (UAX 9; "Trojan Source"). The letters themselves keep their own direction.
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNWANTED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{BIDI_CONTROLS}\ufeff\ufff9-\ufffb]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES_IN_A_LINE = re.compile(r"[\t\n \u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Half a surrogate pair cannot be written as UTF-8: not to the register, not to the page.
_SURROGATES = re.compile("[\ud800-\udfff]")
# UAX 15, section 13 (Stream-Safe Text): no language needs more marks on one letter, and to put
# marks in order takes the square of their number.
MOST_MARKS = 30
# Where marks begin, and the planes of letters; those above hold ideographs.
_MARKS_FROM, _MARKS_TO = 0x300, 0x20000
_MANY_BEYOND_LATIN = re.compile(f"[\u0300-\U0010ffff]{{{MOST_MARKS}}}")

# Most answers are of such letters with one space between words, and nothing is to be cleaned.
_CLEAN = re.compile("[!-~åäöéüÅÄÖÉÜ]++(?: [!-~åäöéüÅÄÖÉÜ]++)*+")


def clean_text(value: object) -> str:
    """Text of many lines: NFC, LF line ends, no control or bidi-override characters, trimmed.

    Nothing when nothing of it could be seen on paper.
    """
    text = str(value)
    return text if _CLEAN.fullmatch(text) else _cleaned(text)


def _cleaned(text: str) -> str:
    text = as_signs(_LINE_ENDS.sub("\n", text))
    text = _UNWANTED.sub("", _SURROGATES.sub("\ufffd", text).replace("\t", "    "))
    lines = [line.rstrip() for line in _composed(text).split("\n")]
    return "\n".join(lines).strip("\n").rstrip() if has_ink(text) else ""


def _composed(text: str) -> str:
    """`text` in NFC, with no more marks on a letter than any language has."""
    if _MANY_BEYOND_LATIN.search(text):
        text = _too_many_marks().sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


@cache
def _too_many_marks() -> re.Pattern[str]:
    """As many marks as a letter may have, and those beyond; made when it is first needed."""
    signs = map(chr, range(_MARKS_FROM, _MARKS_TO))
    # Some signs are marks only once they are taken apart.
    marks = "".join(
        sign for sign in signs if unicodedata.combining(unicodedata.normalize("NFD", sign)[0])
    )
    return re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+")


def clean_line(value: object) -> str:
    """Text of one line: as `clean_text`, and every run of white space is one space."""
    text = str(value)
    return text if _CLEAN.fullmatch(text) else _SPACES_IN_A_LINE.sub(" ", _cleaned(text)).strip()


def clean_signs(value: object) -> str:
    """One line in an alphabet of its own (an address, a number): only what can be seen."""
    return clean_line(without_unseen(str(value)))
