"""The whole life of an account, from the plan of one that is not there to its end."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import press
from tests.journeys.servers import Server
from tests.journeys.test_filing import fill_in
from tests.plans import plan

ADDRESS = "https://www.instagram.com/torebodasimhall/"


@pytest.mark.parametrize("context", [False], ids=["without JavaScript"], indirect=True)
def test_account_is_planned_made_looked_at_and_closed(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/aktivitetsplan/")
    fill_in(page, plan(0, url="torebodasimhall"))
    page.locator("[name=not_created]").check()
    press(page, "Granska svaren")
    press(page, "Lämna in planen")
    receipt = page.url
    expect(page.locator("main")).to_contain_text("Kontot: planerat, inte skapat än")

    _step(page, "Kontot är skapat")
    page.get_by_label("Webbadress eller kontots namn").fill("https://www.facebook.com/simhall")
    press(page, "Spara")
    expect(page.locator("main [role=alert]").first).to_contain_text("Inget är noterat än")
    page.get_by_label("Webbadress eller kontots namn").fill(ADDRESS)
    press(page, "Spara")
    _told(page, receipt, "Det är noterat att kontot är skapat")
    expect(page.locator("main")).to_contain_text("Kontot: i bruk sedan")

    _step(page, "Gå igenom planen")
    expect(page.locator("main")).to_contain_text("torebodasimhall")
    press(page, "Allt stämmer")
    _told(page, receipt, "Det är noterat att allt stämmer")

    _step(page, "Det här ska kontot visa")
    boxes = page.get_by_role("checkbox").all()
    for box in boxes[1:]:
        box.check()
    press(page, "Spara")
    expect(page.locator("main [role=alert]").first).to_contain_text("Inget är noterat än")
    page.get_by_role("checkbox", checked=False).check()
    press(page, "Spara")
    _told(page, receipt, "Det är noterat att kontot visar det som det ska")

    press(page, "Ändra planen")
    expect(page.locator("[name=url]")).to_have_value(ADDRESS)
    expect(page.locator("[name=not_created]")).not_to_be_checked()

    page.goto(receipt)
    _step(page, "Avsluta kontot")
    page.get_by_label("Kontot är borttaget").check()
    press(page, "Avsluta kontot")
    alert = page.locator("main [role=alert]").first
    expect(alert).to_contain_text("Skriv var det som publicerades finns kvar")
    page.get_by_label("Var finns det som har publicerats?").fill("Bilder i registret")
    press(page, "Avsluta kontot")
    _told(page, receipt, "Kontot är avslutat")
    expect(page.get_by_role("link", name="Avsluta kontot")).to_have_count(0)


def _step(page: Page, name: str) -> None:
    page.locator("#account ~ ul").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _told(page: Page, receipt: str, words: str) -> None:
    expect(page.locator("main [role=status]").first).to_contain_text(words)
    assert page.url.startswith(receipt)
