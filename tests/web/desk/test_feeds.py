"""Calendars by secret address: what stands in them, for whom, and for how long."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
from flask import Flask

from office.limits import CALENDARS
from register import schema
from register.database import reading, writing
from swedish import day_of
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_own_duties import last_done
from tests.web.desk.test_own_plans import app, clock, file, owner
from tests.web.desk.test_plan import DEPARTMENT
from tests.web.desk.test_signing_in import Clock
from web.desk.guard import Role

__all__ = ["app", "clock", "owner"]

OWN, DESK = "/mina-planer/kalender", "/register/kalender"


def made(who: Visitor, page: str = OWN) -> str:
    """Make an address; returns its path."""
    who.get(page)
    who.post(page, {}, 200)
    address = str(who.page.select_one("#own-address")["value"])  # type: ignore[index]
    return "/" + address.partition("://")[2].partition("/")[2]


def read(app: Flask, path: str) -> list[Any]:
    """The events of the calendar, read by another program."""
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    assert b"\n" not in answer.data.replace(b"\r\n", b"")
    found = icalendar.Calendar.from_ical(answer.data)
    assert found.errors == []
    return list(found.walk("VEVENT"))


def told(events: list[Any]) -> set[tuple[str, date]]:
    return {(str(one["SUMMARY"]), one.decoded("DTSTART")) for one in events}


def office_of(app: Flask) -> Any:
    return app.extensions["office"]


def test_own_calendar_has_each_duty_on_its_day(app: Flask, owner: Visitor) -> None:
    reference, _ = file(app, "administrators")
    last_done(app, reference, 0)
    today = day_of(office_of(app).now())
    events = read(app, made(owner))
    names = {str(one["SUMMARY"]).partition(":")[0] for one in events}
    assert names == {
        "Ta en ögonblicksbild av kontot",
        "Gå igenom planen",
        "Kontrollera att kontot visar det som det ska",
        "Skicka in det underskrivna papperet",
    }
    (paper,) = [one for one in events if "papperet" in str(one["SUMMARY"])]
    assert paper.decoded("DTSTART") == today + timedelta(days=30)
    assert paper.decoded("DTEND") == today + timedelta(days=31)
    assert str(paper["URL"]).endswith(f"/mina-planer/{reference}/papper")
    assert "ansvarig chef" in str(paper["DESCRIPTION"])
    assert paper.decoded("LAST-MODIFIED") == paper.decoded("DTSTAMP")
    assert len({str(one["UID"]) for one in events}) == len(events)
    text = app.test_client().get(made(owner)).text
    assert not [word for word in ("Olga", "070-174", "own@") if word in text.replace("\r\n ", "")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_late_stands_on_today_and_keeps_its_name(
    app: Flask, owner: Visitor, clock: Clock
) -> None:
    reference, _ = file(app, "administrators")
    last_done(app, reference, 800)
    path, found = made(owner), []
    for _ in range(2):
        today = day_of(office_of(app).now())
        (late,) = [one for one in read(app, path) if "Gå igenom" in str(one["SUMMARY"])]
        assert str(late["SUMMARY"]).startswith("Försenat: ")
        assert late.decoded("DTSTART") == today
        found.append(str(late["UID"]))
        clock.now += timedelta(days=1)
    assert found[0] == found[1]


def test_calendar_is_asked_again_by_its_tag_and_not_too_often(app: Flask, owner: Visitor) -> None:
    file(app, "administrators")
    path, client = made(owner), app.test_client()
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    # The web server writes it, and would write it a second time.
    assert "Date" not in again.headers
    seen = [client.get(path).status_code for _ in range(CALENDARS)]
    assert set(seen) == {200, 429}


def test_only_the_last_address_that_was_not_taken_back_opens_anything(
    app: Flask, owner: Visitor
) -> None:
    client, first = app.test_client(), made(owner)
    second = made(owner)
    assert [client.get(one).status_code for one in (first, second)] == [404, 200]
    with reading(office_of(app).register) as connection:
        kept = str(connection.execute(sa.select(schema.feeds)).all())
    assert second.removeprefix("/kalender/").removesuffix(".ics") not in kept
    owner.get(OWN)
    owner.post(OWN, {"gor": "ta-bort"}, 303)
    owner.follow()
    assert "Adressen är borttagen" in owner.text
    assert client.get(second).status_code == 404
    assert client.get(f"/kalender/{'x' * 32}.ics").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_register_is_counted_in_the_calendar_of_who_sees_it_still(app: Flask) -> None:
    for _ in range(2):
        reference, _ = file(app, "administrators")
        last_done(app, reference, 300)
    officer = Visitor(app)
    signed_in(officer.client, Role.OFFICER)
    path = made(officer, DESK)
    events = read(app, path)
    (one,) = [one for one in events if "ögonblicksbild" in str(one["SUMMARY"])]
    assert "Registret: Ta en ögonblicksbild av kontot (2)" in str(one["SUMMARY"])
    assert reference not in app.test_client().get(path).text.replace("\r\n ", "")
    own = office_of(app)
    app.extensions["office"] = replace(own, settings=replace(own.settings, register_officers=()))
    assert read(app, path) == []
    with writing(own.register) as connection:
        connection.execute(sa.update(schema.accounts).values(disabled_at=own.now()))
    assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reader_who_is_bound_counts_the_own_department(app: Flask) -> None:
    reference, _ = file(app, "administrators")
    last_done(app, reference, 300)
    for department, is_told in (("En annan", False), (DEPARTMENT, True)):
        reader = Visitor(app)
        signed_in(reader.client, Role.READER, department)
        assert bool(read(app, made(reader, DESK))) is is_told
