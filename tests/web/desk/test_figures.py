"""The year in figures: as a page, as CSV and as a PDF; nobody is named in any of them."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import pypdf
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from flask import Flask

from app import create_app
from forms import BorttagetInlagg
from office.office import Office
from register import schema
from register.database import writing
from register.index import case_noted
from settings import read_settings
from tests.pdf import verapdf
from tests.plans import PLANS
from tests.records import file_record, removal
from tests.register.listed import NOW, lay_plans
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from web.desk.guard import Role

PAGE = "/register/aret/"
YEAR = NOW.year


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """An installation on each database with five plans: the paper of the second came five days
    after it was filed, the third ended this year."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    app = create_app(read_settings(given))
    own: Office = app.extensions["office"]
    app.extensions["office"] = replace(own, now=lambda: NOW + timedelta(days=10))
    lay_plans(own.register, PLANS)
    with writing(own.register) as connection:
        filed = connection.scalar(
            sa.select(schema.filings.c.filed_at).where(schema.filings.c.id == 2)
        )
        assert filed is not None
        came = filed.date() + timedelta(days=5)
        mark = {"received_on": came, "signers": [0, 1, 2], "source": "hand", "at": NOW}
        connection.execute(sa.insert(schema.paper_marks), mark | {"filing_id": 2})
        ended = sa.update(schema.cases).where(schema.cases.c.id == 3)
        connection.execute(ended.values(ended_on=NOW.date(), ended_why="stängt"))
        for case_id in (2, 3):
            case_noted(connection, case_id)
    return app


@pytest.fixture
def browser(app: Flask) -> Callable[..., Visitor]:
    """Somebody who has signed in."""

    def sign_in(role: Role = Role.OFFICER, department: str = "") -> Visitor:
        visitor = Visitor(app)
        signed_in(visitor.client, role, department)
        return visitor

    return sign_in


def register_of(app: Flask) -> sa.Engine:
    own: Office = app.extensions["office"]
    return own.register


def rows(page: BeautifulSoup, name: str) -> dict[str, list[int]]:
    found = page.select(f"table[aria-labelledby={name}] tbody tr")

    def number(cell: Tag) -> int:
        return int(cell.get_text().rpartition(" ")[2])

    return {row.select_one("th").get_text(): list(map(number, row.select("td"))) for row in found}


def test_accounts_are_counted_by_medium_and_unit(browser: Callable[..., Visitor]) -> None:
    page = browser().get(PAGE)
    media = rows(page, "medium")
    # Planned, in use, valid, waiting, without a snapshot, closed this year.
    assert media["Blogg (WordPress)"] == [0, 1, 1, 0, 0, 0]
    assert media["LinkedIn"] == [0, 0, 0, 0, 0, 1]
    assert media["Alla"] == [0, 4, 1, 3, 0, 1]
    assert rows(page, "enhet")["Kultur- och fritidsförvaltningen, Biblioteket"] == [
        0,
        1,
        0,
        1,
        0,
        0,
    ]
    assert "4 konton i bruk" in page.get_text()
    assert (
        "5 nya planer, 0 ändrade versioner, 0 ögonblicksbilder, 1 avslutat konto" in page.get_text()
    )


def test_papers_are_counted_by_the_days_that_they_took(browser: Callable[..., Visitor]) -> None:
    page = browser().get(PAGE)
    assert rows(page, "papper")["Högst 7 dagar"] == [1]
    assert rows(page, "papper")["Alla"] == [1]
    assert "Hälften av de underskrivna papperen kom inom 5 dagar" in page.get_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_papers_that_came_at_once_came_the_same_day(
    app: Flask, browser: Callable[..., Visitor]
) -> None:
    marks = sa.update(schema.paper_marks)
    with writing(register_of(app)) as connection:
        connection.execute(marks.values(received_on=NOW.date()))
    assert "kom samma dag som inlämningen" in browser().get(PAGE).get_text()


def test_an_account_without_a_snapshot_for_a_whole_period_lacks_one(
    app: Flask, browser: Callable[..., Visitor]
) -> None:
    old = sa.update(schema.case_index).where(schema.case_index.c.case_id.in_((1, 2)))
    with writing(register_of(app)) as connection:
        connection.execute(old.values(pictured_on=date(YEAR - 1, 6, 30)))
        connection.execute(
            sa.update(schema.case_index)
            .where(schema.case_index.c.case_id == 2)
            .values(pictured_on=date(YEAR, 1, 1))
        )
    media = rows(browser().get(PAGE), "medium")
    assert media["Instagram"][4] == 1
    assert media["Alla"][4] == 1


def test_removed_posts_are_counted_by_rule_for_those_who_read_them(
    browser: Callable[..., Visitor], app: Flask
) -> None:
    file_record(Visitor(app), BorttagetInlagg, removal(rules=["swearing", "crime"]))
    counted = rows(browser().get(PAGE), "borttaget-inlagg")
    assert {name for name, value in counted.items() if value == [1]} == {
        "Svordomar.",
        "Uppmaningar till brottsliga aktiviteter.",
    }
    page = browser(Role.READER).get(PAGE)
    assert rows(page, "borttaget-inlagg") == {}
    assert "Svordomar" not in page.get_text()


def test_reader_of_one_department_sees_no_other(browser: Callable[..., Visitor]) -> None:
    page = browser(Role.READER, "Tekniska förvaltningen").get(PAGE)
    assert list(rows(page, "medium")) == ["Mastodon", "Alla"]
    assert rows(page, "medium")["Alla"][1] == 1
    assert "1 ny plan" in page.get_text()
    assert "LinkedIn" not in page.get_text()


def test_another_year_has_only_what_happened_in_it(browser: Callable[..., Visitor]) -> None:
    page = browser().get(f"{PAGE}?ar={YEAR - 1}")
    # Of what was closed later there is nothing to tell.
    assert "LinkedIn" not in rows(page, "medium")
    assert rows(page, "papper")["Alla"] == [0]
    assert "0 nya planer" in page.get_text()
    assert "Året är inte slut" not in page.get_text()


@pytest.mark.parametrize("year", ["1999", str(YEAR + 1)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_there_is_no_year_before_any_or_to_come(browser: Callable[..., Visitor], year: str) -> None:
    browser().get(f"{PAGE}?ar={year}", expect=404)


@pytest.mark.parametrize("year", ["", "abc", "²²²²", "12345", "-1"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_year_is_this_one(browser: Callable[..., Visitor], year: str) -> None:
    assert f"Året {YEAR} i siffror" in browser().get(f"{PAGE}?ar={quote(year)}").get_text()


def test_files_say_what_the_page_says_and_name_nobody(browser: Callable[..., Visitor]) -> None:
    visitor = browser()
    visitor.get(PAGE)
    table = visitor.client.get("/register/aret.csv").get_data()
    cells = list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    assert ["Konton i varje medium", "Blogg (WordPress)", "Giltig plan", "1"] in cells
    document = pypdf.PdfReader(io.BytesIO(visitor.client.get("/register/aret.pdf").get_data()))
    words = " ".join(page.extract_text() for page in document.pages)
    assert f"Sociala medier {YEAR} i siffror" in words
    assert "Blogg (WordPress)" in words
    # No heading of a column is broken inside a word.
    assert {"Planerade", "underskrift", "ögonblicksbild", "Avslutade"} <= set(words.split())
    assert document.attachments["aret.csv"] == [table]
    for told in (visitor.page.get_text(), table.decode(), words):
        assert [one for one in _persons() if one in told] == []


def _persons() -> Iterator[str]:
    for plan in PLANS:
        for person in plan["administrators"]:
            yield from (person["name"], person["email"], person["phone"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_pdf_is_archival_and_accessible(
    browser: Callable[..., Visitor], tmp_path: Path
) -> None:
    path = tmp_path / "aret.pdf"
    path.write_bytes(browser().client.get("/register/aret.pdf").get_data())
    assert {one.profile: one.broken for one in verapdf.judge([path])} == {"3a": [], "ua1": []}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_charts_are_told_in_words_too(browser: Callable[..., Visitor]) -> None:
    chart = browser().get(PAGE).select_one("[role=img]")
    assert chart is not None
    assert "Blogg (WordPress): 1." in str(chart["aria-label"])
    assert len(chart.select("svg[aria-hidden] rect")) == len(chart.select("p"))
