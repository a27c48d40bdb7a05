"""The number in the diary comes back: once, never over somebody else's, and bounded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from register.cases import find_case
from register.events import EventKind, newest_events
from tests.web.api.conftest import System, office_of
from tests.web.desk.conftest import signed_in
from web.desk.guard import Role

Systems = Callable[..., System]
MANY = 6
JSON = {"Content-Type": "application/json"}


def events_of(app: Flask, reference: str) -> list[Any]:
    register = office_of(app).register
    case = find_case(register, reference)
    assert case
    return newest_events(register, case.id, 10, kinds=[EventKind.NUMBERED])


def number_of(app: Flask, reference: str) -> str | None:
    case = find_case(office_of(app).register, reference)
    assert case
    return case.dnr


def test_number_is_kept_found_and_told_of(app: Flask, system: Systems, reference: str) -> None:
    one = system()
    tag = one.get(f"/planer/{reference}").headers["ETag"]
    address = f"/planer/{reference}/dnr"
    answer = one.put(address, json={"dnr": " KS  2026/123 "}, headers={"If-Match": tag})
    assert answer.status_code == 200
    assert answer.get_json()["dnr"] == "KS 2026/123"
    told = one.get(f"/planer/{reference}")
    assert told.headers["ETag"] == answer.headers["ETag"] != tag
    assert told.get_json()["dnr"] == "KS 2026/123"
    assert one.get("/planer?q=KS 2026/123").get_json()["planer"][0]["referens"] == reference
    [event] = events_of(app, reference)
    assert (event.actor, event.account_id, len(event.actor_key)) == ("machine", None, 12)
    desk = app.test_client()
    signed_in(desk, Role.OFFICER)
    assert "Ett annat system" in desk.get(f"/register/planer/{reference}/").text


def test_same_number_again_changes_nothing_however_old_the_tag(
    app: Flask, system: Systems, reference: str
) -> None:
    one, address = system(), f"/planer/{reference}/dnr"
    tag = one.get(f"/planer/{reference}").headers["ETag"]
    first, second = (
        one.put(address, json={"dnr": "KS 1"}, headers={"If-Match": tag}) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.headers["ETag"] == second.headers["ETag"]
    assert len(events_of(app, reference)) == 1


# What comes in If-Match for a plan of which nothing was noted, and the status.
TAGS = (
    (None, 428),
    ('"0-9"', 412),
    ('"nonsens"', 412),
    ('W/"0-1"', 412),
    ("", 412),
    ('"9-9", "0-1"', 200),
    ('"0-1"', 200),
    ("*", 200),
)


def test_who_has_not_seen_the_plan_as_it_is_changes_nothing(
    app: Flask, system: Systems, reference: str
) -> None:
    one, noted = system(), 0
    for number, (tag, code) in enumerate(TAGS):
        headers = {} if tag is None else {"If-Match": tag.replace('"0-', f'"{noted}-')}
        before, given = number_of(app, reference), f"KS {number}"
        answer = one.put(f"/planer/{reference}/dnr", json={"dnr": given}, headers=headers)
        assert (tag, answer.status_code) == (tag, code)
        assert number_of(app, reference) == (given if code == 200 else before)
        noted += code == 200


def test_of_many_who_saw_the_same_one_gives_the_number(
    app: Flask, system: Systems, reference: str
) -> None:
    one = system()
    tag = one.get(f"/planer/{reference}").headers["ETag"]

    def give(number: int) -> int:
        headers = {"If-Match": tag}
        sent = {"dnr": f"KS {number}"}
        return one.put(f"/planer/{reference}/dnr", json=sent, headers=headers).status_code

    with ThreadPoolExecutor(MANY) as threads:
        codes = list(threads.map(give, range(MANY)))
    assert sorted(codes) == [200] + [412] * (MANY - 1)
    assert number_of(app, reference) == f"KS {codes.index(200)}"
    assert len(events_of(app, reference)) == 1


# What is sent, and the status.
SENT: tuple[tuple[dict[str, Any], int], ...] = (
    ({"data": b'{"dnr": "KS 1"}'}, 415),
    ({"data": b"dnr=1", "content_type": "application/x-www-form-urlencoded"}, 415),
    ({"data": b'{"dnr": "1"}', "content_type": "application/json; charset=latin-1"}, 415),
    ({"data": b"", "headers": JSON}, 400),
    ({"data": b"{", "headers": JSON}, 400),
    ({"data": '{"dnr": "å"}'.encode("latin-1"), "headers": JSON}, 400),
    ({"data": '{"dnr": "å"}'.encode("utf-16"), "headers": JSON}, 400),
    ({"data": b"[" * 4000, "headers": JSON}, 400),
    ({"data": b"9" * 4096, "headers": JSON}, 422),
    ({"data": b" " * 4097, "headers": JSON}, 413),
    ({"data": b"null", "headers": JSON}, 422),
    ({"json": {}}, 422),
    ({"json": {"dnr": None}}, 422),
    ({"json": {"dnr": 1}}, 422),
    ({"json": {"dnr": ""}}, 422),
    ({"json": {"dnr": " \u200b\u202e "}}, 422),
    ({"json": {"dnr": "x" * 41}}, 422),
    ({"json": {"dnr": "KS 1", "ended_on": "2026-01-01"}}, 422),
    ({"json": {"dnr": "\ud800\u0000KS"}}, 200),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_number_is_refused_and_never_a_fault(
    app: Flask, system: Systems, reference: str
) -> None:
    one = system()
    for sent, code in SENT:
        headers = sent.get("headers", {}) | {"If-Match": "*"}
        answer = one.put(f"/planer/{reference}/dnr", **sent | {"headers": headers})
        assert (str(sent)[:60], answer.status_code) == (str(sent)[:60], code)
        assert (answer.mimetype == "application/problem+json") == (code != 200)
        assert bool(number_of(app, reference)) == (code == 200)
