"""Any form that could be asked for, with any answers: what leaves it comes home

`ANY_FORMS=2000` tries more of them: `make check-forms`.
"""

import json
import os
from collections.abc import Iterator

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import forms
from forms import PrintableForm
from forms.samples import Length, sample
from intake.opening import open_here
from intake.reading import read
from pdf import render
from tests.pdf.anyanswers import answers_to
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
def made_up_forms(draw: st.DrawFn) -> PrintableForm:
    form = draw(any_forms())
    forms.FORMS = (form,)
    return sample(form, draw(st.sampled_from([Length.SHORT, Length.ORDINARY])))


@few
@given(filled_forms())
def test_any_answers_go_through_json(form: PrintableForm) -> None:
    for said in (form.answers(), form.typed()):
        again = form.from_answers(json.loads(json.dumps(said)))
        assert again.answers() == form.answers()


@few
@given(made_up_forms())
def test_schema_lets_through_made_up_answers(form: PrintableForm) -> None:
    jsonschema.Draft202012Validator.check_schema(form.schema())
    if form.validate():
        jsonschema.validate(json.loads(json.dumps(form.answers())), form.schema())


@few
@given(filled_forms())
def test_any_answers_come_home_from_their_document(form: PrintableForm) -> None:
    content = render(form, imprint(), HOUSE)
    if form.answers():
        found = read(content, opener=open_here)
        assert (found.answers, found.agrees) == (form.answers(), True)
