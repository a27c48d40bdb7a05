"""What may be asked of a question of a bound form: of a leaf, of a group of leaves, of a list.

The kinds are WTForms fields, and those carry no types: to the type checker each has whatever
attribute anybody asks for. Seen through these, a slip of the pen is found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from forms.question import Condition, Question

Cell: TypeAlias = str | int | float
"""What stands in a spreadsheet, typed."""


# Stands before the value of a choice in the name of its box, and in no name of an input.
OF_CHOICE = "--"


@dataclass(frozen=True)
class PaperField:
    """One AcroForm field of a question on the blank: to write in, or a box to tick.

    `name` is the input's own where there is one field only; a box for a choice adds two hyphens and
    its value, which no name of an input has ("decision--end").
    """

    name: str
    label: str
    is_tick: bool = False


@dataclass(frozen=True)
class Option:
    """One of the answers that a bound question offers, and whether it was chosen."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


class Label(Protocol):
    """The words beside an input."""

    text: str


class Asked(Protocol):
    """What everything that is asked knows of itself.

    `name` is that of the input ("manager-title"), `short_name` that in the answers ("title").
    `typed` is what was typed, `answer` what is kept of it, both JSON-safe data, `shown` what is
    printed.
    """

    id: str
    name: str
    short_name: str
    label: Label
    question: Question | None
    hint: str
    errors: Sequence[Any]
    is_ticked_only: bool
    asked_if: Condition | None

    @property
    def kind(self) -> str:
        """How pages and paper tell kinds apart."""

    @property
    def holder(self) -> Any:
        """The group that it is a part of, or the list that it is a row of."""

    @property
    def whole(self) -> Any:
        """The whole form."""

    def conditions(self, whole: Any, /) -> Iterator[Condition]:
        """What it hangs on itself, with its question and its part of the form."""

    @property
    def is_asked(self) -> bool:
        """Whether the answers that it hangs on are such that it is asked."""

    @property
    def is_on_paper_only(self) -> bool:
        """Whether it is filled in by hand and has no answer."""

    @property
    def optional(self) -> bool:
        """Whether it may be left blank."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered."""

    @property
    def typed(self) -> Any:
        """What was typed, for a draft."""

    @property
    def answer(self) -> Any:
        """The answer as JSON-safe data."""

    @property
    def shown(self) -> str:
        """The answer as it is printed."""

    @property
    def listed(self) -> str:
        """The answer where others than the document tell of it: lists, mail, search."""

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the answer."""


class Leaf(Asked, Protocol):
    """One input. `noun` stands in messages, `data` is what was typed after cleaning."""

    data: Any
    optional: bool
    warnings: list[str]
    noun: str
    noun_stem: str
    optional_by_form: bool
    max_length: int
    suggest: bool
    differs: bool
    own: bool
    in_json: str
    pattern: str
    usual_hint: str
    unit: str
    inputmode: str
    is_computed: bool
    personal: bool

    @property
    def options(self) -> Sequence[Option]:
        """What there is to choose from; none where the answer is written."""

    @property
    def values(self) -> Sequence[str | bool]:
        """The answers that other questions may hang on."""

    @property
    def chosen(self) -> Sequence[str | bool]:
        """Which of these are the answer."""

    def schema_of(self, values: Sequence[str | bool]) -> dict[str, Any]:
        """JSON Schema of an answer that is one of `values`."""

    def posted(self, value: str | bool) -> str:
        """What a browser sends for one of `values`."""

    @property
    def error_id(self) -> str:
        """The input to go to when something is wrong."""

    @property
    def size(self) -> int:
        """How many characters there are to keep."""

    @property
    def readable(self) -> str:
        """The answer as text, for who wants to understand it; empty when it is too long."""

    @property
    def unlike(self) -> str:
        """What a file said that is another answer than the one computed; mostly empty."""

    @property
    def among_others(self) -> str:
        """The answer as it is printed on one line with others, without its label."""

    @property
    def link(self) -> str:
        """Where the answer leads, http(s) only, or empty."""

    @property
    def understood(self) -> str:
        """How the answer was read, when that differs from what was typed."""

    @property
    def autocomplete(self) -> str:
        """What the browser may offer."""

    @property
    def key(self) -> str:
        """One text for one answer however it was written."""

    def cell(self, kept: Any) -> Cell:
        """What a spreadsheet says of an answer that was kept."""

    def holds(self, value: object) -> bool:
        """Whether a value from JSON can be an answer, right or wrong."""

    def parted(self, value: Any) -> tuple[list[Any] | None, Any]:
        """Of a list that it does not hold what it has room for, and the rest; None for no room."""

    def clean(self, value: object) -> Any:
        """`value` as it may stand in `data`."""

    def paper_fields(self) -> Sequence[PaperField]:
        """The fields of the blank that it is answered in."""

    def from_paper(self, written: Mapping[str, str]) -> Any:
        """The answer, as it would be typed, out of what stands in its fields, by their names."""


class Parts(Asked, Protocol):
    """A question in several parts, or one row of a list."""

    title: str

    @property
    def told(self) -> list[str]:
        """Each part that is answered, after its label."""

    @property
    def parts(self) -> Sequence[Leaf]:
        """The leaves, in order."""

    @property
    def same_as(self) -> list[tuple[str, str]]:
        """Label and action of each row that may stand here too."""


class Rows(Asked, Protocol):
    """A list of rows."""

    noun: str
    warnings: list[str]
    list_errors: list[str]
    least: int
    most: int
    row_title: str

    @property
    def entries(self) -> Sequence[Parts]:
        """The rows, in order."""


class Around(Protocol):
    """The form that a question stands in: a reading may hang on another answer."""

    meta: Any

    def __getitem__(self, name: str, /) -> Leaf:
        """The question called `name`."""
