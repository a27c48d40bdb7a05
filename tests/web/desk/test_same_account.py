"""Two plans of one account, an account that moved, and a plan that another unit takes over."""

import pytest
from flask import Flask

from office.to_do import asked
from register import due
from register.database import reading
from register.due import Due
from register.search import hits, terms_of
from register.sight import Sight
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor
from tests.web.desk.test_account import ADDRESS, ENDED, Account
from tests.web.desk.test_plan import app

__all__ = ["app"]

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def doubles(app: Flask) -> list[str]:
    own = app.extensions["office"]
    return [
        row.reference
        for row in due.page_of(own.register, Due.ACCOUNT, asked(own, Sight(), "")).rows
    ]


def revision(page: Visitor) -> dict[str, str]:
    return {"revision": str(page.page.select_one("[name=revision]")["value"])}  # type: ignore[index]


@pytest.fixture
def both(app: Flask) -> tuple[Account, Account]:
    """Two plans for one account."""
    return Account(app, url=ADDRESS), Account(app, url="@torebodabibliotek", weekly_hours="9")


def test_plans_of_one_account_are_compared_and_one_is_closed(
    app: Flask, both: tuple[Account, Account]
) -> None:
    one, other = both
    assert doubles(app) == [other.reference]
    officer, page = other.doors["register"]
    way = f"{page}samma-konto/{one.reference}"
    assert way in str(officer.get(page))
    assert way in str(officer.get("/register/?visa=konton"))
    told = officer.get(way).get_text(" ", strip=True)
    for words in (
        one.reference,
        other.reference,
        ADDRESS,
        "Lika i båda Medium: Instagram",
        "Biblioteket",
    ):
        assert words in told
    for it in both:
        assert f"/register/planer/{it.reference}/avsluta" in str(officer.page)
    one.say("register", "avsluta", ENDED)
    assert doubles(app) == []


def test_accounts_that_are_two_are_asked_about_no_more(
    app: Flask, both: tuple[Account, Account]
) -> None:
    one, other = both
    officer, page = other.doors["register"]
    way = f"{page}samma-konto/{one.reference}"
    officer.get(way)
    seen = revision(officer)
    officer.post(way, seen)
    assert "Det är noterat att det inte är samma" in officer.follow().get_text(" ")
    assert "noterat att det inte är samma konto" in officer.text
    assert f"Det är ett annat konto än i: {one.reference}" in officer.text
    assert doubles(app) == []
    # Who looked before is told, and to do it twice is no harm.
    officer.post(way, seen, 409)
    assert "redan noterat" in officer.text
    # A third about the same is asked about all the same.
    third = Account(app, url=ADDRESS)
    assert set(doubles(app)) & {other.reference, third.reference}


@ON_SQLITE
def test_plans_of_different_accounts_are_not_compared(app: Flask) -> None:
    one, other = Account(app, url=ADDRESS), Account(app, url="@annat.konto")
    officer, page = one.doors["register"]
    officer.get(f"{page}samma-konto/{other.reference}", 404)
    officer.get(f"{page}samma-konto/{one.reference}", 404)
    officer.get(f"{page}samma-konto/AP-1999-0001", 404)


def test_account_that_moved_is_told_of_and_found_by_its_old_address(app: Flask) -> None:
    account = Account(app, url="@gamlabiblioteket")
    filer, receipt = account.doors["receipt"]
    _change(filer, receipt, url="@nyabiblioteket")
    officer, page = account.doors["register"]
    told = officer.get(page).get_text(" ", strip=True)
    assert "Tidigare adress @gamlabiblioteket" in told
    assert "Inlämnad (version 2) Kontot har en ny adress" in told
    with reading(app.extensions["office"].register) as connection:
        for one in ("gamlabiblioteket", "nyabiblioteket"):
            assert hits(connection, terms_of(one)) == [account.case.id]


@pytest.mark.parametrize("door", ["receipt", "own", "register"])
@ON_SQLITE
def test_another_unit_takes_a_plan_over(app: Flask, door: str) -> None:
    account = Account(app)
    who, back = account.doors[door]
    assert f"{back}ta-over" in str(who.get(back))
    who.get(f"{back}ta-over")
    who.post(f"{back}ta-over", revision(who))
    page = who.follow()
    assert "/utkast/" in who.response.request.path
    for name in ("organisation-department", "organisation-unit"):
        assert not page.select_one(f"[name={name}]")["value"]  # type: ignore[index]
    assert page.select_one("[name=medium]")["value"] == plan()["medium"]  # type: ignore[index]
    assert "Skriv er förvaltning och enhet" in who.text
    officer, plan_page = account.doors["register"]
    assert "En annan enhet började ta över planen" in officer.get(plan_page).get_text(" ")


def _change(filer: Visitor, receipt: str, **changes: object) -> None:
    filer.get(receipt)
    filer.post(f"{receipt}andra", {})
    draft = filer.response.location
    filer.follow()
    sent = as_inputs(plan(**changes)) | revision(filer)
    filer.post(draft, sent)
    filer.post(f"{draft}granska/", {})
