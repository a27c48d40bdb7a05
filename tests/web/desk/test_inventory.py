"""The förteckning: a row a plan with the four facts of the law, for a year, and no persons."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app import create_app
from office.indexing import said_of
from office.office import Office
from register import schema
from register.database import reading, writing
from register.index import index_missing
from settings import read_settings
from tests.office.workbooks import read_workbook
from tests.plans import PLANS
from tests.register.listed import lay_plans
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from web.desk import inventory
from web.desk.guard import Role

INVENTORY = "/register/forteckning/"
PERSONS = ("Lindqvist", "Gunilla", "@toreboda.example", "070-174")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """One installation with plans of two years, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    app = create_app(read_settings(given))
    register = register_of(app)
    lay_plans(register, PLANS)
    older = {"year": 2025, "reference": "AP-2025-0001", "dnr": "KS 2025/7"}
    filed = datetime(2025, 3, 1, 23, 30, tzinfo=UTC)
    with writing(register) as connection:
        connection.execute(sa.update(schema.cases).where(schema.cases.c.id == 1).values(older))
        first = schema.filings.c.id == 1
        connection.execute(sa.update(schema.filings).where(first).values(filed_at=filed))
        for table in (schema.case_people, schema.case_texts, schema.case_index):
            connection.execute(sa.delete(table).where(table.c.case_id == 1))
    for _ in index_missing(register, said_of):
        pass
    return app


def register_of(app: Flask) -> sa.Engine:
    own: Office = app.extensions["office"]
    return own.register


@pytest.fixture
def seen(app: Flask) -> Callable[..., BeautifulSoup]:
    """The page as somebody sees it, held to the page rules."""

    def look(role: Role = Role.OFFICER, department: str = "", address: str = INVENTORY) -> Any:
        visitor = Visitor(app)
        signed_in(visitor.client, role, department)
        return visitor.get(address)

    return look


def entries(page: BeautifulSoup) -> list[list[str]]:
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("tbody tr")
    ]


def test_last_year_is_shown_in_the_order_of_its_numbers(
    seen: Callable[..., BeautifulSoup],
) -> None:
    page = seen()
    found = entries(page)
    assert [one[1] for one in found] == [f"AP-2026-000{number}" for number in (2, 3, 4, 5)]
    assert found[1][2:] == [
        "Kommunledningskontoret, Personalenheten",
        "plan 3: plan 3 account-3",
    ]
    assert [one.get_text() for one in page.select("nav[aria-label='År'] a")] == ["2026", "2025"]
    assert not [one for one in PERSONS if one in page.select_one("main").get_text()]


def test_day_is_that_in_sweden_and_the_number_that_of_the_diary(
    seen: Callable[..., BeautifulSoup],
) -> None:
    (entry,) = entries(seen(address=f"{INVENTORY}?ar=2025"))
    assert entry[:2] == ["Inkom 2025-03-02", "AP-2025-0001 Dnr KS 2025/7"]
    assert "Här finns inga blanketter från 1999." in seen(address=f"{INVENTORY}?ar=1999").get_text()


def test_reader_of_one_department_sees_no_other(seen: Callable[..., BeautifulSoup]) -> None:
    page = seen(Role.READER, "Tekniska förvaltningen")
    assert [one[1] for one in entries(page)] == ["AP-2026-0005"]
    assert "2025" not in page.select_one("main").get_text()


def test_long_year_goes_on_by_key(
    seen: Callable[..., BeautifulSoup], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory, "ENTRIES", 3)
    page = seen()
    assert len(entries(page)) == 3
    assert "Till första sidan" not in page.get_text()
    last = seen(address=page.select_one("[rel=next]")["href"])
    assert [one[1] for one in entries(last)] == ["AP-2026-0005"]
    assert "Till första sidan" in last.get_text()


def test_file_has_the_address_of_the_account_and_is_written_down(app: Flask) -> None:
    client = app.test_client()
    signed_in(client, Role.READER)
    answer = client.get("/register/forteckning.csv?ar=2025", buffered=True)
    assert "filename=forteckning-2025-20" in answer.headers["Content-Disposition"]
    text = answer.data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    assert row == row | {
        "Inkom": "2025-03-02",
        "Diarienummer": "KS 2025/7",
        "Beteckning": "AP-2025-0001",
        "Avsändare, enhet": "Biblioteket",
        "Konto": "https://www.instagram.com/torebodabibliotek.exempel/",
        "Den inkom": "",
        "Läge": "Väntar på papper",
    }
    whole = client.get("/register/forteckning.xlsx", buffered=True)
    head, *rows = read_workbook(io.BytesIO(whole.data))
    assert rows[0][0] == date(2025, 3, 2)
    assert len(rows) == 5
    assert not [one for one in PERSONS if one in f"{text} {head} {rows}"]
    with reading(register_of(app)) as connection:
        looks = connection.execute(sa.select(schema.looks).order_by(schema.looks.c.id)).mappings()
        assert [(one["what"], one["count"]) for one in looks] == [
            ("inventory", 1),
            ("inventory", 5),
        ]


def test_later_version_is_told_with_its_day(app: Flask, seen: Callable[..., BeautifulSoup]) -> None:
    second = {"id": 6, "version": 2, "filed_at": datetime(2026, 12, 24, tzinfo=UTC)}
    with writing(register_of(app)) as connection:
        filing = sa.select(schema.filings).where(schema.filings.c.id == 5)
        row = dict(connection.execute(filing).mappings().one())
        connection.execute(sa.insert(schema.filings), row | second | {"draft_digest": "x" * 64})
        changed = sa.update(schema.case_index).where(schema.case_index.c.case_id == 5)
        moved = {"filing_id": 6, "version": 2, "changed_at": second["filed_at"]}
        connection.execute(changed.values(moved))
    assert "Version 2 inkom 2026-12-24" in entries(seen())[-1][0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_filed_is_told_as_such(app: Flask, seen: Callable[..., BeautifulSoup]) -> None:
    with writing(register_of(app)) as connection:
        for table in (schema.case_people, schema.case_texts, schema.case_index):
            connection.execute(sa.delete(table))
    assert "Här finns inga blanketter ännu." in seen().get_text()
