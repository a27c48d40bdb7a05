"""docs/asvs.md names what is there, and what it says that no other test shows."""

import ast
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from register import schema
from register.sign_ins import CODE_BYTES, MOST_TRIES
from tests.house import ROOT
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_access import call, rules
from tests.web.desk.test_plan import address, app, see
from tests.web.desk.test_signing_in import clock, is_in, sign_in
from web.desk.guard import Role

__all__ = ["address", "app", "clock", "see"]

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
# What is asked here does not depend on the database.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# What may be written when somebody only looks: that they did.
MARKS = {"looks", "sessions", "hits"}


def names_in(path: Path) -> set[str]:
    """The functions of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def test_every_file_and_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`([\w/.-]+\.(?:py|html))(?:::(\w+))?`", PAGE)
    assert len(named) > 80
    missing = [path for path, _ in named if not (ROOT / path).is_file()]
    assert missing == []
    assert [
        (path, name) for path, name in named if name and name not in names_in(ROOT / path)
    ] == []
    links = re.findall(r"\]\(([\w/.-]+\.md)\)", PAGE)
    assert [one for one in links if not (ROOT / "docs" / one).is_file()] == []


def test_code_cannot_be_guessed_within_its_tries() -> None:
    assert MOST_TRIES / 2 ** (8 * CODE_BYTES) < 1e-11


@on_sqlite
def test_who_signs_in_anew_gets_another_key_and_the_old_one_is_dead(
    app: Flask, visitor: Visitor
) -> None:
    sign_in(app, visitor)
    before = visitor.client.get_cookie("register")
    sign_in(app, visitor)
    after = visitor.client.get_cookie("register")
    assert before
    assert after
    assert before.value != after.value
    assert is_in(visitor)
    visitor.client.set_cookie("register", before.value)
    assert not is_in(visitor)


def everybody(app: Flask) -> list[FlaskClient]:
    """A browser for each role."""
    clients = [app.test_client() for _ in Role]
    for client, role in zip(clients, Role, strict=True):
        signed_in(client, role)
    return clients


@on_sqlite
def test_every_page_for_who_has_signed_in_has_a_way_out(address: str, app: Flask) -> None:
    seen = set()
    for client in everybody(app):
        for (method, path), rule in rules(app).items():
            if method == "GET" and not path.startswith("/logga-in/"):
                answer = call(client, method, rule)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    seen.add(path)
                    assert 'action="/logga-ut/"' in answer.text, path
    assert {"/register/planer/", "/register/inloggningar/", "/mina-planer/"} <= seen


@on_sqlite
def test_no_address_that_is_only_opened_changes_what_the_office_keeps(
    address: str, app: Flask
) -> None:
    register = app.extensions["office"].register
    written = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if found := re.match(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", statement):
            written.append(found[1])

    clients = everybody(app)
    sa.event.listen(register, "before_cursor_execute", note)
    for client in clients:
        client.get(address)
        for verb in ("papper", "diarienummer", "delgivet", "avsluta"):
            client.get(f"{address}{verb}")
        for (method, _), rule in rules(app).items():
            if method == "GET":
                call(client, method, rule)
    sa.event.remove(register, "before_cursor_execute", note)
    assert set(written) <= MARKS
    assert schema.looks.name in written
