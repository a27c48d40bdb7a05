"""Questions answered with days, times, numbers, identities and addresses, and sums of others."""

from datetime import date, time
from typing import Any

import jsonschema
import pytest
from werkzeug.datastructures import MultiDict

from forms import PrintableForm, messages, when
from forms.changes import changes_between
from forms.field import Leaf
from forms.kinds import (
    Date,
    Line,
    Number,
    PersonalNumber,
    Sum,
    Tick,
    Time,
)
from forms.table import Table
from forms.unfit import UnfitForm
from tests.grants import EVERY, KEPT, NUMBER, THURSDAY, WHOLE, Grant, grant


def errors_of(name: str, **answers: Any) -> list[str]:
    leaf: Leaf | None = grant(**answers).leaf(name)
    assert leaf
    return list(leaf.errors)


def test_whole_form_is_kept_in_one_way_of_writing() -> None:
    form = grant(**EVERY)
    assert form.errors == {}
    assert form.answers() == KEPT
    jsonschema.Draft202012Validator.check_schema(Grant.schema())
    jsonschema.validate(form.answers(), Grant.schema())
    again = Grant.from_answers(form.answers())
    assert (again.answers(), again.as_text()) == (form.answers(), form.as_text())
    for told in ("26 november 2026", "kl. 09.00", "1 december 2026 – 24 december 2026"):
        assert told in form.as_text()
    for told in ("12\u00a0personer", "1\u00a0270,50\u00a0kr", "Box 83, 545 22 Töreboda"):
        assert told in form.as_text()


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("day", {"day": "31 februari 2026"}, "Februari 2026 har 28 dagar."),
        ("day", {"day": "2026-11-25"}, "Dagen får tidigast vara 26 november 2026. Ändra dagen."),
        (
            "day",
            {"day": "2026-12-02", "last": "2026-12-01"},
            "Dagen får senast vara 1 december 2026, som står i ”Sista dagen”. Ändra dagen.",
        ),
        ("begins", {"begins": "25:00"}, "Dygnet slutar 23:59."),
        ("weeks-to", {"weeks": {"from": "2026-12-02", "to": "2026-12-01"}}, "får tidigast vara 2"),
        ("weeks-from", {"weeks": {"to": "2026-12-01"}}, "Skriv första dagen."),
        ("hours-to", {"hours": {"from": "9"}}, "Skriv när det slutar."),
        ("hours-to", {"hours": {"from": "9", "to": "8.59"}}, "Tiden får tidigast vara kl. 09.00"),
        ("count", {"count": "-4"}, "Talet ska vara mellan 0 och 500\u00a0personer."),
        ("count", {"count": -4}, "Talet ska vara mellan"),
        ("count", {"count": 501}, "Talet ska vara mellan"),
        ("count", {"count": 1.5}, "hela tal"),
        ("count", {"count": 10**400}, "med siffror"),
        ("count", {"count": float("nan")}, "med siffror"),
        ("area", {"area": -0.5}, "Talet ska vara minst 0."),
        ("other", {"other": "banan"}, "Skriv övrigt i kronor med siffror"),
        ("address-postcode", {"address": {"postcode": "123", "street": "B 1"}}, "fem siffror"),
        ("address-town", {"address": {"street": "Box 1", "postcode": "54530"}}, "Skriv postorten."),
        ("person", {"person": "811218-9875"}, "Någon siffra i numret är fel."),
        ("firm", {"firm": "811218-9876"}, "personnummer"),
    ],
)
def test_what_cannot_be_is_stopped_in_words(name: str, answers: dict[str, Any], said: str) -> None:
    [told] = errors_of(name, **answers)
    assert said in told


def test_half_of_a_period_may_be_missing_only_where_it_has_no_end() -> None:
    assert grant(weeks={"from": "2026-12-01"}).errors == {}
    assert grant(weeks={"from": "2026-12-01"}).weeks.shown == "1 december 2026 – tills vidare"
    assert grant(hours={}).errors == {}


def test_days_of_long_ago_are_not_judged_by_the_clock_of_who_reads_them() -> None:
    form = Grant.from_answers({**WHOLE, "day": "2020-01-01"})
    assert form.validate()
    assert form.day.shown == "1 januari 2020"


def test_today_stays_the_day_on_which_it_was_typed() -> None:
    typed = grant(day="i dag", weeks={"from": "i morgon"}).typed()
    assert (typed["day"], typed["weeks"]["from"]) == ("2026-11-26", "2026-11-27")
    later = Grant.from_answers(typed, today=date(2027, 1, 1))
    assert later.day.answer == "2026-11-26"


def test_a_year_that_nobody_remembers_is_asked_about() -> None:
    form = grant(last="2206-12-01")
    assert form.last.warnings == [messages.unusual_year(2206)]


@pytest.mark.parametrize(
    ("name", "typed", "understood"),
    [
        ("day", "2026-11-26", ""),
        ("day", "26/11 2026", "26 november 2026"),
        ("begins", "14.30", ""),
        ("begins", "kl 9", "kl. 09.00"),
        ("count", "12", ""),
        ("other", "1250 KR", ""),
        ("other", "1250:50", "1\u00a0250,50\u00a0kr"),
        ("person", "198112189876", ""),
        ("person", "811218-9876", NUMBER),
        ("firm", "5560360793", ""),
    ],
)
def test_what_is_understood_is_told_where_it_differs(
    name: str, typed: str, understood: str
) -> None:
    assert grant(**{name: typed})[name].understood == understood


def test_sum_is_computed_whatever_is_sent() -> None:
    posted = Grant.from_answers({**WHOLE, "other": "5", "total": 7})
    assert (posted.total.answer, posted.answers()["total"], posted.typed()["total"]) == (5, 5, 5)
    assert posted.validate()
    assert posted.total.warnings == [messages.another_sum("7\u00a0kr", "5\u00a0kr")]
    assert Grant.from_answers(posted.answers()).total.unlike == ""
    assert Grant.from_answers({**WHOLE, "other": "5", "total": "mycket"}).total.unlike == "mycket"


def test_sum_that_is_posted_is_not_even_looked_at() -> None:
    posted = Grant.from_post(MultiDict({"other": "5", "total": "99"}))
    assert (posted.total.answer, posted.total.unlike) == (5, "")


def test_sum_leaves_out_what_is_not_asked() -> None:
    fields = {
        "both": Tick("Båda"),
        "one": Number("Ett"),
        "other": Number("Två", asked_if=when("both", True)),
        "total": Sum("Summa", of=("one", "other")),
    }
    form: Any = type("A", (PrintableForm,), facts(**fields))
    for both, total in ((True, 3), (False, 1)):
        assert form.from_answers({"both": both, "one": 1, "other": 2}).total.answer == total


def test_sum_leaves_out_what_is_not_understood_and_is_exact() -> None:
    rows = [{"what": "a", "amount": text} for text in ("0,10", "0,20", "banan", "")]
    form = grant(costs=rows)
    assert form.total.answer == 0.3
    assert "total" not in grant().answers()


def test_box_of_the_office_stands_on_paper_alone() -> None:
    form = grant(number="123")
    assert form.answers().keys().isdisjoint({"number"})
    assert "number" not in form.typed()
    assert "number" not in Grant.schema()["properties"]
    assert "anteckningar" not in form.as_text()
    assert "Diarienummer" not in " ".join(Table.of(Grant, persons=True).headings)
    assert [one.fields for one in form.sections() if one.question.number == 14] == []
    assert form.sections_on_paper()[-1].fields[0].name == "number"


def test_personal_number_is_told_whole_on_the_document_alone() -> None:
    form = grant(person="811218-9876")
    assert NUMBER in form.as_text()
    assert "19811218-****" in form.as_text(is_listed=True)
    assert NUMBER not in form.as_text(is_listed=True)
    assert form.person.warnings == []
    assert NUMBER not in form.person.key
    [change] = changes_between(form, grant(person="19811218-9884"))
    assert (change.before, change.after) == ("19811218-****", "19811218-**** (andra siffror)")
    readers, officers = (Table.of(Grant, persons=one) for one in (False, True))
    assert "Personnummer" not in readers.headings
    assert NUMBER in officers.row("1", form.answers())


def test_personal_number_is_neither_suggested_nor_listed() -> None:
    with pytest.raises(TypeError, match="never offered"):
        type("A", (PrintableForm,), facts(who=PersonalNumber("Vem", suggest=True)))
    with pytest.raises(UnfitForm, match="subject_from names 'who', which tells who somebody is"):
        type("A", (PrintableForm,), facts(who=PersonalNumber("Vem"), subject_from="who"))


def test_personal_line_is_neither_suggested_nor_listed_and_not_for_readers() -> None:
    with pytest.raises(TypeError, match="never offered"):
        type("A", (PrintableForm,), facts(who=Line("Vem", personal=True, suggest=True)))
    with pytest.raises(UnfitForm, match="subject_from names 'who', which tells who somebody is"):
        type("A", (PrintableForm,), facts(who=Line("Vem", personal=True), subject_from="who"))
    form = type("A", (PrintableForm,), facts(who=Line("Vem", personal=True), what=Line("Vad")))
    assert Table.of(form, persons=False).headings == ["Vad"]


def facts(**more: Any) -> dict[str, Any]:
    return {"slug": "a", "prefix": "A", "title": "A", **more}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"a": Date("A", earliest="b"), "b": Time("B")}, "'b' is no Date"),
        ({"a": Date("A", earliest="c")}, "'c' is no Date"),
        ({"a": Date("A", earliest=date(2026, 2, 1), latest=date(2026, 1, 1))}, "is after latest"),
        ({"a": Time("A", earliest=time(9), latest=time(8))}, "is after latest"),
        ({"a": Sum("A", of="b"), "b": Line("B")}, "'b' is no number"),
        ({"a": Sum("A", of="b-c")}, "'b-c' is no number"),
        ({"a": Number("A", decimals=4)}, "0 to 3 decimals"),
    ],
)
def test_what_cannot_work_is_refused_when_the_class_is_made(
    fields: dict[str, Any], said: str
) -> None:
    with pytest.raises((UnfitForm, ValueError), match=said):
        type("A", (PrintableForm,), facts(**fields))


def test_cells_are_typed() -> None:
    form = grant(other="1 250,50", person=NUMBER)
    row = dict(zip(Table.of(Grant, persons=True).headings, _row(form), strict=True))
    told = {name: row[name] for name in ("Dagen", "Börjar", "Antal", "Övrigt", "Summa")}
    assert told == {
        "Dagen": "2026-11-26",
        "Börjar": "09:00",
        "Antal": 12,
        "Övrigt": 1250.5,
        "Summa": 1250.5,
    }


def _row(form: Grant) -> list[Any]:
    return Table.of(Grant, persons=True).row("1", form.answers())


@pytest.mark.parametrize(
    "odd", [True, None, [], {}, "x" * 5_000, float("inf"), -(10**400), "\ud800"]
)
def test_no_value_of_json_breaks_a_kind(odd: object) -> None:
    kept, _ = Grant.fitting(dict.fromkeys(Grant.blank()._fields, odd))
    form = Grant(data=kept, meta={"today": THURSDAY})
    form.validate()
    assert isinstance(form.as_text(), str)
    assert Table.of(Grant, persons=True).row("1", dict.fromkeys(Grant.blank()._fields, odd))


@pytest.mark.parametrize(("typed", "is_right"), [("0,1", True), ("0,3", True), ("0,4", False)])
def test_bounds_are_as_they_are_written(typed: str, is_right: bool) -> None:
    part = Number("Del", decimals=1, least=0.1, most=0.3)
    form: Any = type("A", (PrintableForm,), facts(part=part)).from_answers({"part": typed})
    assert form.validate() is is_right
