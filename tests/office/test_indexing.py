"""What forms say of a filing for the list and the search."""

import json
from typing import Any

import pytest

from forms import Aktivitetsplan
from office.indexing import said_by, said_of
from register.fold import fold
from register.index import Indexed
from tests.plans import PLANS, plan
from tests.test_second_form import ANSWERS, Felanmalan, Intresseanmalan


def said(answers: dict[str, Any]) -> Indexed:
    return said_by(Aktivitetsplan.from_answers(answers))


def test_plan_says_where_it_belongs_and_who_stands_in_it() -> None:
    found = said(plan(0))
    assert (found.medium, found.unit) == ("Instagram", "Biblioteket")
    assert found.department == "Kultur- och fritidsförvaltningen"
    assert (found.hours, found.administrators, found.is_signed) == (3, 3, True)
    assert found.people["operators"] == [
        "asa.lindqvist@toreboda.example",
        "elsa.brannstrom@toreboda.example",
    ]


@pytest.mark.parametrize(
    ("typed", "hours"), [("2,5", 2.5), ("1–2", 1.5), ("ca 4 tim", 4), ("ofta", None), ("", None)]
)
def test_hours_are_a_number_when_one_can_be_told(typed: str, hours: float | None) -> None:
    assert said(plan(0, weekly_hours=typed)).hours == hours


def test_administrators_with_one_address_count_once_and_those_without_not_at_all() -> None:
    bo = {"name": "Bo Ek", "email": "Bo.Ek@toreboda.se"}
    persons = [bo, {"name": "Åsa", "email": "bo.ek@toreboda.se"}, {"name": "Per"}]
    assert said(plan(0, administrators=persons)).administrators == 1


def test_all_answers_are_there_and_telephone_numbers_as_digits_too() -> None:
    texts = fold(" ".join(said(plan(0)).texts))
    for one in (
        "0701740605",
        "0701740607",
        "lanedisken",
        "bibliotekschef",
        "torebodabibliotekXexempel",
    ):
        assert one in texts


@pytest.mark.parametrize("edition", ["1", "2", "2010"])
def test_older_editions_say_the_same(edition: str) -> None:
    for answers in PLANS:
        found, now = said_of("aktivitetsplan", edition, json.dumps(answers)), said(answers)
        assert (found.medium, found.people, found.hours) == (now.medium, now.people, now.hours)


def test_form_that_says_nothing_is_searched_all_the_same() -> None:
    found = said_by(Felanmalan.from_answers(ANSWERS))
    assert "B214" in found.texts
    assert found == Indexed(texts=found.texts, is_signed=True, named=found.named)
    assert not said_by(Intresseanmalan.from_answers(ANSWERS)).is_signed


def test_answers_of_a_form_that_nobody_kept_are_searched() -> None:
    found = said_of("borta", "1", '{"a": [{"b": "Åsa"}, 4.5], "c": true, "d": null}')
    assert found.texts == ("Åsa", "4.5")


@pytest.mark.parametrize("answers", ["", "{", "[1]", "[" * 10_000, '{"medium": {"a": 1}}'])
def test_what_is_no_answer_says_nothing(answers: str) -> None:
    assert said_of("aktivitetsplan", "2", answers).medium == ""
