"""What all kinds of question share: each knows its answer as JSON, text and cell.

A kind is a WTForms field. Outputs (page, PDF, export) look a kind up by its class or by `kind`
and never ask what it is.
"""

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import wtforms
from wtforms.validators import StopValidation

from forms import messages
from forms.cleaning import clean_line, clean_signs
from forms.field import Around, Cell, Option, PaperField
from forms.ink import without_unseen
from forms.kinds.conditional import Conditional
from forms.question import Condition, Question, Understood, UnreadableError
from forms.symbols import holds_private_signs
from forms.values.oddity import holds_personal_number, is_placeholder
from forms.values.secret import may_hold_secret
from forms.values.wrapping import holds_filtered_link

# Who pastes a text that is too long is told so at review and goes on from what was kept.
TIMES_TOO_LONG = 3
# A short box may have got what was meant for a long one.
AT_LEAST = 1_000

# Made once: every answer is asked.
_WRITTEN = str | int | float
NO_NOTICES: Mapping[str, str] = {}


def kept_at_most(max_length: int) -> int:
    """How many characters are kept of an answer that may be filed with `max_length`."""
    return max(TIMES_TOO_LONG * max_length, AT_LEAST)


class Kind(Conditional, wtforms.Field):
    """What all kinds share: a question or a label, a noun for messages, and how text is read.

    `noun` stands in "Skriv …". An `optional` one may be left blank. `hint` is read before the
    answer, in the place of the question's example; it has at most `max_length` characters. With
    `asked_if` it is asked after a certain answer only, as `when` in forms.question gives it.
    `notices` maps a word to what is said when an answer holds it.
    With `suggest`, an answer may be offered to the next person, so it must not be personal: once
    somebody of the office has seen that its paper is signed, and never of what nobody signs.
    An answer that `differs` is another in each filing: a template for others leaves it empty.
    One that is the typist's `own` is about who fills in: the browser may offer what it knows.
    With `asked_if` it is asked only then.
    """

    kind: ClassVar[str]
    # Numbers and addresses have an alphabet of their own; names and texts need characters that
    # join others and are not seen themselves.
    is_of_signs: ClassVar[bool] = False
    is_computed: ClassVar[bool] = False  # nobody gives the answer
    purpose: ClassVar[str] = ""  # of an answer about oneself, as WCAG 2.2, 1.3.5 names it
    max_length = 200
    in_json: ClassVar[str] = "en text eller ett tal"  # what others than browsers send
    # How to write it: beside the box on a blank, and on the page of a form that gives no hint. What
    # a number counts stands beside the input.
    pattern = usual_hint = unit = ""
    unlike: str = ""  # another answer that a file said than the one computed
    inputmode = ""  # the keys that a telephone shows; none but where those suffice
    notices: Mapping[str, str] = NO_NOTICES
    suggest = differs = own = False
    personal = False  # it tells who somebody is, though it is no name, address or telephone number
    _known: tuple[Hashable, Understood] | None = None  # how the answer was read, and of what
    form_around: Around | None = None  # set by the form; a reading may depend on another answer

    def __init__(
        self,
        label: str | None = None,
        question: Question | None = None,
        *,
        noun: str = "svaret",
        hint: str = "",
        optional: bool = False,
        max_length: int | None = None,
        notices: dict[str, str] | None = None,
        suggest: bool = False,
        differs: bool = False,
        own: bool = False,
        asked_if: Condition | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label or (question.text if question else ""), **kwargs)
        self.question, self.noun, self.optional = question, noun, optional
        self.noun_stem = noun  # a person in a list adds whose it is
        self.optional_by_form = optional  # one more person need not be told of in full
        self.hint = hint or _example_as_hint(question)
        self.max_length = max_length or self.max_length
        self.warnings: list[str] = []
        # Of more than thirty attributes of its own Python makes an object in twice the time: what
        # few questions have is set on those alone.
        if asked_if:
            self.asked_if = asked_if
        if notices:
            self.notices = notices
        if suggest:
            self.suggest = True
        if differs:
            self.differs = True
        if own:
            self.own = True

    def clean(self, value: object) -> Any:
        """One line of clean text."""
        if value is None:
            return ""
        return clean_signs(value) if self.is_of_signs else clean_line(value)

    def holds(self, value: object) -> bool:
        """Whether a value from JSON can be an answer, right or wrong; a tick is none to a text.

        A kind whose answers are lists or objects says so here, and must look at all of the value.
        """
        is_text = isinstance(value, _WRITTEN) and not isinstance(value, bool)
        return is_text and len(str(value)) <= kept_at_most(self.max_length)

    def parted(self, value: Any) -> tuple[list[Any] | None, Any]:
        """Of a list that it does not hold what it has room for, and the rest; None for no room."""
        return None, value

    def paper_fields(self) -> Sequence[PaperField]:
        """The fields of the blank that it is answered in: one to write in."""
        return (PaperField(self.name, self.label.text),)

    def from_paper(self, written: Mapping[str, str]) -> Any:
        """The answer, as it would be typed, out of what stands in its fields, by their names."""
        return written.get(self.name, "")

    @property
    def options(self) -> Sequence[Option]:
        """What there is to choose from; none where the answer is written."""
        return ()

    @property
    def values(self) -> Sequence[str | bool]:
        """The answers that other questions may hang on; none where the answer is written."""
        return [one.value for one in self.options]

    @property
    def chosen(self) -> Sequence[str | bool]:
        """Which of `values` are the answer."""
        return [one.value for one in self.options if one.is_chosen]

    def schema_of(self, values: Sequence[str | bool]) -> dict[str, Any]:
        """JSON Schema of an answer that is one of `values`, for what hangs on it."""
        return {"enum": list(values)}

    def posted(self, value: str | bool) -> str:
        """What a browser sends for one of `values`; nothing for a box that is not ticked."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value

    def read(self, text: str, form: Around | None) -> Understood:
        """Understand `text`; UnreadableError tells the person what to write instead."""
        return Understood(text)

    def unsound(self) -> Iterator[str]:
        """What cannot work in the form that it stands in, and what to do about it."""
        yield from ()

    def read_from(self, form: Around | None) -> Hashable:
        """Everything that `read` looks at; while it is the same, so is the reading."""
        return self.data, self.noun

    def advise(self, form: Around) -> list[str]:
        """What a person should look at once more; never a reason to stop."""
        text = str(self.data).casefold()
        notices = [notice for word, notice in self.notices.items() if word in text]
        return notices if self.is_blank else notices + _oddities(self.readable)

    def pre_validate(self, form: Around) -> None:
        """Stop what is missing, too long or unreadable."""
        if self.is_blank:
            if not self.optional:
                raise StopValidation(self.missing())
            return
        if problem := self._understood_in(form).problem:
            raise StopValidation(problem)

    def missing(self) -> str:
        """What to do, when nothing was answered."""
        return messages.missing(self.noun)

    def too_long(self) -> str:
        """What to do, when more was answered than there is room for."""
        return messages.too_long(self.noun, self.max_length, len(str(self.data)))

    @property
    def error_id(self) -> str:
        """The input to go to when something is wrong."""
        return str(self.id)

    @property
    def autocomplete(self) -> str:
        """What the browser may offer: of other people not what it knows of the typist."""
        return self.purpose if self.own or not self.purpose else "off"

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        return not self.data

    @property
    def size(self) -> int:
        """How many characters there are to keep."""
        return len(str(self.data))

    @property
    def readable(self) -> str:
        """The answer as text, for who wants to understand it; empty when it is too long."""
        text = str(self.data)
        return text if len(text) <= self.max_length else ""

    @property
    def typed(self) -> Any:
        """The answer as it was typed, for a draft."""
        return self.data

    @property
    def answer(self) -> Any:
        """The answer as data, as the person gave it."""
        return self.data

    @property
    def shown(self) -> str:
        """The answer as it is printed."""
        return self._reading.shown

    @property
    def among_others(self) -> str:
        """The answer as it is printed on one line with others, without its label."""
        return self.shown

    @property
    def link(self) -> str:
        """Where the answer leads, http(s) only, or empty."""
        return self._reading.link

    @property
    def understood(self) -> str:
        """How the answer was read, when that differs from what was typed."""
        return self.shown if self.shown != self.data else ""

    @property
    def listed(self) -> str:
        """The answer where others than the document tell of it: lists, mail, search."""
        return self.shown

    @property
    def _reading(self) -> Understood:
        if self.is_blank:
            return Understood("")
        return self._understood_in(self.holder or self.form_around)

    def _understood_in(self, form: Around | None) -> Understood:
        """The reading of what stands here now.

        It is asked for when an answer is checked, shown back, printed and compared, and to read
        a telephone number takes longer than to write the rest of its question.
        """
        looked_at = self.read_from(form)
        if self._known is None or self._known[0] != looked_at:
            self._known = looked_at, self._read_anew(form)
        return self._known[1]

    def _read_anew(self, form: Around | None) -> Understood:
        """The one place where an answer is read, and where one that is too long is not.

        An answer is looked at on its way in, in saved drafts and in previews, long before anybody
        has had to correct it; what reads it may take much longer for a longer text.
        """
        if not self.readable:
            return Understood(str(self.data), problem=self.too_long())
        try:
            return self.read(self.data, form)
        except UnreadableError as error:
            return Understood(str(self.data), problem=str(error))

    @property
    def key(self) -> str:
        """One text for one answer however it was written, to find others with the same."""
        return without_unseen(self.shown).casefold()

    def cell(self, kept: Any) -> Cell:
        """What a spreadsheet says of an answer that was kept; never raises, whatever it holds."""
        if kept is None or isinstance(kept, str):
            return kept or ""
        return json.dumps(kept, ensure_ascii=False)

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the answer."""
        least = {} if self.optional else {"minLength": 1}
        described = {"title": self.label.text}
        return {**described, "type": "string", **least, "maxLength": self.max_length}


def _oddities(text: str) -> list[str]:
    """What is worth a question in any text."""
    asked = {
        messages.PLACEHOLDER: is_placeholder,
        messages.PERSONAL_NUMBER: holds_personal_number,
        messages.MAYBE_LOGIN: may_hold_secret,
        messages.PRIVATE_SIGNS: holds_private_signs,
        messages.FILTERED_LINK: holds_filtered_link,
    }
    return [message for message, is_so in asked.items() if is_so(text)]


def _example_as_hint(question: Question | None) -> str:
    if question is None:
        return ""
    return f"Exempel: {question.example}" if question.example else ""
