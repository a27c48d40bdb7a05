"""From the start page to the information officer's mailbox, in a real browser."""

import json
import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import APIResponse, Page, expect

from forms import Aktivitetsplan
from pdf.geometry import CODE_TOP_FROM_TOP, points
from tests.journeys.conftest import Mailbox
from tests.journeys.servers import Server, wait_until
from tests.pdf.documents import GOES_ON
from tests.plans import PLANS, as_inputs
from tests.programs import program


def fill_in(page: Page, plan: dict[str, Any]) -> None:
    """Type a plan into the form, adding persons with the buttons of the page."""
    for people, least in (("administrators", 2), ("operators", 1)):
        for number in range(least, len(plan[people])):
            page.locator(f'button[name=action][value="add-{people}"]').click()
            page.locator(f'[name="{people}-{number}-name"]').wait_for()
    for name, text in as_inputs(plan).items():
        page.locator(f'[name="{name}"]').fill(text.replace("\r\n", "\n").replace(".5", ",5"))


def words_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF as poppler reads it, without white space, footers, and the headings of
    answers that go on."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    body = ["-x", "0", "-y", "0", "-W", "595", "-H", str(int(points(CODE_TOP_FROM_TOP)))]
    command = [program("pdftotext"), "-raw", *body, str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return squeezed(GOES_ON.sub(r"\1", done.stdout.decode()))


def squeezed(text: str) -> str:
    """Text without line breaks, spaces and hyphens, so that wrapping does not matter.

    poppler takes a hyphen at the end of a line for a break inside a word and drops it.
    """
    return re.sub(r"[\s-]+", "", text)


def document_on(page: Page) -> APIResponse:
    """The answer behind the print button of the receipt."""
    href = page.locator("a[data-print-pdf]").get_attribute("href")
    return page.request.get(urljoin(page.url, href))


def attachment(message: EmailMessage, kind: str) -> Any:
    """What is attached as `kind`."""
    return next(one for one in message.iter_attachments() if one.get_content_type() == kind)


# The two longest; each of the five is filed without a browser in tests/web.
@pytest.mark.parametrize("plan", PLANS[:2], ids=lambda p: p["medium"])
def test_a_plan_goes_all_the_way(
    page: Page, with_mail: Server, mailbox: Mailbox, plan: dict[str, Any], tmp_path: Path
) -> None:
    page.goto(with_mail.url)
    page.get_by_role("button", name="Fyll i en plan").or_(
        page.get_by_role("link", name="Fyll i en plan")
    ).click()
    fill_in(page, plan)
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    page.get_by_role("button", name="Lämna in planen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    reference = page.locator(".reference").inner_text().split()[0]

    [message] = wait_until(lambda: mailbox.messages)
    form = Aktivitetsplan.from_answers(plan)
    assert message["Subject"] == f"[Aktivitetsplan] {reference} v1 {form.summary}"
    assert message["X-Envelope-To"] == "informationsansvarig@toreboda.example"
    assert "ännu inte undertecknad" in message.get_body().get_content()
    assert json.loads(attachment(message, "application/json").get_content())["medium"]

    copy = attachment(message, "application/pdf").get_content()
    issued = document_on(page).body()
    mark = squeezed("Kopia till informationsansvarig")
    assert mark in words_of(copy, tmp_path)
    assert mark not in words_of(issued, tmp_path)
    for pdf in (copy, issued):
        words = words_of(pdf, tmp_path).replace(mark, "")
        assert squeezed(reference) in words
        for leaf in form.leaves():
            assert all(squeezed(line) in words for line in leaf.shown.split("\n"))
    wait_until(lambda: page.reload() and "Mottagen av e-postservern" in page.content())


def file_plan(page: Page, base_url: str, plan: dict[str, Any]) -> None:
    """Fill in and file a plan; ends on the receipt."""
    page.goto(f"{base_url}/aktivitetsplan/")
    fill_in(page, plan)
    page.get_by_role("button", name="Granska svaren").click()
    page.get_by_role("button", name="Lämna in planen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")


@pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
def test_the_print_button_prints_the_document_and_not_the_page(
    page: Page, serve: Callable[..., str]
) -> None:
    page.add_init_script("window.print = () => { window.printedThePage = true; }")
    base_url = serve()
    page.goto(f"{base_url}/aktivitetsplan/")
    expect(page.locator(".print-only")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".print-only")).to_be_visible()
    page.emulate_media(media="screen")
    # A line at the lower edge of the window would lie upon the answers.
    expect(page.locator("[data-saving]")).to_have_css("position", "static")
    file_plan(page, base_url, PLANS[4])
    button = page.locator("a[data-print-pdf]")
    href = button.get_attribute("href")
    button.click()
    expect(page.locator("iframe")).to_have_attribute("src", urljoin(page.url, href))
    page.wait_for_timeout(300)
    assert page.evaluate("window.printedThePage") is None


@pytest.mark.parametrize("context", [False], ids=["without JavaScript"], indirect=True)
def test_without_javascript_the_print_button_leads_to_the_document(
    page: Page, serve: Callable[..., str]
) -> None:
    file_plan(page, serve(), PLANS[4])
    answer = document_on(page)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-1.7")


def test_errors_are_announced_first_and_lead_to_the_question(
    page: Page, serve: Callable[..., str]
) -> None:
    page.goto(f"{serve()}/aktivitetsplan/")
    page.get_by_role("button", name="Granska svaren").click()
    expect(page).to_have_title(re.compile("^Fel: Aktivitetsplan"))
    page.get_by_role("link", name="Skriv webbadressen.").click()
    expect(page.locator("#url")).to_be_focused()


def filings_in(server: Server) -> int:
    """How many plans have been filed there."""
    with closing(server.register()) as register:
        return int(register.execute("SELECT count(*) FROM filings").fetchone()[0])


def test_a_double_click_files_once(page: Page, with_mail: Server, mailbox: Mailbox) -> None:
    before = filings_in(with_mail)
    page.goto(with_mail.form)
    fill_in(page, PLANS[4])
    page.get_by_role("button", name="Granska svaren").click()
    page.get_by_role("button", name="Lämna in planen").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    wait_until(lambda: mailbox.messages)
    page.wait_for_timeout(500)
    assert filings_in(with_mail) == before + 1
    assert len(mailbox.messages) == 1
