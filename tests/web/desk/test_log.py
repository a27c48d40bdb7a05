"""The logs: who saw what, what happened, by day, account and plan; for operators alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from office.office import Office
from register import log, looks, schema
from register.database import reading, writing
from register.log import Wanted
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import UNIT, address, app, see
from web.desk.guard import Role
from web.desk.log import NO_ACCOUNT, NO_DAY, NO_PLAN, SAW

__all__ = ["address", "app", "see"]

See = Callable[..., Visitor]
LOG = "/register/logg/"
EVENTS = f"{LOG}?visa=handelser"
OFFICER = "officer@toreboda.se"


def rows(who: Visitor, path: str) -> list[str]:
    page = who.get(path)
    return [row.get_text(" ", strip=True) for row in page.select("tbody tr")]


def kept(app: Flask) -> int:
    with reading(app.extensions["office"].register) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(schema.looks)) or 0


def test_operator_reads_who_saw_and_did_what_and_is_not_logged_for_it(
    address: str, app: Flask, see: See
) -> None:
    officer, operator = see(Role.OFFICER), see(Role.OPERATOR)
    officer.get(address)
    officer.get(f"/register/planer/?q={UNIT}")
    before = kept(app)
    first, second = rows(operator, LOG)
    assert f"{OFFICER} Sökte bland blanketterna 1 blankett" in first
    reference = address.split("/")[-2]
    assert second.endswith(f"{OFFICER} Såg blanketten {reference}")
    told = rows(operator, EVENTS)
    assert any("Inlämnad" in one and reference in one and "version 1" in one for one in told)
    assert UNIT not in operator.text
    assert kept(app) == before


def test_filters_of_day_account_and_plan_are_joined(address: str, app: Flask, see: See) -> None:
    operator = see(Role.OPERATOR)
    for role in (Role.OFFICER, Role.ARCHIVIST):
        see(role).get(address)
    see(Role.OFFICER).get("/register/planer/?q=facebook")
    reference = address.split("/")[-2].lower()
    today = app.extensions["office"].now().astimezone().date()
    assert len(rows(operator, LOG)) == 3
    assert len(rows(operator, f"{LOG}?konto=OFFICER@toreboda.se")) == 2
    assert len(rows(operator, f"{LOG}?plan={reference}")) == 2
    assert len(rows(operator, f"{LOG}?plan={reference}&konto={OFFICER}")) == 1
    assert rows(operator, f"{LOG}?dag=2020-01-01") == []
    assert rows(operator, f"{EVENTS}&dag=2020-01-01") == []
    assert "Visa allt" in operator.text
    days = [today + timedelta(days=one) for one in (-1, 0, 1)]
    assert sum(len(rows(operator, f"{LOG}?dag={day}")) for day in days) == 3
    assert len(rows(operator, f"{EVENTS}&plan={reference}")) == len(rows(operator, EVENTS))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("dag=i+dag", NO_DAY),
        ("dag=9999-12-31", NO_DAY),
        ("konto=ingen@x.se", NO_ACCOUNT),
        ("plan=AP-1", NO_PLAN),
        ("plan=%00%ff", NO_PLAN),
        ("dag=" + "9" * 5000, NO_DAY),
    ],
)
def test_nonsense_is_named_and_shows_nothing(see: See, query: str, message: str) -> None:
    operator = see(Role.OPERATOR)
    for path in (f"{LOG}?{query}", f"{EVENTS}&{query}"):
        page = operator.get(path, 422)
        assert message in operator.text
        assert not page.select("table")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", ["x", "-1", "0", "9" * 40])
def test_wrong_key_is_the_first_page(see: See, key: str) -> None:
    see(Role.OPERATOR).get(f"{LOG}?fore={key}")


def test_pages_hold_each_line_once_newest_first(app: Flask, see: See) -> None:
    own: Office = app.extensions["office"]
    see(Role.OFFICER), see(Role.ARCHIVIST)
    start = datetime(2026, 3, 28, 22, tzinfo=UTC)
    for number in range(7):
        at = start + timedelta(minutes=30 * number)
        looks.add_look(own.register, "list", at, count=number, account_id=1 + number % 2)
    assert walk(own, Wanted()) == [[6, 5, 4], [3, 2, 1], [0]]
    assert walk(own, Wanted(accounts=[1, 2])) == [[6, 5, 4], [3, 2, 1], [0]]
    assert walk(own, Wanted(accounts=[2])) == [[5, 3, 1]]
    hour = timedelta(hours=1)
    assert walk(own, Wanted(begins=start + hour, ends=start + 2 * hour)) == [[3, 2]]
    assert walk(own, Wanted(begins=start + 9 * hour)) == [[]]
    assert walk(own, Wanted(ends=start)) == [[]]


def walk(own: Office, wanted: Wanted) -> list[list[int]]:
    """The counts on each page of three."""
    found: list[list[int]] = []
    before: int | None = None
    while True:
        shown, before = log.looks_of(own.register, Wanted(**vars(wanted) | {"before": before}), 3)
        found.append([one.count for one in shown])
        if before is None:
            return found


def test_swedish_day_begins_at_midnight_in_sweden(app: Flask, see: See) -> None:
    own: Office = app.extensions["office"]
    operator = see(Role.OPERATOR)
    # One in the midst of them was written by a clock that was wrong.
    for year, hour in ((2026, 21), (2026, 22), (2030, 20), (2020, 20), (2026, 23)):
        at = datetime(year, 6, 1, hour, tzinfo=UTC)
        looks.add_look(own.register, "list", at, count=hour, account_id=1)
    assert [one.split()[-2] for one in rows(operator, f"{LOG}?dag=2026-06-02")] == ["23", "22"]
    assert [one.split()[-2] for one in rows(operator, f"{LOG}?dag=2026-06-01")] == ["21"]


def test_damaged_or_newer_lines_stop_no_page(address: str, app: Flask, see: See) -> None:
    own: Office = app.extensions["office"]
    with writing(own.register) as connection:
        row: dict[str, Any] = {"at": own.now(), "kind": "of_tomorrow", "facts": {}, "actor": "me"}
        connection.execute(sa.insert(schema.events).values(row))
        connection.execute(
            sa.insert(schema.looks).values(at=own.now(), what="of tomorrow", count=2)
        )
    operator = see(Role.OPERATOR)
    assert rows(operator, EVENTS)
    [line] = rows(operator, LOG)
    assert line.endswith("Okänt vem of tomorrow 2 blanketter")
    assert "of tomorrow" not in SAW
