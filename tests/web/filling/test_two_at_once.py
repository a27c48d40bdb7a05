"""Two tabs, or two people, on one draft: what was reviewed is filed, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

import office.filing
import web.filling.views
from register.errors import RegisterUnavailable
from register.filings import find_filing
from register.receiving import receipt_of_draft
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

FORM = "/aktivitetsplan/"
NEW = "Ett annat syfte, skrivet i en annan flik."


class Tabs:
    """One draft in two tabs: reviewed in the first, open for writing in the second."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.first, self.second = Visitor(app), Visitor(app)
        self.first.get(FORM)
        self.first.post(FORM, as_inputs(plan()))
        self.first.follow()
        self.review = self.first.response.request.path
        self.edit = self.review.removesuffix("granska/")
        self.second.get(self.edit)

    def save(self, expect: int = 303) -> None:
        """Save other answers in the second tab."""
        revision = str(self.second.page.select_one("[name=revision]")["value"])
        typed = as_inputs(plan(purpose=NEW)) | {"revision": revision, "action": "save"}
        self.second.post(self.edit, typed, expect)

    def press(self, expect: int = 303) -> None:
        """File in the first tab, as its page says."""
        hidden = self.first.page.select("main form[method=post] input[name=revision]")
        revision = {"revision": str(hidden[-1]["value"])} if hidden else {}
        self.first.post(self.review, revision, expect)

    def filed_purpose(self) -> str:
        """What stands in the register."""
        register = self.app.extensions["office"].register
        receipt = receipt_of_draft(register, self.edit.split("/")[3])
        assert receipt is not None
        filing = find_filing(register, receipt.reference, receipt.version)
        assert filing is not None
        return str(filing.answers["purpose"])


def in_the_gap(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Let `act` happen after the draft was read for filing and before it is locked."""
    make = office.filing.new_filing

    def between(*arguments: object) -> object:
        monkeypatch.setattr(office.filing, "new_filing", make)
        act()
        return make(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(office.filing, "new_filing", between)


@pytest.fixture
def tabs(app: Flask) -> Tabs:
    return Tabs(app)


def test_answers_that_nobody_reviewed_are_shown_before_they_are_filed(tabs: Tabs) -> None:
    tabs.save()
    tabs.press(expect=409)
    assert "Svaren har ändrats" in tabs.first.text
    assert NEW in tabs.first.text
    tabs.press()
    assert tabs.filed_purpose() == NEW


def test_save_between_reading_and_filing_is_not_passed_over(
    tabs: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_gap(monkeypatch, tabs.save)
    tabs.press(expect=409)
    assert NEW in tabs.first.text
    tabs.press()
    assert tabs.filed_purpose() == NEW


def test_moving_on_to_a_newer_version_in_between_is_not_passed_over(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Visitor(app)
    owner.file(plan())
    receipt = owner.response.request.path

    def change(**answers: str) -> Visitor:
        visitor = Visitor(app)
        visitor.get(receipt)
        visitor.post(f"{receipt}andra", {})
        visitor.follow()
        revision = str(visitor.page.select_one("[name=revision]")["value"])
        typed = as_inputs(plan(**answers)) | {"revision": revision}
        visitor.post(visitor.response.request.path, typed)
        visitor.follow()
        return visitor

    mine = change(audience="Ny målgrupp")
    review = mine.response.request.path
    rival = change(purpose=NEW)
    rival.post(rival.response.request.path, {})

    def rebase() -> None:
        other = Visitor(app)
        other.get(FORM)
        other.post(review.replace("granska/", "till-nyaste"), {})

    in_the_gap(monkeypatch, rebase)
    mine.post(review, {}, expect=409)
    assert "Ändrat sedan version 2" in mine.text
    assert NEW in mine.text


def test_what_was_typed_while_another_tab_filed_can_go_on(tabs: Tabs) -> None:
    tabs.press()
    tabs.save(expect=409)
    assert "redan inlämnad" in tabs.second.text
    assert_typed_text_goes_on(tabs.second)


def test_page_that_says_what_was_filed_leads_to_the_receipt(tabs: Tabs) -> None:
    tabs.press()
    tabs.second.post(tabs.edit, as_inputs(plan()) | {"action": "save"})
    assert "/arende/" in tabs.second.response.location


def test_what_was_typed_until_the_draft_ended_can_go_on(tabs: Tabs) -> None:
    let_days_pass(tabs.app, 91)
    tabs.save(expect=410)
    assert_typed_text_goes_on(tabs.second)


def test_what_was_typed_into_a_draft_that_is_gone_can_go_on(tabs: Tabs) -> None:
    with tabs.app.extensions["office"].register.begin() as connection:
        connection.exec_driver_sql("DELETE FROM drafts")
    tabs.save(expect=404)
    assert_typed_text_goes_on(tabs.second)


def test_what_was_typed_when_the_server_stumbles_is_sent_again(
    tabs: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(web.filling.views, "keep_again", lambda *_: 1 // 0)
    tabs.save(expect=500)
    monkeypatch.undo()
    kept = {str(one["name"]): str(one["value"]) for one in tabs.second.page.select("main input")}
    assert kept["purpose"] == NEW
    tabs.second.post(tabs.edit, kept)


def assert_typed_text_goes_on(visitor: Visitor) -> None:
    """The page has all that was typed, and one press makes a new draft of it."""
    [form] = visitor.page.select("main form")
    assert "Fortsätt i ett nytt utkast" in form.text
    kept = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    visitor.post(str(form["action"]), kept)
    visitor.follow()
    assert visitor.page.select_one("[name=purpose]").get_text().strip() == NEW


def test_draft_that_was_filed_leads_to_its_receipt_for_ever(tabs: Tabs) -> None:
    tabs.press()
    receipt = tabs.first.response.location
    let_days_pass(tabs.app, 400)
    tabs.first.get(tabs.edit, expect=303)
    assert tabs.first.response.location == receipt
    tabs.first.get(FORM)
    tabs.first.post(tabs.review, {})
    assert tabs.first.response.location == receipt


def test_draft_that_was_filed_is_not_moved_to_a_newer_version_but_shown_as_filed(
    app: Flask,
) -> None:
    owner = Visitor(app)
    owner.file(plan())
    receipt = owner.response.request.path
    owner.post(f"{receipt}andra", {})
    draft = owner.response.location
    owner.follow()
    owner.post(draft, as_inputs(plan(purpose=NEW)))
    owner.follow()
    owner.post(f"{draft}granska/", {})
    second = owner.response.location
    owner.get(FORM)
    owner.post(f"{draft}till-nyaste", {})
    assert owner.response.location == second


def let_days_pass(app: Flask, days: int) -> None:
    office = app.extensions["office"]
    later = replace(office, now=lambda: office.now() + timedelta(days=days))
    app.extensions["office"] = later


@pytest.mark.parametrize("is_filed", [True, False])
def test_lost_answer_to_a_filing_is_asked_for(
    tabs: Tabs, monkeypatch: pytest.MonkeyPatch, is_filed: bool
) -> None:
    real = web.filling.views.file_draft

    def lose_the_answer(*arguments: object) -> None:
        if is_filed:
            real(*arguments)  # type: ignore[arg-type]
        raise RegisterUnavailable("the connection broke")

    monkeypatch.setattr(web.filling.views, "file_draft", lose_the_answer)
    tabs.press(expect=303 if is_filed else 503)
    told = tabs.first.response.location if is_filed else tabs.first.text
    assert ("/arende/" if is_filed else "Inget är inlämnat") in told


def test_nobody_is_told_that_nothing_was_filed_when_that_is_not_known(
    tabs: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise RegisterUnavailable("the connection broke")

    monkeypatch.setattr(web.filling.views, "file_draft", away)
    monkeypatch.setattr(web.filling.views, "receipt_page", away)
    tabs.press(expect=503)
    assert "inte säkert" in tabs.first.text
    assert "Inget är inlämnat" not in tabs.first.text
    monkeypatch.undo()
    tabs.press()
