"""What a person and an archive get: words, order, answers, marks, sameness."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from pypdf.generic import read_hex_string_from_stream

from forms import canonical_json
from forms.cleaning import clean_text
from pdf import Imprint, Letterhead, Mark, geometry, render, render_blank
from pdf.file import qr
from pdf.file.objects import text_string
from pdf.geometry import points
from pdf.sheets import sheet_address
from tests.pdf.documents import (
    FORM,
    HARD_NAMES,
    HOUSE,
    ISSUED,
    ONE_LONG_WORD,
    RIGHT_TO_LEFT_IN_SWEDISH,
    URL,
    body_text,
    document,
    form,
    hard_names_document,
    imprint,
    squeezed,
    transparent_png,
)
from tests.plans import PLANS
from tests.programs import program
from version import VERSION

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def usual() -> bytes:
    """The document of the first example plan."""
    return document()


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_every_answer_is_read_back_whole(number: int, tmp_path: Path) -> None:
    filled = form(number)
    text = squeezed(body_text(render(filled, imprint(), HOUSE), tmp_path))
    for leaf in filled.leaves():
        assert squeezed(leaf.shown) in text, leaf.name


def test_words_of_the_paper_form_stand_in_its_order(usual: bytes, tmp_path: Path) -> None:
    text = squeezed(body_text(usual, tmp_path))
    words = [FORM.annex, FORM.title, FORM.intro]
    words += [section.question.heading for section in form().sections_on_paper()]
    for approval in FORM.approvals:
        words.append(approval.statement)
        for signer in approval.signers:
            words += [signer.title, "Namnförtydligande", "Datum", "Underskrift"]
    words.append(FORM.copy_note)
    at = 0
    for word in words:
        at = text.index(squeezed(word), at)


def test_additions_stand_under_a_heading_that_says_so(usual: bytes, tmp_path: Path) -> None:
    text = body_text(usual, tmp_path)
    heading = text.index("Tillägg utanför de åtta frågorna")
    assert text.index("8. Beräknad arbetstid") < heading
    assert heading < text.index("Var förvaras inloggningsuppgifterna?")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ONE_LONG_WORD, id="one word"),
        pytest.param("Många ord i en enda rad. " * 400, id="one paragraph"),
        pytest.param("rad\n" * 2_000, id="lines"),
        pytest.param("stycke\n\n" * 1_200, id="paragraphs"),
        pytest.param("汉字" * 5_000, id="Han letters"),
        pytest.param("😀" * 3_000, id="emoji"),
    ],
)
def test_long_answers_flow_on_and_lose_nothing(answer: str, tmp_path: Path) -> None:
    filled = form(purpose=answer)
    text = squeezed(body_text(render(filled, imprint(), HOUSE), tmp_path))
    assert squeezed(answer) in text


@pytest.fixture(scope="module")
def hard_names_text(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What poppler reads of the document with all hard names, in each of its orders."""
    content, folder = hard_names_document(), tmp_path_factory.mktemp("names")
    return {order: squeezed(body_text(content, folder, order)) for order in ("-raw", "-layout")}


# poppler reads the points of Hebrew after its letters, and no ActualText of a single character
# outside all fonts; test_text.py proves that both are there. It turns right-to-left words around
# together by their place alone, and by their place it takes marks on a letter apart.
@pytest.mark.parametrize("script", sorted(HARD_NAMES.keys() - {"Hebrew", "No font at all"}))
def test_names_of_any_script_are_read_back_whole(
    script: str, hard_names_text: dict[str, str]
) -> None:
    text = hard_names_text["-layout" if "Arabic" in script else "-raw"]
    assert squeezed(clean_text(HARD_NAMES[script])) in text


@pytest.mark.parametrize(
    "name",
    ["محمد علي السيد", "علی رضایی", "صلاح فلاح", "عبدالله حسن", "سۆران ڕەسووڵ", "שלום כהן לוי"],
)
def test_right_to_left_names_are_read_back_with_their_spaces(name: str, tmp_path: Path) -> None:
    content = document(purpose=name)
    path = tmp_path / "name.pdf"
    path.write_bytes(content)
    done = subprocess.run([program("pdftotext"), path, "-"], capture_output=True, check=True)
    marks = dict.fromkeys(map(ord, "\u202a\u202b\u202c"))
    assert name in done.stdout.decode().translate(marks)
    assert name in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    assert name in pypdf.PdfReader(BytesIO(content)).pages[0].extract_text()


def without_marks_of_direction(text: str) -> str:
    """As it was typed: white space between lines and words alike."""
    return " ".join(text.translate(dict.fromkeys(map(ord, "\u200e\u202a\u202b\u202c"))).split())


@pytest.fixture(scope="module")
def read_of_right_to_left(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each reader reads of Swedish sentences with right-to-left names in them."""
    content = document(purpose="\n\n".join(RIGHT_TO_LEFT_IN_SWEDISH))
    path = tmp_path_factory.mktemp("direction") / "document.pdf"
    path.write_bytes(content)
    done = subprocess.run([program("pdftotext"), path, "-"], capture_output=True, check=True)
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return {
        "poppler": without_marks_of_direction(done.stdout.decode()),
        "pypdf": without_marks_of_direction("\n".join(page.extract_text() for page in pages)),
    }


@pytest.mark.parametrize("reader", ["poppler", "pypdf"])
@pytest.mark.parametrize("sentence", RIGHT_TO_LEFT_IN_SWEDISH)
def test_signs_beside_right_to_left_names_are_read_back_where_they_were_typed(
    sentence: str, reader: str, read_of_right_to_left: dict[str, str]
) -> None:
    assert sentence in read_of_right_to_left[reader]


def test_typed_line_breaks_and_blank_lines_survive(tmp_path: Path) -> None:
    content = document(monitoring="första raden\nandra raden\n\nnytt stycke")
    path = tmp_path / "lines.pdf"
    path.write_bytes(content)
    done = subprocess.run(
        [program("pdftotext"), "-layout", path, "-"], capture_output=True, check=True
    )
    lines = [line.strip() for line in done.stdout.decode().splitlines()]
    first = lines.index("första raden")
    assert lines[first : first + 4] == ["första raden", "andra raden", "", "nytt stycke"]


def test_every_page_says_whose_it_is_and_which_page_of_how_many() -> None:
    reader = pypdf.PdfReader(BytesIO(document(1)))
    digest = sha256(canonical_json(form(1).answers())).hexdigest()
    fingerprint = " ".join(digest[at : at + 4] for at in range(0, 16, 4))
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        for words in (
            HOUSE.municipality,
            FORM.title,
            "AP-2026-0042, version 1",
            f"Sida {number} av {len(reader.pages)}",
            fingerprint,
            f"Utgåva {FORM.edition}",
        ):
            assert words in text


@pytest.mark.parametrize("version", [1, 12])
def test_foot_takes_two_lines_between_the_codes(version: int) -> None:
    filed = replace(imprint(), version=version)
    for number in range(len(PLANS)):
        for page in pypdfium2.PdfDocument(render(form(number), filed, HOUSE)):
            top = points(geometry.PAGE_HEIGHT - geometry.CODE_TOP_FROM_TOP)
            foot = page.get_textpage().get_text_bounded(bottom=0, top=top)
            assert foot.count("Sida") == 1
            assert len(foot.splitlines()) == 2


SHORT_URL = "https://b.se/v/AP-2026-0042/1/k3v9x2m7qa"


# A short address makes a code of few, large modules, and so the widest blank zone.
@pytest.mark.parametrize("url", [URL, SHORT_URL])
def test_nothing_comes_near_the_codes(url: str) -> None:
    scale = 4
    size = points(geometry.CODE_SIZE) * scale
    # This many blank modules on each side: ISO/IEC 18004, 9.1.
    zone = 4 * size / len(qr.modules(sheet_address(imprint(url=url), 1, 3)))
    top = points(geometry.CODE_TOP_FROM_TOP) * scale
    for page in pypdfium2.PdfDocument(render(form(1), imprint(url=url), HOUSE)):
        picture = page.render(scale=scale, grayscale=True).to_pil()
        for left in (points(left) * scale for left in geometry.CODE_LEFTS_FROM_LEFT):
            around = picture.crop(
                (int(left - zone), int(top - zone), int(left + size + zone), int(top + size + zone))
            )
            around.paste(255, (int(zone), int(zone), int(zone + size + 2), int(zone + size + 2)))
            assert around.getextrema()[0] > 250


def test_without_an_address_there_is_no_code() -> None:
    content = render(form(), imprint(url=""), HOUSE)
    picture = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil()
    assert zxingcpp.read_barcodes(picture) == []


def test_answers_ride_inside_with_their_digest(usual: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(usual))
    (content,) = reader.attachments["aktivitetsplan.json"]
    (file,) = reader.trailer["/Root"]["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Source"
    inside = json.loads(content)
    assert inside["answers"] == form().answers()
    assert inside["answers_sha256"] == sha256(canonical_json(inside["answers"])).hexdigest()
    assert (inside["form"], inside["edition"]) == (FORM.slug, FORM.edition)
    assert (inside["reference"], inside["version"]) == ("AP-2026-0042", 1)


def test_preview_says_so_on_every_page() -> None:
    content = render(form(1), imprint(Mark.PREVIEW), HOUSE)
    for page in pypdf.PdfReader(BytesIO(content)).pages:
        assert "Förhandsgranskning" in page.extract_text()
        assert "inte inlämnad" in page.extract_text()


def test_mark_of_a_preview_without_number_leaves_the_title_alone() -> None:
    preview = Imprint("", 1, ISSUED, mark=Mark.PREVIEW)
    page = pypdfium2.PdfDocument(render(form(1), preview, HOUSE))[0].get_textpage()

    def edges(words: str, side: int) -> list[float]:
        search = page.search(words)
        places = iter(search.get_next, None)
        return [float(page.get_charbox(place[0])[side]) for place in places]

    bottom, top = 1, 3
    (title,) = edges("Aktivitetsplan sociala medier", top)[:1]
    # The same words stand large across the page.
    assert max(edges("inte inlämnad", bottom)) > title


def test_copy_differs_only_by_its_mark_on_the_first_page_and_its_codes() -> None:
    original = pypdf.PdfReader(BytesIO(render(form(1), imprint(), HOUSE)))
    copy = pypdf.PdfReader(BytesIO(render(form(1), imprint(Mark.COPY), HOUSE)))
    mark = "Kopia till informationsansvarig"
    assert squeezed(mark) in squeezed(copy.pages[0].extract_text())
    rest = squeezed(copy.pages[0].extract_text()).replace(squeezed(mark), "")
    assert rest == squeezed(original.pages[0].extract_text())
    for mine, theirs in zip(copy.pages[1:], original.pages[1:], strict=True):
        assert mine.get_contents().get_data() == theirs.get_contents().get_data()
    assert copy.metadata.subject == mark
    assert original.metadata.subject is None


def test_link_leads_to_the_account(usual: bytes) -> None:
    page = pypdf.PdfReader(BytesIO(usual)).pages[0]
    addresses = [str(link.get_object()["/A"]["/URI"]) for link in page["/Annots"]]
    assert addresses == [PLANS[0]["url"]]


def test_paper_says_where_it_says_what_becomes_of_personal_data() -> None:
    address = "https://blanketter.toreboda.example/personuppgifter/"
    house = Letterhead("Töreboda kommun", site="https://blanketter.toreboda.example")
    for content in (render(form(), imprint(), house), render_blank(FORM, house)):
        page = pypdf.PdfReader(BytesIO(content)).pages[0]
        leads_to = [
            note.get_object()["/A"]["/URI"] for note in page["/Annots"] if "/A" in note.get_object()
        ]
        assert address in leads_to
        assert address.removeprefix("https://") in page.extract_text()


def test_title_language_dates_and_what_made_it_are_set(usual: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(usual))
    assert reader.metadata.title == "Aktivitetsplan sociala medier – AP-2026-0042, version 1"
    assert reader.metadata.creation_date == ISSUED
    assert reader.trailer["/Root"]["/Lang"] == "sv-SE"
    xmp = reader.xmp_metadata
    assert xmp.dc_title == {"x-default": reader.metadata.title}
    assert xmp.xmp_create_date == ISSUED.replace(tzinfo=None)
    assert reader.metadata.creator == xmp.xmp_creator_tool == f"Blanketter {VERSION}"


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80">'
    b'<rect width="120" height="80" fill="#c81e1e" opacity=".5"/></svg>'
)


@pytest.mark.parametrize("logo", [transparent_png(), SVG], ids=["PNG", "SVG"])
def test_logo_takes_the_place_of_the_wordmark(logo: bytes, tmp_path: Path) -> None:
    house = replace(HOUSE, logo=logo, logo_alt="Kommunens vapen")
    content = render(form(), imprint(), house)
    images = pypdf.PdfReader(BytesIO(content)).pages[0].images
    (image,) = [image for image in images if image.name.startswith("Logo")]
    assert image.image.width / image.image.height == pytest.approx(120 / 80, rel=0.01)
    assert image.image.getpixel((5, 5)) == pytest.approx((227, 142, 142), abs=2)
    assert "Töreboda kommun" not in body_text(content, tmp_path)[:200]


def test_accent_colour_colours_the_wordmark() -> None:
    content = render(form(), imprint(), Letterhead("Töreboda kommun", accent_colour="#800000"))
    operators = pypdf.PdfReader(BytesIO(content)).pages[0].get_contents().get_data()
    assert b"0.502 0.000 0.000 rg" in operators


def test_persons_who_were_not_named_take_no_row(tmp_path: Path) -> None:
    text = body_text(document(4), tmp_path)
    assert "Administratör 2" in text
    assert "Administratör 3" not in text


def test_same_input_gives_same_bytes_in_any_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-m", "tests.pdf.print_digest"],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("5", "Asia/Tokyo"), ("9", "America/New_York"))
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Datum, åäö ½ÿ",
        "€ 5",
        "\u00fe\u00ff a",
        "\u00ef\u00bb\u00bfa",
        "kom\u00admun",
        "a\u00a0b",
        "Ŧ",
    ],
)
def test_a_text_string_says_what_it_was_given(text: str) -> None:
    written = BytesIO(text_string(text).encode())
    assert read_hex_string_from_stream(written) == text
