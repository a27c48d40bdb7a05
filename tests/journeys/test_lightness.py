"""What a browser really fetches, and that nothing on the page moves while it does."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.servers import Server
from tests.journeys.states import SETTINGS, walk

with_script = pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
MOST_BYTES = 60_000
PAGES = ["/", "/aktivitetsplan/", "/tillganglighet/", "/personuppgifter/"]
# Kept from before the first thing is drawn; what moves right after a key or a press is expected.
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) {
            if (one.hadRecentInput) continue;
            shifts.push(`${one.value} ${one.sources.map((s) => s.node?.nodeName)}`);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""


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


def test_nothing_moves_by_itself_on_any_page(
    browser: Browser, systems: Callable[..., Server]
) -> None:
    context = browser.new_context(locale="sv-SE", viewport={"width": 390, "height": 800})
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    moved: dict[str, list[str]] = {}

    def see(state: str) -> None:
        page.wait_for_timeout(100)
        moved[state] = page.evaluate("window.shifts ?? []")

    walk(systems(**SETTINGS), page, see)
    context.close()
    assert {state: found for state, found in moved.items() if found} == {}
