"""Two texts beside each other: which words are told, which are marked, and how long that takes."""

import random
import time

import pytest

from forms.comparison import Stretch, compare

LONG = " ".join(f"ord{number}" for number in range(60))


def marked(stretches: tuple[Stretch, ...]) -> str:
    """The text, with what is changed in brackets."""
    return "".join(f"[{text}]" if is_changed else text for text, is_changed in stretches)


def told(before: str, after: str) -> list[str]:
    return [marked(side) for side in compare(before, after)[:2]]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("", "", ["", ""]),
        ("", "Alla", ["", "[Alla]"]),
        ("Barn och unga", "Barn och gamla", ["Barn och [unga]", "Barn och [gamla]"]),
        ("Barn och unga", "Barn", ["Barn [och unga]", "Barn"]),
        ("unga", "Barn och unga", ["unga", "[Barn och] unga"]),
        ("ett två tre", "fyra", ["[ett två tre]", "[fyra]"]),
        ("röd och blå bil", "grön och gul bil", ["[röd och blå] bil", "[grön och gul] bil"]),
        ("1 a b 2", "3 a b 4", ["[1 a b 2]", "[3 a b 4]"]),
        ("1 a b c 2", "3 a b c 4", ["[1] a b c [2]", "[3] a b c [4]"]),
        ("a b c d e f", "A b c d e F", ["[a] b c d e [f]", "[A] b c d e [F]"]),
        ("10\u00a0000 kr", "10\u00a0001 kr", ["[10\u00a0000] kr", "[10\u00a0001] kr"]),
        (
            "kl. 9\n\n\nvarje dag",
            "kl. 8\nvarje dag",
            ["kl. [9]\n\n\nvarje dag", "kl. [8]\nvarje dag"],
        ),
        ("محمد علي السيد", "محمد حسن السيد", ["محمد [علي] السيد", "محمد [حسن] السيد"]),
    ],
)
def test_words_that_the_other_text_does_not_say_are_marked(
    before: str, after: str, wanted: list[str]
) -> None:
    assert told(before, after) == wanted


def test_equal_words_far_from_any_change_are_left_out() -> None:
    after = LONG.replace("ord9 ", "").replace("ord40", "40")
    was, is_now = told(LONG, after)
    around = (
        "ord4 ord5 ord6 ord7 ord8",
        "ord10 ord11 ord12 ord13 ord14 … ord35 ord36 ord37 ord38 ord39",
    )
    assert was == f"… {around[0]} [ord9] {around[1]} [ord40] ord41 ord42 ord43 ord44 ord45 …"
    assert is_now == f"… {around[0]} {around[1]} [40] ord41 ord42 ord43 ord44 ord45 …"
    assert compare(LONG, after).is_in_part


@pytest.mark.parametrize(("between", "is_left_out"), [(12, False), (13, True)])
def test_few_equal_words_are_told_rather_than_left_out(between: int, is_left_out: bool) -> None:
    same = " ".join("abcdefghijklmnop"[:between])
    found = compare(f"1 {same} 2", f"3 {same} 4")
    assert found.is_in_part == is_left_out
    assert ("…" in marked(found.after)) == is_left_out


def test_short_texts_are_told_whole() -> None:
    assert not compare(" ".join("abcdefghijkl"), " ".join("abcdefghijkX")).is_in_part
    assert compare(" ".join("abcdefghijklm"), " ".join("abcdefghijklX")).is_in_part


def texts_that_could_take_long() -> list[tuple[str, str]]:
    """As many words as the longest answer holds, chosen against comparing."""
    draw = random.Random(1)
    few = [" ".join(draw.choices("ab", k=5_000)) for _ in range(2)]
    many = [str(number) for number in range(2_000)]
    return [
        ("a " * 5_000, "a " * 2_500 + "b " + "a " * 2_499),
        ("a b " * 2_500, "b a a " * 1_666),
        (few[0], few[1]),
        (" ".join(many), " ".join(reversed(many))),
        ("a " * 5_000, "b " * 5_000),
    ]


def test_the_longest_texts_are_compared_at_once_whatever_they_hold() -> None:
    """Processor time, so that a busy machine makes no difference; difflib takes minutes."""
    start = time.process_time()
    for before, after in texts_that_could_take_long():
        compare(before, after)
    assert time.process_time() - start < 2


def test_both_texts_are_told_in_order_and_what_is_left_out_is_the_same() -> None:
    draw = random.Random(2)
    for _ in range(300):
        texts = [draw.choices("abcdef", k=draw.randrange(60)) for _ in range(2)]
        found = compare(*map(" ".join, texts))
        same, left_out = [], []
        for words, side in zip(texts, found[:2], strict=True):
            told = "".join(text for text, _ in side).split()
            rest = iter(words)
            assert all(word in rest for word in told if word != "…")
            left_out.append(len(words) - len([word for word in told if word != "…"]))
            same.append("".join(text for text, is_changed in side if not is_changed).split())
        assert same[0] == same[1]
        assert left_out[0] == left_out[1]
        assert (left_out[0] > 0) == found.is_in_part
