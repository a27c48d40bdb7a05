"""Takes the pictures of the guides: `make pictures`, after `make test` has installed a browser.

Starts installations of its own in temporary folders: one in which an example plan is filed, and one
with two hundred made-up plans for the guide to the register.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from commands.starting import Asked, Start, starting_file
from tests.journeys.conftest import QUIET
from tests.journeys.servers import ROOT, Server, wait_until
from tests.journeys.test_desk import LIST, ROLES, code_for
from tests.journeys.test_filing import document_on, fill_in
from tests.journeys.test_paper import TELEPHONE, filed_last, picture
from tests.journeys.test_preview import opens, previewed
from tests.plans import PLANS

PICTURES = ROOT / "docs" / "bilder"
WINDOW = {"width": 900, "height": 700}
# Room for all lengths side by side.
MAKERS_WINDOW = {"width": 2110, "height": 1500}
WINDOW_OF_A_FAULT = {"width": 1050, "height": 220}
SETTINGS = {
    "COURIER": "thread",
    "MAIL_DOMAINS": "toreboda.example",
    "SECRET_KEY": "pictures" * 8,
}
# Pages of the register, by what their pictures are called.
PLAN = "planer/AP-2025-0027/"
DESK = {
    "att-gora": "?visa=papper",
    "lista": "planer/?q=facebook",
    "plan": PLAN,
    "papper": f"{PLAN}papper",
    "hog": "papper/",
    "sortera": "papper/sortera/",
    "statistik": "statistik/",
    "forsenat": "forsenat",
    "paminnelser": "paminnelser/",
    "aret": "aret/",
}
# Of these what stands far down is worth more than the menu.
LONG = ("forsenat", "paminnelser", "aret")
# Of whom a list is pasted in: somebody who stands in plans, nobody we know, and no address.
ADMINISTRATOR = "SELECT address FROM case_people WHERE place = 'administrators' ORDER BY address"
WHO_LEFT = "{}\nnagon.annan@toreboda.example\nNågon Utan Adress"
PICTURED = (
    "SELECT reference FROM cases JOIN snapshots ON snapshots.case_id = cases.id"
    " GROUP BY reference HAVING count(*) = 2 ORDER BY max(taken_on) DESC, reference"
)
DECISION = {
    "Diarienummer": "KS 2026/123",
    "Vilken dag fattades beslutet?": "2026-01-15",
    "Vem fattade det?": "Kommunstyrelsen",
    "Efter hur många månader?": "6",
}


def take_pictures(server: Server) -> None:
    """Go the whole way once and keep a picture of each step."""
    base_url = server.url
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport=WINDOW, locale="sv-SE")
        page.goto(base_url)
        _keep(page, "start")
        page.goto(f"{base_url}/aktivitetsplan/")
        _keep(page, "blankett")
        page.get_by_role("button", name="Granska svaren").click()
        _keep(page, "fel")
        page.goto(f"{base_url}/aktivitetsplan/")
        fill_in(page, PLANS[0] | {"weekly_hours": 45})
        page.get_by_role("button", name="Granska svaren").click()
        page.get_by_role("button", name="Lämna in planen").wait_for()
        _keep(page, "granska")
        page.get_by_role("button", name="Lämna in planen").click()
        page.wait_for_url("**/arende/**")
        page.wait_for_timeout(1500)
        page.reload()
        _keep(page, "kvitto")
        document = pypdfium2.PdfDocument(document_on(page).body())
        _save(document[0].render(scale=1.2).to_pil(), "papper")
        own = PLANS[0]["administrators"][0]["email"]
        page.goto(f"{base_url}/mina-planer/")
        _sign_in(page, server, own, "own-plans")
        _keep(page, "mina-planer")
        take_pictures_of_account(page)
        take_picture_of_sending(server, browser)
        take_pictures_of_others(server, browser)
        browser.close()


def take_pictures_of_account(page: Page) -> None:
    """What is to be done with an account, and where a snapshot of it is sent in."""
    page.get_by_role("main").get_by_role("link", name="AP-").first.click()
    page.locator("#att-gora").evaluate("one => one.scrollIntoView()")
    _keep(page, "konto")
    page.get_by_role("link", name="Skicka in en ögonblicksbild").click()
    page.get_by_label("Halvårets bild").check()
    page.get_by_label("Vad visar bilden?").fill("Kontots startsida med de senaste inläggen.")
    _from_heading(page)
    _keep(page, "ogonblicksbild")


def take_pictures_of_others(server: Server, browser: Browser) -> None:
    """The question on which the other two forms turn."""
    page = browser.new_page(viewport=WINDOW, locale="sv-SE")
    for name, slug, answer in (
        ("borttaget", "borttaget-inlagg", '[name="secret"][value="yes"]'),
        ("uppfoljning", "uppfoljning", '[name="decision"][value="change"]'),
    ):
        page.goto(f"{server.url}/{slug}/")
        page.locator(answer).check()
        page.locator(answer).evaluate("one => one.closest('.question').scrollIntoView()")
        _keep(page, name)


def take_picture_of_sending(server: Server, browser: Browser) -> None:
    """By the code on the paper, with a telephone that has sent its second page."""
    page, paper = browser.new_page(**TELEPHONE), filed_last(server)
    page.goto(paper.code)
    page.locator("#photo").set_input_files(picture(paper.photograph(2)))
    page.get_by_text("Sida 1 saknas.").wait_for()
    place = page.locator("section[aria-labelledby=send]")
    _save(Image.open(io.BytesIO(place.screenshot())), "skicka-in")


def take_desk_pictures(server: Server) -> None:
    """Sign in as the officer and keep a picture of each page that the guide tells of."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport=WINDOW, locale="sv-SE")
        page.goto(server.url + LIST)
        _sign_in(page, server, ROLES["OFFICERS"], "sign-in", "register-kod")
        for name, path in DESK.items():
            page.goto(f"{server.url}/register/{path}")
            if name in LONG:
                _from_heading(page)
            _keep(page, f"register-{name}")
        register = server.register()
        [reference] = register.execute(PICTURED).fetchone()
        page.goto(f"{server.url}{LIST}{reference}/#ogonblicksbilder")
        _keep(page, "register-ogonblicksbilder")
        [address] = register.execute(ADMINISTRATOR).fetchone()
        page.goto(f"{server.url}/register/slutat/")
        page.locator("#people").fill(WHO_LEFT.format(address))
        page.get_by_role("button", name="Visa vilka konton det gäller").click()
        page.get_by_role("heading", name="Konton som det gäller").wait_for()
        _from_heading(page)
        _keep(page, "register-slutat")
        take_picture_of_erasing(server, browser)
        browser.close()


def take_picture_of_erasing(server: Server, browser: Browser) -> None:
    """What falls due under a decision that the archivist has registered."""
    page = browser.new_page(viewport=WINDOW, locale="sv-SE")
    page.goto(f"{server.url}/register/gallring/beslut/")
    _sign_in(page, server, ROLES["ARCHIVISTS"], "sign-in")
    for label, text in DECISION.items():
        page.get_by_label(label).fill(text)
    page.locator("[name=form][value=aktivitetsplan]").check()
    page.locator("[name=counted][value=ended]").check()
    page.get_by_role("button", name="Registrera").click()
    page.get_by_role("link", name="Visa vad som faller för gallring").click()
    page.get_by_role("button", name="Föreslå gallring").wait_for()
    _from_heading(page)
    _keep(page, "register-gallring")


def finished_form() -> str:
    """The whole file of the form that docs/new-form.md makes."""
    page = (ROOT / "docs" / "new-form.md").read_text(encoding="utf-8")
    return page.partition("```python\n")[2].partition("```")[0]


def take_maker_pictures() -> None:
    """What who makes a form sees of it: as it is begun, finished, and with a slip of the pen.

    In the folder of forms, since the pages name the file; it is removed afterwards.
    """
    file, whole = ROOT / "forms" / "own" / "lokalbokning.py", finished_form()
    start = Start(
        "Bokning av lokal",
        "lokalbokning",
        "LB",
        (
            Asked("one_of", "Vilken lokal vill du boka?", "lokalen", "room"),
            Asked("date", "Vilken dag?", "dagen", "day"),
            Asked("number", "Hur många kommer?", "hur många som kommer", "guests"),
            Asked("long_text", "Vad ska ni göra?", "vad ni ska göra", "purpose"),
        ),
        ("Den som bokar",),
        "Jag svarar för lokalen under tiden:",
    )
    states = {
        "forst": starting_file(start),
        "klar": whole,
        "fel": whole.replace("least=1,", "leest=1,", 1),
    }
    for name, text in states.items():
        try:
            file.write_text(text, encoding="utf-8")
            _keep_preview(file, f"ny-blankett-{name}")
        finally:
            file.unlink()


def _keep_preview(file: Path, name: str) -> None:
    with previewed(file) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport=MAKERS_WINDOW)
        wait_until(lambda: opens(page, address))
        if page.get_by_role("alert").count():
            page.set_viewport_size(WINDOW_OF_A_FAULT)
        page.wait_for_timeout(2_000)
        _keep(page, name)
        browser.close()


def _sign_in(page: Page, server: Server, address: str, kind: str, picture: str = "") -> None:
    """By the code in the letter, which the page is not to say lies in a file."""
    page.get_by_label("Din e-postadress").fill(address)
    page.get_by_role("button", name="Skicka länk och kod").click()
    page.wait_for_url("**/kod/**")
    page.evaluate("document.querySelector('.govuk-inset-text')?.remove()")
    if picture:
        _keep(page, picture)
    page.get_by_label("Kod").fill(code_for(server, address, [], kind))
    page.get_by_role("main").get_by_role("button", name="Logga in").click()


def _made_up_register(instance: Path) -> Server:
    """An installation with made-up plans, not yet served; no mail leaves it."""
    readers = {f"REGISTER_{role}": ROLES[role] for role in ("OFFICERS", "ARCHIVISTS")}
    server = Server(instance, readers | SETTINGS)
    given = {"INSTANCE_PATH": str(instance), "BASE_URL": server.url} | server.settings
    command = [sys.executable, "-m", "flask", "--app", "app", "demo"]
    subprocess.run(command, cwd=ROOT, env=os.environ | given, check=True)
    return server


def _from_heading(page: Page) -> None:
    """Past the menu, which the other pictures show."""
    page.get_by_role("heading", level=1).evaluate("one => one.scrollIntoView()")


def _keep(page: Page, name: str) -> None:
    picture = page.screenshot(full_page=name in ("start", "kvitto", "register-sortera"))
    _save(Image.open(io.BytesIO(picture)), name)


def _save(picture: Image.Image, name: str) -> None:
    """Few colours are enough for a page, and the guide is read on telephones too."""
    few = picture.convert("RGB").quantize(32)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "i", SETTINGS) as filled:
        take_pictures(filled)
    with tempfile.TemporaryDirectory() as folder, _made_up_register(Path(folder) / "i") as desk:
        take_desk_pictures(desk)
    take_maker_pictures()
