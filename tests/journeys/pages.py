"""How a walk goes from page to page."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page, Response

from forms import PrintableForm
from tests.journeys.servers import Server
from tests.records import sent

See = Callable[[str], None]
# One plan is as good as another, one file and one page that came too.
_REFERENCE = re.compile(r"AP-\d{4}-\d+|(?:(?<=/inkommet/)|(?<=/sortera/))\d+")


class Document:
    """The HTML of the page last loaded, as the server sent it."""

    def __init__(self, page: Page) -> None:
        self.html = ""
        page.on("response", self._keep)

    def _keep(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if is_page and response.headers.get("content-type", "").startswith("text/html"):
            self.response = response

    def read(self) -> str:
        """The HTML of the page that is open."""
        return self.response.text()


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page that follows."""
    with page.expect_event("load"):
        page.get_by_role("button", name=name).first.click()


def fill_in_record(page: Page, form_class: type[PrintableForm], answers: dict[str, Any]) -> None:
    """Answer in the order of the page, so that what an answer lets be asked is there."""
    for name, value in sent(form_class, answers).items():
        if isinstance(value, list):
            for one in value:
                page.locator(f'[name="{name}"][value="{one}"]').check()
        else:
            page.locator(f'[name="{name}"]').fill(value.replace("\r\n", "\n"))


def linked_pages(server: Server, page: Page, start: str, seen: set[str]) -> Iterator[str]:
    """Open every page that links lead to, so that no new page is forgotten, and give its path.

    Not those in `seen`, which gets the others, but for those that sent us elsewhere: to sign in.
    """
    waiting, tried = [start], set(seen)
    while waiting:
        path = waiting.pop(0)
        kind = _REFERENCE.sub("", path)
        if kind in tried:
            continue
        tried.add(kind)
        answer = page.request.get(server.url + path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page.goto(server.url + path)
        if urlsplit(page.url).path == path:
            seen.add(kind)
        found = page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        there = [urlsplit(urljoin(page.url, href)) for href in found]
        waiting += [one.path for one in there if f"{one.scheme}://{one.netloc}" == server.url]
        yield path
