"""A question of a bound form together with what answers it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from forms.field import Leaf
from forms.kinds import Field, Group, RowList
from forms.question import Question


@dataclass(frozen=True)
class Section:
    """One question of a bound form with the fields that answer it."""

    question: Question
    fields: list[Field] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names of its inputs."""
        return {leaf.name for one in self.fields for leaf in leaves_of(one)}


def leaves_of(field: Field) -> Iterator[Leaf]:
    """Every single input of a field, groups and lists opened."""
    if isinstance(field, RowList):
        for row in field.entries:
            yield from row.parts
    elif isinstance(field, Group):
        yield from field.parts
    else:
        yield field
