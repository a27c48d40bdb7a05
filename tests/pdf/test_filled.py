"""Blanks that somebody's program has filled in: which of them an archive could keep.

They are answers to read in, not archival copies; the document is made anew from what they say.
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from pdf import render_blank, render_continuation
from tests.intake.fillers import with_pdfium, with_pypdf
from tests.pdf import verapdf
from tests.pdf.documents import FORM, HOUSE
from tests.plans import PLANS, as_inputs

# PDFium draws with Helvetica and does not embed it.
NOT_EMBEDDED = {"3a": "6.2.11.4.1-1", "ua1": "7.21.4.1-1"}


@pytest.mark.parametrize("make", [render_blank, render_continuation])
def test_pypdf_keeps_the_blank_as_the_archive_wants_it(
    tmp_path: Path, make: Callable[..., bytes]
) -> None:
    path = tmp_path / "filled.pdf"
    typed = as_inputs(PLANS[1]) | {"monitoring--continued": PLANS[1]["purpose"]}
    path.write_bytes(with_pypdf(make(FORM, HOUSE), typed))
    assert {one.profile: one.broken for one in verapdf.judge([path])} == {"3a": [], "ua1": []}


def test_pdfium_breaks_one_rule_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "filled.pdf"
    path.write_bytes(with_pdfium(render_blank(FORM, HOUSE), as_inputs(PLANS[0])))
    for verdict in verapdf.judge([path]):
        assert [rule.split()[0] for rule in verdict.broken] == [NOT_EMBEDDED[verdict.profile]]


def test_what_is_typed_on_a_line_is_as_large_as_the_print_and_whole() -> None:
    """pypdf and others take the size from the box of the font and the place from its ascent."""
    typed = {"medium": "Någon jägare", "purpose": "Åja"}
    pages = PdfReader(BytesIO(with_pypdf(render_blank(FORM, HOUSE), typed))).pages
    fields = [one.get_object() for page in pages for one in page["/Annots"]]
    drawn = {one["/T"]: one["/AP"]["/N"].get_data() for one in fields if one.get("/T") in typed}
    found = re.search(rb"([\d.]+) Tf.*?([\d.]+) Td", drawn["medium"], re.DOTALL)
    assert found
    size, baseline = map(float, found.groups())
    assert size >= 10
    # The g and the j reach 0.24 of the size below it.
    assert baseline >= 0.24 * size
    assert b" 12.0 Tf" in drawn["purpose"] or b" 12 Tf" in drawn["purpose"]
