"""What somebody has to do with the accounts that they administer: on Mina planer and each plan."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from register import schema
from register.database import writing
from swedish import day_of, swedish_date
from tests.web.conftest import Visitor
from tests.web.desk.test_own_plans import PLANS, app, clock, file, owner

__all__ = ["app", "clock", "owner"]

DAYS = ("exists_since", "pictured_on", "reviewed_on", "shown_on")


def last_done(app: Flask, reference: str, days: int) -> str:
    """Let an account be done with everything so many days ago; returns that day."""
    day = day_of(app.extensions["office"].now()) - timedelta(days=days)
    values: dict[str, Any] = {"is_planned": False, **dict.fromkeys(DAYS, day)}
    case_id = int(reference.rpartition("-")[2])
    with writing(app.extensions["office"].register) as connection:
        its = schema.case_index.c.case_id == case_id
        connection.execute(sa.update(schema.case_index).where(its).values(values))
    return swedish_date(day)


def words(who: Visitor) -> list[str]:
    return [str(one.contents[0]) for one in who.page.select("main table td a")]


def test_who_administers_is_told_what_is_to_be_done_the_latest_first(
    app: Flask, owner: Visitor
) -> None:
    reference, _ = file(app, "administrators")
    last_done(app, reference, 800)
    another, _ = file(app, "operators")
    last_done(app, another, 800)
    owner.get(PLANS)
    assert set(words(owner)) == {
        "Ta en ögonblicksbild av kontot",
        "Gå igenom planen",
        "Kontrollera att kontot visar det som det ska",
        "Skicka in det underskrivna papperet",
    }
    days = [str(one["datetime"]) for one in owner.page.select("table time")]
    assert days == sorted(days)
    ways = {str(one["href"]) for one in owner.page.select("main table a")}
    assert ways == {
        f"{PLANS}{reference}/",
        f"{PLANS}{reference}/ogonblicksbild",
        f"{PLANS}{reference}/allt-stammer",
        f"{PLANS}{reference}/visar",
        f"{PLANS}{reference}/papper",
    }
    [leave] = owner.page.select('main details a[href$="/slutat"]')
    asked = owner.get(str(leave["href"]))
    assert asked.h1.text == "Jag administrerar inte längre kontot"  # type: ignore[union-attr]
    owner.get(PLANS)
    assert "”Mät och utvärdera.”" in owner.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_receipt_and_own_page_tell_what_comes_next_and_when(app: Flask, owner: Visitor) -> None:
    reference, receipt = file(app, "administrators")
    last_done(app, reference, 0)
    for path in (f"{PLANS}{reference}/", receipt):
        page = owner.get(path)
        told = page.select_one("section[aria-labelledby=att-gora]")
        assert told is not None
        assert "Ta en ögonblicksbild av kontot senast" in told.text
        assert "Skicka in det underskrivna papperet senast" in told.text
        assert "(om 30 dagar)" in told.text
        assert told.select('a[href$="/papper"]')
        assert told.select('a[href$="/allt-stammer"]')


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_to_do_is_no_heading(app: Flask, owner: Visitor) -> None:
    file(app, "operators")
    page = owner.get(PLANS)
    assert page.select_one("#att-gora") is None
