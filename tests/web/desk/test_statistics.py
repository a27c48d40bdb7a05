"""Statistics: what is counted is what the list finds, and nobody is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app import create_app
from forms import PrintableForm
from office.office import Office
from register import schema
from register.database import writing
from register.index import case_noted
from settings import read_settings
from tests.plans import PLANS, plan
from tests.register.listed import NOW, lay_plans
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.restricted import ANSWERS, SLUG, restricted
from web.desk import statistics
from web.desk.guard import Role

__all__ = ["restricted"]
STATISTICS = "/register/statistik/"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """One installation, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given))


@pytest.fixture
def seen(app: Flask) -> Callable[..., BeautifulSoup]:
    """The page as somebody sees it a month later, held to the page rules."""
    own: Office = app.extensions["office"]
    app.extensions["office"] = replace(own, now=lambda: NOW + timedelta(days=34))

    def look(role: Role = Role.OFFICER, department: str = "") -> BeautifulSoup:
        visitor = Visitor(app)
        signed_in(visitor.client, role, department)
        return visitor.get(STATISTICS)

    return look


def register_of(app: Flask) -> sa.Engine:
    own: Office = app.extensions["office"]
    return own.register


def rows(page: BeautifulSoup, name: str) -> list[list[str]]:
    return [
        [" ".join(cell.get_text().split()) for cell in row.select("th, td")]
        for row in page.select(f"table[aria-labelledby={name}] tbody tr")
    ]


def row(*cells: str) -> list[str]:
    words = ("Blanketter", "Pågår", "Timmar i veckan", "Papper som dröjer")
    return [cells[0], *(f"{word}: {cell}" for word, cell in zip(words, cells[1:], strict=True))]


def note(app: Flask) -> None:
    """The paper of plan 2 has come, and plan 3 has ended."""
    mark = {"received_on": date(2026, 11, 1), "signers": [0, 1, 2], "source": "hand", "at": NOW}
    ended = sa.update(schema.cases).where(schema.cases.c.id == 3)
    with writing(register_of(app)) as connection:
        connection.execute(sa.insert(schema.paper_marks), mark | {"filing_id": 2})
        connection.execute(ended.values(ended_on=date(2026, 11, 2), ended_why="stängt"))
        for case_id in (2, 3):
            case_noted(connection, case_id)


def test_plans_are_counted_by_state_medium_department_and_year(
    app: Flask, seen: Callable[..., BeautifulSoup]
) -> None:
    lay_plans(register_of(app), [plan(weekly_hours="1–2"), *PLANS[1:], plan(medium="instagram")])
    note(app)
    page = seen()
    assert "6, varav 5 pågår" in page.get_text()
    assert rows(page, "status")[0][0] == "Väntar på papper"
    # Filed a day apart: the first is late by now.
    assert [one[-1] for one in rows(page, "status")] == [
        f"Papper som dröjer: {n}" for n in (1, 0, 0)
    ]
    assert rows(page, "status")[2] == row("Avslutad", "1", "0", "0", "0")
    assert rows(page, "ar")[0][:3] == row("2026", "6", "5", "x", "x")[:3]
    media = rows(page, "medium")
    assert media[0] == row("instagram", "2", "2", "4,5", "1")
    assert len(media) == 5
    assert rows(page, "forvaltning")[0][0] == "Kultur- och fritidsförvaltningen"
    link = page.select_one("table[aria-labelledby=medium] tbody a")["href"]
    assert link == "/register/planer/?medium=instagram"
    assert page.find("a", string="1 blankett")["href"] == "/register/?visa=papper"
    assert "1 blankett pågår och väntar på underskrift sedan mer än 30 dagar" in (
        " ".join(page.get_text().split())
    )


def test_reader_of_one_department_sees_no_other(
    app: Flask, seen: Callable[..., BeautifulSoup]
) -> None:
    lay_plans(register_of(app), PLANS)
    page = seen(Role.READER, "Tekniska förvaltningen")
    assert "Statistiken gäller blanketter för Tekniska förvaltningen." in page.get_text()
    assert [one[0] for one in rows(page, "forvaltning")] == ["Tekniska förvaltningen"]
    assert rows(page, "ar")[0][1] == "Blanketter: 1"
    assert "Kultur" not in page.select_one("main").get_text()


def test_each_form_is_told_with_its_versions_and_papers(
    app: Flask, seen: Callable[..., BeautifulSoup], restricted: type[PrintableForm]
) -> None:
    lay_plans(register_of(app), PLANS)
    note(app)
    changed = sa.update(schema.case_index).where(schema.case_index.c.case_id == 4)
    with writing(register_of(app)) as connection:
        connection.execute(changed.values(version=2))
    Visitor(app).file(ANSWERS, SLUG)
    page = seen()
    plans, secret = rows(page, "blankett")
    told = ["Inlämnade: 5", "Versioner: 6", "Underskrivna: 1", "Väntar på papper: 3"]
    assert plans == ["Aktivitetsplan", *told]
    # One is signed and one has ended: neither waits for a paper.
    assert secret[:3] == ["Hemligt inlägg", "Inlämnade: 1", "Versioner: 1"]
    assert secret[3:] == ["Underskrivna: ingen skriver under", "Väntar på papper: inget papper"]
    link = page.select("table[aria-labelledby=blankett] tbody a")[1]["href"]
    assert link == f"/register/planer/?blankett={SLUG}"
    assert rows(seen(Role.READER), "blankett") == [plans]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_many_media_are_told_together_and_bars_are_for_the_eye_alone(
    app: Flask, seen: Callable[..., BeautifulSoup], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "MOST_LINES", 3)
    lay_plans(register_of(app), PLANS)
    page = seen()
    assert rows(page, "medium")[-1][:2] == ["Övriga (2)", "Blanketter: 2"]
    bars = page.select("table svg")
    assert len(bars) == len(page.select("table tbody tr"))
    assert {bar["aria-hidden"] for bar in bars} == {"true"}
    assert {bar.rect["width"] for bar in page.select("table[aria-labelledby=ar] svg")} == {"100%"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_filed_is_told_as_such(seen: Callable[..., BeautifulSoup]) -> None:
    assert "Här finns inga blanketter ännu." in seen().get_text()
