"""What is asked only after what: conditions that cannot work are told of as a class is made."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms.question import Condition
from forms.unfit import nearest

Wrong = tuple[str, str, str]
"""The field or marker, what is wrong with it, and the word in it to look for."""


def has_conditions(form: Any) -> bool:
    """Whether anything in a form is asked only after a certain answer."""
    markers = (one for one in form.outline() if not isinstance(one, str))
    every = (one for field in _asked(form) for one in field.conditions(form))
    return any(one.asked_if for one in markers) or any(every)


def wrong_conditions(form: Any) -> Iterator[Wrong]:
    """What is wrong with the conditions of a form, the first thing of each."""
    for field in _asked(form):
        for condition in field.conditions(form):
            name = _root(field)
            for text, word in _wrong(form, field, condition):
                yield name, f"{_called(field)} is asked if {text}", word
    for name, marker in _markers(form).items():
        if marker.asked_if:
            for text, word in _wrong(form, None, marker.asked_if):
                yield name, f"{name} is there if {text}", word
    signers = (signer for approval in form.approvals for signer in approval.signers)
    for one in (*form.approvals, *signers):
        if one.asked_if:
            for text, word in _wrong(form, None, one.asked_if):
                yield "approvals", f"who signs is asked if {text}", word
    yield from _loops(form)


def _asked(form: Any) -> Iterator[Any]:
    """Every field, group and list with all that is in them; of a list its first row."""
    for field in form:
        yield field
        rows = getattr(field, "entries", None)
        if rows is not None:
            yield rows[0]
        yield from getattr(rows[0] if rows else field, "parts", ())


def _root(field: Any) -> str:
    """The name in the class of the form."""
    return str(field.name).partition("-")[0]


def _called(field: Any) -> str:
    question = field.question
    return f"{field.name} ({question.heading!r})" if question else str(field.name)


def _markers(form: Any) -> Mapping[str, Any]:
    """Headings and guidance by their names."""
    ours = {id(one) for one in form.outline() if not isinstance(one, str)}
    found = {name: getattr(type(form), name, None) for name in dir(type(form))}
    return {name: one for name, one in found.items() if id(one) in ours}


def _wrong(form: Any, field: Any, condition: Condition) -> Iterator[tuple[str, str]]:
    """The words after "is asked if", and the word to look for."""
    name = condition.name
    leaf = _leaf(form, field, name)
    if leaf is None:
        yield f"{name!r} is answered, which {_why_none(form, name)}", name
    elif _is_in_another_row(leaf, field):
        yield (
            f"{name!r} is answered, which is asked once for every row; hang it on a question "
            "outside the list",
            name,
        )
    elif not leaf.values:
        yield (
            f"{name!r} is answered so, which is answered in words; hang it on a choice, a tick or "
            "a yes or no",
            name,
        )
    elif not condition.values:
        yield f"{name!r} is answered so; write with what, when({name!r}, {leaf.values[0]!r})", name
    else:
        for value in condition.values:
            if value not in leaf.values:
                known = " or ".join(map(repr, leaf.values))
                yield f"{name!r} is {value!r}, which it never is; write {known}", str(value)


def _leaf(form: Any, field: Any, name: str) -> Any:
    return form.leaf(name) if field is None else field.hung_on(name)


def _why_none(form: Any, name: str) -> str:
    found = form._fields.get(name)
    if hasattr(found, "entries"):
        return "is a list; hang it on a question outside the list"
    leaves = [leaf.name for leaf in form.leaves() if leaf.values]
    if found is not None:
        own = [one for one in leaves if one.startswith(f"{name}-")]
        return f"is a group; name one of its parts, {' or '.join(own) or 'a choice or a tick'}"
    return f"no question is called; {nearest(name, leaves)}" if leaves else "is not asked"


def _is_in_another_row(leaf: Any, field: Any) -> bool:
    group = leaf.holder
    is_in_row = group is not None and group.holder is not None
    return is_in_row and (field is None or field.holder is not group)


def _loops(form: Any) -> Iterator[Wrong]:
    """Whatever hangs on itself, by whatever way."""
    hangs_on = {field.name: list(_hangs_on(form, field)) for field in _asked(form)}
    for name in hangs_on:
        if way := _way_back(name, hangs_on):
            told = ", which hangs on ".join(map(repr, way))
            yield (
                name.partition("-")[0],
                f"{name} hangs on {told}: nobody would ever be asked; take away one asked_if",
                way[0],
            )
            return


def _hangs_on(form: Any, field: Any) -> Iterator[str]:
    if field.holder is not None:
        yield field.holder.name
    for condition in field.conditions(form):
        if leaf := field.hung_on(condition.name):
            yield leaf.name


def _way_back(start: str, hangs_on: Mapping[str, list[str]]) -> list[str]:
    """From a name over what it hangs on to itself; empty when there is no such way."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in hangs_on.get(way[-1], ()):
            if name == start:
                return [*way[1:], name]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
