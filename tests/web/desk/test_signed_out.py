"""What was typed when the session had ended: it comes along to who signs in again."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_plan import address, app, see
from web.desk.guard import MOST_KEPT, Role

__all__ = ["address", "app", "see"]

embedded = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
See = Callable[..., Visitor]
NUMBER = 'KS 2026/123 "<&\r\n'


def continue_(who: Visitor, way: str, expect: int) -> None:
    """Press the button of the page as it is."""
    sent = {str(one["name"]): str(one["value"]) for one in who.page.select("main input")}
    assert who.page.select_one("main form").get("action") is None  # type: ignore[union-attr]
    who.response = who.client.post(way, data=sent)
    assert who.response.status_code == expect


def test_note_that_was_typed_is_saved_by_who_signs_in_again(address: str, see: See) -> None:
    officer = see(Role.OFFICER)
    page = officer.get(f"{address}diarienummer")
    revision = str(page.select_one("[name=revision]")["value"])  # type: ignore[index]
    officer.client.delete_cookie("register")
    way = f"{address}diarienummer"
    officer.post(way, {"revision": revision, "dnr": NUMBER}, 403)
    assert "det du skrev finns kvar" in officer.text
    [link] = officer.page.select("main a[target]")
    assert link["href"] == "/logga-in/"
    # Still signed out: the same page, with the same values.
    continue_(officer, way, 403)
    signed_in(officer.client, Role.OFFICER)
    continue_(officer, way, 303)
    officer.follow()
    assert 'Diarienummer noterades: KS 2026/123 "<&' in officer.text


@embedded
def test_every_value_of_a_name_comes_along(address: str, see: See) -> None:
    officer = see(Role.OFFICER)
    officer.get(f"{address}papper")
    officer.client.delete_cookie("register")
    [token] = {str(one["value"]) for one in officer.page.select("[name=csrf_token]")}
    sent = {"csrf_token": token, "some": ["one", "two"]}
    answer = officer.client.post(f"{address}papper", data=sent)
    assert answer.status_code == 403
    assert [f'name="some" value="{one}"' in answer.text for one in ("one", "two")] == [True, True]


@embedded
def test_more_than_any_page_asks_for_is_not_sent_back(address: str, see: See) -> None:
    officer = see(Role.OFFICER)
    officer.get(f"{address}diarienummer")
    officer.client.delete_cookie("register")
    officer.post(f"{address}diarienummer", {"dnr": "1" * MOST_KEPT}, 303)
    assert officer.response.location == "/logga-in/"


@embedded
def test_page_of_another_site_gets_nothing_sent_back(address: str, app: Flask) -> None:
    answer = app.test_client().post(f"{address}diarienummer", data={"dnr": "1"})
    assert answer.status_code == 400


@embedded
def test_who_began_to_change_a_plan_of_their_own_signs_in_to_those(
    app: Flask, address: str
) -> None:
    visitor = Visitor(app)
    visitor.get("/aktivitetsplan/")
    visitor.post("/mina-planer/AP-2026-0001/andra", {}, 403)
    [link] = visitor.page.select("main a[target]")
    assert link["href"] == "/logga-in/?till=/mina-planer/"
    assert "det du skrev" not in visitor.text


@embedded
def test_every_value_of_a_name_stays_on_a_page_that_was_open_for_too_long(see: See) -> None:
    operator = see(Role.OPERATOR)
    answer = operator.client.post("/register/nycklar/ny", data={"scopes": ["list", "dnr"]})
    assert answer.status_code == 400
    assert [f'name="scopes" value="{one}"' in answer.text for one in ("list", "dnr")] == [True] * 2
