"""Answers to what is not asked are no changes, stand in no table and are not found."""

from typing import Any

from forms.changes import Change, changes_between
from forms.table import Table
from office.indexing import said_by
from tests.conditional import ENDED, WHOLE, Ending, Moving


def changes(form: Any, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return changes_between(form.from_answers(before), form.from_answers(after))


def test_an_answer_that_is_no_longer_asked_is_told_to_be_gone() -> None:
    found = changes(Ending, ENDED, {**ENDED, "decision": "go_on"})
    told = [(one.question, one.before, one.after, one.notes) for one in found]
    assert told == [
        ("1. Vad är beslutat?", "Avsluta", "Fortsätt", ("Inget svar", "Inget svar")),
        (
            "1 a. Varför?",
            "Något har hänt",
            "",
            ("Inget svar", "Frågan gäller inte längre."),
        ),
        (
            "1 b. Är det anmält?",
            "Är anmälan gjord: Ja, 5000-K1",
            "",
            ("Inget svar", "Frågan gäller inte längre."),
        ),
    ]


def test_an_answer_that_is_asked_now_is_told_not_to_have_applied() -> None:
    (_, change) = changes(Ending, {**ENDED, "may_rest": False}, ENDED)
    assert (change.question, change.before, change.after) == ("2 a. Till när?", "", "midsommar")
    assert change.notes[0] == "Frågan gällde inte."


def test_what_is_typed_where_nothing_is_asked_is_no_change() -> None:
    hidden = {**WHOLE, "is_damaged": False, "keys": {"lost": True, "where": "I sjön"}}
    other = {**hidden, "damage": "Taket", "loans": [], "name": "Bo Ek"}
    assert changes(Moving, hidden, other) == []


def test_rows_go_with_the_part_of_the_form_that_they_stand_in() -> None:
    after = {**WHOLE, "keys": {"lost": True, "where": "I sjön"}}
    told = [one.question for one in changes(Moving, WHOLE, after)]
    assert "4. Vad är lånat?" in told


def test_a_table_has_an_empty_cell_for_what_was_not_asked() -> None:
    table = Table.of(Moving, persons=True)
    filed = Moving.from_answers({**WHOLE, "is_damaged": False}).answers()
    cells = dict(zip(table.headings, table.row(Moving.edition, filed), strict=True))
    assert cells["Vad är skadat?"] == ""
    assert cells["Vilken lokal gäller det?"] == "B214"


def test_search_finds_no_answer_that_was_not_asked() -> None:
    form = Moving.from_answers({**WHOLE, "is_damaged": False})
    assert "Dörren" not in said_by(form).texts
    assert "Dörren" in said_by(Moving.from_answers(WHOLE)).texts
