"""Files that belong to the answers are named, shown and carried, and the document stays whole."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from pdf import EnclosedPage, Enclosure, Imprint, Letterhead, lay_out, render
from pdf.form.fillable import render_blank
from pdf.geometry import BODY_WIDTH, points
from pdf.places import Purpose
from tests.pdf import verapdf
from tests.pdf.documents import HOUSE, ISSUED, URL
from tests.pdf.enclosed import Felanmalan, enclosed, page, with_files, without_content

IMPRINT = Imprint("FA-2026-0001", 1, ISSUED, URL)
SHAPES = [(1, 1), (4000, 3), (3, 4000), (2000, 1500), (1500, 2000), (64, 64), (1654, 2339)]


def document(
    form: Felanmalan, enclosures: dict[str, Enclosure], imprint: Imprint = IMPRINT
) -> PdfReader:
    return PdfReader(BytesIO(render(form, imprint, HOUSE, enclosures=enclosures)))


def figures_of(reader: PdfReader) -> list[str]:
    """What is told of each figure, in the order of the structure tree."""
    found = []

    def walk(element: object) -> None:
        if not isinstance(element, dict):
            return
        if element.get("/S") == "/Figure":
            found.append(str(element["/Alt"]))
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            walk(kid.get_object())

    walk(reader.root_object["/StructTreeRoot"])
    return found


def test_file_is_named_at_its_question_and_shown_after_the_approvals() -> None:
    gunga = enclosed("gunga.jpg", page(2000, 1500))
    plan = enclosed("ritning.pdf", page(1654, 2339, "L", "Mått 4 × 5"), media="application/pdf")
    form, enclosures = with_files([gunga], [plan])
    reader = document(form, enclosures)
    texts = [one.extract_text() for one in reader.pages]
    assert "Bilaga 1" in texts[0]
    assert "Bilaga 2" in texts[0]
    assert f"SHA-256 {gunga[0]['sha256'][:16]}" in texts[0].replace("\n", " ")
    assert "Jag har sett felet." in texts[0]
    assert "Bilaga 1: gunga.jpg" in texts[1]
    assert "Hör till: 2. Bilder av felet." in texts[1]
    assert "Bilaga 2: ritning.pdf" in texts[2]
    told = figures_of(reader)
    assert told[:2] == ["En gunga.", "Bilaga 2, sida 1 av 1: Mått 4 × 5"]
    # The last is the code that stands on every sheet.
    assert len(told) == 3


def test_file_that_answers_two_questions_stands_once_at_each() -> None:
    gunga = enclosed("gunga.jpg", page())
    form, enclosures = with_files([gunga], [gunga])
    [first, *_] = [one.extract_text() for one in document(form, enclosures).pages]
    assert first.count("Bilaga 1") == first.count("Bilaga 2") == 1


def test_originals_ride_inside_with_their_digests() -> None:
    form, enclosures = with_files(
        [enclosed("ö b.jpg", page()), enclosed("a.jpg", page())], [enclosed("a.jpg.", page())]
    )
    reader = document(form, enclosures)
    inside = {one.name: one for one in reader.attachment_list}
    assert list(inside) == sorted(inside, key=lambda name: name.encode("latin-1"))
    assert inside.keys() == {
        "felanmalan.json",
        "bilaga-1-ö b.jpg",
        "bilaga-2-a.jpg",
        "bilaga-3-a.jpg.",
    }
    answers = json.loads(inside["felanmalan.json"].content)["answers"]
    for number, file in enumerate([*answers["pictures"], *answers["papers"]], 1):
        one = inside[f"bilaga-{number}-{file['name']}"]
        assert one.content == enclosures[file["sha256"]].content
        assert file["sha256"] in str(one.description)
        assert one.associated_file_relationship == "/Source"
    assert len(reader.root_object["/AF"]) == 4


def test_preview_shows_what_it_does_not_carry() -> None:
    form, enclosures = with_files([enclosed("gunga.jpg", page())])
    reader = document(form, without_content(enclosures), Imprint("", 1, ISSUED))
    assert [one.name for one in reader.attachment_list] == ["felanmalan.json"]
    assert figures_of(reader) == ["En gunga."]


def test_file_that_is_not_at_hand_is_named_all_the_same() -> None:
    form, enclosures = with_files([enclosed("a.jpg", page()), enclosed("b.jpg", page())])
    gone = form["pictures"].data[1]["sha256"]
    del enclosures[gone]
    texts = "\n".join(one.extract_text() for one in document(form, enclosures).pages)
    assert "Bilaga 2: b.jpg" in texts
    assert "Filen följer inte med här." in texts
    assert len(document(form, {}).pages) == 1


def test_every_page_has_codes_and_its_number_and_the_places_to_sign_stay() -> None:
    pictures = [enclosed(f"{n}.jpg", page(600, 800)) for n in range(4)]
    form, enclosures = with_files(pictures)
    alone = lay_out(form, ISSUED, HOUSE)
    alone.print(IMPRINT)
    laid_out = lay_out(form, ISSUED, HOUSE, enclosures=enclosures)
    reader = PdfReader(BytesIO(laid_out.print(IMPRINT)))
    pages = len(reader.pages)
    assert laid_out.page_count == pages == 5
    for number, one in enumerate(reader.pages, 1):
        assert f"Sida {number} av {pages}" in one.extract_text()
    codes = [one.page for one in laid_out.places if one.purpose is Purpose.CODE]
    assert codes == [number for number in range(1, pages + 1) for _ in range(2)]
    signing = [one for one in laid_out.places if one.signer is not None]
    assert signing == [one for one in alone.places if one.signer is not None]
    assert signing
    assert f"{pages} sidor" in reader.pages[0].extract_text().replace("\xa0", " ")


def drawn_sizes(reader: PdfReader) -> list[tuple[float, float]]:
    """How wide and high each picture is drawn, in points."""
    found = []
    for one in reader.pages:
        contents = one.get_contents()
        assert contents is not None
        pattern = rb"q ([\d.]+) 0 0 ([\d.]+) [\d.]+ [\d.]+ cm /File"
        found += [tuple(map(float, it)) for it in re.findall(pattern, contents.get_data())]
    return [(width, height) for width, height in found]


@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_picture_of_any_shape_fits_its_page_and_keeps_its_shape(width: int, height: int) -> None:
    name = "Ett mycket långt namn på en bild " * 6 + ".jpg"
    form, enclosures = with_files([enclosed(name[-200:], page(width, height))])
    [(wide, high)] = drawn_sizes(document(form, enclosures))
    assert wide <= points(BODY_WIDTH) + 0.01
    assert wide / high == pytest.approx(width / height, rel=0.02) or min(wide, high) < 1
    # What has enough pixels is as large as the page allows.
    if (width, height) == (2000, 1500):
        assert wide == pytest.approx(points(BODY_WIDTH), abs=0.01)


def test_pages_of_a_file_are_shown_each_on_its_own() -> None:
    pages = [page(1654, 2339, "L", f"sida {n}") for n in range(1, 4)]
    form, enclosures = with_files([], [enclosed("p.pdf", *pages, media="application/pdf")])
    reader = document(form, enclosures)
    assert len(reader.pages) == 4
    assert "Bilaga 1, sida 3 av 3" in reader.pages[3].extract_text()
    # Each page knows its own pictures only, or a hundred would know ten thousand.
    own = [sorted(n for n in one["/Resources"]["/XObject"] if "File" in n) for one in reader.pages]
    assert own == [[], ["/File1Page1"], ["/File1Page2"], ["/File1Page3"]]


def test_picture_inside_is_the_one_that_was_made() -> None:
    form, enclosures = with_files([enclosed("g.jpg", page(300, 200, "L"))])
    [shown] = [
        it for one in document(form, enclosures).pages for it in one.images if "File" in it.name
    ]
    assert Image.open(BytesIO(shown.data)).size == (300, 200)


def test_same_files_give_the_same_bytes() -> None:
    form, enclosures = with_files([enclosed("g.jpg", page())])
    assert render(form, IMPRINT, HOUSE, enclosures=enclosures) == render(
        form, IMPRINT, HOUSE, enclosures=enclosures
    )


def test_copy_shows_the_files_and_the_document_holds_them() -> None:
    form, enclosures = with_files([enclosed("g.jpg", page(300, 200, "L"))])
    printed = lay_out(form, ISSUED, HOUSE, enclosures=enclosures).print_with_copy(IMPRINT)
    issued, copy = (PdfReader(BytesIO(one)) for one in printed)
    assert {name.rpartition(".")[2] for name in issued.attachments} == {"json", "jpg"}
    assert {name.rpartition(".")[2] for name in copy.attachments} == {"json"}
    # Beside the codes, which say that one is a copy.
    assert issued.pages[-1].images[-1].data == copy.pages[-1].images[-1].data
    alone = lay_out(form, ISSUED, HOUSE, enclosures=enclosures).print(IMPRINT)
    assert sorted(PdfReader(BytesIO(alone)).attachments) == sorted(issued.attachments)


def test_blank_has_room_for_how_many_files_lie_beside_it() -> None:
    reader = PdfReader(BytesIO(render_blank(Felanmalan, HOUSE)))
    fields = reader.get_fields()
    assert fields
    assert {"pictures", "papers"} <= fields.keys()
    assert "Antal" in str(fields["pictures"]["/TU"])
    text = " ".join("\n".join(one.extract_text() for one in reader.pages).split())
    assert text.count("Lägg bilagorna till blanketten. Antal:") == 2


def test_documents_with_files_are_pdfa_3a_and_pdfua_1(tmp_path: Path) -> None:
    every = [
        enclosed(f"{mode} {width}×{height}.jpg", page(width, height, mode), text="Å – 王 (\\)")
        for width, height in SHAPES
        for mode in ("L", "RGB")
    ]
    words = "Ord på sidan\u0000\ufffe 王小明\n" * 40
    many = [EnclosedPage(1654, 2339, page(1654, 2339).picture, words) for _ in range(12)]
    papers = [enclosed("ritning.pdf", *many, media="application/pdf", text="")]
    form, enclosures = with_files(every, papers)
    issued, copy = lay_out(form, ISSUED, HOUSE, enclosures=enclosures).print_with_copy(IMPRINT)
    preview = render(
        form, Imprint("", 1, ISSUED), Letterhead("K"), enclosures=without_content(enclosures)
    )
    made = {"issued": issued, "copy": copy, "preview": preview}
    made["blank"] = render_blank(Felanmalan, HOUSE)
    files = [tmp_path / f"{name}.pdf" for name in made]
    for file, content in zip(files, made.values(), strict=True):
        file.write_bytes(content)
    broken = [(it.file.name, it.profile, it.broken) for it in verapdf.judge(files) if not it.passed]
    assert broken == []
