"""Days, times, numbers and identities on the page, without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

import forms
from app import create_app
from settings import Settings
from tests.grants import EVERY, NUMBER, Grant, grant
from tests.plans import as_inputs
from tests.web.conftest import Visitor

PAGE = "/bidrag/"
WRONG = {
    "day": "31 februari 2026",
    "begins": "25:00",
    "weeks-from": "2026-12-24",
    "weeks-to": "2026-12-01",
    "count": "-4",
    "area": "banan",
    "costs-0-amount": "1.250",
    "address-postcode": "12",
    "person": "811218-9875",
    "firm": "811218-9876",
}


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch, make_app: Callable[..., Flask]) -> Visitor:
    monkeypatch.setattr(forms, "FORMS", (Grant,))
    return Visitor(make_app(ALLOW_PERSONAL_NUMBERS="yes"))


@pytest.fixture
def inputs() -> dict[str, str]:
    """What somebody types in far ahead, so that no day has gone by."""
    return as_inputs(EVERY) | {"day": "26/11 2096", "last": ""}


def test_page_tells_how_to_write_and_what_is_counted(visitor: Visitor) -> None:
    page = visitor.get(PAGE)
    assert page.select_one("#day-hint").text == "Till exempel 2026-11-26"
    assert page.select_one("label[for=count]").text == "Antal (personer)"
    assert page.select_one("#count")["inputmode"] == "decimal"
    assert page.select_one("#count + .govuk-input__suffix").text == "personer"
    assert page.select_one("#address-town").find_parent("fieldset").legend.text.strip() == "Adress"
    assert "anteckningar" not in page.text


def test_each_wrong_answer_has_its_own_message_and_stays(
    visitor: Visitor, inputs: dict[str, str]
) -> None:
    visitor.get(PAGE)
    page = visitor.post(PAGE, inputs | WRONG, expect=422)
    told = {a["href"][1:] for a in page.select(".govuk-error-summary a")}
    assert told == WRONG.keys() - {"weeks-from"}
    assert {name: page.select_one(f"#{name}")["value"] for name in WRONG} == WRONG


def test_sum_is_shown_without_a_script_and_is_never_posted(
    visitor: Visitor, inputs: dict[str, str]
) -> None:
    page = visitor.get(PAGE)
    assert "Räknas ut åt dig. Du ser summan när du granskar eller sparar." in page.text
    assert page.select_one("output#total").text == "Inget att räkna ihop än."
    page = visitor.post(PAGE, inputs | {"total": "99", "person": "1"}, expect=422)
    assert page.select_one("output#total").text == "1\u00a0270,50\u00a0kr"


def test_all_of_it_is_filed_and_told_without_the_last_digits(
    visitor: Visitor, inputs: dict[str, str]
) -> None:
    page = visitor.file(inputs, "bidrag")
    assert page
    filed = re.search(r"BI-[0-9-]+", visitor.text)
    assert filed
    office: Any = visitor.client.application.extensions["office"]
    with office.register.connect() as connection:
        [[text]] = connection.exec_driver_sql("SELECT text FROM filings").all()
        kept = connection.exec_driver_sql("SELECT * FROM case_texts").all()
    assert "19811218-****" in text
    assert NUMBER not in text
    assert NUMBER not in str(kept)


def test_officers_read_the_number_whole_on_the_document_alone(visitor: Visitor) -> None:
    answers: Any = visitor.client.application.jinja_env.get_template("answers.html").module
    [section] = [one for one in grant(**EVERY).sections() if one.question.number == 12]
    assert NUMBER in answers.section_value(section)
    assert "19811218-****" in answers.section_value(section, is_listed=True)
    assert NUMBER not in answers.section_value(section, is_listed=True)
    assert "utom där blanketten frågar" in visitor.get("/personuppgifter/").text


def test_personal_number_is_asked_for_only_where_that_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
    make_settings: Callable[..., Settings],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(forms, "FORMS", (Grant,))
    with pytest.raises(SystemExit):
        create_app(make_settings())
    said = "Setting ALLOW_PERSONAL_NUMBERS: Grant asks for a personal number (person); write yes"
    assert said in capsys.readouterr().err
