"""The whole way with the keyboard alone: from the start page to the receipt."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_accessibility import RULES_IN_BROWSER
from tests.plans import plan

MOST_PRESSES = 60  # beside the letters of the answers
FARTHEST = 80  # presses of Tab; further than any page is long


@dataclass
class Keyboard:
    """Somebody who has no mouse. `presses` counts the keys that are not letters of an answer."""

    page: Page
    presses: int = 0

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.presses += 1

    def tab_to(self, selector: str) -> None:
        """Tab until the focus is there; it must be seen all the way."""
        for _ in range(FARTHEST):
            if self.page.locator(":focus").and_(self.page.locator(selector)).count():
                return
            self.press("Tab")
            self.must_see_focus()
        pytest.fail(f"Tab never comes to {selector}")

    def must_see_focus(self) -> None:
        """What has the focus is inside the window and under nothing else."""
        focused = self.page.locator(":focus")
        if focused.count():
            expect(focused).to_be_in_viewport()

    def answer(self, name: str, text: str) -> None:
        """Type into the input called `name`."""
        self.tab_to(f'[name="{name}"]')
        self.page.keyboard.type(text)

    def activate(self, selector: str, key: str = "Enter") -> None:
        """Press what `selector` finds."""
        self.tab_to(selector)
        self.press(key)

    def heading(self, text: str) -> None:
        """Wait for the page with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)


def test_the_whole_way_with_the_keyboard_alone(page: Page, serve: Callable[..., str]) -> None:
    page.goto(serve())
    keyboard = Keyboard(page)
    keyboard.activate("a.govuk-button")
    keyboard.heading("Aktivitetsplan")
    # Of an account that no other test files: what is told of a second plan takes a press more.
    answers = plan(4, url="@tangentbord@social.toreboda.example")
    for name in ("medium", "url"):
        keyboard.answer(name, answers[name])
    for part in ("department", "unit"):
        keyboard.answer(f"organisation-{part}", answers["organisation"][part])
    for name in ("purpose", "audience"):
        keyboard.answer(name, answers[name])
    for number, person in enumerate(answers["administrators"]):
        for part, text in person.items():
            keyboard.answer(f"administrators-{number}-{part}", text)
    for part, text in answers["operators"][0].items():
        keyboard.answer(f"operators-0-{part}", text)
    keyboard.answer("monitoring", answers["monitoring"])
    keyboard.answer("weekly_hours", "2,5")
    keyboard.activate("main form button:not([aria-hidden])[value=review]")
    keyboard.heading("Granska svaren")
    keyboard.activate("main form button")
    keyboard.heading("är inlämnad")
    keyboard.tab_to("a[data-print-pdf]")
    assert keyboard.presses <= MOST_PRESSES, keyboard.presses


def test_persons_are_added_copied_and_removed_with_the_keyboard(
    page: Page, serve: Callable[..., str]
) -> None:
    page.goto(f"{serve()}/aktivitetsplan/")
    keyboard = Keyboard(page)
    keyboard.answer("administrators-0-name", "Åsa Lindqvist")
    keyboard.activate("[value=add-administrators]")
    third = page.locator("#administrators-2-name")
    expect(third).to_be_focused()
    expect(third).to_be_in_viewport()
    page.keyboard.type("Märta Ståhl")
    keyboard.activate("[value=same-operators-0-administrators-0]", "Space")
    expect(page.locator("#operators-0-name")).to_have_value("Åsa Lindqvist")
    page.locator("#administrators-0-email").focus()
    keyboard.activate("[value=remove-administrators-2]", "Space")
    expect(third).to_have_count(0)
    undo = page.locator("[value^=undo-administrators-2]")
    expect(undo).to_be_focused()
    expect(undo).to_be_in_viewport()
    expect(page.get_by_text("Administratör 3, Märta Ståhl, är borttagen.").first).to_be_visible()
    keyboard.press("Enter")
    expect(third).to_have_value("Märta Ståhl")
    expect(third).to_be_focused()
    expect(page.locator("#administrators-0-name")).to_have_value("Åsa Lindqvist")
    keyboard.activate("main form button:not([aria-hidden])[value=save]")
    expect(page.locator(":focus")).to_contain_text("Sparat")
    page.locator("main form button:not([aria-hidden])[value=review]").click()
    expect(page.locator(".govuk-error-summary:focus")).to_be_in_viewport()


def test_enter_in_an_answer_leads_to_the_review_and_removes_nobody(
    page: Page, serve: Callable[..., str]
) -> None:
    page.goto(f"{serve()}/aktivitetsplan/")
    page.locator("[value=add-administrators]").click()
    page.locator("#administrators-2-name").fill("Märta Ståhl")
    page.locator("#administrators-0-name").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("[value='Märta Ståhl']")).to_have_count(1)


def test_the_skip_link_is_first_and_skips(page: Page, serve: Callable[..., str]) -> None:
    page.goto(f"{serve()}/aktivitetsplan/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.locator("main :focus")
    expect(inside).to_have_count(1)


@pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
def test_nothing_with_focus_lies_under_the_line_about_saving(
    page: Page, serve: Callable[..., str]
) -> None:
    page.set_viewport_size({"width": 320, "height": 560})
    page.goto(f"{serve()}/aktivitetsplan/")
    page.context.set_offline(True)
    page.locator("#medium").fill("Facebook")
    expect(page.locator("[data-saving-text]")).to_contain_text("Ingen kontakt")
    page.evaluate(RULES_IN_BROWSER)
    assert page.evaluate("pageRules.focusThatIsNotSeen()") == []
