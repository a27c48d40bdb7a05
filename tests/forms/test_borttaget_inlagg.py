"""The record of a removed post: its words are the policy's, and nothing is removed unsaved."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from forms import BorttagetInlagg
from forms.moderation.borttaget_inlagg import REASONS, TO_THE_DIARY
from policy import FORBIDDEN, GUIDELINES
from tests.records import SENDER_OF_THE_POST, TODAY, WORDS_OF_THE_POST, removal, sent


def checked(answers: dict[str, Any]) -> tuple[BorttagetInlagg, dict[str, str]]:
    """The form, and its messages by their place."""
    form = BorttagetInlagg.from_answers(answers, today=TODAY)
    form.validate()
    return form, {place: message for message, place in form.error_list()}


def moment(day: str, clock: str) -> dict[str, str]:
    return {"day": day, "clock": clock}


def test_a_record_is_valid_and_comes_back_unchanged_from_a_browser_too() -> None:
    form, errors = checked(removal())
    assert errors == {}
    assert form.answers() == removal()
    posted = BorttagetInlagg.from_post(MultiDict(sent(BorttagetInlagg, removal())), today=TODAY)
    assert posted.validate(), posted.error_list()
    assert posted.answers() == removal()


def test_reasons_are_the_list_of_the_policy_word_for_word() -> None:
    assert tuple(one.label for one in REASONS) == FORBIDDEN


@pytest.mark.parametrize(
    "words",
    [
        TO_THE_DIARY.partition("”")[2].partition("”")[0],
        "efter att innehållet i meddelandet och information om avsändare sparats",
        "rätt att ge uttryck för både positiva och negativa synpunkter på kommunen",
    ],
)
def test_what_is_quoted_stands_in_the_policy(words: str) -> None:
    policy = repr(GUIDELINES)
    assert words in policy
    said = " ".join((BorttagetInlagg.intro, BorttagetInlagg.not_needed, TO_THE_DIARY))
    assert words in said


@pytest.mark.parametrize(
    ("removed", "place"),
    [
        (moment("2024-11-25", "23:58"), "removed-clock"),
        (moment("2024-11-25", "00:03"), "removed-clock"),
        (moment("2024-11-24", "23:59"), "removed-day"),
    ],
    ids=["in the same minute", "earlier that day", "the day before, at a later hour"],
)
def test_what_is_removed_before_it_is_saved_is_not_filed(
    removed: dict[str, str], place: str
) -> None:
    _, errors = checked(removal(removed=removed))
    assert list(errors) == [place]
    assert errors[place].startswith("Skriv en tid efter 25 november 2024 kl. 23.58")


@pytest.mark.parametrize("removed", [moment("2024-11-25", "23:59"), moment("2024-11-26", "00:00")])
def test_a_minute_later_is_later_also_across_midnight(removed: dict[str, str]) -> None:
    assert checked(removal(removed=removed))[1] == {}


@pytest.mark.parametrize("name", ["found", "saved", "removed"])
def test_a_day_to_come_is_refused(name: str) -> None:
    _, errors = checked(removal(**{name: moment("2024-11-27", "00:30")}))
    assert f"{name}-day" in errors


def test_times_that_are_missing_are_asked_for_and_not_compared() -> None:
    _, errors = checked(removal(saved=moment("", "23:58"), removed=moment("", "00:03")))
    assert errors == {
        "saved-day": "Skriv dagen då innehållet sparades.",
        "removed-day": "Skriv dagen då inlägget togs bort.",
    }


def test_what_may_be_secret_stands_in_the_diary_and_nowhere_here() -> None:
    form, errors = checked(removal(secret=True, diary_number="KS 2026/123"))
    assert errors == {}
    for kept in (form.answers(), form.typed(), form.as_text(), form.suggestions(), form.summary):
        assert WORDS_OF_THE_POST not in str(kept)
        assert SENDER_OF_THE_POST not in str(kept)
    assert "KS 2026/123" in form.as_text()


def test_what_may_be_secret_is_not_filed_without_the_number_in_the_diary() -> None:
    assert checked(removal(secret=True))[1] == {"diary_number": "Skriv diarienumret."}


def test_who_forgets_everything_is_told_of_each_question_once() -> None:
    _, errors = checked({})
    assert len(errors) == len(set(errors.values()))
    assert "content" not in errors


def test_suggestions_carry_no_person() -> None:
    form, _ = checked(removal())
    assert form.suggestions() == {"medium": "Facebook"}
