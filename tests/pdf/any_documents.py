"""Documents of any answers to any form, and blanks, for the judge of PDF/A and PDF/UA."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from forms import PrintableForm
from forms.changes import Changes, changes_between
from forms.continuation import can_be_continued
from pdf import Imprint, Mark, render, render_blank, render_continuation
from tests.pdf.anyanswers import answers_to
from tests.pdf.anyforms import forms as any_forms
from tests.pdf.documents import FORM, HARD_NAMES, HOUSE, ISSUED, URL

LONGEST = 10_000
Answers = Callable[[type[PrintableForm]], st.SearchStrategy[dict[str, Any]]]

# Hypothesis draws short texts by itself; a piece that is repeated becomes as long as a form allows.
LONG_TEXT = st.builds(
    lambda piece, length: (piece * length)[:length],
    st.one_of(st.text(min_size=1, max_size=60), st.sampled_from(list(HARD_NAMES.values()))),
    st.one_of(st.integers(0, 200), st.integers(200, 400), st.integers(400, LONGEST)),
)
NAME = st.one_of(st.text(max_size=60), st.sampled_from(list(HARD_NAMES.values())))
PERSON = st.fixed_dictionaries({"name": NAME, "email": NAME, "phone": NAME})
MANY_PEOPLE = st.lists(PERSON, min_size=2, max_size=10)
FULL_ANSWERS = st.fixed_dictionaries(
    {
        "medium": NAME,
        "url": st.one_of(NAME, st.just("https://www.facebook.com/exempel?ä=%20")),
        "organisation": st.fixed_dictionaries({"department": NAME, "unit": NAME}),
        "purpose": LONG_TEXT,
        "audience": st.text(max_size=300),
        "administrators": MANY_PEOPLE,
        "operators": MANY_PEOPLE,
        "monitoring": st.text(max_size=300),
        "weekly_hours": NAME,
        "credentials_location": st.text(max_size=500),
        "manager": st.fixed_dictionaries({"name": NAME, "title": NAME}),
    }
)
ANSWERS = st.one_of(FULL_ANSWERS, answers_to(FORM))


@dataclass(frozen=True)
class Paper:
    """A document and what was printed on it; a blank has no imprint."""

    content: bytes
    imprint: Imprint | None = None


@st.composite
def documents(
    draw: st.DrawFn, forms: st.SearchStrategy[type[PrintableForm]], answers: Answers
) -> Paper:
    """A document with or without a mark, a code and a list of changes."""
    form = draw(forms)
    filled = form.from_answers(draw(answers(form)))
    imprint = Imprint(
        "AP-2026-0042", 2, ISSUED, draw(st.sampled_from([URL, ""])), draw(st.sampled_from(Mark))
    )
    changes = None
    if draw(st.booleans()):
        before = form.from_answers(draw(answers(form)))
        changes = Changes(1, changes_between(before, filled))
    return Paper(render(filled, imprint, HOUSE, changes), imprint)


PAPERS = st.one_of(
    documents(st.just(FORM), lambda _: ANSWERS),
    documents(any_forms(), answers_to),
    any_forms().map(lambda form: Paper(render_blank(form, HOUSE))),
    any_forms().filter(can_be_continued).map(lambda form: Paper(render_continuation(form, HOUSE))),
)


def write_documents(folder: Path, count: int, start: int) -> dict[Path, Imprint | None]:
    """`count` documents as files in `folder`, the same ones for the same `start`."""
    files: dict[Path, Imprint | None] = {}

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(PAPERS)
    def write(paper: Paper) -> None:
        file = folder / f"any {start}-{len(files)}.pdf"
        files[file] = paper.imprint
        file.write_bytes(paper.content)

    write()
    return files
