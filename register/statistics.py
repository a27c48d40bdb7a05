"""How many plans there are: by form, medium, department, state and year, read from the index
once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.fold import sort_key
from register.listing import Status, is_so
from register.papers import PaperState
from register.sight import Sight

_x = schema.case_index.c
_STATUS = sa.case(*((is_so(one), one.value) for one in Status))


@dataclass(frozen=True)
class Line:
    """Plans that have a name in common; of the living ones also hours a week and late papers."""

    name: str
    plans: int
    living: int
    hours: float
    late: int


@dataclass(frozen=True)
class OfForm:
    """The cases of one form by its slug, the versions of them that were filed, and of how many the
    newest is signed, or is living and waits for its signed paper."""

    form: str
    cases: int
    versions: int
    signed: int
    awaiting: int


@dataclass(frozen=True)
class Statistics:
    """All plans, and the same by what they have in common. `forms`, `media` and `departments` begin
    with those that have the most plans; a blank name is of those that say nothing. States and years
    are in their order.
    """

    total: Line
    forms: list[OfForm]
    media: list[Line]
    departments: list[Line]
    statuses: list[Line]
    years: list[Line]


def statistics_of(db: sa.Engine, papers_before: datetime, sight: Sight | None = None) -> Statistics:
    """Count what is in `sight`. A paper is late when its plan was filed before `papers_before`.
    Raises RegisterUnavailable."""
    with reading(db) as connection:
        groups = connection.execute(_query(papers_before, sight or Sight())).all()
    statuses = {line.name: line for line in _lines(groups, lambda one: one.status)}
    return Statistics(
        total=_line("", groups),
        forms=_forms(groups),
        media=_ranked(groups, lambda one: one.medium_key, lambda one: one.medium),
        departments=_ranked(groups, lambda one: one.department_key, lambda one: one.department),
        statuses=[statuses[one.value] for one in Status if one.value in statuses],
        years=sorted(_lines(groups, lambda one: str(one.year)), key=lambda line: line.name),
    )


def sum_of(name: str, lines: Iterable[Line]) -> Line:
    """Lines as one."""
    some = list(lines)
    return Line(
        name,
        sum(one.plans for one in some),
        sum(one.living for one in some),
        sum(one.hours for one in some),
        sum(one.late for one in some),
    )


def _query(papers_before: datetime, sight: Sight) -> sa.Select[Any]:
    """Everything at once: there are few of each, and so few groups."""
    is_late = sa.and_(_x.is_living, _x.awaits_paper, _x.changed_at < papers_before)
    groups = (_x.form, _x.medium_key, _x.department_key, _x.year, _STATUS.label("status"))
    counted = (
        sa.func.max(_x.medium).label("medium"),
        sa.func.max(_x.department).label("department"),
        sa.func.count().label("plans"),
        _how_many(_x.is_living).label("living"),
        sa.func.coalesce(sa.func.sum(sa.case((_x.is_living, _x.hours))), 0.0).label("hours"),
        _how_many(is_late).label("late"),
        sa.func.sum(_x.version).label("versions"),
        _how_many(_x.paper == PaperState.SIGNED.value).label("signed"),
        _how_many(sa.and_(_x.is_living, _x.awaits_paper)).label("awaiting"),
    )
    seen = (*sight.of_department(_x.department_key), *sight.of_form(_x.form))
    return sa.select(*groups, *counted).where(*seen).group_by(*groups)


def _how_many(are_so: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((are_so, 1), else_=0))


def _forms(groups: Iterable[Any]) -> list[OfForm]:
    together: dict[str, list[Any]] = {}
    for group in groups:
        together.setdefault(group.form, []).append(group)
    counted = ("plans", "versions", "signed", "awaiting")
    found = [
        OfForm(form, *(sum(getattr(one, name) for one in some) for name in counted))
        for form, some in together.items()
    ]
    return sorted(found, key=lambda one: (-one.cases, one.form))


_Key = Callable[[Any], str]


def _lines(groups: Iterable[Any], key: _Key, name: _Key | None = None) -> list[Line]:
    """Groups that have a key in common as one line, called what one of them is called."""
    together: dict[str, list[Any]] = {}
    for group in groups:
        together.setdefault(key(group), []).append(group)
    return [_line((name or key)(some[0]), some) for some in together.values()]


def _ranked(groups: Iterable[Any], key: _Key, name: _Key) -> list[Line]:
    """The same, the most plans first, and those with equally many as Swedes sort."""
    return sorted(_lines(groups, key, name), key=lambda one: (-one.plans, sort_key(one.name)))


def _line(name: str, groups: Iterable[Any]) -> Line:
    return sum_of(name, (Line("", one.plans, one.living, one.hours, one.late) for one in groups))
