"""The list for the plan of records: which records arise of which account, how long, by what."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app import create_app
from forms import FORMS
from office.exports.records import KEPT, NO_DECISION
from office.indexing import said_of
from register import schema
from register.actors import HOUSEKEEPING
from register.database import writing
from register.erasing.decisions import CountedFrom, NewDecision, What, register_decision
from register.events import EventKind
from register.index import index_anew
from register.notes import Note
from settings import read_settings
from tests.office.workbooks import read_workbook
from tests.pdf import verapdf
from tests.plans import PLANS, plan
from tests.register.listed import lay_plans
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.open.listed import note_of
from web.desk import records
from web.desk.guard import Role

ADDRESS = "/register/dokumenthanteringsplan/"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
PLANNED = plan(2, url="", not_created=True)
Seen = Callable[..., BeautifulSoup]


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """One installation with four accounts, of which one is closed, on each database."""
    own = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    app = create_app(read_settings(own))
    register = register_of(app)
    lay_plans(register, [*PLANS[:2], PLANNED, PLANS[3]])
    with writing(register) as connection:
        planned = sa.update(schema.filings).where(schema.filings.c.id == 3)
        connection.execute(planned.values(subject=""))
    assert sum(index_anew(register, said_of)) == 4
    ended = {"ended_on": date(2026, 11, 5), "ended_why": "stängt"}
    note_of(register, 2, Note(EventKind.ACCOUNT_ENDED, ended))
    return app


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


@pytest.fixture
def seen(app: Flask) -> Seen:
    """The page as somebody sees it, held to the page rules."""

    def look(role: Role = Role.OFFICER, department: str = "") -> BeautifulSoup:
        visitor = Visitor(app)
        signed_in(visitor.client, role, department)
        return visitor.get(ADDRESS)

    return look


def rows(page: BeautifulSoup, table: str) -> list[list[str]]:
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select(f"[aria-labelledby={table}] tbody tr")
    ]


def decide(app: Flask, **changes: Any) -> None:
    told: dict[str, Any] = {
        "form": "aktivitetsplan",
        "what": What.ALL,
        "counted_from": CountedFrom.ENDED,
    }
    told |= {"dnr": "KS 2026/9", "decided_on": date(2026, 10, 1), "decided_by": "Kommunstyrelsen"}
    new = NewDecision(**(told | {"months": 24} | changes))
    register_decision(register_of(app), new, NOW, HOUSEKEEPING)


def test_without_a_decision_everything_is_kept(seen: Seen) -> None:
    found = rows(seen(), "handlingar")
    assert len(found) > 3
    assert all(f"Hur länge: {KEPT}" in one[2] for one in found)
    assert all(one[2].endswith(f"Beslut: {NO_DECISION}") for one in found)


def test_decision_is_told_where_it_reaches(app: Flask, seen: Seen) -> None:
    decide(app)
    decide(app, dnr="KS 2026/10", what=What.SNAPSHOTS, counted_from=CountedFrom.TAKEN, months=1)
    found = {one[0]: one[2] for one in rows(seen(), "handlingar")}
    assert found["Aktivitetsplan sociala medier"] == (
        "Hur länge: Gallras 24 månader efter dagen då kontot avslutades. "
        "Beslut: KS 2026/9, 2026-10-01, Kommunstyrelsen"
    )
    pictures = found["Aktivitetsplan: ögonblicksbilder av kontot"]
    assert "Gallras en månad efter dagen då ögonblicksbilden togs." in pictures
    assert "KS 2026/10" in pictures
    assert "KS 2026/9" not in pictures


def test_accounts_are_told_with_their_state_and_no_persons(seen: Seen) -> None:
    page = seen()
    states = [one[3].removeprefix("Läge: ") for one in rows(page, "konton")]
    assert len(states) == 4
    assert states.count("Kontot är planerat.") == 1
    assert sum(one.startswith("Kontot är i bruk sedan ") for one in states) == 2
    assert (
        sum(one.startswith("Kontot är avslutat sedan 5 november 2026. Det fanns") for one in states)
        == 1
    )
    told = page.select_one("main").get_text()  # type: ignore[union-attr]
    assert not [name for name in ("Lindqvist", "asa.", "070-174") if name in told]


def test_reader_of_one_department_sees_no_other(seen: Seen) -> None:
    own = "Kultur- och fritidsförvaltningen"
    told = [one[2] for one in rows(seen(Role.READER, own), "konton")]
    everything = [one[2] for one in rows(seen(Role.READER), "konton")]
    assert told == [one for one in everything if own in one]
    assert 0 < len(told) < len(everything)


def test_long_list_says_that_there_is_more(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "ACCOUNTS", 3)
    page = seen()
    assert len(rows(page, "konton")) == 3
    assert "Det finns fler konton än de 3 som visas här." in page.get_text()


def test_files_have_a_row_for_each_kind_of_each_account(app: Flask) -> None:
    client = app.test_client()
    signed_in(client, Role.ARCHIVIST)
    text = client.get(f"{ADDRESS[:-1]}.csv", buffered=True).data.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    of_accounts = [row for row in table[1:] if row[8]]
    assert len(of_accounts) == 4 * 3
    assert Counter(row[5] for row in of_accounts) == {"i bruk": 6, "planerat": 3, "avslutat": 3}
    assert {row[0] for row in table[1:] if not row[8]} >= {one.title for one in FORMS[1:3]}
    assert all(KEPT in row[10] and row[12] for row in table[1:])
    book = client.get(f"{ADDRESS[:-1]}.xlsx", buffered=True)
    assert len(read_workbook(io.BytesIO(book.data))) == len(table)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pdf_is_accessible_for_the_archive_and_has_the_same_inside(
    app: Flask, tmp_path: Path
) -> None:
    decide(app, kept="Protokoll")
    client = app.test_client()
    signed_in(client, Role.READER)
    answer = client.get(f"{ADDRESS[:-1]}.pdf", buffered=True)
    assert answer.mimetype == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    ((inside,),) = (reader.attachments[name] for name in reader.attachments)
    told = json.loads(inside)
    assert {one["lage"] for one in told["konton"]} == {"planerat", "i bruk", "avslutat"}
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Undantag: Protokoll" in text
    assert "Lindqvist" not in text
    path = tmp_path / "list.pdf"
    path.write_bytes(answer.data)
    assert {one.profile: one.broken for one in verapdf.judge([path])} == {"3a": [], "ua1": []}
