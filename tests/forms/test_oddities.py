"""Answers that are most likely not meant: they make us ask and stop nobody."""

import pytest

from forms import Aktivitetsplan, messages
from forms.cleaning import clean_line
from forms.kinds import Line, LongText, PersonName, StoragePlace
from forms.values.oddity import holds_personal_number
from tests.forms.test_kinds import read
from tests.plans import PLANS, plan


def asked(kind: type, text: str) -> list[str]:
    """What is asked about a text that is taken."""
    field = read(kind, text)
    assert field.errors == []
    return field.warnings


@pytest.mark.parametrize(
    "text",
    [
        "Ej klart",
        "ej  klart.",
        "(vet ej)",
        "-",
        "–",
        "...",
        "?",
        "xx",
        "XXX",
        "Test",
        "Se ovan",
        "TBD",
    ],
)
def test_an_answer_that_says_that_there_is_none_is_asked_about(text: str) -> None:
    assert messages.PLACEHOLDER in asked(Line, text)
    assert messages.PLACEHOLDER in asked(LongText, text)


@pytest.mark.parametrize("text", ["X", "IT", "Testverksamheten", "Samma som biblioteket", "1", "å"])
def test_short_answers_are_no_placeholders(text: str) -> None:
    assert asked(Line, text) == []


@pytest.mark.parametrize("name", ["Växeln", "Kommunens växel", "Kundtjänst", "vakant", "Chefen"])
def test_a_function_where_a_person_is_asked_for_is_asked_about(name: str) -> None:
    assert asked(PersonName, name) == [messages.NAME_OF_FUNCTION]


@pytest.mark.parametrize("name", ["Åsa Växelby", "Eva Kansell", "Kim Chefner"])
def test_names_that_begin_like_functions_are_names(name: str) -> None:
    assert asked(PersonName, name) == []


@pytest.mark.parametrize(
    "text",
    [
        "811218-9876",
        "Elev 19811218-9876 deltar",
        "198112189876",
        "811218+9876",
        "8112189876",
        "000229-0005",
        "811278-9873",
    ],
)
def test_what_may_be_a_personal_number_is_asked_about(text: str) -> None:
    for kind in (Line, LongText, StoragePlace):
        assert messages.PERSONAL_NUMBER in asked(kind, f"Fråga om {text}")


@pytest.mark.parametrize(
    "text", ["811218-9875", "811318-9876", "811200-9870", "0701740605", "556036-0793", "12345678"]
)
def test_other_numbers_are_none(text: str) -> None:
    assert not holds_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lösenordet är katt",
        "Logga in med Sommar#2024",
        "Kod: 1234",
        "PIN: 1234",
        "pw: katt",
        "Lösenord kommun123",
        "Kassaskåpet, kod 1234",
        "Pinkoden 123456",
    ],
)
def test_a_password_in_any_text_is_asked_about(text: str) -> None:
    assert messages.MAYBE_LOGIN in asked(LongText, f"Vi tipsar. {text}")


@pytest.mark.parametrize(
    "text",
    ["Vi byter lösenord 2024", "Lösenord byts var 90:e dag", "Ladda ner med qr-kod 2", "Pin 3"],
)
def test_talk_about_passwords_is_none(text: str) -> None:
    assert asked(LongText, text) == []


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("\uf0b7 böcker", "• böcker"),
        ("\uf0a7 a \uf0d8 b \uf076 c", "▪ a ➢ b ❖ c"),
        ("film \uf0e0 bild", "film → bild"),
        ("klart \uf0fc \uf04a", "klart ✓ ☺"),
        ("\uf028 070-174 06 05 \uf02a anna@toreboda.se", "☎ 070-174 06 05 ✉ anna@toreboda.se"),
        ("\uf081 först \uf08d sedan", "① först ❷ sedan"),
        ("\uf0fe ja \uf0a8 nej \uf078 vet inte", "☑ ja □ nej ☒ vet inte"),
        ("\uf0b3 18 år \uf0ae 20\uf0b0 \uf0b1 2 \uf0d3", "≥ 18 år → 20° ± 2 ©"),
        ("\uf0ec upp \uf0f2 ner \uf0f3", "↗ upp ⇩ ner ↔"),
    ],
)
def test_signs_of_word_become_what_they_show(typed: str, cleaned: str) -> None:
    assert clean_line(typed) == cleaned
    assert asked(LongText, typed) == []
    assert asked(Line, typed) == []


# Of Symbol and of Wingdings: α ♋, π 🞐, ≤ 🞈, ↔ ★, Σ ↙.
@pytest.mark.parametrize("sign", ["\uf061", "\uf070", "\uf0a3", "\uf0ab", "\uf0e5"])
def test_a_sign_that_may_be_either_of_two_is_asked_about(sign: str) -> None:
    assert clean_line(f"Vi {sign} tipsar") == f"Vi {sign} tipsar"
    assert asked(LongText, f"Vi {sign} tipsar") == [messages.PRIVATE_SIGNS]


@pytest.mark.parametrize("sign", ["\ue000", "\uf8ff", "\U000f0000", "\U0010fffd"])
def test_a_sign_that_only_one_program_knows_is_asked_about(sign: str) -> None:
    assert asked(LongText, f"Vi {sign} tipsar") == [messages.PRIVATE_SIGNS]


@pytest.mark.parametrize("answers", PLANS, ids=lambda plan: plan["medium"])
def test_nothing_is_asked_about_the_texts_of_ordinary_plans(answers: dict) -> None:
    form = Aktivitetsplan.from_answers(answers)
    form.validate()
    words = " ".join(text for text, _ in form.all_warnings())
    texts = (messages.PLACEHOLDER, messages.PERSONAL_NUMBER, messages.MAYBE_LOGIN)
    for text in (*texts, messages.NAME_OF_FUNCTION, messages.PRIVATE_SIGNS):
        assert text not in words


def test_what_is_asked_away_from_the_question_says_which_it_is() -> None:
    form = Aktivitetsplan.from_answers(
        plan(purpose="-", monitoring="-", medium="Test", credentials_location="?")
        | {"manager": {"title": "-"}}
    )
    form.validate()
    named = [text.split(":")[0] for text, _ in form.all_warnings() if messages.PLACEHOLDER in text]
    places = ["Fråga 1", "Syfte", "Fråga 7", "Var förvaras inloggningsuppgifterna", "Befattning"]
    assert named == places
