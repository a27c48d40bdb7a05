"""The record of a removed post: its words are the policy's, and nothing is removed unsaved."""

from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from forms import BorttagetInlagg
from forms.disclosure import every_answer, told_parts
from forms.moderation.borttaget_inlagg import REASONS, TO_THE_DIARY
from policy import FORBIDDEN, GUIDELINES
from swedish import day_of
from tests.records import SENDER_OF_THE_POST, TODAY, WORDS_OF_THE_POST, removal, sent


def checked(
    answers: dict[str, Any], now: datetime | None = None
) -> tuple[BorttagetInlagg, dict[str, str]]:
    """The form, and its messages by their place."""
    today = day_of(now) if now else TODAY
    form = BorttagetInlagg.from_answers(answers, today=today, now=now)
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


def test_who_wrote_it_is_masked_with_the_persons_and_the_words_are_not() -> None:
    told = [one for _, one in every_answer(told_parts(checked(removal())[0]))]
    personal = {one.name for one in told if one.is_personal}
    assert personal == {"sender-name", "sender-profile", "remover-name", "manager-name"}


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
    ("changed", "place", "told"),
    [
        (
            {"removed": moment("2024-11-25", "23:57")},
            "removed-clock",
            "Skriv en tid som inte är före 25 november 2024 kl. 23.58, då innehållet",
        ),
        (
            {"removed": moment("2024-11-24", "23:59")},
            "removed-day",
            "Skriv en tid som inte är före 25 november 2024 kl. 23.58, då innehållet",
        ),
        (
            {"found": moment("2024-11-25", "23:59")},
            "saved-clock",
            "Skriv en tid som inte är före 25 november 2024 kl. 23.59, då inlägget upptäcktes.",
        ),
        (
            {"found": moment("2024-11-26", "00:01")},
            "saved-day",
            "Skriv en tid som inte är före 26 november 2024 kl. 00.01, då inlägget upptäcktes.",
        ),
    ],
    ids=["a minute too early", "the day before, at a later hour", "saved unseen", "a day unseen"],
)
def test_what_is_told_out_of_order_is_not_filed(
    changed: dict[str, Any], place: str, told: str
) -> None:
    form, errors = checked(removal(**changed))
    assert list(errors) == [place]
    assert errors[place].startswith(told)
    assert not form.validate()


@pytest.mark.parametrize("removed", [moment("2024-11-25", "23:58"), moment("2024-11-26", "00:00")])
def test_the_same_minute_is_in_order_and_a_minute_later_across_midnight(
    removed: dict[str, str],
) -> None:
    found = moment("2024-11-25", "23:58")
    assert checked(removal(found=found, removed=removed))[1] == {}


def all_at(day: str, clock: str, **changes: dict[str, str]) -> dict[str, Any]:
    return removal(**dict.fromkeys(("found", "saved", "removed"), moment(day, clock)) | changes)


@pytest.mark.parametrize(
    ("day", "clock", "is_filed"),
    [
        ("2024-11-26", "12:30", True),
        ("2024-11-26", "12:40", True),
        ("2024-11-26", "12:41", False),
        ("2024-11-25", "23:00", True),
    ],
)
def test_nothing_is_later_than_now_by_a_clock_that_may_be_ten_minutes_ahead(
    day: str, clock: str, is_filed: bool
) -> None:
    _, errors = checked(all_at(day, clock), now=datetime(2024, 11, 26, 11, 30, tzinfo=UTC))
    told = (
        "Skriv klockslaget då inlägget upptäcktes så som klockan var då. "
        "Kl. 12.41 har inte varit än: klockan är nu 12.30."
    )
    if is_filed:
        assert errors == {}
    else:
        assert list(errors) == ["found-clock", "saved-clock", "removed-clock"]
        assert errors["found-clock"] == told


def test_a_clock_ahead_at_midnight_stops_nobody() -> None:
    now = datetime(2024, 11, 26, 22, 55, tzinfo=UTC)
    manager = {"name": "Per-Örjan Ek", "day": "2024-11-26"}
    assert checked(all_at("2024-11-27", "00:04") | {"manager": manager}, now=now)[1] == {}
    _, errors = checked(all_at("2024-11-28", "00:04") | {"manager": manager}, now=now)
    assert errors["saved-day"] == (
        "Dagen får senast vara 26 november 2024. Ändra dagen då innehållet sparades."
    )


def test_the_hour_that_comes_twice_in_october_may_be_either() -> None:
    night = "2024-10-27"
    turned = {"saved": moment(night, "02:10"), "removed": moment(night, "02:20")}
    assert checked(all_at(night, "02:50", **turned))[1] == {}
    # Ten past two for the second time.
    now = datetime(2024, 10, 27, 1, 10, tzinfo=UTC)
    assert checked(all_at(night, "02:50"), now=now)[1].keys() == {"manager-day"}
    _, errors = checked(all_at(night, "03:50", saved=moment(night, "02:10")))
    assert "saved-clock" in errors


def test_a_clock_that_nobody_put_forward_in_march_is_in_order() -> None:
    night = "2024-03-31"
    skipped = {"saved": moment(night, "02:30"), "removed": moment(night, "03:05")}
    assert checked(all_at(night, "01:50", **skipped))[1] == {}


@pytest.mark.parametrize("day", ["0001-01-01", "1000-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_told_of_or_taken(day: str) -> None:
    for clock in ("00:00", "23:59"):
        checked(all_at(day, clock), now=datetime(2024, 11, 26, 11, 30, tzinfo=UTC))
        BorttagetInlagg.from_answers(all_at(day, clock)).validate()


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
    for kept in (form.answers(), form.typed(), form.as_text(), form.summary):
        assert WORDS_OF_THE_POST not in str(kept)
        assert SENDER_OF_THE_POST not in str(kept)
    assert "KS 2026/123" in form.as_text()


def test_what_may_be_secret_is_not_filed_without_the_number_in_the_diary() -> None:
    assert checked(removal(secret=True))[1] == {"diary_number": "Skriv diarienumret."}


def test_who_forgets_everything_is_told_of_each_question_once() -> None:
    _, errors = checked({})
    assert len(errors) == len(set(errors.values()))
    assert "content" not in errors


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Ring 121212-1212 nu", "Det ser ut som ett personnummer. Ändra ingenting"),
        ("lösenord: Hunter2!x", "Det ser ut som ett lösenord eller en kod. Ändra ingenting"),
        ("Fin \ue000 bild", "Låt det stå"),
        ("Nej", ""),
        ("xxx", ""),
    ],
)
def test_advice_on_what_is_quoted_asks_to_change_no_word(words: str, told: str) -> None:
    sender = {"name": words, "profile": words}
    form, errors = checked(removal(content=words, sender=sender))
    assert errors == {}
    for name in ("content", "sender-name", "sender-profile"):
        leaf = form.leaf(name)
        assert leaf
        (advice,) = leaf.warnings or [""]
        assert told in advice
        assert not any(word in advice for word in ("Ta bort", "Byt ut"))
        assert ("fråga 4" in advice) == told.endswith("ingenting")


def test_more_words_than_there_is_room_for_are_not_to_be_put_shorter() -> None:
    _, errors = checked(removal(content="a" * 10_001))
    assert errors["content"] == (
        "Det får plats 10\u00a0000 tecken. Nu är det 10\u00a0001. Skriv vad det stod i inlägget så "
        "långt det får plats, och lämna hela texten som bilaga."
    )


def test_a_time_that_is_wrong_in_two_ways_is_told_of_once() -> None:
    late = {"found": moment("2024-11-26", "23:59"), "saved": moment("2024-11-26", "23:00")}
    form = BorttagetInlagg.from_answers(
        removal(**late), today=TODAY, now=datetime(2024, 11, 26, 11, 30, tzinfo=UTC)
    )
    form.validate()
    leaves = [leaf for leaf in form.leaves() if leaf.errors]
    assert {leaf.name: len(leaf.errors) for leaf in leaves} == {
        "found-clock": 1,
        "saved-clock": 1,
        "removed-clock": 1,
    }
    assert "har inte varit än" in form.error_list()[1][0]


def test_some_rule_must_be_broken_and_a_report_is_asked_of_what_is_reported() -> None:
    assert checked(removal(rules=[]))[1].keys() == {"rules"}
    for police in (True, False):
        form, _ = checked(removal(police=police, report="5000-K1-26"))
        assert ("5000-K1-26" in form.as_text()) is police


def test_words_about_pictures_of_what_may_be_secret_are_not_kept_either() -> None:
    pictures = [{"file": "a" * 64, "text": WORDS_OF_THE_POST}]
    form, _ = checked(removal(secret=True, diary_number="KS 2026/1"))
    form["pictures"].data = pictures
    assert WORDS_OF_THE_POST not in str(form.typed())


def test_suggestions_carry_no_person() -> None:
    form, _ = checked(removal())
    assert [leaf.name for leaf in form.leaves() if leaf.suggest] == ["medium"]
