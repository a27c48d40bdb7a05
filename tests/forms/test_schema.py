"""Whatever is filed is valid by the schema that is published for it."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forms import FORMS, Aktivitetsplan, PrintableForm
from forms.kinds import Group, People, RowList, SeveralOf, YesNo
from forms.kinds.choices import NONE, OTHER, Choices
from tests.plans import plan

# Ways to answer that each kind takes, at the edges of what it takes.
WAYS: dict[str, list[Any]] = {
    "line": ["x", "é", "Kultur & fritid", "y" * 100],
    "long_text": ["x", "rad 1\n\nrad 2", "å" * 500],
    "account": ["toreboda.example", "https://www.facebook.com/toreboda?utm_source=x", "@toreboda"],
    "email": ["a@toreboda.se", "Asa.Ek@Toreboda.se", "info@töreboda.se"],
    "phone": ["070-174 06 05", "+46 506 180 00 ankn 12"],
    "hours": [3, 0.5, 168, "3", "ca 2", "1–2", "2½", "2,5 tim/v"],
    "tick": [True, False],
    "yes_no": [True, False],
    "date": ["2026-11-26", "2026-11-27"],
    "time": ["14:30", "0:05"],
    "number": [0, 1, 12],
    "attachments": [[]],
}
# What is answered with no text is left blank in one way only.
WRITTEN = {"line", "long_text", "account", "email", "phone", "hours"}
BLANK = ["", " ", "\u200b", None]


def answers_to(fields: list[Any], *, may_lack: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Answers that are valid more often than not."""
    return st.fixed_dictionaries({one.short_name: _answer_to(one, may_lack) for one in fields})


def _answer_to(field: Any, may_lack: bool) -> st.SearchStrategy[Any]:
    if isinstance(field, RowList):
        parts = field.entries[0].parts
        complete = st.lists(answers_to(parts), min_size=field.least, max_size=3)
        others = st.lists(answers_to(parts, may_lack=True), max_size=7)
        return st.tuples(complete, others).map(lambda rows: rows[0] + rows[1])
    if isinstance(field, Group):
        return answers_to(field.parts, may_lack=may_lack)
    is_name = field.short_name == "name"
    ways = st.sampled_from(["Åsa Ek", "Bo"] if is_name else _ways(field))
    blank = st.sampled_from(BLANK) if field.kind in WRITTEN else st.none()
    return st.one_of(ways, blank) if may_lack or field.optional else ways


def _ways(field: Any) -> list[Any]:
    if isinstance(field, YesNo) or not isinstance(field, Choices):
        return WAYS[field.kind]
    values = [one.value for one in field.choices]
    other: list[Any] = [{OTHER: "Något annat"}] if field.other else []
    if not isinstance(field, SeveralOf):
        return [*values, *other]
    return [[values[0]], values, [*values[-1:], *other], *([[NONE]] if field.none else [])]


@pytest.mark.parametrize("form_class", FORMS, ids=lambda form: form.slug)
def test_every_answer_that_can_be_filed_is_valid_by_the_schema(
    form_class: type[PrintableForm],
) -> None:
    schema = jsonschema.Draft202012Validator(form_class.schema())
    schema.check_schema(form_class.schema())

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(answers_to(list(form_class())))
    def check(answers: dict[str, Any]) -> None:
        form = form_class.from_answers(answers)
        _make_addresses_differ(form)
        assume(form.validate())
        filed = json.loads(json.dumps(form.answers()))
        schema.validate(filed)
        assert form_class.from_answers(filed).answers() == form.answers()

    check()


def _make_addresses_differ(form: PrintableForm) -> None:
    """Two persons with one address may be stopped, which is not what is asked here."""
    for field in form:
        for number, entry in enumerate(field.entries if isinstance(field, People) else ()):
            mail = entry.parts[1]
            mail.data = mail.data and f"{number}{mail.data}"


def test_a_third_person_with_a_name_only_is_valid() -> None:
    answers = plan()
    answers["administrators"] = [*answers["administrators"][:2], {"name": "Eva Ek"}]
    form = Aktivitetsplan.from_answers(answers)
    assert form.validate()
    jsonschema.validate(form.answers(), Aktivitetsplan.schema())


@pytest.mark.parametrize(
    "broken",
    [
        {"administrators": [{"name": "Eva Ek"}, {"name": "Bo Ek"}]},
        {"administrators": [*plan()["administrators"], {"email": "a@toreboda.se"}]},
        {"weekly_hours": ""},
        {"weekly_hours": 0},
        {"purpose": "x" * 10_001},
        {"unknown": "x"},
    ],
)
def test_the_schema_refuses_what_the_form_refuses(broken: dict[str, Any]) -> None:
    assert not Aktivitetsplan.from_answers(plan(**broken)).validate() or "unknown" in broken
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plan(**broken), Aktivitetsplan.schema())
