"""fpdf2: `python -m bench.peers.fpdf2_form N OUT.pdf`, PDF/A-3u with the answers attached."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from bench.measure import Maker, main
from bench.peers import wording
from bench.plans import Plan

_FONTS = Path(__file__).parent.parent.parent / "pdf" / "fonts"
_CODE_SIZE = 20.0
_APPROVALS_HEIGHT = 100.0
_WIDTHS = (26, 38, 66, 38)


def load() -> Maker:
    """fpdf2 reads its fonts anew for every document."""
    from fpdf import FPDF
    from fpdf.enums import AssociatedFileRelationship

    from bench.peers.facts import code_as_svg, facts

    class Form(FPDF):
        """One document with its footer."""

        facts: dict[str, Any]
        code: bytes

        def footer(self) -> None:
            """On every page."""
            self.set_y(-37)
            self.line(25, 259, 193, 259)
            self.image(BytesIO(self.code), x=173, y=262, w=_CODE_SIZE, h=_CODE_SIZE)
            self.set_font("Noto", size=8.5)
            lines = (
                f"{wording.MUNICIPALITY}   Sida {self.page_no()} av {{nb}}",
                f"{wording.ANNEX} {wording.TITLE}",
                f"{self.facts['reference']}, version {self.facts['version']}",
                f"Innehållets fingeravtryck: {self.facts['digest']}",
            )
            for line in lines:
                self.cell(140, 4, line, new_x="LMARGIN", new_y="NEXT")

    def make(plan: Plan) -> bytes:
        form = Form(enforce_compliance="PDF/A-3U")
        form.facts, form.code = facts(plan), code_as_svg(plan.url).encode()
        form.set_lang("sv-SE")
        form.set_title(f"{wording.TITLE} – {plan.reference}")
        form.set_creation_date(plan.issued_at)
        form.set_margins(25, 15, 17)
        form.set_auto_page_break(True, 39)
        form.add_font("Noto", fname=_FONTS / "NotoSans-Regular.ttf")
        form.add_font("Noto", "B", fname=_FONTS / "NotoSans-Bold.ttf")
        form.embed_file(
            bytes=json.dumps(plan.answers, ensure_ascii=False).encode(),
            basename="aktivitetsplan.json",
            mime_type="application/json",
            associated_file_relationship=AssociatedFileRelationship.SOURCE,
        )
        form.add_page()
        _write(form, form.facts)
        return bytes(form.output())

    return make


def _write(form: Any, facts: dict[str, Any]) -> None:
    _paragraph(form, f"{wording.MUNICIPALITY}   {wording.ANNEX}", 15, "B")
    _paragraph(form, f"{facts['reference']}, version {facts['version']}, {facts['issued_on']}", 10)
    _paragraph(form, wording.TITLE, 20, "B")
    _paragraph(form, wording.INTRO, 10.5)
    for part in wording.parts(facts["answers"]):
        _paragraph(form, part.heading, 10.5, "B")
        if part.note:
            _paragraph(form, part.note, 9)
        for label, text in part.texts:
            if label:
                _paragraph(form, label, 9, "B")
            _paragraph(form, text, 10.5)
        if part.rows:
            _table(form, part.rows)
    if form.will_page_break(_APPROVALS_HEIGHT):
        form.add_page()
    _paragraph(form, "Godkännande", 13, "B")
    for statement, signers in wording.approvals(facts["answers"]):
        _paragraph(form, statement, 10.5, "B")
        for title, name in signers:
            _signature(form, title, name)
    _paragraph(form, wording.COPY_NOTE, 10.5, "B")


def _paragraph(form: Any, text: str, size: float, weight: str = "") -> None:
    form.set_font("Noto", weight, size)
    form.multi_cell(0, size * 0.48, text, new_x="LMARGIN", new_y="NEXT")


def _table(form: Any, rows: list[tuple[str, ...]]) -> None:
    form.set_font("Noto", size=10)
    with form.table(col_widths=_WIDTHS, text_align="LEFT") as table:
        for row in (wording.PEOPLE_HEADINGS, *rows):
            line = table.row()
            for cell in row:
                line.cell(cell)


def _signature(form: Any, title: str, name: str) -> None:
    _paragraph(form, title, 10.5)
    form.ln(12)
    left, top = form.l_margin, form.get_y()
    for label, width in zip(wording.SIGNATURE_LABELS, (34, 66, 60), strict=True):
        form.line(left, top, left + width, top)
        form.set_xy(left, top)
        form.cell(width, 4, f"{label}: {name}" if label == wording.SIGNATURE_LABELS[2] else label)
        left += width + 2
    form.ln(6)


if __name__ == "__main__":
    main("fpdf2", load)
