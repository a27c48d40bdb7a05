"""What the office notes of a plan: who may, what is refused, and who was first."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from office.public_accounts import LONGEST_TEXT
from register import listing
from register.cases import find_case
from register.listing import Status, Wanted
from tests.register import examples
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import address, app, see
from tests.web.filed.test_versions import change
from web.account.typed import DAY_TO_COME, NO_DAY
from web.desk.guard import Role
from web.desk.verbs import (
    DAY_BEFORE_FILING,
    LONG_NUMBER,
    LONG_TEXT,
    LONGEST_NUMBER,
    NO_NUMBER,
    NO_SIGNER,
    TEXT_NAMES,
    TEXT_NAMES_OTHERS,
)

__all__ = ["address", "app", "see"]

See = Callable[..., Visitor]
# In Sweden the day after: half past midnight.
NOW = datetime(2026, 3, 13, 23, 30, tzinfo=UTC)
YESTERDAY, TODAY, TOMORROW = "2026-03-13", "2026-03-14", "2026-03-15"
DONE = {
    "papper": {"day": TODAY, "signer-0": "y"},
    "diarienummer": {"dnr": " KS  2026/123 "},
    "delgivet": {"day": TODAY},
    "avsluta": {"day": TODAY, "why": "borttaget", "kept": "Bilder i registret"},
}


@pytest.fixture(autouse=True)
def _at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app._now", lambda: NOW)


def send(who: Visitor, address: str, verb: str, **inputs: str) -> Callable[[int], str]:
    """Open the page of a verb, and answer it when called."""
    page = who.get(f"{address}{verb}")
    revision = str(page.select_one("[name=revision]")["value"])  # type: ignore[index]

    def answer(expect: int) -> str:
        who.post(f"{address}{verb}", {"revision": revision} | inputs, expect)
        return who.text

    return answer


def status(app: Flask, address: str) -> Status:
    row = listing.row_of(app.extensions["office"].register, address.split("/")[-2])
    assert row
    return row.status


def test_each_note_is_kept_shown_and_told_of(address: str, app: Flask, see: See) -> None:
    officer = see(Role.OFFICER)
    expected = (Status.PARTLY, Status.PARTLY, Status.PARTLY, Status.ENDED)
    for (verb, inputs), after in zip(DONE.items(), expected, strict=True):
        send(officer, address, verb, **inputs)(303)
        assert officer.follow().select_one(".notice")
        assert status(app, address) is after
    for words in (
        f"Papperet kom in: {TODAY} (version 1) Undertecknat av: Administratör 1",
        "Diarienummer noterades: KS 2026/123",
        f"Kontot avslutades: {TODAY} Kontot är borttaget",
        "Kontot Avslutat, 14 mars 2026. Kontot är borttaget. Kvar finns: Bilder i registret",
        "Informationsansvarig (officer@toreboda.se)",
    ):
        assert words in officer.text
    found = listing.page_of(app.extensions["office"].register, Wanted(text="2026/123"))
    assert found.count == 1
    send(officer, address, "diarienummer", dnr="9" * LONGEST_NUMBER)(303)
    send(officer, address, "oppna-igen")(303)
    assert status(app, address) is Status.PARTLY
    case = find_case(app.extensions["office"].register, address.split("/")[-2])
    assert case
    assert (case.ended_on, case.ended_why) == (None, None)
    officer.get(f"{address}oppna-igen", 404)
    officer.get(address)
    officer.post(f"{address}oppna-igen", {"revision": f"{case.revision}-1"}, 404)


def test_paper_may_be_noted_anew(address: str, see: See) -> None:
    officer = see(Role.OFFICER)
    for signer in ("signer-0", "signer-2"):
        send(officer, address, "papper", **{"day": TODAY, signer: "y"})(303)
    page = officer.follow()
    chief = (
        f"kom in {TODAY}, undertecknat av: Verksamhetsansvarig chef, "
        "men inte av: Administratör 1, Administratör 2"
    )
    for part in ("dl", "#versioner + ul", "#handlingar + ul"):
        assert chief in page.select_one(part).get_text(" ", strip=True)  # type: ignore[union-attr]
    assert "Undertecknat av: Administratör 1" in page.select_one(".timeline").text  # type: ignore[union-attr]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_is_said_to_be_missing_on_a_paper_that_all_signed(
    address: str, app: Flask, see: See
) -> None:
    officer = see(Role.OFFICER)
    signed = {f"signer-{one}": "y" for one in range(3)}
    send(officer, address, "papper", day=TODAY, **signed)(303)
    assert "men inte av" not in officer.follow().text
    assert status(app, address) is Status.SIGNED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_has_not_seen_the_newest_version_is_told_of_it(
    address: str, app: Flask, visitor: Visitor, see: See
) -> None:
    late = send(see(Role.OFFICER), address, "papper", **DONE["papper"])
    draft = change(visitor, audience="Alla i kommunen")
    visitor.post(f"{draft}granska/", {})
    assert "Inlämnad (version 2)" in late(409)
    assert status(app, address) is Status.WAITING


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_paper_of_a_form_of_which_nobody_knows_who_signs_is_noted_by_its_day(
    app: Flask, see: See
) -> None:
    gone = examples.plan(form="borttagen", prefix="BO")
    filed = examples.filed(app.extensions["office"].register, gone, now=NOW)
    officer, address = see(Role.OFFICER), f"/register/planer/{filed.reference}/"
    send(officer, address, "papper", day=TODAY)(303)
    page = officer.follow()
    assert f"Papperet kom in {TODAY}" in officer.text
    assert "ndertecknat av" not in officer.text
    assert page.select_one("#svar + p").text == filed.text  # type: ignore[union-attr]


def test_who_was_second_is_told_what_the_other_did(address: str, app: Flask, see: See) -> None:
    first, second = see(Role.OFFICER), see(Role.ARCHIVIST)
    late = send(second, address, "diarienummer", dnr="KS 2026/999")
    send(first, address, "papper", **DONE["papper"])(303)
    told = late(409)
    assert f"Papperet kom in: {TODAY}" in told
    assert "Informationsansvarig (officer@toreboda.se)" in told
    assert second.page.select_one("[name=dnr]")["value"] == "KS 2026/999"  # type: ignore[index]
    revision = str(second.page.select_one("[name=revision]")["value"])  # type: ignore[index]
    second.post(f"{address}diarienummer", {"revision": revision, "dnr": "KS 2026/999"})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("verb", "inputs", "message"),
    [
        ("papper", {"day": TOMORROW, "signer-0": "y"}, DAY_TO_COME),
        ("papper", {"day": "i går", "signer-0": "y"}, NO_DAY),
        ("papper", {"day": TODAY, "signer-9": "y"}, NO_SIGNER),
        ("papper", {"day": YESTERDAY, "signer-0": "y"}, DAY_BEFORE_FILING.format(1, TODAY)),
        ("delgivet", {"day": TOMORROW}, DAY_TO_COME),
        ("diarienummer", {"dnr": "1" * 41}, LONG_NUMBER),
        ("diarienummer", {"dnr": " \x00 "}, NO_NUMBER),
    ],
)
def test_what_cannot_be_is_refused_and_kept_on_the_page(
    address: str, see: See, verb: str, inputs: dict[str, str], message: str
) -> None:
    officer = see(Role.OFFICER)
    assert message in send(officer, address, verb, **inputs)(422)
    typed = {one.get("name"): one.get("value") for one in officer.page.select("input")}
    assert typed.get("day", typed.get("dnr")) == (inputs.get("day") or inputs["dnr"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_ticked_stays_when_it_is_refused_and_when_somebody_was_first(
    address: str, see: See
) -> None:
    inputs = {"day": "i går", "signer-1": "y", "signer-2": "y"}

    def ticked() -> dict[str, str]:
        return {str(one["name"]): str(one["value"]) for one in officer.page.select("[checked]")}

    officer = see(Role.OFFICER)
    late = send(officer, address, "papper", **inputs)
    late(422)
    assert ticked().items() == inputs.items() - {("day", "i går")}
    send(see(Role.ARCHIVIST), address, "diarienummer", dnr="KS 2026/1")(303)
    late(409)
    assert ticked().items() == inputs.items() - {("day", "i går")}


def test_who_is_second_to_open_a_plan_again_has_nothing_left_to_do(address: str, see: See) -> None:
    first, second = see(Role.OFFICER), see(Role.OFFICER)
    send(first, address, "avsluta", **DONE["avsluta"])(303)
    late = send(second, address, "oppna-igen")
    send(first, address, "oppna-igen")(303)
    assert "Den är redan öppnad igen" in late(409)
    assert not second.page.select("main form")


def test_archivist_gives_a_number_and_nothing_else(address: str, see: See) -> None:
    archivist, reader = see(Role.ARCHIVIST), see(Role.READER)
    page = archivist.get(address)
    ways = [str(one["href"]) for one in page.select('nav[aria-label="Notera"] a')]
    release = f"/register/utlamnande/?ref={address.split('/')[-2]}"
    assert {*ways} == {f"{address}diarienummer", f"{address}gallringsstopp", release}
    for verb in ("papper", "delgivet", "avsluta"):
        archivist.get(f"{address}{verb}", 404)
    assert not reader.get(address).select('nav[aria-label="Notera"]')
    reader.get(f"{address}diarienummer", 404)
    archivist.get(address)
    archivist.post(f"{address}papper", DONE["papper"] | {"revision": "0-1"}, 404)


def test_officer_writes_of_the_account_for_everybody_or_keeps_it_out(
    address: str, app: Flask, see: See
) -> None:
    officer = see(Role.OFFICER)
    signers = {f"signer-{number}": "y" for number in range(3)}
    send(officer, address, "publicera", text=" Om  böcker ")(303)
    assert "Listan ändras inom fem minuter." in officer.follow().get_text()
    assert "Inga konton" in see(Role.OFFICER).get("/konton/").get_text()
    send(officer, address, "papper", day=TODAY, **signers)(303)
    shown = see(Role.OFFICER)
    shown.get("/konton/")
    assert "Om böcker" in shown.text
    assert "Kontot står i listan nu." in officer.get(f"{address}publicera").get_text()
    send(officer, address, "publicera", text="Om böcker", unlisted="y")(303)
    assert "Om böcker" not in shown.get("/konton/").get_text()
    page = officer.get(f"{address}publicera")
    assert "Kontot hålls utanför listan." in page.get_text()
    assert page.select_one("#unlisted[checked]")
    assert "Hölls utanför den öppna listan" in officer.get(address).get_text()


def test_text_for_everybody_names_nobody_of_the_plan_and_is_short(address: str, see: See) -> None:
    officer = see(Role.OFFICER)
    for text, told in (
        ("Fråga Lindqvist", TEXT_NAMES),
        ("Ring 070-174 06 05", TEXT_NAMES),
        ("Skriv till bo.ek@annan.example", TEXT_NAMES_OTHERS),
        ("Ring 070-123 45 67", TEXT_NAMES_OTHERS),
        ("x" * (LONGEST_TEXT + 1), LONG_TEXT),
    ):
        answer = send(officer, address, "publicera", text=text)(422)
        assert told in answer
        assert officer.page.select_one("#text")["value"] == text  # type: ignore[index]
    send(officer, address, "publicera", text="x" * LONGEST_TEXT)(303)
    see(Role.ARCHIVIST).get(f"{address}publicera", 404)
