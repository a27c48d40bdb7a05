"""Any form that could be asked for, with any answers: what leaves it comes home

`ANY_FORMS=2000` tries more of them: `make check-forms`.
"""

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import forms
from forms import AnswersError, PrintableForm
from intake.opening import open_here
from intake.reading import read
from pdf import render, render_blank
from tests.forms.papers import on_blank, written
from tests.intake.fillers import with_pypdf
from tests.pdf.anyanswers import answers_to, likely_answers_to
from tests.pdf.anyforms import forms as any_forms
from tests.pdf.documents import HOUSE, imprint

few = settings(
    max_examples=int(os.environ.get("ANY_FORMS", "200")) // 10,
    deadline=None,
    # To make a form smaller takes minutes, and each is small enough to look at.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    derandomize="ANY_FORMS" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
OTHER_SHAPES = st.sampled_from(
    [True, [], [[]], [7], ["a"], {}, {"a": 1}, {"other": 7}, [{"p0": []}], {"p0": {}}, {"to": []}]
)


@pytest.fixture(autouse=True)
def offered() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "FORMS", forms.FORMS)
        yield


@st.composite
def filled_forms(draw: st.DrawFn) -> PrintableForm:
    form = draw(any_forms())
    forms.FORMS = (form,)
    return form.from_answers(draw(answers_to(form)))


@st.composite
def likely_forms(draw: st.DrawFn) -> PrintableForm:
    form = draw(any_forms())
    forms.FORMS = (form,)
    return form.from_answers(draw(likely_answers_to(form)))


@few
@given(filled_forms())
def test_any_answers_go_through_json(form: PrintableForm) -> None:
    for said in (form.answers(), form.typed()):
        again = form.from_answers(json.loads(json.dumps(said)))
        assert again.answers() == form.answers()


@few
@given(likely_forms())
def test_schema_lets_through_whatever_can_be_filed(form: PrintableForm) -> None:
    jsonschema.Draft202012Validator.check_schema(form.schema())
    if form.validate():
        assert list(refused(form, form.answers())) == []


@few
@given(likely_forms(), st.data())
def test_schema_refuses_what_lacks_an_answer_that_must_be_there(
    form: PrintableForm, data: st.DataObject
) -> None:
    if not form.validate():
        return
    needed = [leaf for leaf in form.leaves() if leaf.is_asked and not leaf.optional]
    if given_ := [leaf.name for leaf in needed if not leaf.is_blank]:
        answers = without(form.answers(), data.draw(st.sampled_from(given_)).split("-"))
        if not form.from_answers(answers).validate():
            assert list(refused(form, answers))


@few
@given(likely_forms(), st.data())
def test_schema_refuses_what_has_another_shape(form: PrintableForm, data: st.DataObject) -> None:
    answers = form.answers()
    if answers:
        name = data.draw(st.sampled_from(sorted(answers)))
        answers[name] = data.draw(OTHER_SHAPES)
        if is_refused_for_its_shape(form, answers):
            assert list(refused(form, answers))


def refused(form: PrintableForm, answers: dict[str, Any]) -> Iterator[str]:
    """What the schema has against these answers."""
    schema = jsonschema.Draft202012Validator(form.schema())
    yield from (one.message for one in schema.iter_errors(json.loads(json.dumps(answers))))


def without(answers: Any, way: Sequence[str]) -> Any:
    """The same but for the answer at the end of the way."""
    name, *rest = way
    if isinstance(answers, list):
        place = int(name)
        return [*answers[:place], without(answers[place], rest), *answers[place + 1 :]]
    if rest:
        return {**answers, name: without(answers[name], rest)}
    return {one: answer for one, answer in answers.items() if one != name}


def is_refused_for_its_shape(form: PrintableForm, answers: dict[str, Any]) -> bool:
    try:
        form.from_answers(answers)
    except AnswersError:
        return True
    return False


@few
@given(filled_forms())
def test_any_answers_come_home_from_their_document(form: PrintableForm) -> None:
    content = render(form, imprint(), HOUSE)
    if form.answers():
        found = read(content, opener=open_here)
        assert (found.answers, found.agrees) == (form.answers(), True)


@few
@given(likely_forms())
def test_any_answers_come_home_from_a_blank_that_pypdf_has_filled_in(form: PrintableForm) -> None:
    filled = on_blank(form)
    content = with_pypdf(render_blank(type(form), HOUSE), written(filled))
    if filled.answers():
        assert read(content, opener=open_here).answers == filled.answers()
