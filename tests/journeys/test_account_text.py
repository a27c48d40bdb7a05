"""The ready-made text of an account, copied in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect


@pytest.mark.parametrize("has_clipboard", [True, False], ids=["clipboard", "no clipboard"])
def test_text_is_copied_with_one_press(
    serve: Callable[..., str], browser: Browser, has_clipboard: bool
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    if not has_clipboard:
        # As over plain http, where only a marked text can be copied.
        page.add_init_script("navigator.clipboard.writeText = () => Promise.reject()")
    page.goto(f"{serve()}/om-kontot/?organisation=Biblioteket")
    text = page.locator("#about-text").inner_text()
    page.get_by_role("button", name="Kopiera texten").first.click()
    expect(page.locator("[data-announcer]")).to_have_text("Texten är kopierad")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.split() == text.split()
    assert "Biblioteket" in copied
    context.close()


def test_without_javascript_the_text_is_there_and_the_button_is_not(
    serve: Callable[..., str], browser: Browser
) -> None:
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(f"{serve()}/om-kontot/")
    assert "allmän handling" in page.locator("#about-text").inner_text()
    assert page.get_by_role("button", name="Kopiera texten").count() == 0
    context.close()
