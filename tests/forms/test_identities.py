"""Numbers of persons and organisations: the day, the century, and the digit that must agree."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.question import UnreadableError
from forms.values.identities import has_check_digit, parse_organisation, parse_person
from tests.forms.readings import outcome

TODAY = date(2026, 11, 26)
PARTS = st.tuples(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
ODD = st.text("0123456789-+ ٣²SE\x00", max_size=16) | st.text(max_size=40)


def with_check_digit(nine: str) -> str:
    """The one of ten that agrees, and that there is only one."""
    [found] = [f"{nine}{last}" for last in range(10) if has_check_digit(f"{nine}{last}")]
    return found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *((text, "19811218-9876") for text in ("811218-9876", "8112189876", "198112189876")),
        *((text, "19811218-9876") for text in ("19811218-9876", "811218 – 9876", "19811218 9876")),
        ("811278-9873", "19811278-9873"),
        ("19811278-9873", "19811278-9873"),
        ("121212-1212", "20121212-1212"),
        ("121212+1212", "19121212-1212"),
        ("191212121212", "19121212-1212"),
    ],
)
def test_a_personal_number_gets_its_century(text: str, shown: str) -> None:
    assert parse_person(text, "numret", TODAY).shown == shown


def test_without_a_clock_nobody_guesses_the_century() -> None:
    assert parse_person("811218-9876", "numret", None).shown == "811218-9876"
    assert parse_person("19811218-9876", "numret", None).masked == "19811218-****"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((text, "tolv siffror") for text in ("banan", "1234", "8112189876x", "81-12-18-9876", "")),
        ("811218-9875", "Någon siffra i numret är fel."),
        ("811398-9872", "födelsedag som finns"),
        ("19000229-0000", "födelsedag som finns"),
        ("811233-9876", "födelsedag som finns"),
        ("20811218-9876", "har inte varit ännu"),
    ],
)
def test_what_is_no_personal_number_gets_a_sentence_of_its_own(text: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        parse_person(text, "numret", TODAY)


@given(PARTS, st.booleans())
def test_every_number_is_read_back_in_short_and_in_full(
    parts: tuple[date, int], is_coordination: bool
) -> None:
    born, number = parts
    day = born.day + 60 * is_coordination
    digits = with_check_digit(f"{born:%y%m}{day:02}{number:03}")
    full = f"{born.year}{digits[2:6]}-{digits[6:]}"
    sign = "+" if TODAY.year - born.year >= 100 else "-"
    assert parse_person(full, "numret", TODAY).shown == full
    assert parse_person(f"{digits[:6]}{sign}{digits[6:]}", "numret", TODAY).shown == full


@given(PARTS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(parts: tuple[date, int], at: int, more: int) -> None:
    born, number = parts
    digits = with_check_digit(f"{born:%y%m%d}{number:03}")
    wrong = f"{digits[:at]}{(int(digits[at]) + more) % 10}{digits[at + 1 :]}"
    with pytest.raises(UnreadableError):
        parse_person(wrong, "numret", TODAY)


@pytest.mark.parametrize("text", ["556036-0793", "5560360793", "16556036-0793", "SE556036079301"])
def test_an_organisation_is_known_however_its_number_is_written(text: str) -> None:
    assert parse_organisation(text, "numret").shown == "556036-0793"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("556036-0794", "Någon siffra i numret är fel."),
        ("811218-9876", "personnummer"),
        *(
            (text, "tio siffror")
            for text in ("banan", "55603607930", "SE5560360793", "1655603607930")
        ),
        *((text, "tio siffror") for text in ("556036079301", "")),
    ],
)
def test_what_is_no_organisation_gets_a_sentence_of_its_own(text: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        parse_organisation(text, "numret")


@given(ODD)
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    for read in (
        lambda: parse_person(text, "svaret", TODAY),
        lambda: parse_organisation(text, "svaret"),
    ):
        found = outcome(read)
        if isinstance(found, str):
            assert "kriv svaret" in found
        else:
            assert has_check_digit((found.first + found.last)[-10:])
