"""The follow-up of an account: begun with what its plan says, and what its decision asks for."""

from datetime import date
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from forms import Aktivitetsplan, Uppfoljning
from forms.following import follower_of, to_change
from policy import CHECKLIST
from tests.plans import PLANS, plan
from tests.records import TODAY, follow_up, sent

ENDING = {"day": "2024-12-31", "kept": "En ögonblicksbild i e-arkivet"}


def checked(answers: dict[str, Any]) -> tuple[Uppfoljning, dict[str, str]]:
    """The form, and its messages by their place."""
    form = Uppfoljning.from_answers(answers, today=TODAY)
    form.validate()
    return form, {place: message for message, place in form.error_list()}


def without(name: str, **changes: Any) -> dict[str, Any]:
    answers = follow_up(**changes)
    del answers[name]
    return answers


@pytest.mark.parametrize(
    "answers",
    [
        follow_up(),
        follow_up(decision="change", changes="Fler bilder"),
        without("next_on", decision="end", ending=ENDING),
    ],
    ids=["continue", "change", "end"],
)
def test_each_decision_can_be_filed_and_comes_back_unchanged(answers: dict[str, Any]) -> None:
    form, errors = checked(answers)
    assert errors == {}
    assert form.answers() == answers
    posted = Uppfoljning.from_post(MultiDict(sent(Uppfoljning, answers)), today=TODAY)
    assert posted.validate(), posted.error_list()
    assert posted.answers() == answers


@pytest.mark.parametrize(
    ("decision", "asked"),
    [
        ("continue", {"next_on"}),
        ("change", {"next_on", "changes"}),
        ("end", {"ending-day", "ending-kept"}),
    ],
)
def test_each_decision_asks_for_what_follows_from_it(decision: str, asked: set[str]) -> None:
    assert set(checked(without("next_on", decision=decision))[1]) == asked


def test_it_quotes_the_step_of_the_checklist() -> None:
    assert CHECKLIST[-1].text in Uppfoljning.intro


@pytest.mark.parametrize("answers", PLANS, ids=lambda p: p["medium"])
def test_a_plan_gives_what_it_knows_and_of_its_people_only_the_manager(
    answers: dict[str, Any],
) -> None:
    known = Uppfoljning.begun_from(Aktivitetsplan.from_answers(answers), "AP-2026-0042")
    form = Uppfoljning.from_answers(known)
    assert form.answer_to("plan") == "AP-2026-0042"
    for name in ("medium", "url", "organisation-unit", "purpose", "audience"):
        plan_of_it = Aktivitetsplan.from_answers(answers)
        assert form.answer_to(name) == plan_of_it.answer_to(name)
    said = str(form.answers())
    for person in answers["administrators"]:
        assert person["email"] not in said
    assert set(known["manager"]) <= {"name", "title"}


def test_an_unusual_number_of_hours_comes_along_as_it_was_written() -> None:
    known = Uppfoljning.begun_from(Aktivitetsplan.from_answers(plan(weekly_hours="1–2")), "AP-1")
    assert known["hours"] == {"planned": "1–2"}


def test_only_a_decision_to_change_leads_to_the_plan_and_only_a_reference_is_one() -> None:
    def decided(**changes: Any) -> Any:
        return to_change("uppfoljning", "1", follow_up(**changes))

    assert decided() is None
    changed = decided(decision="change", changes="Fler bilder")
    assert (changed.form, changed.reference) == (Aktivitetsplan, "AP-2024-0001")
    assert decided(decision="change", plan="ap-2026-7").reference == "AP-2026-7"
    assert decided(decision="change", plan="../../arende/x").reference == ""
    assert to_change("aktivitetsplan", "2", plan()) is None
    assert follower_of("aktivitetsplan") is Uppfoljning
    assert follower_of("uppfoljning") is None


def test_a_period_that_ends_before_it_begins_or_in_the_future_is_refused() -> None:
    assert checked(follow_up(period={"from": "2024-10-31", "to": "2023-11-01"}))[1]
    assert checked(follow_up(period={"from": "2024-10-31", "to": "2024-11-27"}))[1]


class Records:
    """A register with so many records, which notes what it was asked."""

    def __init__(self, filed: int | None) -> None:
        self.filed, self.asked = filed, []  # type: int | None, list[tuple[Any, ...]]

    def __call__(self, *asked: Any) -> int | None:
        self.asked.append(asked)
        return self.filed


def beside(filed: int | None, **changes: Any) -> tuple[Uppfoljning, Records]:
    """A follow-up beside a register with so many records."""
    records = Records(filed)
    answers = follow_up(**changes)
    form = Uppfoljning.from_answers(answers, today=TODAY, count_about=records)
    form.validate()
    return form, records


def test_records_are_asked_for_by_account_and_period_once() -> None:
    form, records = beside(1)
    assert "1 anteckning om borttagna inlägg" in form["removals"].hint
    account = "facebook:bibliotekettoreboda"
    period = date(2023, 11, 1), date(2024, 10, 31)
    assert records.asked == [("borttaget-inlagg", account, "removed-day", *period)]


@pytest.mark.parametrize(
    ("filed", "told"),
    [
        (0, "Lämna in en anteckning för varje"),
        (1, ""),
        (2, "I registret finns 2 anteckningar om borttagna inlägg (MA) för kontot och tiden"),
        (None, ""),
    ],
)
def test_another_number_than_that_of_the_records_is_asked_about_and_may_be_filed(
    filed: int | None, told: str
) -> None:
    form, _ = beside(filed)
    assert form.error_list() == []
    assert bool(form["removals"].warnings) == bool(told)
    assert told in "".join(form["removals"].warnings)


@pytest.mark.parametrize(
    "changes",
    [
        {"url": ""},
        {"period": {"from": "2024-01-01", "to": ""}},
        {"period": {"from": "", "to": "2024-01-01"}},
        {"period": {"from": "2024-10-31", "to": "2023-11-01"}},
    ],
)
def test_register_is_not_asked_before_account_and_period_are_known(changes: dict[str, Any]) -> None:
    form, records = beside(5, **changes)
    assert records.asked == []
    assert form["removals"].hint == ""
    assert form["removals"].warnings == []


@pytest.mark.parametrize(
    ("since", "first"),
    [
        (date(2020, 1, 1), "2023-11-27"),
        (date(2024, 5, 1), "2024-05-01"),
        (None, "2023-11-27"),
        # A clock was put back.
        (date(2024, 12, 1), "2024-11-26"),
    ],
)
def test_a_follow_up_begins_with_the_last_year_or_what_there_was_of_it(
    since: date | None, first: str
) -> None:
    meta = {"today": TODAY, "count_about": Records(7)}
    known = Uppfoljning.begun_from(Aktivitetsplan.from_answers(plan(), **meta), "AP-1", since)
    assert known["period"] == {"from": first, "to": TODAY.isoformat()}
    assert known["removals"] == 7


def test_register_is_asked_anew_when_the_account_is_another() -> None:
    form, records = beside(1)
    form["url"].data = "www.facebook.com/annan"
    assert form["removals"].filed == 1
    assert [subject for _, subject, *_ in records.asked] == [
        *("facebook:bibliotekettoreboda", "facebook:annan")
    ]


def test_something_must_be_measured() -> None:
    assert checked(follow_up(measured=[]))[1]
