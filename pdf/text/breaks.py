"""Where a line may end within a text (UAX 14, as Swedish is written).

Unicode's own rules would part "070-174 06 05" and "5 %" at their spaces, "1–3" after its dash and
"kl. 9" before its number, and know nothing of addresses: uniseg, which follows them in Python, also
took 600 times as long as these expressions. All of them look a few characters around.
"""

import re

_HAN = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
# Between Han letters anywhere, but no bracket is left behind and no full stop goes ahead.
_OPENING, _NOT_FIRST = "（「『【〈《", "、。，．！？）」』】〉》ー"
# Not U+00A0, U+2007 and U+202F, which hold words together.
_RARE_SPACE = "\t\u1680\u2000-\u2006\u2008-\u200b\u205f\u3000"
_UNITS = "kr|tkr|mkr|mnkr|kronor|st|h|tim|min|mm|cm|m|km|g|kg|kB|MB|GB"
# Within a number, and between it and what it belongs to.
_BOUND_SPACE = (
    r" (?:"
    rf"(?<=[0-9] )(?=[0-9]{{3}}(?![0-9])|[0-9]{{2}}(?!\w|[-–:.]\w)|\(0\)|[%‰°€]|[-–] [0-9]|v[0-9]"
    rf"|(?:{_UNITS})(?!\w))|"
    r"(?=[0-9])(?:(?<=§ )|(?<=\b[Kk]l\. )|(?<=\b[KkNn][lr] )|(?<=\bs\. )|(?<=[0-9] [-–] ))"
    r")"
)
# A word comes with the space that follows it. What was matched is never tried again (++).
_WORDS = re.compile(f"[^ ]++(?:{_BOUND_SPACE}[^ ]++)*+ *+| ++")

# Few words have any of these.
_MAY_BREAK = re.compile(f"[-–—/…@\u00ad{_RARE_SPACE}\u2e80-\U0003ffff]")
_BREAK_WITHIN_WORD = re.compile(
    r"(?<=[^\W\d_]{2}[-–—/…@])(?=[^\W\d_]{2})"  # never in "E-post", "1990-talet", "2026-11-26"
    rf"|(?<=\u00ad)(?=\w)|(?<=[{_RARE_SPACE}])(?=\S)"
    rf"|(?<=[{_HAN}])(?<![{_OPENING}])(?=[\w{_OPENING}])(?![{_NOT_FIRST}])"
    rf"|(?<=\w)(?=[{_HAN}])(?![{_NOT_FIRST}])"
)
_ADDRESS = re.compile(r"://|@|\bwww\.|\w\.\w\w+/")
# Where somebody who copies an address by hand loses nothing; a hyphen there would be a sign of it.
_BREAK_WITHIN_ADDRESS = re.compile(r"(?<=[^\s/][/@?&#])(?=[\w@%~])")
# Where what is longer than a line is broken before it is broken within a word.
_BREAK_WITHIN_LONG = re.compile(r"(?<=[\w)/][-–—/.@?&#=:;,_+~])(?=\w)")


def words(paragraph: str) -> list[str]:
    """What is written together, each with the spaces after it; joined they are the paragraph."""
    return _WORDS.findall(paragraph)


def parts(word: str) -> list[str]:
    """The parts of a word between which a line may end."""
    if not _MAY_BREAK.search(word):
        return [word]
    where = _BREAK_WITHIN_ADDRESS if _ADDRESS.search(word) else _BREAK_WITHIN_WORD
    return [part for part in where.split(word) if part]


def parts_at_spaces(text: str) -> list[str]:
    """The parts of what is longer than a line although it belongs together."""
    return re.split(r"(?<=\s)(?=\S)", text)


def parts_of_long(text: str) -> list[str]:
    """The parts of what is longer than a line, where it can be parted and still be read."""
    return _BREAK_WITHIN_LONG.split(text)
