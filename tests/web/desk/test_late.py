"""All that is to be done in one list: in which order, for whom, and where each leads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from register import schema
from register.database import writing
from swedish import day_of
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import DEPARTMENT, UNIT, address, app, see
from web.desk.guard import Role

__all__ = ["address", "app", "see"]

See = Callable[..., Visitor]
PAGE = "/register/forsenat"


@pytest.fixture
def accounts(address: str, app: Flask, visitor: Visitor) -> None:
    """Two: the older was last pictured and looked through a year and a half ago."""
    visitor.file(plan())
    today = day_of(app.extensions["office"].now())
    long_ago = today - timedelta(days=550)
    days = ("exists_since", "pictured_on", "reviewed_on", "shown_on")
    set_index(app, 1, is_planned=False, **dict.fromkeys(days, long_ago))
    set_index(app, 2, is_planned=False, **dict.fromkeys(days, today))


def set_index(app: Flask, case_id: int, **values: Any) -> None:
    with writing(app.extensions["office"].register) as connection:
        its = schema.case_index.c.case_id == case_id
        connection.execute(sa.update(schema.case_index).where(its).values(values))


def rows(who: Visitor, query: str = "") -> list[str]:
    page = who.get(PAGE + query)
    return [str(one.select_one("td a").contents[0]) for one in page.select("tbody tr")]  # type: ignore[union-attr]


def test_officer_sees_all_kinds_by_how_late_they_are(
    address: str, app: Flask, accounts: None, see: See
) -> None:
    officer = see(Role.OFFICER)
    assert set(rows(officer)) == {
        "Ta en ögonblicksbild av kontot",
        "Gå igenom planen",
        "Kontrollera att kontot visar det som det ska",
        "Jämför planer om samma konto",
    }
    days = [str(one["datetime"]) for one in officer.page.select("tbody time")]
    assert days == sorted(days)
    assert "”För att dokumentera själva mediet bör man varje halvår" in officer.text
    assert "dagar sen" in officer.text
    later = rows(officer, "?aven=kommande")
    assert "Skicka in det underskrivna papperet" in later
    ways = {str(one["href"]) for one in officer.page.select("tbody td a")}
    assert {
        f"{address}papper",
        f"{address}ogonblicksbild",
        f"{address.replace('0001', '0002')}#samma-konto",
    } <= ways


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_list_is_of_one_kind_and_one_unit_when_they_are_chosen(
    app: Flask, accounts: None, see: See
) -> None:
    officer = see(Role.OFFICER)
    assert rows(officer, "?slag=genomgång") == ["Gå igenom planen"]
    assert rows(officer, f"?enhet={UNIT}&slag=genomgång") == ["Gå igenom planen"]
    assert rows(officer, "?enhet=Ingen") == []
    assert "Inget av det du har valt" in officer.text
    assert len(rows(officer, "?slag=strunt&efter=strunt")) == 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reader_sees_what_is_late_of_the_own_department_and_notes_nothing(
    address: str, app: Flask, accounts: None, see: See
) -> None:
    reader = see(Role.READER, DEPARTMENT)
    assert len(rows(reader, "?aven=kommande")) > 4
    assert not [one for one in reader.page.select("tbody a") if "papper" in str(one["href"])]
    assert rows(see(Role.READER, "En annan förvaltning")) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_first_page_tells_of_what_is_late_and_counts_it(
    app: Flask, accounts: None, see: See
) -> None:
    officer = see(Role.OFFICER)
    page = officer.get("/register/")
    for words in ("Ta en ögonblicksbild av kontot", "Gå igenom planen"):
        assert words in [one.get_text(strip=True) for one in page.select("main h2")]
    assert page.select_one('nav[aria-label="Registret"] a').text == "Att göra (4)"  # type: ignore[union-attr]
    assert page.select_one(f'main a[href="{PAGE}"]')
