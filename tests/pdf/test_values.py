"""Days, numbers and identities on paper, and home again; the box that the office fills in."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter
from pypdfium2 import PdfDocument

import forms
from forms.kinds import Sum
from intake.areas import areas, office_boxes
from intake.findings import changes_on
from intake.ink import Sheet
from intake.looking import Seen
from intake.opening import open_here
from intake.reading import Remark, Source, read
from intake.registration import Registration
from pdf import lay_out, render, render_blank
from pdf.geometry import Box
from pdf.places import Purpose, as_data
from tests.grants import EVERY, KEPT, Grant, grant
from tests.intake.fillers import with_pdfium, with_pypdf
from tests.paper import printed
from tests.pdf import verapdf
from tests.pdf.documents import HOUSE, ISSUED, imprint
from tests.pdf.drawn import drawn
from tests.pdf.pens import NOTES
from tests.pdf.scans import PRINTED_AT
from tests.plans import as_inputs


def words_on(make: Any) -> str:
    return " ".join(one.text.strip() for one in drawn(make).words).replace("\u00a0", " ")


def test_document_tells_values_in_words_and_the_sum_of_them() -> None:
    text = words_on(lambda: render(grant(**EVERY), imprint(), HOUSE))
    for told in ("26 november 2026", "kl. 09.00", "12 personer", "1 270,50 kr", "19811218-9876"):
        assert told in text


def test_blank_tells_beside_each_box_how_to_write() -> None:
    text = words_on(lambda: render_blank(Grant, HOUSE))
    for told in (
        "ÅÅÅÅ-MM-DD",
        "TT:MM",
        "personer",
        "Belopp (kr)",
        "NNNNNN-NNNN",
        "(valfritt, NNN NN)",
    ):
        assert told in text


def test_both_are_what_the_archive_wants(tmp_path: Path) -> None:
    papers = {
        "document": render(grant(**EVERY), imprint(), HOUSE),
        "blank": render_blank(Grant, HOUSE),
    }
    paths = [tmp_path / f"{name}.pdf" for name in papers]
    for path, content in zip(paths, papers.values(), strict=True):
        path.write_bytes(content)
    assert [one.broken for one in verapdf.judge(paths)] == [[]] * 4


ON_BLANK = EVERY | {"costs": EVERY["costs"][:1], "total": "1 250"}


@pytest.mark.parametrize("fill", [with_pypdf, with_pdfium])
def test_blank_comes_home_with_what_was_written(
    fill: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FORMS", (Grant,))
    found = read(fill(render_blank(Grant, HOUSE), as_inputs(ON_BLANK)), opener=open_here)
    assert (found.source, found.remarks) == (Source.FILLED_BLANK, ())
    # Nobody knows yet in which century.
    told = {"costs": KEPT["costs"][:1], "total": 1250, "person": "811218-9876"}
    assert found.answers == KEPT | told


def test_another_sum_on_a_blank_or_in_a_document_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FORMS", (Grant,))
    wrong = with_pypdf(render_blank(Grant, HOUSE), as_inputs(ON_BLANK | {"total": "1 300 kr"}))
    found = read(wrong, opener=open_here)
    assert (found.remarks, found.answers["total"]) == ((Remark.ANOTHER_SUM,), 1250)
    document = render(grant(**EVERY), imprint(), HOUSE)
    assert read(document, opener=open_here).remarks == ()
    monkeypatch.setattr(Sum, "answer", 7)
    document = render(grant(**EVERY), imprint(), HOUSE)
    monkeypatch.undo()
    monkeypatch.setattr(forms, "FORMS", (Grant,))
    assert read(document, opener=open_here).remarks == (Remark.ANOTHER_SUM,)


def test_office_has_no_field_on_the_blank() -> None:
    page = drawn(lambda: render_blank(Grant, HOUSE))
    assert "Diarienummer (fylls i av den som tar emot)" in [one.text.strip() for one in page.words]
    assert b"(number)" not in render_blank(Grant, HOUSE)


def test_what_the_office_writes_in_its_box_is_no_change_and_beside_it_is() -> None:
    laid_out = lay_out(grant(**EVERY), ISSUED, HOUSE)
    content, places = laid_out.print(imprint()), as_data(laid_out.places, laid_out.page_count)
    [office] = [one for one in laid_out.places if one.purpose is Purpose.OFFICE]
    sheet, box = printed(content, office.page), office.box
    NOTES["words"](sheet, Box(box.left + 10, box.top + 3.5, 40, box.height - 4), Random("office"))
    assert changes_seen(content, places, office.page, sheet) == []
    NOTES["words"](sheet, Box(box.left + 10, box.bottom + 20, 60, 10), Random("beside"))
    assert len(changes_seen(content, places, office.page, sheet)) == 1


def changes_seen(content: bytes, places: Any, page: int, sheet: Image.Image) -> list[Any]:
    dots = PRINTED_AT / 25.4
    nowhere = np.empty((0, 2))
    found = Registration(np.diag([dots, dots, 1.0]), 1.0, 0.0, nowhere, nowhere)
    issued = printed(content, page)
    seen = Sheet(Seen(sheet.filter(ImageFilter.GaussianBlur(0.7))), found, issued)
    where = areas(places, page, PdfDocument(content)[page - 1], issued)
    return changes_on(seen, where, office_boxes(places, page))
