"""Who has left an account: said by themself or found in the officer's list, and who is asked."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from mail.courier import Route, deliver_due, new_worker_name
from mail.letters.copy import Sender
from mail.letters.departure import DepartureWriter
from mail.letters.writer import CopyWriter
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from office.office import Office
from register import schema
from register.database import reading
from register.letters import LetterKind
from tests.mail.servers import real_server
from tests.register.examples import lost_letter
from tests.web.conftest import Visitor
from tests.web.desk.test_feeds import made, read
from tests.web.desk.test_own_plans import ONE_OF_THEM, OWN, PLANS, app, clock, file, owner
from tests.web.desk.test_plan import see
from web.desk.departures import NOBODY, NONE_CHOSEN, TOO_LONG
from web.desk.guard import Role

__all__ = ["app", "clock", "owner", "see"]

See = Callable[..., Visitor]
LIST = "/register/slutat/"
BUTTON = "Jag administrerar inte längre kontot"
BACK = "Jag administrerar kontot"
BO = "bo.ek@toreboda.se"
TWO = [{"name": "Bo Ek", "email": BO, "phone": "0506-180 00"}, ONE_OF_THEM]


def inputs(page: Visitor) -> dict[str, str]:
    """What the only form of the page sends."""
    return {str(one["name"]): str(one["value"]) for one in page.page.select("main [type=hidden]")}


def say(owner: Visitor, reference: str, expect: int = 303) -> None:
    owner.get(f"{PLANS}{reference}/slutat")
    owner.post(f"{PLANS}{reference}/slutat", inputs(owner), expect)


def chosen(officer: Visitor, text: str) -> dict[str, Any]:
    """What the page sends that shows whose accounts they were."""
    officer.get(LIST)
    officer.post(LIST, {"people": text}, 200)
    return {"account": [str(one["value"]) for one in officer.page.select("[name=account]")]}


def rows(app: Flask, table: sa.Table) -> list[Any]:
    with reading(app.extensions["office"].register) as connection:
        return list(connection.execute(sa.select(table)))


def asked(app: Flask) -> list[tuple[str, bool]]:
    """Who gets a letter, and whether as the officer who has nobody else to ask."""
    letters = [one for one in rows(app, schema.letters) if one.kind == LetterKind.PEOPLE_LEFT]
    return sorted((one.recipient, "alone" in one.facts) for one in letters)


def sent(app: Flask) -> list[EmailMessage]:
    """What a real mail server took of them."""
    own: Office = app.extensions["office"]
    here = "https://b.example"
    sender = Sender(
        own.settings.sender,
        "Töreboda kommun",
        own_plans=f"{here}{PLANS}",
        cases=f"{here}/register/planer/",
    )
    writers = {LetterKind.PEOPLE_LEFT: DepartureWriter(own.register, sender)}
    copies = CopyWriter(own.register, sender, 10**7, "secret", lambda key, name: f"{key}{name}")
    with real_server() as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=off"))
        worker = new_worker_name()
        deliver_due(Route(own.register, transport, copies, own.now, worker, letter_writers=writers))
        return [one for one in mailbox.messages if "har slutat" in str(one["Subject"])]


def test_who_says_that_they_have_left_reads_and_the_other_is_asked(
    app: Flask, owner: Visitor, see: See
) -> None:
    reference, receipt = file(app, administrators=TWO)
    owner.get(f"{PLANS}{reference}/")
    assert BUTTON in owner.text
    say(owner, reference)
    owner.follow()
    assert "Du har sagt att du inte längre administrerar kontot" in owner.text
    assert owner.page.select_one("form[action$='/andra']") is None
    for action in ("andra", "mall", "folj-upp", "slutat"):
        owner.get(f"{PLANS}{reference}/")
        owner.post(f"{PLANS}{reference}/{action}", {}, 404)
    owner.get(f"{PLANS}{reference}/slutat", 404)
    owner.get(PLANS)
    assert "Har slutat" in owner.text
    assert "Att göra" not in owner.text
    # What was given out before still opens what it opened.
    assert Visitor(app).get(receipt).select_one("form[action$='/andra']")
    assert asked(app) == [(BO, False)]
    officer = see(Role.OFFICER)
    officer.get("/register/")
    assert "En administratör går att nå" in officer.text
    page = officer.get(f"/register/planer/{reference}/")
    assert OWN in page.select_one("[aria-labelledby=slutat]").text  # type: ignore[union-attr]
    assert "har själv sagt det på Mina planer" in officer.text
    assert "Någon i planen har slutat" in officer.text


def test_what_is_to_be_done_is_not_asked_of_who_has_left(app: Flask, owner: Visitor) -> None:
    reference, _ = file(app, administrators=TWO)
    page, asked_of = f"{PLANS}{reference}/", ("Att göra", "Gör så här nu", "Kvar att göra")
    calendar = made(owner)
    assert read(app, calendar)
    say(owner, reference)
    for path in (PLANS, page):
        owner.get(path)
        assert reference in owner.text
        assert not [one for one in asked_of if one in owner.text]
    assert owner.page.select_one('a[href$="/plan.pdf"]')
    assert read(app, calendar) == []
    owner.get(page)
    owner.post(f"{page}tillbaka", inputs(owner))
    assert all(one in owner.get(page).text for one in asked_of[:2])
    assert all(one in owner.get(PLANS).text for one in asked_of[::2])
    assert read(app, calendar)


def test_letter_says_what_to_do_and_names_nobody(app: Flask, owner: Visitor) -> None:
    reference, _ = file(app, administrators=TWO)
    say(owner, reference)
    [letter] = sent(app)
    text = letter.get_content()
    assert str(letter["To"]) == BO
    assert f"https://b.example{PLANS}{reference}/#change" in text
    assert "bara en administratör. Alla konton ska ha minst två." in text
    assert "skriv in en ny administratör" in text
    assert not any(one in text for one in (OWN, BO, "Olga", "Ek"))


def test_what_was_said_can_be_taken_back_until_there_is_a_new_version(
    app: Flask, owner: Visitor
) -> None:
    reference, _ = file(app, administrators=TWO)
    say(owner, reference)
    page = owner.get(f"{PLANS}{reference}/")
    assert BACK in page.text
    back = {"seen": str(page.select_one("[name=seen]")["value"])}  # type: ignore[index]
    owner.post(f"{PLANS}{reference}/tillbaka", {"seen": "0-1"}, 409)
    owner.post(f"{PLANS}{reference}/tillbaka", back)
    owner.follow()
    assert BUTTON in owner.text
    owner.post(f"{PLANS}{reference}/tillbaka", back, 409)
    # Who says it again is told of again, and nobody gets a second letter.
    say(owner, reference)
    assert asked(app) == [(BO, False)]
    assert [one.address for one in rows(app, schema.departures)] == [OWN]


def test_what_was_said_of_another_page_changes_nothing(app: Flask, owner: Visitor) -> None:
    reference, _ = file(app, administrators=TWO)
    owner.get(f"{PLANS}{reference}/slutat")
    for seen in ("", "1-1", "0-2", "x-1", f"{9**20}-1"):
        owner.post(f"{PLANS}{reference}/slutat", {"seen": seen}, 409)
    assert "inget är sparat" in owner.text
    assert rows(app, schema.departures) == []


def test_who_only_operates_cannot_say_so(app: Flask, owner: Visitor) -> None:
    reference, _ = file(app, "operators")
    assert BUTTON not in owner.get(f"{PLANS}{reference}/").text
    owner.post(f"{PLANS}{reference}/slutat", {"seen": "0-1"}, 404)
    owner.get(f"{PLANS}{reference}/slutat", 404)


@pytest.mark.parametrize("reason", ["beyond", "refused"])
def test_officer_is_told_when_there_is_nobody_to_ask(
    app: Flask, owner: Visitor, reason: str
) -> None:
    bo = {**TWO[0], "email": "bo@x.se"} if reason == "beyond" else TWO[0]
    people = [bo, ONE_OF_THEM]
    reference, _ = file(app, administrators=people)
    own: Office = app.extensions["office"]
    if reason == "refused":
        lost_letter(own.register, BO, "550 no such user", own.now())
    say(owner, reference)
    officers = own.settings.information_officer
    assert asked(app) == [(one, True) for one in sorted(officers)]
    text = sent(app)[0].get_content()
    assert f"/register/planer/{reference}/" in text
    assert OWN not in text


def test_a_letter_that_goes_when_all_is_settled_asks_for_nothing(
    app: Flask, owner: Visitor
) -> None:
    reference, _ = file(app, administrators=TWO)
    say(owner, reference)
    page = owner.get(f"{PLANS}{reference}/")
    seen = str(page.select_one("[name=seen]")["value"])  # type: ignore[index]
    owner.post(f"{PLANS}{reference}/tillbaka", {"seen": seen})
    [letter] = sent(app)
    assert "redan ordnat" in letter.get_content()


def test_a_list_is_shown_first_and_marks_what_was_chosen(app: Flask, see: See) -> None:
    first, _ = file(app, administrators=TWO)
    second, _ = file(app, "operators")
    officer = see(Role.OFFICER)
    data = chosen(officer, f"Olga Own <{OWN.upper()}>\r\nfel\r\nnågon@annan.se\r\n")
    assert rows(app, schema.departures) == []
    assert [one.split()[0] for one in data["account"]] == [first, second]
    assert "Rad 2" in officer.text
    assert "Kvar: 1 administratör, så kontot får för få" in officer.text
    assert "I den dagliga driften" in officer.text
    officer.post(f"{LIST}markera", data, 200)
    assert "Det är antecknat att de har slutat" in officer.text
    kept = [(one.address, one.how) for one in rows(app, schema.departures)]
    assert kept == [(OWN, "listed"), (OWN, "listed")]
    assert asked(app) == [(BO, False)]
    looks = [(one.what, one.count) for one in rows(app, schema.looks)]
    assert looks[:2] == [("leavers", 2), ("leavers", 2)]
    # Sent again it changes nothing, and says so.
    officer.post(f"{LIST}markera", data, 200)
    assert "Inget markerades" in officer.text
    assert asked(app) == [(BO, False)]
    assert chosen(officer, OWN) == {"account": []}
    assert "Ingen av dem står i någon plan" in officer.text


def test_who_stood_in_the_list_is_told_and_cannot_take_it_back(
    app: Flask, owner: Visitor, see: See
) -> None:
    reference, _ = file(app, administrators=TWO)
    officer = see(Role.OFFICER)
    officer.post(f"{LIST}markera", chosen(officer, OWN), 200)
    page = owner.get(f"{PLANS}{reference}/")
    assert "Det är antecknat att du har slutat" in owner.text
    assert page.select_one("[name=seen]") is None
    owner.post(f"{PLANS}{reference}/tillbaka", {"seen": "1-1"}, 409)


def test_an_old_page_marks_nobody_in_a_plan_that_changed(app: Flask, see: See) -> None:
    reference, _ = file(app, administrators=TWO)
    officer = see(Role.OFFICER)
    data = chosen(officer, OWN)
    with app.extensions["office"].register.begin() as connection:
        connection.execute(sa.update(schema.cases).values(revision=schema.cases.c.revision + 1))
    officer.post(f"{LIST}markera", data, 200)
    assert "Inget markerades" in officer.text
    assert reference in officer.text
    assert rows(app, schema.departures) == []


def test_what_no_page_of_ours_sends_marks_nobody(app: Flask, see: See) -> None:
    file(app, administrators=TWO)
    officer = see(Role.OFFICER)
    officer.get(LIST)
    one = "AP-2026-0001"
    for value in ("", " ", one, f"{one} 0 1", f"{one} x 1 {OWN}", f"{one} 0 {9**20} {OWN}"):
        officer.post(f"{LIST}markera", {"account": value}, 422)
        assert NONE_CHOSEN in officer.text
    for value in (f"\x00 0 1 {OWN}", f"AP-9 0 1 {OWN}", f"{one} 0 2 {OWN}", f"{one} 0 1 \x00@b"):
        officer.post(f"{LIST}markera", {"account": value}, 200)
        assert "Inget markerades" in officer.text
        officer.get(LIST)
    assert rows(app, schema.departures) == []


def test_lists_that_hold_nobody_or_too_much_are_refused_with_what_to_do(see: See) -> None:
    officer = see(Role.OFFICER)
    officer.get(LIST)
    for text, told in (("", NOBODY), ("Bo Ek", NOBODY), ("\n".join("a" * 2001), TOO_LONG)):
        officer.post(LIST, {"people": text}, 422)
        assert told in officer.text
    for _ in range(27):
        officer.post(LIST, {"people": ""}, 422)
    officer.post(LIST, {"people": ""}, 429)
    assert "Ingen är markerad" in officer.text


def test_closed_accounts_are_left_alone(app: Flask, owner: Visitor, see: See) -> None:
    reference, _ = file(app, administrators=TWO)
    officer = see(Role.OFFICER)
    data = chosen(officer, OWN)
    with app.extensions["office"].register.begin() as connection:
        today = app.extensions["office"].now().date() - timedelta(days=1)
        connection.execute(sa.update(schema.cases).values(ended_on=today))
    officer.post(f"{LIST}markera", data, 200)
    assert "Inget markerades" in officer.text
    assert BUTTON not in owner.get(f"{PLANS}{reference}/").text
