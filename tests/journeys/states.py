"""Every page and every state of one, visited in one walk so that many rules can look at each."""

from contextlib import closing

from playwright.sync_api import FilePayload, Page, expect

from forms import BorttagetInlagg, Uppfoljning
from register.events import EventKind
from tests.journeys import desk_states
from tests.journeys.pages import See, fill_in_record, linked_pages, press
from tests.journeys.servers import Server
from tests.journeys.test_filing import fill_in
from tests.journeys.test_paper import picture, without_code
from tests.plans import PLANS, plan
from tests.records import follow_up, removal

SECRET = "for-tests-only" * 3
SETTINGS = {"SECRET_KEY": SECRET, "MAIL_DOMAINS": "toreboda.example"} | desk_states.SETTINGS

# Something to look at twice in most questions, and numbers written in many ways.
REMARKABLE = plan(
    0,
    medium="Instagram",
    url="www.facebook.com/torebodabibliotek?fbclid=1",
    weekly_hours="ca 45",
)
TRIED = """
    INSERT INTO events (at, filing_id, delivery_id, kind, facts)
    SELECT queued_at, filing_id, id, ?, '{}' FROM deliveries
"""
WITHOUT_CODE = picture(without_code())
NO_PICTURE: FilePayload = {"name": "brev.txt", "mimeType": "text/plain", "buffer": b"hej"}
OF_ANOTHER_EDITION = """
    UPDATE drafts SET edition = '0', typed = json_set(typed, '$.telefax', '0506-1')
    WHERE id = (SELECT max(id) FROM drafts)
"""
WRONG = plan(0, url="inte en adress", weekly_hours="många", purpose="")


def walk(server: Server, page: Page, see: See) -> None:
    """Go everywhere; `see` is called with the name of each state while it is on the screen."""
    seen: set[str] = set()
    for path in linked_pages(server, page, "/", seen):
        see(f"page {path}")
    desk_states.sign_in(server, SECRET, page, see)
    desk_states.empty(server, page, see, seen)
    wrong_and_draft(server, page, see)
    conflict(server, page, see)
    two_versions(server, page, see)
    desk_states.lively(server, page, see, seen)
    other_forms(server, page, see)
    faults(server, page, see)


def wrong_and_draft(server: Server, page: Page, see: See) -> None:
    """The form with errors, with remarks, saved, and out of reach."""
    page.goto(server.form)
    press(page, "Granska svaren")
    see("form with nothing answered")
    fill_in(page, WRONG)
    press(page, "Granska svaren")
    see("form with wrong answers")
    page.locator("[value=remove-administrators-1]").click()
    expect(page.locator("[data-removed]")).to_be_visible()
    see("form with somebody removed")
    page.goto(server.form)
    fill_in(page, REMARKABLE)
    press(page, "Spara och fortsätt senare")
    see("draft with remarks")
    page.context.set_offline(True)
    page.locator("#medium").fill("Facebook")
    expect(page.locator("[data-saving-text]")).to_contain_text("Ingen kontakt")
    see("draft while the server is away")
    page.context.set_offline(False)
    expect(page.locator("[data-saving-text]")).to_contain_text("Sparat")
    press(page, "Granska svaren")
    see("review with remarks")
    page.goto(page.url.replace("granska/", "ny-version"))
    press(page, "Ändra till nästa version")
    see("the receipt's address is asked for")


def conflict(server: Server, page: Page, see: See) -> None:
    """A draft that was saved in another tab."""
    page.goto(server.form)
    fill_in(page, PLANS[4])
    press(page, "Spara och fortsätt senare")
    with closing(server.register()) as register:
        register.execute("UPDATE drafts SET revision = revision + 1")
    page.locator("#medium").fill("Facebook")
    expect(page.locator("[data-other-tab]")).to_be_visible()
    see("draft saved in another tab, told by the script")
    press(page, "Spara och fortsätt senare")
    see("draft saved in another tab, told by the server")
    press(page, "Spara mina svar i stället")


def two_versions(server: Server, page: Page, see: See) -> None:
    """A plan that is filed, changed and filed again."""
    page.goto(server.form)
    fill_in(page, PLANS[0])
    press(page, "Granska svaren")
    see("review")
    press(page, "Lämna in planen")
    see("receipt")
    first = page.url
    with closing(server.register()) as register:
        failed = "UPDATE deliveries SET failed_at = queued_at, attempts = 9, server_reply = ?"
        register.execute(failed, ["550 5.1.1 Ingen sådan låda"])
        register.execute(TRIED, [EventKind.DELIVERY_FAILED])
    page.reload()
    unfold(page)
    see("receipt of a copy that failed")
    press(page, "Ändra planen")
    unfold(page)
    see("draft of the next version")
    press(page, "Granska svaren")
    see("review of a version in which nothing is changed")
    page.go_back()
    page.locator("#weekly_hours").fill("7")
    press(page, "Granska svaren")
    see("review of the next version")
    press(page, "Lämna in planen")
    see("receipt of the next version")
    page.goto(first)
    see("receipt of an old version")
    for version in (1, 2):
        page.goto(server.url + code_on_paper(server, version))
        see(f"code on the paper of version {version}")
    signed_paper(page, see)


def other_forms(server: Server, page: Page, see: See) -> None:
    """The other two forms where they are looked through, and their receipts."""
    for form_class, answers in ((BorttagetInlagg, removal()), (Uppfoljning, follow_up())):
        page.goto(f"{server.url}/{form_class.slug}/")
        fill_in_record(page, form_class, answers)
        press(page, "Granska svaren")
        see(f"review of {form_class.slug}")
        press(page, f"Lämna in {form_class.definite}")
        unfold(page)
        see(f"receipt of {form_class.slug}")


def signed_paper(page: Page, see: See) -> None:
    """Pictures of paper, sent by the code on the page that is open."""
    row = page.locator("[data-paper-rows] li")
    page.locator("#file").set_input_files([WITHOUT_CODE, NO_PICTURE])
    expect(row.nth(1)).to_contain_text("varken en bild")
    see("code on paper, files that the script sent")
    page.context.set_offline(True)
    page.locator("#file").set_input_files([NO_PICTURE])
    expect(row.nth(2)).to_contain_text("Ingen kontakt")
    see("code on paper, while the server is away")
    page.context.set_offline(False)
    expect(row.nth(2)).to_contain_text("varken en bild")
    page.goto(f"{page.url}/papper")
    see("where signed paper is sent")
    for files, state in (([WITHOUT_CODE, NO_PICTURE], "what was sent"), ([], "nothing chosen")):
        drop_script(page, "form[data-papers]")
        page.locator("#file").set_input_files(files)
        with page.expect_event("load"):
            page.evaluate("document.querySelector('form[data-papers]').submit()")
        see(f"signed paper without the script, {state}")


def code_on_paper(server: Server, version: int) -> str:
    """The path in the code on the paper of the newest plan."""
    query = (
        "SELECT reference, paper_check FROM filings JOIN cases ON cases.id = case_id"
        " WHERE version = ? ORDER BY filings.id DESC"
    )
    with closing(server.register()) as register:
        reference, check = register.execute(query, (version,)).fetchone()
    return f"/v/{reference}/{version}/{check}"


def unfold(page: Page) -> None:
    """Open what is folded on the page."""
    for fold in page.locator("main summary").all():
        fold.click()


def faults(server: Server, page: Page, see: See) -> None:
    """What is shown when something is missing, gone or broken."""
    page.goto(f"{server.url}/finns-inte/")
    see("error 404")
    page.goto(server.form)
    page.locator("#medium").fill("Facebook")
    press(page, "Spara och fortsätt senare")
    draft = page.url
    with closing(server.register()) as register:
        register.execute(OF_ANOTHER_EDITION)
    page.goto(draft)
    see("draft of another edition")
    page.context.clear_cookies()
    drop_script(page)
    press(page, "Granska svaren")
    see("error 400, session gone")
    page.context.clear_cookies()
    press(page, "Försök igen")
    see("error 400, cookies blocked")
    page.goto(draft)
    drop_script(page)
    with closing(server.register()) as register:
        register.execute("BEGIN IMMEDIATE")
        press(page, "Spara och fortsätt senare")
        see("error 503, register away")
        register.execute("ROLLBACK")
    with closing(server.register()) as register:
        register.execute("UPDATE drafts SET expires_at = '2020-01-01 00:00:00.000000'")
    page.goto(draft)
    see("error 410, draft erased")


def drop_script(page: Page, selector: str = "#answers") -> None:
    """Leave the plain form, whose every press the server answers with a page."""
    page.evaluate(
        """(selector) => {
            const form = document.querySelector(selector);
            form.replaceWith(form.cloneNode(true));
        }""",
        selector,
    )
