"""The two forms beside Bilaga 1 in a real browser, with and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from forms import BorttagetInlagg, PrintableForm, Uppfoljning
from tests.records import follow_up, removal, sent

ENDING = {"day": "2024-12-31", "kept": "En ögonblicksbild"}


def fill_in(page: Page, form_class: type[PrintableForm], answers: dict[str, Any]) -> None:
    """Answer in the order of the page, so that what an answer lets be asked is there."""
    for name, value in sent(form_class, answers).items():
        if isinstance(value, list):
            for one in value:
                page.locator(f'[name="{name}"][value="{one}"]').check()
        else:
            page.locator(f'[name="{name}"]').fill(value.replace("\r\n", "\n"))


@pytest.mark.parametrize(
    ("form_class", "answers"),
    [
        (BorttagetInlagg, removal()),
        (BorttagetInlagg, removal(secret=True, diary_number="KS 2024/123")),
        (Uppfoljning, follow_up(decision="end", ending=ENDING)),
    ],
    ids=["removal", "secret", "follow-up"],
)
def test_it_is_filled_in_reviewed_and_filed(
    page: Page,
    serve: Callable[..., str],
    form_class: type[PrintableForm],
    answers: dict[str, Any],
) -> None:
    page.goto(f"{serve()}/{form_class.slug}/")
    asked = form_class.from_answers(answers).answers()
    fill_in(page, form_class, asked)
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    page.get_by_role("button", name=f"Lämna in {form_class.definite}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    expect(page.locator(".reference")).to_contain_text(f"{form_class.prefix}-")
