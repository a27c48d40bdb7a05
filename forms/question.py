"""The words on paper: a question, who approves what, and the parts that follow from them."""

from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Condition:
    """Asked only when the answer to the input called `name` is one of `values`.

    `name` is as in "decision" or "manager-delegated"; a part of a group or of a row names another
    part beside it by that part's own name. `values` are those of its choices, True or False of a
    tick and of a yes or no.
    """

    name: str
    values: tuple[str | bool, ...]


def when(name: str, *values: str | bool) -> Condition:
    """What `asked_if` of a question, a field, a heading or guidance is given."""
    return Condition(name, values)


@dataclass(frozen=True)
class Question:
    """One question as it is printed.

    `number` is the number on paper (7, "2 a"), None for a question outside the numbered ones.
    `example` is printed in brackets, `note` is the instruction that follows it.
    An `addition` is asked by this system and not by the paper form. With `asked_if` it is asked
    after a certain answer only.
    """

    number: int | str | None
    text: str
    example: str = ""
    note: str = ""
    addition: bool = False
    asked_if: Condition | None = None

    @property
    def heading(self) -> str:
        """The question with its number, as a heading."""
        return f"{self.number}. {self.text}" if self.number else self.text


@dataclass(frozen=True)
class Choice:
    """One of the answers that a question offers: `value` is kept, `label` is read, `hint` helps to
    choose. A value is of a–z, 0–9 and _, and is never given to another choice."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Signer:
    """Who signs on paper, by the `title` of the role.

    The answers to the fields that it names are preprinted beside the place to sign: `name_from` the
    name in clear, `position_from` what the person is, `delegated_from` a tick that tells by what
    right the person decides. With `each_of`, the name of a list, there is one for each row that is
    filled in: the fields are then parts of the row, and the title has `{}` for its number. Who is
    `optional` may leave the paper unsigned; with `asked_if` there is one only after that answer.
    """

    title: str
    name_from: str = ""
    position_from: str = ""
    delegated_from: str = ""
    optional: bool = False
    asked_if: Condition | None = None
    each_of: str = ""

    @property
    def preprinted_from(self) -> tuple[str, ...]:
        """The names of the fields whose answers stand beside the place to sign."""
        return tuple(filter(None, (self.name_from, self.position_from, self.delegated_from)))


@dataclass(frozen=True)
class Approval:
    """A statement and those who put their names to it.

    One with a `heading` begins a group of its own, which may stand on another page than the one
    before it. With `asked_if` it is there only after that answer.
    """

    statement: str
    signers: tuple[Signer, ...]
    heading: str = ""
    asked_if: Condition | None = None


class Understood(NamedTuple):
    """How a typed text was understood: `shown` is printed, `link` is http(s) or empty.

    `problem` tells the person what to write instead when the text was not understood. `value` is
    what the text was understood as, for a kind that asks more of it.
    """

    shown: str
    link: str = ""
    problem: str = ""
    value: Any = None


class UnreadableError(ValueError):
    """A text that cannot work as an answer; the message tells the person what to do."""
