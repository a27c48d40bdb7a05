"""Which characters leave something on paper.

A text may be long and yet be nothing to a reader. Whether an answer is blank, whether a name has a
letter and what a font need not draw are questions that only this module answers.
"""

import re

# Default_Ignorable_Code_Point of the Unicode Character Database (DerivedCoreProperties.txt, 16.0):
# they join, part or choose the shape of their neighbours, and are not seen themselves.
_JOINERS = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFF0, 0xFFF8), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
# The rest of them, which programs draw as letters of their font, and signs whose shape is empty:
# fillers of Hangul and Khitan, marks of shorthand, braille without dots, a note without a head.
_EMPTY_SHAPES = (
    "\u115f\u1160\u3164\uffa0\U0001bca0-\U0001bca3\u2800\U00013441\U00013442\U00016fe4\U0001d159"
)
_UNSEEN = _EMPTY_SHAPES + "".join(f"{chr(first)}-{chr(last)}" for first, last in _JOINERS)
_RUN_UNSEEN = re.compile(f"[{_UNSEEN}]+")
_INK = re.compile(f"[^\\s\x00-\x1f\x7f-\x9f{_UNSEEN}]")

IGNORABLE = frozenset(chr(one) for first, last in _JOINERS for one in range(first, last + 1))


def has_ink(text: str) -> bool:
    """Whether any character of `text` can be seen on paper."""
    return bool(_INK.search(text))


def without_unseen(text: str) -> str:
    """`text` without the characters that cannot be seen; white space stays."""
    return _RUN_UNSEEN.sub("", text)


def has_letter(text: str) -> bool:
    """Whether `text` has a letter of any script that can be seen; some fillers are letters too."""
    return any(c.isalpha() and has_ink(c) for c in text)
