"""What is asked after certain answers, in a browser: it comes and goes, and nothing is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conditional import Ending, Moving
from tests.journeys.servers import served
from tests.journeys.test_accessibility import axe


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A system that offers the forms of this test."""
    with served(Moving, Ending, instance=tmp_path_factory.mktemp("instance")) as found:
        yield found


@pytest.fixture
def with_script(browser: Browser) -> Iterator[Page]:
    """A tab that runs scripts; a fault of one fails the test."""
    context = browser.new_context(locale="sv-SE")
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    yield page
    context.close()


def shown(page: Page) -> list[str]:
    """The questions that are to be seen, in short."""
    numbers = page.locator("#answers .question").filter(visible=True).locator("h2, h3")
    return [text.split(".")[0].strip() for text in numbers.all_text_contents()]


def test_questions_come_and_go_with_the_answers_that_they_hang_on(
    with_script: Page, url: str
) -> None:
    page = with_script
    page.goto(f"{url}/avslut/")
    assert shown(page) == ["1", "2"]
    page.check("[name=decision][value=end]")
    assert shown(page) == ["1", "1 a", "2"]
    page.check("[name=why][value=harm]")
    assert shown(page) == ["1", "1 a", "1 b", "2"]
    # With its question goes what hangs on that.
    page.check("[name=decision][value=go_on]")
    assert shown(page) == ["1", "2"]
    page.check("[name=decision][value=other]")
    assert shown(page) == ["1", "1 c", "2"]
    page.check("[name=may_rest][value=yes]")
    assert shown(page) == ["1", "1 c", "2", "2 a"]
    expect(page.get_by_text("Svara bara om").filter(visible=True)).to_have_count(0)


def test_what_was_typed_is_there_again_and_a_reader_hears_what_is_new(
    with_script: Page, url: str
) -> None:
    page = with_script
    page.goto(f"{url}/avslut/")
    page.check("[name=may_rest][value=yes]")
    expect(page.locator("[data-announcer]")).to_have_text("Ny fråga: 2 a. Till när?")
    page.fill("[name=until]", "midsommar")
    page.check("[name=may_rest][value=no]")
    expect(page.locator("[name=until]")).to_be_hidden()
    page.check("[name=may_rest][value=yes]")
    assert page.input_value("[name=until]") == "midsommar"


def test_parts_of_groups_rows_and_the_form_come_and_go(with_script: Page, url: str) -> None:
    page = with_script
    page.goto(f"{url}/utflyttning/")
    expect(page.locator("[name=keys-where]")).to_be_hidden()
    page.check("[name=keys-lost]")
    expect(page.locator("[name=keys-where]")).to_be_visible()
    expect(page.get_by_role("heading", name="B. Om det lånade")).to_be_hidden()
    page.uncheck("[name=keys-lost]")
    page.check("[name=loans-0-broken]")
    page.fill("[name=loans-0-how]", "En pinne")
    page.get_by_role("button", name="Lägg till sak").click()
    expect(page.locator("[name=loans-1-what]")).to_be_focused()
    expect(page.locator("[name=loans-0-how]")).to_be_visible()
    expect(page.locator("[name=loans-1-how]")).to_be_hidden()
    expect(page.get_by_text("Svara bara om").filter(visible=True)).to_have_count(0)
    assert page.input_value("[name=loans-0-how]") == "En pinne"


def test_focus_never_stays_in_what_disappears(with_script: Page, url: str) -> None:
    page = with_script
    page.goto(f"{url}/avslut/")
    page.check("[name=may_rest][value=yes]")
    page.focus("[name=until]")
    page.evaluate(
        """() => {
            const no = document.querySelector("[name=may_rest][value=no]");
            no.checked = true;
            no.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(page.locator("[name=may_rest]").first).to_be_focused()


def test_a_draft_is_opened_with_what_is_asked_and_keeps_what_is_not(
    with_script: Page, url: str
) -> None:
    page = with_script
    page.goto(f"{url}/avslut/")
    page.check("[name=may_rest][value=yes]")
    page.fill("[name=until]", "midsommar")
    page.check("[name=may_rest][value=no]")
    page.check("[name=decision][value=go_on]")
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    expect(page.get_by_text("Till när?")).to_have_count(0)
    page.get_by_role("link", name="Tillbaka till frågorna").click()
    expect(page.locator("[name=until]")).to_be_hidden()
    page.check("[name=may_rest][value=yes]")
    assert page.input_value("[name=until]") == "midsommar"


def test_without_a_script_all_is_there_with_a_sentence(browser: Browser, url: str) -> None:
    context: BrowserContext = browser.new_context(locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/avslut/")
    assert shown(page) == ["1", "1 a", "1 b", "1 c", "2", "2 a"]
    expect(page.get_by_text("Svara bara om du svarade ja på fråga 2.")).to_be_visible()
    context.close()


@pytest.mark.parametrize("slug", ["avslut", "utflyttning"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_keeps_the_rules_as_questions_come(
    with_script: Page, url: str, slug: str, width: int
) -> None:
    page = with_script
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{url}/{slug}/")
    assert axe(page) == []
    for name in ("is_damaged", "is_repaired", "loans-0-broken", "someone"):
        if page.locator(f"[name={name}]").count():
            page.check(f"[name={name}]")
    if page.locator("[name=decision]").count():
        page.check("[name=decision][value=end]")
        page.check("[name=why][value=harm]")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
