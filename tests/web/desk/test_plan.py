"""One plan as the office sees it: what stands there, who sees it, and that looks are kept."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from forms.wording import COPY
from register import deliveries, schema
from register.actors import ActorKind
from register.database import reading
from register.events import EventKind
from settings import read_settings
from tests.plans import plan
from tests.register import examples
from tests.register.test_query_plans import asked
from tests.web.conftest import Visitor
from tests.web.filed.test_versions import change
from web.desk import history
from web.desk.guard import Role
from web.desk.timeline import HAPPENED, SAVED_AS_FILE, WHO

See = Callable[..., Visitor]
# Fewer than the pages show, which nothing else depends on.
MOST_SHOWN = 6
LISTS = {
    "versioner": "#versioner + ul > li",
    "utskick": "#utskick ~ h3",
    "handelser": ".timeline > li",
}
DEPARTMENT, UNIT = plan()["organisation"].values()


@pytest.fixture
def app(database_url: str, tmp_path: Any) -> Flask:
    """One installation, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given))


@pytest.fixture
def address(visitor: Visitor) -> str:
    """Where the office sees a plan that was filed and then changed."""
    visitor.file(plan())
    reference = str(visitor.page.select_one(".reference").text).split()[0]  # type: ignore[union-attr]
    return f"/register/planer/{reference}/"


@pytest.fixture
def see(app: Flask, desk: Callable[..., FlaskClient]) -> Callable[..., Visitor]:
    """Somebody who has signed in, held to the page rules."""

    def visit(role: Role, department: str = "") -> Visitor:
        found = Visitor(app)
        found.client = desk(role, department)
        return found

    return visit


def looks(app: Flask) -> list[tuple[str, int | None]]:
    with reading(app.extensions["office"].register) as connection:
        kept = schema.looks.c
        rows = connection.execute(sa.select(kept.what, kept.case_id).order_by(kept.id))
        return [tuple(one) for one in rows]


def test_office_sees_answers_and_what_became_of_the_plan(
    address: str, app: Flask, see: Callable[..., Visitor]
) -> None:
    officer = see(Role.OFFICER)
    page = officer.get(address)
    assert UNIT in officer.text
    assert "Väntar på papper" in officer.text
    for anchor in ("svar", "versioner", "handlingar", "utskick", "handelser", "samma-konto"):
        assert page.find(id=anchor)
    timeline = page.select_one(".timeline")
    assert timeline
    assert "Inlämnad (version 1)" in timeline.get_text(" ", strip=True)
    assert "Den som fyllde i" in timeline.text
    assert looks(app) == [("plan", 1)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_timeline_says_that_a_mail_server_took_only_what_one_took(
    address: str, app: Flask, see: Callable[..., Visitor]
) -> None:
    own = app.extensions["office"]
    now = own.now() + timedelta(minutes=1)
    [copy] = deliveries.lease_due(own.register, now, timedelta(minutes=1), "a courier", 9)
    deliveries.mark_accepted(own.register, copy, "a.eml", now, is_file=True)
    told = see(Role.OFFICER).get(address).select_one(".timeline").text  # type: ignore[union-attr]
    assert SAVED_AS_FILE.format(sent=COPY) in told
    assert HAPPENED[EventKind.DELIVERY_ACCEPTED].format(sent=COPY) not in told


def test_documents_are_downloads_that_are_looks(
    address: str, app: Flask, see: Callable[..., Visitor]
) -> None:
    officer = see(Role.ARCHIVIST)
    links = [str(one["href"]) for one in officer.get(address).select('a[href$=".pdf"]')]
    assert [one.rpartition("/")[2] for one in links] == ["v1.pdf", "v1-kopia.pdf"]
    contents = []
    for link in links:
        answer = officer.client.get(link)
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        contents.append(answer.data)
    assert contents[0] != contents[1]
    assert all(one.startswith(b"%PDF") for one in contents)
    assert looks(app) == [("plan", 1), ("document", 1), ("document", 1)]


def test_reader_who_is_bound_sees_the_own_department_alone(
    address: str, app: Flask, see: Callable[..., Visitor]
) -> None:
    see(Role.READER, DEPARTMENT).get(address)
    stranger = see(Role.READER, "En annan förvaltning")
    hidden = str(stranger.get(address, 404).select_one("main"))
    assert hidden == str(stranger.get("/register/planer/AP-2026-9999/", 404).select_one("main"))
    stranger.get(f"{address}v1.pdf", 404)
    see(Role.OPERATOR).get(address, 404)
    assert looks(app) == [("plan", 1)]


def test_others_about_the_same_account_are_those_one_may_see(
    address: str, visitor: Visitor, see: Callable[..., Visitor]
) -> None:
    visitor.file(plan(organisation={"department": "Helt annan förvaltning", "unit": UNIT}))
    other = str(visitor.page.select_one(".reference").text).split()[0]  # type: ignore[union-attr]
    officer = see(Role.OFFICER)
    officer.get(address)
    assert other in officer.text
    reader = see(Role.READER, DEPARTMENT)
    reader.get(address)
    assert other not in reader.text


def test_older_versions_are_read_where_the_newest_is(
    address: str, visitor: Visitor, see: Callable[..., Visitor]
) -> None:
    change = visitor.page.select_one("#change").find_next("form")  # type: ignore[union-attr]
    visitor.post(str(change["action"]), {})  # type: ignore[index]
    draft = visitor.follow()
    inputs = {
        str(one["name"]): str(one.get("value", ""))
        for one in draft.select("main form input[name]")
        if one.get("type") not in ("checkbox", "radio", "submit") or one.has_attr("checked")
    }
    inputs |= {str(one["name"]): one.text.lstrip("\r\n") for one in draft.select("textarea[name]")}
    visitor.post(visitor.response.request.path, inputs | {"organisation-unit": "Nya enheten"})
    visitor.follow()
    visitor.post(visitor.response.request.path, {})
    officer = see(Role.OFFICER)
    officer.get(address)
    assert "Nya enheten" in officer.page.select_one(".answers").text  # type: ignore[union-attr]
    officer.get(f"{address}?version=1")
    assert UNIT in officer.page.select_one(".answers").text  # type: ignore[union-attr]
    assert "Den nyaste är version 2" in officer.text


def test_address_for_the_unit_opens_the_plan_for_who_stands_in_it_and_for_nobody_else(
    address: str, app: Flask, visitor: Visitor, see: Callable[..., Visitor]
) -> None:
    secret = visitor.response.request.path.split("/")[-2]
    officer = see(Role.OFFICER)
    page = officer.get(address)
    link = str(page.select_one("#own-address")["value"])  # type: ignore[index]
    own = f"/mina-planer/{address.split('/')[-2]}/"
    assert link == app.extensions["office"].settings.base_url + own
    words = page.select_one("#forward")
    assert words
    assert f"finns på\n{link}\n\nSkriv din e-postadress" in words.text
    letter = str(page.select_one('a[href^="mailto:?"]')["href"])  # type: ignore[index]
    assert words.text in unquote(letter).replace("\r\n", "\n")
    assert secret not in str(page)
    stranger = Visitor(app)
    stranger.get(own, 303)
    assert stranger.response.location == f"/logga-in/?till={own}"
    see(Role.OWN).get(own, 404)
    for role in (Role.READER, Role.ARCHIVIST):
        assert not see(role).get(address).select("#own-address")


def test_each_mail_is_told_with_its_attempts_and_sent_again_by_the_officer(
    address: str, app: Flask, visitor: Visitor, see: Callable[..., Visitor]
) -> None:
    draft = change(visitor, audience="Alla i kommunen")
    visitor.post(f"{draft}granska/", {})
    own = app.extensions["office"]
    for copy in deliveries.lease_due(own.register, own.now(), timedelta(minutes=1), "any", 1):
        deliveries.mark_failed(own.register, copy, "550 No such user", own.now())
    officer = see(Role.OFFICER)
    page = officer.get(address)
    titles = [one.text for one in page.select("h3")]
    recipient = own.settings.information_officer[0]
    assert titles == [f"Kopia av version {version} till {recipient}" for version in (2, 1)]
    told = officer.text[officer.text.index(titles[1]) :]
    assert re.search("Misslyckades .* Lades i kö .* svar: 550 No such user .* slutat försöka", told)
    [again] = [one for one in page.select("a") if "Skicka igen" in one.text]
    for role in (Role.READER, Role.ARCHIVIST):
        assert "Skicka igen" not in see(role).get(address).text
    page = officer.get(str(again["href"]))
    revision = str(page.select_one("[name=revision]")["value"])  # type: ignore[index]
    officer.post(str(again["href"]), {"revision": revision})
    page = officer.follow()
    assert officer.response.request.path == address
    assert page.select_one(".notice")
    assert "Någon valde att skicka igen." in officer.text
    assert not [one for one in page.select("a") if "Skicka igen" in one.text]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_plan_of_an_older_edition_is_shown_by_its_questions_and_says_what_nobody_answered(
    app: Flask, see: Callable[..., Visitor]
) -> None:
    filed = examples.filed(app.extensions["office"].register, examples.plan(edition="1"))
    page = see(Role.OFFICER).get(f"/register/planer/{filed.reference}/")
    questions = [one.text for one in page.select(".answers dt")]
    assert "Vem är verksamhetsansvarig chef?" in questions
    values = dict(zip(questions, page.select(".answers dd"), strict=True))
    [daily] = [one for one in questions if one.startswith("6.")]
    assert values[daily].get_text(strip=True) == "Inget svar"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_many_versions_and_events_the_newest_are_shown_and_the_rest_is_a_link_away(
    address: str,
    app: Flask,
    see: Callable[..., Visitor],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "MOST_SHOWN", MOST_SHOWN)
    for version in range(1, MOST_SHOWN + 4):
        examples.filed(app.extensions["office"].register, revises=version)
    officer = see(Role.OFFICER)
    seen: dict[str, list[str]] = {}
    for name, part in LISTS.items():
        page = officer.get(f"{address}?version=1")
        for _ in range(9):
            shown = [one.get_text(" ", strip=True) for one in page.select(part)]
            assert len(shown) <= MOST_SHOWN
            seen.setdefault(name, []).extend(shown)
            older = page.find("a", string=re.compile("Visa äldre " + name[0]))
            if older is None:
                break
            assert "version=1&" in older["href"]  # type: ignore[index]
            page = officer.get(str(older["href"]))  # type: ignore[index]
        officer.get(str(page.find("a", string=re.compile("Visa de nyaste"))["href"]))  # type: ignore[index]
        assert shown[0] not in officer.text
    versions = [re.findall("^Version ([0-9]+)", one) for one in seen["versioner"]]
    assert versions == [[str(one)] for one in range(MOST_SHOWN + 4, 0, -1)]
    mails = [re.findall("version ([0-9]+)", one) for one in seen["utskick"]]
    assert mails == versions
    filed = [one for one in seen["handelser"] if "Inlämnad" in one]
    assert [re.findall("version ([0-9]+)", one) for one in filed] == versions


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_plan_is_read_by_as_many_questions_however_much_hangs_on_it(
    address: str, app: Flask, visitor: Visitor, see: Callable[..., Visitor]
) -> None:
    officer, register = see(Role.OFFICER), app.extensions["office"].register
    with asked(register) as few:
        officer.get(address)
    for version in (1, 2):
        examples.filed(register, revises=version)
        visitor.file(plan())
    with asked(register) as many:
        officer.get(address)
    assert len(many) <= len(few)


def test_version_that_is_not_there_is_not_found(address: str, see: Callable[..., Visitor]) -> None:
    officer = see(Role.OFFICER)
    for version in ("0", "2", "x", "٣", "9" * 10, "9" * 5000, "0" * 4999 + "1", ""):
        officer.get(f"{address}?version={version}", 404)
    for key in ("x", "9" * 10, "9" * 5000):
        officer.get(f"{address}?versioner={key}&utskick={key}&handelser={key}")


@pytest.mark.parametrize("reference", ["%00", "AP-2026-0001%00", "%F0%9F%92%A9", "'"])
def test_reference_that_is_none_is_not_found(see: Callable[..., Visitor], reference: str) -> None:
    see(Role.OFFICER).get(f"/register/planer/{reference}/", 404)


def test_all_that_happens_has_words() -> None:
    assert set(HAPPENED) == set(EventKind)
    assert set(WHO) == set(ActorKind)
