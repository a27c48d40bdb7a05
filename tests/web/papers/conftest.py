"""Plans that were filed, and their pages as telephones send them.

They are filed once: each test has a register of its own, which begins as a copy of that. What is on
a picture, it says itself; real ones are read in tests/journeys/test_paper.py.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from office import receiving_paper
from register.database import open_database
from settings import read_settings
from tests.office.fake_scans import file_of, open_fake
from tests.plans import plan
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor
from web.papers import sending

AppMaker = Callable[..., Flask]
MINE, OTHERS = "AP-2026-0001", "AP-2026-0002"


@dataclass(frozen=True)
class Served:
    """An installation with two plans, a copy of its register as they were filed, and the address of
    the receipt of the first."""

    app: Flask
    register: Path
    receipt: str


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """One for all: to begin one, and to file, takes longer than any test."""
    folder = tmp_path_factory.mktemp("served")
    settings = {"INSTANCE_PATH": str(folder), "COURIER": "off", "SCANS_PER_MINUTE": "1000000"}
    app = create_app(read_settings(settings))
    visitor = Visitor(app)
    visitor.file(plan())
    receipt = visitor.response.request.path
    visitor.file(plan())
    app.extensions["office"].register.dispose()
    return Served(app, shutil.copyfile(folder / "register.sqlite3", folder / "filed"), receipt)


@pytest.fixture(autouse=True)
def reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files say what is on them, and nothing depends on how busy the machine is."""
    monkeypatch.setattr(receiving_paper, "open_scan", open_fake)
    monkeypatch.setattr(sending, "SECONDS_OF_READING", 600.0)


@pytest.fixture
def app(served: Served) -> Flask:
    """That installation, to which nothing has come."""
    office = served.app.extensions["office"]
    office.register.dispose()
    path = office.settings.instance_path / "register.sqlite3"
    for beside in path.parent.glob("register.sqlite3-*"):
        beside.unlink()
    shutil.copyfile(served.register, path)
    return served.app


@pytest.fixture
def other_app(served: Served, make_app: Callable[..., Flask], tmp_path: Path) -> AppMaker:
    """Makes another with the same plans and other settings."""

    def make(**settings: object) -> Flask:
        (tmp_path / "instance").mkdir()
        shutil.copyfile(served.register, tmp_path / "instance" / "register.sqlite3")
        return make_app(**settings)

    return make


@pytest.fixture
def receipt(served: Served) -> str:
    """The address of the first plan's receipt."""
    return served.receipt


@dataclass(frozen=True)
class Held:
    """A plan on paper in somebody's hand; `check` is what stands in its codes."""

    reference: str
    check: str

    @property
    def code(self) -> str:
        """Where the code on its first page leads, as it is printed."""
        return f"/V/{self.reference}/1/{self.check}12"

    @property
    def send(self) -> str:
        """Where its pictures are sent."""
        return f"{self.code}/papper"

    def picture(self, page: int, sheet: str = "", **seen: object) -> bytes:
        """A page on which this is seen beside its code, or that of another `sheet`."""
        code = f"HTTPS://ELSEWHERE.EXAMPLE/V/{self.reference}/1/{self.check}{sheet or f'{page}2'}"
        return file_of({"codes": [code]} | seen)


@pytest.fixture
def paper(served: Served) -> Held:
    """The first plan on paper."""
    return held(served.register, MINE)


@pytest.fixture
def others(served: Served) -> Held:
    """The second."""
    return held(served.register, OTHERS)


def held(register: Path, reference: str) -> Held:
    """What somebody holds of a plan in a register."""
    engine = open_database(f"sqlite:///{register}")
    check = code_on_paper(engine, reference).rpartition("/")[2].upper()
    engine.dispose()
    return Held(reference, check)


class Sender(Visitor):
    """Somebody with a telephone and without JavaScript."""

    def send(
        self, address: str, *contents: bytes, name: str = "bild.jpg", expect: int = 303
    ) -> TestResponse:
        """Choose files on the page that is open, and press the button."""
        token = self.page.select_one("[name=csrf_token]")
        sent = {
            "csrf_token": token["value"] if token else "",
            "file": [(BytesIO(content), name) for content in contents],
        }
        answer = self.client.post(address, data=sent)
        # Large ones lie in a file that the client opened.
        answer.request.environ["wsgi.input"].close()
        self._see(answer, expect)
        if expect == 303:
            self.follow()
        return self.response

    @property
    def told(self) -> list[str]:
        """What is said of each file."""
        return [one.get_text(" ", strip=True) for one in self.page.select("[data-paper]")]

    @property
    def missing(self) -> str:
        """What is said of pages that have not come."""
        state = self.page.select_one("[data-papers-state]")
        return state.get_text(" ", strip=True) if state else ""


@pytest.fixture
def sender(app: Flask) -> Sender:
    """Somebody with the paper in hand."""
    return Sender(app)
