"""The pages of the office's register in each of their states, for the walk of states.py."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from register.database import open_database
from register.sign_ins import link_token
from register.verdicts import Ink
from tests.intake.kinds import saved
from tests.journeys.pages import See, linked_pages, press
from tests.journeys.servers import Server
from tests.plans import PLANS
from tests.register.sheets_of_papers import came

# An administrator of the first plan, and so somebody with plans of their own.
OFFICER = PLANS[0]["administrators"][0]["email"]
SETTINGS = {
    "REGISTER_OFFICERS": OFFICER,
    "REGISTER_OPERATORS": OFFICER,
    # Who also decides on erasing, and is alone with it.
    "REGISTER_ARCHIVISTS": OFFICER,
    "ERASE_ALONE": "yes",
    # A provider that is away.
    "OIDC": "kommun",
    "OIDC_KOMMUN_ISSUER": "http://127.0.0.1:1",
    "OIDC_KOMMUN_LABEL": "kommunens konto",
    "OIDC_KOMMUN_CLIENT_ID": "blanketter",
    "OIDC_KOMMUN_CLIENT_SECRET": "for-tests-only",
    "OIDC_KOMMUN_ROLES": "registret=officer",
}
LIST = "/register/planer/"
KEYS = "/register/nycklar/"
PAPERS = "/register/papper/"
ERASING = "/register/gallring/"
PICTURE: FilePayload = {
    "name": "startsidan.jpg",
    "mimeType": "image/jpeg",
    "buffer": saved(Image.new("RGB", (64, 48), "gray")),
}
SCAN: FilePayload = {"name": "hög.pdf", "mimeType": "application/pdf", "buffer": b"one"}
# Also a page for who has not signed in, and another one.
OWN = "/mina-planer/"
# Pages on which plans change nothing.
THE_SAME = {"/register/inloggningar/", "/register/guide/", f"{KEYS}ny", "/api/v1/"}
VERBS = ("papper", "diarienummer", "delgivet", "visar", "gallringsstopp", "avsluta")
NEWEST_REQUEST = "SELECT id, expires_at FROM sign_in_requests ORDER BY id DESC"
ANOTHER_SORTS = "UPDATE sheets SET revision = revision + 1"
ANOTHER_NOTES = "UPDATE cases SET revision = revision + 1"
YESTERDAY = "UPDATE erasures SET proposed_at = datetime(proposed_at, '-1 day') || '.000000'"
ERASED = "UPDATE cases SET erased_at = (SELECT max(confirmed_at) FROM erasures)"
NOT_ERASED = "UPDATE cases SET erased_at = NULL"
WHO_LEFT = f"{PLANS[0]['administrators'][1]['email']}\nNågon Utan Adress"
DECISION = {
    "Diarienummer": "KS 2026/123",
    "Vilken dag fattades beslutet?": "2026-01-15",
    "Vem fattade det?": "Kommunstyrelsen",
    "Efter hur många månader?": "0",
}
# More plans than are counted, each like the newest.
MORE = """
    INSERT INTO {table} ({columns})
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1001)
    SELECT {values} FROM n, (SELECT * FROM {table} ORDER BY {key} DESC LIMIT 1)
"""
COPIED = {
    "cases": (
        "id",
        {"id": "id + n", "number": "number + n", "reference": "'AP-2026-' || (5000 + n)"},
    ),
    "filings": ("id", {"id": "id + n", "case_id": "case_id + n", "draft_digest": "id + n"}),
    "case_index": ("case_id", {"case_id": "case_id + n", "filing_id": "filing_id + n"}),
}


def sign_in(server: Server, secret: str, page: Page, see: See) -> None:
    """The way in, with what can go wrong on it."""
    page.goto(f"{server.url}/logga-in/kommun/svar?code=1&state=2")
    see("answer of a provider that nobody asked for")
    page.goto(f"{server.url}{LIST}")
    see("sign-in is asked for")
    page.get_by_label("Din e-postadress").fill("ingen adress")
    press(page, "Skicka länk och kod")
    see("sign-in with a wrong address")
    page.get_by_label("Din e-postadress").fill(OFFICER)
    press(page, "Skicka länk och kod")
    see("code is asked for")
    page.get_by_label("Kod").fill("fel")
    press(page, "Logga in")
    see("code is wrong")
    with closing(server.register()) as register:
        number, ends = register.execute(NEWEST_REQUEST).fetchone()
    ends_at = datetime.fromisoformat(ends).replace(tzinfo=UTC)
    link = f"{server.url}/logga-in/lank/{link_token(secret, number, ends_at)}/"
    page.goto(link)
    see("link to sign in")
    press(page, "Logga in")
    page.goto(link)
    see("link that was used")


def empty(server: Server, page: Page, see: See, seen: set[str]) -> None:
    """Every page before anybody has filed a plan."""
    for path in linked_pages(server, page, LIST, (seen | THE_SAME) - {OWN}):
        see(f"page {path} with nothing on it")


def lively(server: Server, page: Page, see: See, seen: set[str]) -> None:
    """Every page, and what is made of it by who searches, notes and ends."""
    for path in linked_pages(server, page, LIST, seen - {OWN}):
        see(f"page {path}")
    found(server, page, see)
    kept(server, page, see)
    pictured(server, page, see)
    given(server, page, see)
    signed(server, page, see)
    sorted_papers(server, page, see)
    left(server, page, see)
    noted(server, page, see)
    erased(server, page, see)
    many(server, page, see)
    ended(server, page, see)
    page.goto(f"{server.url}/register/inloggningar/")
    press(page, "Logga ut")
    see("signed out")


def ended(server: Server, page: Page, see: See) -> None:
    """A note that is sent when the session has ended."""
    page.goto(f"{server.url}{LIST}")
    page.locator("a.reference").first.click()
    page.goto(f"{page.url}diarienummer")
    [key] = [one["value"] for one in page.context.cookies() if one["name"] == "register"]
    page.context.clear_cookies(name="register")
    send(page)
    see("note sent when the session had ended")
    page.context.add_cookies([{"name": "register", "value": key, "url": server.url}])


def found(server: Server, page: Page, see: See) -> None:
    """The list as it is asked for."""
    for name, path in (
        ("one kind of what is to do", "?visa=papper"),
        ("what is late and to come", "forsenat?aven=kommande"),
        ("log of what happened", "logg/?visa=handelser"),
        ("log with filters that are wrong", "logg/?dag=igår&plan=AP-1&konto=ingen"),
    ):
        page.goto(f"{server.url}/register/{path}")
        see(name)
    for name, query in (
        ("a hit", "q=ek"),
        ("no hit", "q=finns+inte&medium=Instagram"),
        ("filters", "medium=Instagram&status=väntar-på-papper&ordning=enhet"),
        ("what means nothing", "status=sparad&sida=2"),
    ):
        page.goto(f"{server.url}{LIST}?{query}")
        see(f"list with {name}")


def kept(server: Server, page: Page, see: See) -> None:
    """A saved view and a key for another system, each with what is wrong first."""
    page.goto(f"{server.url}/register/kalender")
    press(page, "Gör en adress")
    see("address of a calendar")
    page.goto(f"{server.url}{LIST}?q=ek")
    page.get_by_role("link", name="Spara som vy").click()
    press(page, "Spara vyn")
    see("view without a name")
    page.get_by_label("Vad ska vyn heta?").fill("Eks")
    press(page, "Spara vyn")
    see("view that is saved")
    page.goto(f"{server.url}{KEYS}ny")
    press(page, "Gör nyckeln")
    see("key with errors")
    page.get_by_label("Vad är nyckeln till?").fill("Diariet")
    page.locator("main [type=checkbox]").first.check()
    page.locator("main #day").fill((datetime.now(UTC) + timedelta(days=7)).date().isoformat())
    press(page, "Gör nyckeln")
    see("key that is shown once")
    page.goto(server.url + KEYS)
    see("a key")
    page.get_by_role("link", name="Återkalla").click()
    see("key before it is revoked")


def pictured(server: Server, page: Page, see: See) -> None:
    """A snapshot of an account, with what is wrong first."""
    page.goto(f"{server.url}{LIST}")
    page.locator("a.reference").first.click()
    page.goto(f"{page.url}ogonblicksbild")
    send(page)
    see("snapshot with errors")
    page.get_by_label("Filer", exact=True).set_input_files([PICTURE])
    page.locator("main [type=radio]").first.check()
    page.get_by_label("Vad visar bilden?").fill("Kontots startsida.")
    send(page)
    see("plan with a snapshot")


def left(server: Server, page: Page, see: See) -> None:
    """People who have left, pasted in."""
    page.goto(f"{server.url}/register/slutat/")
    send(page)
    see("nobody is pasted in")
    page.locator("#people").fill(WHO_LEFT)
    send(page)
    see("accounts of those who left, and a line that is wrong")
    send(page)
    see("those who left are marked")


def erased(server: Server, page: Page, see: See) -> None:
    """A decision, what it reaches, a proposal, and what is left of what is gone."""
    page.goto(f"{server.url}{ERASING}beslut/")
    send(page)
    see("decision with errors")
    for label, text in DECISION.items():
        page.get_by_label(label).fill(text)
    page.locator("[name=form][value=aktivitetsplan]").check()
    page.locator("[name=counted][value=taken]").check()
    send(page)
    see("decision that is registered")
    page.get_by_role("link", name="Visa vad som faller för gallring").click()
    page.get_by_role("checkbox").uncheck()
    send(page)
    see("nothing that falls due is ticked")
    send(page)
    see("own proposal to erase")
    page.goto(f"{server.url}{ERASING}")
    see("proposal that waits")
    with closing(server.register()) as register:
        register.execute(YESTERDAY)
    page.get_by_role("link", name="Förslag 1").click()
    press(page, "Gallra")
    see("protocol of what is erased")
    page.goto(f"{server.url}{ERASING}forslag/1/")
    see("proposal that is confirmed")
    page.goto(f"{server.url}{LIST}")
    page.locator("a.reference").first.click()
    plan = page.url
    with closing(server.register()) as register:
        register.execute(ERASED)
        page.reload()
        see("plan that is erased")
        page.goto(f"{server.url}/register/utlamnande/?ref={plan.split('/')[-2]}")
        see("erased plan to give out")
        register.execute(NOT_ERASED)


def given(server: Server, page: Page, see: See) -> None:
    """Records that are given out, step by step, with what is wrong."""
    page.goto(f"{server.url}/register/utlamnande/")
    see("nothing to give out")
    page.goto(f"{server.url}{LIST}")
    for box in page.locator("main [form=release][type=checkbox]").all()[:2]:
        box.check()
    press(page, "Lämna ut de ikryssade")
    see("what is given out")
    page.locator("main [name=part]").first.uncheck()
    page.locator("main [name=part][value$=plan]").last.uncheck()
    press(page, "Fortsätt till maskning")
    see("no part to give out")
    page.locator("main [name=part][value$=plan]").first.check()
    page.locator("main [name=part][value*=snapshot]").check()
    press(page, "Fortsätt till maskning")
    see("what is masked")
    page.locator("main [name=persons]").first.check()
    page.locator("main [id^=snapshot][name=mask]").last.check()
    press(page, "Fortsätt och granska")
    see("masked without a ground")
    page.locator("main [name^=ground]").first.fill("21 kap. 3 § OSL")
    press(page, "Fortsätt och granska")
    see("what will be given out")
    with page.expect_download():
        page.get_by_role("button", name="Gör filen").click()
    page.goto(f"{server.url}{LIST}")
    page.locator("a.reference").first.click()
    page.get_by_text("Vad som är maskat").click()
    see("plan that was given out")


def many(server: Server, page: Page, see: See) -> None:
    """More plans than are counted."""
    with closing(server.register()) as register:
        for table, (key, changed) in COPIED.items():
            names = [one[1] for one in register.execute(f"PRAGMA table_info({table})")]
            values = ", ".join(changed.get(one, one) for one in names)
            columns = ", ".join(names)
            register.execute(MORE.format(table=table, key=key, columns=columns, values=values))
    page.goto(f"{server.url}{LIST}")
    expect(page.get_by_text("av fler än 1\u00a0000")).to_be_visible()
    see("list with more than are counted")
    page.get_by_role("link", name="Nästa sida").click()
    see("list, its second page")


def signed(server: Server, page: Page, see: See) -> None:
    """A paper that came home: a page of it, all of it changed by hand, and what is said of it."""
    page.goto(f"{server.url}{LIST}")
    page.locator("a.reference").first.click()
    plan = page.url
    comes(server, pages=(1,))
    page.goto(f"{plan}papper/granska/")
    see("paper that lacks a page")
    comes(server, inks={0: Ink.WRITTEN, 1: Ink.EMPTY, 2: Ink.UNSURE}, changes=[(20, 30, 40, 8)])
    page.goto(plan)
    see("plan whose paper came")
    page.goto(f"{plan}papper/granska/")
    see("paper that was changed by hand")
    send(page)
    see("paper with errors")
    page.locator("main [type=radio]").last.check()
    comes(server, inks={0: Ink.WRITTEN, 1: Ink.WRITTEN, 2: Ink.UNSURE}, changes=[(20, 30, 40, 8)])
    send(page)
    see("paper after more of it came")
    page.locator("main [type=radio]").last.check()
    send(page)
    see("plan whose paper is set aside")
    page.goto(f"{plan}papper/granska/")
    see("paper that is set aside")


def sorted_papers(server: Server, page: Page, see: See) -> None:
    """What telephones sent, which no code places and which is no picture; and a heap that waits."""
    page.goto(f"{server.url}{PAPERS}sortera/")
    see("page to sort")
    first = page.url
    page.goto(f"{first}?vrid=90&stor=ja")
    see("page to sort, turned and larger")
    page.goto(first)
    send(page)
    see("page to sort with errors")
    page.get_by_label("Hör inte hit").check()
    with closing(server.register()) as register:
        register.execute(ANOTHER_SORTS)
    send(page)
    see("page to sort after somebody else")
    page.get_by_label("Hör inte hit").check()
    send(page)
    see("page to sort after another was sorted")
    page.goto(first)
    see("page that is sorted")
    page.goto(f"{server.url}{PAPERS}inkommet/?visa=olasta")
    see("files that cannot be read")
    page.locator("main tbody a").first.click()
    see("file that cannot be read")
    press(page, "Klar med filen")
    see("file that somebody took care of")
    page.goto(f"{server.url}{PAPERS}")
    page.locator("#file").set_input_files([SCAN, SCAN | {"buffer": b"another"}])
    expect(page.locator("[data-papers-state]")).to_contain_text("2 filer läses")
    see("heap that the script sent")
    page.locator("[data-papers-state] a").click()
    see("heap that waits")
    page.locator("main tbody a").first.click()
    see("file that waits")


def comes(server: Server, **seen: Any) -> None:
    """Sheets of the newest filing come home."""
    with closing(server.register()) as register:
        (newest,) = register.execute("SELECT max(id) FROM filings").fetchone()
    db = open_database(f"sqlite:///{server.instance / 'register.sqlite3'}")
    came(db, newest, datetime.now(UTC), **seen)
    db.dispose()


def noted(server: Server, page: Page, see: See) -> None:
    """A plan that is looked at in an old version, and each verb with what is wrong."""
    page.goto(f"{server.url}{LIST}")
    page.locator("a.reference").first.click()
    plan = page.url
    page.goto(f"{plan}?version=1")
    see("plan in an old version")
    page.goto(f"{plan}jamfor/?fran=1&till=9")
    see("comparison with a version that is not there")
    page.goto(f"{plan}paminn/")
    see("reminder of the paper")
    page.goto(f"{plan}publicera")
    see("publicera")
    page.locator("main #text").fill("a" * 201)
    send(page)
    see("publicera with errors")
    for verb in VERBS:
        page.goto(f"{plan}{verb}")
        for one in page.locator("main input[type=text]").all():
            one.fill("")
        send(page)
        see(f"{verb} with errors")
    page.locator("main [type=radio]").first.check()
    page.locator("main #day").fill("2026-01-02")
    page.locator("main #kept").fill("Bilder i registret")
    with closing(server.register()) as register:
        register.execute(ANOTHER_NOTES)
    send(page)
    see("avsluta after somebody else")
    send(page)
    see("plan that is ended")
    page.goto(f"{plan}oppna-igen")
    see("oppna-igen")


def send(page: Page) -> None:
    """Press the button of the form, whatever it is called."""
    with page.expect_event("load"):
        page.locator("main form [type=submit]").last.click()
