"""Questions answered by choosing: one of several, several of several, yes or no, a statement.

What was marked and cannot stand, such as two of which one is to be chosen, is kept as it was
marked until a person has decided: on paper nothing stops anybody from ticking both.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import wtforms
from wtforms.utils import unset_value

from forms import messages
from forms.cleaning import clean_line
from forms.field import OF_CHOICE, Around, Cell, Option, PaperField
from forms.kinds.base import Kind, kept_at_most
from forms.kinds.text import Box
from forms.question import Choice, Question, Understood

# What no choice may be called, and what it is kept for.
OTHER, NONE = "other", "none"
KEPT_FOR = {OTHER: "Annat, ange vad", NONE: "Inget av dessa"}
_VALUE = re.compile(r"[a-z0-9_]{1,40}")
_LEAST_CHOICES = 2
# More options than these are a list that opens, unless some of them need a hint.
MOST_RADIOS = 7
# Far more marks than any question has choices.
_MOST_MARKS = 100
_LONGEST_UNKNOWN = 200


def other_text(name: str) -> str:
    """The input in which it is written what else is meant, on the page and on the blank."""
    return f"{name}--other-text"


def marked(name: str) -> str:
    """The input that carries marks which the page cannot show until one of them is chosen."""
    return f"{name}--marked"


class Choices(Kind, wtforms.Field):
    """What all questions share that are answered with some of their `choices`.

    With `other`, such as "Annat, ange vad", there is a last choice "Annat" with room to "Ange vad",
    and an answer may also be {"other": text}, of at most `max_length` characters. `data` are
    values, as the page sends them.
    """

    in_json = "ett av svaren i schemat"
    none = ""

    def __init__(
        self,
        label: str | None = None,
        question: Question | None = None,
        *,
        choices: Sequence[Choice],
        other: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, question, **kwargs)
        self.choices, self.other = tuple(choices), other

    def unsound(self) -> Iterator[str]:
        """Choices that nobody could tell apart, or that stand where others belong."""
        if len(self.choices) < _LEAST_CHOICES:
            yield "it needs at least two choices"
        for one in self.choices:
            yield from _wrong_with(one)
        for kind in ("value", "label"):
            for word, times in Counter(getattr(one, kind) for one in self.choices).items():
                if times > 1:
                    yield f"choices has {word!r} twice; give one another {kind}"

    # ---- In

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """What is posted stands in more inputs than the one of its name."""
        self._posted = formdata
        super().process(formdata, data, extra_filters)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """What was chosen, and what was written: a text is taken for a tick beside it."""
        marks = list(filter(None, valuelist)) or self._posted.getlist(marked(self.name))
        self.data = self._with_text(marks, self._posted.get(other_text(self.name)))

    def _with_text(self, marks: Sequence[Any], text: str | None) -> list[Any]:
        """The marks, with `text` in the place of the one for it."""
        if not self.other or not (OTHER in marks or clean_line(text or "")):
            return list(marks)
        return [*(one for one in marks if one != OTHER), {OTHER: text or ""}]

    def clean(self, value: object) -> Any:
        """The marks, each once and in the order of the choices."""
        cleaned = map(self._clean_mark, _listed(value)[:_MOST_MARKS])
        once: dict[str, Any] = {}
        for mark in cleaned:
            once.setdefault(_value_of(mark), mark)
        once.pop("", None)
        places = {known: place for place, known in enumerate(self._all_values)}
        return self._kept([once[one] for one in sorted(once, key=lambda one: places.get(one, -1))])

    def _clean_mark(self, mark: object) -> Any:
        if isinstance(mark, Mapping):
            return {OTHER: clean_line(mark.get(OTHER) or "")} if self.other else ""
        text = clean_line(mark)[:_LONGEST_UNKNOWN]
        return {OTHER: ""} if self.other and text == OTHER else text

    def _kept(self, marks: list[Any]) -> Any:
        return marks

    def holds(self, value: object) -> bool:
        """Whether a value from JSON is what it offers, alone or in a list."""
        marks = _listed(value)
        return len(marks) <= _MOST_MARKS and all(map(self._offers, marks))

    def parted(self, value: Any) -> tuple[list[Any] | None, Any]:
        """Of a list what it offers, and the rest: in an older answer some of it may be gone."""
        if not isinstance(value, list) or len(value) > _MOST_MARKS:
            return super().parted(value)
        offered = [one for one in value if self._offers(one)]
        return offered, [one for one in value if one not in offered]

    def _offers(self, mark: object) -> bool:
        if isinstance(mark, dict):
            text = mark.get(OTHER)
            if not isinstance(text, str) or mark.keys() != {OTHER}:
                return False
            return bool(self.other) and len(text) <= kept_at_most(self.max_length)
        return isinstance(mark, str) and mark in self._all_values and mark != OTHER

    # ---- What was marked

    @property
    def marks(self) -> list[Any]:
        """Everything that was marked, {"other": text} after the choices."""
        return _listed(self.data)

    @property
    def _all_values(self) -> list[str]:
        """What may be marked, in the order of the paper."""
        return [one.value for one in self._offered]

    @property
    def _offered(self) -> list[Choice]:
        """The choices, then "Annat" and "Inget av dessa"."""
        rest = (Choice(OTHER, self._other_in_short), Choice(NONE, self.none))
        return [*self.choices, *(one for one in rest if one.label)]

    @property
    def options(self) -> Sequence[Option]:
        """Whatever may be marked, and whether it is."""
        marked_ = set(map(_value_of, self.marks))
        return [
            Option(one.value, one.label, one.hint, one.value in marked_) for one in self._offered
        ]

    @property
    def written(self) -> str:
        """What was written beside "Annat"."""
        return next((one[OTHER] for one in self.marks if isinstance(one, dict)), "")

    @property
    def gone(self) -> list[str]:
        """Marks for what is not offered any more."""
        known = self._all_values
        return [one for one in self.marks if isinstance(one, str) and one not in known]

    @property
    def undecided(self) -> list[str]:
        """Marks that the page cannot show as chosen, since there are several or they are gone."""
        return []

    @property
    def to_decide(self) -> str:
        """What to do about these; nothing where that is told already."""
        return self._reading.problem if self.undecided and not self.errors else ""

    @property
    def readable(self) -> str:
        """Only what was written may say more than the form does itself."""
        return self.written

    @property
    def size(self) -> int:
        """As long as what was written."""
        return len(self.written)

    def read_from(self, form: Around | None) -> Any:
        """The marks."""
        return self.data, self.noun

    def advise(self, form: Around) -> list[str]:
        """Nothing is odd with what the form itself offers."""
        return super().advise(form) if self.written else []

    def missing(self) -> str:
        """To be told when nothing was chosen."""
        return messages.choose(self.noun)

    def _read_anew(self, form: Around | None) -> Understood:
        told = "\n".join(map(self._told, self.marks))
        return Understood(told, problem=next(self._problems(), ""))

    def _problems(self) -> Iterator[str]:
        """What is wrong, the first thing to mend first."""
        yield from map(messages.choice_is_gone, self.gone)
        yield from filter(None, [self._problem_of_text])

    @property
    def _problem_of_text(self) -> str:
        short = self._other_in_short
        if not any(isinstance(one, dict) for one in self.marks):
            return ""
        if not self.written:
            return messages.other_missing(short, self.noun)
        is_short = self.size <= self.max_length
        noun = f"texten vid ”{short}”"
        return "" if is_short else messages.too_long(noun, self.max_length, self.size)

    @property
    def error_id(self) -> str:
        """The text, when it is the text that is wrong; else the first of the choices."""
        is_of_text = bool(self.errors) and self.errors[0] == self._problem_of_text
        return other_text(self.id) if is_of_text else self.id

    # ---- Out

    @property
    def _other_in_short(self) -> str:
        """ "Annat" of "Annat, ange vad"."""
        return self.other.partition(",")[0]

    @property
    def what_else(self) -> str:
        """ "Ange vad" of "Annat, ange vad": the label of the text."""
        rest = self.other.partition(",")[2].strip() or self.other
        return f"{rest[:1].upper()}{rest[1:]}"

    def _told(self, mark: Any) -> str:
        if isinstance(mark, dict):
            return ": ".join(filter(None, (self._other_in_short, str(mark.get(OTHER, "")))))
        labels = {one.value: one.label for one in self._offered}
        return labels.get(mark, str(mark))

    @property
    def among_others(self) -> str:
        """On one line, with what was asked: a lone "Ja" would say nothing."""
        return f"{self.label.text.rstrip('?:')}: {'; '.join(map(self._told, self.marks))}"

    @property
    def understood(self) -> str:
        """What is chosen needs no reading."""
        return ""

    def cell(self, kept: Any) -> Cell:
        """The words of what was chosen."""
        marks = [] if kept is None else _listed(kept)
        return "; ".join(map(self._told, filter(_is_mark, marks)))

    def schema(self) -> dict[str, Any]:
        """One of the values, or an object with a text."""
        return {"title": self.label.text, "oneOf": list(self._schemas())}

    def _schemas(self) -> Iterator[dict[str, Any]]:
        for one in self._offered:
            if one.value == OTHER:
                text = {"type": "string", "minLength": 1, "maxLength": self.max_length}
                yield _object_with(OTHER, text, one.label)
            else:
                yield {"const": one.value, "title": one.label}

    def schema_of(self, values: Sequence[str | bool]) -> dict[str, Any]:
        """One of these, or an object with a text for "other"."""
        plain = {"enum": [one for one in values if one != OTHER]}
        return (
            {"anyOf": [plain, {"type": "object", "required": [OTHER]}]}
            if OTHER in values
            else plain
        )

    # ---- On paper

    def tick_of(self, option: Option) -> PaperField:
        """The box to tick for one of the options."""
        return PaperField(f"{self.name}{OF_CHOICE}{option.value}", option.label, is_tick=True)

    def paper_fields(self) -> Sequence[PaperField]:
        """A box to tick for each option, and room for what else is meant."""
        text = [PaperField(other_text(self.name), self.what_else)] if self.other else []
        return [*map(self.tick_of, self.options), *text]

    def from_paper(self, written: Mapping[str, str]) -> Any:
        """Everything that was ticked, however much; a text counts as a tick beside it."""
        marks = [one.value for one in self.options if written.get(self.tick_of(one).name)]
        return self.clean(self._with_text(marks, written.get(other_text(self.name))))


class OneOf(Choices):
    """One of several: buttons, or a list that opens when there are many.

    An answer is the value of a choice, or {"other": text}; as long as it is not decided, several of
    these in a list.
    """

    kind = "one_of"

    def _kept(self, marks: list[Any]) -> Any:
        return marks if len(marks) > 1 else next(iter(marks), "")

    @property
    def is_list(self) -> bool:
        """Whether it is a list that opens."""
        return len(self._offered) > MOST_RADIOS and not any(one.hint for one in self.choices)

    @property
    def picked(self) -> str:
        """The value of the option that the page shows as chosen; none when several are."""
        values = [one for one in map(_value_of, self.marks) if one in self._all_values]
        sure = [one for one in values if one != OTHER] or values
        return sure[0] if len(sure) == 1 else ""

    @property
    def undecided(self) -> list[str]:
        """Several of which one is to be chosen, or what is gone."""
        return [] if self.picked else [one for one in self.marks if isinstance(one, str)]

    def _problems(self) -> Iterator[str]:
        yield from super()._problems()
        labels = [self._told(one) for one in self.marks if isinstance(one, str)]
        if len(labels) > 1:
            yield messages.one_only(self.noun, labels)
        elif len(self.marks) > 1:
            yield messages.other_beside(labels[0], self._other_in_short)


class YesNo(OneOf):
    """Yes or no; unlike with a tick, no is an answer. It is kept as true or false."""

    kind = "yes_no"
    in_json = "true eller false"
    _AS_VALUE = {True: "yes", False: "no"}
    _AS_TRUTH = {"yes": True, "no": False}

    def __init__(
        self, label: str | None = None, question: Question | None = None, **kwargs: Any
    ) -> None:
        choices = (Choice("yes", "Ja"), Choice("no", "Nej"))
        super().__init__(label, question, choices=choices, **kwargs)

    def _clean_mark(self, mark: object) -> Any:
        return super()._clean_mark(self._AS_VALUE[mark] if isinstance(mark, bool) else mark)

    def _offers(self, mark: object) -> bool:
        return isinstance(mark, bool)

    def missing(self) -> str:
        """To be told when nothing was chosen."""
        return messages.yes_or_no(self.noun)

    @property
    def typed(self) -> Any:
        """True, False, an empty text, or a list of what is not decided."""
        truths = [self._AS_TRUTH.get(one, one) for one in self.marks]
        return self._kept(truths)

    @property
    def answer(self) -> Any:
        """As `typed`."""
        return self.typed

    @property
    def values(self) -> Sequence[bool]:
        """Yes and no."""
        return (True, False)

    @property
    def chosen(self) -> Sequence[bool]:
        """Which of these."""
        return [self._AS_TRUTH[one] for one in self.marks if one in self._AS_TRUTH]

    def from_paper(self, written: Mapping[str, str]) -> Any:
        """What was ticked, as true or false."""
        found = _listed(super().from_paper(written))
        return self._kept([self._AS_TRUTH[one] for one in found])

    def _told(self, mark: Any) -> str:
        return super()._told(self._AS_VALUE[mark] if isinstance(mark, bool) else mark)

    def schema(self) -> dict[str, Any]:
        """True or false."""
        return {"title": self.label.text, "type": "boolean"}


class SeveralOf(Choices):
    """Several of several, at least `least` of them when any.

    With `none`, words such as "Inget av dessa", there is one more option, which rules out the
    others. An answer is a list of values, the last of which may be {"other": text}.
    """

    kind = "several_of"
    in_json = "en lista med svaren i schemat"

    def __init__(
        self,
        *args: Any,
        choices: Sequence[Choice],
        least: int = 0,
        none: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, choices=choices, **kwargs)
        self.least, self.none = least, none

    def unsound(self) -> Iterator[str]:
        """More to choose than there is, too."""
        yield from super().unsound()
        there = len(self.choices) + bool(self.other)
        if self.least > there:
            yield f"at least {self.least} must be chosen of {there}; change least"

    def missing(self) -> str:
        """To be told when nothing was chosen."""
        return messages.choose_some(self.noun, max(self.least, 1))

    def _problems(self) -> Iterator[str]:
        yield from super()._problems()
        if NONE not in self.marks:
            if len(self.marks) < self.least:
                yield messages.too_few_chosen(self.noun, self.least, len(self.marks))
        elif len(self.marks) > 1:
            yield messages.none_beside(self.none)

    def schema_of(self, values: Sequence[str | bool]) -> dict[str, Any]:
        """An array with one of these."""
        return {"type": "array", "contains": super().schema_of(values)}

    def schema(self) -> dict[str, Any]:
        """An array; "none" stands alone in it."""
        found = {
            "title": self.label.text,
            "type": "array",
            "items": {"oneOf": list(self._schemas())},
            "minItems": 1,
            "uniqueItems": True,
        }
        if self.none:
            found["if"] = {"contains": {"const": NONE}}
            found["then"], found["else"] = {"maxItems": 1}, {"minItems": self.least}
        elif self.least:
            found["minItems"] = self.least
        return found


class Accept(Box):
    """A `statement` to accept word for word: terms, or a consent. Left open it says nothing."""

    kind = "accept"

    def __init__(
        self,
        label: str | None = None,
        question: Question | None = None,
        *,
        statement: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, question, **kwargs)
        self.statement = statement

    def missing(self) -> str:
        """To be told when the box is not ticked."""
        return messages.accept(self.noun)

    def paper_fields(self) -> Sequence[PaperField]:
        """A box to tick before the statement."""
        return (PaperField(self.name, self.statement, is_tick=True),)

    @property
    def shown(self) -> str:
        """Ja, and to what."""
        return f"Ja: {self.statement}" if self.data else ""

    def schema(self) -> dict[str, Any]:
        """True."""
        return {"title": self.label.text, "description": self.statement, "const": True}


def _wrong_with(choice: Choice) -> Iterator[str]:
    value, words = choice.value, KEPT_FOR.get(choice.value)
    if not _VALUE.fullmatch(value):
        yield f"the value of a choice must be 1 to 40 of a to z, 0 to 9 and _, not {value!r}"
    if words:
        yield f'{value!r} is kept for "{words}"; write {value}="{words}"'
    if not choice.label.strip():
        yield f"the choice {value!r} has no label; write what is read"


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None or value == "" else [value]


def _value_of(mark: Any) -> str:
    """The value of the option that was marked."""
    return OTHER if isinstance(mark, dict) else str(mark)


def _is_mark(kept: object) -> bool:
    return isinstance(kept, str | dict | bool)


def _object_with(name: str, schema: dict[str, Any], title: str) -> dict[str, Any]:
    return {
        "title": title,
        "type": "object",
        "properties": {name: schema},
        "required": [name],
        "additionalProperties": False,
    }
