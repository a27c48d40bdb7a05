"""Answers and the questions that they should fit: the one walk through both."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import wtforms

from forms.kinds import Field, Group, RowList
from forms.kinds.rows import ROWS_READ_AT_MOST

Path: TypeAlias = tuple[str | int, ...]
"""Names and positions, from the outermost: ("administrators", 1, "name")."""
Misfit: TypeAlias = Callable[[Path, Any, str], Any]
"""Is told of an answer that does not fit: its place, the answer, and what should stand there, which
is empty when the shape is right. Gives what is to stand there instead, None for nothing."""

# Made once: a filing asks some forty times.
_PLAIN = str | int | float | bool

NO_OBJECT = "här ska det stå ett objekt med namn och värden"
NO_LIST = "här ska det stå en lista med {}"
NO_VALUE = "här ska det stå {}"


class AnswersError(ValueError):
    """Answers whose shape is not the form's; the message names the place."""

    def __init__(self, path: Path, why: str) -> None:
        place = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
        super().__init__(f"{place.removeprefix('.') or 'svaren'}: {why}")


def shaped(template: wtforms.Form | Field, answers: Any, misfit: Misfit, path: Path = ()) -> Any:
    """`answers` reduced to the names and shapes that `template` (a form or field) has.

    In the place of what does not fit stands what `misfit` gives.
    """
    if isinstance(template, Group):
        return _named(template.parts, answers, misfit, path)
    if isinstance(template, RowList):
        return _rows(template, answers, misfit, path)
    if isinstance(template, wtforms.Form):
        return _named(list(template), answers, misfit, path)
    if template.holds(answers):
        return answers
    fit, beyond = template.parted(answers)
    if fit is not None:
        return fit + (misfit(path, beyond, "") or [])
    why = "" if isinstance(answers, _PLAIN) else NO_VALUE.format(template.in_json)
    return misfit(path, answers, why)


def _named(parts: Sequence[Field], answers: Any, misfit: Misfit, path: Path) -> Any:
    if not isinstance(answers, dict):
        return misfit(path, answers, NO_OBJECT)
    asked: dict[str, Field] = {part.short_name: part for part in parts}
    given = {name: value for name, value in answers.items() if value is not None}
    for name in given:
        if name not in asked:
            misfit((*path, name), given[name], "")
    # In the order of the form, which is how people read them.
    fitting = {
        name: shaped(part, given[name], misfit, (*path, name))
        for name, part in asked.items()
        if name in given
    }
    return {name: fit for name, fit in fitting.items() if fit is not None}


def _rows(template: RowList, answers: Any, misfit: Misfit, path: Path) -> Any:
    if not isinstance(answers, list) or len(answers) > ROWS_READ_AT_MOST:
        return misfit(path, answers, NO_LIST.format(template.rows_noun))
    row, beyond = template.entries[0], answers[template.most :]
    rows = answers[: template.most] + ((misfit(path, beyond, "") or []) if beyond else [])
    return [shaped(row, one, misfit, (*path, n)) or {} for n, one in enumerate(rows)]
