"""Choosing in a browser: a script shows and hides, and rules out what cannot stand together."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bookings import Booking, Follow
from tests.journeys.servers import served


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the forms are served."""
    with served(Booking, Follow, instance=tmp_path) as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The form, open; a fault of a script fails the test."""
    opened = browser.new_page()
    opened.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    opened.goto(f"{address}/bokning/")
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


def test_questions_come_and_go_with_what_is_chosen(page: Page, address: str) -> None:
    page.goto(f"{address}/beslut/")
    asked = page.locator("[name=kept], [name=sound], [name=law], [name=open_], [name=why]")
    shown = "every => every.filter((one) => one.checkVisibility()).map((one) => one.name)"
    assert asked.evaluate_all(shown) == []
    page.check("[name=decision][value=other]")
    page.check("[name=rules][value=sound]")
    page.check("[name=secret][value=yes]")
    page.select_option("[name=board]", "b7")
    assert asked.evaluate_all(shown) == ["kept", "sound", "law", "why"]
    page.check("[name=decision][value=go_on]")
    page.check("[name=secret][value=no]")
    page.uncheck("[name=rules][value=sound]")
    page.select_option("[name=board]", "b1")
    assert asked.evaluate_all(shown) == ["open_"]


VALUES = "every => every.map((one) => one.value)"
