"""An officer sends in a heap of signed paper and sorts what no code places, in a real browser."""

import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.journeys.pages import press
from tests.journeys.servers import Server
from tests.journeys.test_desk import SETTINGS, sign_in
from tests.journeys.test_keyboard import Keyboard
from tests.journeys.test_paper import Paper, filed, picture
from tests.office.test_sorting import without_codes
from tests.paper import OFFICE

PAGE = "/register/papper/"
SORT = f"{PAGE}sortera/"
with_script = pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
without_script = pytest.mark.parametrize(
    "context", [False], ids=["without JavaScript"], indirect=True
)


@pytest.fixture(scope="module")
def paper(systems: Callable[..., Server], browser: Browser) -> Paper:
    """A plan on paper, in a municipality whose courier is at work."""
    return filed(systems(**SETTINGS), browser)


@pytest.fixture(autouse=True)
def nothing_to_sort(paper: Paper) -> None:
    """Whatever another test left is out of the way."""
    with closing(paper.server.register()) as register:
        register.execute("UPDATE sheets SET verdict = 'dropped' WHERE verdict = 'asked'")


def scan(paper: Paper) -> FilePayload:
    """Both pages of it, signed, the second without its codes."""
    first, second = (paper.photograph(page, OFFICE) for page in (1, 2))
    pages = [Image.open(BytesIO(one)).convert("L") for one in (first, without_codes(second))]
    kept = BytesIO()
    pages[0].save(kept, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return {"name": "hög.pdf", "mimeType": "application/pdf", "buffer": kept.getvalue()}


def something(number: int) -> FilePayload:
    """A small picture of a cross, of other bytes than those of other numbers."""
    small, kept = Image.new("L", (420, 594), 255), BytesIO()
    pen = ImageDraw.Draw(small)
    for end in ((60, 90, 360, 500), (360, 90, 60, 500)):
        pen.line(end, 0, 9 + number)
    small.save(kept, "JPEG")
    return picture(kept.getvalue(), f"bild {number}.jpg")


def read_as(page: Page, text: str) -> None:
    """Wait until the page says that all has been read, by itself."""
    expect(page.locator("[data-papers-state]")).to_contain_text(text)


@with_script
def test_heap_is_sent_in_and_sorted_with_the_keyboard_alone(page: Page, paper: Paper) -> None:
    desk = paper.server
    sign_in(page, desk, "OFFICERS", PAGE)
    page.locator("#file").set_input_files([scan(paper), something(1)])
    rows = page.locator("[data-paper-rows] > li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("1 av 2 sidor är inlagda, 1 väntar på att sorteras.")
    expect(rows.last).to_contain_text("Sidan väntar på att sorteras.")
    read_as(page, "1 av 3 sidor är inlagda, 2 väntar på att sorteras.")
    keyboard = Keyboard(page)
    page.goto(f"{desk.url}{PAGE}")
    keyboard.activate(f'main a[href="{SORT}"]')
    keyboard.heading("Vad är det här för sida?")
    expect(page.locator("h1")).to_be_focused()
    # The heading has the focus before the script that knows the keys is there.
    page.wait_for_load_state()
    keyboard.press("1")
    expect(page.get_by_label("Blankettens referens")).to_be_focused()
    page.keyboard.type(paper.reference)
    keyboard.press("Tab")
    page.keyboard.type("2")
    keyboard.press("Enter")
    saved = page.get_by_role("status").filter(has_text="Sparat.")
    expect(saved).to_contain_text(f"{paper.reference} version 1: Sida 2 av 2 är läst.")
    expect(page.locator("h1")).to_be_focused()
    told = re.compile("Sparat")
    expect(page.locator("h1")).to_have_accessible_description(told)
    keyboard.activate("[name=sida][value=annan]", "Space")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    keyboard.heading("Inget att sortera")
    keyboard.activate("#done a")
    keyboard.heading("Sidan är sorterad")
    keyboard.activate(".sorting__choice button", "Space")
    keyboard.heading("Vad är det här för sida?")
    keyboard.press("3")
    keyboard.heading("Inget att sortera")
    page.goto(f"{desk.url}/register/")
    expect(page.get_by_role("row").filter(has_text=paper.reference)).to_contain_text(
        "Kontrollera papperet"
    )


@with_script
def test_page_tells_that_a_file_was_read_and_who_speaks_turns_the_keys_off(
    page: Page, paper: Paper
) -> None:
    desk = paper.server
    sign_in(page, desk, "OFFICERS", PAGE)
    page.locator("#file").set_input_files([something(2)])
    read_as(page, "Sidan väntar på att sorteras.")
    with closing(desk.register()) as register:
        (read_at,) = register.execute("SELECT max(read_at) FROM arrivals").fetchone()
        soon = (datetime.now(UTC) + timedelta(minutes=30)).replace(tzinfo=None).isoformat(" ")
        hold = "UPDATE arrivals SET read_at = NULL, leased_until = ? WHERE read_at = ?"
        register.execute(hold, (soon, read_at))
        page.get_by_role("link", name="Se alla filer som du nyss skickade in").click()
        read_as(page, "Filen läses.")
        page.evaluate("window.isTheSamePage = true")
        register.execute("UPDATE arrivals SET read_at = ? WHERE read_at IS NULL", (read_at,))
    expect(page.locator("[data-announcer]")).to_have_text("Sidan väntar på att sorteras.")
    expect(page.locator("[data-refreshed]")).to_have_count(0)
    assert page.evaluate("window.isTheSamePage")
    page.goto(f"{desk.url}{SORT}")
    page.get_by_label("Välj med siffertangenterna").uncheck()
    page.reload()
    expect(page.get_by_label("Välj med siffertangenterna")).not_to_be_checked()
    page.keyboard.press("2")
    expect(page.locator("[name=sida]:checked")).to_have_count(0)
    page.get_by_label("Välj med siffertangenterna").check()
    # A number that is typed is not a choice.
    page.get_by_label("Sidans nummer").press_sequentially("12")
    expect(page.get_by_label("Sidans nummer")).to_have_value("12")
    page.keyboard.press("Tab")
    page.locator("h1").focus()
    page.keyboard.press("3")
    expect(page.get_by_text("Inget att sortera")).to_be_visible()


@without_script
def test_heap_is_sent_in_and_sorted_without_a_script(page: Page, paper: Paper) -> None:
    desk = paper.server
    sign_in(page, desk, "OFFICERS", PAGE)
    page.locator("#file").set_input_files([something(3), something(4)])
    press(page, "Skicka in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Det du nyss skickade in")
    # Nobody presses anything.
    read_as(page, "0 av 2 sidor är inlagda, 2 väntar på att sorteras.")
    page.goto(f"{desk.url}{SORT}")
    page.get_by_role("link", name="Vrid åt höger").click()
    page.get_by_role("link", name="Större bild").click()
    expect(page.get_by_role("region", name="Större bild")).to_be_visible()
    page.get_by_label("Blankettens referens").fill(paper.reference)
    page.get_by_label("Sidans nummer").fill("9")
    press(page, "Spara och visa nästa")
    expect(page.locator(".govuk-error-summary")).to_contain_text("från 1 till 2")
    expect(page.get_by_label("Blankettens referens")).to_have_value(paper.reference)
    page.get_by_label("Tom sida").check()
    press(page, "Spara och visa nästa")
    saved = page.get_by_role("status").filter(has_text="Sparat.")
    expect(saved).to_contain_text("Sidan är tom")
    page.get_by_label("Hör inte hit").check()
    press(page, "Spara")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inget att sortera")
