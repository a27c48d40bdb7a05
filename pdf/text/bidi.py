"""Which way each letter runs: the Unicode bidirectional algorithm (UAX 9).

python-bidi's own steps give the levels. It lacks two things that are added here: paired brackets
(rule N0), without which "(…)" in a right-to-left name opens at the wrong end, and a class for
characters that Unicode has not assigned yet. Explicit controls never come here: forms.cleaning
takes them out, because they also let a text pretend to be another.

Whoever knows more may say how numbers run and where a text has parts (rules HL2 and HL4). Here
both are Swedish: after an Arabic name Unicode by itself would show 070-174 06 05 as 05 06 174-070,
and the first of two names with a comma between them last. Arabic has a comma of its own.
"""

import re
import unicodedata
from typing import Any

from bidi import algorithm

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# A single range is searched twenty times as fast, and is enough for a Swedish text.
_BEYOND_CYRILLIC = re.compile("[\u0590-\U0010ffff]")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# Definition BD16: where more stand open, the rest of the paragraph goes without pairs.
_MOST_OPEN_BRACKETS = 63
_LEFT_TO_RIGHT = "a"
_BETWEEN_PARTS = re.compile(r"[,;](?=\s)")
_STRONG_SIDE = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
_EXPLICIT = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN")


def levels(paragraph: str) -> list[int] | None:
    """The level of each character; None where all runs left to right.

    Even levels run left to right, odd ones right to left. The paragraph itself is Swedish: it runs
    left to right whatever it begins with (rule HL1), as it does on the pages.
    """
    if not _BEYOND_CYRILLIC.search(paragraph) or not _RIGHT_TO_LEFT.search(paragraph):
        return None
    text = "".join(map(_with_class, _BETWEEN_PARTS.sub(_LEFT_TO_RIGHT, paragraph)))
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = 0, "L"
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _resolve_brackets(storage["chars"], "L")
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    return [character["level"] for character in storage["chars"]]


def visual_order(run_levels: list[int]) -> list[int]:
    """Indexes of the runs of a line from left to right (rule L2)."""
    order = list(range(len(run_levels)))
    for level in range(max(run_levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _with_class(character: str) -> str:
    """The character, or one that python-bidi can place instead of it (the count must stay)."""
    kind = unicodedata.bidirectional(character)
    if not kind or "0" <= character <= "9":
        return _LEFT_TO_RIGHT
    return " " if kind in _EXPLICIT else character


def _resolve_brackets(characters: list[dict[str, Any]], embedding: str) -> None:
    """Rule N0: a pair takes the direction of what it holds, or of what stands before it."""
    kinds = [character["type"] for character in characters]
    sides = [_STRONG_SIDE.get(kind) for kind in kinds]
    before, seen = embedding, 0
    for opening, closing in _bracket_pairs(characters):
        # Pairs come in the order of their openings: what stands before is gone through once.
        before = next((side for side in reversed(sides[seen:opening]) if side), before)
        seen = opening
        inside = {side for side in sides[opening + 1 : closing] if side}
        if not inside:
            continue
        side = embedding
        if embedding not in inside:
            side = next(iter(inside)) if before in inside else embedding
        for index in (opening, closing):
            characters[index]["type"] = sides[index] = side


def _bracket_pairs(characters: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Index pairs of matching brackets in the order of their openings (definition BD16)."""
    open_brackets: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, character in enumerate(characters):
        sign = character["ch"]
        if sign in _CLOSING:
            if len(open_brackets) == _MOST_OPEN_BRACKETS:
                break
            open_brackets.append((_CLOSING[sign], index))
        for depth in range(len(open_brackets) - 1, -1, -1):
            if open_brackets[depth][0] == sign:
                pairs.append((open_brackets[depth][1], index))
                del open_brackets[depth:]
                break
    return sorted(pairs)
