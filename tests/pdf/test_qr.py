"""The codes on paper, as poor scanners see them."""

from io import BytesIO
from random import Random

import pypdf
import pypdfium2
import pytest
import zxingcpp

from pdf import Imprint, Mark, lay_out, render
from pdf.file.qr import modules
from pdf.sheets import sheet_address
from tests.pdf.codes import imprint_at, sheets
from tests.pdf.documents import HOUSE, ISSUED, URL, form, imprint
from tests.pdf.ladder import read_codes
from tests.pdf.scans import DAMAGES, POOR

SEED = 20260105
POOR_DOCUMENTS = 8
PATH = "/v/AP-2026-0042/1/k3v9x2m7qa"
HOST_OF_22_LETTERS = "blanketter.toreboda.se"
# ISO/IEC 18004, 5.1: version 3.
SIDE_OF_61_SIGNS = 29
RENDERED_AT = 150
BASES = pytest.mark.parametrize(
    "base",
    [
        "http://127.0.0.1:5000",
        "https://b.se",
        f"https://{HOST_OF_22_LETTERS}",
        f"https://{HOST_OF_22_LETTERS}/Blanketter/och/mera",
        "https://xn--blanketter-tb9c.xn--treboda-q4a.se:8443",
        f"https://{'a.' * 30}toreboda.example",
        "https://b.se/a%20b/%C3%A5",
    ],
)


@pytest.mark.parametrize("number", range(POOR_DOCUMENTS))
def test_every_sheet_is_known_from_a_poor_scan(number: int) -> None:
    chance = Random(f"{SEED} {number}")
    for said, sheet in sheets(imprint_at(chance), number):
        assert set(read_codes(POOR.scan(sheet, chance))) == {said}


@pytest.mark.parametrize("damage", DAMAGES)
def test_sheet_is_known_after_what_happens_to_paper(damage: str) -> None:
    chance = Random(f"{SEED} {damage}")
    said, sheet = next(sheets(imprint_at(chance), 0))
    assert set(read_codes(DAMAGES[damage].scan(sheet, chance))) == {said}


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_sheet_is_known_that_was_laid_in_the_wrong_way(quarter_turns: int) -> None:
    chance = Random(SEED)
    said, sheet = next(sheets(imprint_at(chance), 0))
    turned = POOR.scan(sheet, chance).rotate(90 * quarter_turns, expand=True)
    assert read_codes(turned) == [said, said]


@BASES
@pytest.mark.parametrize("mark", [Mark.NONE, Mark.COPY])
def test_code_bears_the_loss_of_15_parts_in_100_wherever_it_leads(base: str, mark: Mark) -> None:
    filed = Imprint("AP-2026-0042", 1, ISSUED, base + PATH, mark)
    document = pypdfium2.PdfDocument(render(form(), filed, HOUSE))
    picture = document[0].render(scale=RENDERED_AT / 72, grayscale=True).to_pil()
    said = sheet_address(filed, 1, len(document)), "M"
    codes = zxingcpp.read_barcodes(picture)
    assert [(code.text, code.ec_level) for code in codes] == [said, said]


@pytest.mark.parametrize("mark", [Mark.NONE, Mark.COPY])
@pytest.mark.parametrize("pages", [1, 9])
def test_usual_code_is_as_coarse_as_its_size_was_chosen_for(mark: Mark, pages: int) -> None:
    filed = Imprint("AP-2026-0042", 1, ISSUED, f"https://{HOST_OF_22_LETTERS}{PATH}", mark)
    assert len(modules(sheet_address(filed, 1, pages))) == SIDE_OF_61_SIGNS


def test_way_to_our_pages_keeps_its_small_letters() -> None:
    filed = Imprint("AP-2026-0042", 1, ISSUED, f"https://b.se/Blanketter/v{PATH}", Mark.COPY)
    address = "HTTPS://B.SE/Blanketter/v/V/AP-2026-0042/1/K3V9X2M7QA03{}K"
    assert sheet_address(filed, 3, 12) == address.format(12)


def test_copy_says_that_it_is_one_on_every_page() -> None:
    issued, copy = lay_out(form(1), ISSUED, HOUSE).print_with_copy(imprint())
    for content, kind in ((issued, ""), (copy, "K")):
        document = pypdfium2.PdfDocument(content)
        for number, page in enumerate(document, 1):
            picture = page.render(scale=RENDERED_AT / 72, grayscale=True).to_pil()
            said = f"{URL.upper()}{number}{len(document)}{kind}"
            assert read_codes(picture) == [said, said]


def test_both_codes_of_a_page_are_one_image() -> None:
    reader = pypdf.PdfReader(BytesIO(render(form(1), imprint(), HOUSE)))
    for number, page in enumerate(reader.pages, 1):
        assert page.get_contents().get_data().count(b"/Code%d Do" % number) == 2


@pytest.mark.parametrize("mark", [Mark.NONE, Mark.PREVIEW])
def test_paper_that_was_not_filed_has_no_code(mark: Mark) -> None:
    content = render(form(), Imprint("", 1, ISSUED, mark=mark), HOUSE)
    for page in pypdfium2.PdfDocument(content):
        assert read_codes(page.render(scale=2, grayscale=True).to_pil()) == []
