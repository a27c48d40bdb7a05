"""Sums in a browser: added up while somebody types, as the server does it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from forms import PartForm, PrintableForm, Question, when
from forms.kinds import Amount, Line, Number, RowList, Sum, Tick
from tests.grants import Grant
from tests.journeys.servers import served
from tests.journeys.test_accessibility import axe

# What is read, what is not, and what only looks like a number.
TYPED = (
    *("1250", "1 250 kr", "1250:-", "1.250,50", "1250:50", "kr 1250", "SEK 5", "-50", "−50:-", "0"),
    *("1.250", "1,250", "banan", "1e3", "5 tkr", "", "5,0", "0,1", "0,05", "1 2", "5,-"),
    *("999999999999", "1000000000000", "+7", "- 7", ",5", "5,", "1.250.000,00"),
)


class Cost(PartForm):
    what = Line("Vad", noun="vad")
    amount = Amount("Belopp", noun="beloppet")


class Budget(PrintableForm):
    slug, prefix, title = "budget", "BU", "Budget"

    costs = RowList(Cost, Question(1, "Vad kostar det?"), title="Kostnad {}", least=1, most=5)
    has_more = Tick("Det finns mer", Question(2, "Finns det mer?"))
    more = Amount(question=Question(3, "Hur mycket mer?", asked_if=when("has_more", True)))
    total = Sum("Summa", Question(4, "Summa"), of=("costs-amount", "more"))
    people = Number("Antal", Question(5, "Hur många?"), decimals=1, unit="st", least=None)
    every = Sum("Alla", Question(6, "Alla"), of="people")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A system that offers the forms of this test."""
    folder = tmp_path_factory.mktemp("instance")
    with served(Budget, Grant, instance=folder, ALLOW_PERSONAL_NUMBERS="yes") as found:
        yield found


@pytest.fixture
def tab(browser: Browser, url: str) -> Iterator[Page]:
    """A tab with the form; a fault of a script fails the test."""
    context = browser.new_context(locale="sv-SE")
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.goto(f"{url}/budget/")
    yield page
    context.close()


def test_sum_follows_rows_and_what_is_asked(tab: Page) -> None:
    total = tab.locator("#total")
    expect(total).to_have_text("Inget att räkna ihop än.")
    tab.fill("[name=costs-0-amount]", "0,10")
    expect(total).to_have_text("0,10\u00a0kr")
    tab.click("button[value=add-costs]")
    tab.fill("[name=costs-1-amount]", "0,20")
    expect(total).to_have_text("0,30\u00a0kr")
    tab.check("[name=has_more]")
    tab.fill("[name=more]", "1 000")
    expect(total).to_have_text("1\u00a0000,30\u00a0kr")
    tab.uncheck("[name=has_more]")
    expect(total).to_have_text("0,30\u00a0kr")
    tab.click("button[value=remove-costs-0]")
    expect(total).to_have_text("0,20\u00a0kr")


def test_script_reads_numbers_as_the_server_does(tab: Page) -> None:
    for typed in TYPED:
        form = Budget.from_answers({"costs": [{"amount": typed}], "people": typed})
        tab.fill("[name=costs-0-amount]", typed)
        tab.fill("[name=people]", typed)
        for name in ("total", "every"):
            told = form[name].shown or "Inget att räkna ihop än."
            expect(tab.locator(f"#{name}"), typed).to_have_text(told)


@pytest.mark.parametrize("width", [1280, 320])
def test_page_of_values_keeps_the_rules(browser: Browser, url: str, width: int) -> None:
    context = browser.new_context(locale="sv-SE", viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{url}/bidrag/")
    assert axe(page) == []
    page.fill("[name=day]", "31 februari")
    page.click("button.govuk-button[value=review]")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
