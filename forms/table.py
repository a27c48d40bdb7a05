"""A form as a table: a row for each answered form, a column for each question.

Read from answers as they were kept, of any edition, without a form around them: to bind a form
takes longer than to read, write and pack all the rest of its row.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import forms
from forms.editions import form_of
from forms.field import Cell, Leaf
from forms.kinds import Email, Field, Group, PersonName, Phone, RowList, Street
from forms.plan.persons import Persons
from forms.printable import PrintableForm

Answers = Mapping[str, Any]
# As mail programs take several addresses at once.
BETWEEN_PERSONS = "; "
WITHHELD = "[utelämnat: texten nämner någon]"
_NAMING = (PersonName, Email, Phone)
_OF_A_PERSON = (*_NAMING, Street)


@dataclass(frozen=True)
class Column:
    """One input, or for a list of persons one part of each; `name` is that of the input.

    `is_of_persons` says that it stands where a person is named. `may_name` says that it is a text
    in which somebody may be named all the same.
    """

    name: str
    heading: str
    question: str
    leaf: Leaf
    is_list: bool
    is_of_persons: bool
    may_name: bool
    edition: str = ""

    @cached_property
    def path(self) -> tuple[str, str]:
        """The name in the answers, and that of the part, which may be none."""
        first, _, part = self.name.partition("-")
        return first, part

    def kept(self, answers: Answers) -> list[Any]:
        """What was answered: one, or for a list one for each person; None where nothing was."""
        first, part = self.path
        found = answers.get(first)
        if not part:
            return [found]
        rows = found if self.is_list and isinstance(found, list) else (found,)
        return [one.get(part) if isinstance(one, dict) else None for one in rows]

    def cell(self, answers: Answers) -> Cell:
        """The same in one cell; persons keep their places, so that names and numbers agree."""
        if not self.is_list:
            return self.leaf.cell(self.kept(answers)[0])
        cells = [str(self.leaf.cell(one)) for one in self.kept(answers)]
        return BETWEEN_PERSONS.join(cells).rstrip("; ")


@dataclass(frozen=True)
class Table:
    """The columns of a form: those of today, and those of older editions that it lacks.

    With `persons` all; else without what is about persons, and without texts that name them.
    """

    form: type[PrintableForm]
    every: tuple[Column, ...]
    persons: bool

    @classmethod
    def of(cls, form: type[PrintableForm], *, persons: bool) -> Self:
        """The table of a form of today."""
        editions = (form, *(one for one in forms.EARLIER if one.slug == form.slug))
        found: dict[str, Column] = {}
        for edition in editions:
            for column in _columns(edition.blank()):
                found.setdefault(column.name, replace(column, edition=edition.edition))
        return cls(form, tuple(_told_apart(list(found.values()))), persons)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Those that are shown."""
        return tuple(one for one in self.every if self.persons or not one.is_of_persons)

    @property
    def headings(self) -> list[str]:
        """What stands above them; no two are alike."""
        return [column.heading for column in self.columns]

    def row(self, edition: str, answers: Answers) -> list[Cell]:
        """One answered form; never raises, whatever the answers hold."""
        given = self._as_today(edition, answers)
        if self.persons:
            return [column.cell(given) for column in self.columns]
        withheld = self._withheld(given)
        return [WITHHELD if one.name in withheld else one.cell(given) for one in self.columns]

    def answers(self, answers: Answers) -> Answers:
        """The answers as they were kept, without what is not shown."""
        if self.persons:
            return answers
        shown: dict[str, Any] = {}
        withheld = self._withheld(answers)
        for column in self.columns:
            first, part = column.path
            value = column.kept(answers)[0]
            if value is not None and column.name not in withheld:
                place = shown.setdefault(first, {}) if part else shown
                place[part or first] = value
        return shown

    def _as_today(self, edition: str, answers: Answers) -> Answers:
        asked = None if edition == self.form.edition else form_of(self.form.slug, edition)
        if asked is None:
            return answers
        return self.form.carried_over(asked.fitting(dict(answers))[0], edition)

    def persons_in(self, answers: Answers) -> Persons:
        """Those whom answers name, as any edition kept them."""
        return Persons(*(self._kept_as(kind, answers) for kind in _NAMING))

    def _withheld(self, answers: Answers) -> set[str]:
        """The names of texts that name somebody."""
        persons = self.persons_in(answers)
        texts = {one.name: str(one.cell(answers)) for one in self.columns if one.may_name}
        # Most name nobody, and together they are gone through in half the time.
        if not persons.stand_in("\n".join(texts.values())):
            return set()
        return {name for name, text in texts.items() if persons.stand_in(text)}

    def _kept_as(self, kind: type, answers: Answers) -> Iterator[str]:
        for column in self.every:
            if isinstance(column.leaf, kind):
                yield from (str(one) for one in column.kept(answers) if one)


def _columns(form: PrintableForm) -> Iterator[Column]:
    """Every input; of a list that of its first person."""
    kept = form.kept_as
    published = {kept.medium, kept.department, kept.unit, form.subject_from}
    for field in form.answerable():
        parts = field.entries[0].parts if isinstance(field, RowList) else _parts_of(field)
        is_of_persons = any(one.personal or isinstance(one, _OF_A_PERSON) for one in parts)
        for part in parts:
            name = part.name if part is field else f"{field.short_name}-{part.short_name}"
            yield Column(
                name=name,
                heading=_heading(field, part),
                question=field.question.text if field.question else field.label.text,
                leaf=part,
                is_list=isinstance(field, RowList),
                is_of_persons=is_of_persons,
                may_name=name not in published,
            )


def _parts_of(field: Field) -> Sequence[Leaf]:
    return field.parts if isinstance(field, Group) else [field]


def _heading(field: Field, part: Leaf) -> str:
    label = part.label.text.rstrip(":")
    if not isinstance(field, RowList):
        return label
    return f"{field.noun[:1].upper()}{field.noun[1:]}: {label}"


def _told_apart(columns: Sequence[Column]) -> Iterator[Column]:
    """What several questions call the same is told with the question."""
    times = Counter(column.heading for column in columns)
    told: set[str] = set()
    for column in columns:
        is_alone = times[column.heading] == 1
        whole = column.heading if is_alone else f"{column.question} {column.heading}"
        # An older edition may have asked the same under another name.
        whole = f"{whole} (utgåva {column.edition})" if whole in told else whole
        told.add(whole)
        yield replace(column, heading=whole)
