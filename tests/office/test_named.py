"""Whom other plans name is found in a text, and units, places and accounts are nobody."""

from typing import Any

import pytest

from forms import Aktivitetsplan
from office.named import digest_of, digests_of, marks_in, tells_of_somebody
from tests.plans import PLANS, plan

PERSON = {"name": "Åsa-Karin von Lindqvist", "email": "Asa.Lindqvist@x.example"}
PERSON |= {"phone": "0506-181 07"}


def named_in(text: str, **person: str) -> bool:
    """Whether a text names a person whom a plan names."""
    rows: list[Any] = [PERSON | person, *PLANS[0]["administrators"][1:]]
    digests = digests_of(Aktivitetsplan.from_answers(plan(0, administrators=rows)))
    return not digests.isdisjoint(map(digest_of, marks_in(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Fråga Åsa Lindqvist om kontot",
        "lindqvist, ÅSA",
        "Asa-Karin svarar",
        "Åsa\u00ad\u200b Lind\u200bqvist",
        "https://x.example/asalindqvist",
        "https://x.example/asa.lindqvist_1",
        "(asa.lindqvist@X.example)",
        "Ring +46 (0)506 18107!",
        "0506/181 07",
        "0046506-18107",
    ],
)
def test_person_is_found_in_whatever_way_it_is_written(text: str) -> None:
    assert named_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Åsa svarar",
        "Lindqvistska villan",
        "Åsa och Lindqvist",
        "Ring 0506-181 08",
        "Växeln 0506-180 00, vardagar 9–16",
        "https://www.facebook.com/profile.php?id=100064813045067",
        "",
    ],
)
def test_what_is_no_whole_name_or_number_is_nobody(text: str) -> None:
    assert not named_in(text)


@pytest.mark.parametrize(
    ("person", "text"),
    [
        ({"name": "Töreboda bibliotek"}, "Töreboda bibliotek"),
        ({"name": "Kommunens växel"}, "Kommunens växel"),
        ({"name": "Barn- och utbildningsförvaltningen"}, "Barn och utbildningsförvaltningen"),
        ({"phone": "0506-180 00 ankn 12"}, "Växeln 0506-180 00"),
    ],
)
def test_unit_in_the_place_of_a_person_is_nobody(person: dict[str, str], text: str) -> None:
    assert not named_in(text, **person)


@pytest.mark.parametrize(
    "text",
    [
        "Skriv till bo.ek@x.example.",
        "070-123 45 67",
        "+46 (0)73 123 45 67",
        "811218-9876",
        "19811218 9876",
    ],
)
def test_persons_are_told_by_their_shape_too(text: str) -> None:
    assert tells_of_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "Skriv till biblioteket@toreboda.se",
        "0506-180 00",
        "Diarienummer 811218-9875",
        "vardagar 9–16, 2026-11-02",
        "0701234567890",
    ],
)
def test_units_and_other_numbers_are_no_persons_by_their_shape(text: str) -> None:
    assert not tells_of_somebody(text)
