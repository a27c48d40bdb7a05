"""Persons added, copied, removed and brought back without JavaScript: the focus follows."""

import pytest
from bs4 import Tag

import forms
from forms import PrintableForm
from forms.kinds import Email, Line, PersonName, Phone
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor
from tests.web.filling.test_views import FORM, values


def focused(visitor: Visitor) -> Tag:
    [found] = visitor.page.select("[autofocus]")
    return found


def press(visitor: Visitor, action: str, expect: int = 200) -> None:
    """Press a button of the form with all that stands on the page."""
    hidden = visitor.page.select("#answers input[type=hidden]")
    inputs = values(visitor) | {one["name"]: one.get("value", "") for one in hidden}
    inputs.pop("csrf_token")
    visitor.post(visitor.page.select_one("#answers")["action"], inputs | {"action": action}, expect)


@pytest.fixture(params=["new", "draft"])
def filled(request: pytest.FixtureRequest, visitor: Visitor) -> Visitor:
    """A visitor with a plan in the form, before it is saved and after."""
    visitor.get(FORM)
    inputs = as_inputs(plan())
    if request.param == "draft":
        visitor.post(FORM, inputs | {"action": "save"})
        visitor.follow()
    else:
        visitor.post(FORM, inputs | {"action": "same-operators-0-administrators-0"}, 200)
    return visitor


def test_focus_is_on_the_person_who_was_added(filled: Visitor) -> None:
    press(filled, "add-administrators")
    added = len(plan()["administrators"])
    assert focused(filled)["name"] == f"administrators-{added}-name"


def test_focus_is_on_the_person_who_was_copied(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()) | {"action": "same-operators-0-administrators-1"}, 200)
    assert focused(visitor)["name"] == "operators-0-name"


def test_focus_is_on_the_summary_when_nobody_could_be_copied(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, {"action": "same-operators-0-administrators-0"}, 422)
    assert "govuk-error-summary" in focused(visitor)["class"]


def test_who_was_removed_is_named_and_can_be_brought_back(filled: Visitor) -> None:
    before = values(filled)
    press(filled, "remove-administrators-1")
    assert "Administratör 2, Per-Örjan Ek, är borttagen." in filled.text
    assert focused(filled)["value"].startswith("undo-administrators-1-of-")
    assert "Per-Örjan Ek" not in values(filled).values()
    press(filled, focused(filled)["value"])
    assert values(filled) == before
    assert focused(filled)["name"] == "administrators-1-name"
    assert "borttagen" not in filled.text


def test_one_of_as_many_as_are_needed_comes_back_without_a_row_too_many(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan(1)) | {"action": "remove-administrators-0"}, 200)
    press(visitor, focused(visitor)["value"])
    shown = values(visitor)
    names = [shown[name] for name in shown if name.startswith("admin") and name.endswith("-name")]
    assert names == [one["name"] for one in plan(1)["administrators"]]


def test_who_has_no_name_is_named_by_what_stands_there(visitor: Visitor) -> None:
    visitor.get(FORM)
    inputs = {"operators-0-email": "vaxeln@toreboda.se", "action": "remove-operators-0"}
    visitor.post(FORM, inputs, 200)
    assert "Person 1, vaxeln@toreboda.se, är borttagen." in visitor.text
    visitor.post(FORM, {"action": "remove-operators-0"}, 200)
    assert "Person 1 är borttagen." in visitor.text


@pytest.mark.parametrize(
    "action",
    [
        "undo-medium-0-of-1",
        "undo-nobody-0-of-1",
        "undo-administrators-999-of-0",
        "undo-administrators",
    ],
)
def test_odd_undoing_does_no_harm(visitor: Visitor, action: str) -> None:
    visitor.get(FORM)
    inputs = as_inputs(plan()) | {"action": action, "removed-name": "X", "removed-form": "Y"}
    token = visitor.page.select_one("[name=csrf_token]")["value"]
    answer = visitor.client.post(FORM, data=inputs | {"csrf_token": token})
    assert answer.status_code in (200, 303)


def test_saving_is_said_in_title_and_focus_and_only_once(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, {"medium": "Facebook", "action": "save"})
    visitor.follow()
    assert visitor.page.title.text.startswith("Sparat: Aktivitetsplan")
    assert focused(visitor).get_text(" ", strip=True).startswith("Sparat ")
    visitor.get(visitor.response.request.path)
    assert visitor.page.title.text.startswith("Aktivitetsplan")
    assert not visitor.page.select("[autofocus]")


def test_every_question_is_a_heading(visitor: Visitor) -> None:
    page = visitor.get(FORM)
    sections = forms.Aktivitetsplan().sections()
    numbered = [one.question.heading for one in sections if not one.question.addition]
    additions = [one.question.heading for one in sections if one.question.addition]
    headings = {level: [h.get_text(" ", strip=True) for h in page.select(f"#answers {level}")]
                for level in ("h2", "h3")}  # fmt: skip
    assert headings["h2"][: len(numbered)] == numbered
    assert [text.removesuffix(" (valfritt)") for text in headings["h3"]] == additions


def completes(page: Tag) -> dict[str, str]:
    """What the browser may offer, by input."""
    inputs = page.select("input[autocomplete]")
    return {one["name"]: one["autocomplete"] for one in inputs if one["autocomplete"] != "off"}


def test_browser_offers_what_it_knows_of_the_typist_where_the_typist_stands(
    visitor: Visitor,
) -> None:
    assert completes(visitor.get(FORM)) == {
        "administrators-0-name": "name",
        "administrators-0-email": "email",
        "administrators-0-phone": "tel",
    }


def test_form_says_which_answers_are_about_the_typist(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Anmalan(PrintableForm):
        slug, prefix, title = "anmalan", "AN", "Anmälan"
        mine = PersonName("Ditt namn", own=True)
        mail = Email("Din e-post", own=True)
        phone = Phone("Ditt telefonnummer", own=True)
        boss = PersonName("Chefens namn")
        place = Line("Plats")

    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Anmalan))
    found = completes(visitor.get("/anmalan/"))
    assert found == {"mine": "name", "mail": "email", "phone": "tel"}


def test_last_comes_back_although_the_one_before_is_blank(visitor: Visitor) -> None:
    visitor.get(FORM)
    inputs = {"administrators-2-name": "Märta Ståhl", "action": "remove-administrators-2"}
    visitor.post(FORM, {f"administrators-{n}-name": "" for n in range(2)} | inputs, 200)
    press(visitor, focused(visitor)["value"])
    assert values(visitor)["administrators-2-name"] == "Märta Ståhl"


def test_going_on_to_the_review_is_not_told_as_saving(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()))
    visitor.get(visitor.response.location.removesuffix("granska/"))
    assert visitor.page.title.text.startswith("Aktivitetsplan")
