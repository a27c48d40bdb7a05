"""A clerk who has lost the receipt finds the plan again, changes it and hands it in."""

import re
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Mailbox
from tests.journeys.pages import press
from tests.journeys.servers import Server, wait_until
from tests.journeys.test_filing import file_plan
from tests.plans import plan

CLERK = "lost.receipt@toreboda.se"
OTHER = "who.stays@toreboda.se"


@pytest.mark.parametrize("context", [False], ids=["without JavaScript"], indirect=True)
def test_lost_receipt_is_found_and_the_plan_handed_in_anew(
    page: Page, with_mail: Server, mailbox: Mailbox
) -> None:
    answers = plan(0)
    answers["administrators"][0]["email"] = CLERK
    file_plan(page, with_mail.url, answers)
    reference = page.locator(".reference").inner_text().split()[0]

    page.goto(f"{with_mail.url}/riktlinjer/")
    page.get_by_role("link", name="Mina planer").click()
    page.get_by_label("Din e-postadress").fill(CLERK)
    press(page, "Skicka länk och kod")
    [letter] = wait_until(lambda: [one for one in mailbox.messages if is_to_clerk(one)])
    [link] = re.findall(r"http\S+/logga-in/lank/\S+", letter.get_body().get_content())
    page.goto(with_mail.url + urlsplit(link).path)
    press(page, "Logga in")

    expect(page.get_by_role("heading", level=1)).to_have_text("Mina planer")
    page.get_by_role("link", name=f"{reference} version 1").click()
    press(page, "Ändra planen")
    page.get_by_label("Syfte", exact=False).first.fill("Ett nytt syfte")
    press(page, "Granska svaren")
    press(page, "Lämna in planen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Planen är inlämnad")
    expect(page.locator(".reference")).to_have_text(f"{reference} version 2")
    page.goto(f"{with_mail.url}/mina-planer/")
    expect(page.get_by_role("link", name=f"{reference} version 2")).to_be_visible()
    press(page, "Logga ut")
    page.goto(f"{with_mail.url}/mina-planer/{reference}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se dina planer")


@pytest.mark.parametrize("context", [False], ids=["without JavaScript"], indirect=True)
def test_who_leaves_an_account_says_so_and_the_other_is_asked(
    page: Page, with_mail: Server, mailbox: Mailbox
) -> None:
    answers = plan(0)
    answers["administrators"][0]["email"] = CLERK
    answers["administrators"][1]["email"] = OTHER
    file_plan(page, with_mail.url, answers)
    reference = page.locator(".reference").inner_text().split()[0]
    mailbox.messages.clear()

    page.goto(f"{with_mail.url}/mina-planer/")
    page.get_by_label("Din e-postadress").fill(CLERK)
    press(page, "Skicka länk och kod")
    [letter] = wait_until(lambda: [one for one in mailbox.messages if is_to_clerk(one)])
    [link] = re.findall(r"http\S+/logga-in/lank/\S+", letter.get_body().get_content())
    page.goto(with_mail.url + urlsplit(link).path)
    press(page, "Logga in")
    page.get_by_role("link", name=f"{reference} version 1").click()
    page.get_by_role("link", name="Jag administrerar inte längre kontot").click()
    press(page, "Jag administrerar inte längre kontot")
    expect(page.get_by_role("button", name="Jag administrerar kontot")).to_be_visible()
    expect(page.get_by_role("button", name="Ändra planen")).to_have_count(0)
    [asked] = wait_until(lambda: [one for one in mailbox.messages if is_to(one, OTHER)])
    text = asked.get_body().get_content()
    assert f"/mina-planer/{reference}/#change" in text
    assert CLERK not in text


def is_to(message: EmailMessage, address: str) -> bool:
    """Whether a mail server was given it for that mailbox."""
    return bool(message["X-Envelope-To"] == address)


def is_to_clerk(message: EmailMessage) -> bool:
    """Whether it is the letter that the clerk asked for, and not a copy."""
    return is_to(message, CLERK)
