"""The blank form: to print and write in, or to fill in on screen."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest

from pdf import Letterhead, render_blank, render_continuation, styles
from tests.pdf.documents import FORM, HOUSE, on_blank, transparent_png
from tests.pdf.handwriting import spots
from tests.plans import PLANS, as_inputs


@pytest.fixture(scope="module")
def blank() -> bytes:
    """The blank of the first form."""
    return render_blank(FORM, HOUSE)


def test_blank_holds_the_words_of_the_form(blank: bytes) -> None:
    pages = pypdf.PdfReader(BytesIO(blank)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for section in FORM().sections_on_paper():
        assert section.question.heading in text
    for approval in FORM.approvals:
        assert approval.statement in text
    assert f"Sida 1 av {len(pages)}" in text


def test_fields_are_called_as_the_answers_and_are_empty(blank: bytes) -> None:
    fields = pypdf.PdfReader(BytesIO(blank)).get_fields()
    asked = {name for number in range(len(PLANS)) for name in as_inputs(on_blank(number))}
    assert asked <= set(fields)
    assert {field.value for field in fields.values()} <= {"", "/Off"}


def test_every_field_says_what_it_is_for(blank: bytes) -> None:
    fields = pypdf.PdfReader(BytesIO(blank)).get_fields()
    tooltips = {name: field["/TU"] for name, field in fields.items()}
    assert len(set(tooltips.values())) == len(tooltips)
    assert tooltips["administrators-1-email"] == (
        "5. Vilka ska administrera kontot?, Administratör 2, E-post"
    )


def test_lists_of_persons_have_the_rows_that_are_needed_and_one_more(blank: bytes) -> None:
    names = pypdf.PdfReader(BytesIO(blank)).get_fields()
    rows = {name.rpartition("-")[0] for name in names if name.startswith(("admin", "operators"))}
    assert rows == {"administrators-0", "administrators-1", "administrators-2"} | {
        "operators-0",
        "operators-1",
    }


def test_values_filled_in_by_another_program_are_read_back(blank: bytes) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(blank))
    typed = as_inputs(PLANS[0])
    writer.update_page_form_field_values(None, typed, auto_regenerate=False)
    saved = BytesIO()
    writer.write(saved)
    fields = pypdf.PdfReader(saved).get_form_text_fields()
    for name, value in typed.items():
        assert (fields[name] or "").replace("\r\n", "\n") == value.replace("\r\n", "\n")


def test_blank_tells_which_form_and_edition_it_is(blank: bytes) -> None:
    (content,) = pypdf.PdfReader(BytesIO(blank)).attachments["aktivitetsplan.json"]
    assert json.loads(content) == {"edition": FORM.edition, "form": "aktivitetsplan"}


# ---- The sheet for what the blank has no room for


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """The continuation sheet of the first form."""
    return render_continuation(FORM, HOUSE)


def test_sheet_goes_on_where_the_blank_ends(blank: bytes, sheet: bytes) -> None:
    on_blank_, on_sheet = (
        set(pypdf.PdfReader(BytesIO(one)).get_fields()) for one in (blank, sheet)
    )
    assert not on_blank_ & on_sheet
    assert {"administrators-3-name", "operators-2-phone", "purpose--continued"} <= on_sheet
    assert not any("credentials" in name for name in on_sheet)


def test_blank_says_where_more_room_is_and_the_sheet_what_to_do_with_it() -> None:
    house = Letterhead("Töreboda kommun", site="https://blanketter.toreboda.example")
    page = pypdf.PdfReader(BytesIO(render_blank(FORM, house))).pages[0]
    assert "blanketter.toreboda.example/aktivitetsplan/fortsattningsblad.pdf" in page.extract_text()
    first = pypdf.PdfReader(BytesIO(render_continuation(FORM, house))).pages[0]
    assert "Lämna bladet tillsammans med blanketten" in " ".join(first.extract_text().split())


# ---- Looks


@pytest.mark.parametrize("make", [render_blank, render_continuation])
@pytest.mark.parametrize("logo", [None, transparent_png()], ids=["wordmark", "logo"])
def test_two_pages_are_enough_and_texts_get_their_room(
    make: Callable[..., bytes], logo: bytes | None
) -> None:
    hand_in = "Lämna originalet till informationsansvarig"
    site = "https://blanketter.toreboda.example"
    content = make(FORM, Letterhead("Töreboda kommun", logo=logo, site=site, hand_in=hand_in))
    places = spots(content)
    assert {spot.page for spot in places.values()} == {0, 1}
    assert len(pypdf.PdfReader(BytesIO(content)).pages) == 2
    least = sum(len(spot.baselines) for spot in places.values() if spot.has_lines)
    assert least >= 12


@pytest.mark.parametrize("make", [render_blank, render_continuation])
def test_ink_is_black(make: Callable[..., bytes]) -> None:
    """An office printer breaks grey up into dots: only how a date is written is grey, to be written
    over. The municipality's name has its colour."""
    house = Letterhead("K", accent_colour="#000000")
    hint = styles.DATE_HINT.colour.encode()
    for page in pypdf.PdfReader(BytesIO(make(FORM, house))).pages:
        colours = re.findall(rb"(?:[\d.]+ )+(?:g|G|rg|RG|k|K)\b", page.get_contents().get_data())
        others = [one for one in colours if not set(one.split()[:-1]) <= {b"0", b"0.000"}]
        assert set(others) <= {hint}
