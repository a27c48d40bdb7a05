"""An ordinary plan takes two sheets, and what is measured of ten thousand holds for a few."""

import pypdfium2
import pytest

from bench.municipal import LONGEST_PURPOSE, MunicipalPlans
from bench.sheets import white_of
from forms import FORMS
from pdf import lay_out, render, render_blank
from tests.pdf.documents import FORM, HOUSE, ISSUED, form, imprint
from tests.pdf.drawn import drawn
from tests.pdf.pagerules import split_lists, unsaid
from tests.plans import PLANS, plan

# Its purpose alone fills a page.
VERY_LONG = 1
ORDINARY = [number for number in range(len(PLANS)) if number != VERY_LONG]
SENTENCE = "Vi svarar på frågor inom ett dygn och tar bort kommentarer som strider mot reglerna. "


@pytest.mark.parametrize("number", ORDINARY)
def test_ordinary_plan_takes_two_pages(number: int) -> None:
    assert lay_out(form(number), ISSUED, HOUSE).page_count == 2


@pytest.mark.parametrize("number", ORDINARY)
def test_purpose_of_nine_hundred_characters_takes_no_third_page(number: int) -> None:
    purpose = (SENTENCE * 20)[:LONGEST_PURPOSE]
    assert lay_out(form(number, purpose=purpose), ISSUED, HOUSE).page_count == 2


def test_blank_takes_two_pages() -> None:
    assert len(pypdfium2.PdfDocument(render_blank(FORM, HOUSE))) == 2


def test_municipal_plans_could_be_filed_and_no_rule_of_the_page_is_broken() -> None:
    plans = MunicipalPlans()
    for number in range(40):
        filled = FORMS[0].from_answers(plans.answers(number))
        assert filled.validate(), filled.error_list()
        page = drawn(lambda filled=filled: render(filled, imprint(), HOUSE))
        assert list(split_lists(page, filled)) == []
        assert list(unsaid(page)) == []
        assert all(0 <= white < 1 / 2 for white in white_of(page))


def test_one_long_name_breaks_no_address_of_others() -> None:
    [first, second, third] = plan(0)["administrators"]
    long = third | {"name": "Per-Örjan Åkerblom-Nyström", "email": f"{'o' * 30}@toreboda.example"}
    people = [first, second, long]
    page = drawn(lambda: render(form(0, administrators=people), imprint(), HOUSE))
    printed = [words.text for words in page.words]
    assert {first["email"], second["email"]} <= set(printed)
    assert long["email"] not in printed
