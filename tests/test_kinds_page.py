"""docs/kinds.md is made from the classes, and says what each option is."""

import inspect
import re
from typing import Any

import pytest

from docs import make_kinds
from forms.kinds import Kind


def test_page_is_as_the_classes_are() -> None:
    kept = make_kinds.PAGE.read_text(encoding="utf-8")
    assert kept == make_kinds.page(), "docs/kinds.md is out of date: make kinds"


def words_in(text: str) -> set[str]:
    """What stands in the text as a word of Python."""
    return {word for said in re.findall(r"`([^`]+)`", text) for word in re.findall(r"\w+", said)}


@pytest.mark.parametrize("kind", make_kinds.kinds(), ids=lambda kind: kind.__name__)
def test_every_option_of_a_kind_is_described(kind: Any) -> None:
    shared = " ".join(str(one.__doc__) for one in make_kinds.SHARED)
    described = words_in(make_kinds.told_of(kind) + shared)
    assert set(make_kinds.own_options(kind)) - described - {"label", "question"} == set()


def test_every_option_of_all_kinds_is_described() -> None:
    described = words_in(" ".join(str(one.__doc__) for one in make_kinds.SHARED))
    assert set(make_kinds.own_options(Kind)) - described - {"label", "question"} == set()


@pytest.mark.parametrize(
    "one", [*make_kinds.WORDS, *make_kinds.MARKERS], ids=lambda one: one.__name__
)
def test_every_part_of_a_word_is_described(one: Any) -> None:
    described = words_in(inspect.getdoc(one) or "")
    obvious = {"text", "title", "statement", "signers", "is_asked"}
    assert set(inspect.signature(one).parameters) - described - obvious == set()
