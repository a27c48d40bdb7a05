"""The mended text and the scan differ in nothing but what docs/policy-mendings.md lists."""

from collections import Counter

import pytest

from forms import Aktivitetsplan
from policy import FORHALLNINGSSATT, GUIDELINES, Status
from tests.policy.mendings import (
    BILAGA_2,
    LIST,
    SCAN,
    Mending,
    mended_scan,
    mendings,
    words_of_the_chart,
    words_of_the_sections,
)

BILAGA_1 = next(section for section in GUIDELINES if section.slug == "bilaga-1")


def scanned_words(first: int, last: int) -> list[tuple[int, str]]:
    """The words of the mended scan with the numbers of their lines."""
    lines = enumerate(mended_scan()[first:last], first + 1)
    return [(number, word) for number, line in lines for word in line.split()]


def test_every_line_of_the_text_and_bilaga_1_stands_in_the_policy_in_order() -> None:
    ours = words_of_the_sections()
    theirs = scanned_words(0, BILAGA_2)
    for at, (line, word) in enumerate(theirs):
        assert ours[at : at + 1] == [word], f"line {line}: {SCAN[line - 1]!r}"
    assert len(ours) == len(theirs)


def test_every_word_of_bilaga_2_stands_in_the_chart_as_often_as_in_the_scan() -> None:
    theirs = Counter(word for _, word in scanned_words(BILAGA_2, len(SCAN)))
    assert Counter(words_of_the_chart()) == theirs


@pytest.mark.parametrize(
    "text",
    [
        words.text
        for node in FORHALLNINGSSATT.nodes
        for words in node.words
        if words.status is not Status.RECONSTRUCTED
    ],
)
def test_every_text_of_the_chart_stands_in_one_piece_in_the_mended_scan(text: str) -> None:
    scan = " ".join(" ".join(mended_scan()[BILAGA_2:]).split())
    assert " ".join(text.split()) in scan


def test_a_text_is_called_original_only_when_no_line_of_it_was_mended() -> None:
    scan = " ".join(" ".join(SCAN[BILAGA_2:]).split())
    for node in FORHALLNINGSSATT.nodes:
        for words in node.words:
            if words.status is Status.ORIGINAL:
                assert " ".join(words.text.split()) in scan
            # A heading that stands elsewhere too says nothing when it is found.
            elif words.text != "Observera":
                assert " ".join(words.text.split()) not in scan


@pytest.mark.parametrize("mending", mendings(), ids=lambda m: f"line {m.line} {m.scan}")
def test_every_listed_mending_changes_something(mending: Mending) -> None:
    assert mending.scan in SCAN[mending.line - 1]
    assert mending.scan.split() != mending.here.split()


def test_no_row_of_the_list_is_overlooked_by_these_tests() -> None:
    rows = [line for line in LIST.splitlines() if line.startswith("| ") and "line |" not in line]
    numbers = [number for row in rows for number in row.split("|")[1].split(",")]
    assert len(mendings()) == len(numbers)


def test_the_form_asks_what_bilaga_1_asks() -> None:
    text = " ".join(" ".join(BILAGA_1.lines).split())
    form = Aktivitetsplan
    questions = [s.question for s in form().sections() if not s.question.addition]
    words = [form.title, form.intro, form.copy_note]
    words += [w for q in questions for w in (q.heading, q.example, q.note)]
    for approval in form.approvals:
        words += [approval.statement, *(f"{signer.title}:" for signer in approval.signers)]
    for word in words:
        assert word in text
