"""The list of plans: found, filtered, counted, a page at a time, for those who may see it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from office.office import Office
from register import schema
from register.database import reading, writing
from register.index import case_noted
from settings import read_settings
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from web.desk.guard import Role

LIST = "/register/planer/"


@pytest.fixture
def app(database_url: str, tmp_path: Any) -> Flask:
    """One installation, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given))


@pytest.fixture
def filed(app: Flask) -> Flask:
    """With the five example plans."""
    visitor = Visitor(app)
    for number in range(5):
        visitor.file(plan(number))
    return app


@pytest.fixture
def seen(filed: Flask) -> Callable[..., BeautifulSoup]:
    """The list as somebody sees it, asked with what stands in the address."""
    clients: dict[tuple[Role, str], FlaskClient] = {}

    def look(role: Role = Role.OFFICER, department: str = "", **asked: str) -> BeautifulSoup:
        who = role, department
        if who not in clients:
            clients[who] = filed.test_client()
            signed_in(clients[who], *who)
        answer = clients[who].get(LIST, query_string=asked)
        assert answer.status_code == 200
        return BeautifulSoup(answer.text, "html.parser")

    return look


def references(page: BeautifulSoup) -> list[str]:
    return [one.get_text() for one in page.select("tbody .reference")]


def test_every_plan_is_listed_the_newest_first(seen: Callable[..., BeautifulSoup]) -> None:
    page = seen()
    assert references(page) == [f"AP-2026-000{number}" for number in (5, 4, 3, 2, 1)]
    assert "Visar 1–5 av 5 blanketter." in page.get_text()
    assert "LinkedIn – Personalenheten" in page.get_text()
    assert len(page.find_all(string="Väntar på papper")) >= 5


ASKED: list[tuple[dict[str, str], list[int]]] = [
    ({"q": "bibliotek"}, [1]),
    ({"q": "Gunilla"}, [1]),
    ({"q": "070-174 06 05"}, [1]),
    ({"q": "0701740605"}, [1]),
    ({"medium": "LinkedIn"}, [3]),
    ({"forvaltning": "Kultur- och fritidsförvaltningen"}, [4, 1]),
    ({"forvaltning": "Kultur- och fritidsförvaltningen", "q": "tiktok"}, [4]),
    ({"enhet": "VA och gata"}, [5]),
    ({"ar": "2026", "status": "väntar-på-papper"}, [5, 4, 3, 2, 1]),
    ({"ar": "2025"}, []),
    ({"status": "underskriven"}, []),
    ({"ordning": "äldst"}, [1, 2, 3, 4, 5]),
    ({"ordning": "enhet"}, [1, 2, 3, 4, 5]),
    ({"q": "ingenting av det här"}, []),
]


def test_search_filters_and_order_give_what_was_asked(seen: Callable[..., BeautifulSoup]) -> None:
    for asked, numbers in ASKED:
        found = references(seen(**asked))
        wanted = [f"AP-2026-{number:04d}" for number in numbers]
        assert (asked, found) == (asked, wanted)


def test_status_follows_what_the_office_noted(
    filed: Flask, seen: Callable[..., BeautifulSoup]
) -> None:
    own: Office = filed.extensions["office"]
    mark = {"received_on": date(2026, 11, 1), "signers": [0, 1, 2], "source": "hand"}
    with writing(own.register) as connection:
        connection.execute(sa.insert(schema.paper_marks), mark | {"filing_id": 2, "at": own.now()})
        ended = {"ended_on": date(2026, 11, 2), "ended_why": "closed"}
        connection.execute(sa.update(schema.cases).where(schema.cases.c.id == 3).values(ended))
        for number in (2, 3):
            case_noted(connection, number)
    assert references(seen(status="underskriven")) == ["AP-2026-0002"]
    assert references(seen(status="avslutad")) == ["AP-2026-0003"]
    assert len(references(seen(status="väntar-på-papper"))) == 3
    # What stood in addresses and saved views before.
    page = seen(status="undertecknad")
    assert references(page) == ["AP-2026-0002"]
    assert page.select_one("#status [selected]")["value"] == "underskriven"  # type: ignore[index]
    assert len(references(seen(status="inväntar-underskrift"))) == 3


def test_whole_reference_or_registry_number_leads_to_the_plan(filed: Flask) -> None:
    own: Office = filed.extensions["office"]
    with writing(own.register) as connection:
        noted = sa.update(schema.cases).where(schema.cases.c.id == 4)
        connection.execute(noted.values(dnr="KS 2026/117", dnr_at=own.now()))
    client = filed.test_client()
    signed_in(client, Role.OFFICER)
    for typed, reference in (("ap-2026-2", "AP-2026-0002"), ("KS 2026/117", "AP-2026-0004")):
        answer = client.get(LIST, query_string={"q": typed})
        assert (answer.status_code, answer.location) == (303, f"{LIST}{reference}/")


def test_reader_of_one_department_sees_no_other(seen: Callable[..., BeautifulSoup]) -> None:
    page = seen(Role.READER, "Tekniska förvaltningen")
    assert references(page) == ["AP-2026-0005"]
    assert "Du ser blanketter för Tekniska förvaltningen." in page.get_text()
    assert "Kultur" not in page.select_one("main").get_text()  # type: ignore[union-attr]
    asked = seen(Role.READER, "Tekniska förvaltningen", q="bibliotek")
    assert references(asked) == []


def test_what_is_chosen_stands_there_and_each_can_be_taken_away(
    seen: Callable[..., BeautifulSoup],
) -> None:
    page = seen(q="konto", medium="Instagram", status="avslutad")
    links = {" ".join(one.get_text().split()): one["href"] for one in page.select(".chosen a")}
    assert links["Ta bort Medium: Instagram ×"] == f"{LIST}?q=konto&status=avslutad"
    assert links["Ta bort Läge: Avslutad ×"] == f"{LIST}?q=konto&medium=Instagram"
    assert links["Rensa allt"] == LIST
    assert "Inget hittades." in page.get_text()
    chosen = page.select_one("#status option[selected]")
    assert chosen is not None
    assert chosen["value"] == "avslutad"


def test_filter_that_means_nothing_is_left_out_and_told_of(
    seen: Callable[..., BeautifulSoup],
) -> None:
    nonsense = {"status": "okänd", "ar": "99999999999999999999", "ordning": "slump", "x": "ja"}
    for name, value in nonsense.items():
        page = seen(**{name: value})
        told = page.select_one("main .notice")
        assert len(references(page)) == 5
        assert told is not None
        assert f"används inte: {name}." in told.get_text()


SIGNS = ("'; DROP TABLE cases; --", '"', "NEAR(a b)", "%_\\", "a" * 10_000, "\0x", "((((", "<b>")


def test_search_for_any_signs_is_answered(seen: Callable[..., BeautifulSoup]) -> None:
    for text in SIGNS:
        assert "Blanketter" in seen(q=text).get_text()


def test_pages_go_on_by_key_and_nonsense_is_the_first(
    seen: Callable[..., BeautifulSoup], monkeypatch: pytest.MonkeyPatch
) -> None:
    from functools import partial

    from web.desk import plan_list

    monkeypatch.setattr(plan_list, "page_of", partial(plan_list.page_of, size=2))
    page, found = seen(), []
    while True:
        found += references(page)
        onwards = page.select_one("[rel=next]")
        if onwards is None:
            break
        page = seen(efter=str(onwards["href"]).rpartition("efter=")[2])
    assert found == [f"AP-2026-000{number}" for number in (5, 4, 3, 2, 1)]
    assert references(seen(efter="strunt")) == found[:2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_list_goes_on_without_a_search_that_is_damaged(
    filed: Flask, seen: Callable[..., BeautifulSoup]
) -> None:
    own: Office = filed.extensions["office"]
    with writing(own.register) as connection:
        connection.exec_driver_sql("DELETE FROM case_search_data WHERE id > 10")
    page = seen(q="bibliotek")
    assert "Sökningen fungerar inte just nu." in page.get_text()
    assert len(references(page)) == 5


def test_search_is_written_down_and_a_mere_list_is_not(
    filed: Flask, seen: Callable[..., BeautifulSoup]
) -> None:
    seen()
    seen(q="Gunilla")
    own: Office = filed.extensions["office"]
    with reading(own.register) as connection:
        looks = connection.execute(sa.select(schema.looks)).mappings().all()
    assert [(one["what"], one["count"]) for one in looks] == [("search", 1)]


def test_nothing_filed_is_told_as_such(app: Flask) -> None:
    client = app.test_client()
    signed_in(client, Role.OFFICER)
    assert "Här finns inga blanketter ännu." in client.get(LIST).text
