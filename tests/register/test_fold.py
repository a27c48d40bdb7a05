"""Texts are written in one way, so that they are found however somebody types them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.fold import address_key, coded, fold, plain, sort_key


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("Åsa Öberg", "asa oberg"),
        ("Åsa", "A\u030asa"),
        ("Søren Łukasz Ægir", "soren lukasz aegir"),
        ("STRASSE", "straße"),
        ("skol\u00adbibliotek", "skolbibliotek"),
        ("a\u00a0 \t\n b", "A B"),
        ("barn\u2013unga", "barn-unga"),
        ("\ufb01ka", "fika"),
        ("a\0b", "ab"),
        ("a\ud800b", "ab"),
    ],
)
def test_two_ways_to_write_one_word_are_one(typed: str, other: str) -> None:
    assert fold(typed) == fold(other)


@given(st.text(max_size=40))
def test_searched_text_has_no_sign_that_a_database_minds(text: str) -> None:
    folded = fold(text)
    assert folded.replace(" ", "").isalnum() or not folded
    assert folded.isascii()
    assert folded == coded(plain(text))
    assert "  " not in folded


@given(st.text(max_size=12), st.text(max_size=30))
def test_no_code_is_found_across_two_others(term: str, text: str) -> None:
    assert (coded(plain(term)) in coded(plain(text))) == (plain(term) in plain(text))


@given(st.text("ab.-@/:_!\"#$%&'()*+,;<=>?[\\]^`{|}~\u2022åø", max_size=30), st.data())
def test_no_sign_is_taken_for_another(text: str, data: st.DataObject) -> None:
    term = data.draw(st.text(alphabet=text or "a", max_size=3))
    assert (coded(plain(term)) in coded(plain(text))) == (plain(term) in plain(text))


def test_swedish_letters_come_last() -> None:
    names = ["Ödeshult", "Ängen", "Åsen", "Zonen", "Éden", "Edet", "Ahl", "åsen", "Ärla"]
    wanted = ["Ahl", "Éden", "Edet", "Zonen", "Åsen", "åsen", "Ängen", "Ärla", "Ödeshult"]
    assert sorted(names, key=sort_key) == wanted
    apart = [unicodedata.normalize("NFD", name) for name in names]
    assert [unicodedata.normalize("NFC", one) for one in sorted(apart, key=sort_key)] == wanted


def test_addresses_are_one_whatever_their_capitals() -> None:
    assert address_key(" Asa.Oberg@Toreboda.SE ") == "asa.oberg@toreboda.se"
