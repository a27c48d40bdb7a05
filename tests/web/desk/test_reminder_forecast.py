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
from office.addresses import late_url
from office.office import Office
from office.reminding import Forecast, forecast, rules_of
from register import schema
from register.database import reading, writing
from register.duties import Duty, OpenDuty
from register.reminded import digest_of
from register.reminder_steps import Pause, Step
from swedish import day_of
from tests.register import examples
from tests.register.reminding import ANN, BO, CARE, account, at
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
    account(db, [BO, CLA], department=CARE, reviewed_on=date(2025, 11, 26))
    account(
        db, [CLA], department="Teknik", shown_on=date(2024, 2, 29), pictured_on=date(2025, 8, 1)
    )
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
    readers = (("eva@toreboda.example", CARE), (ANN, CARE), ("rut@toreboda.example", ""))
    office = change(app, at(TODAY, 6), reminder_pauses=pauses, register_readers=readers)
    expected = forecast(office)
    assert (expected.first, expected.last) == (TODAY, TODAY + 30 * DAY)
    for number in range(31):
        for hour in (6, 7, 15, 16):
            office = change(app, at(TODAY + number * DAY, hour))
            _remind(app, lambda: False)
    assert foretold(expected) == written(own.register)
    managers = {digest_of(one) for one in ("eva@toreboda.example", ANN)}
    assert managers <= {who for _, who, *_, step in written(own.register) if step == Step.MANAGER}
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


def test_page_tells_which_letters_go_to_managers_and_which_cannot(
    app: Flask, own: Office, see: See
) -> None:
    for department in (CARE, "Teknik"):
        account(own.register, [CLA], department=department, reviewed_on=date(2025, 12, 1))
    chief, beyond, refused = "eva@toreboda.example", "x@annan.example", "borta@toreboda.example"
    examples.lost_letter(own.register, refused, "550 5.1.1 no such user")
    readers = tuple((one, CARE) for one in (chief, beyond, refused))
    change(app, at(TODAY, 6), register_readers=readers)
    page = see(Role.OFFICER).get("/register/paminnelser/")
    told = [one.get_text(" ") for one in page.select("td:last-child") if "till inf" in one.text]
    both = "2 personer brev till informationsansvarig och den som läser för förvaltningen"
    assert [" ".join(one.split()).removeprefix("Skickas till ") for one in told] == [
        both,
        "1 person brev till informationsansvarig",
    ]
    left = {one.get_text(): one.find_next("p").get_text() for one in page.select("h3 .fingerprint")}
    assert list(left) == [refused, beyond]
    assert "inställningen REGISTER_READERS" in left[refused]
    assert "Adressen är inte hos kommunen" in left[beyond]
    ready = page.select("details .printed")[-1].get_text()
    assert f"{own.settings.base_url}/register/forsenat" in ready
    assert "Allt som är försenat för Vård och omsorg:" in ready
    # As one of the officers was told before, and a reader came later.
    change(app, at(date(2026, 12, 22)), register_readers=())
    _remind(app, lambda: False)
    change(app, at(date(2026, 12, 28), 6), register_readers=readers[:1])
    words = see(Role.OFFICER).get("/register/paminnelser/").get_text(" ")
    assert "1 person brev till den som läser för förvaltningen" in " ".join(words.split())


def test_page_tells_that_all_is_off_or_done(app: Flask, own: Office, see: See) -> None:
    change(app, at(TODAY, 6), reminders=False)
    page = see(Role.OFFICER).get("/register/paminnelser/")
    assert "Påminnelserna är avstängda." in page.get_text()
    assert "Inget brev ska skickas till och med 13 januari 2027" in page.get_text()


def test_who_sees_all_in_another_role_is_bound_to_no_forvaltning(own: Office) -> None:
    readers = (("Eva@toreboda.se", CARE), ("ann@toreboda.se", CARE), ("bo@toreboda.se", CARE))
    readers += (("alla@toreboda.se", ""),)
    roles = {"register_officers": ("ANN@toreboda.se",), "register_archivists": ("bo@toreboda.se",)}
    settings = replace(own.settings, register_readers=readers, **roles)
    assert rules_of(settings).managers == (("Eva@toreboda.se", CARE),)


@pytest.mark.parametrize("duty", Duty)
def test_letter_leads_to_where_it_is_done(app: Flask, duty: Duty) -> None:
    day = date(2026, 12, 31)
    owed = OpenDuty(1, 1, "aktivitetsplan", "AP-2026-0001", "", "", "", duty, day, day)
    sender = Sender("", "", own_plans="/mina-planer/", cases="/register/planer/")
    with app.test_request_context():
        endpoint, values = own_place(owed)
        assert link_of(owed, Step.IN_TIME, sender) == url_for(endpoint, **values)  # type: ignore[arg-type]
        register = url_for("desk_plans.plan", reference=owed.reference)
        assert late_url("") == url_for("desk_late.late")
    assert link_of(owed, Step.MANAGER, sender) == register
