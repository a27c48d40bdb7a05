"""What stands between the questions: headings of parts, and plain words. Nobody answers them."""

from dataclasses import dataclass, field

from wtforms.fields.core import UnboundField

from forms.question import Condition


def _next_place() -> int:
    """WTForms keeps fields in the order in which they were made; this one takes a place, too."""
    UnboundField.creation_counter += 1
    return int(UnboundField.creation_counter)


@dataclass(frozen=True)
class Marker:
    """Stands in the body of a form among the fields, in the order of the paper."""

    place: int = field(default_factory=_next_place, init=False, compare=False, repr=False)


@dataclass(frozen=True)
class Heading(Marker):
    """Begins a part of the form, which reaches to the next heading.

    `number` is printed before the text, `intro` below it. With `page_break` the part begins on a
    page of its own. With `asked_if` the whole part is asked only then. `is_asked` says whether it
    is in the form that gave it.
    """

    text: str
    intro: str = ""
    number: str = ""
    page_break: bool = False
    asked_if: Condition | None = None
    is_asked: bool = True

    @property
    def heading(self) -> str:
        """The text with its number."""
        return f"{self.number}. {self.text}" if self.number else self.text


@dataclass(frozen=True)
class Guidance(Marker):
    """Words between questions, under a `heading` of their own if need be.

    With `asked_if` they are said after a certain answer only.
    """

    text: str
    heading: str = ""
    asked_if: Condition | None = None
    is_asked: bool = True
