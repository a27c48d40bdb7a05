"""An installation of its own for each test, and a visitor who checks every page seen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from settings import Settings, read_settings
from tests.plans import as_inputs
from tests.register.databases import empty_server_url, lay_down_register, postgres
from tests.web.pagerules import broken_rules

__all__ = ["empty_server_url", "postgres"]


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings of an installation in a folder of its own."""

    def make(**changes: Any) -> Settings:
        given = {"INSTANCE_PATH": str(tmp_path / "instance"), "COURIER": "off"}
        return read_settings(given | {name: str(value) for name, value in changes.items()})

    return make


@pytest.fixture
def make_app(make_settings: Callable[..., Settings]) -> Callable[..., Flask]:
    """An application with changed settings, on a register that is there already."""

    def make(**changes: Any) -> Flask:
        settings = make_settings(**changes)
        path = settings.instance_path / "register.sqlite3"
        if settings.database_is_embedded and not path.exists():
            lay_down_register(path)
        return create_app(settings)

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """An application with the settings it has out of the box."""
    return make_app()


class Visitor:
    """Somebody with a browser and without JavaScript. Every page is held to the page rules."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page = BeautifulSoup("", "html.parser")
        self.response: TestResponse

    def get(self, path: str, expect: int = 200) -> BeautifulSoup:
        """Open `path`."""
        return self._see(self.client.get(path), expect)

    def post(self, path: str, inputs: dict[str, str], expect: int = 303) -> BeautifulSoup:
        """Send a form with the token of the page last seen."""
        token = self.page.select_one("[name=csrf_token]")
        sent = {"csrf_token": token["value"] if token else ""} | inputs
        return self._see(self.client.post(path, data=sent), expect)

    def follow(self) -> BeautifulSoup:
        """Go where the last answer sent us."""
        return self.get(self.response.location)

    def file(self, answers: dict[str, Any], slug: str = "aktivitetsplan") -> BeautifulSoup:
        """The whole way: form, review, filing; ends on the receipt."""
        self.get(f"/{slug}/")
        self.post(f"/{slug}/", as_inputs(answers))
        self.follow()
        self.post(self.response.request.path, {})
        return self.follow()

    @property
    def text(self) -> str:
        """The words of the page."""
        return self.page.get_text(" ", strip=True)

    def _see(self, response: TestResponse, expect: int) -> BeautifulSoup:
        self.response = response
        assert response.status_code == expect, response.get_data(as_text=True)[:2000]
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            self.page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
            assert broken_rules(self.page) == []
        return self.page


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A visitor of the installation."""
    return Visitor(app)
