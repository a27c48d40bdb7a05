"""The first page: what needs a human, for each who signs in, and a state to be proud of."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forms import PrintableForm
from mail.letters.digest import CHORE
from office.office import Office
from office.to_do import asked
from register import chores, schema
from register.database import writing
from register.due import Due
from register.erasing.owed import want_scrubbing
from register.mailbox import Reading, note_reading
from register.oversight import FOLDER_LOOKED_THROUGH, NOTED_EVERY
from register.sight import Sight
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.desk.restricted import ANSWERS, SLUG, restricted
from tests.web.desk.test_mail import fail
from tests.web.desk.test_plan import DEPARTMENT, UNIT, address, app, see
from web.desk.guard import Role
from web.desk.to_do import WORDS

__all__ = ["address", "app", "restricted", "see"]

See = Callable[..., Visitor]
PAGE = "/register/"


def changed(app: Flask, **changes: Any) -> Office:
    """The same office with other settings or another clock."""
    own: Office = app.extensions["office"]
    app.extensions["office"] = replace(own, **changes)
    return own


def later(app: Flask, days: int) -> None:
    """Let days go by; the courier saw to its chores all the time."""
    moment = app.extensions["office"].now() + timedelta(days=days)
    changed(app, now=lambda: moment)


def flag(app: Flask, which: Mapping[str, Any]) -> None:
    with writing(app.extensions["office"].register) as connection:
        connection.execute(sa.update(schema.case_index).values(which))


def headings(who: Visitor) -> list[str]:
    return [one.get_text(strip=True) for one in who.page.select("main h2")]


def number_beside(who: Visitor) -> str:
    return str(who.page.select_one('nav[aria-label="Registret"] a').text)  # type: ignore[union-attr]


def test_who_has_nothing_to_do_may_be_proud(address: str, see: See) -> None:
    for role in (Role.OFFICER, Role.READER, Role.ARCHIVIST, Role.OPERATOR):
        who = see(role)
        page = who.get(PAGE)
        assert page.select_one("h1").text == "Inget att göra"  # type: ignore[union-attr]
        assert number_beside(who) == "Att göra"
        assert headings(who) == []


def test_officer_sees_all_kinds_and_is_led_to_what_to_do(
    address: str, app: Flask, visitor: Visitor, see: See
) -> None:
    visitor.file(plan())
    fail(app)
    later(app, 40)
    flag(app, {"few_since": datetime(2026, 1, 2, tzinfo=UTC), "administrators": 1})
    officer = see(Role.OFFICER)
    page = officer.get(PAGE)
    # No paper has come.
    kinds = [one for one in Due if one is not Due.CHECK]
    assert headings(officer) == ["Utskick som inte har kommit fram", *map(WORDS.get, kinds)]
    ways = {str(one["href"]) for one in page.select("main td a")}
    assert {
        f"{address}papper",
        f"{address}delgivet",
        address,
        "/register/utskick/1/skicka-igen",
    } <= ways
    # Two copies, and of two plans all but the account, which is one.
    assert number_beside(officer) == "Att göra (9)"
    assert "2 administratörer" not in officer.text
    for way in sorted(ways):
        officer.get(way.partition("#")[0])
    for kind in kinds:
        shown = officer.get(f"{PAGE}?visa={kind.value}")
        assert len(shown.select("tbody tr")) == (1 if kind is Due.ACCOUNT else 2)
        assert headings(officer) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reader_and_archivist_see_and_note_nothing(address: str, app: Flask, see: See) -> None:
    fail(app)
    later(app, 40)
    for role in (Role.READER, Role.ARCHIVIST):
        who = see(role)
        page = who.get(PAGE)
        assert headings(who) == [WORDS[Due.PAPER], WORDS[Due.CREDENTIALS]]
        assert {str(one["href"]) for one in page.select("main td a, main th a")} == {address}
        assert number_beside(who) == "Att göra (2)"


def test_what_is_no_account_is_not_called_one(
    app: Flask, see: See, restricted: type[PrintableForm]
) -> None:
    for _ in range(2):
        Visitor(app).file(ANSWERS, SLUG)
    officer = see(Role.OFFICER)
    told = officer.get("/register/?visa=konton").select_one("main").get_text(" ")
    assert "Mer än en blankett om samma sak" in told
    assert "Samma sak som i" in told
    assert "konto" not in told.lower()


def test_bound_reader_sees_the_own_department_alone(address: str, app: Flask, see: See) -> None:
    later(app, 40)
    assert see(Role.READER, DEPARTMENT).get(PAGE).select(f'a[href="{address}"]')
    stranger = see(Role.READER, "En annan förvaltning")
    stranger.get(PAGE)
    assert "Inget att göra" in stranger.text
    assert number_beside(stranger) == "Att göra"
    for kind in Due:
        stranger.get(f"{PAGE}?visa={kind.value}")
        assert not stranger.page.select("tbody tr")


def test_operator_sees_mail_and_jobs_and_no_plan(address: str, app: Flask, see: See) -> None:
    fail(app)
    own: Office = app.extensions["office"]
    chores.take_on(own.register, CHORE, own.now(), timedelta(0))
    later(app, 40)
    operator = see(Role.OPERATOR)
    for path in (PAGE, f"{PAGE}?visa=papper"):
        page = operator.get(path)
        assert headings(operator) == ["Driften", "Utskick som inte har kommit fram"]
        assert "COURIER" in operator.text
        assert not page.select(f'a[href^="{address}"]')
        assert UNIT not in operator.text
    assert number_beside(operator) == "Att göra (1)"


def test_operator_sees_that_erased_bytes_are_still_there(app: Flask, see: See) -> None:
    own: Office = app.extensions["office"]
    with writing(own.register) as connection:
        want_scrubbing(connection, own.now() - timedelta(hours=2))
    operator = see(Role.OPERATOR)
    operator.get(PAGE)
    assert headings(operator) == ["Driften"]
    assert "Gallrade uppgifter finns kvar i registrets filer sedan" in operator.text
    assert "blanketter scrub" in operator.text


def test_operator_sees_what_is_wrong_with_the_mailbox(app: Flask, see: See) -> None:
    own: Office = app.extensions["office"]
    for minutes, is_told in ((14, False), (16, True)):
        since = own.now() - timedelta(minutes=minutes)
        found = Reading(fault="certificate", fault_since=since, unread=1, large=2)
        note_reading(own.register, found)
        change = replace(own.settings, imap_url="imaps://u:p@mail.example")
        app.extensions["office"] = replace(own, settings=change)
        operator = see(Role.OPERATOR)
        operator.get(PAGE)
        assert ("certifikat godkänns inte" in operator.text) is is_told
        assert "1 brev i brevlådan gick inte att läsa" in operator.text
        assert "2 brev i brevlådan är för stora" in operator.text
    app.extensions["office"] = own
    operator = see(Role.OPERATOR)
    operator.get(PAGE)
    assert "brevlådan" not in operator.text


def test_operator_sees_that_nobody_looks_through_the_folder_of_scans(
    app: Flask, see: See, tmp_path: Path
) -> None:
    own: Office = app.extensions["office"]
    hour_ago = own.now() - timedelta(hours=1)
    chores.take_on(own.register, FOLDER_LOOKED_THROUGH, hour_ago, NOTED_EVERY)
    operator = see(Role.OPERATOR)
    operator.get(PAGE)
    assert "SCANS_FOLDER" not in operator.text
    settings = app.extensions["office"].settings
    changed(app, settings=replace(settings, scans_folder=tmp_path / "scans"))
    operator.get(PAGE)
    assert "Mappen för skannade papper har inte gått att gå igenom sedan" in operator.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_paper_is_late_when_its_last_swedish_day_has_gone(app: Flask) -> None:
    # Half past twelve at night in Sweden is the day before in UTC; summer time ended between.
    own = replace(app.extensions["office"], now=lambda: datetime(2026, 11, 9, 23, 30, tzinfo=UTC))
    begins = asked(own, Sight()).papers_before
    assert begins == datetime(2026, 10, 10, 22, tzinfo=UTC)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_more_than_is_shown_is_counted_honestly_and_paged(
    address: str, app: Flask, visitor: Visitor, see: See
) -> None:
    with writing(app.extensions["office"].register) as connection:
        for table, key in (
            (schema.cases, "id"),
            (schema.filings, "id"),
            (schema.case_index, "case_id"),
        ):
            row = dict(connection.execute(sa.select(table)).mappings().one())
            connection.execute(sa.insert(table), [_like(row, key, one) for one in range(2, 121)])
    later(app, 40)
    officer = see(Role.OFFICER)
    officer.get(PAGE)
    assert "120 blanketter, de 25 äldsta visas här" in officer.text
    assert number_beside(officer) == "Att göra (99+)"
    seen: list[str] = []
    way = f"{PAGE}?visa=papper"
    while way:
        page = officer.get(way)
        seen += [one.get_text(strip=True) for one in page.select("tbody th .reference")]
        following = page.select_one('main a[rel="next"]')
        way = str(following["href"]) if following else ""
    assert len(seen) == len(set(seen)) == 120
    officer.get(f"{PAGE}?visa=papper&efter=9999999999999999-1")
    assert "inga fler" in officer.text
    officer.get(f"{PAGE}?visa=papper&efter=strunt")
    assert len(officer.page.select("tbody tr")) == 25


def _like(row: dict[str, Any], key: str, number: int) -> dict[str, Any]:
    of_case = {"case_id": number} if "case_id" in row else {}
    of_filing = {"filing_id": number} if "filing_id" in row else {}
    name = {"number": number, "reference": f"AP-2026-{number:04d}"} if "reference" in row else {}
    name |= {"draft_digest": f"{number:064d}"} if "draft_digest" in row else {}
    return row | of_case | of_filing | name | {key: number}
