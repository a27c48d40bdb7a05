"""In and out by an OpenID provider, in a browser that minds its own rules of cookies and forms."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journeys.servers import Server
from tests.ports import free_port
from tests.web.desk.openid import provider_for


def test_officer_goes_to_the_provider_and_back_and_out_again(
    browser: Browser, tmp_path: Path
) -> None:
    port = free_port()
    with provider_for(f"http://127.0.0.1:{port}") as provider:
        page = browser.new_page(locale="sv-SE", java_script_enabled=False)
        with Server(tmp_path / "instance", provider.settings(), port) as server:
            page.goto(f"{server.url}/register/planer/?ar=2026")
            page.get_by_role("button", name="Logga in med Kommunens konto").click()
            expect(page).to_have_url(f"{server.url}/register/planer/?ar=2026")
            expect(page.get_by_text("Anna Öberg")).to_be_visible()
            page.get_by_role("button", name="Logga ut").click()
            # The provider asks whether to sign out there too.
            page.get_by_role("button", name="Yes, sign me out").click()
            expect(page.get_by_text("Du är utloggad.")).to_be_visible()
            provider.misbehave(who="nobody")
            page.get_by_role("button", name="Logga in med Kommunens konto").click()
            expect(page.get_by_role("heading", name="Du har ingen roll")).to_be_visible()
        page.close()
