"""What every form gets for free: whatever stands in `FORMS` is held to all of this.

A form that the house can do nothing wrong with is no more than a class; so this asks nothing of the
form, only of what is made from it. `EVERY_FORM=200` tries more answers, every rule of the pages and
LibreOffice too: `make check-forms`.
"""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, seed, settings
from playwright.sync_api import Browser, Page, sync_playwright

import app as wiring
import forms
from app import create_app
from forms import PrintableForm
from forms.continuation import can_be_continued
from forms.samples import Length, sample
from forms.soundness import unfinished
from intake.opening import open_here
from intake.reading import read
from intake.refusals import NoAnswers
from pdf import render, render_blank, render_continuation
from pdf.form.blank import blank_form
from settings import read_settings
from tests.forms.every_kind import EveryKind
from tests.forms.papers import on_blank, written
from tests.intake.check_libreoffice import through_draw
from tests.intake.fillers import with_pdfium, with_pypdf
from tests.journeys import pdfjs
from tests.journeys.conftest import QUIET
from tests.journeys.nodetools import node_module
from tests.journeys.pages import Document
from tests.journeys.servers import serving
from tests.journeys.test_accessibility import DESKTOP, TELEPHONE, WINDOWS, axe, by, invalid
from tests.pdf import verapdf
from tests.pdf.anyanswers import answers_to
from tests.pdf.documents import HOUSE, imprint
from tests.pdf.drawn import Drawn, drawn
from tests.pdf.pagerules import (
    blank_faults,
    expected,
    faults,
    missing,
    split_approvals,
    split_lists,
    unsigned,
)
from tests.programs import program

EXAMPLES = int(os.environ.get("EVERY_FORM", "2"))
IS_THOROUGH = EXAMPLES > 50
# Of these, by veraPDF, which takes a quarter of a second for each.
JUDGED = EXAMPLES if IS_THOROUGH else 1
TRIED = (*forms.FORMS, EveryKind)
STATES = ("empty", "errors", "answered", "review")
ANSWERED = (Length.SHORT, Length.ORDINARY, Length.LONGEST)
FILLERS = {"pypdf": with_pypdf, "PDFium": with_pdfium}
# The slow one with few answers.
A_FEW_FILLED = [("pypdf", Length.SHORT), ("PDFium", Length.ORDINARY)]
EVERY_FILLED = [*product(FILLERS, (Length.SHORT, Length.ORDINARY))]
FILLED = EVERY_FILLED if IS_THOROUGH else A_FEW_FILLED
A_FEW_RULES = (
    (DESKTOP, {"axe-core": axe}),
    (TELEPHONE, {"axe-core at 320 px": axe, "sideways": by("sidewaysScrolling")}),
)
thorough = pytest.mark.skipif(not IS_THOROUGH, reason="takes long: make check-forms")
Form = type[PrintableForm]
pytestmark = pytest.mark.parametrize("form", TRIED, ids=lambda form: form.slug)


@pytest.fixture(autouse=True, scope="module")
def offered() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "FORMS", TRIED)
        yield


# ---- What it says


def test_every_message_says_what_is_missing(form: Form) -> None:
    assert [one.text for one in unfinished(form)] == []


@pytest.mark.parametrize("length", ANSWERED)
def test_made_up_answers_can_be_filed(form: Form, length: Length) -> None:
    filled = sample(form, length)
    assert filled.validate(), filled.error_list()


def test_nothing_answered_is_stopped_and_nothing_breaks(form: Form) -> None:
    filled = sample(form, Length.NOTHING)
    assert filled.validate() == all(field.optional or not field.is_asked for field in filled)
    assert filled.answers() == {}


# ---- What becomes of its answers


@pytest.mark.parametrize("length", ANSWERED)
def test_answers_go_through_json_and_the_schema_lets_them_through(
    form: Form, length: Length
) -> None:
    filled = sample(form, length)
    again = json.loads(json.dumps(filled.answers()))
    jsonschema.Draft202012Validator.check_schema(form.schema())
    jsonschema.Draft202012Validator(form.schema()).validate(again)
    assert form.from_answers(again).answers() == filled.answers()
    typed = json.loads(json.dumps(filled.typed()))
    assert form.from_answers(typed).answers() == filled.answers()


@pytest.mark.parametrize("length", ANSWERED)
def test_answers_come_home_from_their_document(form: Form, length: Length) -> None:
    filled = sample(form, length)
    found = read(paper(form, length).content, opener=open_here)
    assert (found.form, found.answers, found.agrees) == (form.slug, filled.answers(), True)


@pytest.mark.parametrize(("filler", "length"), FILLED)
def test_answers_come_home_from_the_filled_blank(form: Form, filler: str, length: Length) -> None:
    comes_home(form, length, FILLERS[filler])


def comes_home(form: Form, length: Length, fill: Callable[[bytes, dict[str, str]], bytes]) -> None:
    filled = on_blank(sample(form, length))
    content = fill(empty_paper(form).content, written(filled))
    assert read(content, opener=open_here).answers == filled.answers()


@thorough
def test_document_that_libreoffice_has_saved_is_told_by_its_codes(form: Form) -> None:
    """Draw drops what is attached and every field, and draws the pages anew."""
    saved = through_draw(render(sample(form, Length.ORDINARY), imprint(), HOUSE))
    with pytest.raises(NoAnswers) as refused:
        read(saved, opener=open_here)
    assert all(code.startswith(imprint().url.upper()) for code in refused.value.facts["codes"])
    assert refused.value.facts["codes"]


# ---- What its paper looks like


@pytest.mark.parametrize("length", Length)
def test_document_keeps_the_rules_and_cuts_nothing(form: Form, length: Length) -> None:
    assert document_faults(sample(form, length), paper(form, length)) == []


def test_document_of_any_answers_keeps_the_rules_and_cuts_nothing(form: Form) -> None:
    for filled in any_answers(form):
        assert document_faults(filled, paper_of(filled)) == []


def document_faults(form: PrintableForm, page: Drawn) -> list[str]:
    found = [*missing(page, expected(form)), *split_lists(page, form)]
    return [*found, *sheet_faults(page, form)]


def test_blank_keeps_the_rules(form: Form) -> None:
    page, empty = empty_paper(form), blank_form(form)
    assert [*blank_faults(page, empty), *sheet_faults(page, empty)] == []


def sheet_faults(page: Drawn, form: PrintableForm) -> list[str]:
    return [*faults(page, form), *unsigned(page, form), *split_approvals(page, form)]


@cache
def paper(form: Form, length: Length) -> Drawn:
    return paper_of(sample(form, length))


def paper_of(filled: PrintableForm) -> Drawn:
    return drawn(lambda: render(filled, imprint(), HOUSE))


@cache
def empty_paper(form: Form) -> Drawn:
    return drawn(lambda: render_blank(form, HOUSE))


@cache
def any_answers(form: Form) -> list[PrintableForm]:
    """Some answers that nobody would think of."""
    found: list[PrintableForm] = []

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(answers_to(form))
    def gather(answers: dict[str, Any]) -> None:
        found.append(form.from_answers(answers))

    gather()
    return found


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """By form, what veraPDF says of its papers; one start of Java judges all of them."""
    folder = tmp_path_factory.mktemp("papers")
    found: dict[str, list[str]] = {form.slug: [] for form in TRIED}
    files = []
    for form in TRIED:
        lengths = Length if IS_THOROUGH else [Length.ORDINARY]
        papers = [paper(form, one).content for one in lengths]
        some = any_answers(form)[:JUDGED]
        papers += [render(filled, imprint(), HOUSE) for filled in some]
        papers.append(empty_paper(form).content)
        if can_be_continued(form):
            papers.append(render_continuation(form, HOUSE))
        for number, content in enumerate(papers):
            files.append(folder / f"{form.slug} {number}.pdf")
            files[-1].write_bytes(content)
    for verdict in verapdf.judge(files):
        slug = verdict.file.stem.partition(" ")[0]
        found[slug] += [f"{verdict.file.name} {verdict.profile} {one}" for one in verdict.broken]
    return found


def test_papers_are_pdf_a_3a_and_pdf_ua_1(form: Form, broken: dict[str, list[str]]) -> None:
    assert broken[form.slug] == []


# ---- What its pages look like


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application with these forms, served from this process."""
    folder = tmp_path_factory.mktemp("served")
    given = {"INSTANCE_PATH": str(folder), "COURIER": "off", "ALLOW_PERSONAL_NUMBERS": "yes"}
    with pytest.MonkeyPatch.context() as patch:
        # Answers are made up on the day of this machine.
        patch.setattr(wiring, "_now", lambda: datetime.now(UTC))
        with serving(create_app(read_settings(given))) as served:
            yield served


@pytest.fixture(scope="module")
def htmls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server sent in each state, when all have been seen."""
    return tmp_path_factory.mktemp("htmls")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = program("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(locale="sv-SE")
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.add_init_script(path=node_module("axe-core") / "axe.min.js")
    # Pictures of paper, which is judged above.
    page.route("**/sida-*.png*", lambda route: route.abort())
    yield page
    page.close()


@pytest.fixture(scope="module")
def viewer(browser: Browser) -> Iterator[Page]:
    """One for all forms: to load pdf.js takes longer than to open a blank."""
    page = browser.new_page(locale="sv-SE")
    yield page
    page.close()


def test_pages_are_accessible(form: Form, page: Page, address: str, htmls: Path) -> None:
    found = []
    document = Document(page)

    def see(state: str) -> None:
        (htmls / f"{form.slug} {state}.html").write_text(document.read(), encoding="utf-8")
        for window, rules in WINDOWS if IS_THOROUGH else A_FEW_RULES:
            page.set_viewport_size(window)
            for rule, judge in rules.items():
                found.extend(f"{state}: {rule}: {one}" for one in judge(page))

    page.goto(f"{address}/{form.slug}/")
    see(STATES[0])
    page.get_by_role("button", name="Granska svaren").first.click()
    page.get_by_role("heading", name="behöver rättas").wait_for()
    see(STATES[1])
    draft = drafted(page, form, address)
    see(STATES[2])
    page.goto(f"{draft}granska/")
    page.get_by_role("button", name="Lämna in").wait_for()
    see(STATES[3])
    assert found == []


@thorough
def test_html_of_its_pages_is_valid(form: Form, htmls: Path) -> None:
    pages = sorted(map(str, htmls.glob(f"{form.slug} *.html")))
    assert len(pages) == len(STATES)
    assert invalid(pages) == []


def drafted(page: Page, form: Form, address: str) -> str:
    """The address of a draft with ordinary answers, read in from a document as anybody can."""
    content = paper(form, Length.ORDINARY).content
    page.goto(f"{address}/{form.slug}/")
    page.get_by_text("Har du redan svaren i en PDF?").click()
    file = {"name": "svar.pdf", "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").first.set_input_files([file])
    page.get_by_role("button", name="Läs in", exact=True).click()
    page.wait_for_url("**/utkast/**")
    return page.url.partition("?")[0]


def test_answers_come_home_from_a_blank_filled_in_by_pdfjs(form: Form, viewer: Page) -> None:
    comes_home(form, Length.ORDINARY, lambda blank, values: pdfjs.fill_in(viewer, blank, values))
