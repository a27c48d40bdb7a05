"""The schema asks for what the form asks for, and lets be what the form does not ask."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import PartForm, PrintableForm, Question, when
from forms.kinds import Line, RowList, Tick, YesNo
from tests.conditional import Ending, Moving

SCHEMAS = {form: jsonschema.Draft202012Validator(form.schema()) for form in (Moving, Ending)}
few = settings(max_examples=50, deadline=None, derandomize=True, database=None)

TICK = st.sampled_from([True, False])
KEYS = st.fixed_dictionaries({}, optional={"lost": TICK, "where": st.sampled_from(["I sjön"])})
LOAN = st.fixed_dictionaries(
    {"what": st.just("Stege")}, optional={"broken": TICK, "how": st.just("En pinne")}
)
MOVING = st.fixed_dictionaries(
    {"room": st.just("B214")},
    optional={
        "is_damaged": TICK,
        "damage": st.just("Dörren"),
        "is_repaired": TICK,
        "hours": st.sampled_from([2, "ca 2"]),
        "keys": KEYS,
        "loans": st.lists(LOAN, min_size=1, max_size=2),
        "someone": TICK,
        "name": st.just("Åsa Ek"),
    },
)
REPORT = st.fixed_dictionaries({}, optional={"is_done": TICK, "number": st.just("5000-K1")})
ENDING = st.fixed_dictionaries(
    {"may_rest": TICK},
    optional={
        "decision": st.sampled_from(["go_on", "end", "move", {"other": "Vänta"}]),
        "why": st.sampled_from([["time"], ["harm"], ["time", "harm"], ["none"]]),
        "report": REPORT,
        "explained": st.just("Vi väntar"),
        "until": st.just("midsommar"),
    },
)


def agree(form_class: type[PrintableForm], answers: dict[str, Any]) -> None:
    """The form and its schema say the same of what is missing, and of what is filed."""
    schema, form = SCHEMAS[form_class], form_class.from_answers(answers)
    is_valid = form.validate()
    assert schema.is_valid(answers) == is_valid, (answers, form.error_list())
    filed = json.loads(json.dumps(form.answers()))
    assert schema.is_valid(filed) == is_valid, (filed, form.error_list())
    assert form_class.from_answers(filed).answers() == filed


@few
@given(MOVING)
def test_ticks_decide_the_same_for_form_and_schema(answers: dict[str, Any]) -> None:
    agree(Moving, answers)


@few
@given(ENDING)
def test_choices_decide_the_same_for_form_and_schema(answers: dict[str, Any]) -> None:
    agree(Ending, answers)


@pytest.mark.parametrize("form_class", SCHEMAS, ids=lambda form: form.slug)
def test_the_schema_is_one(form_class: type[PrintableForm]) -> None:
    jsonschema.Draft202012Validator.check_schema(form_class.schema())
    json.dumps(form_class.schema())


def test_the_schema_says_in_words_when_something_is_asked() -> None:
    told = Ending.schema()["properties"]["why"]["description"]
    assert told == "Svara bara om du svarade ”Avsluta” eller ”Flytta” på fråga 1."
    told = Ending.schema()["properties"]["until"]["description"]
    assert told == "Svara bara om du svarade ja på fråga 2."


def test_what_breaks_a_condition_is_left_out_and_no_error() -> None:
    answers = {"decision": "go_on", "why": ["banan"], "may_rest": False, "until": "x" * 5_000}
    form = Ending.from_answers(answers)
    assert form.validate()
    assert form.answers() == {"decision": "go_on", "may_rest": False}
    assert SCHEMAS[Ending].is_valid(answers)


class Stop(PartForm):
    is_late = YesNo("Sent?", optional=True)
    is_paid = Tick("Betalt", asked_if=when("is_late", False))
    why = Line("Varför inte?", asked_if=when("is_paid", False))


class Ride(PrintableForm):
    slug, prefix, title = "resa", "RE", "Resa"
    stops = RowList(Stop, Question(1, "Var?"), title="Stopp {}", noun="stopp", least=1, most=3)


@pytest.mark.parametrize(
    "stop",
    [
        {"is_late": True},
        {"is_late": False},
        {"is_late": False, "is_paid": True},
        {"is_late": False, "why": "Glömt"},
    ],
)
def test_a_part_of_a_row_that_hangs_on_what_is_not_asked_is_not_asked_for(
    stop: dict[str, Any],
) -> None:
    form = Ride.from_answers({"stops": [stop]})
    assert jsonschema.Draft202012Validator(Ride.schema()).is_valid(form.answers()) is (
        form.validate()
    )


class Halt(PartForm):
    place = Line("Plats", noun="platsen på")
    is_night = Tick("Natt")
    hotel = Line("Hotell", noun="hotellet på", asked_if=when("is_long", True))
    room = Line("Rum", noun="rummet på", asked_if=when("is_night", True))
    bed = Line(
        "Säng",
        Question(None, "Säng", asked_if=when("is_long", True)),
        noun="sängen på",
        asked_if=when("is_night", True),
    )


class Journey(PrintableForm):
    slug, prefix, title = "farder", "FA", "Färd"
    is_far = YesNo("Långt", Question(1, "Går den långt?"), noun="om den går långt")
    is_long = YesNo(
        "Länge",
        Question(2, "Är den lång?", asked_if=when("is_far", True)),
        noun="om den är lång",
    )
    halts = RowList(
        Halt, Question(3, "Var?"), title="Uppehåll {}", noun="uppehåll", least=0, most=2
    )


JOURNEY = jsonschema.Draft202012Validator(Journey.schema())
HALT = st.fixed_dictionaries(
    {"place": st.just("Skövde")},
    optional={
        "is_night": TICK,
        "hotel": st.sampled_from(["Stadshotellet", "x" * 300]),
        "room": st.just("12"),
        "bed": st.just("Överslaf"),
    },
)


@few
@given(
    st.fixed_dictionaries(
        {"is_far": TICK}, optional={"is_long": TICK, "halts": st.lists(HALT, max_size=2)}
    )
)
def test_a_part_of_a_row_hangs_on_what_stands_outside_in_form_and_schema(
    answers: dict[str, Any],
) -> None:
    form = Journey.from_answers(answers)
    is_valid = form.validate()
    filed = json.loads(json.dumps(form.answers()))
    assert JOURNEY.is_valid(filed) == is_valid, (filed, form.error_list())
    assert JOURNEY.is_valid(answers) == is_valid, (answers, form.error_list())
