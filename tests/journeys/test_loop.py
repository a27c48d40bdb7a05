"""The whole loop: filed, printed, signed, photographed, sent in by its code, looked at by a human,
and the signed document in the information officer's mailbox."""

from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Mailbox
from tests.journeys.servers import Server, wait_until
from tests.journeys.test_desk import CODE
from tests.journeys.test_paper import TELEPHONE, expect_told, filed, picture, send

OFFICER = "informationsansvarig@toreboda.example"
with_script = pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)


def letter_with(mailbox: Mailbox, words: str) -> EmailMessage:
    """The letter in the officer's mailbox whose subject has these words."""

    def arrived() -> EmailMessage | None:
        return next((one for one in mailbox.messages if words in str(one["Subject"])), None)

    found: EmailMessage = wait_until(arrived)
    return found


def sign_in(page: Page, server: Server, mailbox: Mailbox) -> None:
    """As the officer, by the code in a real letter."""
    page.goto(f"{server.url}/logga-in/")
    page.get_by_label("Din e-postadress").fill(OFFICER)
    page.get_by_role("button", name="Skicka länk och kod").click()
    code = CODE.search(letter_with(mailbox, "ogga in").get_content())
    assert code is not None
    page.get_by_label("Kod").fill(code.group().strip())
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/register/**")


@with_script
def test_signed_paper_comes_home_and_its_copy_follows(
    page: Page, browser: Browser, with_mail: Server, mailbox: Mailbox
) -> None:
    paper = filed(with_mail, browser)
    reference = paper.reference
    letter_with(mailbox, f"{reference} v1")
    telephone = browser.new_context(**TELEPHONE).new_page()
    telephone.goto(paper.code)
    for number in (1, 2):
        send(telephone, picture(paper.photograph(number)))
        expect_told(telephone, f"Sida {number} av 2 är läst.")
    expect(telephone.get_by_text("Alla sidor är mottagna.")).to_be_visible()
    telephone.context.close()
    sign_in(page, with_mail, mailbox)
    page.goto(f"{with_mail.url}/register/planer/{reference}/")
    page.get_by_role("button", name="Granska papperet").click()
    for box in page.get_by_role("checkbox").all():
        expect(box).to_be_checked()
    expect(page.locator(".signing img")).to_have_count(3)
    page.get_by_role("button", name="Stämmer").click()
    page.goto(f"{with_mail.url}/register/planer/{reference}/")
    expect(page.get_by_text("Underskriven", exact=True).first).to_be_visible()
    signed = letter_with(mailbox, "undertecknad")
    assert reference in str(signed["Subject"])
    [document] = [
        one for one in signed.iter_attachments() if one.get_content_type().endswith("pdf")
    ]
    assert document.get_content().startswith(b"%PDF")
