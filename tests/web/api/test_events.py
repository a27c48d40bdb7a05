"""What happened since: in order, none missed, no persons."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from register import schema
from register.actors import SYSTEM, Scope
from register.database import writing
from register.events import EventKind, add_event
from tests.register import examples
from tests.web.api.conftest import System, office_of
from web.api.operations import MOST_EVENTS

Systems = Callable[..., System]


def wait(app: Flask, seconds: float) -> None:
    own = office_of(app)
    later = own.now() + timedelta(seconds=seconds)
    app.extensions["office"] = replace(own, now=lambda: later)


def test_events_are_followed_from_the_first_to_the_last(app: Flask, system: Systems) -> None:
    own = office_of(app)
    filing = examples.filed(own.register, now=own.now())
    with writing(own.register) as connection:
        for number in range(MOST_EVENTS):
            facts = {"filing_id": filing.id, "dnr": f"KS {number}"}
            add_event(connection, EventKind.NUMBERED, own.now(), SYSTEM, **facts)
        # Of no plan.
        add_event(connection, EventKind.DRAFTS_ERASED, own.now(), SYSTEM, count=3)
    one = system(Scope.EVENTS)
    wait(app, 61)
    first = one.get("/handelser").get_json()
    assert (len(first["handelser"]), first["fler"]) == (MOST_EVENTS, True)
    assert first["handelser"][0] | {"tid": "", "id": 1} == {
        "id": 1,
        "tid": "",
        "handelse": "filed",
        "referens": filing.reference,
        "version": 1,
        "vem": "filer",
        "fakta": {"reference": filing.reference, "version": 1},
    }
    second = one.get(first["nasta"].removeprefix("/api/v1"))
    told = second.get_json()
    assert [one["fakta"] for one in told["handelser"]][-1] == {"dnr": f"KS {MOST_EVENTS - 1}"}
    ids = [one["id"] for page in (first, told) for one in page["handelser"]]
    assert ids == sorted(set(ids))
    assert len(ids) == MOST_EVENTS + 3
    assert not told["fler"]
    assert "Link" not in second.headers
    again = one.get(told["nasta"].removeprefix("/api/v1")).get_json()
    assert (again["handelser"], again["nasta"]) == ([], told["nasta"])


def test_nothing_is_told_that_another_may_come_before(app: Flask, system: Systems) -> None:
    """A transaction may take its number first and be seen last."""
    own = office_of(app)
    filing = examples.filed(own.register, now=own.now())
    one = system(Scope.EVENTS)
    assert one.get("/handelser").get_json()["handelser"] == []
    wait(app, 30)
    with writing(own.register) as connection:
        # Written by a machine whose clock is behind, after one that is still young.
        young = office_of(app).now()
        add_event(connection, EventKind.NUMBERED, young, SYSTEM, filing_id=filing.id)
        add_event(connection, EventKind.NUMBERED, own.now(), SYSTEM, filing_id=filing.id)
        last = connection.scalar(sa.select(sa.func.max(schema.events.c.id)))
        assert last
    wait(app, 31)
    seen = one.get("/handelser").get_json()
    kinds = [event["handelse"] for event in seen["handelser"]]
    assert kinds[0] == "filed"
    assert "numbered" not in kinds
    wait(app, 30)
    then = one.get(seen["nasta"].removeprefix("/api/v1")).get_json()
    assert [event["id"] for event in then["handelser"]] == [last - 1, last]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nonsense_is_refused(system: Systems) -> None:
    one = system()
    for after in ("-1", "", "x", "1.0", "99999999999999999999", "2147483648"):
        assert (after, one.get(f"/handelser?efter={after}").status_code) == (after, 400)


def test_number_that_is_still_to_come_is_none_yet(system: Systems) -> None:
    answer = system().get("/handelser?efter=2147483647").get_json()
    assert answer == {"handelser": [], "nasta": "/api/v1/handelser?efter=2147483647", "fler": False}
