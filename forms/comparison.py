"""Two texts beside each other: the words that only one of them says, and some around these."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from rapidfuzz.distance import Indel

# Texts of no more words are told whole.
FEW_WORDS = 12
WORDS_AROUND = 5
# To read over fewer is quicker than to wonder what was left out.
LEAST_LEFT_OUT = 3
# So few words between two changes are alike by chance ("och", "i"): the change goes on over them.
ALIKE_BY_CHANCE = 2
# What keeps words together belongs to them (UAX 14, class GL).
_WORD = re.compile("(?:\\S|[\u00a0\u2007\u202f])+")
_LEFT_OUT = "…"


class Stretch(NamedTuple):
    """Some of a text; `is_changed` where the other text does not say it."""

    text: str
    is_changed: bool = False


class Comparison(NamedTuple):
    """Both texts as they are told; `is_in_part` when … stands for equal words.

    A text of which nothing is told has no stretch.
    """

    before: tuple[Stretch, ...] = ()
    after: tuple[Stretch, ...] = ()
    is_in_part: bool = False


class _Block(NamedTuple):
    """Words of both texts, by number: the same in both, or what is changed."""

    before: range
    after: range
    is_changed: bool = False


def compare(before: str, after: str) -> Comparison:
    """Tell `before` and `after` by their words.

    Takes time and memory as the product of their lengths, divided by the bits of a machine word
    (Hyyrö 2004), whatever they hold: 5 000 words beside as many take some milliseconds.
    """
    words = [list(_WORD.finditer(text)) for text in (before, after)]
    blocks = list(_blocks(*[[word[0] for word in of_one] for of_one in words]))
    shown = blocks
    if max(map(len, words)) > FEW_WORDS:
        last = len(blocks) - 1
        shown = [it for n, one in enumerate(blocks) for it in _shown(one, n == 0, n == last)]
    return Comparison(
        _told(before, words[0], [(one.before, one.is_changed) for one in shown]),
        _told(after, words[1], [(one.after, one.is_changed) for one in shown]),
        is_in_part=shown != blocks,
    )


def _in_common(before: Sequence[str], after: Sequence[str]) -> list[tuple[range, range]]:
    """Where the longest sequence that both have stands in each, in stretches without a gap."""
    numbers: dict[str, int] = {}
    both = [[numbers.setdefault(one, len(numbers)) for one in it] for it in (before, after)]
    return [
        (range(one.src_start, one.src_end), range(one.dest_start, one.dest_end))
        for one in Indel.opcodes(*both)
        if one.tag == "equal"
    ]


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[_Block]:
    """What is the same and what is changed, from the first words to the last."""
    starts, ends = (0, 0), (len(before), len(after))
    at = starts
    for one, other in [
        *_in_common(before, after),
        (range(ends[0], ends[0]), range(ends[1], ends[1])),
    ]:
        is_at_edge = (one.start, other.start) == starts or (one.stop, other.stop) == ends
        if len(one) <= ALIKE_BY_CHANCE and not is_at_edge:
            continue
        changed = range(at[0], one.start), range(at[1], other.start)
        if any(changed):
            yield _Block(*changed, is_changed=True)
        if one:
            yield _Block(one, other)
        at = one.stop, other.stop


def _shown(block: _Block, is_first: bool, is_last: bool) -> Iterable[_Block]:
    """The block, or of many equal words those beside a change."""
    head = 0 if is_first else WORDS_AROUND
    tail = 0 if is_last else WORDS_AROUND
    length = len(block.before)
    if block.is_changed or length - head - tail < LEAST_LEFT_OUT:
        return [block]
    ends = (slice(0, head), slice(length - tail, length))
    return [_Block(block.before[end], block.after[end]) for end in ends]


def _told(
    text: str, words: Sequence[re.Match[str]], shown: Iterable[tuple[range, bool]]
) -> tuple[Stretch, ...]:
    """The shown words with the space between them, or … where some were left out."""
    told: list[Stretch] = []
    at = 0
    for those, is_changed in shown:
        if those:
            told.append(Stretch(_between(text, words, at, those.start)))
            said = text[words[those.start].start() : words[those.stop - 1].end()]
            told.append(Stretch(said, is_changed))
            at = those.stop
    told.append(Stretch(_between(text, words, at, len(words))))
    said_by = groupby((one for one in told if one.text), attrgetter("is_changed"))
    return tuple(Stretch("".join(one.text for one in some), mark) for mark, some in said_by)


def _between(text: str, words: Sequence[re.Match[str]], at: int, start: int) -> str:
    """What stands in the place of the words from `at` to `start`."""
    if at < start:
        return f"{' ' * bool(at)}{_LEFT_OUT}{' ' * (start < len(words))}"
    is_inside = 0 < at < len(words)
    return text[words[at - 1].end() : words[at].start()] if is_inside else ""
