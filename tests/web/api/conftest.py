"""Another system with a token: a real one in the register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from office.office import Office
from register import tokens
from register.accounts import MAIL, ensure_account
from register.actors import Actor, Role, Scope, signed_in
from register.database import writing
from settings import read_settings
from tests.plans import plan
from tests.register.databases import database_url, server_url
from tests.web.conftest import Visitor, visitor

__all__ = ["database_url", "server_url", "visitor"]

LIFE = timedelta(days=30)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """One installation, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given))


def office_of(app: Flask) -> Office:
    """Its office."""
    found: Office = app.extensions["office"]
    return found


def operator(app: Flask) -> Actor:
    """Whoever makes tokens."""
    own = office_of(app)
    with writing(own.register) as connection:
        account = ensure_account(connection, MAIL, "it@x.example", "", "it@x.example", own.now())
    return signed_in(account, frozenset((Role.OPERATOR,)))


def token_for(app: Flask, *scopes: Scope, life: timedelta = LIFE) -> str:
    """The secret of a new token."""
    own = office_of(app)
    now = own.now()
    return tokens.add_token(own.register, "Diariet", scopes, now + life, now, operator(app))


@dataclass
class System:
    """Another system: what it asks, with its token in the header."""

    app: Flask
    secret: str

    def get(self, address: str, **headers: str) -> TestResponse:
        """Ask for something below /api/v1."""
        return self._client().get(f"/api/v1{address}", headers=self._headers(headers))

    def put(self, address: str, **sent: Any) -> TestResponse:
        """Send something; `headers` beside what werkzeug takes."""
        sent["headers"] = self._headers(sent.get("headers", {}))
        return self._client().put(f"/api/v1{address}", **sent)

    def _client(self) -> FlaskClient:
        return self.app.test_client(use_cookies=False)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} | more


@pytest.fixture
def system(app: Flask) -> Callable[..., System]:
    """A system whose token has these scopes, or all."""

    def made(*scopes: Scope) -> System:
        return System(app, token_for(app, *(scopes or Scope)))

    return made


@pytest.fixture
def reference(visitor: Visitor) -> str:
    """A plan that was filed by the pages."""
    visitor.file(plan())
    shown = visitor.page.select_one(".reference")
    assert shown
    return shown.text.split()[0]
