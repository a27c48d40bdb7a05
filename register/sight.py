"""What of the register somebody sees: which department, and which forms."""

from dataclasses import dataclass, field

import sqlalchemy as sa

import forms
from register.actors import Actor, ActorKind
from register.fold import sort_key

# As what a form names other systems in `read_by`.
_MACHINE = "machine"


@dataclass(frozen=True)
class Sight:
    """`department` is the only one whose cases are seen, None for all. Cases of the forms in
    `hidden` are not there; when nothing is said, of none that is read by few."""

    department: str | None = None
    hidden: frozenset[str] = field(default_factory=forms.hidden_from)

    def of_department(self, key: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        """The condition on a column with departments as they are sorted; none for all."""
        return [] if self.department is None else [key == sort_key(self.department)]

    def of_form(self, form: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        """The condition on a column with slugs; none where nothing is hidden."""
        return [form.not_in(sorted(self.hidden))] if self.hidden else []


def sight_of(actor: Actor) -> Sight:
    """What somebody with roles or a token sees."""
    machines = [_MACHINE] if actor.kind is ActorKind.MACHINE else []
    readers = [*(role.value for role in actor.roles), *machines]
    return Sight(actor.department or None, forms.hidden_from(readers))


def reads(reader: str, form: str) -> bool:
    """Whether a role, or "machine", sees filings of the form with that slug."""
    few = forms.facts_of(form).read_by
    return not few or reader in few
