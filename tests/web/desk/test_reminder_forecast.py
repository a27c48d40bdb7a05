"""The page of what will be sent, held against a month that is played."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, url_for

from app import _remind
from mail.letters.copy import Sender
from mail.letters.duty_reminder import link_of
from office.office import Office
from office.reminding import Forecast, forecast
from register import schema
from register.database import reading, writing
from register.duties import Duty, OpenDuty
from register.reminded import digest_of
from register.reminder_steps import Pause, Step
from swedish import day_of
from tests.register import examples
from tests.register.reminding import ANN, BO, account, at
from tests.web.desk.test_plan import See, app, see
from web.desk.guard import Role
from web.filed.duties import own_place

__all__ = ["app", "see"]

DAY = timedelta(days=1)
TODAY = date(2026, 12, 14)
CLA = "cla@sub.toreboda.example"


@pytest.fixture
def own(app: Flask) -> Office:
    return change(app, at(TODAY, 6), mail_domains=("toreboda.example",))


def change(app: Flask, now: datetime, **settings: Any) -> Office:
    """The installation at another time, or with other settings."""
    office: Office = app.extensions["office"]
    office = replace(office, now=lambda: now, settings=replace(office.settings, **settings))
    app.extensions["office"] = office
    return office


def some_accounts(db: sa.Engine) -> None:
    """Accounts with all sorts of things that are due in the month, or long were."""
    late = {"is_signed": True, "awaits_paper": True, "paper": "waiting"}
    account(db, [ANN, BO], pictured_on=date(2026, 3, 1))
    account(db, [ANN], reviewed_on=date(2025, 12, 20), shown_on=date(2026, 1, 9))
    account(db, [BO, CLA], reviewed_on=date(2025, 11, 26))
    account(db, [CLA], shown_on=date(2024, 2, 29), pictured_on=date(2025, 8, 1))
    account(db, [ANN, CLA], **late, changed_at=at(date(2026, 11, 25)))
    account(db, ["x@annan.example"], pictured_on=date(2026, 2, 1))


Letters = Counter[tuple[date, str, int, str, int]]


def foretold(found: Forecast) -> Letters:
    return Counter(
        (letter.day, digest_of(letter.address), duty.case_id, duty.duty.value, int(step))
        for day in found.days
        for letter in day.letters
        for duty, step in letter.things
    )


def written(db: sa.Engine) -> Letters:
    r = schema.reminders.c
    with reading(db) as connection:
        rows = connection.execute(
            sa.select(r.at, r.recipient_digest, r.case_id, r.duty, r.step)
        ).all()
    return Counter((day_of(row[0]), *row[1:]) for row in rows)


def test_forecast_is_what_a_played_month_sends(app: Flask, own: Office) -> None:
    some_accounts(own.register)
    pauses = (Pause((12, 22), (1, 2)),)
    office = change(app, at(TODAY, 6), reminder_pauses=pauses)
    expected = forecast(office)
    assert (expected.first, expected.last) == (TODAY, TODAY + 30 * DAY)
    for number in range(31):
        for hour in (6, 7, 15, 16):
            office = change(app, at(TODAY + number * DAY, hour))
            _remind(app, lambda: False)
    assert foretold(expected) == written(own.register)
    assert len({day for day, *_ in written(own.register)}) >= 4
    assert {step for *_, step in written(own.register)} == {1, 2, 3}
    assert not any(pauses[0].holds(one[0]) for one in written(own.register))


def test_forecast_begins_tomorrow_when_today_is_done(app: Flask, own: Office) -> None:
    some_accounts(own.register)
    done = change(app, at(TODAY, 9))
    _remind(app, lambda: False)
    assert forecast(done).first == TODAY + DAY
    assert forecast(change(app, at(TODAY + DAY, 16))).first == TODAY + 2 * DAY


def test_page_tells_days_accounts_and_who_gets_nothing(app: Flask, own: Office, see: See) -> None:
    some_accounts(own.register)
    with writing(own.register) as connection:
        cases = sa.select(schema.case_people.c.case_id).where(schema.case_people.c.address == BO)
        for case_id in connection.scalars(cases).all():
            row = {"case_id": case_id, "address": BO, "how": "said", "at": examples.NOW}
            connection.execute(sa.insert(schema.departures).values(row))
    change(app, at(TODAY, 6), reminder_pauses=(Pause((12, 22), (1, 2)),))
    page = see(Role.OFFICER).get("/register/paminnelser/")
    words = " ".join(page.get_text(" ").split())
    assert "14 december 2026" in words
    assert "Inga brev skickas 22 december till 2 januari" in words
    assert "5 vardagar till och med 13 januari 2027 ligger i ett uppehåll" in words
    assert "Ta en ögonblicksbild av kontot" in words
    left = page.select("h3.govuk-heading-s")
    assert [one.get_text() for one in left] == [BO, "x@annan.example"]
    assert "Adressen är inte hos kommunen" in words
    assert "Administrerar inte längre kontot" in words
    # Words for who is there alone.
    ready = page.select("details .printed")
    assert len(ready) == 2
    assert "/mina-planer/AP-2026-0006/ogonblicksbild" in ready[1].get_text()


def test_page_tells_that_all_is_off_or_done(app: Flask, own: Office, see: See) -> None:
    change(app, at(TODAY, 6), reminders=False)
    page = see(Role.OFFICER).get("/register/paminnelser/")
    assert "Påminnelserna är avstängda." in page.get_text()
    assert "Inget brev ska skickas till och med 13 januari 2027" in page.get_text()


@pytest.mark.parametrize("duty", Duty)
def test_letter_leads_to_where_it_is_done(app: Flask, duty: Duty) -> None:
    day = date(2026, 12, 31)
    owed = OpenDuty(1, 1, "aktivitetsplan", "AP-2026-0001", "", "", "", duty, day, day)
    sender = Sender("", "", own_plans="/mina-planer/", cases="/register/planer/")
    with app.test_request_context():
        endpoint, values = own_place(owed)
        assert link_of(owed, Step.IN_TIME, sender) == url_for(endpoint, **values)  # type: ignore[arg-type]
        register = url_for("desk_plans.plan", reference=owed.reference)
    assert link_of(owed, Step.MANAGER, sender) == register
