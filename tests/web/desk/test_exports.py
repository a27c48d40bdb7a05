"""The list as a file: what the list shows, for who may see it, and nobody in a reader's."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import forms
from app import create_app
from office.exports import spool
from office.limits import EXPORTS
from office.office import Office
from register import schema
from register.database import reading, writing
from register.index import case_noted
from settings import read_settings
from tests.office.workbooks import read_workbook
from tests.plans import PLANS, plan
from tests.register.listed import lay_plans
from tests.test_second_form import ANSWERS, Felanmalan
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from web.desk.guard import Role

PERSONS = ("Lindqvist", "Gunilla", "@toreboda.example", "070-174", "0506-")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """One installation, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given))


@pytest.fixture
def filed(app: Flask) -> Flask:
    """With the five example plans, of which the office has noted something."""
    own = office_of(app)
    lay_plans(own.register, PLANS)
    mark = {"received_on": date(2026, 11, 1), "signers": [0, 1, 2], "source": "hand"}
    noted = {"dnr": "KS 2026/117", "dnr_at": own.now(), "credentials_told_on": date(2026, 11, 2)}
    with writing(own.register) as connection:
        connection.execute(sa.insert(schema.paper_marks), mark | {"filing_id": 2, "at": own.now()})
        connection.execute(sa.update(schema.cases).where(schema.cases.c.id == 2).values(noted))
        case_noted(connection, 2)
    return app


def office_of(app: Flask) -> Office:
    own: Office = app.extensions["office"]
    return own


def looks_of(app: Flask) -> list[tuple[str, int]]:
    with reading(office_of(app).register) as connection:
        found = connection.execute(sa.select(schema.looks).order_by(schema.looks.c.id)).mappings()
        return [(one["what"], one["count"]) for one in found]


def fetched(client: FlaskClient, kind: str, **asked: str) -> TestResponse:
    return client.get(f"/register/planer.{kind}", query_string=asked, buffered=True)


@pytest.fixture
def fetch(filed: Flask) -> Callable[..., TestResponse]:
    """A file as somebody gets it."""

    def get(kind: str, role: Role = Role.OFFICER, department: str = "", **asked: str) -> Any:
        client = filed.test_client()
        signed_in(client, role, department)
        answer = fetched(client, kind, **asked)
        assert answer.status_code == 200
        assert answer.content_length == len(answer.data)
        return answer

    return get


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_csv_has_a_row_for_each_plan_of_the_list_in_its_order(
    fetch: Callable[..., TestResponse],
) -> None:
    answer = fetch("csv")
    rows = rows_of(answer)
    assert [row["Referens"] for row in rows] == [f"AP-2026-000{one}" for one in (5, 4, 3, 2, 1)]
    assert (
        rows[3]
        | {
            "Version": "1",
            "Läge": "Underskriven",
            "Diarienummer": "KS 2026/117",
            "Papperet kom in": "2026-11-01",
            "Inloggningsuppgifter delgivna": "2026-11-02",
            "Avslutad": "",
            "Kontots läge": "i bruk",
        }
        == rows[3]
    )
    assert rows[4]["Administratörer: Namn och efternamn"].startswith("Åsa Lindqvist; ")
    assert rows[4]["Syfte"] == plan()["purpose"]
    found = rows_of(fetch("csv", q="bibliotek", medium="Instagram", ordning="äldst", efter="x"))
    assert [row["Referens"] for row in found] == ["AP-2026-0001"]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment; filename=planer-20" in answer.headers["Content-Disposition"]


def test_workbook_has_the_same_rows_with_days_and_numbers(
    fetch: Callable[..., TestResponse], filed: Flask
) -> None:
    head, *rows = read_workbook(io.BytesIO(fetch("xlsx").data))
    csv_rows = rows_of(fetch("csv"))
    assert head == list(csv_rows[0])
    assert [row[0] for row in rows] == [row["Referens"] for row in csv_rows]
    signed = rows[3]
    assert date(2026, 11, 1) in signed
    assert 1.0 in signed
    folder = office_of(filed).settings.instance_path / spool.FOLDER
    assert list(folder.iterdir()) == []


def test_json_has_names_that_never_change_and_answers_as_they_were_filed(
    fetch: Callable[..., TestResponse],
) -> None:
    found = json.loads(fetch("json").data)
    assert [one["reference"] for one in found] == [f"AP-2026-000{one}" for one in (5, 4, 3, 2, 1)]
    assert list(found[3]) == [
        *("reference", "version", "form", "edition", "status", "dnr", "filed_at", "changed_at"),
        *("paper_received_on", "credentials_told_on", "ended_on"),
        *("account", "account_since", "releases", "answers"),
    ]
    assert found[3]["paper_received_on"] == "2026-11-01"
    assert found[3]["status"] == "underskriven"
    assert found[4]["answers"] == plan()
    assert json.loads(fetch("json", q="qqzz").data) == []


def test_reader_gets_no_persons_in_any_file(fetch: Callable[..., TestResponse]) -> None:
    for kind in ("csv", "json"):
        told = fetch(kind, Role.READER).data.decode()
        assert [one for one in PERSONS if one in told] == []
        assert "Personalenheten" in told
        assert [one for one in PERSONS if one not in fetch(kind).data.decode()] == []
    head, *rows = read_workbook(io.BytesIO(fetch("xlsx", Role.READER).data))
    assert len(rows) == 5
    assert [one for one in PERSONS if one in str(rows)] == []
    assert "Chefens namn" not in head


def test_reader_of_one_department_gets_no_other(fetch: Callable[..., TestResponse]) -> None:
    for kind in ("csv", "json"):
        told = fetch(kind, Role.READER, "Tekniska förvaltningen").data.decode()
        assert "AP-2026-0005" in told
        assert "AP-2026-0001" not in told
        asked = fetch(kind, Role.READER, "Tekniska förvaltningen", q="bibliotek").data.decode()
        assert "AP-2026" not in asked


def test_each_file_is_written_down_with_how_many_plans_it_holds(
    filed: Flask, fetch: Callable[..., TestResponse]
) -> None:
    for kind in ("csv", "xlsx", "json"):
        fetch(kind)
    fetch("csv", Role.READER, medium="LinkedIn")
    assert looks_of(filed) == [("export", 5)] * 3 + [("export_without_persons", 1)]


def test_file_with_persons_asks_for_a_fresh_proof_and_leads_back_to_the_list(filed: Flask) -> None:
    own = office_of(filed)
    client, reader = filed.test_client(), filed.test_client()
    signed_in(client, Role.ARCHIVIST)
    signed_in(reader, Role.READER)
    with writing(own.register) as connection:
        before = own.now() - timedelta(minutes=20)
        connection.execute(sa.update(schema.sessions).values(began_at=before, proved_at=before))
    answer = fetched(client, "csv", q="konto", efter="x")
    assert answer.status_code == 303
    assert answer.location == "/logga-in/?till=/register/planer/?q%3Dkonto&igen=ja"
    assert fetched(reader, "csv").status_code == 200
    assert looks_of(filed) == [("export_without_persons", 5)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_file_is_of_one_form(filed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Felanmalan))
    Visitor(filed).file(ANSWERS, "felanmalan")
    client = filed.test_client()
    signed_in(client, Role.OFFICER)
    assert len(rows_of(fetched(client, "csv"))) == 5
    (row,) = rows_of(fetched(client, "csv", blankett="felanmalan"))
    assert row["Vilken lokal gäller det?"] == "B214"
    page = client.get("/register/planer/").text
    assert "Felanmälan av lokal</h2>" in page
    assert "/register/planer.xlsx?blankett=felanmalan" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_list_tells_how_many_and_what_stands_in_the_file(filed: Flask) -> None:
    told = {}
    for role in (Role.OFFICER, Role.READER):
        client = filed.test_client()
        signed_in(client, role)
        told[role] = client.get("/register/planer/?medium=LinkedIn&efter=x").text
        assert "Hämta 1 blankett som fil" in told[role]
        assert '/register/planer.csv?blankett=aktivitetsplan&amp;medium=LinkedIn"' in told[role]
        assert "Till första sidan" not in told[role]
    assert "I den står namn, e-post och telefonnummer" in told[Role.OFFICER]
    assert "Den innehåller inga personer." in told[Role.READER]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_damaged_answers_are_a_row_without_them(filed: Flask) -> None:
    own = office_of(filed)
    for damaged in ("{", "[]", '{"medium": "\\ud800", "purpose": [1]}'):
        with writing(own.register) as connection:
            spoil = sa.text("UPDATE filings SET answers = :damaged WHERE id = 1")
            connection.execute(spoil, {"damaged": damaged})
        for kind in ("csv", "xlsx", "json"):
            client = filed.test_client()
            signed_in(client, Role.OFFICER)
            answer = fetched(client, kind, ordning="referens")
            assert answer.status_code == 200
            if kind == "csv":
                assert rows_of(answer)[0]["Referens"] == "AP-2026-0001"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_asks_too_often_or_while_others_do_is_told_to_wait(filed: Flask) -> None:
    client = filed.test_client()
    signed_in(client, Role.OFFICER)
    own = office_of(filed)
    with own.exports.one(), own.exports.one():
        answer = fetched(client, "csv")
    assert answer.status_code == 503
    assert "Andra hämtar filer just nu" in answer.text
    seen = [fetched(client, "json", q="qqzz").status_code for _ in range(EXPORTS)]
    assert seen == [200] * (EXPORTS - 1) + [429]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The files that were made, open or closed."""
    files: list[Any] = []
    real = spool.tempfile.TemporaryFile

    def seen(**given: Any) -> Any:
        files.append(real(**given))
        return files[-1]

    monkeypatch.setattr(spool.tempfile, "TemporaryFile", seen)
    return files


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_file_takes_the_room_that_filing_needs_and_none_is_left(
    filed: Flask, made: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = filed.test_client()
    signed_in(client, Role.OFFICER)
    folder = office_of(filed).settings.instance_path / spool.FOLDER
    left = folder / "left"
    left.mkdir(parents=True)
    monkeypatch.setattr(spool, "_SECONDS_UNTIL_LEFT", -1)
    # Looked at again after a row, when the workbook is begun.
    free = iter([1 << 40, 0])
    monkeypatch.setattr(spool, "_ROWS_BETWEEN_LOOKS", 1)
    monkeypatch.setattr(spool, "_free", lambda _folder: next(free))
    answer = fetched(client, "xlsx")
    assert answer.status_code == 503
    assert "Det finns inte plats att göra filen" in answer.text
    assert list(folder.iterdir()) == []
    assert [one.closed for one in made] == [True]
    assert looks_of(filed) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_file_is_gone_with_who_stops_reading(filed: Flask, made: list[Any]) -> None:
    client = filed.test_client()
    signed_in(client, Role.OFFICER)
    answer = client.get("/register/planer.xlsx")
    assert next(iter(answer.response))
    assert not made[0].closed
    answer.close()
    assert made[0].closed
