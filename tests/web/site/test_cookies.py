"""A browser that takes no cookie is told so, and what was typed is not lost with it."""

import io
from collections.abc import Callable

import pytest
from flask import Flask

from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

FORM = "/aktivitetsplan/"
BLOCKED = "Webbläsaren tar inte emot kakor"


@pytest.fixture
def refuser(app: Flask) -> Visitor:
    """A visitor whose browser brings no cookie back."""
    visitor = Visitor(app)
    visitor.client = app.test_client(use_cookies=False)
    return visitor


def press_again(visitor: Visitor, expect: int) -> None:
    """Press the one button of the page."""
    form = visitor.page.select_one("main form[method=post]")
    inputs = {one["name"]: one["value"] for one in form.select("input[name]")}
    visitor.post(visitor.response.request.path, inputs, expect)


def test_second_press_says_that_cookies_are_blocked(refuser: Visitor) -> None:
    refuser.get(FORM)
    refuser.post(FORM, as_inputs(plan()), expect=400)
    assert refuser.page.h1.text == "Sidan har stått öppen för länge"
    press_again(refuser, 400)
    assert refuser.page.h1.text == BLOCKED
    assert "Tillåt kakor" in refuser.text
    press_again(refuser, 400)
    assert refuser.page.h1.text == BLOCKED


def test_all_that_was_typed_stands_there_to_be_copied(refuser: Visitor) -> None:
    inputs = as_inputs(plan()) | {"weekly_hours": "många", "purpose": "rad 1\r\n\r\nrad <b>3</b>"}
    refuser.get(FORM)
    refuser.post(FORM, inputs | {"asked_again": "y"}, expect=400)
    shown = refuser.page.select_one("#answers-text").text
    for text in ("många", "rad 1\n\nrad <b>3</b>", plan()["administrators"][1]["name"]):
        assert text in shown
    kept = {one["name"]: one["value"] for one in refuser.page.select("input[type=hidden]")}
    assert kept.items() >= inputs.items()


def test_once_cookies_are_allowed_one_press_is_enough(refuser: Visitor, app: Flask) -> None:
    refuser.get(FORM)
    refuser.post(FORM, as_inputs(plan()) | {"asked_again": "y"}, expect=400)
    kept = {one["name"]: one["value"] for one in refuser.page.select("input[type=hidden]")}
    allowing = Visitor(app)
    allowing.get(FORM)
    allowing.post(FORM, {name: text for name, text in kept.items() if name != "csrf_token"})
    assert "granska" in allowing.response.location


def test_session_lost_twice_is_no_blocked_cookie(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, {"asked_again": "y", "csrf_token": "gammal"}, expect=400)
    assert visitor.page.h1.text == "Sidan har stått öppen för länge"


def test_page_without_answers_says_so_too(refuser: Visitor) -> None:
    sent = {"asked_again": "y"}
    refuser.post(f"{FORM}utkast/nyckel/granska/", sent, expect=400)
    assert refuser.page.h1.text == BLOCKED
    assert refuser.page.select_one("#answers-text") is None


def test_file_is_not_asked_for_for_ever(refuser: Visitor) -> None:
    for told in ("öppen för länge", BLOCKED, BLOCKED):
        mark = refuser.page.select_one("[name=asked_again]")
        sent = {"file": (io.BytesIO(b"%PDF"), "a.pdf")} | ({"asked_again": "y"} if mark else {})
        refuser._see(refuser.client.post(f"{FORM}las-in", data=sent), 400)
        assert told in refuser.text


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_secure_cookie_over_http_is_told_of(make_app: Callable[..., Flask], scheme: str) -> None:
    app = make_app(BASE_URL="https://blanketter.example")
    visitor = Visitor(app)
    visitor.client = app.test_client(use_cookies=False)
    sent = {"asked_again": "y"}
    visitor._see(visitor.client.post(FORM, data=sent, base_url=f"{scheme}://localhost"), 400)
    hint = "Kontrollera att adressen börjar med https://blanketter.example"
    assert (hint in visitor.text) is (scheme == "http")
