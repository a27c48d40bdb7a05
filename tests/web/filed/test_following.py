"""Following up an account: begun with what its plan says, and by whom; where it leads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forms import BorttagetInlagg, Uppfoljning
from register import schema
from register.actors import Role
from swedish import day_of
from tests.plans import plan
from tests.records import WORDS_OF_THE_POST, file_record, follow_up, removal, sent
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.filed.test_versions import press

OWN = {"name": "Olga Own", "email": "own@toreboda.se", "phone": "070-174 06 99"}


def values(visitor: Visitor) -> dict[str, str]:
    """What stands in the inputs of the page."""
    inputs = {one["name"]: one.get("value", "") for one in visitor.page.select("input[name]")}
    texts = {one["name"]: one.text for one in visitor.page.select("textarea[name]")}
    return inputs | {name: text.lstrip("\n") for name, text in texts.items()}


@pytest.fixture
def filer(visitor: Visitor) -> Visitor:
    """On the receipt of a plan in which somebody with an address of ours stands."""
    answers = plan()
    answers["administrators"][-1] = OWN
    visitor.file(answers)
    return visitor


def reference_of(visitor: Visitor) -> str:
    return visitor.page.select_one(".reference").text.split()[0]


def test_receipt_begins_a_follow_up_with_what_the_plan_says(filer: Visitor) -> None:
    reference = reference_of(filer)
    press(filer, "/folj-upp")
    draft = filer.response.location
    filer.follow()
    found = values(filer)
    assert found["plan"] == reference
    assert found["purpose"] == plan()["purpose"]
    assert found["hours-planned"] == "3"
    assert found["manager-name"] == plan()["manager"]["name"]
    assert f"hämtat från {reference} version 1" in filer.text
    # No answer of the plan rides in the address.
    assert draft.startswith("/uppfoljning/utkast/")
    assert "?" not in draft
    assert OWN["email"] not in filer.response.get_data(as_text=True)


def file_removal(visitor: Visitor, **changes: object) -> None:
    """A record about the account of the plan."""
    account = {name: plan()[name] for name in ("medium", "url")}
    file_record(visitor, BorttagetInlagg, removal(**account | changes))


def test_records_of_the_account_are_counted_and_the_source_is_named(
    app: Flask, filer: Visitor
) -> None:
    now = datetime(2024, 11, 26, 11, tzinfo=UTC)
    app.extensions["office"] = replace(app.extensions["office"], now=lambda: now)
    other = Visitor(app)
    file_removal(other)
    file_removal(other, secret=True, diary_number="KS 2024/1")
    file_removal(other, url="www.facebook.com/annan")
    press(filer, "/folj-upp")
    filer.follow()
    found = values(filer)
    assert found["removals"] == "2"
    assert found["period-to"] == "2024-11-26"
    told = "I registret finns 2 anteckningar om borttagna inlägg (MA) för kontot och tiden"
    assert told in filer.page.select_one("#removals-hint").text
    assert WORDS_OF_THE_POST not in filer.response.get_data(as_text=True)


def test_the_register_says_nothing_of_the_number_before_it_is_asked(visitor: Visitor) -> None:
    visitor.get("/uppfoljning/")
    assert "I registret finns" not in visitor.text


def test_a_follow_up_of_before_the_plan_was_changed_begins_when_it_was_first_filed(
    app: Flask, filer: Visitor
) -> None:
    own = app.extensions["office"]
    app.extensions["office"] = replace(own, now=lambda: own.now() + timedelta(days=30))
    begun = values_of_follow_up(filer)
    assert begun["period-from"] == day_of(own.now()).isoformat()


def values_of_follow_up(filer: Visitor) -> dict[str, str]:
    press(filer, "/folj-upp")
    filer.follow()
    return values(filer)


def test_records_about_one_account_are_no_matter_to_look_into(app: Flask, visitor: Visitor) -> None:
    file_removal(visitor)
    file_removal(visitor)
    with app.extensions["office"].register.connect() as connection:
        meeting = connection.scalars(sa.select(schema.case_index.c.meets_another)).all()
    assert meeting == [False, False]


def test_a_begun_follow_up_is_filed_and_is_no_version_of_the_plan(filer: Visitor) -> None:
    press(filer, "/folj-upp")
    draft = filer.response.location
    filer.follow()
    revision = filer.page.select_one("[name=revision]")["value"]
    answers = follow_up(decision="change", changes="Fler bilder", plan=reference_in(filer))
    filer.post(draft, sent(Uppfoljning, answers) | {"revision": revision})
    filer.follow()
    filer.post(filer.response.request.path, {})
    filer.follow()
    assert reference_of(filer).startswith("UF-")
    assert "version 1" in filer.text
    link = filer.page.select_one('a[href^="/mina-planer/AP-"]')
    assert link["href"] == f"/mina-planer/{answers['plan']}/"
    assert "Ändra planen" in filer.text


def reference_in(visitor: Visitor) -> str:
    return values(visitor)["plan"]


def test_a_decision_to_go_on_leads_nowhere(visitor: Visitor) -> None:
    page = file_record(visitor, Uppfoljning, follow_up())
    assert not page.select('a[href^="/mina-planer/AP-"]')
    assert not page.select('form[action$="/folj-upp"]')


def test_nobody_begins_one_from_a_receipt_that_is_not_there(filer: Visitor) -> None:
    filer.post(f"/arende/{'x' * 32}/folj-upp", {}, expect=404)


def test_who_stands_in_the_plan_begins_one_from_mina_planer(app: Flask, filer: Visitor) -> None:
    reference = reference_of(filer)
    owner = Visitor(app)
    signed_in(owner.client, Role.OWN)
    owner.get(f"/mina-planer/{reference}/")
    press(owner, "/folj-upp")
    owner.follow()
    assert values(owner)["plan"] == reference


def test_the_office_begins_one_from_the_register_and_is_seen_to_look(
    app: Flask, filer: Visitor
) -> None:
    reference = reference_of(filer)
    officer = Visitor(app)
    signed_in(officer.client, Role.OFFICER)
    officer.get(f"/register/planer/{reference}/")
    press(officer, "/folj-upp")
    officer.follow()
    assert values(officer)["plan"] == reference


@pytest.mark.parametrize("address", ["/register/planer/{}/folj-upp", "/mina-planer/{}/folj-upp"])
def test_who_does_not_see_the_plan_begins_none(app: Flask, filer: Visitor, address: str) -> None:
    stranger = Visitor(app)
    stranger.get("/aktivitetsplan/")
    stranger.post(address.format(reference_of(filer)), {}, expect=403)
    bound = Visitor(app)
    signed_in(bound.client, Role.READER, "Tekniska förvaltningen")
    bound.get("/aktivitetsplan/")
    bound.post(address.format(reference_of(filer)), {}, expect=404)


def begun_anew(**changes: str) -> dict[str, Any]:
    """What a browser sends of a follow-up without a period, begun from the start page."""
    answers = follow_up(medium=plan()["medium"], url=plan()["url"])
    return sent(Uppfoljning, answers) | {"period-from": "", "period-to": ""} | changes


TOLD = "Svaret på fråga 3 är ett förslag."


def a_month_later(app: Flask) -> tuple[str, str]:
    """The days on which the plan was filed, and which it is now."""
    own = app.extensions["office"]
    first, now = own.now(), own.now() + timedelta(days=30)
    app.extensions["office"] = replace(own, now=lambda: now)
    return day_of(first).isoformat(), day_of(now).isoformat()


def period_in(visitor: Visitor) -> tuple[str, str]:
    found = values(visitor)
    return found["period-from"], found["period-to"]


def test_account_with_a_plan_suggests_the_period_at_the_review(app: Flask, filer: Visitor) -> None:
    since_the_plan = a_month_later(app)
    filer.post("/uppfoljning/", begun_anew())
    filer.follow()
    assert TOLD in filer.text
    draft = filer.page.select_one(".govuk-back-link")["href"]
    filer.get(draft)
    assert period_in(filer) == since_the_plan
    assert TOLD not in filer.text


def test_period_is_suggested_beside_what_must_be_put_right(app: Flask, filer: Visitor) -> None:
    since_the_plan = a_month_later(app)
    filer.post("/uppfoljning/", begun_anew(purpose=""), expect=422)
    assert TOLD in filer.text
    assert [one["href"] for one in filer.page.select(".govuk-error-summary a")] == ["#purpose"]
    assert period_in(filer) == since_the_plan


@pytest.mark.parametrize(
    "typed",
    [{"period-from": "2024-02-30"}, {"period-to": "2024-10-01"}, {"url": "www.facebook.com/annan"}],
    ids=["a wrong day", "one end", "an account without a plan"],
)
def test_period_is_not_suggested_over_what_is_typed_nor_for_an_unknown_account(
    filer: Visitor, typed: dict[str, str]
) -> None:
    posted = begun_anew(**typed)
    filer.post("/uppfoljning/", posted, expect=422)
    assert TOLD not in filer.text
    assert period_in(filer) == (posted["period-from"], posted["period-to"])


def test_what_is_saved_while_somebody_types_is_as_it_was_typed(filer: Visitor) -> None:
    token = filer.page.select_one("[name=csrf_token]")["value"]
    posted = begun_anew(action="save", csrf_token=token)
    json = {"Accept": "application/json"}
    saved = filer.client.post("/uppfoljning/", data=posted, headers=json).json
    assert saved["told"].startswith(TOLD)
    assert set(saved["suggested"]) == {"period-from", "period-to"}
    filer.get(saved["url"])
    assert period_in(filer) == ("", "")
