"""What is said of an account from its receipt, from Mina planer and from the register."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from register import schema
from register.cases import Case, find_case
from register.database import reading
from register.life import Life, Living, living_of
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_own_plans import ONE_OF_THEM
from tests.web.desk.test_plan import app, see
from web.account.steps import (
    CHECKS,
    LONG_PLACE,
    LONGEST_PLACE,
    NO_PLACE,
    NO_REASON,
    NOT_ALL,
    STEPS,
)
from web.account.typed import DAY_TO_COME, NO_DAY
from web.desk.guard import Role

__all__ = ["app", "see"]

See = Callable[..., Visitor]
FILED = datetime(2026, 3, 13, 23, 30, tzinfo=UTC)
TODAY = date(2026, 3, 14)
PLANNED: dict[str, Any] = {"url": "torebodabibliotek", "not_created": True}
ADDRESS = "https://www.instagram.com/torebodabibliotek/"
CREATED = {"day": "2026-03-14", "address": ADDRESS}
ENDED = {"day": "2026-03-14", "why": "borttaget", "kept": "Bilder i registret"}
ALL = {f"check-{n}": "y" for n in range(len(CHECKS))}
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Clock:
    def __init__(self) -> None:
        self.now = FILED

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the office takes for now."""
    found = Clock()
    monkeypatch.setattr("app._now", found)
    return found


class Account:
    """The account of a plan that was filed; each of three doors to it has its visitor."""

    def __init__(self, app: Flask, **changes: Any) -> None:
        self.app, filer = app, Visitor(app)
        answers = plan(**changes)
        answers["administrators"][-1] = ONE_OF_THEM
        filer.file(answers)
        self.filer = filer
        self.reference = str(filer.page.select_one(".reference").text).split()[0]  # type: ignore[union-attr]
        self.receipt = filer.response.request.path

    @property
    def doors(self) -> dict[str, tuple[Visitor, str]]:
        """Each visitor, who has signed in now, and where they see the plan."""
        owner, officer = Visitor(self.app), Visitor(self.app)
        signed_in(owner.client, Role.OWN)
        signed_in(officer.client, Role.OFFICER)
        return {
            "receipt": (self.filer, self.receipt),
            "own": (owner, f"/mina-planer/{self.reference}/"),
            "register": (officer, f"/register/planer/{self.reference}/"),
        }

    @property
    def case(self) -> Case:
        found = find_case(self.app.extensions["office"].register, self.reference)
        assert found
        return found

    @property
    def living(self) -> Living:
        return living_of(self.app.extensions["office"].register, self.case.id)

    def life(self) -> Life:
        return self.living.life

    def say(self, door: str, step: str, inputs: dict[str, str], expect: int = 303) -> str:
        """Go from the page to a step, send it and come back; the words that are seen then."""
        who, back = self.doors[door]
        self.seen = who
        links = [str(one["href"]) for one in who.get(back).select("main a[href]")]
        assert f"{back}{step}" in links
        page = who.get(f"{back}{step}")
        revision = str(page.select_one("[name=revision]")["value"])  # type: ignore[index]
        who.post(f"{back}{step}", {"revision": revision} | inputs, expect)
        if expect == 303:
            who.follow()
            assert who.response.request.path == back
            assert who.page.select_one("[role=status]")
        return who.text


@pytest.mark.parametrize("door", ["receipt", "own", "register"])
def test_account_lives_from_planned_to_closed(app: Flask, clock: Clock, door: str) -> None:
    account = Account(app, **PLANNED)
    who, back = account.doors[door]
    assert "planerat, inte skapat än" in who.get(back).get_text(" ").lower()
    told = account.say(door, "skapat", CREATED)
    assert "Det är noterat att kontot är skapat" in told
    assert "i bruk" in told.lower()
    assert f"sedan 14 mars 2026, {ADDRESS}" in told
    assert account.life() is Life.IN_USE
    assert (account.case.created_on, account.case.account_address) == (TODAY, ADDRESS)
    clock.now += timedelta(days=40)
    account.say(door, "allt-stammer", {})
    account.say(door, "visar", ALL)
    later = TODAY + timedelta(days=40)
    assert (account.living.reviewed_on, account.living.shown_on) == (later, later)
    assert "Kontot är avslutat" in account.say(door, "avsluta", ENDED)
    assert account.life() is Life.CLOSED
    assert (account.case.ended_on, account.case.ended_kept) == (TODAY, "Bilder i registret")
    left = [str(one["href"]) for one in account.seen.page.select("main a[href]")]
    assert not {f"{back}{step}" for step in STEPS} & {*left}
    # What is no longer to be said leads back.
    account.seen.get(f"{back}avsluta", 303)
    officer, plan_page = account.doors["register"]
    events = officer.get(plan_page).select_one(".timeline").get_text(" ", strip=True)  # type: ignore[union-attr]
    for words in (
        "Kontot skapades: 2026-03-14",
        "Allt i planen stämmer: 2026-04-23",
        "Kontot visar det som det ska: 2026-04-23",
        "Kontot avslutades: 2026-03-14 Kontot är borttaget",
    ):
        assert words in events
    assert "Kvar finns: Bilder i registret" in officer.text


def test_next_version_begins_with_the_account_that_was_made(app: Flask) -> None:
    account = Account(app, **PLANNED)
    account.say("receipt", "skapat", CREATED)
    filer, receipt = account.doors["receipt"]
    filer.get(receipt)
    filer.post(f"{receipt}andra", {})
    page = filer.follow()
    assert page.select_one("[name=url]")["value"] == ADDRESS  # type: ignore[index]
    assert not page.select_one("[name=not_created]").has_attr("checked")  # type: ignore[union-attr]


def test_others_about_the_account_that_was_made_are_told_of(app: Flask, see: See) -> None:
    first, second = Account(app, **PLANNED), Account(app, url=ADDRESS)
    first.say("own", "skapat", CREATED)
    for one, other in ((first, second), (second, first)):
        officer, page = one.doors["register"]
        list_of_others = officer.get(page).select_one("#samma-konto + ul")
        assert other.reference in list_of_others.text  # type: ignore[union-attr]


@ON_SQLITE
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (CREATED | {"day": "i går"}, NO_DAY),
        (CREATED | {"day": "2026-03-15"}, DAY_TO_COME),
        (CREATED | {"address": ""}, "Skriv webbadressen"),
        (CREATED | {"address": "http://"}, "webbadress"),
        (CREATED | {"address": "x" * 2_001}, "2\u00a0000 tecken"),
    ],
)
def test_account_that_cannot_be_is_refused(app: Flask, typed: dict[str, str], message: str) -> None:
    account = Account(app, **PLANNED)
    assert message in account.say("receipt", "skapat", typed, 422)
    assert account.filer.page.select_one("#day")["value"] == typed["day"]  # type: ignore[index]
    assert account.life() is Life.PLANNED


@ON_SQLITE
def test_no_box_is_named_where_there_is_none(app: Flask) -> None:
    told = Account(app, **PLANNED).say("receipt", "skapat", CREATED | {"address": "http://"}, 422)
    assert "kontots namn så som det skrivs där" in told
    assert "kryssa i rutan" not in told


@ON_SQLITE
def test_who_looks_a_plan_through_is_told_that_the_account_was_made_since(app: Flask) -> None:
    account = Account(app, **PLANNED)
    account.say("receipt", "skapat", CREATED)
    filer, receipt = account.doors["receipt"]
    filer.get(f"{receipt}allt-stammer")
    assert f"Kontot skapades 14 mars 2026: {ADDRESS}" in filer.text


@ON_SQLITE
def test_odd_address_is_asked_about_once(app: Flask) -> None:
    account = Account(app, **PLANNED)
    odd = CREATED | {"address": "https://www.facebook.com/torebodabibliotek"}
    assert "Inget är noterat än" in account.say("receipt", "skapat", odd, 422)
    account.say("receipt", "skapat", odd | {"seen": odd["address"]})
    assert account.life() is Life.IN_USE


@ON_SQLITE
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (ENDED | {"why": "annat"}, NO_REASON),
        (ENDED | {"kept": " "}, NO_PLACE),
        (ENDED | {"kept": "x" * (LONGEST_PLACE + 1)}, LONG_PLACE),
        (ENDED | {"day": ""}, NO_DAY),
    ],
)
def test_account_is_not_closed_without_what_must_be_known(
    app: Flask, typed: dict[str, str], message: str
) -> None:
    account = Account(app)
    assert message in account.say("own", "avsluta", typed, 422)
    assert account.life() is Life.IN_USE


@ON_SQLITE
@pytest.mark.parametrize("door", ["receipt", "own", "register"])
def test_last_snapshot_is_asked_for_before_an_account_is_closed(app: Flask, door: str) -> None:
    account, planned = Account(app), Account(app, **PLANNED)
    who, back = account.doors[door]
    [way] = who.get(f"{back}avsluta").select('main a[href$="ogonblicksbild"]')
    who.get(str(way["href"]))
    who, back = planned.doors[door]
    assert not who.get(f"{back}avsluta").select('main a[href$="ogonblicksbild"]')


@ON_SQLITE
def test_nothing_was_published_on_what_was_never_made(app: Flask) -> None:
    account = Account(app, **PLANNED)
    never = {"day": "2026-03-14", "why": "aldrig startat"}
    account.say("receipt", "avsluta", never)
    assert account.life() is Life.CLOSED


@ON_SQLITE
def test_nothing_is_noted_until_all_is_ticked_and_no_tick_is_lost(app: Flask) -> None:
    account = Account(app)
    some = dict(list(ALL.items())[1:4])
    assert NOT_ALL in account.say("own", "visar", some, 422)
    page = account.seen.page
    assert {str(one["name"]) for one in page.select("[checked]")} == set(some)
    assert account.case.shown_on is None


@ON_SQLITE
def test_who_was_second_is_told_what_the_first_did(app: Flask) -> None:
    account = Account(app, **PLANNED)
    filer, receipt = account.doors["receipt"]
    page = filer.get(f"{receipt}skapat")
    revision = str(page.select_one("[name=revision]")["value"])  # type: ignore[index]
    account.say("register", "skapat", CREATED)
    filer.post(f"{receipt}skapat", CREATED | {"revision": revision}, 409)
    assert "Kontot skapades: 2026-03-14" in filer.text
    assert "redan noterat" in filer.text
    # Of the office no name is told.
    assert "officer@" not in filer.text


@ON_SQLITE
def test_receipt_of_an_older_version_says_nothing_of_the_account(app: Flask) -> None:
    account = Account(app)
    filer, receipt = account.doors["receipt"]
    filer.get(receipt)
    filer.post(f"{receipt}andra", {})
    draft = filer.response.location
    filer.follow()
    revision = filer.page.select_one("[name=revision]")["value"]  # type: ignore[index]
    filer.post(draft, as_inputs(plan(audience="Alla")) | {"revision": str(revision)})
    filer.post(f"{draft}granska/", {})
    assert f"{receipt}avsluta" not in str(filer.get(receipt))
    filer.get(f"{receipt}avsluta", 409)
    assert "Det finns en nyare version" in filer.text


@ON_SQLITE
def test_who_may_only_look_says_nothing(app: Flask, see: See) -> None:
    account = Account(app, operators=[ONE_OF_THEM])
    filer, receipt = account.doors["receipt"]
    view = str(filer.get(receipt).select_one("#forward").text).split("/arende/")[1].split("/")[0]  # type: ignore[union-attr]
    assert not Visitor(app).get(f"/arende/{view}/").select("#account")
    Visitor(app).get(f"/arende/{view}/avsluta", 404)
    for role in (Role.READER, Role.ARCHIVIST):
        see(role).get(f"/register/planer/{account.reference}/avsluta", 404)


@ON_SQLITE
def test_only_the_office_opens_again(app: Flask) -> None:
    account = Account(app)
    account.say("receipt", "avsluta", ENDED)
    officer, page = account.doors["register"]
    officer.get(f"{page}oppna-igen")
    revision = str(officer.page.select_one("[name=revision]")["value"])  # type: ignore[index]
    officer.post(f"{page}oppna-igen", {"revision": revision})
    assert (account.life(), account.case.ended_kept) == (Life.IN_USE, None)
    events = schema.events.c
    with reading(app.extensions["office"].register) as connection:
        kinds = list(connection.scalars(sa.select(events.kind).order_by(events.id)))
    assert kinds[-2:] == ["account_ended", "account_reopened"]
