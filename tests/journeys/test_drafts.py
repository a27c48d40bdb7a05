"""Nothing typed is ever lost: in a real browser, with a real server that is stopped and started."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.servers import Server, wait_until
from tests.journeys.test_filing import fill_in
from tests.plans import PLANS

with_script = pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
without_script = pytest.mark.parametrize(
    "context", [False], ids=["without JavaScript"], indirect=True
)
SAVED = re.compile(r"^Sparat \d+ \w+ \d{4} kl\. \d\d\.\d\d$")
AWAY = re.compile("^Ingen kontakt med servern")
# As Firefox does on reload, before any script of the page runs.
PUT_BACK = """document.addEventListener("readystatechange", () => {
    if (document.readyState === "interactive") document.getElementById("medium").value = "Facebook";
});"""
NOT_NOW = re.compile("^Servern kan inte spara just nu.*finns kvar här på sidan")


@pytest.fixture
def second(browser: Browser) -> Iterator[Page]:
    """Another computer."""
    context = browser.new_context(locale="sv-SE")
    yield context.new_page()
    context.close()


def status(page: Page) -> object:
    """What the page says about saving."""
    return page.locator("[data-saving-text]")


def type_and_wait(page: Page, text: str, name: str = "medium") -> None:
    """Type, and wait until the page has saved by itself and says so: at once, as one leaves."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator(f'[name="{name}"]').fill(text)
        page.locator(f'[name="{name}"]').blur()
    expect(status(page)).to_have_text(SAVED)


def stored(server: Server, page: Page, second: Page, name: str = "medium") -> str:
    """What another computer finds at the address that the page shows."""
    second.goto(page.url)
    return second.locator(f'[name="{name}"]').input_value()


def drafts_in(server: Server) -> int:
    """How many drafts were begun there."""
    with closing(server.register()) as register:
        return int(register.execute("SELECT count(*) FROM drafts").fetchone()[0])


@with_script
def test_typing_is_saved_by_itself_and_found_on_another_computer(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    expect(status(page)).to_have_text("Inget är sparat ännu")
    page.locator("#medium").fill("Facebook")
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator("#medium")).to_be_focused()
    assert "/utkast/" in page.url
    assert page.locator("#own-address").input_value() == page.url
    assert stored(server, page, second) == "Facebook"
    page.reload()
    assert page.locator("#medium").input_value() == "Facebook"


@with_script
def test_what_is_typed_before_the_script_has_come_is_saved_too(
    page: Page, server: Server, second: Page
) -> None:
    held: list[Route] = []
    page.route("**/saving.js*", lambda route: held.append(route))
    page.goto(server.form, wait_until="commit")
    page.locator("#medium").fill("Facebook")
    expect(status(page)).to_have_text("Inget är sparat ännu")
    wait_until(lambda: page.wait_for_timeout(50) or held)
    held.pop().continue_()
    expect(status(page)).to_have_text(SAVED)
    assert stored(server, page, second) == "Facebook"


@with_script
def test_what_the_browser_puts_back_on_reload_is_no_news(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    second.goto(page.url)
    type_and_wait(second, "Instagram")
    page.add_init_script(PUT_BACK)
    page.reload()
    expect(page.locator("#medium")).to_have_value("Facebook")
    page.wait_for_timeout(2_500)
    assert stored(server, page, second) == "Instagram"


@with_script
def test_nothing_is_saved_before_anything_is_typed(page: Page, server: Server) -> None:
    before = drafts_in(server)
    page.goto(server.form)
    page.locator("#medium").focus()
    page.locator("h1").click()
    page.wait_for_timeout(2_500)
    assert page.url == server.form
    assert drafts_in(server) == before


@with_script
def test_saving_is_read_aloud_once_and_then_only_news(page: Page, server: Server) -> None:
    page.goto(server.form)
    page.evaluate(
        """() => {
            window.heard = [];
            const announcer = document.querySelector("[data-announcer]");
            const hear = () => announcer.textContent && heard.push(announcer.textContent);
            new MutationObserver(hear).observe(announcer, {childList: true});
        }"""
    )
    for text in ("F", "Fa", "Fac"):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator("#medium").fill(text)
    expect(status(page)).to_have_text(SAVED)
    assert page.evaluate("heard") == ["Sparat. Svaren sparas medan du skriver."]


@with_script
def test_closing_the_tab_right_after_typing_loses_nothing(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    address = page.url
    page.locator("#medium").fill("Instagram")
    page.close(run_before_unload=True)

    def is_stored() -> bool:
        second.goto(address)
        return second.locator("#medium").input_value() == "Instagram"

    wait_until(is_stored)


@with_script
def test_offline_the_page_says_so_and_sends_the_text_when_the_network_is_back(
    page: Page, context: BrowserContext, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    context.set_offline(True)
    page.locator("#medium").fill("Facebook och Instagram")
    expect(status(page)).to_have_text(AWAY)
    assert "finns kvar här på sidan" in status(page).inner_text()
    context.set_offline(False)
    expect(status(page)).to_have_text(SAVED)
    assert stored(server, page, second) == "Facebook och Instagram"


@with_script
def test_a_server_that_is_down_costs_nothing(page: Page, server: Server, second: Page) -> None:
    page.goto(server.form)
    server.stop()
    page.locator("#medium").fill("Facebook")
    expect(status(page)).to_have_text(AWAY)
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.locator("#medium")).to_have_value("Facebook")
    expect(page.locator("[data-announcer]")).to_have_text(AWAY)
    server.start()
    expect(status(page)).to_have_text(SAVED)
    assert stored(server, page, second) == "Facebook"


@with_script
def test_a_register_that_is_locked_is_tried_again(page: Page, server: Server, second: Page) -> None:
    page.goto(server.form)
    with closing(server.register()) as register:
        register.execute("BEGIN IMMEDIATE")
        page.locator("#medium").fill("Facebook")
        expect(status(page)).to_have_text(NOT_NOW)
        expect(page.locator("[data-announcer]")).to_have_text(NOT_NOW)
        register.execute("ROLLBACK")
    expect(status(page)).to_have_text(SAVED)
    assert stored(server, page, second) == "Facebook"


@with_script
def test_of_two_tabs_the_later_is_told_and_may_choose(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    second.goto(page.url)
    type_and_wait(second, "Instagram")
    page.locator("#medium").fill("Snapchat")
    expect(status(page)).to_contain_text("Utkastet har sparats i en annan flik.")
    expect(page.locator("[data-announcer]")).to_contain_text("i en annan flik")
    page.locator("#url").fill("mer text")
    page.wait_for_timeout(2_500)
    second.reload()
    assert second.locator("#medium").input_value() == "Instagram"

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Se de sparade svaren i en ny flik").click()
    expect(opened.value.locator("#medium")).to_have_value("Instagram")
    page.get_by_role("button", name="Spara mina svar i stället").click()
    expect(status(page)).to_have_text(SAVED)
    second.reload()
    assert second.locator("#medium").input_value() == "Snapchat"
    assert second.locator("#url").input_value() == "mer text"
    type_and_wait(page, "Bluesky")


def lose_the_answer(route: Route) -> None:
    """The server hears and the browser does not."""
    route.fetch()
    route.abort()


@with_script
def test_an_answer_that_got_lost_is_not_taken_for_another_tab(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    page.route("**/utkast/**", lose_the_answer)
    page.locator("#medium").fill("Facebook och ")
    expect(status(page)).to_have_text(AWAY)
    page.unroute("**/utkast/**")
    page.locator("#medium").fill("Facebook och Instagram")
    expect(status(page)).to_have_text(SAVED)
    assert stored(server, page, second) == "Facebook och Instagram"


@with_script
def test_another_tab_is_noticed_although_an_answer_got_lost(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    page.route("**/utkast/**", lose_the_answer)
    page.locator("#medium").fill("Snapchat")
    expect(status(page)).to_have_text(AWAY)
    second.goto(page.url)
    type_and_wait(second, "Instagram")
    page.unroute("**/utkast/**")
    expect(page.locator("[data-other-tab]")).to_be_visible(timeout=15_000)
    assert stored(server, page, second) == "Instagram"


@without_script
def test_of_two_tabs_the_later_is_told_without_a_script_too(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    page.locator("#medium").fill("Facebook")
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.locator("main .notice").first).to_contain_text("Sparat")
    second.goto(page.url)
    type_and_wait(second, "Instagram")
    page.locator("#medium").fill("Snapchat")
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "Utkastet har sparats i en annan flik"
    )
    expect(page.locator("#medium")).to_have_value("Snapchat")
    second.reload()
    assert second.locator("#medium").input_value() == "Instagram"
    page.get_by_role("button", name="Spara mina svar i stället").first.click()
    second.reload()
    assert second.locator("#medium").input_value() == "Snapchat"


@with_script
def test_back_from_the_review_leads_to_what_was_typed(page: Page, server: Server) -> None:
    page.goto(server.form)
    fill_in(page, PLANS[4])
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    page.go_back()
    expect(page.locator("#medium")).to_have_value(PLANS[4]["medium"])
    type_and_wait(page, "Ett annat medium")


@without_script
def test_the_review_leads_back_to_what_was_typed(page: Page, server: Server) -> None:
    page.goto(server.form)
    fill_in(page, PLANS[4])
    page.get_by_role("button", name="Granska svaren").click()
    page.get_by_role("link", name="Tillbaka till frågorna").click()
    expect(page.locator("#medium")).to_have_value(PLANS[4]["medium"])


COME_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


@with_script
def test_a_page_out_of_the_browsers_memory_takes_up_what_was_saved_since(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    second.goto(page.url)
    type_and_wait(second, "Instagram")
    page.evaluate(COME_BACK)
    expect(page.locator("#medium")).to_have_value("Instagram")
    type_and_wait(page, "Snapchat")


@with_script
def test_a_lost_session_is_not_noticed_while_typing(
    page: Page, context: BrowserContext, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    context.clear_cookies()
    with page.expect_response(lambda answer: answer.status == 400):
        page.locator("#medium").fill("Instagram")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        pass
    expect(status(page)).to_have_text(SAVED)
    assert stored(server, page, second) == "Instagram"


@without_script
def test_a_lost_session_costs_one_press(
    page: Page, context: BrowserContext, server: Server
) -> None:
    page.goto(server.form)
    page.locator("#medium").fill("Facebook")
    context.clear_cookies()
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    page.get_by_role("button", name="Försök igen").click()
    expect(page.locator("#medium")).to_have_value("Facebook")
    assert "/utkast/" in page.url


def test_a_double_click_leads_to_one_review(page: Page, server: Server) -> None:
    page.goto(server.form)
    fill_in(page, PLANS[4])
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.locator("main .notice").first).to_contain_text("Sparat")
    page.locator("#medium").fill("Forum")
    page.get_by_role("button", name="Granska svaren").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    expect(page.get_by_text("Forum", exact=True)).to_be_visible()


@with_script
def test_blocked_cookies_are_told_of_and_end_the_promise(
    page: Page, context: BrowserContext, server: Server
) -> None:
    are_blocked = True

    def without_cookies(route: Route) -> None:
        if are_blocked:
            context.clear_cookies()
        route.continue_()

    page.route("**/aktivitetsplan/**", without_cookies)
    page.goto(server.form)
    page.locator("#medium").fill("Facebook")
    expect(status(page)).to_contain_text("kunde inte sparas")
    expect(page.get_by_text("Svaren sparas medan du skriver")).to_be_hidden()
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Webbläsaren tar inte emot kakor")
    expect(page.locator("#answers-text")).to_contain_text("Facebook")
    expect(page.get_by_role("button", name="Kopiera svaren")).to_be_visible()
    are_blocked = False
    context.clear_cookies()
    for _ in range(2):
        with page.expect_event("load"):
            page.get_by_role("button", name="Försök igen").click()
    expect(page.locator("#medium")).to_have_value("Facebook")
    expect(status(page)).to_contain_text("Sparat")


# The server has saved, but the page does not know it yet.
SLOW_ANSWERS = """() => {
    const plain = window.fetch;
    window.fetch = async (...request) => {
        const answer = await plain(...request);
        await new Promise((goOn) => setTimeout(goOn, 1_000));
        return answer;
    };
}"""


@with_script
def test_a_press_in_the_middle_of_a_save_waits_for_it(page: Page, server: Server) -> None:
    page.goto(server.form)
    fill_in(page, PLANS[4])
    type_and_wait(page, "Forum")
    page.evaluate(SLOW_ANSWERS)
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("#medium").fill("Forumet")
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    expect(page.get_by_text("Forumet", exact=True)).to_be_visible()


@with_script
def test_persons_can_be_added_in_the_middle_of_a_save(page: Page, server: Server) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    page.evaluate(SLOW_ANSWERS)
    for number in (2, 3, 4):
        with page.expect_request(lambda request: request.method == "POST"):
            page.locator("#medium").fill(f"Facebook {number}")
        page.get_by_role("button", name="Lägg till administratör").click()
        expect(page.locator(f"#administrators-{number}-name")).to_be_focused()
    expect(status(page)).to_have_text(SAVED)
    page.reload()
    expect(page.locator("#medium")).to_have_value("Facebook 4")
    expect(page.locator("#administrators-4-name")).to_be_visible()


@with_script
def test_a_draft_that_was_erased_meanwhile_becomes_a_new_one(
    page: Page, server: Server, second: Page
) -> None:
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    before = page.url
    with closing(server.register()) as register:
        register.execute("DELETE FROM drafts")
    page.locator("#medium").fill("Facebook igen")
    page.wait_for_url(lambda url: "/utkast/" in url and url != before)
    assert stored(server, page, second) == "Facebook igen"


@with_script
def test_a_draft_that_was_filed_elsewhere_says_so(page: Page, server: Server, second: Page) -> None:
    page.goto(server.form)
    fill_in(page, PLANS[4])
    expect(status(page)).to_have_text(SAVED)
    second.goto(page.url)
    second.get_by_role("button", name="Granska svaren").click()
    second.get_by_role("button", name="Lämna in planen").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    page.locator("#medium").fill("Något annat")
    expect(status(page)).to_contain_text("redan inlämnad")
    status(page).get_by_role("link", name="Gå till kvittot").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")


def test_a_person_is_typed_once(page: Page, server: Server) -> None:
    page.goto(server.form)
    fill_in(page, PLANS[4] | {"operators": [{"name": "", "email": "", "phone": ""}]})
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.locator("main .notice").first).to_contain_text("Sparat")
    page.get_by_role("button", name="Samma som administratör 2").click()
    for part in ("name", "email", "phone"):
        expect(page.locator(f"#operators-0-{part}")).to_have_value(
            PLANS[4]["administrators"][1][part]
        )
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")


def test_the_page_says_how_long_a_draft_is_kept(page: Page, server: Server) -> None:
    page.goto(server.form)
    expect(page.get_by_text("Utkastet raderas 90 dagar efter")).to_be_visible()
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.locator("main .notice").first).to_contain_text("Sparat")
    expect(page.get_by_text("Utkastet raderas 90 dagar efter")).to_be_visible()
    expect(page.get_by_label("Utkastets adress")).to_have_value(page.url)


@with_script
def test_the_address_is_copied_with_one_press(
    page: Page, context: BrowserContext, server: Server
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    page.get_by_role("button", name="Kopiera adressen").click()
    expect(page.locator("[data-announcer]")).to_have_text("Adressen är kopierad")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


@with_script
def test_leaving_with_text_that_could_not_be_saved_asks_first(
    page: Page, context: BrowserContext, server: Server
) -> None:
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(server.form)
    type_and_wait(page, "Facebook")
    context.set_offline(True)
    page.locator("#medium").fill("Instagram")
    expect(status(page)).to_have_text(AWAY)
    page.close(run_before_unload=True)
    wait_until(lambda: page.wait_for_timeout(50) or asked)
    assert asked == ["beforeunload"]
    expect(page.locator("#medium")).to_have_value("Instagram")
