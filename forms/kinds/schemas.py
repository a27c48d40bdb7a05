"""JSON Schema of what is made of several fields, some of which may be asked only sometimes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from forms.question import Condition

Schema = dict[str, Any]
_Way = Sequence[str]


def object_schema(title: str, fields: Sequence[Any]) -> Schema:
    """JSON Schema of an object with one property per field.

    Of a field that is asked only sometimes it says no more than that it may be there: what it must
    be when it is asked is a rule of the whole form, or of its row.
    """
    always = [field for field in fields if not _own(field)]
    required = [field.short_name for field in always if not field.optional]
    described = {field.short_name: _described(field) for field in fields}
    return {
        "title": title,
        "type": "object",
        "properties": described,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _described(field: Any) -> Schema:
    found: Schema = field.schema()
    when = field.whole.when_asked(field, is_alone=True) if _own(field) else None
    if not _own(field):
        return found
    return {"title": found["title"], **({"description": when.sentence} if when else {})}


def with_rules_of_form(schema: Schema, form: Any) -> Schema:
    """The `schema` of a form, with what it must be that is asked after certain answers."""
    return _with_rules(schema, _rules(form))


def with_rules_of_row(schema: Schema, parts: Sequence[Any]) -> Schema:
    """The same of a row, whose parts hang on each other."""
    rules = (_rule_of_part(one) for one in parts if _own(one) and _hangs_within(one))
    return _with_rules(schema, rules)


def _with_rules(schema: Schema, rules: Iterable[Schema]) -> Schema:
    every = list(rules)
    return {**schema, "allOf": every} if every else schema


def _rules(form: Any) -> Iterator[Schema]:
    for field in form.answerable():
        if _own(field):
            yield _rule(_all_of(field), [field.short_name], field)
        if hasattr(field, "entries"):
            yield from _rules_of_rows(field)
            continue
        for part in getattr(field, "parts", ()):
            if _own(part):
                yield _rule(_all_of(part), [field.short_name, part.short_name], part)


def _rules_of_rows(rows: Any) -> Iterator[Schema]:
    """What a part of every row must be that hangs on something outside of its row."""
    for part in rows.entries[0].parts:
        if not _own(part) or _hangs_within(part):
            continue
        reasons = list(_reasons(part))
        outside = [one for one in reasons if one[0].holder is not part.holder]
        within = [one for one in reasons if one[0].holder is part.holder]
        must = _at([part.short_name], part.schema(), must_be_there=not part.optional)
        if within:
            is_if = _together(_met([leaf.short_name], leaf, one) for leaf, one in within)
            must = {"if": is_if, "then": must}
        is_if = _together(_met(leaf.name.split("-"), leaf, one) for leaf, one in outside)
        yield {"if": is_if, "then": _at([rows.short_name], {"items": must}, must_be_there=False)}


def _own(field: Any) -> bool:
    """Whether anything but the group around it says when it is asked."""
    whole = field.whole
    return getattr(whole, "has_conditions", False) and any(field.conditions(whole))


def _rule_of_part(part: Any) -> Schema:
    reasons = _reasons(part, in_row=True)
    conditions = (_met([leaf.short_name], leaf, condition) for leaf, condition in reasons)
    return _rule(conditions, [part.short_name], part)


def _hangs_within(part: Any) -> bool:
    return all(leaf.holder is part.holder for leaf, _ in _reasons(part, in_row=True))


def _rule(conditions: Iterable[Schema], way: _Way, field: Any) -> Schema:
    then = _at(way, field.schema(), must_be_there=not field.optional)
    return {"if": _together(conditions), "then": then}


def _together(conditions: Iterable[Schema]) -> Schema:
    every = list(conditions)
    return every[0] if len(every) == 1 else {"allOf": every}


def _all_of(field: Any) -> Iterator[Schema]:
    """What must hold for it to be asked."""
    for leaf, condition in _reasons(field):
        yield _met(leaf.name.split("-"), leaf, condition)


def _reasons(field: Any, *, in_row: bool = False) -> Iterator[tuple[Any, Condition]]:
    """The answers that it hangs on, each with what it must be: those that it names itself, those
    of its group, and those of all that they name. Of a part `in_row` without those of the list,
    which say whether there are rows at all."""
    waiting, seen = [field], set()
    while waiting:
        one = waiting.pop()
        waiting += [] if in_row or one.holder is None else [one.holder]
        for condition in one.conditions(field.whole):
            leaf = one.hung_on(condition.name)
            if (leaf.name, condition.values) not in seen:
                seen.add((leaf.name, condition.values))
                yield leaf, condition
                waiting.append(leaf)


def _met(way: _Way, leaf: Any, condition: Condition) -> Schema:
    """That the answer at the end of `way` is one of the values."""
    if leaf.options:
        return _at(way, leaf.schema_of(condition.values))
    ticked = _at(way, {"const": True})
    return ticked if True in condition.values else {"not": ticked}


def _at(way: _Way, schema: Schema, *, must_be_there: bool = True) -> Schema:
    """An object that has this at the end of a way of names."""
    for name in reversed(way):
        required = {"required": [name]} if must_be_there else {}
        schema = {"properties": {name: schema}, **required}
    return schema
