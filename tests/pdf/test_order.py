"""The order in which a document is told: number, wording, label, answer, to any reader."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forms import PrintableForm, Section, messages
from forms.changes import Changes, changes_between
from forms.field import Leaf
from forms.kinds import Group, RowList, Tick
from pdf import render, render_blank
from tests.pdf.documents import FORM, HOUSE, form, imprint
from tests.pdf.structure import Told, structure, structure_by_pypdf, without_spaces
from tests.plans import PLANS


def revised() -> bytes:
    """A second version: long, short and no answers, and other persons, in its list of changes."""
    before = form(monitoring="", audience="Alla", not_created=True)
    after = form(2, monitoring="Två gånger\n\nvarje dag", audience="")
    changes = Changes(1, changes_between(before, after))
    return render(after, replace(imprint(), version=2), HOUSE, changes)


def told(found: list[Told]) -> list[Told]:
    """The questions and answers out of a whole document: the innermost types and the words."""
    words = [Told(one.path.rpartition(" ")[2], one.text) for one in without_spaces(found)]
    first = next(at for at, one in enumerate(words) if one.text.startswith("1."))
    after = next(at for at, one in enumerate(words) if one.text in ENDINGS)
    return [one for one in words[first:after] if not one.text.startswith("Tilläggutanför")]


ENDINGS = ("Ändratsedanversion1", "Godkännande")


def expected(form: PrintableForm) -> list[Told]:
    """What must be told of the questions and answers, whoever draws them."""
    of_all = (one for section in form.sections_on_paper() for one in _of(section))
    return without_spaces(list(of_all))


def _of(section: Section) -> Iterator[Told]:
    question = section.question
    number = f"{question.number}. " if question.number else ""
    yield Told("H3" if question.addition else "H2", number + question.text)
    yield Told("P", question.note)
    asked = [one for one in section.fields if not isinstance(one, Tick) or one.data]
    for field in asked:
        if isinstance(field, RowList):
            yield from _persons(field)
        elif isinstance(field, Group):
            for part in field.parts:
                yield Told("Lbl", part.label.text)
                yield from _answer(part)
        else:
            yield Told("Lbl", field.label.text if len(asked) > 1 else "")
            yield from _answer(field)


def _answer(field: Leaf) -> Iterator[Told]:
    for paragraph in re.split("\n\n+", field.shown or messages.NO_ANSWER):
        yield Told("Link" if field.link else "P", paragraph)


def _persons(people: RowList) -> Iterator[Told]:
    for text in ("Person", *people.part_labels):
        yield Told("TH", text)
    for person in people.entries:
        yield Told("TH", person.title)
        for part in person.parts:
            yield Told("TD", part.shown or messages.NO_ANSWER)


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_number_wording_label_and_answer_are_told_in_this_order(
    number: int, tmp_path: Path
) -> None:
    """Label and answer as one item of a list, the number as part of its heading."""
    filled = form(number, not_created=True)
    found = structure(render(filled, imprint(), HOUSE), tmp_path)
    assert told(found) == expected(filled)


@pytest.mark.parametrize(
    "make", [revised, lambda: render_blank(FORM, HOUSE)], ids=["second version", "blank"]
)
def test_two_readers_are_told_the_same(make: Callable[[], bytes], tmp_path: Path) -> None:
    content = make()
    found = without_spaces(structure(content, tmp_path))
    assert len(found) > 40
    assert without_spaces(structure_by_pypdf(content)) == found
