"""The words that an account must show about itself."""

import pytest

from policy import (
    BEFORE_FIRST_POST,
    CHECKLIST,
    FOLLOW_UP,
    FORBIDDEN,
    GUIDELINES,
    SHORT_TEXT_LENGTH,
    Account,
    Check,
    about_text,
    short_text,
)

LIBRARY = Account("Biblioteket", "Instagram", "Vi tipsar om böcker.")


@pytest.mark.parametrize(
    "words",
    [
        "Biblioteket i Töreboda kommun",
        "på Instagram",
        "Vi tipsar om böcker.",
        "allmän handling",
        "kommunen@toreboda.se",
        "toreboda.se",
        *FORBIDDEN,
    ],
)
def test_account_tells_who_why_what_and_where(words: str) -> None:
    assert words in about_text(LIBRARY)


def test_what_is_not_known_is_a_gap_to_fill_in() -> None:
    text = about_text(Account())
    assert "[förvaltning och enhet]" in text
    assert "[vad kontot ska användas till]" in text
    assert " på " not in text.splitlines()[0]


def test_what_is_removed_is_saved_first() -> None:
    assert "efter att vi har sparat innehållet och vem som skrev det" in about_text(LIBRARY)


def test_short_text_fits_where_there_is_little_room() -> None:
    assert len(short_text(LIBRARY)) <= SHORT_TEXT_LENGTH
    assert "Biblioteket, Töreboda kommun" in short_text(LIBRARY)
    assert "allmän handling" in short_text(LIBRARY)


@pytest.mark.parametrize("check", [*BEFORE_FIRST_POST, FOLLOW_UP], ids=lambda check: check.text)
def test_every_check_stands_on_a_section_of_the_policy(check: Check) -> None:
    assert check.section in {section.slug for section in GUIDELINES}


def test_the_checklist_has_the_six_steps_of_the_policy() -> None:
    section = next(section for section in GUIDELINES if section.slug == "checklista")
    assert list(section.lines)[1:] == [f"{n}. {step.text}" for n, step in enumerate(CHECKLIST, 1)]
    assert len(CHECKLIST) == 6


def test_sections_have_addresses_of_their_own() -> None:
    slugs = [section.slug for section in GUIDELINES]
    assert len(set(slugs)) == len(slugs)
