"""Documents whose answers are anything at all, for the judge of PDF/A and PDF/UA."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from forms.changes import Changes, changes_between
from pdf import Imprint, Mark, render
from tests.pdf.anyanswers import answers_to
from tests.pdf.documents import FORM, HARD_NAMES, HOUSE, ISSUED, URL

LONGEST = 10_000

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


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A document of any answers, with or without a mark, a code and a list of changes."""
    filled = FORM.from_answers(draw(ANSWERS))
    imprint = Imprint(
        "AP-2026-0042", 2, ISSUED, draw(st.sampled_from([URL, ""])), draw(st.sampled_from(Mark))
    )
    changes = None
    if draw(st.booleans()):
        before: dict[str, Any] = draw(ANSWERS)
        changes = Changes(1, changes_between(FORM.from_answers(before), filled))
    return render(filled, imprint, HOUSE, changes)


def write_documents(folder: Path, count: int, start: int) -> list[Path]:
    """`count` documents as files in `folder`, the same ones for the same `start`."""
    files: list[Path] = []

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents())
    def write(content: bytes) -> None:
        files.append(folder / f"any {start}-{len(files)}.pdf")
        files[-1].write_bytes(content)

    write()
    return files
