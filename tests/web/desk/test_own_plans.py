"""Mina planer: who finds which plan again, on both databases, and what they may do with it."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from register import notes, people
from register.actors import OPERATOR
from register.cases import find_case
from register.events import EventKind
from register.listing import row_of
from register.notes import Note
from register.paper_marks import Mark
from settings import read_settings
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_signing_in import Clock, ask, clock, code_in, mails
from web.desk.guard import Role

__all__ = ["clock"]

OWN = "own@toreboda.se"
PLANS = "/mina-planer/"
ONE_OF_THEM = {"name": "Olga Own", "email": OWN, "phone": "070-174 06 99"}


@pytest.fixture
def app(database_url: str, tmp_path: Any, clock: Clock) -> Flask:
    """One installation, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given | {"MAIL_DOMAINS": "toreboda.se, toreboda.example"}))


def file(app: Flask, place: str = "", **changes: Any) -> tuple[str, str]:
    """File a plan with our person at a place; returns its reference and its receipt."""
    visitor = Visitor(app)
    visitor.file(_answers(place, **changes))
    [reference] = visitor.page.select(".reference")
    return reference.text.split()[0], visitor.response.request.path


def _answers(place: str, **changes: Any) -> dict[str, Any]:
    answers = plan(**changes)
    if place:
        answers[place][-1] = ONE_OF_THEM
    return answers


@pytest.fixture
def owner(app: Flask) -> Visitor:
    """Somebody who has proved their address."""
    found = Visitor(app)
    signed_in(found.client, Role.OWN)
    return found


def test_lost_receipt_is_found_by_a_letter_to_the_address(app: Flask, visitor: Visitor) -> None:
    reference, _ = file(app, "administrators")
    visitor.get(PLANS, 303)
    assert visitor.response.location == "/logga-in/?till=/mina-planer/"
    ask(visitor, OWN.upper().replace("TOREBODA.SE", "toreboda.se"), PLANS)
    visitor.post("/logga-in/kod/", {"code": code_in(mails(app)[0])})
    visitor.follow()
    assert f"{reference} version 1" in visitor.text
    assert "Sparad som fil, inte skickad" in visitor.text
    visitor.get(f"{PLANS}{reference}/")
    assert "Gör så här nu" in visitor.text
    assert "Kopian till informationsansvarig" in visitor.text
    # There is no secret address to keep.
    assert "Spara sidans adress" not in visitor.text
    [link] = visitor.page.select("[data-print-pdf]")
    found = visitor.client.get(str(link["href"]))
    assert found.data.startswith(b"%PDF")


def test_letter_says_what_it_opens(app: Flask, visitor: Visitor) -> None:
    file(app, "administrators")
    ask(visitor, OWN, PLANS)
    [mail] = mails(app)
    assert "vill se de planer hos Töreboda kommun som den här adressen står i" in mail
    assert "logga in" not in mail
    names = [one.name for one in app.extensions["office"].settings.outbox.iterdir()]
    assert len([one for one in names if one.startswith("own-plans-")]) == 1


ALIKE = (
    "\ufb01na.strasse@toreboda.se",
    "fina.straße@toreboda.se",
    "fina.\u017ftrasse@toreboda.se",
    "fina.strasse+plan@toreboda.se",
    "anna@toreboda.se",
    "fína.strasse@toreboda.se",
    "fina.strasse@toreboda.se.elsewhere.se",
    "fina.strasse@xn--toreboda-.se",
    '"fina.strasse@toreboda.se"@elsewhere.se',
)


def test_mailbox_that_only_looks_like_one_in_a_plan_gets_no_letter(
    app: Flask, visitor: Visitor
) -> None:
    listed = [
        {**ONE_OF_THEM, "email": one}
        for one in ("fina.strasse@toreboda.se", "anna+plan@toreboda.se")
    ]
    file(app, administrators=listed)
    visitor.get("/logga-in/")
    for typed in ALIKE:
        visitor.client.post("/logga-in/", data=_asking(visitor, typed))
    assert mails(app) == []
    visitor.client.post("/logga-in/", data=_asking(visitor, "Anna+Plan@Toreboda.se"))
    assert len(mails(app)) == 1


def _asking(visitor: Visitor, address: str) -> dict[str, str]:
    token = visitor.page.select_one("[name=csrf_token]")
    assert token
    return {"csrf_token": str(token["value"]), "address": address, "till": PLANS}


def test_mailbox_below_the_domain_of_the_house_is_of_the_house(
    app: Flask, visitor: Visitor
) -> None:
    below = "own@skola.toreboda.se"
    file(app, administrators=[{**ONE_OF_THEM, "email": below}, plan()["administrators"][0]])
    ask(visitor, f"OWN@{below.partition('@')[2]}", PLANS)
    visitor.post("/logga-in/kod/", {"code": code_in(mails(app)[0])})
    visitor.follow()
    assert f"planer som {below} står i" in visitor.text


@pytest.mark.parametrize("address", ["nobody@toreboda.se", "own@elsewhere.se"])
def test_no_letter_goes_to_who_stands_nowhere_or_is_not_of_the_house(
    app: Flask, visitor: Visitor, address: str
) -> None:
    file(app, "administrators")
    ask(visitor, address, PLANS)
    said = visitor.text
    assert mails(app) == []
    ask(visitor, OWN, PLANS)
    assert visitor.text == said
    assert len(mails(app)) == 1


def test_administrator_changes_the_newest_version_and_begins_another_from_it(
    app: Flask, owner: Visitor
) -> None:
    reference, _ = file(app, "administrators")
    owner.get(f"{PLANS}{reference}/")
    owner.post(f"{PLANS}{reference}/andra", {})
    owner.follow()
    assert f"Du ändrar {reference} version 1" in owner.text
    owner.get(f"{PLANS}{reference}/")
    owner.post(f"{PLANS}{reference}/mall", {})
    owner.follow()
    assert f"Svaren är hämtade från {reference} version 1" in owner.text


def test_operator_reads_and_changes_nothing(app: Flask, owner: Visitor) -> None:
    reference, _ = file(app, "operators")
    assert "Ändra" not in owner.get(PLANS).select_one("main").text  # type: ignore[union-attr]
    page = owner.get(f"{PLANS}{reference}/")
    assert page.select("main form") == []
    for verb in ("andra", "mall"):
        owner.get(PLANS)
        owner.post(f"{PLANS}{reference}/{verb}", {}, 404)


def test_plan_that_lists_somebody_else_is_not_there(app: Flask, owner: Visitor) -> None:
    theirs, _ = file(app)
    assert theirs not in owner.get(PLANS).text
    assert "Ingen plan har own@toreboda.se" in owner.text
    answers = {owner.client.get(f"{PLANS}{one}/").data for one in (theirs, "AP-2026-9999")}
    assert len(answers) == 1
    owner.get(f"{PLANS}{theirs}/plan.pdf", 404)
    for verb in ("andra", "mall"):
        owner.get(PLANS)
        owner.post(f"{PLANS}{theirs}/{verb}", {}, 404)


def test_who_is_taken_out_has_lost_the_plan(app: Flask, owner: Visitor) -> None:
    reference, receipt = file(app, "administrators")
    owner.get(f"{PLANS}{reference}/")
    other = Visitor(app)
    other.get(receipt)
    other.post(f"{receipt}andra", {})
    draft = other.response.location
    other.get(draft)
    revision = other.page.select_one("[name=revision]")
    assert revision
    gone = {
        f"administrators-{len(plan()['administrators']) - 1}-{name}": value
        for name, value in plan()["administrators"][-1].items()
    }
    kept = {
        str(one["name"]): str(one.get("value", ""))
        for one in other.page.select("main input[name]:not([type=radio]):not([type=checkbox])")
    }
    kept |= {str(one["name"]): one.text for one in other.page.select("main textarea[name]")}
    other.post(draft, kept | gone)
    other.follow()
    other.post(other.response.request.path, {})
    owner.get(f"{PLANS}{reference}/", 404)
    owner.get(PLANS)
    assert reference not in owner.text


def test_who_signs_out_is_where_they_can_sign_in_to_own_plans(owner: Visitor) -> None:
    owner.get(PLANS)
    owner.post("/logga-ut/", {})
    page = owner.follow()
    assert page.h1.text == "Se dina planer"  # type: ignore[union-attr]
    assert "Du är utloggad" in owner.text
    owner.get(PLANS, 303)


def test_session_of_an_address_lasts_an_hour(app: Flask, owner: Visitor, clock: Clock) -> None:
    for _ in range(4):
        owner.get(PLANS)
        clock.now += timedelta(minutes=15)
    owner.get(PLANS)
    clock.now += timedelta(seconds=1)
    owner.get(PLANS, 303)


def test_list_says_how_far_each_plan_has_come_and_what_remains(app: Flask, owner: Visitor) -> None:
    waits, _ = file(app, "administrators")
    read_only, _ = file(app, "operators")
    signed, receipt = file(app, "administrators")
    ended, _ = file(app, "administrators")
    mark = Mark(date(2026, 11, 1), (0, 1, 2))
    _note(app, signed, Note(EventKind.PAPER_RECEIVED, facts={"day": "2026-11-01"}, mark=mark))
    end = {"ended_on": date(2026, 11, 2), "ended_why": "borttaget"}
    _note(app, ended, Note(EventKind.ACCOUNT_ENDED, end, {"day": "2026-11-02"}))
    owner.get(PLANS)
    told = {
        str(one.select_one(".reference").text): one.get_text(" ", strip=True)  # type: ignore[union-attr]
        for one in owner.page.select(".forms__form")
    }
    assert list(told) == [ended, signed, read_only, waits]
    assert "Konto torebodabibliotek.exempel, avslutat" in told[ended]
    assert "Avslutad 2 november 2026" in told[ended]
    assert "Underskriven, papperet kom in 1 november 2026" in told[signed]
    assert "Kvar att göra Papperet har inte kommit in. Skriv ut" in told[waits]
    assert "Papperet har inte kommit in. Läs" in told[read_only]
    assert "Kvar att göra" not in told[ended] + told[signed]
    for way in (f"{PLANS}{signed}/", receipt):
        owner.get(way)
        assert "Papperet kom in 1 november 2026" in owner.text
        assert "Gör så här nu" not in owner.text
    owner.get(f"{PLANS}{ended}/")
    assert "Kontot är avslutat 2 november 2026" in owner.text
    assert "Gör så här nu" not in owner.text


def _note(app: Flask, reference: str, note: Note) -> None:
    own = app.extensions["office"]
    case, row = find_case(own.register, reference), row_of(own.register, reference)
    assert case
    assert row
    notes.add_note(own.register, case, row.filing_id, note, own.now(), OPERATOR)


def test_list_is_read_a_page_at_a_time_and_its_copies_at_once(
    app: Flask, owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PAGE", 2)
    filed = [file(app, "administrators")[0] for _ in range(5)]
    asked: list[str] = []
    register = app.extensions["office"].register
    sa.event.listen(register, "before_cursor_execute", lambda *given: asked.append(given[2]))
    found, way = [], PLANS
    while way:
        owner.get(way)
        found.append([one.text for one in owner.page.select(".forms .reference")])
        following = owner.page.select_one("a[rel=next]")
        way = str(following["href"]) if following else ""
    assert found == [filed[:2:-1], filed[2:0:-1], filed[:1]]
    assert len([one for one in asked if "deliveries.filing_id IN" in one]) == len(found)
    owner.get(PLANS)
    first = owner.text
    for nonsense in ("0" * 10, "-1", "²", "1;", "a", ""):
        owner.get(f"{PLANS}?efter={nonsense}")
        assert owner.text == first
    owner.get(f"{PLANS}?efter=1")
    assert "Här finns inga fler planer" in owner.text
