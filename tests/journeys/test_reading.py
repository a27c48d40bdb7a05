"""Paper and PDF come home, in a real browser."""

import base64
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect
from werkzeug.datastructures import MultiDict

from forms import Aktivitetsplan
from intake.reading import read_together
from intake.refusals import LARGEST_PDF
from pdf import render_blank
from tests.intake.fillers import TICKED
from tests.journeys.pdfjs import fill_in, structure_by_pdfjs, text_of
from tests.journeys.servers import ROOT, SECONDS_AT_MOST, is_up, wait_until
from tests.pdf import verapdf
from tests.pdf.documents import FORM, HARD_NAMES, HOUSE, RIGHT_TO_LEFT_IN_SWEDISH, document
from tests.pdf.structure import joined, structure
from tests.pdf.test_order import revised
from tests.plans import PLANS, as_inputs
from tests.ports import free_port

PAPERS = ("blankett", "fortsattningsblad")
# What is said of the page does not depend on the script, unless a test says so.
WITH_SCRIPT = pytest.mark.parametrize("context", [True], ids=["with JavaScript"], indirect=True)


def choose(page: Page, content: bytes, name: str = "blankett.pdf") -> None:
    """Choose a file and press the button, unfolding the place first where it is folded."""
    for fold in page.locator("details:not([open]):has([data-upload]) > summary").all():
        fold.click()
    file = {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.get_by_label("Läs in en ifylld blankett (PDF)").set_input_files(file)
    page.get_by_role("button", name="Läs in", exact=True).click()


def expect_answers(page: Page, answers: dict[str, Any]) -> None:
    """The draft on the page holds these answers."""
    for name, value in as_inputs(answers).items():
        field = page.locator(f'#answers [name="{name}"]')
        expect(field).to_have_value(value.replace("\r\n", "\n").replace(".5", ",5"))


@pytest.fixture
def base_url(serve: Callable[..., str]) -> str:
    """The system at work."""
    return serve()


@pytest.mark.parametrize("start", ["/", "/aktivitetsplan/"])
def test_a_document_comes_home_as_a_draft(page: Page, base_url: str, start: str) -> None:
    page.goto(base_url + start)
    choose(page, document(0))
    expect(page.get_by_text("Svaren är inlästa från AP-2026-0042, version 1.")).to_be_visible()
    expect_answers(page, PLANS[0])
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska svaren")


@WITH_SCRIPT
def test_a_blank_filled_in_with_pdf_js_comes_home(page: Page, base_url: str) -> None:
    blank = page.request.get(f"{base_url}/aktivitetsplan/blankett.pdf").body()
    filled = fill_in(page, blank, as_inputs(PLANS[2]) | {"not_created": TICKED})
    page.goto(base_url)
    choose(page, filled)
    expect(page.get_by_text("Svaren är inlästa från den ifyllda blanketten.")).to_be_visible()
    expect_answers(page, PLANS[2])
    expect(page.locator("#answers [name=not_created]")).to_be_checked()


@WITH_SCRIPT
def test_pdf_js_reads_right_to_left_names_as_they_were_typed(page: Page) -> None:
    content = document(purpose="\n\n".join(RIGHT_TO_LEFT_IN_SWEDISH))
    read = " ".join(text_of(page, content).split())
    assert [sentence for sentence in RIGHT_TO_LEFT_IN_SWEDISH if sentence not in read] == []


@WITH_SCRIPT
def test_pdf_js_is_told_the_same_words_in_the_same_order_as_others(
    page: Page, tmp_path: Path
) -> None:
    for content in (revised(), render_blank(FORM, HOUSE)):
        found = structure_by_pdfjs(page, content)
        assert joined(found) == joined(structure(content, tmp_path))


def names_of_all_scripts() -> dict[str, str]:
    """A name of every script, each in a field of its own, and all of them in one."""
    fields = sorted(name for name in as_inputs(PLANS[0]) if name != "weekly_hours")
    values = dict(zip(fields, HARD_NAMES.values(), strict=False))
    assert len(values) == len(HARD_NAMES)
    return values | {"purpose": "\n\n".join(HARD_NAMES.values())}


@WITH_SCRIPT
def test_what_is_typed_in_pdf_js_is_read_back(page: Page, base_url: str) -> None:
    """On the blank, and what it has no row for on its continuation sheet."""
    blank, sheet = (page.request.get(f"{base_url}/aktivitetsplan/{it}.pdf").body() for it in PAPERS)
    for values in [*map(as_inputs, PLANS), names_of_all_scripts()]:
        files = [fill_in(page, paper, values_for(paper, values)) for paper in (blank, sheet)]
        assert read_together(files).answers == Aktivitetsplan.from_post(MultiDict(values)).answers()


def values_for(paper: bytes, values: dict[str, str]) -> dict[str, str]:
    """Those for which the paper has fields."""
    fields = pypdf.PdfReader(BytesIO(paper)).get_fields()
    return {name: value for name, value in values.items() if name in fields}


@WITH_SCRIPT
def test_pdf_js_keeps_the_blank_as_the_archive_wants_it(
    page: Page, base_url: str, tmp_path: Path
) -> None:
    blank = page.request.get(f"{base_url}/aktivitetsplan/blankett.pdf").body()
    path = tmp_path / "filled.pdf"
    path.write_bytes(fill_in(page, blank, as_inputs(PLANS[0])))
    assert {one.profile: one.broken for one in verapdf.judge([path])} == {"3a": [], "ua1": []}


def drop(page: Page, selector: str, content: bytes) -> None:
    """Drag a file over the place called `selector` and let it go."""
    page.evaluate(
        """([selector, content]) => {
          const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([bytes], "plan.pdf", { type: "application/pdf" }));
          const place = document.querySelector(selector);
          for (const kind of ["dragenter", "dragover", "drop"]) {
            const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer });
            globalThis.wasTaken = !place.dispatchEvent(event);
          }
        }""",
        [selector, base64.b64encode(content).decode()],
    )


@WITH_SCRIPT
def test_a_file_can_be_dropped(page: Page, base_url: str) -> None:
    page.goto(base_url)
    expect(page.get_by_text("Du kan också dra filen hit.")).to_be_visible()
    drop(page, "form[data-upload] .govuk-hint", document(3))
    expect_answers(page, PLANS[3])


@WITH_SCRIPT
def test_a_file_can_be_dropped_on_a_folded_place(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/aktivitetsplan/")
    drop(page, "details:has([data-upload]) summary", document(4))
    expect_answers(page, PLANS[4])


@WITH_SCRIPT
def test_a_file_dropped_beside_does_not_take_the_page_away(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/aktivitetsplan/")
    page.locator("#medium").fill("Facebook")
    drop(page, "h1", document(3))
    assert page.evaluate("wasTaken")
    expect(page.locator("#medium")).to_have_value("Facebook")


def test_a_wrong_file_is_answered_with_what_to_do(page: Page, base_url: str) -> None:
    page.goto(base_url)
    choose(page, b"hej", "brev.docx")
    expect(page).to_have_title("Fel: Läs in en ifylld blankett – Blanketter – Töreboda kommun")
    page.locator(".govuk-error-summary a").click()
    expect(page.get_by_label("Läs in en ifylld blankett (PDF)")).to_be_focused()
    choose(page, document(1))
    expect_answers(page, PLANS[1])


@pytest.fixture
def serve_in_production(tmp_path: Path) -> Iterator[str]:
    """The system under gunicorn; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "app:create_app()"]
    settings = {"INSTANCE_PATH": str(tmp_path / "production"), "COURIER": "off"}
    with (tmp_path / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
    wait_until(lambda: is_up(address))
    yield address
    process.terminate()
    process.wait(SECONDS_AT_MOST)


@pytest.mark.parametrize("server", ["base_url", "serve_in_production"])
def test_a_file_that_is_far_too_large_is_answered_with_a_page(
    page: Page, server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page.goto(request.getfixturevalue(server))
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(2 * LARGEST_PDF)
    page.get_by_label("Läs in en ifylld blankett (PDF)").set_input_files(large)
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Filen är större än 64\u00a0MB.")
