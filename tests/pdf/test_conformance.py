"""PDF/A-3a and PDF/UA-1 at once, as veraPDF's official profiles judge it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from forms.changes import Changes, changes_between
from pdf import Letterhead, Mark, render, render_blank, render_continuation
from tests.bookings import WHOLE, Booking
from tests.conditional import WHOLE as MOVED
from tests.conditional import Moving
from tests.pdf import verapdf
from tests.pdf.any_documents import write_documents
from tests.pdf.documents import (
    FORM,
    HOUSE,
    document,
    form,
    hard_names_document,
    imprint,
    transparent_png,
)
from tests.pdf.test_approvals import Nobody, Report, signed_by
from tests.plans import PLANS
from tests.signing import Beslut
from tests.signing import answers as signed_answers


def with_logo() -> bytes:
    """A document with a transparent picture on it."""
    return render(form(), imprint(), Letterhead("Töreboda kommun", logo=transparent_png()))


def with_changes() -> bytes:
    """A second version, with long and blank answers before and after."""
    before = form(purpose="Ett långt svar. " * 200, weekly_hours="", medium="Facebook")
    after = form(audience="rad\n\n" * 60, monitoring="", operators=form(1).answers()["operators"])
    changes = Changes(1, changes_between(before, after))
    return render(after, replace(imprint(), version=2), HOUSE, changes)


SPECIMENS: dict[str, Callable[[], bytes]] = {
    **{f"plan {number}": lambda number=number: document(number) for number in range(len(PLANS))},
    "hard names": hard_names_document,
    "logo": with_logo,
    "changes": with_changes,
    "no changes": lambda: render(form(), imprint(), HOUSE, Changes(1, [])),
    "copy": lambda: render(form(), imprint(Mark.COPY), HOUSE),
    "preview": lambda: render(form(), imprint(Mark.PREVIEW, url=""), HOUSE),
    "no answers": lambda: render(FORM(), imprint(), HOUSE),
    "long": lambda: document(purpose="Ett långt svar. " * 600, monitoring="rad\n\n" * 300),
    "blank": lambda: render_blank(FORM, HOUSE),
    "no manager": lambda: document(manager={}),
    "delegated": lambda: document(manager={"name": "สมชาย محمد علي", "delegated": True}),
    "five signers": lambda: render(Report(data={"room": "B2"}), imprint(), HOUSE),
    "blank of five signers": lambda: render_blank(Report, HOUSE),
    "many signers": lambda: render(signed_by(40)(data={"room": "B2"}), imprint(), HOUSE),
    "groups of signers": lambda: render(Beslut(data=signed_answers(9)), imprint(), HOUSE),
    "blank of groups of signers": lambda: render_blank(Beslut, HOUSE),
    "no signers": lambda: render(Nobody(data={"text": "Hej"}), imprint(), HOUSE),
    "choices": lambda: render(Booking.from_answers(WHOLE), imprint(), HOUSE),
    "nothing chosen": lambda: render(Booking(), imprint(), HOUSE),
    "blank of choices": lambda: render_blank(Booking, HOUSE),
    "conditions": lambda: render(Moving.from_answers(MOVED), imprint(), HOUSE),
    "blank of conditions": lambda: render_blank(Moving, HOUSE),
    "continuation sheet": lambda: render_continuation(FORM, HOUSE),
}


# The next ones are judged by `make check-documents`.
ANY_DOCUMENTS = 60


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[str]]:
    """Specimen and profile to broken rules."""
    folder = tmp_path_factory.mktemp("verapdf")
    files: dict[Path, str] = {}
    for name, make in SPECIMENS.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(make())
        files[path] = name
    files |= {path: path.stem for path in write_documents(folder, ANY_DOCUMENTS, start=0)}
    return {
        (files[verdict.file], verdict.profile): verdict.broken
        for verdict in verapdf.judge(list(files))
    }


@pytest.mark.parametrize("profile", verapdf.PROFILES)
@pytest.mark.parametrize("name", SPECIMENS)
def test_document_breaks_no_rule(
    verdicts: dict[tuple[str, str], list[str]], name: str, profile: str
) -> None:
    assert verdicts[name, profile] == []


@pytest.mark.parametrize("profile", verapdf.PROFILES)
def test_answers_of_any_unicode_break_no_rule(
    verdicts: dict[tuple[str, str], list[str]], profile: str
) -> None:
    judged = [key for key in verdicts if key[0].startswith("any ") and key[1] == profile]
    assert len(judged) >= ANY_DOCUMENTS
    assert {key: verdicts[key] for key in judged if verdicts[key]} == {}


def test_judge_can_say_no(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    plain = tmp_path / "plain.pdf"
    canvas = Canvas(str(plain))
    canvas.drawString(72, 72, "untagged, not embedded")
    canvas.save()
    for verdict in verapdf.judge([plain]):
        assert not verdict.passed
        assert verdict.broken
