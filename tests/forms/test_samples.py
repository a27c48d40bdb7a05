"""Made-up answers can be filed, whatever the form asks, and grow with their length."""

import pytest

import forms
from forms.samples import Length, sample

ANSWERED = (Length.SHORT, Length.ORDINARY, Length.LONGEST)


@pytest.mark.parametrize("form", forms.FORMS)
def test_form_can_be_filed_with_answers_of_each_length(form: type[forms.PrintableForm]) -> None:
    written = []
    for length in ANSWERED:
        filled = sample(form, length)
        assert filled.validate(), filled.error_list()
        written.append(len(filled.as_text()))
    assert written == sorted(set(written))


@pytest.mark.parametrize("form", forms.FORMS)
def test_nothing_answered_is_nothing(form: type[forms.PrintableForm]) -> None:
    assert sample(form, Length.NOTHING).answers() == {}
