"""Papper: a heap that an officer sends in, what became of each page, and what needs somebody."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from office import limits, receiving_paper
from office.office import Office
from office.receiving_paper import read_waiting
from register import schema
from register.accounts import MAIL, ensure_account
from register.database import reading, writing
from tests.office.fake_scans import file_of, open_fake
from tests.plans import plan
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import DEPARTMENT, address, app, looks, see
from web.desk import papers
from web.desk.guard import Role

__all__ = ["address", "app", "see"]

See = Callable[..., Visitor]
PAGE = "/register/papper/"
FILES = f"{PAGE}inkommet/"
BLANK: dict[str, Any] = {"is_blank": True}
PLAN = "AP-2026-0001"
BROKEN = b'"broken"'
NEVER = bool


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving_paper, "open_scan", open_fake)


def post(
    client: FlaskClient, path: str, files: Sequence[tuple[bytes, str]], **more: str
) -> TestResponse:
    """Send files as a browser does."""
    sent: dict[str, Any] = {"file": [(BytesIO(content), name) for content, name in files]}
    answer = client.post(path, data=sent | more)
    # Large ones lie in a file that the client opened.
    answer.request.environ["wsgi.input"].close()
    return answer


def send(who: Visitor, *contents: bytes, name: str = "hög {}.pdf", expect: int = 303) -> None:
    """Choose files on the page, press the button, and go where that leads."""
    page = who.get(PAGE)
    form, token = page.select_one("form[data-papers]"), page.select_one("[name=csrf_token]")
    assert form
    assert token
    files = [(one, name.format(number)) for number, one in enumerate(contents, 1)]
    answer = post(who.client, str(form["action"]), files, csrf_token=str(token["value"]))
    who._see(answer, expect)
    if expect == 303:
        who.follow()


def read(app: Flask) -> None:
    """The courier comes by."""
    read_waiting(app.extensions["office"], NEVER)


def code(app: Flask, page: int) -> str:
    """What the code on a page of two of the first plan says."""
    return f"{code_on_paper(app.extensions['office'].register, PLAN).upper()}{page}2"


def told(who: Visitor) -> str:
    found = who.page.select_one("[data-told]")
    return found.get_text(strip=True) if found else ""


def test_heap_is_kept_at_once_and_told_of_as_it_is_read(
    app: Flask, see: See, visitor: Visitor
) -> None:
    visitor.file(plan())
    officer = see(Role.OFFICER)
    known = [{"codes": [one]} for one in (code(app, 1), f"{code(app, 2)}K")]
    send(officer, file_of(*known, BLANK), file_of({}), BROKEN)
    assert told(officer) == "3 filer läses fortfarande."
    assert officer.page.select_one("noscript meta[http-equiv=refresh]")
    assert officer.page.select_one("[data-refreshed]")
    here = officer.response.request.full_path
    still = officer.page.select_one('a[href*="uppdatera=nej"]')
    assert still
    officer.get(str(still["href"]))
    assert not officer.page.select("meta[http-equiv=refresh], script[src*=refreshing]")
    assert officer.page.select_one(f'a[href="{here}"]')
    read(app)
    officer.get(here)
    assert told(officer) == (
        "2 av 4 sidor är inlagda, 1 väntar på att sorteras, 1 är tom. 1 fil kunde inte läsas."
    )
    assert not officer.page.select("meta[http-equiv=refresh], [data-refreshed]")
    rows = [one.get_text(" ", strip=True) for one in officer.page.select("tbody tr")]
    assert len(rows) == 3
    assert "Filen är skadad" in rows[0]
    assert "2 av 3 sidor är inlagda, 1 är tom" in rows[2]
    assert "officer@toreboda.se" in rows[2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_file_that_comes_alone_leads_to_its_page_and_to_the_heap_it_is_of(
    app: Flask, see: See
) -> None:
    officer = see(Role.OFFICER)
    form = officer.get(PAGE).select_one("form[data-papers]")
    first = str(form and form["action"])
    send(officer, file_of(BLANK))
    assert officer.page.select_one('[data-paper="waits"]')
    read(app)
    # As the script sends one file after the other from the page that is open.
    token = officer.page.select_one("[name=csrf_token]")
    files = [(file_of({}), "b.pdf")]
    assert token
    officer._see(post(officer.client, first, files, csrf_token=str(token["value"])), 303)
    page = officer.follow()
    assert page.select_one('[data-paper="waits"]')
    state = page.select_one("[data-papers-state]")
    assert state
    assert "Sidan är tom. 1 fil läses fortfarande." in state.get_text()
    read(app)
    officer.get(officer.response.request.full_path)
    assert officer.page.select_one('[data-paper="read"]')
    officer.get(str(officer.page.select_one("[data-papers-state] a")["href"]))  # type: ignore[index]
    assert [one.text for one in officer.page.select("tbody th")] == ["b.pdf", "hög 1.pdf"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_here_already_is_in_the_heap_and_kept_once(app: Flask, see: See) -> None:
    officer = see(Role.OFFICER)
    send(officer, file_of(BLANK), name="förut.pdf")
    send(officer, file_of(BLANK), file_of({}), name="nu {}.pdf")
    assert [one.text for one in officer.page.select("tbody th")] == ["nu 2.pdf", "förut.pdf"]
    query = parse_qs(urlsplit(officer.response.request.full_path).query)
    assert query["forut"] == ["1"]
    with writing(app.extensions["office"].register) as connection:
        now = app.extensions["office"].now()
        another = ensure_account(connection, MAIL, "b@x.se", "", "b@x.se", now)
        connection.execute(sa.update(schema.arrivals).values(account_id=another))
    officer.get(f"{FILES}?sedan=1-1")
    assert not officer.page.select("tbody tr")
    officer.get(f"{FILES}?sedan=1-1&forut=1-x-99999999999999-2-3")
    assert len(officer.page.select("tbody tr")) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_page_of_a_file_tells_of_each_page_in_it(app: Flask, see: See, visitor: Visitor) -> None:
    visitor.file(plan())
    officer = see(Role.OFFICER)
    send(officer, file_of({"codes": [code(app, 2)]}, "too-heavy", {"codes": [f"{code(app, 1)}K"]}))
    read(app)
    page = officer.get(f"{FILES}1/")
    rows = [one.get_text(" ", strip=True) for one in page.select("tbody tr")]
    assert "AP-2026-0001 version 1" in rows[0]
    assert "Sida 2 av 2" in rows[0]
    assert "gick inte att läsa" in rows[1]
    assert "kopian" in rows[2]
    ways = [str(one["href"]) for one in page.select("tbody td:last-child a")]
    assert ways == [f"{PAGE}sortera/{number}/" for number in (1, 2, 3)]
    for way in ways:
        officer.get(way)
    assert "I registret" in officer.get(f"{FILES}1/").get_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bytes_come_back_as_they_came_and_open_nowhere(app: Flask, see: See) -> None:
    officer, evil = see(Role.OFFICER), b"<script>alert(1)</script>"
    send(officer, evil, name="../x “å;”.html")
    answer = officer.client.get(f"{FILES}1/fil")
    assert answer.data == evil
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert looks(app)[-1] == ("arrival", None)
    assert officer.client.get(f"{FILES}2/fil").status_code == 404


def test_file_that_cannot_be_read_waits_for_somebody_to_take_care_of_it(
    app: Flask, see: See
) -> None:
    officer, other = see(Role.OFFICER), see(Role.OFFICER)
    send(officer, BROKEN)
    read(app)
    officer.get("/register/")
    assert "Filer som inte kunde läsas" in officer.text
    assert "Att göra (1)" in officer.text
    assert officer.get(f"{FILES}?visa=olasta").select("tbody tr")
    other.get(f"{FILES}1/")
    officer.get(f"{FILES}1/")
    assert "Filen är skadad" in officer.text
    officer.post(f"{FILES}1/klar", {})
    assert "noterad som klar" in officer.follow().get_text()
    other.post(f"{FILES}1/klar", {}, 409)
    assert "hann före" in other.text
    assert "Inget att göra" in officer.get("/register/").get_text()
    officer.get(f"{FILES}?visa=olasta")
    assert not officer.page.select("tbody tr")
    assert officer.get(FILES).select("tbody tr")
    with reading(app.extensions["office"].register) as connection:
        last = sa.select(schema.events.c.kind, schema.events.c.account_id)
        kind, account = connection.execute(last.order_by(schema.events.c.id.desc())).first() or ()
    assert (kind, bool(account)) == ("paper_settled", True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_too_large_is_named_and_the_rest_is_kept(app: Flask, see: See) -> None:
    own: Office = app.extensions["office"]
    largest = own.settings.max_scan_bytes
    officer = see(Role.OFFICER)
    send(officer, b"x" * (largest + 1), file_of(BLANK), name="hög {}.pdf")
    # A heap of one that was kept is a page of that.
    officer.get(f"{FILES}?sedan=1-1")
    assert "hög 1.pdf är större än 40" in officer.text
    assert [one.text for one in officer.page.select("tbody th")] == ["hög 2.pdf"]
    send(officer, b"x" * (largest + 1), expect=413)
    assert "Inget är mottaget" in officer.text
    assert officer.page.select_one('[data-paper="refused"]')


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_request_may_be_as_large_as_that_for_an_officer_alone(
    app: Flask, see: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST_AT_ONCE", 5_000_000)
    large, larger = b"x" * 4_000_000, b"x" * 6_000_000
    send(see(Role.OFFICER), large)
    send(see(Role.OFFICER), larger, expect=413)
    reader = see(Role.READER)
    reader.get(PAGE)
    assert post(reader.client, PAGE, [(large, "a.pdf")]).status_code == 413
    assert post(app.test_client(), PAGE, [(large, "a.pdf")]).status_code == 303


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_account_sends_in_so_much_an_hour(
    app: Flask, see: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEGABYTES_OF_A_HEAP", 2)
    officer = see(Role.OFFICER)
    for number in range(2):
        send(officer, file_of({"codes": [str(number)]}))
    send(officer, file_of(BLANK), expect=429)
    assert "Vänta" in officer.text
    assert int(officer.response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_chosen_or_a_page_that_stood_open_is_told_and_nothing_is_kept(
    app: Flask, see: See
) -> None:
    officer = see(Role.OFFICER)
    officer.get(PAGE)
    officer.post(PAGE, {}, 422)
    assert "Ingen fil är vald" in officer.text
    with officer.client.session_transaction() as session:
        session.clear()
    officer._see(post(officer.client, PAGE, [(b"x", "a.pdf")]), 400)
    assert "Välj filerna en gång till" in officer.text
    assert not officer.get(FILES).select("tbody tr")


def test_plans_wait_for_what_they_lack_and_are_paged(
    app: Flask, see: See, visitor: Visitor
) -> None:
    for _ in range(2):
        visitor.file(plan())
    officer = see(Role.OFFICER)
    send(officer, file_of({"codes": [code(app, 1)]}))
    read(app)
    page = officer.get(f"{PAGE}vantar/")
    lacking = [one.get_text(" ", strip=True) for one in page.select("tbody td:nth-of-type(3)")]
    assert lacking == ["Saknas: Sida 2 saknas.", "Saknas: Hela papperet"]
    assert len(page.select('tbody a[href$="/paminn/"]')) == 2
    assert not see(Role.READER).get(f"{PAGE}vantar/").select('a[href$="/paminn/"]')
    inks = ["written", "empty", "written"]
    send(officer, file_of({"codes": [code(app, 2)], "inks": inks}))
    read(app)
    page = officer.get(f"{PAGE}vantar/")
    lacking = [one.get_text(" ", strip=True) for one in page.select("tbody td:nth-of-type(3)")]
    assert lacking == ["Saknas: Underskrift: Administratör 2", "Saknas: Hela papperet"]
    assert looks(app)[-1] == ("waiting", None)
    for role, department, count in (
        (Role.READER, "", 2),
        (Role.ARCHIVIST, "", 2),
        (Role.READER, DEPARTMENT, 2),
        (Role.READER, "En annan förvaltning", 0),
    ):
        who = see(role, department)
        assert len(who.get(f"{PAGE}vantar/").select("tbody tr")) == count
        page = who.get(PAGE)
        assert not page.select("form[data-papers]")
        assert not page.select(f'a[href^="{FILES}"], a[href^="{PAGE}sortera"]')
        assert f"Väntar på papper ({count})" in who.text


def test_paper_that_came_whole_is_to_be_checked(app: Flask, see: See, visitor: Visitor) -> None:
    visitor.file(plan())
    officer = see(Role.OFFICER)
    inks = ["written"] * 3
    send(officer, file_of({"codes": [code(app, 1)]}, {"codes": [code(app, 2)], "inks": inks}, {}))
    read(app)
    officer.get(PAGE)
    assert "Att kontrollera (1)" in officer.text
    assert "Att sortera (1)" in officer.text
    assert "Väntar på papper (0)" in officer.text
    officer.get("/register/")
    headings = [one.get_text(strip=True) for one in officer.page.select("main h2")]
    assert headings == ["Papper att sortera", "Papper att kontrollera"]
    assert "Att göra (2)" in officer.text
    assert officer.get("/register/?visa=kontrollera").select("tbody tr")
