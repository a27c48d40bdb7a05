"""What a large form of all kinds costs, and whether kinds made the first form slower.

`python -m bench.any_form [BEFORE]` times the page of a form of 60 questions (under 100 ms warm),
its document at 30, 60 and 120 questions (a page takes as long whatever their number), and the
document of Bilaga 1 as it is and as it was at the commit BEFORE, in a worktree that is made and
removed, in turn.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import forms
from app import create_app
from bench.measure import facts
from bench.pages import ROOT
from forms.kinds import (
    Accept,
    Amount,
    Date,
    Email,
    Group,
    Hours,
    Line,
    LongText,
    Number,
    OneOf,
    OrganisationNumber,
    Period,
    PersonName,
    Phone,
    PostalAddress,
    RowList,
    SeveralOf,
    Tick,
    Time,
    YesNo,
)
from forms.printable import PartForm, PrintableForm
from forms.question import Choice, Question
from forms.samples import Length, sample
from pdf import Imprint, Letterhead, render
from settings import read_settings
from tests.pdf.documents import ISSUED

# Before there was more than lines, texts and persons.
BEFORE = "2e0e87e"
QUESTIONS = (30, 60, 120)
ROUNDS, DOCUMENTS = 6, 100
PAGE_MS, SLOWER, LINEAR = 100, 1.1, 1.25
# What other work takes from the processor meanwhile is not counted.
BY_THE_PROCESSOR = """
import runpy, sys, time
time.perf_counter = time.process_time
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
"""
CHOICES = tuple(Choice(f"c{number}", f"Svar {number}") for number in range(5))


class Parts(PartForm):
    """What rows and groups are made of."""

    what = Line("Vad", noun="vad")
    count = Number("Antal", noun="antalet")


MAKERS: tuple[Callable[[Question], Any], ...] = (
    *(
        lambda asked, kind=kind: kind(question=asked, noun="svaret på frågan")
        for kind in (Line, LongText, Email, Phone, Hours, Tick, YesNo, Date, Time, Number)
    ),
    *(
        lambda asked, kind=kind: kind(question=asked, noun="svaret på frågan")
        for kind in (Amount, OrganisationNumber, Period, PersonName, PostalAddress)
    ),
    lambda asked: OneOf(question=asked, choices=CHOICES, other="Annat, ange vad"),
    lambda asked: SeveralOf(question=asked, choices=CHOICES, none="Inget av dessa"),
    lambda asked: Accept(question=asked, statement="Jag har läst villkoren."),
    lambda asked: Group(Parts, question=asked),
    lambda asked: RowList(Parts, asked, least=1, most=5),
)


def form_of(count: int) -> type[PrintableForm]:
    """So many questions, kind after kind."""
    facts = {"slug": f"stor-{count}", "prefix": f"ST{count}", "title": "En stor blankett"}
    asked = [Question(number, f"Vad gäller fråga {number}?") for number in range(1, count + 1)]
    fields = {f"q{n}": MAKERS[n % len(MAKERS)](one) for n, one in enumerate(asked)}
    made: type[PrintableForm] = type(f"Of{count}", (PrintableForm,), facts | fields)
    return made


def milliseconds(make: Callable[[], Any]) -> float:
    """The median of several runs after one that warms up."""
    make()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        make()
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times), 1)


def pages(form: type[PrintableForm]) -> dict[str, float]:
    """The empty page, and the one that comes back with errors at every question."""
    forms.FORMS = (*forms.FORMS, form)
    with tempfile.TemporaryDirectory() as folder:
        given = {"INSTANCE_PATH": folder, "COURIER": "off"}
        app = create_app(read_settings(given))
        app.config["WTF_CSRF_ENABLED"] = False
        client, address = app.test_client(), f"/{form.slug}/"
        asked = {"empty page": lambda: client.get(address), "errors": lambda: client.post(address)}
        return {name: milliseconds(ask) for name, ask in asked.items()}


def document(form: type[PrintableForm]) -> dict[str, float]:
    """From answers to bytes: a document with ordinary answers, and what a page of it takes."""
    answers, house = sample(form, Length.ORDINARY).answers(), Letterhead("Töreboda kommun")

    def make() -> bytes:
        return render(form.from_answers(answers), Imprint("ST-2026-0001", 1, ISSUED), house)

    count, took = facts(make())["pages"], milliseconds(make)
    return {"pages": count, "ms": took, "ms_a_page": round(took / count, 2)}


@contextmanager
def as_it_was(commit: str) -> Iterator[Path]:
    """The project at a commit, beside ours."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "before"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "-q", "--detach", str(place), commit], check=True)
        try:
            yield place
        finally:
            subprocess.run([*git, "remove", "--force", str(place)], check=True)


def documents_of_bilaga_1(place: Path) -> float:
    """Milliseconds of the processor a document, the median of many, as that place makes them."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["bench.document", str(DOCUMENTS), str(Path(folder) / "out.pdf")]
        command = [sys.executable, "-c", BY_THE_PROCESSOR, *arguments]
        done = subprocess.run(command, cwd=place, stdout=subprocess.PIPE, check=True)
    return float(json.loads(done.stdout)["median_ms"])


def against(commit: str) -> dict[str, float]:
    """The quickest round of each counts: other work on the machine only adds."""
    with as_it_was(commit) as place:
        took: dict[Path, list[float]] = {place: [], ROOT: []}
        for number in range(ROUNDS):
            for one in (place, ROOT) if number % 2 else (ROOT, place):
                took[one].append(documents_of_bilaga_1(one))
        before, after = min(took[place]), min(took[ROOT])
    return {"before_ms": before, "after_ms": after, "ratio": round(after / before, 3)}


def main(commit: str) -> None:
    """Measure, print, and end with 1 when a goal is missed."""
    documents = {count: document(form_of(count)) for count in QUESTIONS}
    each = [one["ms_a_page"] for one in documents.values()]
    report = {
        "page of 60 questions, ms": pages(form_of(60)),
        "documents by number of questions": documents,
        "a page at 120 questions to one at 30": round(each[-1] / each[0], 2),
        "Bilaga 1": against(commit),
    }
    print(json.dumps(report, indent=2))
    is_reached = (
        max(report["page of 60 questions, ms"].values()) < PAGE_MS  # type: ignore[attr-defined]
        and each[-1] / each[0] <= LINEAR
        and report["Bilaga 1"]["ratio"] <= SLOWER  # type: ignore[index]
    )
    sys.exit(0 if is_reached else "missed")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else BEFORE)
