"""Those who run the register, from the letter with the code to the way out, in a real browser."""

import email.policy
import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from register.database import open_database
from register.verdicts import Ink
from tests.journeys.servers import Server, wait_until
from tests.journeys.test_filing import file_plan
from tests.journeys.test_keyboard import Keyboard
from tests.pdf.digging import dug_up, folded
from tests.plans import PLANS
from tests.register.sheets_of_papers import came

ROLES = {
    role: f"{role.lower()}@toreboda.example"
    for role in ("OFFICERS", "READERS", "ARCHIVISTS", "OPERATORS")
}
SETTINGS = {f"REGISTER_{role}": address for role, address in ROLES.items()} | {"COURIER": "thread"}
LIST = "/register/planer/"
CODE = re.compile(r"^[A-Z2-7]{4}-[A-Z2-7]{4}\r?$", re.MULTILINE)
PLAN = PLANS[4]
PERSONS = [one for who in ("administrators", "operators") for one in PLAN[who]]
FACTS = [one[fact] for one in PERSONS for fact in ("name", "email", "phone")]

without_script = pytest.mark.parametrize(
    "context", [False], ids=["without JavaScript"], indirect=True
)
with_script = pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)


@pytest.fixture(scope="module")
def desk(browser: Browser, systems: Callable[..., Server]) -> Server:
    """A municipality where everybody has a role, and one plan is filed."""
    server = systems(**SETTINGS)
    context = browser.new_context(locale="sv-SE", java_script_enabled=False)
    file_plan(context.new_page(), server.url, PLAN)
    context.close()
    return server


def code_for(server: Server, address: str, read: list[Path], kind: str = "sign-in") -> str:
    """The code in the letter to `address` that is not among the `read`; files begin with `kind`."""

    def arrived() -> str | None:
        for path in set((server.instance / "outbox").glob(f"{kind}-*.eml")) - set(read):
            letter = message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found = CODE.search(letter.get_content())
            if letter["To"] == address and found:
                return found.group().strip()
        return None

    return str(wait_until(arrived))


def sign_in(page: Page, server: Server, role: str, path: str = LIST) -> None:
    """Go where one has not signed in, and do so with the code of the letter."""
    with closing(server.counts()) as counts:
        # An address gets few letters in a quarter of an hour, and many tests share a server.
        counts.execute("DELETE FROM hits")
    read = list((server.instance / "outbox").glob("sign-in-*.eml"))
    page.goto(server.url + path)
    page.get_by_label("Din e-postadress").fill(ROLES[role])
    page.get_by_role("button", name="Skicka länk och kod").click()
    page.get_by_label("Kod").fill(code_for(server, ROLES[role], read))
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    expect(page).to_have_url(server.url + path)


def search(page: Page, words: str) -> None:
    """Look for a plan and open it."""
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Sök").click()
    expect(page.locator("#told")).to_contain_text("Visar 1–1 av 1 blankett")
    page.locator("a.reference").click()


def told(page: Page, words: str) -> None:
    """What the page says has been done."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


@without_script
def test_officer_notes_what_happens_with_a_plan(page: Page, desk: Server) -> None:
    sign_in(page, desk, "OFFICERS")
    search(page, PLAN["organisation"]["unit"].lower())
    page.get_by_role("link", name="Diarienummer").click()
    page.get_by_label("Diarienummer").fill("KS 2026/42")
    page.get_by_role("button", name="Spara").click()
    told(page, "Diarienumret är sparat")
    page.get_by_role("link", name="Papperet har kommit in").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Spara").click()
    told(page, "papperet har kommit in")
    expect(page.locator("dl").first).to_contain_text("Underskriven")
    page.get_by_role("link", name="Avsluta kontot").click()
    page.get_by_label("Kontot är borttaget").check()
    page.get_by_label("Var finns det som har publicerats?").fill("Bilder i registret")
    page.get_by_role("button", name="Avsluta kontot").click()
    told(page, "Kontot är avslutat")
    page.goto(f"{desk.url}{LIST}?q=KS+2026/42")
    expect(page.locator("dl").first).to_contain_text("Avslutad")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_text("Du är utloggad")).to_be_visible()
    page.goto(desk.url + LIST)
    expect(page.get_by_label("Din e-postadress")).to_be_visible()


@without_script
def test_reader_sees_and_changes_nothing(page: Page, desk: Server) -> None:
    sign_in(page, desk, "READERS")
    search(page, PERSONS[0]["name"])
    expect(page.get_by_text(PERSONS[0]["email"]).first).to_be_visible()
    expect(page.get_by_role("navigation", name="Notera")).to_have_count(0)
    assert page.request.get(f"{page.url}papper").status == 404
    page.goto(desk.url + LIST)
    page.get_by_text("som fil").click()
    with page.expect_download() as download:
        page.locator("a[href*='planer.csv?blankett=aktivitetsplan']").click()
    rows = download.value.path().read_text(encoding="utf-8-sig")
    assert PLAN["medium"] in rows
    assert [fact for fact in FACTS if fact in rows] == []


@with_script
def test_archivist_gives_a_number_with_the_keyboard_alone(page: Page, desk: Server) -> None:
    sign_in(page, desk, "ARCHIVISTS")
    keyboard = Keyboard(page)
    keyboard.answer("q", PLAN["medium"])
    keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("Visar 1–1 av 1 blankett")
    keyboard.activate("a.reference")
    keyboard.heading(PLAN["medium"])
    keyboard.activate("a[href$='/diarienummer']")
    keyboard.heading("Diarienummer")
    keyboard.tab_to("#dnr")
    keyboard.press("ControlOrMeta+A")
    page.keyboard.type("KS 2026/43")
    keyboard.press("Enter")
    told(page, "Diarienumret är sparat")
    expect(page.locator("a[href$='/papper']")).to_have_count(0)
    keyboard.activate(".desk-bar button", "Space")
    expect(page.get_by_text("Du är utloggad")).to_be_visible()


@with_script
def test_officer_confirms_a_paper_with_the_keyboard_alone(page: Page, desk: Server) -> None:
    db = open_database(f"sqlite:///{desk.instance / 'register.sqlite3'}")
    came(db, 1, datetime.now(UTC), inks={0: Ink.WRITTEN, 1: Ink.WRITTEN, 2: Ink.UNSURE})
    db.dispose()
    sign_in(page, desk, "OFFICERS")
    page.locator("a.reference").first.click()
    keyboard = Keyboard(page)
    keyboard.activate("a[href$='/papper/granska/']")
    keyboard.heading("Papperet för")
    was = page.locator("#signer-2").is_checked()
    keyboard.activate("#signer-2", "Space")
    expect(page.locator("#signer-2")).to_be_checked(checked=not was)
    expect(page.locator("#signer-2")).to_have_accessible_description(
        "Underskrift: osäkert. Datum: osäkert."
    )
    keyboard.activate("main form [type=submit]")
    told(page, "Papperet är kontrollerat")
    expect(page.locator("#papper ~ p").first).to_contain_text("undertecknat av")


@without_script
def test_operator_sees_to_mail_and_never_what_anybody_answered(page: Page, desk: Server) -> None:
    sign_in(page, desk, "OPERATORS", "/register/utskick/")
    links = page.get_by_role("navigation", name="Registret").get_by_role("link").all()
    for address in [str(one.get_attribute("href")) for one in links]:
        page.goto(desk.url + address)
        assert [fact for fact in FACTS if fact in page.content()] == []
    with closing(desk.register()) as register:
        (reference,) = register.execute("SELECT reference FROM cases").fetchone()
    for path in (LIST, f"{LIST}{reference}/"):
        assert page.request.get(desk.url + path).status == 404


@without_script
def test_officer_gives_out_a_plan_without_its_persons(
    page: Page, desk: Server, tmp_path: Path
) -> None:
    sign_in(page, desk, "OFFICERS")
    page.get_by_label("att lämna ut").first.check()
    page.get_by_role("button", name="Lämna ut de ikryssade").click()
    page.get_by_role("button", name="Fortsätt till maskning").click()
    page.get_by_label("Maska svaren om personer").check()
    page.get_by_role("button", name="Fortsätt och granska").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv grunden")
    page.get_by_label("Maska svaren om personer").check()
    page.get_by_label("Grund för det du maskar").fill("21 kap. 3 § OSL")
    page.get_by_role("button", name="Fortsätt och granska").click()
    page.get_by_label("En enda PDF").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Gör filen").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    found = dug_up(file.read_bytes(), tmp_path)
    assert [one for one in FACTS if folded(one) in found] == []
    assert folded(PLAN["url"]) in found
