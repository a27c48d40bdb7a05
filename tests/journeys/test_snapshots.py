"""A snapshot is sent in from a receipt in a real browser, with and without its script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app import create_app
from settings import read_settings
from tests.journeys.servers import served
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.filling.test_attaching import picture


@pytest.fixture(scope="module")
def receipt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the receipt of a plan."""
    folder = tmp_path_factory.mktemp("snapshots")
    with served(instance=folder) as url:
        visitor = Visitor(create_app(read_settings({"INSTANCE_PATH": str(folder)})))
        visitor.file(plan())
        yield url + visitor.response.request.path


def test_snapshot_is_sent_in_after_an_error_and_fetched(
    page: Page, receipt: str, tmp_path: Path
) -> None:
    # Others have sent in theirs: another picture for each browser.
    before = tmp_path / "flöde.jpg"
    page.goto(receipt)
    sent = page.locator(".files-shown li").count()
    before.write_bytes(picture(sent))
    page.get_by_role("link", name="Skicka in en ögonblicksbild").click()
    page.get_by_label("Vad visar bilden?").fill("Startsidan med tre inlägg.")
    page.get_by_role("button", name="Skicka in").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(page.get_by_label("Vad visar bilden?")).to_have_value("Startsidan med tre inlägg.")
    page.get_by_label("Filer", exact=True).set_input_files(before)
    page.get_by_label("Halvårets bild").check()
    page.get_by_role("button", name="Skicka in").click()
    expect(page.locator(".notice[role=status]")).to_have_text("Ögonblicksbilden är sparad.")
    expect(page.locator(".files-shown li")).to_have_count(sent + 1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som arkivdokument").first.click()
    assert download.value.suggested_filename.startswith("AP-")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Skicka in en ögonblicksbild").click()
    page.get_by_label("Filer", exact=True).set_input_files(before)
    page.get_by_label("Kontot avslutas").check()
    page.get_by_label("Vad visar bilden?").fill("Samma en gång till.")
    page.get_by_role("button", name="Skicka in").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("är redan sparade")
    expect(page.locator(".files-shown li")).to_have_count(sent + 1)
