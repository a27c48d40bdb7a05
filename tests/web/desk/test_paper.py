"""The paper of a plan in the register: what was seen, what a human says, and who was first."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from mail.letters.signed_copy import NOBODY_LOOKED
from office import confirming
from office.office import Office
from register import schema
from register.actors import Scope
from register.database import reading
from register.filings import Filing, find_filing
from register.listing import Status
from register.papers import paper_of
from register.verdicts import Verdict, Why
from swedish import day_of
from tests.register.sheets_of_papers import EMPTY, UNSURE, WRITTEN, came
from tests.web.api.conftest import System, token_for
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import DEPARTMENT, address, app, looks, see
from tests.web.desk.test_verbs import status
from tests.web.filed.test_versions import change
from web.desk.guard import Role
from web.desk.paper import NO_CHOICE
from web.desk.verbs import NO_SIGNER

__all__ = ["address", "app", "see"]

See = Callable[..., Visitor]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOTE = (20.0, 30.0, 40.0, 8.0)
ALL = {f"signer-{place}": "y" for place in range(3)}


def office_of(app: Flask) -> Office:
    own: Office = app.extensions["office"]
    return own


def filing_of(app: Flask, address: str, version: int = 1) -> Filing:
    found = find_filing(office_of(app).register, address.split("/")[-2], version)
    assert found
    return found


def comes(app: Flask, address: str, **seen: Any) -> list[int]:
    """Sheets of the plan come home; returns their numbers."""
    own = office_of(app)
    found = came(own.register, filing_of(app, address).id, own.now(), **seen)
    return [one.id for one in found]


def opened(who: Visitor, address: str) -> Callable[..., str]:
    """Open the page on which the paper is confirmed, and answer it when called."""
    page = who.get(f"{address}papper/granska/")
    inputs = {
        str(one["name"]): str(one.get("value", ""))
        for one in page.select("main form input")
        if one.get("type") != "checkbox" and one.get("type") != "radio"
    }

    def answer(said: Mapping[str, str], expect: int = 303) -> str:
        who.post(f"{address}papper/granska/", inputs | dict(said), expect)
        return who.text

    return answer


def ticked(who: Visitor) -> list[str]:
    return [str(one["name"]) for one in who.page.select("[type=checkbox][checked]")]


def rows(app: Flask, table: sa.Table) -> list[Any]:
    with reading(office_of(app).register) as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)).mappings())


def signed_documents(app: Flask) -> list[Any]:
    return [one for one in rows(app, schema.documents) if one["kind"] == "signed"]


def test_what_was_seen_stands_beside_who_was_to_sign(address: str, app: Flask, see: See) -> None:
    comes(app, address, inks={0: WRITTEN, 1: EMPTY, 2: UNSURE})
    officer = see(Role.OFFICER)
    opened(officer, address)
    told = [one.get_text(" ", strip=True) for one in officer.page.select(".signing")]
    assert (
        told
        == [
            "Administratör 1, Gunilla Ek Underskrift: något står här . Datum: något står här .",
            "Administratör 2, Lars Holm Underskrift: tomt . Datum: tomt .",
            "Verksamhetsansvarig chef, Eva Norén Underskrift: osäkert . Datum: osäkert .",
        ]
        or told
    )
    assert ticked(officer) == ["signer-0"]
    for picture in officer.page.select(".signing img"):
        assert picture["alt"]
        answer = officer.client.get(str(picture["src"]))
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert looks(app) == [("paper", 1)] + [("sheet", 1)] * 3


def test_paper_that_all_have_signed_becomes_a_document_that_goes_to_the_officer(
    address: str, app: Flask, see: See
) -> None:
    comes(app, address)
    assert status(app, address) is Status.CHECK
    officer = see(Role.OFFICER)
    assert "Underskriven – kontrollera" in officer.get(address).get_text()
    answer = opened(officer, address)
    assert ticked(officer) == list(ALL)
    answer(ALL)
    assert "Papperet är kontrollerat" in officer.follow().get_text()
    assert status(app, address) is Status.SIGNED
    today = day_of(office_of(app).now())
    assert f"Underskrifterna kontrollerades, papperet kom in: {today} (version 1)" in officer.text
    assert "Informationsansvarig (officer@toreboda.se)" in officer.text
    [document] = signed_documents(app)
    assert officer.client.get(f"{address}v1-underskriven.pdf").data == document["content"]
    [mark] = [dict(one) for one in read_marks(app)]
    assert (mark["source"], mark["document_id"], mark["signers"]) == (
        "scan",
        document["id"],
        [0, 1, 2],
    )
    copies = rows(app, schema.deliveries)
    assert [one["document_id"] for one in copies] == [None, document["id"]]
    assert copies[1]["recipient"] == office_of(app).settings.information_officer[0]


def read_marks(app: Flask) -> list[Any]:
    with reading(office_of(app).register) as connection:
        return list(connection.execute(sa.select(schema.paper_marks)).mappings())


def test_paper_that_not_all_have_signed_waits_for_the_rest(
    address: str, app: Flask, see: See
) -> None:
    comes(app, address, inks={0: WRITTEN, 1: WRITTEN, 2: EMPTY})
    assert status(app, address) is Status.PARTLY
    officer = see(Role.OFFICER)
    opened(officer, address)({"signer-0": "y", "signer-1": "y"})
    assert status(app, address) is Status.PARTLY
    assert "men inte av: Verksamhetsansvarig chef" in officer.follow().get_text()
    assert len(rows(app, schema.deliveries)) == 1
    comes(app, address)
    assert status(app, address) is Status.CHECK
    answer = opened(officer, address)
    assert ticked(officer) == list(ALL)
    answer(ALL)
    assert status(app, address) is Status.SIGNED
    assert [one["number"] for one in signed_documents(app)] == [1, 2]
    assert len(rows(app, schema.deliveries)) == 2


def test_correcting_what_was_said_makes_no_other_document_and_no_other_mail(
    address: str, app: Flask, see: See
) -> None:
    comes(app, address)
    officer = see(Role.OFFICER)
    opened(officer, address)(ALL)
    opened(officer, address)({"signer-0": "y"})
    assert status(app, address) is Status.PARTLY
    answer = opened(officer, address)
    assert ticked(officer) == ["signer-0"]
    answer(ALL)
    assert status(app, address) is Status.SIGNED
    assert len(signed_documents(app)) == 1
    assert len(rows(app, schema.deliveries)) == 2


def test_same_press_twice_is_one_and_the_second_is_told_of_the_first(
    address: str, app: Flask, see: See
) -> None:
    comes(app, address)
    first, second = see(Role.OFFICER), see(Role.OFFICER)
    late = opened(second, address)
    opened(first, address)(ALL)
    told = late(ALL, 409)
    assert "inget är sparat" in told
    assert "Underskrifterna kontrollerades" in told
    assert len(signed_documents(app)) == 1
    assert len(rows(app, schema.deliveries)) == 2


def test_newer_sheet_or_version_is_told_to_who_has_not_seen_it(
    address: str, app: Flask, visitor: Visitor, see: See
) -> None:
    comes(app, address, inks={0: WRITTEN, 1: WRITTEN, 2: EMPTY})
    officer = see(Role.OFFICER)
    late = opened(officer, address)
    comes(app, address)
    assert "Ett papper lades till planen" in late(ALL, 409)
    assert ticked(officer) == list(ALL)
    late = opened(officer, address)
    draft = change(visitor, audience="Alla i kommunen")
    visitor.post(f"{draft}granska/", {})
    assert "Inlämnad (version 2)" in late(ALL, 409)
    assert not officer.page.select("main form")
    assert signed_documents(app) == []
    assert status(app, address) is Status.WAITING


@SQLITE
def test_page_that_has_not_come_is_named_and_waited_for(address: str, app: Flask, see: See) -> None:
    comes(app, address, pages=(1,))
    officer = see(Role.OFFICER)
    assert "Sida 2 saknas" in officer.get(address).get_text()
    page = officer.get(f"{address}papper/granska/")
    assert "Sida 2 saknas" in page.get_text()
    assert not page.select("main form")
    revision = {"revision": f"0-1-{paper_of(office_of(app).register, 1).sheets[0].id}"}
    officer.post(f"{address}papper/granska/", revision | ALL, 409)
    assert signed_documents(app) == []


def test_paper_that_was_changed_by_hand_counts_only_when_somebody_says_so(
    address: str, app: Flask, see: See
) -> None:
    comes(app, address, changes=[NOTE])
    officer = see(Role.OFFICER)
    answer = opened(officer, address)
    assert NO_CHOICE in answer(ALL, 422)
    assert ticked(officer) == list(ALL)
    answer(ALL | {"altered": "galler"})
    assert "Papperet är ändrat för hand, men underskrifterna gäller" in officer.follow().get_text()
    assert status(app, address) is Status.SIGNED


def test_altered_paper_is_set_aside_and_the_unit_asked_for_a_new_version(
    address: str, app: Flask, see: See
) -> None:
    sheets = comes(app, address, changes=[NOTE])
    officer = see(Role.OFFICER)
    opened(officer, address)({"altered": "ny-version"})
    page = officer.follow()
    text = page.select_one("#anew").get_text()  # type: ignore[union-attr]
    assert "är ändrat för hand" in text
    assert address.split("/")[-2] in text
    assert "Papperet är ändrat för hand och räknas inte (version 1)" in officer.text
    assert status(app, address) is Status.WAITING
    assert signed_documents(app) == []
    officer.get(f"{address}papper/granska/")
    links = [one.get_text() for one in officer.page.select("main li a")]
    assert links == [f"Sida {page}: ändrat för hand, gäller inte" for page in (1, 2)]
    assert officer.client.get(f"{address}papper/blad/{sheets[0]}").status_code == 200


@SQLITE
def test_what_cannot_be_is_refused(address: str, app: Flask, see: See) -> None:
    comes(app, address)
    officer = see(Role.OFFICER)
    answer = opened(officer, address)
    assert NO_SIGNER in answer({}, 422)
    assert "Dagen har inte varit än" in answer(ALL | {"day": "2999-01-01"}, 422)
    assert signed_documents(app) == []


@SQLITE
def test_sheets_that_do_not_count_are_shown_with_the_reason(
    address: str, app: Flask, see: See
) -> None:
    comes(app, address, verdict=Verdict.APART, why=Why.COPY, pages=(1,))
    comes(app, address)
    comes(app, address)
    page = see(Role.OFFICER).get(f"{address}papper/granska/")
    assert [one.get_text() for one in page.select("main li a")] == [
        "Sida 1: kopian, inte originalet",
        "Sida 1: sidan har kommit flera gånger",
        "Sida 2: sidan har kommit flera gånger",
    ]


def test_who_may_note_nothing_sees_the_paper_and_is_asked_nothing(
    address: str, app: Flask, see: See
) -> None:
    [first, _] = comes(app, address)
    for role, department in ((Role.READER, ""), (Role.READER, DEPARTMENT), (Role.ARCHIVIST, "")):
        who = see(role, department)
        assert not who.get(f"{address}papper/granska/").select("main form")
        who.post(f"{address}papper/granska/", {"revision": f"0-1-{first}.{first + 1}"} | ALL, 404)
        assert who.client.get(f"{address}papper/blad/{first}").status_code == 200
    stranger = see(Role.READER, "En annan förvaltning")
    for ending in ("granska/", f"blad/{first}", f"blad/{first}/signer-0.jpg"):
        stranger.get(f"{address}papper/{ending}", 404)
    assert signed_documents(app) == []


@SQLITE
def test_sheet_is_seen_at_its_own_plan_alone(
    address: str, app: Flask, visitor: Visitor, see: See
) -> None:
    [first, second] = comes(app, address)
    visitor.file({**plan_of_another()})
    officer = see(Role.OFFICER)
    another = address.replace("0001", "0002")
    officer.get(another)
    for ending in (f"blad/{first}", f"blad/{second}/signer-0.jpg", "blad/4711"):
        officer.get(f"{another}papper/{ending}", 404)
    officer.get(f"{address}papper/blad/{second}/signer-9.jpg", 404)


def plan_of_another() -> dict[str, Any]:
    from tests.plans import plan

    return plan(1)


@SQLITE
def test_receipt_says_how_far_the_paper_has_come(
    app: Flask, visitor: Visitor, address: str, see: See
) -> None:
    receipt = visitor.response.request.path
    comes(app, address, pages=(1,))
    assert "Papperet har kommit in, men inte helt: sida 2 saknas" in visitor.get(receipt).get_text()
    comes(app, address, inks={0: WRITTEN, 1: WRITTEN, 2: EMPTY}, pages=(2,))
    told = visitor.get(receipt).get_text()
    assert "ser ut att saknas underskrift av: Verksamhetsansvarig chef" in told
    comes(app, address)
    told = visitor.get(receipt).get_text()
    assert "Informationsansvarig kontrollerar underskrifterna" in told
    assert "Gör så här nu" not in told
    opened(see(Role.OFFICER), address)(ALL)
    told = visitor.get(receipt).get_text()
    assert "Öppna det underskrivna papperet" in told
    assert "Papperet kom in" in told


@SQLITE
def test_wherever_a_paper_is_told_of_it_is_said_that_nobody_looked(
    address: str, app: Flask, visitor: Visitor, see: See
) -> None:
    receipt = visitor.response.request.path
    comes(app, address)
    own = office_of(app)
    letting = replace(own, settings=replace(own.settings, clear_papers_pass=True))
    confirming.pass_clear(letting, filing_of(app, address).id)
    officer = see(Role.OFFICER)
    assert "Ingen har tittat på det" in officer.get(address).get_text()
    assert "Underskrifterna godkändes utan att någon tittade" in officer.text
    assert "Ingen har tittat på underskrifterna" in visitor.get(receipt).get_text()
    system = System(app, token_for(app, Scope.LIST))
    told = system.get(f"/planer/{address.split('/')[-2]}").get_json()["papper"]
    assert told["utan_granskning"] is True
    app.test_cli_runner().invoke(args=["deliver", "--once"])
    letters = [one.read_bytes() for one in own.settings.outbox.glob("*.eml")]
    news = [message_from_bytes(one, policy=policy.default) for one in letters]
    [letter] = [one for one in news if "nu undertecknad" in one["Subject"]]
    text = " ".join(letter.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert NOBODY_LOOKED in text
