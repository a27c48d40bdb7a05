"""A question answered in several parts."""

from collections.abc import Callable, Sequence
from typing import Any

import wtforms

from forms.field import Asked, Leaf
from forms.question import Question


class Group(wtforms.FormField):
    """One question in several parts, each a field of `part_form`."""

    kind = "group"
    hint = ""
    offers: Callable[[], list[tuple[str, str]]] | None = None

    def __init__(
        self,
        part_form: type[wtforms.Form],
        label: str | None = None,
        question: Question | None = None,
        *,
        noun: str = "svaret",
        **kwargs: Any,
    ) -> None:
        super().__init__(part_form, label or (question.text if question else ""), **kwargs)
        self.question, self.noun, self.title = question, noun, self.label.text
        if question and question.example:
            self.hint = f"Exempel: {question.example}"

    @property
    def same_as(self) -> list[tuple[str, str]]:
        """Label and action of each row that may stand here too; empty outside a list."""
        return self.offers() if self.offers else []

    @property
    def parts(self) -> list[Leaf]:
        """The fields of the group, in order."""
        return list(self.form)

    @property
    def optional(self) -> bool:
        """Whether the whole group may be left blank."""
        return all(part.optional for part in self.parts)

    @property
    def is_blank(self) -> bool:
        """Whether no part is answered."""
        return all(part.is_blank for part in self.parts)

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, part by part."""
        return {part.short_name: part.typed for part in self.parts}

    @property
    def answer(self) -> dict[str, Any]:
        """The parts that were answered."""
        return {part.short_name: part.answer for part in self.parts if not part.is_blank}

    @property
    def shown(self) -> str:
        """The parts on one line."""
        return ", ".join(part.among_others for part in self.parts if not part.is_blank)

    def schema(self) -> dict[str, Any]:
        """An object with one property per part."""
        return object_schema(self.title, self.parts)


def object_schema(title: str, fields: Sequence[Asked]) -> dict[str, Any]:
    """JSON Schema of an object with one property per field."""
    required = [field.short_name for field in fields if not field.optional]
    return {
        "title": title,
        "type": "object",
        "properties": {field.short_name: field.schema() for field in fields},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }
