"""The rules of the page, held by any form that could be asked for and any answers to it.

`ANY_FORMS=2000` tries more of them: `make check-forms`.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forms import PartForm, PrintableForm, Question
from forms.continuation import can_be_continued, sheet_names
from forms.kinds import Attachments, Group, Heading, Line, LongText, People, PersonName, Phone, Tick
from pdf import Enclosure, render, render_blank, render_continuation
from pdf.form.blank import blank_form
from pdf.form.continuation import sheet_form
from tests.pdf.anyanswers import answers_to
from tests.pdf.anyforms import forms
from tests.pdf.documents import HOUSE, imprint
from tests.pdf.drawn import drawn
from tests.pdf.enclosed import page as page_of_file
from tests.pdf.pagerules import (
    blank_faults,
    expected,
    expected_of_files,
    faults,
    missing,
    split_approvals,
    split_lists,
    unsigned,
)

COUNT = int(os.environ.get("ANY_FORMS", "60"))
some = settings(
    max_examples=COUNT,
    deadline=None,
    # To make a form smaller takes minutes, and each is small enough to look at.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    derandomize="ANY_FORMS" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def filled_forms(draw: st.DrawFn) -> PrintableForm:
    form = draw(forms())
    return form.from_answers(draw(answers_to(form)))


def enclosures_of(form: PrintableForm) -> dict[str, Enclosure]:
    """Some of the files of an answer, each with a page."""
    fields = [one for one in form if isinstance(one, Attachments)]
    digests = {file["sha256"] for field in fields for file in field.data}
    some_ = (one for one in digests if one < "c")
    return {one: Enclosure(one, (page_of_file(90, 60),), b"%PDF-") for one in some_}


@some
@given(filled_forms())
def test_answered_form_keeps_the_rules_of_the_page(form: PrintableForm) -> None:
    enclosures = enclosures_of(form)
    page = drawn(lambda: render(form, imprint(), HOUSE, enclosures=enclosures))
    assert list(faults(page, form)) == []
    words = [*expected(form), *expected_of_files(form, enclosures)]
    assert list(missing(page, words)) == []
    assert list(split_lists(page, form)) == []
    assert list(unsigned(page, form)) == []
    assert list(split_approvals(page, form)) == []


@some
@given(forms())
def test_blank_form_keeps_the_rules_of_the_page(form: type[PrintableForm]) -> None:
    page = drawn(lambda: render_blank(form, HOUSE))
    assert list(faults(page, blank_form(form))) == []
    assert list(blank_faults(page, blank_form(form))) == []
    assert list(unsigned(page, blank_form(form))) == []
    assert list(split_approvals(page, blank_form(form))) == []


@some
@given(forms().filter(can_be_continued))
def test_continuation_sheet_keeps_the_rules_of_the_page(form: type[PrintableForm]) -> None:
    page = drawn(lambda: render_continuation(form, HOUSE))
    assert list(faults(page, sheet_form(form))) == []
    assert len(page.fields) >= len(set(sheet_names(form.blank())))


class Ticks(PrintableForm):
    slug, prefix, title = "kryss", "KR", "Kryss"
    ASKED = Question(1, "Vad ska finnas?")

    light = Tick("Belysning", ASKED)
    water = Tick("Vatten", ASKED)


@pytest.mark.parametrize(
    ("answers", "printed"),
    [({}, "Inget svar"), ({"water": True}, "Vatten Ja"), ({"light": True}, "Belysning Ja")],
)
def test_answer_tells_what_of_several_things_is_ticked(
    answers: dict[str, bool], printed: str
) -> None:
    page = drawn(lambda: render(Ticks.from_answers(answers), imprint(), HOUSE))
    text = " ".join(one.text.strip() for one in page.words)
    assert f"Vad ska finnas? {printed} " in text


class Pupil(PartForm):
    name = PersonName("Elevens namn")
    guardian = PersonName("Vårdnadshavare")
    school = Line("Skola")
    phone = Phone("Telefon")


class Pupils(PrintableForm):
    slug, prefix, title = "elever", "EL", "Elever"

    why = LongText(question=Question(1, "Vad gäller det?"))
    pupils = People(Pupil, Question(2, "Vilka?"), title="Elev {}", noun="elever", least=1, most=4)


def test_few_persons_of_whom_too_much_is_asked_for_a_table_stay_together() -> None:
    pupil = {"name": "Åsa", "guardian": "Bo", "school": "Kanalskolan", "phone": "0506-180 00"}
    for lines in range(20, 50):
        form = Pupils.from_answers({"why": "rad\n" * lines, "pupils": [pupil] * 4})
        page = drawn(lambda form=form: render(form, imprint(), HOUSE))
        assert list(split_lists(page, form)) == []


@pytest.mark.parametrize("count", [10, 11, 12])
def test_question_that_nearly_fills_a_page_goes_on_below_high_headings(count: int) -> None:
    texts = {f"why{n}": LongText(f"Skäl {n}", optional=True) for n in range(count)}
    facts = {
        "slug": "hog",
        "prefix": "HO",
        "title": "Hög",
        "about": Heading("Om skälen", intro="Beskriv verksamheten och dess mål. " * 25),
        "why": Group(type("Reasons", (PartForm,), texts), question=Question(1, "Varför?")),
    }
    form: type[PrintableForm] = type("High", (PrintableForm,), facts)
    page = drawn(lambda: render_blank(form, HOUSE))
    assert list(faults(page, blank_form(form))) == []
    assert list(blank_faults(page, blank_form(form))) == []
