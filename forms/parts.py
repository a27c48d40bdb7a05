"""Parts of a question, and how every input of a form is cleaned."""

from datetime import date
from typing import Any

import wtforms
from wtforms.form import FormMeta
from wtforms.meta import DefaultMeta

from forms.kinds.base import Kind
from forms.soundness import refuse_unfit_parts


class CleaningMeta(DefaultMeta):
    """Cleans all input in the one place that every value passes (WTForms' bind_field)."""

    mail_domains: tuple[str, ...] = ()
    today: date | None = None  # in Sweden; without it no day is too early or too late

    def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
        """The bound field, with the kind's own cleaning before anything sees the value."""
        field = super().bind_field(form, unbound_field, options)
        if isinstance(field, Kind):
            field.filters = (*field.filters, field.clean)
        return field


class SoundParts(FormMeta):
    """Refuses parts that no question can be made of, as their file is loaded."""

    def __init__(cls, name: str, bases: tuple[type, ...], facts: dict[str, Any]) -> None:
        super().__init__(name, bases, facts)
        if any(isinstance(base, SoundParts) for base in bases):
            refuse_unfit_parts(cls)


class PartForm(wtforms.Form, metaclass=SoundParts):
    """The parts of one question; a plain list of fields."""

    Meta = CleaningMeta
