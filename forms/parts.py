"""Parts of a question, and how every input of a form is cleaned."""

from datetime import date, datetime
from typing import Any, Protocol

import wtforms
from wtforms.fields.core import UnboundField
from wtforms.form import FormMeta
from wtforms.meta import DefaultMeta

from forms.kinds.base import Kind
from forms.kinds.guidance import Guidance, Heading
from forms.soundness import refuse_unfit_parts
from forms.unfit import UnfitForm


class CountAbout(Protocol):
    """Counts filings of the form with a slug about a subject."""

    def __call__(self, slug: str, subject: str, named: str, first: date, last: date) -> int | None:
        """Those whose day in the input `named` is from `first` to `last`; None for unknown."""


class FirstAbout(Protocol):
    """Knows since when there are filings of the form with a slug about a subject."""

    def __call__(self, slug: str, subject: str) -> date | None:
        """The day of the first one in Sweden; None for none, and for unknown."""


class CleaningMeta(DefaultMeta):
    """Cleans all input in the one place that every value passes (WTForms' bind_field)."""

    mail_domains: tuple[str, ...] = ()
    today: date | None = None  # in Sweden; without it no day is too early or too late
    count_about: CountAbout | None = None  # without it nothing is told of what was filed
    first_about: FirstAbout | None = None
    now: datetime | None = None  # aware; without it no time of today is too late
    # Whether anything is asked only after a certain answer. Every field looks at it often.
    has_conditions: bool = False

    def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
        """The bound field, with the kind's own cleaning before anything sees the value."""
        field = unbound_field.bind(form=form, **options)
        if isinstance(field, Kind):
            field.filters = (*field.filters, field.clean)
        return field


class AskedOnce(dict[str, Any]):
    """The body of a class, in which no second field takes the name of another: Python would let
    the first one be gone without a word."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self._owner = owner

    def __setitem__(self, name: str, value: Any) -> None:
        """Python's hook for each name that the body gives a value."""
        if isinstance(self.get(name), UnboundField | Heading | Guidance):
            problem = f"{self._owner}: {name} is there already; give one of both another name"
            raise UnfitForm(problem)
        super().__setitem__(name, value)


class Sound(FormMeta):
    """Refuses what is asked twice under one name."""

    @classmethod
    def __prepare__(cls, name: str, bases: tuple[type, ...], /, **_: Any) -> AskedOnce:
        """Python's hook before the body of the class runs."""
        return AskedOnce(name)


class SoundParts(Sound):
    """Refuses parts that no question can be made of, as their file is loaded."""

    def __init__(cls, name: str, bases: tuple[type, ...], facts: dict[str, Any]) -> None:
        super().__init__(name, bases, facts)
        if any(isinstance(base, SoundParts) for base in bases):
            refuse_unfit_parts(cls)


class PartForm(wtforms.Form, metaclass=SoundParts):
    """The parts of one question; a plain list of fields."""

    Meta = CleaningMeta
