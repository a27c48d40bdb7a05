"""The two forms beside Bilaga 1 in a real browser, with and without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from forms import BorttagetInlagg, PrintableForm, Uppfoljning
from tests.journeys.conftest import Mailbox
from tests.journeys.pages import fill_in_record as fill_in
from tests.journeys.servers import Server, wait_until
from tests.journeys.test_attaching import choose, names
from tests.journeys.test_filing import fill_in as fill_in_plan
from tests.plans import plan
from tests.records import SENDER_OF_THE_POST, WORDS_OF_THE_POST, follow_up, removal
from tests.web.filling.test_attaching import picture

ENDING = {"day": "2024-12-31", "kept": "En ögonblicksbild"}


@pytest.mark.parametrize(
    ("form_class", "answers"),
    [
        (BorttagetInlagg, removal()),
        (BorttagetInlagg, removal(secret=True, diary_number="KS 2024/123")),
        (Uppfoljning, follow_up(decision="end", ending=ENDING)),
    ],
    ids=["removal", "secret", "follow-up"],
)
def test_it_is_filled_in_reviewed_and_filed(
    page: Page,
    serve: Callable[..., str],
    form_class: type[PrintableForm],
    answers: dict[str, Any],
) -> None:
    page.goto(f"{serve()}/{form_class.slug}/")
    asked = form_class.from_answers(answers).answers()
    fill_in(page, form_class, asked)
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    page.get_by_role("button", name=f"Lämna in {form_class.definite}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    expect(page.locator(".reference")).to_contain_text(f"{form_class.prefix}-")


WORDS_OF_THE_PICTURE = "Kommentaren under vårt inlägg om bokbussen"


def test_a_record_with_a_picture_and_a_mistake_is_filed_and_mail_tells_none_of_it(
    page: Page, with_mail: Server, mailbox: Mailbox, tmp_path: Path
) -> None:
    file = tmp_path / "skarmdump.jpg"
    file.write_bytes(picture(1))
    page.goto(f"{with_mail.url}/borttaget-inlagg/")
    fill_in(page, BorttagetInlagg, removal(removed={"day": "2024-11-25", "clock": "23:57"}))
    choose(page, file)
    names(page, "skarmdump.jpg")
    page.get_by_role("button", name="Granska svaren").click()
    wrong = page.locator(".govuk-error-summary li")
    expect(wrong).to_have_count(2)
    expect(wrong.filter(has_text="Skriv en tid som inte är före")).to_be_visible()
    # Nothing is lost on the way, and the file need not be chosen anew.
    expect(page.locator("#content")).to_have_value(removal()["content"])
    page.get_by_label("Vad visar skarmdump.jpg?").fill(WORDS_OF_THE_PICTURE)
    page.locator("#removed-clock").fill("23:58")
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    expect(page.locator("main")).to_contain_text(WORDS_OF_THE_POST)
    expect(page.locator(".files-shown img")).to_have_count(1)
    page.get_by_role("button", name="Lämna in anteckningen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    reference = page.locator(".reference").inner_text().split()[0]
    [letter] = wait_until(lambda: mailbox.messages)
    assert reference in letter.get_body().get_content()
    assert [*letter.iter_attachments()] == []
    whole = letter.as_string() + letter.get_body().get_content()
    for word in (WORDS_OF_THE_POST, SENDER_OF_THE_POST, WORDS_OF_THE_PICTURE, "skarmdump"):
        assert word not in whole


def test_a_follow_up_is_begun_from_the_receipt_of_its_plan_and_filed(
    page: Page, server: Server
) -> None:
    page.goto(server.form)
    fill_in_plan(page, plan())
    page.get_by_role("button", name="Granska svaren").click()
    page.get_by_role("button", name="Lämna in planen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    reference = page.locator(".reference").inner_text().split()[0]
    page.get_by_role("button", name="uppföljning").click()
    expect(page).to_have_url(re.compile("/uppfoljning/utkast/"))
    expect(page.locator("#plan")).to_have_value(reference)
    expect(page.locator("#medium")).to_have_value(plan()["medium"])
    expect(page.locator("#removals-hint")).to_contain_text("I registret finns")
    known = ("medium", "url", "plan", "organisation", "purpose", "audience", "period", "manager")
    left = {name: one for name, one in follow_up().items() if name not in known}
    fill_in(page, Uppfoljning, left)
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")
    # One post was removed, and no record of it is filed.
    expect(page.locator("main")).to_contain_text("Lämna in en anteckning för varje borttaget")
    page.get_by_role("button", name="Lämna in uppföljningen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    expect(page.locator(".reference")).to_contain_text("UF-")


@pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)
def test_period_is_suggested_once_the_account_is_named_and_what_is_typed_stays(
    page: Page, context: BrowserContext, server: Server
) -> None:
    page.goto(server.form)
    fill_in_plan(page, plan())
    page.get_by_role("button", name="Granska svaren").click()
    page.get_by_role("button", name="Lämna in planen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlämnad")
    page.goto(f"{server.url}/uppfoljning/")
    page.locator("#medium").fill(plan()["medium"])
    page.locator("#url").fill(plan()["url"])
    page.locator("#purpose").focus()
    told = page.get_by_text("Svaret på fråga 3 är ett förslag.")
    expect(told.first).to_be_visible()
    expect(page.locator("#period-to")).to_have_value(re.compile("[0-9]{4}-"))
    # Whoever takes it away has the last word.
    for end in ("from", "to"):
        page.locator(f"#period-{end}").fill("")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator("#purpose").fill("Berätta")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator("#purpose").fill("Berätta om böcker")
    expect(page.locator("#period-to")).to_have_value("")
