"""Numbers and amounts of money, however they are written, and what is said of what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.question import UnreadableError
from forms.values.numbers import (
    MOST_DECIMALS,
    TOO_LARGE,
    parse_amount,
    parse_number,
    swedish_number,
)
from tests.forms.readings import outcome

ODD = st.text("0123456789٣²½ .,-–+:ekrSEKNa\u00a0\u2212\x00", max_size=24) | st.text(max_size=60)
NUMBERS = st.decimals(1 - TOO_LARGE, TOO_LARGE - 1, places=MOST_DECIMALS)


@pytest.mark.parametrize(
    ("text", "decimals", "read"),
    [
        *(
            ("1000", 0, "1000"),
            ("1 000", 0, "1000"),
            ("12 345 678", 0, "12345678"),
            ("007", 0, "7"),
        ),
        *(
            ("1,5", 1, "1.5"),
            ("1.5", 1, "1.5"),
            ("1,50", 2, "1.5"),
            ("5,0", 0, "5"),
            ("5,00", 1, "5"),
        ),
        *(("-4", 0, "-4"), ("−4", 0, "-4"), ("- 4", 0, "-4"), ("+4", 0, "4"), ("0", 0, "0")),
        *(("1.250,50", 2, "1250.5"), ("1.250,00", 2, "1250"), ("0,125", 3, "0.125"), ("٣", 0, "3")),
        ("999 999 999 999", 0, "999999999999"),
    ],
)
def test_a_number_is_understood_however_it_is_written(text: str, decimals: int, read: str) -> None:
    assert parse_number(text, "antalet", decimals=decimals) == Decimal(read)


@pytest.mark.parametrize(
    ("text", "decimals", "said"),
    [
        *(
            (text, 0, "med siffror, till exempel 12.")
            for text in ("banan", "fem", "ca 5", "1e3", "½")
        ),
        *(
            (text, 0, "med siffror")
            for text in ("nan", "inf", "10 00", "1 0000", "1,", ",5", "²", "5-6")
        ),
        *((text, 0, "hela tal") for text in ("1,5", "1.000", "1,000", "5,000", "12.50")),
        *((text, 2, "högst 2 decimaler. Tusental") for text in ("1.000", "1,005", "12.345")),
        ("1,55", 1, "högst 1 decimal."),
        ("1000000000000", 0, "för stort"),
        ("9" * 30, 0, "för stort"),
    ],
)
def test_what_is_no_number_gets_a_sentence_of_its_own(text: str, decimals: int, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        parse_number(text, "antalet", decimals=decimals)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *((text, "1250") for text in ("1250", "1 250", "1 250 kr", "1250kr.", "1250:-", "1250 :–")),
        *(
            (text, "1250")
            for text in ("1250,-", "kr 1250", "SEK 1 250", "1250 SEK", "1 250 Kronor")
        ),
        *(
            (text, "1250.5")
            for text in ("1 250,50", "1250.50 kr", "1250:50", "1.250,50 kr", "1250,5")
        ),
        *(("0:-", "0"), ("-50 kr", "-50"), ("−50:-", "-50")),
    ],
)
def test_an_amount_is_understood_however_it_is_written(text: str, read: str) -> None:
    assert parse_amount(text, "beloppet") == Decimal(read)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(
            (text, "i kronor med siffror")
            for text in ("banan", "kr", "5 tkr", "100 euro", "$5", "kr kr 5")
        ),
        *((text, "i kronor med siffror") for text in ("5 kr 50 öre", "1250:5", ":-", "kr5kr5")),
        ("1.250", "högst 2 decimaler. Tusental skriver du så här: 1\u00a0000."),
        ("1000000000000 kr", "för stort"),
    ],
)
def test_what_is_no_amount_gets_a_sentence_of_its_own(text: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        parse_amount(text, "beloppet")


@given(NUMBERS)
def test_every_number_is_read_back_from_the_way_we_write_it(number: Decimal) -> None:
    shown = " ".join(swedish_number(number).split())
    assert parse_number(shown, "talet", decimals=MOST_DECIMALS) == number
    assert float(number) == float(str(float(number)))


@given(ODD, st.integers(0, MOST_DECIMALS))
def test_no_text_is_taken_for_a_number_that_would_not_be_kept(text: str, decimals: int) -> None:
    for parse in (parse_number, parse_amount):
        found = outcome(parse, text, "svaret", decimals=decimals)
        if isinstance(found, str):
            assert "kriv svaret" in found
        else:
            assert abs(found) < TOO_LARGE
            assert Decimal(repr(float(found))) == found


@pytest.mark.parametrize(
    ("number", "decimals", "shown"),
    [
        ("1234.5", 0, "1 234,5"),
        ("1250.5", 2, "1 250,50"),
        ("1250", 2, "1 250"),
        ("-0.5", 0, "−0,5"),
    ],
)
def test_numbers_are_written_the_swedish_way(number: str, decimals: int, shown: str) -> None:
    assert swedish_number(Decimal(number), decimals) == shown.replace(" ", "\u00a0")
