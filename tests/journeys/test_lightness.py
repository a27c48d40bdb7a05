"""What a browser really fetches."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

with_script = pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
MOST_BYTES = 60_000
PAGES = ["/", "/aktivitetsplan/", "/tillganglighet/", "/personuppgifter/"]


class Traffic:
    """Everything that a tab fetches, in bytes over the wire."""

    def __init__(self, page: Page) -> None:
        self.urls: list[str] = []
        self.size = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", lambda e: self.urls.append(e["request"]["url"]))
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict) -> None:
        self.size += int(event["encodedDataLength"])


@with_script
@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_fetches_little_and_nothing_from_elsewhere(
    page: Page, serve: Callable[..., str], path: str
) -> None:
    base_url = serve()
    traffic = Traffic(page)
    page.goto(base_url + path, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    assert any("noto-sans" in url for url in traffic.urls)
    assert {urlsplit(url).netloc for url in traffic.urls} == {urlsplit(base_url).netloc}
    assert len(traffic.urls) == len(set(traffic.urls))
    assert 0 < traffic.size < MOST_BYTES


@with_script
def test_a_second_visit_fetches_the_page_alone(page: Page, serve: Callable[..., str]) -> None:
    base_url = serve()
    page.goto(f"{base_url}/aktivitetsplan/", wait_until="networkidle")
    traffic = Traffic(page)
    page.goto(f"{base_url}/aktivitetsplan/", wait_until="networkidle")
    assert traffic.size < 8_000
