"""A question of a bound form together with what answers it."""

from dataclasses import dataclass, field

from forms.kinds import Field
from forms.question import Question


@dataclass(frozen=True)
class Section:
    """One question of a bound form with the fields that answer it."""

    question: Question
    fields: list[Field] = field(default_factory=list)
