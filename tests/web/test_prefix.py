"""Under a path of another site: no address leads outside it, and none is taken from Host."""

import io
import re
from collections.abc import Callable, Iterable
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from pypdf import PdfReader
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

import web.filling.views
from register.errors import RegisterUnavailable
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

PREFIX = "/blanketter"
BASE_URL = f"http://kommunen.example{PREFIX}"
FORM = f"{PREFIX}/aktivitetsplan/"
ASKED = "annan.example"
ADDRESSES = ("href", "src", "action", "formaction", "data-new-url")

Wsgi = Callable[..., Iterable[bytes]]


class Elsewhere(Client):
    """A browser that knows the pages by another name than BASE_URL."""

    asked = ""

    def open(self, path: str, **kwargs: object) -> TestResponse:
        self.asked = path
        return super().open(path, buffered=True, base_url=f"http://{ASKED}/", **kwargs)  # type: ignore[arg-type]


class Mounted(Visitor):
    """A visitor of pages under PREFIX, who looks at every address that an answer holds."""

    def __init__(self, app: Flask, under_prefix: Wsgi) -> None:
        super().__init__(app)
        self.app = app
        self.client = Elsewhere(under_prefix)  # type: ignore[assignment]
        self.seen: set[str] = set()

    def press(self, expect: int = 303) -> None:
        """Press the button of the page as it stands, wherever its form leads."""
        form = self.page.select_one("main form[method=post]")
        inputs = {one["name"]: one["value"] for one in form.select("input[name]")}
        self.post(form.get("action", self.client.asked), inputs, expect)

    def _see(self, response: TestResponse, expect: int) -> BeautifulSoup:
        page = super()._see(response, expect)
        assert ASKED.encode() not in response.data
        for cookie in response.headers.getlist("Set-Cookie"):
            assert f"Path={PREFIX};" in f"{cookie};"
        assert response.headers.get("Location", PREFIX).startswith(PREFIX)
        if response.mimetype == "text/html":
            assert addresses_outside(page) == []
        return page


def addresses_outside(page: BeautifulSoup) -> list[str]:
    """Addresses of this host that stand on the page and do not begin with PREFIX."""
    found = [str(tag[name]) for name in ADDRESSES for tag in page.find_all(attrs={name: True})]
    return [one for one in found if one.startswith("/") and not one.startswith(f"{PREFIX}/")]


def by_script_name(app: Flask) -> Wsgi:
    """A server that was told SCRIPT_NAME."""
    return DispatcherMiddleware(NotFound(), {PREFIX: app})


def by_header(app: Flask) -> Wsgi:
    """A proxy that takes the prefix away and says so."""

    def proxy(environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(f"{PREFIX}/"):
            return NotFound()(environ, start_response)
        told = {"PATH_INFO": path.removeprefix(PREFIX), "HTTP_X_FORWARDED_PREFIX": PREFIX}
        return app(environ | told, start_response)

    return proxy


@pytest.fixture(params=[by_script_name, by_header], ids=["SCRIPT_NAME", "X-Forwarded-Prefix"])
def mounted(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Mounted:
    app = make_app(BASE_URL=BASE_URL, TRUSTED_PROXIES=int(request.param is by_header))
    return Mounted(app, request.param(app))


def test_every_page_that_links_lead_to_stays_under_the_prefix(mounted: Mounted) -> None:
    waiting = [f"{PREFIX}/"]
    while waiting:
        path = waiting.pop()
        mounted.seen.add(path)
        if path == f"{PREFIX}/mina-planer/":
            mounted.get(path, expect=303)
            waiting.append(mounted.response.location)
            continue
        page = mounted.get(path)
        if mounted.response.mimetype != "text/html":
            continue
        links = [urljoin(path, str(tag["href"])) for tag in page.select("a[href], link[href]")]
        links += [urljoin(path, str(tag["src"])) for tag in page.select("script[src], img[src]")]
        ours = {urldefrag(one).url for one in links if not urlsplit(one).scheme}
        waiting += ours - mounted.seen - set(waiting)
    assert len(mounted.seen) > 30


def test_the_whole_way_stays_under_the_prefix(mounted: Mounted) -> None:
    mounted.get(FORM)
    mounted.post(FORM, {}, expect=422)
    mounted.post(FORM, as_inputs(plan()) | {"action": "save"})
    draft = mounted.response.location
    mounted.follow()
    mounted.post(draft, {"revision": "0", "medium": "X", "action": "save"}, expect=409)
    mounted.post(draft, as_inputs(plan()))
    review = mounted.response.location
    mounted.follow()
    mounted.post(review, {})
    receipt = mounted.response.location
    mounted.follow()
    for path in ("", "om-kontot/"):
        mounted.get(receipt + path)
    mounted.get(mounted.get(receipt).select_one("a[data-print-pdf]")["href"])
    mounted.get(receipt)
    mounted.post(f"{receipt}andra", {})
    mounted.follow()


def register_is_away(*_: object) -> None:
    raise RegisterUnavailable("as if")


def test_every_fault_stays_under_the_prefix(
    mounted: Mounted, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted.get(f"{PREFIX}/finns-inte/", expect=404)
    mounted.get(FORM.rstrip("/"), expect=308)
    mounted._see(mounted.client.delete(FORM), 405)
    mounted.get(FORM)
    mounted.post(FORM, {"purpose": "x" * 3_000_000}, expect=413)
    mounted.get(FORM)
    mounted.post(f"{FORM}las-in", {}, expect=422)
    monkeypatch.setattr(web.filling.views, "keep_new", register_is_away)
    mounted.post(FORM, as_inputs(plan()) | {"action": "save"}, expect=503)
    monkeypatch.undo()
    mounted.press()
    draft = mounted.response.location
    with mounted.app.extensions["office"].register.begin() as connection:
        connection.exec_driver_sql("UPDATE drafts SET expires_at = '2020-01-01 00:00:00.000000'")
    mounted.get(draft, expect=410)


def test_a_lost_session_costs_one_press_under_the_prefix(mounted: Mounted) -> None:
    mounted._see(mounted.client.post(FORM, data=as_inputs(plan())), 400)
    mounted.press()
    mounted.follow()
    assert mounted.page.h1.text == "Granska svaren"


def test_a_draft_that_is_gone_begins_anew_under_the_prefix(mounted: Mounted) -> None:
    mounted.get(FORM)
    mounted.post(f"{FORM}utkast/fel/", {"medium": "Facebook"}, expect=404)
    mounted.press()
    assert mounted.response.location.startswith(f"{FORM}utkast/")


def test_addresses_that_are_kept_come_from_the_setting(mounted: Mounted) -> None:
    mounted.get(FORM)
    mounted.post(FORM, as_inputs(plan()) | {"action": "save"})
    mounted.follow()
    draft = mounted.page.select_one("#own-address")["value"]
    assert draft.startswith(f"{BASE_URL}/aktivitetsplan/utkast/")
    token = mounted.page.select_one("[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "action": "save"}
    told = mounted.client.post(FORM, data=sent, headers={"Accept": "application/json"}).json
    assert told["url"].startswith(f"{FORM}utkast/")
    assert told["address"] == f"http://kommunen.example{told['url']}"
    mounted.post(f"{urlsplit(draft).path}granska/", {})
    mounted.follow()
    receipt = mounted.page.select_one("#own-address")["value"]
    assert receipt.startswith(f"{BASE_URL}/arende/")
    mounted.get(urlsplit(receipt).path)


def test_addresses_on_paper_are_found(mounted: Mounted) -> None:
    mounted.get(f"{PREFIX}/forhallningssatt.pdf")
    words = PdfReader(io.BytesIO(mounted.response.data)).pages[0].extract_text().replace("\n", "")
    assert f": {BASE_URL}/forhallningssatt/" in words


def test_no_script_knows_an_address_by_heart() -> None:
    from tests.journeys.servers import ROOT

    for path in (ROOT / "static").glob("*.js"):
        assert not re.search(r"""(fetch|assign|replace)\(\s*["'`]/""", path.read_text("utf-8"))
