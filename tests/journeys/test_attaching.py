"""Files are attached in a real browser, with and without its script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys.servers import served, wait_until
from tests.web.filling.test_attaching import Felanmalan, paper, picture

QUESTION = "#pictures-attached"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The form that asks for files."""
    with served(Felanmalan, instance=tmp_path_factory.mktemp("attaching")) as url:
        yield f"{url}/felanmalan/"


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Three of them."""
    paths = [tmp_path / f"bild-{number}.jpg" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_bytes(picture(number))
    return paths


def choose(page: Page, *paths: Path) -> None:
    """Choose files, and send them where no script does so by itself."""
    page.locator(f"{QUESTION} input[type=file]").set_input_files(list(paths))
    button = page.locator(f"{QUESTION} [formaction$='bilagor/pictures']")
    if button.is_visible():
        button.click()


def names(page: Page, *expected: str) -> None:
    shown = page.locator(f"{QUESTION} .files__list .files__name")
    expect(shown).to_contain_text(list(expected))
    expect(shown).to_have_count(len(expected))


def test_files_are_attached_described_removed_and_reviewed(
    page: Page, address: str, pictures: list[Path]
) -> None:
    page.goto(address)
    page.locator("#where").fill("Parken")
    choose(page, *pictures[:2])
    names(page, "bild-0.jpg", "bild-1.jpg")
    expect(page.locator("#where")).to_have_value("Parken")
    page.get_by_label("Vad visar bild-1.jpg?").fill("En gunga.")
    choose(page, pictures[2])
    names(page, "bild-0.jpg", "bild-1.jpg", "bild-2.jpg")
    expect(page.get_by_label("Vad visar bild-1.jpg?")).to_have_value("En gunga.")
    for gone in ("bild-0.jpg", "bild-2.jpg"):
        page.get_by_role("button", name=f"Ta bort {gone}").click()
        expect(page.get_by_role("button", name=f"Ta bort {gone}")).to_have_count(0)
    names(page, "bild-1.jpg")
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", name="Granska svaren")).to_be_visible()
    expect(page.locator(".files-shown img")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("En gunga.")


@pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
def test_what_cannot_be_taken_is_told_beside_its_name(
    page: Page, context: BrowserContext, address: str, pictures: list[Path], tmp_path: Path
) -> None:
    page.goto(address)
    wrong = tmp_path / "anteckning.jpg"
    wrong.write_bytes(b"Hej!")
    choose(page, wrong, pictures[0])
    row = page.locator(f"{QUESTION} .files__row").filter(has_text="anteckning.jpg")
    expect(row).to_contain_text("anteckning.jpg är inte vad namnet säger")
    names(page, "bild-0.jpg")
    expect(page.locator("[data-saving-text]")).to_contain_text("Sparat")
    row.get_by_role("button", name="Ta bort").click()
    expect(row).to_have_count(0)


@pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
def test_upload_that_breaks_off_is_tried_again_and_loses_nothing(
    page: Page, context: BrowserContext, address: str, pictures: list[Path]
) -> None:
    attempts: list[str] = []

    def break_off(route: Route) -> None:
        attempts.append(route.request.url)
        if len(attempts) == 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/bilagor/pictures", break_off)
    page.goto(address)
    page.locator("#where").fill("Parken")
    choose(page, pictures[0])
    names(page, "bild-0.jpg")
    assert len(attempts) == 2
    expect(page.locator("#where")).to_have_value("Parken")


@pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
def test_draft_that_a_file_began_is_saved_on(
    page: Page, context: BrowserContext, address: str, pictures: list[Path]
) -> None:
    page.goto(address)
    choose(page, pictures[0])
    names(page, "bild-0.jpg")
    expect(page).to_have_url(re.compile("/utkast/"))
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator("#where").fill("Torget")
    page.reload()
    expect(page.locator("#where")).to_have_value("Torget")
    names(page, "bild-0.jpg")


def under_way(page: Page) -> list[Route]:
    """Uploads from now on, which wait until the test lets them go on."""
    found: list[Route] = []
    page.route("**/bilagor/pictures", lambda route: found.append(route))
    return found


def go_on(page: Page, uploads: list[Route], number: int) -> None:
    wait_until(lambda: page.wait_for_timeout(10) or len(uploads) > number)
    uploads[number].continue_()


@pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
def test_press_while_files_are_uploaded_leads_on_with_all_of_them(
    page: Page, context: BrowserContext, address: str, tmp_path: Path
) -> None:
    page.goto(address)
    papers = [tmp_path / "karta.pdf", tmp_path / "brev.pdf"]
    for number, path in enumerate(papers):
        path.write_bytes(paper() + b"%" * number)
    uploads = under_way(page)
    page.locator("#where").fill("Parken")
    choose(page, *papers)
    page.get_by_role("button", name="Granska svaren").click()
    held = page.locator("[data-files-held]")
    expect(held).to_contain_text("Sidan går vidare av sig själv")
    for number in range(len(papers)):
        expect(page).to_have_url(re.compile("/felanmalan/(utkast/[^/]+/)?$"))
        go_on(page, uploads, number)
    expect(page.get_by_role("heading", name="Granska svaren")).to_be_visible()
    for told in ("Parken", "karta.pdf", "brev.pdf"):
        expect(page.locator("main")).to_contain_text(told)


@pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
def test_press_while_a_file_that_cannot_be_taken_is_uploaded_leads_nowhere(
    page: Page, context: BrowserContext, address: str, pictures: list[Path], tmp_path: Path
) -> None:
    page.goto(address)
    wrong = tmp_path / "anteckning.jpg"
    wrong.write_bytes(b"Hej!")
    uploads = under_way(page)
    page.locator("#where").fill("Parken")
    choose(page, wrong)
    page.get_by_role("button", name="Granska svaren").click()
    go_on(page, uploads, 0)
    expect(page.locator("[data-files-held]")).to_contain_text("Sidan gick inte vidare")
    row = page.locator(f"{QUESTION} .files__row").filter(has_text="anteckning.jpg")
    expect(row.get_by_role("button", name="Ta bort")).to_be_focused()
    expect(page.locator("#where")).to_have_value("Parken")
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", name="behöver rättas")).to_be_visible()
    expect(page.locator("#where")).to_have_value("Parken")
