"""Each script kept away in turn: every control goes on, and no promise is left standing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.servers import ROOT, Server
from tests.plans import PLANS, as_inputs

SCRIPTS = sorted(path.name for path in (ROOT / "static").glob("*.js"))
PROMISE = "sparas medan du skriver"
BY_HAND = "Tryck på ”Spara och fortsätt senare”. Då får utkastet en egen adress."
PERSON = as_inputs({"operators": [PLANS[4]["administrators"][0]]})


@pytest.fixture(params=SCRIPTS)
def blocked(request: pytest.FixtureRequest) -> str:
    """The name of the script that does not come."""
    return str(request.param)


@pytest.fixture
def page(browser: Browser, blocked: str) -> Iterator[Page]:
    """A tab that one script never reaches."""
    page = browser.new_page(locale="sv-SE")
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.route(f"**/{blocked}*", lambda route: route.abort())
    yield page
    page.context.close()


def test_no_script_needs_another(page: Page, server: Server, blocked: str) -> None:
    page.goto(server.form)
    saves = blocked != "saving.js"
    expect(page.get_by_text(PROMISE)).to_be_visible(visible=saves)
    expect(page.get_by_text(BY_HAND)).to_be_visible(visible=not saves)
    copies = page.get_by_role("button", name="Kopiera adressen")
    expect(copies).to_have_count(int(saves and blocked != "copying.js"))
    change_persons(page)
    said = page.locator("[data-saving-text]")
    page.locator("#medium").fill("Facebook")
    if saves:
        expect(said).to_contain_text("Sparat")
        expect(page.locator("#own-address")).to_have_value(page.url)
    else:
        expect(said).to_have_text("Inget är sparat ännu")
    with page.expect_navigation():
        page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.locator("main .notice").first).to_contain_text("Sparat")
    expect(copies).to_have_count(int(blocked != "copying.js"))
    for name, text in (as_inputs(PLANS[4]) | PERSON).items():
        expect(page.locator(f'[name="{name}"]')).to_have_count(1)
        page.locator(f'[name="{name}"]').fill(text)
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")


def change_persons(page: Page) -> None:
    """Add, copy and remove a person with the buttons of the page."""
    page.get_by_role("button", name="Lägg till administratör").click()
    expect(page.locator("#administrators-2-name")).to_be_visible()
    page.locator("#administrators-2-name").fill("Märta Ståhl")
    page.locator('[value="same-operators-0-administrators-2"]').click()
    expect(page.locator("#operators-0-name")).to_have_value("Märta Ståhl")
    page.locator('[value="remove-administrators-2"]').click()
    expect(page.locator("#administrators-2-name")).to_have_count(0)


@pytest.mark.parametrize("blocked", ["upload.js"], indirect=True)
def test_a_file_is_chosen_where_none_can_be_dropped(
    page: Page, server: Server, tmp_path: Path
) -> None:
    page.goto(f"{server.form}las-in")
    expect(page.get_by_text("dra filen hit")).to_be_hidden()
    file = tmp_path / "a.pdf"
    file.write_bytes(b"no")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Filen är ingen PDF")
