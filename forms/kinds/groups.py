"""A question answered in several parts."""

from collections.abc import Callable
from typing import Any

import wtforms

from forms import messages
from forms.field import Asked, Leaf
from forms.kinds.conditional import Conditional
from forms.kinds.schemas import object_schema
from forms.question import Condition, Question


class Group(Conditional, wtforms.FormField):
    """One question in several parts, each a field of `part_form`."""

    kind = "group"
    hint = ""
    offers: Callable[[], list[tuple[str, str]]] | None = None
    # Whether its parts need their labels to be understood where they stand on one line.
    needs_labels = False

    parts: list[Leaf]
    """The fields of the group, in order."""

    def __init__(
        self,
        part_form: type[wtforms.Form],
        label: str | None = None,
        question: Question | None = None,
        *,
        noun: str = "svaret",
        asked_if: Condition | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(self._bound, label or (question.text if question else ""), **kwargs)
        self.part_form = part_form
        self.question, self.noun, self.title = question, noun, self.label.text
        self.asked_if = asked_if
        if question and question.example:
            self.hint = f"Exempel: {question.example}"

    def _bound(self, *args: Any, meta: dict[str, Any], **kwargs: Any) -> wtforms.Form:
        """The parts; what stands in one, and how it is cleaned, may hang on the whole form."""
        known = vars(self.meta)
        if self.meta.has_conditions:
            known = {"has_conditions": True, **known}
        parts = self.part_form(*args, meta={**known, **meta}, **kwargs)
        self.parts = list(parts)
        for part in parts:
            part.holder = self
        return parts

    @property
    def same_as(self) -> list[tuple[str, str]]:
        """Label and action of each row that may stand here too; empty outside a list."""
        return self.offers() if self.offers else []

    @property
    def answered(self) -> list[Leaf]:
        """The parts that are asked and not blank."""
        return [part for part in self.parts if not part.is_blank and part.is_asked]

    @property
    def optional(self) -> bool:
        """Whether the whole group may be left blank."""
        return all(part.optional or part.asked_if for part in self.parts)

    @property
    def is_blank(self) -> bool:
        """Whether no part is answered."""
        return all(part.is_blank or not part.is_asked for part in self.parts)

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, part by part."""
        return {part.short_name: part.typed for part in self.parts}

    @property
    def answer(self) -> dict[str, Any]:
        """The parts that were answered."""
        return {part.short_name: part.answer for part in self.answered}

    @property
    def shown(self) -> str:
        """The parts on one line."""
        alone = (part.among_others for part in self.answered)
        return ", ".join(self.told if self.needs_labels else alone)

    @property
    def listed(self) -> str:
        """The same, where others than the document tell of it."""
        told = (
            part.listed if part.listed != part.shown else part.among_others
            for part in self.answered
        )
        return ", ".join(self.told_to_others if self.needs_labels else told)

    @property
    def told(self) -> list[str]:
        """Each part that is answered, after its label."""
        return [labelled(part, part.shown) for part in self.answered]

    @property
    def told_to_others(self) -> list[str]:
        """The same, without what only the document tells."""
        return [labelled(part, part.listed) for part in self.answered]

    def schema(self) -> dict[str, Any]:
        """An object with one property per part."""
        return object_schema(self.title, self.parts)


class WholeGroup(Group):
    """A group that may be left blank but not half: `may_lack` is the name of a part that may."""

    def __init__(self, *args: Any, may_lack: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_lack = may_lack

    @property
    def told(self) -> list[str]:
        """Its parts are understood together."""
        return [self.shown]

    @property
    def told_to_others(self) -> list[str]:
        """The same, without what only the document tells."""
        return [self.listed]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """What is missing beside what is there is told at its place."""
        is_valid = bool(super().validate(form, extra_validators))
        missing = [
            part for part in self.parts if part.is_blank and part.short_name != self.may_lack
        ]
        if self.is_blank or not missing or not self.is_asked:
            return is_valid
        for part in missing:
            part.errors = [messages.missing(part.noun)]
        return False


def labelled(field: Asked, text: str) -> str:
    """The `text` of an answer after its label; of a box that is ticked the label says all."""
    label = field.label.text.rstrip(": ")
    if field.is_ticked_only:
        return label
    return f"{label}{'' if label.endswith('?') else ':'} {text}"
