"""The button that reminds a unit of its paper: who gets what, and once a week at most."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forms import BorttagetInlagg, PrintableForm, Uppfoljning
from mail.courier import Route, deliver_due, new_worker_name
from mail.letters.about_paper import AboutPaperWriter, reminder_about
from mail.letters.copy import Sender
from mail.letters.writer import CopyWriter
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from office.office import Office
from register import schema
from register.actors import SYSTEM
from register.cases import find_case
from register.database import writing
from register.letters import LetterKind
from register.notes import add_note, paper_came
from register.paper_marks import Mark
from tests.mail.servers import real_server
from tests.plans import plan
from tests.records import file_record, follow_up, removal
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import UNIT, address, app, see
from web.desk.guard import Role

__all__ = ["address", "app", "see"]

See = Callable[..., Visitor]
WEEK = timedelta(days=7)
BUTTON = "Skicka påminnelsen"


@pytest.fixture(autouse=True)
def _own_domain(app: Flask) -> None:
    change(app, mail_domains=("toreboda.example",))


def change(app: Flask, **settings: object) -> None:
    own: Office = app.extensions["office"]
    app.extensions["office"] = replace(own, settings=replace(own.settings, **settings))  # type: ignore[arg-type]


def later(app: Flask, by: timedelta) -> None:
    own: Office = app.extensions["office"]
    now = own.now() + by
    app.extensions["office"] = replace(own, now=lambda: now)


def recipients(app: Flask) -> list[str]:
    which = schema.letters.c.kind == LetterKind.PAPER_REMINDER.value
    query = sa.select(schema.letters.c.recipient).where(which).order_by(schema.letters.c.id)
    with app.extensions["office"].register.connect() as connection:
        return list(connection.scalars(query))


def opened(who: Visitor, address: str) -> dict[str, str]:
    """What the page sends."""
    page = who.get(f"{address}paminn/")
    return {str(one["name"]): str(one["value"]) for one in page.select("main [type=hidden]")}


def press(who: Visitor, address: str, expect: int = 303) -> None:
    who.post(f"{address}paminn/", opened(who, address), expect)


def letters_sent(app: Flask) -> list[EmailMessage]:
    """What a real mail server took."""
    own: Office = app.extensions["office"]
    sender = Sender(
        own.settings.sender, "Töreboda kommun", own_plans="https://b.example/mina-planer/"
    )
    writers = {LetterKind.PAPER_REMINDER: AboutPaperWriter(own.register, sender, reminder_about)}
    copies = CopyWriter(own.register, sender, 10**7, "secret", lambda key, name: f"{key}{name}")
    with real_server() as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=off"))
        worker = new_worker_name()
        deliver_due(Route(own.register, transport, copies, own.now, worker, letter_writers=writers))
        return [one for one in mailbox.messages if "har inte kommit in" in str(one["Subject"])]


def test_administrators_within_the_own_domains_get_a_letter_without_answers(
    address: str, app: Flask, see: See
) -> None:
    officer = see(Role.OFFICER)
    officer.get(f"{address}paminn/")
    assert BUTTON in officer.text
    press(officer, address)
    assert "Påminnelsen ligger i kön" in officer.follow().get_text()
    assert "Enheten påmindes om papperet" in officer.text
    to = recipients(app)
    assert len(to) >= 2
    letters = letters_sent(app)
    assert sorted(str(one["To"]) for one in letters) == sorted(to)
    text = letters[0].get_content()
    reference = address.split("/")[-2]
    assert f"Referens: {reference}" in text
    assert f"https://b.example/mina-planer/{reference}/" in text
    assert UNIT not in text + str(letters[0]["Subject"])
    assert not any(one in text for one in to)


def test_unit_is_reminded_once_a_week_and_no_more(address: str, app: Flask, see: See) -> None:
    officer = see(Role.OFFICER)
    press(officer, address)
    count = len(recipients(app))
    sent = opened(officer, address)
    assert BUTTON not in officer.text
    assert "Du kan påminna igen" in officer.text
    assert sent == {}
    for by in (timedelta(), WEEK - timedelta(minutes=1)):
        later(app, by)
        # A session does not last so long.
        officer = see(Role.OFFICER)
        opened(officer, address)
        case = find_case(app.extensions["office"].register, address.split("/")[-2])
        assert case
        officer.post(f"{address}paminn/", {"revision": f"{case.revision}-1"}, 409)
    assert len(recipients(app)) == count
    later(app, timedelta(minutes=2))
    press(see(Role.OFFICER), address)
    assert len(recipients(app)) == 2 * count


def test_of_two_officers_at_once_one_reminds(address: str, app: Flask, see: See) -> None:
    first, second = see(Role.OFFICER), see(Role.OFFICER)
    one, other = opened(first, address), opened(second, address)
    first.post(f"{address}paminn/", one, 303)
    count = len(recipients(app))
    second.post(f"{address}paminn/", other, 409)
    assert "Någon annan hann före" in second.text
    assert len(recipients(app)) == count


def test_for_others_there_is_a_text_with_a_subject_and_no_letter(
    address: str, app: Flask, see: See
) -> None:
    change(app, mail_domains=("toreboda.se",))
    officer = see(Role.OFFICER)
    assert opened(officer, address) == {}
    reference = address.split("/")[-2]
    assert BUTTON not in officer.text
    assert f"{reference} v1: det underskrivna papperet har inte kommit in" in officer.text
    [link] = officer.page.select("a[href^='mailto:?subject=']")
    assert reference in str(link["href"])
    case = find_case(app.extensions["office"].register, reference)
    assert case
    officer.post(f"{address}paminn/", {"revision": f"{case.revision}-1"}, 409)
    assert recipients(app) == []


def test_nobody_is_reminded_of_a_paper_that_came(address: str, app: Flask, see: See) -> None:
    officer = see(Role.OFFICER)
    sent = opened(officer, address)
    own: Office = app.extensions["office"]
    case = find_case(own.register, address.split("/")[-2])
    assert case
    note = paper_came(Mark(date(2026, 3, 14), (0, 1, 2)))
    add_note(own.register, case, 1, note, own.now(), SYSTEM)
    officer.post(f"{address}paminn/", sent, 409)
    opened(officer, address)
    assert "inget att påminna om" in officer.text
    assert recipients(app) == []


def test_reminder_says_what_is_missing_when_something_came(
    address: str, app: Flask, see: See
) -> None:
    officer, own = see(Role.OFFICER), app.extensions["office"]
    assert officer.get(address).select_one("a[href$='/paminn/']")
    for signers, is_due in (((0, 1), True), ((0, 1, 2), False)):
        case = find_case(own.register, address.split("/")[-2])
        assert case
        note = paper_came(Mark(own.now().date(), signers))
        add_note(own.register, case, 1, note, own.now(), SYSTEM)
        officer.get(f"{address}paminn/")
        assert ("underskrift av verksamhetsansvarig chef." in officer.text) is is_due
        assert "underskrift av administratör" not in officer.text
        assert bool(officer.get(address).select_one("a[href$='/paminn/']")) is is_due


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.READER, Role.OPERATOR])
def test_others_than_the_officer_remind_nobody(address: str, see: See, role: Role) -> None:
    see(role).get(f"{address}paminn/", 404)


@pytest.mark.parametrize(
    ("form", "answers"), [(Uppfoljning, follow_up()), (BorttagetInlagg, removal())]
)
def test_of_a_form_without_administrators_there_is_a_text_and_no_word_of_them(
    app: Flask, see: See, form: type[PrintableForm], answers: dict[str, Any]
) -> None:
    receipt = file_record(Visitor(app), form, answers)
    here = f"/register/planer/{receipt.select_one('.reference').text.split()[0]}/"  # type: ignore[union-attr]
    later(app, timedelta(days=60))
    officer = see(Role.OFFICER)
    pages = [here, "/register/papper/vantar/", "/register/?visa=papper"]
    ways = {one: officer.get(one).select_one("a[href$='/paminn/']").text for one in pages}
    assert not [one for one in ways.values() if "åminn" in one], ways
    assert opened(officer, here) == {}
    told = officer.page.select_one("main").get_text(" ")
    assert "Text att skicka om papperet" in told
    assert "Den finns på kvittot." in told
    for words in ("dministratör", "Påminn om", "adressen här nedanför"):
        assert words not in told
    officer.post(f"{here}paminn/", {"revision": "0-1"}, 409)
    assert recipients(app) == []


def test_who_has_left_is_not_reminded_and_the_page_says_so(
    app: Flask, address: str, see: See
) -> None:
    own: Office = app.extensions["office"]
    case = find_case(own.register, address.split("/")[-2])
    assert case
    who = plan()["administrators"][0]["email"]
    row = {"case_id": case.id, "address": who, "how": "said", "at": own.now()}
    with writing(own.register) as connection:
        connection.execute(sa.insert(schema.departures), row)
    officer = see(Role.OFFICER)
    press(officer, address)
    later(app, WEEK)
    opened(officer := see(Role.OFFICER), address)
    assert who in officer.text.partition("administrerar inte kontot längre")[2]
    assert len(recipients(app)) == len(plan()["administrators"]) - 1
    assert who not in recipients(app)
