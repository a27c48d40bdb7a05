"""A form that few may read: to all others neither its filings nor any of their words are there."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from forms import Aktivitetsplan, PrintableForm
from office.office import Office
from register.actors import Scope
from settings import read_settings
from tests.plans import plan
from tests.web.api.conftest import token_for
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.restricted import ANSWERS, SLUG, WORDS, restricted
from tests.web.desk.test_access import CLIENTS, rules
from web.desk.guard import OPEN, Role

__all__ = ["restricted"]
REFERENCE = "HE-2026-0001"
READERS = {"archivist", "officer"}
GIVEN = {"reference": REFERENCE, "version": 1, "verb": "papper", "kind": "csv", "delivery_id": 2}
GIVEN |= {"view_id": 1, "token_id": 1, "arrival_id": 1, "sheet_id": 1, "name": "lista"}
GIVEN |= {"step": "avsluta", "number": 1, "snapshot_id": 1}
ASKED = ("?q=Kvarnbäcken", "?q=HE-2026-0001", "?medium=Skvallernytt", f"?blankett={SLUG}")
LISTS = ("/register/planer/", "/register/planer.csv", "/register/planer.json")


@pytest.fixture
def app(database_url: str, tmp_path: Any, restricted: type[PrintableForm]) -> Flask:
    """An installation, on each database, with one plan and one filing that few may read."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    made = create_app(read_settings(given))
    made.extensions["visitor"] = filer = Visitor(made)
    filer.file(plan())
    filer.file(ANSWERS, SLUG)
    return made


@dataclass(frozen=True)
class Seen:
    """How a page answered, and which words of the filing stand on it that were not asked for."""

    status: int
    words: set[str]


def seen_by(app: Flask, name: str) -> dict[str, Seen]:
    """Every page of the desk that is opened by an address, and what is asked of the lists."""
    client = app.test_client()
    signed_in(client, *CLIENTS[name])
    asked = [f"{one}{words}" for one in LISTS for words in ASKED]
    return {one: seen(client.get(one, buffered=True), one) for one in (*addresses(app), *asked)}


def seen(answer: TestResponse, address: str) -> Seen:
    told = answer.text if answer.mimetype != "application/pdf" else ""
    told += answer.headers.get("Location", "")
    return Seen(answer.status_code, {one for one in WORDS if one in told and one not in address})


def addresses(app: Flask) -> list[str]:
    with app.test_request_context():
        return [
            app.url_for(rule.endpoint, **{one: GIVEN.get(one, "x") for one in rule.arguments})
            for (method, _), rule in rules(app).items()
            if method == "GET" and rule.endpoint not in OPEN
        ]


def test_only_who_reads_the_form_meets_its_filings_and_their_words(app: Flask) -> None:
    for name in CLIENTS:
        found = seen_by(app, name)
        told = {address: one.words for address, one in found.items() if one.words}
        opened = {one for one in found if REFERENCE in one.partition("?")[0]}
        statuses = {found[one].status for one in opened}
        if name in READERS:
            assert {"/register/planer/", f"/register/planer/{REFERENCE}/"} <= set(told), name
            assert 200 in statuses
            continue
        assert statuses <= {303, 404}, (name, statuses)
        if name == "operator":
            # Is told of mail that does not go, and of who looked at what, by the reference.
            assert set().union(*told.values()) <= {REFERENCE, "HE-"}, told
        else:
            assert told == {}, name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_counts_tell_only_of_what_is_read(app: Flask) -> None:
    for name in ("reader", "officer"):
        client = app.test_client()
        signed_in(client, *CLIENTS[name])
        count = "2 blanketter" if name in READERS else "1 blankett"
        assert f"av {count}." in client.get("/register/planer/").text
        statistics = client.get("/register/statistik/").text
        assert ("Skvallernytt" in statistics) == (name in READERS)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_mail_is_told_of_to_who_reads_the_form_and_who_runs_the_system(
    app: Flask, restricted: type[PrintableForm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restricted, "read_by", ("archivist",))
    for role, is_told in ((Role.OFFICER, False), (Role.OPERATOR, True)):
        client = app.test_client()
        signed_in(client, role)
        page = client.get("/register/utskick/").text
        assert (REFERENCE in page, "AP-2026-0001" in page) == (is_told, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_other_systems_are_told_nothing(app: Flask) -> None:
    secret, client = token_for(app, *Scope), app.test_client()

    def ask(address: str) -> TestResponse:
        return client.get(address, headers={"Authorization": f"Bearer {secret}"})

    own: Office = app.extensions["office"]
    # What has just happened is not told yet.
    later = own.now() + timedelta(minutes=5)
    app.extensions["office"] = replace(own, now=lambda: later)
    assert "AP-2026-0001" in ask("/api/v1/handelser?efter=0").text
    for address in ("/api/v1/planer", "/api/v1/planer?q=Kvarnbäcken", "/api/v1/handelser?efter=0"):
        answer = ask(address)
        assert answer.status_code == 200, answer.text
        assert not [one for one in WORDS if one in answer.text.replace("Kvarnb%C3%A4cken", "")]
    assert ask(f"/api/v1/planer/{REFERENCE}").status_code == 404
    assert ask(f"/api/v1/planer/{REFERENCE}/v1.pdf").status_code == 404
    assert (ask("/api/v1/planer").json or {})["antal"] == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_of_it_is_offered_to_who_fills_in_the_next(app: Flask) -> None:
    filer = Visitor(app)
    filer.get(f"/{SLUG}/")
    assert "Skvallernytt" not in filer.text
    filer.post(f"/{SLUG}/", ANSWERS)
    filer.follow()
    assert REFERENCE not in filer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_list_is_filtered_by_form_where_there_are_several_to_see(app: Flask) -> None:
    officer, reader = app.test_client(), app.test_client()
    signed_in(officer, Role.OFFICER)
    signed_in(reader, Role.READER)
    for slug, shown, other in ((SLUG, "HE-2026", "AP-2026"), (Aktivitetsplan.slug, "AP-", "HE-")):
        page = officer.get(f"/register/planer/?blankett={slug}").text
        assert shown in page
        assert other not in page
        assert f'<option value="{slug}" selected>' in page
        assert f"/register/planer.csv?blankett={slug}" in page
    assert f'value="{SLUG}"' not in reader.get("/register/planer/").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_case_of_a_form_without_approvals_has_no_words_of_the_plan(app: Flask) -> None:
    client = app.test_client()
    signed_in(client, Role.OFFICER)
    address = f"/register/planer/{REFERENCE}/"
    page = client.get(address).text
    for words in ("Inlämnad", "Avsluta ärendet", "Andra om samma sak"):
        assert words in page
    verb = client.get(f"{address}avsluta").text
    for words in ("Avsluta ärendet", "Vilken dag avslutades ärendet?", "Ärendet är klart"):
        assert words in verb
    pages = (BeautifulSoup(one, "html.parser").select_one("main") for one in (page, verb))
    told = " ".join(one.get_text(" ") for one in pages if one).lower()
    for words in ("konto", "inloggningsuppgifter", "papperet har kommit", "till enheten"):
        assert words not in told
