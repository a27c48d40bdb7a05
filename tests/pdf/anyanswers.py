"""Any answers to a form that its fields keep, for Hypothesis."""

from hashlib import sha256
from typing import Any

from hypothesis import strategies as st

from forms import PrintableForm
from forms.kinds import Accept, Attachments, Group, Hours, Number, RowList, Sum, Tick, Value, YesNo
from forms.kinds.attachments import MEDIA
from forms.kinds.choices import NONE, OTHER, Choices
from forms.samples import Length, sample

TEXT = st.text(max_size=80)
LONG_TEXT = st.text(max_size=1_500)
_VALUES = (
    *("2026-11-26", "26/11 2026", "14.30", "kl 9", "25:00", "19811218-9876", "556036-0793"),
    *("545 30", "31 februari 2026"),
)


def answers_to(form: type[PrintableForm]) -> st.SearchStrategy[dict[str, Any]]:
    """Answers as JSON: every field may be left out, hold anything or be blank."""
    fields = {field.short_name: _answers_to_field(field) for field in form().answerable()}
    return st.fixed_dictionaries({}, optional=fields)


# Few, so that one may stand at two questions.
FILES = st.builds(
    lambda number, name, media, text: {
        "sha256": sha256(str(number).encode()).hexdigest(),
        "name": name,
        "media": media,
        "bytes": 10**number,
        "text": text,
    },
    st.integers(0, 8),
    st.text(min_size=1, max_size=80),
    st.sampled_from(list(MEDIA)),
    TEXT,
)


@st.composite
def likely_answers_to(draw: st.DrawFn, form: type[PrintableForm]) -> dict[str, Any]:
    """Answers that can be filed, or nearly: made-up ones, a few of them changed into any, and
    among them some that are asked after other answers."""
    length = draw(st.sampled_from([Length.SHORT, Length.ORDINARY]))
    answers = sample(form, length).with_all_asked().answers()
    others = draw(answers_to(form))
    names = draw(st.lists(st.sampled_from(sorted(others)), max_size=2)) if others else []
    return {**answers, **{name: others[name] for name in names}}


def _answers_to_field(field: Any) -> st.SearchStrategy[Any]:
    if isinstance(field, RowList):
        person = _answers_to_field(field.entries[0])
        return st.lists(person, max_size=field.most)
    if isinstance(field, Group):
        parts = {part.short_name: _answers_to_field(part) for part in field.parts}
        return st.fixed_dictionaries({}, optional=parts)
    if isinstance(field, Attachments):
        return st.lists(FILES, max_size=field.most, unique_by=lambda one: one["sha256"])
    if isinstance(field, Tick | YesNo | Accept):
        return st.booleans()
    if isinstance(field, Choices):
        values = [one.value for one in field.choices]
        marks: list[st.SearchStrategy[Any]] = [st.sampled_from(values)]
        marks += [TEXT.map(lambda text: {OTHER: text})] if field.other else []
        marks += [st.just(NONE)] if field.none else []
        return st.lists(st.one_of(marks), max_size=5)
    if isinstance(field, Hours):
        return st.one_of(TEXT, st.integers(0, 200), st.floats(0, 200))
    if isinstance(field, Number | Sum):
        return st.one_of(TEXT, st.integers(), st.floats(), st.floats(-1e9, 1e9))
    if isinstance(field, Value):
        return st.one_of(TEXT, st.sampled_from(_VALUES))
    return LONG_TEXT if field.kind == "long_text" else TEXT
