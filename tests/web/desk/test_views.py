"""Saved views: each account's own names for what is asked of the list."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app import create_app
from office.office import Office
from register import schema
from register.database import reading
from register.views import LONGEST_QUERY, MOST_VIEWS, add_view
from settings import read_settings
from tests.plans import PLANS
from tests.register.listed import lay_plans
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from web.desk.guard import Role

VIEWS, LIST = "/register/vyer/", "/register/planer/"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """One installation with plans, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    app = create_app(read_settings(given))
    own: Office = app.extensions["office"]
    lay_plans(own.register, PLANS)
    return app


@pytest.fixture
def visitor(app: Flask) -> Callable[..., Visitor]:
    """Somebody who has signed in, and whose every page is held to the page rules."""

    def browser(role: Role) -> Visitor:
        found = Visitor(app)
        signed_in(found.client, role)
        return found

    return browser


def kept(app: Flask) -> list[tuple[str, str]]:
    own: Office = app.extensions["office"]
    with reading(own.register) as connection:
        rows = connection.execute(sa.select(schema.views).order_by(schema.views.c.id)).mappings()
        return [(row["name"], row["query"]) for row in rows]


def save(visitor: Visitor, name: str, query: str, expect: int = 303) -> BeautifulSoup:
    visitor.get(f"{VIEWS}?medium=Instagram")
    return visitor.post(f"{VIEWS}spara", {"name": name, "query": query}, expect)


def links(page: BeautifulSoup) -> dict[str, Any]:
    return {one.get_text(): one["href"] for one in page.select("nav[aria-label='Sparade vyer'] a")}


def test_view_is_saved_from_the_list_and_leads_back_to_what_was_asked(
    app: Flask, visitor: Callable[..., Visitor]
) -> None:
    officer = visitor(Role.OFFICER)
    page = officer.get(f"{LIST}?q=konto&medium=Instagram&ordning=nyast&efter=x")
    way = page.find("a", string="Spara som vy")["href"]
    assert "efter" not in way
    page = officer.get(way)
    assert "Den visar: Sökning: konto, Medium: Instagram." in page.get_text()
    asked = page.select_one("[name=query]")["value"]
    officer.post(f"{VIEWS}spara", {"name": "  Bilder  på nätet ", "query": asked})
    assert "Vyn är sparad." in officer.follow().get_text()
    assert kept(app) == [("Bilder på nätet", "q=konto&medium=Instagram")]
    found = links(officer.get(LIST))
    assert found["Bilder på nätet"] == f"{LIST}?q=konto&medium=Instagram"
    here = officer.get(found["Bilder på nätet"])
    assert here.select_one("[aria-current=true]").get_text() == "Bilder på nätet"
    assert links(visitor(Role.READER).get(LIST)) == {}


def test_what_is_kept_means_something_and_no_page_of_it(
    app: Flask, visitor: Callable[..., Visitor]
) -> None:
    officer = visitor(Role.OFFICER)
    save(officer, "Ett", "status=avslutad&status=x&efter=MTIz&okänd=1&ar=20x&ordning=enhet")
    assert kept(app) == [("Ett", "status=avslutad&ordning=enhet")]
    assert "Läge: Avslutad, Ordning: Enhet, A till Ö" in officer.get(VIEWS).get_text()


WRONG = (
    ("", "q=a", "Skriv ett namn på vyn"),
    ("å" * 61, "q=a", "Namnet är längre än 60 tecken"),
    ("Ett", "q=a", "Du har redan en vy med det namnet"),
    ("Två", "efter=x&okänd=1", "Sök eller filtrera i listan först"),
    ("Två", "q=" + "%C3%A5" * 900 + "&enhet=" + "%C3%A5" * 900, "är för långt för att spara"),
)


def test_what_cannot_be_saved_is_told_and_stays_typed(
    app: Flask, visitor: Callable[..., Visitor]
) -> None:
    officer = visitor(Role.OFFICER)
    save(officer, "Ett", "q=b")
    for name, query, words in WRONG:
        page = save(officer, name, query, expect=422)
        assert words in page.select_one(".govuk-error-summary").get_text()
        if "q=" in query:
            assert page.select_one("#name")["value"] == name
    assert kept(app) == [("Ett", "q=b")]
    assert len("q=" + "%C3%A5" * 1_000) > LONGEST_QUERY


def test_view_gets_another_name_and_is_removed(app: Flask, visitor: Callable[..., Visitor]) -> None:
    officer = visitor(Role.OFFICER)
    save(officer, "Ett", "q=a")
    save(officer, "Två", "q=b")
    page = officer.post(f"{VIEWS}1/byt-namn", {"name-1": "Två"}, 422)
    assert "Du har redan en vy med det namnet" in page.get_text()
    assert page.select_one("#name-1")["value"] == "Två"
    officer.post(f"{VIEWS}1/byt-namn", {"name-1": "Ett"})
    assert "fått sitt nya namn" in officer.follow().get_text()
    officer.post(f"{VIEWS}1/byt-namn", {"name-1": "Åtta"})
    assert list(links(officer.get(LIST))) == ["Två", "Åtta", "Ändra vyerna"]
    officer.get(VIEWS)
    officer.post(f"{VIEWS}2/ta-bort", {})
    assert "Vyn är borttagen. Blanketterna finns kvar." in officer.follow().get_text()
    assert kept(app) == [("Åtta", "q=a")]


def test_views_of_others_are_not_there(app: Flask, visitor: Callable[..., Visitor]) -> None:
    officer, archivist = visitor(Role.OFFICER), visitor(Role.ARCHIVIST)
    save(officer, "Ett", "q=a")
    save(archivist, "Ett", "q=c")
    assert "q=a" not in str(archivist.get(VIEWS))
    archivist.post(f"{VIEWS}1/byt-namn", {"name-1": "Min"}, 404)
    archivist.get(VIEWS)
    archivist.post(f"{VIEWS}1/ta-bort", {}, 404)
    assert kept(app) == [("Ett", "q=a"), ("Ett", "q=c")]


def test_views_of_an_account_are_bounded(app: Flask, visitor: Callable[..., Visitor]) -> None:
    officer = visitor(Role.OFFICER)
    own: Office = app.extensions["office"]
    with reading(own.register) as connection:
        account = connection.scalar(sa.select(schema.accounts.c.id))
    for number in range(MOST_VIEWS):
        add_view(own.register, account, f"Vy {number}", "q=a")
    page = save(officer, "En till", "q=b", expect=422)
    assert "Du har 50 vyer" in page.get_text()
    assert len(kept(app)) == MOST_VIEWS
