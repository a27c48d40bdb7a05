"""Choosing in a browser: a script shows and hides, and rules out what cannot stand together."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

import forms
from app import create_app
from settings import read_settings
from tests.bookings import Booking


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the form is served."""
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Booking))
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), "COURIER": "off"})
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/bokning/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The form, open; a fault of a script fails the test."""
    opened = browser.new_page()
    opened.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    opened.goto(address)
    yield opened
    opened.close()


def test_room_for_something_else_comes_with_its_choice_and_goes_unsent_with_it(page: Page) -> None:
    text = page.locator("[name=place--other-text]")
    expect(text).to_be_hidden()
    page.check("[name=place][value=other]")
    text.fill("Aulan")
    page.check("[name=place][value=yard]")
    expect(text).to_be_hidden()
    assert "place--other-text" not in page.evaluate(
        "() => [...new FormData(document.getElementById('answers')).keys()]"
    )
    page.check("[name=place][value=other]")
    expect(text).to_be_visible()
    assert text.input_value() == "Aulan"


def test_none_of_these_and_the_others_rule_each_other_out(page: Page) -> None:
    for value in ("light", "wifi", "none"):
        page.check(f"[name=things][value={value}]")
    assert page.locator("[name=things]:checked").evaluate_all(VALUES) == ["none"]
    page.check("[name=things][value=other]")
    assert page.locator("[name=things]:checked").evaluate_all(VALUES) == ["other"]


VALUES = "every => every.map((one) => one.value)"
