"""The document of a signed paper: whoever may see what was issued sees it, and nobody else."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from register.actors import OPERATOR, Role, Scope
from register.database import writing
from register.documents import DocumentKind, NewDocument, add_document
from register.filings import find_filing
from settings import read_settings
from tests.register.damaging import rewrite
from tests.register.databases import database_url, server_url
from tests.register.examples import code_on_paper
from tests.web.api.conftest import System, token_for
from tests.web.conftest import Visitor, visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_own_plans import file as file_with_owner

__all__ = ["database_url", "server_url", "visitor"]

REFERENCE = "AP-2026-0001"
FIRST, LAST = b"%PDF-1.7 two have signed", b"%PDF-1.7 all have signed"


@pytest.fixture
def app(database_url: str, tmp_path: Any) -> Flask:
    """One installation, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given | {"MAIL_DOMAINS": "toreboda.se"}))


def keep_signed(app: Flask, reference: str) -> None:
    """Two documents of one paper, one after the other."""
    own = app.extensions["office"]
    filing = find_filing(own.register, reference, 1)
    assert filing
    with writing(own.register) as connection:
        for number, content in enumerate((FIRST, LAST), 1):
            add_document(
                connection,
                filing.id,
                DocumentKind.SIGNED,
                f"{reference}-v1-underskriven.pdf",
                NewDocument(content),
                own.now(),
                OPERATOR,
                number,
            )


@pytest.fixture
def ways(app: Flask) -> dict[str, tuple[FlaskClient, str]]:
    """For each who may see the plan: their browser, and the page on which the plan is."""
    reference, receipt = file_with_owner(app, "administrators")
    found = {"receipt": (app.test_client(), receipt)}
    for role, page in ((Role.OWN, "/mina-planer/"), (Role.READER, "/register/planer/")):
        client = app.test_client()
        signed_in(client, role)
        found[role.value] = (client, f"{page}{reference}/")
    return found


def signed_links(client: FlaskClient, page: str) -> list[str]:
    text = client.get(page).get_data(as_text=True)
    return re.findall(r'href="([^"]+underskriven\.pdf)"', text)


def test_who_may_see_the_plan_finds_its_signed_paper_the_newest(
    app: Flask, ways: dict[str, tuple[FlaskClient, str]]
) -> None:
    assert [signed_links(*way) for way in ways.values()] == [[], [], []]
    keep_signed(app, REFERENCE)
    for client, page in ways.values():
        [link] = signed_links(client, page)
        assert client.get(link).data == LAST
    secret = token_for(app, Scope.LIST, Scope.PERSONS)
    system = System(app, secret)
    [version] = system.get(f"/planer/{REFERENCE}").get_json()["versioner"]
    assert system.get(version["underskriven_pdf"].removeprefix("/api/v1")).data == LAST


def test_signed_paper_is_given_out_as_what_was_issued(
    app: Flask, ways: dict[str, tuple[FlaskClient, str]]
) -> None:
    keep_signed(app, REFERENCE)
    given = {}
    for name, (client, page) in ways.items():
        answer = client.get(signed_links(client, page)[0])
        given[name] = answer.headers["Content-Disposition"].partition(";")[0]
        assert answer.headers["Cache-Control"] == "no-store"
    assert given == {"receipt": "inline", "own": "inline", "reader": "attachment"}


def test_code_on_paper_tells_nothing_of_who_signed(
    app: Flask, visitor: Visitor, ways: dict[str, tuple[FlaskClient, str]]
) -> None:
    code = code_on_paper(app.extensions["office"].register)
    before = visitor.get(code).get_text()
    keep_signed(app, REFERENCE)
    assert visitor.get(code).get_text() == before


def test_verify_sees_that_a_signed_paper_is_whole(
    app: Flask, ways: dict[str, tuple[FlaskClient, str]]
) -> None:
    keep_signed(app, REFERENCE)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["verify"]).exit_code == 0
    newest = "kind = 'signed' AND number = 2"
    rewrite(
        app.extensions["office"].register,
        f"UPDATE documents SET sha256 = '{'0' * 64}' WHERE {newest}",
    )
    found = runner.invoke(args=["verify"])
    assert "the signed document differs from its SHA-256" in found.output
    for client, page in ways.values():
        answer = client.get(signed_links(client, page)[0])
        assert LAST not in answer.data
        assert answer.status_code == 503
