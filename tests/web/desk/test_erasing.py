"""Erasing from the register's pages, and what every page says afterwards."""

import io
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from office.erasing import time_in_words
from office.office import Office
from register.actors import Scope
from register.audit.verification import verify_register
from tests.plans import plan
from tests.register.examples import code_on_paper
from tests.web.api.conftest import token_for
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import app, see
from tests.web.filed.test_versions import change
from web.desk import decisions, holds
from web.desk.guard import Role
from web.site.logs import JsonFormatter

__all__ = ["app", "see"]

See = Callable[..., Visitor]
FILED = datetime(2026, 3, 13, 12, tzinfo=UTC)
DECIDED = {
    "dnr": " KS  2026/7 ",
    "decided_on": "2026-01-02",
    "decided_by": "Kommunstyrelsen",
    "form": "aktivitetsplan",
    "counted": "ended",
    "months": "12",
    "kept": "Förteckningen över konton",
}
GALLRING = "/register/gallring/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """What the clock shows."""
    shown = [FILED]
    monkeypatch.setattr("app._now", lambda: shown[0])
    return shown


@pytest.fixture
def reference(visitor: Visitor, app: Flask, see: See, clock: list[datetime]) -> str:
    """A plan of two versions whose mail has gone, closed a day after."""
    visitor.file(plan())
    draft = change(visitor, audience="Alla i kommunen")
    visitor.post(f"{draft}granska/", {})
    visitor.follow()
    found = str(visitor.page.select_one(".reference").text).split()[0]  # type: ignore[union-attr]
    deliver(app)
    ended_on(see(Role.OFFICER), found)
    return found


def deliver(app: Flask) -> None:
    own: Office = app.extensions["office"]
    own.deliver(lambda: False, own.now)


def ended_on(officer: Visitor, reference: str) -> None:
    page = officer.get(f"/register/planer/{reference}/avsluta")
    revision = str(page.select_one("[name=revision]")["value"])  # type: ignore[index]
    inputs = {"revision": revision, "day": "2026-03-13", "why": "borttaget"}
    inputs |= {"kept": "borttaget"} if page.select_one("[name=kept]") else {}
    officer.post(f"/register/planer/{reference}/avsluta", inputs)


def proposed(see: See, clock: list[datetime]) -> str:
    """Where a proposal of all that falls due a year later is."""
    clock[0] = FILED + timedelta(days=366)
    archivist = see(Role.ARCHIVIST)
    archivist.get(f"{GALLRING}beslut/")
    archivist.post(f"{GALLRING}beslut/", DECIDED)
    archivist.follow()
    officer = see(Role.OFFICER)
    page = officer.get(f"{GALLRING}beslut/1/")
    rows = [str(one["value"]) for one in page.select("[name=rad]")]
    officer.post(f"{GALLRING}beslut/1/", {"rad": rows})  # type: ignore[dict-item]
    return str(officer.response.location)


def test_officer_proposes_archivist_confirms_and_every_page_says_so(
    app: Flask, visitor: Visitor, reference: str, see: See, clock: list[datetime]
) -> None:
    receipt = visitor.response.request.path
    pdf = str(visitor.page.select_one('a[href$=".pdf"]')["href"])  # type: ignore[index]
    own: Office = app.extensions["office"]
    code = code_on_paper(own.register, reference, 2)
    proposal = proposed(see, clock)
    archivist = see(Role.ARCHIVIST)
    page = archivist.get(proposal)
    assert f"{reference} , allt, räknat från 13 mars 2026" in archivist.text
    archivist.post(f"{proposal}bekrafta", {})
    assert "Det är gallrat" in archivist.follow().text
    archivist.post(f"{proposal}bekrafta", {}, 409)
    page = archivist.get(proposal)
    assert page.h1
    assert page.h1.text == "Förslag 1 är bekräftat"
    assert page.select_one(f"a[href='{GALLRING}protokoll/1.pdf']")
    told = f"{reference} är gallrad"
    for address in (receipt, pdf, code):
        visitor.get(address, 410)
        assert told in visitor.text
        assert "KS 2026/7" in visitor.text
    officer = see(Role.OFFICER)
    place = f"/register/planer/{reference}/"
    officer.get(place)
    assert told in officer.text
    assert "Gallrad enligt beslut: KS 2026/7" in officer.text
    assert officer.page.select_one(f"a[href='{GALLRING}protokoll/1.pdf']")
    reader = see(Role.READER)
    reader.get(place)
    assert told in reader.text
    assert not reader.page.select(f"a[href^='{GALLRING}']")
    officer.get("/register/planer/?status=gallrad")
    assert reference in officer.text
    for ending in ("jamfor/?fran=1&till=2", "v1.pdf", "papper", "gallringsstopp", "diarienummer"):
        officer.get(f"{place}{ending}", 410)
    for address in ("/register/", "/register/forteckning/", "/register/statistik/"):
        officer.get(address)
    for kind in ("csv", "xlsx", "json"):
        assert officer.client.get(f"/register/planer.{kind}", buffered=True).status_code == 200
    assert plan()["audience"] not in officer.client.get("/register/planer.json", buffered=True).text
    headers = {"Authorization": f"Bearer {token_for(app, Scope.LIST)}"}
    found = app.test_client().get(f"/api/v1/planer/{reference}", headers=headers)
    assert (found.status_code, found.get_json()["title"]) == (410, "Det är gallrat")
    assert list(verify_register(own.register, lambda _: None, lambda *_: None)) == []
    data = PdfReader(io.BytesIO(archivist.client.get(f"{GALLRING}protokoll/1.pdf").data))
    told_again = json.loads(data.attachments["protokoll.json"][0])
    assert [one["referens"] for one in told_again["gallrat"]] == [reference]
    assert page


def test_nothing_of_it_is_in_mails_logs_and_files_afterwards(
    app: Flask,
    reference: str,
    see: See,
    clock: list[datetime],
    caplog: pytest.LogCaptureFixture,
) -> None:
    own: Office = app.extensions["office"]
    outbox = own.settings.outbox
    assert [one for one in outbox.glob("*.eml") if reference in one.name]
    caplog.set_level(logging.DEBUG)
    proposal = proposed(see, clock)
    archivist = see(Role.ARCHIVIST)
    archivist.get(proposal)
    archivist.post(f"{proposal}bekrafta", {})
    deliver(app)
    own.keep_house()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["backup", str(own.settings.instance_path / "backup")]).exit_code == 0
    letters = sorted(outbox.glob("*.eml"))
    assert [one.name.split("-")[0] for one in letters] == ["erased"]
    [letter] = letters
    assert f"{GALLRING}protokoll/1.pdf" in letter.read_text()
    said = "\n".join(JsonFormatter().format(record) for record in caplog.records)
    name = plan()["administrators"][0]["name"]
    needles = [name, plan()["audience"], plan()["administrators"][0]["email"]]
    assert "erased bytes removed" in said
    assert [one for one in needles if one in said] == []
    folder = own.settings.instance_path
    for path in folder.rglob("*"):
        raw = path.read_bytes() if path.is_file() else b""
        assert [one for one in needles if one.encode() in raw] == [], path.name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hold_between_proposal_and_confirmation_keeps_it(
    reference: str, see: See, clock: list[datetime]
) -> None:
    proposal = proposed(see, clock)
    officer, place = see(Role.OFFICER), f"/register/planer/{reference}/gallringsstopp"
    officer.get(place)
    officer.post(place, {"revision": "x", "dnr": "KS 2027/1", "why": "begäran"}, 409)
    revision = officer.page.select_one("[name=revision]")["value"]  # type: ignore[index]
    officer.post(place, {"revision": str(revision), "dnr": " "}, 422)
    assert holds.NO_NUMBER in officer.text
    assert holds.NO_REASON in officer.text
    officer.post(place, {"revision": str(revision), "dnr": "KS 2027/1", "why": "begäran"})
    assert "KS 2027/1, sedan" in officer.follow().text
    archivist = see(Role.ARCHIVIST)
    archivist.get(proposal)
    assert "Gallringsstopp sedan 14 mars 2027 (KS 2027/1)" in archivist.text
    archivist.post(f"{proposal}bekrafta", {})
    officer.get(f"/register/planer/{reference}/")
    assert "är gallrad" not in officer.text
    officer.get(place)
    revision = officer.page.select_one("[name=revision]")["value"]  # type: ignore[index]
    officer.post(place, {"revision": str(revision), "lift": "y"})
    assert "Gallringsstoppet är hävt" in officer.follow().text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_proposed_does_not_confirm_and_an_old_proof_is_not_enough(
    reference: str, see: See, clock: list[datetime]
) -> None:
    clock[0] = FILED + timedelta(days=366)
    archivist = see(Role.ARCHIVIST)
    archivist.get(f"{GALLRING}beslut/")
    archivist.post(f"{GALLRING}beslut/", DECIDED)
    page = archivist.get(f"{GALLRING}beslut/1/")
    archivist.post(f"{GALLRING}beslut/1/", {}, 422)
    assert "Kryssa för det som ska gallras" in archivist.text
    archivist.post(f"{GALLRING}beslut/1/", {"rad": page.select_one("[name=rad]")["value"]})  # type: ignore[index,dict-item]
    proposal = str(archivist.response.location)
    archivist.follow()
    assert "en annan arkivarie måste bekräfta" in archivist.text
    archivist.post(f"{proposal}bekrafta", {}, 422)
    clock[0] += timedelta(minutes=16)
    archivist.get(proposal, 303)
    archivist.post(f"{proposal}bekrafta", {}, 403)
    archivist.get(GALLRING)
    archivist.post(f"{proposal}dra-tillbaka", {})
    assert "Inget är gallrat" in archivist.follow().text
    archivist.post(f"{proposal}dra-tillbaka", {}, 409)
    assert "Förslag 1 är tillbakadraget" in archivist.text
    page = archivist.get(proposal)
    assert page.select_one(f"a[href='{GALLRING}beslut/1/']")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("dnr", " ", decisions.NO_NUMBER),
        ("dnr", "9" * 41, decisions.TOO_LONG.format(40)),
        ("decided_on", "i går", decisions.NO_DAY),
        ("decided_on", "2026-03-14", decisions.DAY_TO_COME),
        ("decided_by", "", decisions.NO_BODY),
        ("form", "annan", decisions.NO_FORM),
        ("counted", "idag", decisions.NO_WHAT),
        ("months", "²", decisions.NO_MONTHS),
        ("months", "1201", decisions.NO_MONTHS),
    ],
)
def test_what_is_wrong_in_a_decision_is_told_and_what_was_typed_stays(
    see: See, name: str, value: str, message: str
) -> None:
    archivist = see(Role.ARCHIVIST)
    archivist.get(f"{GALLRING}beslut/")
    page = archivist.post(f"{GALLRING}beslut/", DECIDED | {name: value}, 422)
    assert message in archivist.text
    typed = page.select_one("[name=decided_by]")["value"]  # type: ignore[index]
    assert typed == (value if name == "decided_by" else DECIDED["decided_by"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_decision_is_replaced_and_stays_to_be_seen(see: See) -> None:
    archivist = see(Role.ARCHIVIST)
    archivist.get(f"{GALLRING}beslut/")
    archivist.post(f"{GALLRING}beslut/", DECIDED)
    page = archivist.get(f"{GALLRING}beslut/?ersatter=1")
    assert page.select_one("[name=months]")["value"] == "12"  # type: ignore[index]
    again = f"{GALLRING}beslut/?ersatter=1"
    archivist.post(again, DECIDED | {"months": "24"})
    archivist.follow()
    assert "gallras 24 månader efter" in archivist.text
    assert "Beslut som är ersatta" in archivist.text
    archivist.get(again)
    archivist.post(again, DECIDED, 409)
    archivist.get(f"{GALLRING}beslut/1/", 404)
    archivist.get(f"{GALLRING}utan-beslut/")
    assert "90 dagar efter den senaste ändringen" in archivist.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_wrong_is_told_in_the_order_of_the_page(see: See) -> None:
    archivist = see(Role.ARCHIVIST)
    archivist.get(f"{GALLRING}beslut/")
    page = archivist.post(f"{GALLRING}beslut/", {}, 422)
    told = [one["href"] for one in page.select(".govuk-error-summary__list a")]
    assert told == ["#dnr", "#decided_on", "#decided_by", "#form-0", "#counted-0", "#months"]


@pytest.mark.parametrize(
    ("months", "words"), [(0, "från och med"), (1, "en månad efter"), (24, "24 månader efter")]
)
def test_period_is_told_in_words(months: int, words: str) -> None:
    assert time_in_words(months) == words
