"""Somebody who has signed in: a real session in the register, and its key in the browser."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from office.office import Office
from register import sessions
from register.accounts import MAIL, OWN, ensure_account
from register.database import writing
from settings import Settings
from tests.register.databases import database_url, server_url
from web.desk.guard import Role

__all__ = ["database_url", "server_url"]

SETTINGS = {
    Role.OFFICER: "register_officers",
    Role.ARCHIVIST: "register_archivists",
    Role.OPERATOR: "register_operators",
}


def signed_in(client: FlaskClient, role: Role, department: str = "") -> str:
    """Let the browser of `client` have a session in this role, and return its key.

    The address is one of the settings of the application, which get it when they lack it; of
    Role.OWN it is own@toreboda.se, which no setting names.
    """
    app = client.application
    own: Office = app.extensions["office"]
    address = f"{role}{'-bound' if department else ''}@toreboda.se"
    app.extensions["office"] = replace(own, settings=_with(own, role, address, department))
    issuer = OWN if role is Role.OWN else MAIL
    with writing(own.register) as connection:
        account = ensure_account(connection, issuer, address, "", address, own.now())
        key = sessions.begin(connection, account, own.now())
    client.set_cookie("register", key)
    return key


def _with(own: Office, role: Role, address: str, department: str) -> Settings:
    settings = own.settings
    if role is Role.READER:
        others = tuple(one for one in settings.register_readers if one[0] != address)
        return replace(settings, register_readers=(*others, (address, department)))
    changed: dict[str, Any] = {}
    if role in SETTINGS:
        changed[SETTINGS[role]] = (*getattr(settings, SETTINGS[role]), address)
    return replace(settings, **changed)


@pytest.fixture
def desk(app: Flask) -> Callable[..., FlaskClient]:
    """A new browser in which somebody has signed in: desk(Role.OFFICER)."""

    def browser(role: Role, department: str = "") -> FlaskClient:
        client = app.test_client()
        signed_in(client, role, department)
        return client

    return browser
