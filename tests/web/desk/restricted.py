"""A form that few may read, and one filing of it."""

import pytest

import forms
from forms import PrintableForm, Question
from forms.keeping import KeptAs
from forms.kinds import Line, LongText

SLUG = "hemligt"
WORDS = ("HE-2026-0001", "HE-", "Kvarnbäcken", "Skvallernytt", "Hemligt inlägg")
ANSWERS = {
    "medium": "Skvallernytt",
    "department": "Kvarnbäckens förvaltning",
    "unit": "Kvarnbäcken",
    "content": "Någon i Kvarnbäcken skrev något",
}


class Hemligt(PrintableForm):
    """Signed by nobody, read by two roles, and told of in mail without its answers."""

    slug = SLUG
    prefix = "HE"
    title = "Hemligt inlägg"
    definite = "inlägget"
    read_by = ("officer", "archivist")
    answers_in_mail = False
    summary_from = ("medium", "unit")
    subject_from = "medium"
    kept_as = KeptAs(medium="medium", department="department", unit="unit")

    medium = Line(question=Question(1, "Vilket medium?"), noun="mediet", suggest=True)
    department = Line(question=Question(2, "Vilken förvaltning?"), noun="förvaltningen")
    unit = Line(question=Question(3, "Vilken enhet?"), noun="enheten", suggest=True)
    content = LongText(question=Question(4, "Vad stod det?"), noun="vad som stod")


@pytest.fixture
def restricted(monkeypatch: pytest.MonkeyPatch) -> type[PrintableForm]:
    """The form among those of the house."""
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Hemligt))
    return Hemligt
