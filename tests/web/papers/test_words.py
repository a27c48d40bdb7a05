"""Whatever can become of a file or a page is said in words."""

from dataclasses import replace
from typing import Any

import pytest

from intake.refusals import REFUSALS
from register.sheets import Sheet
from register.verdicts import Verdict, Why
from web.papers import words
from web.papers.words import Words, page_in_words, refused, said_of

OF_SCANS = ["not-a-scan", "encrypted", "broken", "too-large", "too-much-inside", "too-heavy"]
# Why a page that is known does not count.
KNOWN = {Why.COPY, Why.OUTDATED, Why.ALTERED}


def sheet(verdict: Verdict, why: Why = Why.NONE, **facts: Any) -> Sheet:
    """A page as the register has it."""
    columns = dict.fromkeys(Sheet.__dataclass_fields__)
    return Sheet(**columns | {"verdict": verdict, "why": why, "facts": facts})  # type: ignore[arg-type]


@pytest.mark.parametrize("code", OF_SCANS)
def test_every_refusal_says_what_is_wrong_and_what_to_do(code: str) -> None:
    assert code in REFUSALS
    said = refused(code, {"limit": 41_943_040, "what": "pages"})
    assert said not in (words.UNREAD, Words(""))
    assert said.do
    assert "{" not in str(said)


def test_limits_are_said_as_people_say_them() -> None:
    assert refused("too-large", {"limit": 41_943_040}).what == "Filen är större än 40\u00a0MB."
    several = refused("too-much-inside", {"what": "pages", "limit": 200})
    assert several.what == "Filen har fler än 200 sidor."


def test_what_nobody_has_words_for_is_looked_at_by_a_human() -> None:
    assert refused("something-new", {}) == words.UNREAD
    assert "en människa tittar" in words.UNREAD.do


@pytest.mark.parametrize("why", sorted(set(Why) - KNOWN))
def test_every_page_that_is_asked_about_says_why(why: Why) -> None:
    assert why in words.ASKED
    said = said_of(sheet(Verdict.ASKED, why))
    assert said.do
    assert not said.is_good


@pytest.mark.parametrize("why", sorted(KNOWN))
def test_every_page_that_does_not_count_says_so(why: Why) -> None:
    known = replace(sheet(Verdict.APART, why), page=1, pages=2)
    assert str(said_of(known)).startswith("Sida 1 av 2 är läst, men")
    assert not said_of(known).is_good


def test_blurred_page_is_told_from_one_without_a_code() -> None:
    blurred = sheet(Verdict.ASKED, Why.NO_CODE, blurred=True)
    assert said_of(blurred) == words.BLURRED
    assert said_of(sheet(Verdict.ASKED, Why.NO_CODE)).shows_codes


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.FILED, "Sidan är läst."),
        (Verdict.BLANK, "Sidan är tom och räknas inte."),
        (Verdict.DROPPED, "Någon har tittat på sidan, och den hör inte hit."),
    ],
)
def test_other_verdicts_need_nothing_more(verdict: Verdict, said: str) -> None:
    assert str(said_of(sheet(verdict))) == said


@pytest.mark.parametrize(
    ("page", "pages", "said"),
    [(2, 5, "Sida 2 av 5"), (2, None, "Sida 2"), (None, None, "Sidan"), (0, 0, "Sidan")],
)
def test_page_is_named_as_far_as_it_is_known(
    page: int | None, pages: int | None, said: str
) -> None:
    assert page_in_words(page, pages) == said
