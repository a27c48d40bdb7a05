"""Mail that failed or waits: who sees it, and that what is sent again goes once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from forms import BorttagetInlagg
from office.office import Office
from register import deliveries, letters, schema
from register.bounces import find_mail, note_bounce
from register.database import reading, writing
from register.deliveries import DeliveryState
from register.letters import LetterKind
from tests.plans import plan
from tests.records import file_record, removal
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import DEPARTMENT, UNIT, address, app, see
from web.desk.guard import Role

__all__ = ["address", "app", "see"]

See = Callable[..., Visitor]
REPLY = "550 5.1.1 No such user here"
LIST = "/register/utskick/"
ALL = f"{LIST}skicka-igen"
PAGE = "/register/"
AGAIN = f"{LIST}1/skicka-igen"


def fail(app: Flask, *, is_unsure: bool = False) -> None:
    """Let the courier try what is due, in vain and for good."""
    own: Office = app.extensions["office"]
    now = own.now()
    for one in deliveries.lease_due(own.register, now, timedelta(minutes=1), "a courier", 9):
        if is_unsure:
            deliveries.mark_unsure(own.register, one, REPLY, None, now)
        else:
            deliveries.mark_failed(own.register, one, REPLY, now)


def state(app: Flask) -> DeliveryState:
    found = deliveries.find_delivery(app.extensions["office"].register, 1)
    assert found
    return found.state


def press(who: Visitor, path: str = AGAIN) -> Callable[[int], str]:
    """Open the page that says what will happen, and press its button when called."""
    page = who.get(path)
    fields = {str(one["name"]): str(one["value"]) for one in page.select("main [type=hidden]")}

    def answer(expect: int) -> str:
        who.post(path, fields, expect)
        return who.text

    return answer


def test_copy_that_failed_is_sent_again_by_officer_and_by_operator(
    address: str, app: Flask, see: See
) -> None:
    for role in (Role.OFFICER, Role.OPERATOR):
        fail(app)
        who = see(role)
        page = who.get(LIST)
        assert REPLY in who.text
        assert page.select(f'a[href="{AGAIN}"]')
        press(who, AGAIN)(303)
        assert who.follow().select_one(".notice")
        assert state(app) is DeliveryState.QUEUED
        assert "Utskick som väntar" in who.text


def test_pages_have_one_word_for_copies_and_notices(app: Flask, see: See) -> None:
    file_record(Visitor(app), BorttagetInlagg, removal())
    Visitor(app).file(plan())
    fail(app)
    officer = see(Role.OFFICER)
    for path in (LIST, f"{LIST}?visa=misslyckade", ALL, PAGE):
        page = officer.get(path)
        parts = "main h1, main h2, main caption, main th, main [id^=told-]"
        told = [one.get_text() for one in page.select(parts)]
        assert not [one for one in told if "kopi" in one.lower()]
        assert "utskick" in " ".join(told).lower()
    assert "2 utskick, äldst först." in officer.get(LIST).text
    assert "2 utskick har misslyckats. De läggs i kön" in officer.get(ALL).text


def test_copy_that_came_back_is_told_of_everywhere_and_sent_again(
    address: str, app: Flask, see: See, visitor: Visitor
) -> None:
    own: Office = app.extensions["office"]
    now = own.now()
    [copy] = deliveries.lease_due(own.register, now, timedelta(minutes=1), "a courier", 9)
    deliveries.mark_accepted(own.register, copy, "250 ok", now)
    mail = find_mail(own.register, [copy.message_id])
    assert mail
    note_bounce(own.register, mail, REPLY, now, now)
    officer = see(Role.OFFICER)
    for path in (LIST, "/register/", address, AGAIN):
        officer.get(path)
        assert "Studsade" in officer.text
        assert REPLY in officer.text
    assert "Mottagen av e-postservern" not in officer.text
    visitor.get(visitor.response.request.path)
    assert f"E-postserverns svar: {REPLY}" in visitor.text
    assert "Studsade." in visitor.text
    assert "Kopian studsade" in visitor.text
    press(officer, AGAIN)(303)
    assert state(app) is DeliveryState.QUEUED


def test_what_only_says_that_there_is_a_record_is_never_called_a_copy(
    address: str, app: Flask, see: See, visitor: Visitor
) -> None:
    file_record(visitor, BorttagetInlagg, removal())
    receipt = visitor.response.request.path
    own: Office = app.extensions["office"]
    now = own.now()
    [_, notice] = deliveries.lease_due(own.register, now, timedelta(minutes=1), "a courier", 9)
    deliveries.mark_accepted(own.register, notice, "250 ok", now)
    mail = find_mail(own.register, [notice.message_id])
    assert mail
    note_bounce(own.register, mail, REPLY, now, now)
    officer = see(Role.OFFICER)
    again = f"{LIST}{notice.id}/skicka-igen"
    told = {}
    for who, path in ((officer, f"/register/planer/{notice.reference}/"), (visitor, receipt)):
        told[path] = str(who.get(path).select_one("main"))
        assert "Aviseringen studsade" in told[path]
    told[again] = str(officer.get(again).select_one("main"))
    press(officer, again)(303)
    late = str(officer.get(again).select_one("main"))
    assert "Aviseringen behöver inte skickas igen" in late
    for page in (*told.values(), late):
        assert "opia" not in page.replace("Lämna ut en kopia", "")


def test_operator_sees_no_answers_and_no_way_to_the_plan(
    address: str, app: Flask, see: See
) -> None:
    fail(app)
    operator = see(Role.OPERATOR)
    for path in (LIST, AGAIN):
        page = operator.get(path)
        assert address.split("/")[-2] in operator.text
        assert not page.select(f'a[href^="{address}"]')
        assert UNIT not in operator.text
        assert DEPARTMENT not in operator.text
    assert see(Role.OFFICER).get(LIST).select(f'a[href^="{address}"]')


def test_what_two_send_again_goes_once(address: str, app: Flask, see: See) -> None:
    fail(app)
    first, second = see(Role.OFFICER), see(Role.OPERATOR)
    late = press(second)
    press(first)(303)
    told = late(409)
    assert "Kopian skickades igen" in told
    assert "Informationsansvarig (officer@toreboda.se)" in told
    # Nor does it when the first has failed in the meantime.
    fail(app)
    assert "hann före" in late(409)
    assert state(app) is DeliveryState.FAILED
    press(second)(303)
    assert state(app) is DeliveryState.QUEUED


def test_who_came_from_the_plan_is_led_back_to_it(address: str, app: Flask, see: See) -> None:
    fail(app)
    officer = see(Role.OFFICER)
    press(officer, f"{AGAIN}?fran=planen")(303)
    assert officer.response.location.startswith(address)
    assert "Utskicket ligger i kön igen" in str(officer.follow().select_one(".notice"))


def test_copy_that_may_have_arrived_is_asked_about_first(
    address: str, app: Flask, see: See
) -> None:
    fail(app, is_unsure=True)
    officer = see(Role.OFFICER)
    officer.get(LIST)
    assert "Osäkert om det kom fram" in officer.text
    officer.get(AGAIN)
    assert "kan redan ha kommit fram" in officer.text


def test_copy_that_waits_or_went_needs_no_sending(address: str, app: Flask, see: See) -> None:
    officer = see(Role.OFFICER)
    assert not officer.get(AGAIN).select("main form")
    assert "Kopian behöver inte skickas igen" in officer.text
    officer.get(f"{LIST}4711/skicka-igen", 404)


def test_letter_that_failed_is_told_of_and_one_for_nobody_is_not(app: Flask, see: See) -> None:
    own: Office = app.extensions["office"]
    officer = see(Role.OFFICER)
    officer.get(LIST)
    assert "All e-post har kommit iväg" in officer.text
    ends = own.now() + timedelta(minutes=10)
    with writing(own.register) as connection:
        for recipient in ("someone@toreboda.se", ""):
            fields = ({"request": 1}, recipient, ends, own.now(), "toreboda.se")
            letters.add_letter(connection, LetterKind.SIGN_IN, *fields)
    taken = letters.lease_letter(own.register, own.now(), timedelta(minutes=1), "a courier")
    assert taken
    letters.mark_not_sent(own.register, taken, REPLY, None, own.now())
    officer.get(LIST)
    assert "someone@toreboda.se" in officer.text
    assert REPLY in officer.text
    assert len(officer.page.select("tbody tr")) == 1
    with reading(own.register) as connection:
        seen = connection.execute(sa.select(schema.looks.c.what, schema.looks.c.count)).all()
    assert [tuple(one) for one in seen] == [("mail", 1)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("query", ["visa=x", "visa=brev&efter=x", "efter=9999999999999999-9"])
def test_nonsense_in_the_address_is_the_first_page(
    address: str, app: Flask, see: See, query: str
) -> None:
    fail(app)
    see(Role.OFFICER).get(f"{LIST}?{query}")


def test_all_that_failed_are_sent_again_once_and_no_other(
    address: str, app: Flask, visitor: Visitor, see: See
) -> None:
    own: Office = app.extensions["office"]
    fail(app, is_unsure=True)
    for _ in range(2):
        visitor.file(plan())
    fail(app)
    first, second = see(Role.OFFICER), see(Role.OPERATOR)
    assert first.get(LIST).select(f'a[href="{ALL}"]')
    late = press(second, ALL)
    assert "2 utskick har misslyckats" in second.text
    assert "1 utskick kan redan ha kommit fram" in second.text
    press(first, ALL)(303)
    assert "skickas nu: 2." in str(first.follow().select_one(".notice"))
    queued = [deliveries.find_delivery(own.register, one) for one in (1, 2, 3)]
    states = [one.state for one in queued if one]
    assert states == [DeliveryState.UNSURE, DeliveryState.QUEUED, DeliveryState.QUEUED]
    assert "hann före" in late(409)
    # Those that fail once more are not what the second had seen.
    fail(app)
    assert "hann före" in late(409)
    press(second, ALL)(303)
    assert state(app) is DeliveryState.UNSURE
