"""The public list in a browser: with accounts in it, by itself, narrow, and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app import create_app
from register.events import EventKind
from register.notes import Note
from settings import read_settings
from tests.journeys.servers import serving
from tests.journeys.test_accessibility import DESKTOP, TELEPHONE, axe, by, invalid
from tests.plans import PLANS, plan
from tests.register.databases import lay_down_register
from tests.web.open.listed import note_of, publish

LONG = "ett-mycket-langt-namn-som-inte-far-plats-pa-en-rad-i-nagon-telefon"
PATHS = ("/konton/", "/konton/?inbaddad=1")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where an installation with accounts answers."""
    folder = tmp_path_factory.mktemp("open")
    lay_down_register(folder / "register.sqlite3")
    app = create_app(read_settings({"INSTANCE_PATH": str(folder), "COURIER": "off"}))
    register = app.extensions["office"].register
    long = plan(0, url=f"https://www.instagram.com/{LONG}/")
    publish(register, [*PLANS, long, plan(1, url="@skolan")])
    text = {"published_text": "Frågor besvaras vardagar 9–16."}
    note_of(register, 1, Note(EventKind.LISTED, text))
    with serving(app) as served:
        yield served


@pytest.mark.parametrize("path", PATHS)
def test_list_is_for_everybody(browser: Browser, address: str, path: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport=DESKTOP, locale="sv-SE")
    answer = page.goto(f"{address}{path}")
    assert answer
    (tmp_path / "page.html").write_bytes(answer.body())
    assert invalid([str(tmp_path / "page.html")]) == []
    assert page.get_by_text("Frågor besvaras vardagar 9–16.").is_visible()
    assert axe(page) == []
    assert by("smallTargets")(page) == []
    assert by("uselessOnPaper", media="print")(page) == []
    page.set_viewport_size(TELEPHONE)
    assert axe(page) == []
    assert by("smallTargets")(page) == []
    assert by("sidewaysScrolling")(page) == []
    page.context.close()
