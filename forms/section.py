"""A question of a bound form together with what answers it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from forms.field import Leaf
from forms.kinds import Field, Group, RowList
from forms.kinds.guidance import Guidance, Heading
from forms.question import Question


@dataclass(frozen=True)
class Section:
    """One question of a bound form with the fields that answer it."""

    question: Question
    fields: list[Field] = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        """Whether anything of it is asked, by the answers that are there."""
        return any(one.is_asked for one in self.fields)

    @property
    def asked_fields(self) -> list[Field]:
        """Those that are asked."""
        return [one for one in self.fields if one.is_asked]

    @property
    def said(self) -> list[Field]:
        """Those that are asked and say something: a box that was not ticked says nothing."""
        return [
            one for one in self.fields if one.is_asked and not (one.is_ticked_only and one.is_blank)
        ]

    @property
    def is_named_alone(self) -> bool:
        """Whether the words of the question name its one answer as well."""
        return len(self.fields) == 1 and self.fields[0].label.text == self.question.text

    @property
    def is_labelled(self) -> bool:
        """Whether an answer needs its label in what is printed or mailed: one of several, one with
        a label of its own, or a "Ja" where several things could have been ticked."""
        if len(self.fields) == 1:
            return not self.is_named_alone
        said = self.said
        return len(said) > 1 or any(one.is_ticked_only for one in said)

    @property
    def is_written(self) -> bool:
        """Whether each answer is written on a line, or is one box to tick."""
        leaves = (leaf for one in self.fields for leaf in leaves_of(one))
        return all(len(leaf.paper_fields()) == 1 for leaf in leaves)

    @property
    def names(self) -> set[str]:
        """The names of its inputs."""
        return {leaf.name for one in self.fields for leaf in leaves_of(one)}


@dataclass(frozen=True)
class Part:
    """What stands under one heading of the form, or before the first one, in its order.

    The additions, whatever heading they were written under, are a part by themselves, the last.
    """

    heading: Heading | None = None
    items: list[Section | Guidance] = field(default_factory=list)
    is_addition: bool = False

    @property
    def sections(self) -> list[Section]:
        """The questions among them."""
        return [one for one in self.items if isinstance(one, Section)]


def leaves_of(field: Field) -> Sequence[Leaf]:
    """Every single input of a field, groups and lists opened."""
    if isinstance(field, RowList):
        return [part for row in field.entries for part in row.parts]
    return field.parts if isinstance(field, Group) else [field]
