"""No person of a plan stands in a text that will be published."""

import time

import pytest

from forms import Aktivitetsplan, PrintableForm
from forms.plan.persons import names_somebody
from tests.plans import plan

PEOPLE = [
    {"name": "Anna Andersson", "email": "anna.a@toreboda.se", "phone": "070-174 06 05"},
    {"name": "Per-Örjan Ek", "email": "kultur@toreboda.se", "phone": "0506-180 12 ankn 77777"},
]


@pytest.fixture(scope="module")
def form() -> PrintableForm:
    """A plan with people whose names are short, double and words of the language."""
    operators = [
        {"name": "Bo Ek", "email": "bo@toreboda.se", "phone": "+47 22 12 34 56"},
        {"name": "Hans Li", "email": "hans@toreboda.se", "phone": "0506-180 13"},
    ]
    manager = {"name": "Tim d’Arc Lönn"}
    return Aktivitetsplan.from_answers(
        plan(administrators=PEOPLE, operators=operators, manager=manager)
    )


@pytest.mark.parametrize(
    "text",
    [
        "Fråga Anna.",
        "Ring 070-174 06 05",
        "Ring 0701740605 idag",
        "Ring +46 (0)70 174 06 05",
        "Ring ٠٧٠١٧٤٠٦٠٥",
        "Internt: 180 12",
        "Tel 22 12 34 56",
        "Annas tips",
        "Anna's och ANNAS tips",
        "anna andersson",
        "ANNA",
        "Bo Ek",
        "bo ek",
        "Ring Bo",
        "Bos tips",
        "Bo:s tips",
        "Eks bilder",
        "(Per-Örjan)",
        "Örjan svarar",
        "An\u200bna tipsar",
        "Ａｎｎａ tipsar",
        "𝐀𝐧𝐧𝐚 tipsar",
        "skriv till kultur＠toreboda.se",
        "A\u0308lska Lo\u0308nn",
        "#annaandersson",
        "@anna.andersson",
        "@anna_a och Andersson",
        "följ annaanderssonläser",
        "KULTUR@TOREBODA.SE",
        "skriv till kultur@toreboda.se.",
        "Hans Li",
        "Fråga Hans eller Tim",
        "hans li",
        "Lönns bilder",
        "Arc",
    ],
)
def test_a_text_that_gives_somebody_away_is_found(form: PrintableForm, text: str) -> None:
    assert names_somebody(text, form)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vi tipsar om böcker.",
        "En ek vid ån, och bo hos oss",
        "2 gånger per vecka, 3 tim per gång",
        "Författaren och hans böcker",
        "Annat",
        "Ring 0506-180 00",
        "kommunen@toreboda.se",
        "77777",
        "Vi öppnar 8-17 från 2024",
        "boende",
        "bo. Ekonomi",
        "Hanssons bok",
    ],
)
def test_other_texts_are_left_alone(form: PrintableForm, text: str) -> None:
    assert not names_somebody(text, form)


def test_a_plan_that_names_nobody_lets_every_text_stand() -> None:
    assert not names_somebody("Anna 070-174 06 05", Aktivitetsplan.from_answers({}))


def test_one_name_alone_is_found_as_a_word_and_not_within_one() -> None:
    form = Aktivitetsplan.from_answers({"manager": {"name": "Maria"}})
    assert names_somebody("maria svarar", form)
    assert not names_somebody("Mariakyrkan", form)


def test_the_longest_text_is_gone_through_at_once(form: PrintableForm) -> None:
    for words in ("a ", "1 ", "anna", "B@", "ek-"):
        began = time.process_time()
        names_somebody((words * 10_000)[:10_000], form)
        assert time.process_time() - began < 0.5
