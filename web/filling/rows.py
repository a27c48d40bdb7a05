"""The buttons that change a list of rows, with and without JavaScript."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms import PrintableForm
from forms.kinds import RowList

_ADD_OR_REMOVE = re.compile(r"(?P<what>add|remove)-(?P<list>[a-z0-9_]+?)(?:-(?P<number>\d{1,3}))?")
_UNDO = re.compile(r"undo-(?P<list>[a-z0-9_]+)-(?P<number>\d{1,3})-of-(?P<count>\d{1,3})")
_SAME = re.compile(
    r"same-(?P<list>[a-z0-9_]+)-(?P<number>\d{1,3})-(?P<other>[a-z0-9_]+)-(?P<position>\d{1,3})"
)
# Before the names of the parts that were removed, which the page sends along for the undoing.
REMOVED = "removed-"


@dataclass(frozen=True)
class Removed:
    """What was taken away, from which row of how many in which list, and what was typed there."""

    rows: str
    row: int
    count: int
    title: str
    typed: Mapping[str, Any]

    @property
    def whom(self) -> str:
        """Title and name, as "Administratör 2, Per-Örjan Ek,"; the title alone of a blank row."""
        texts = (text for text in self.typed.values() if isinstance(text, str))
        name = next(filter(None, texts), "")
        return f"{self.title}, {name}," if name else self.title


@dataclass(frozen=True)
class Change:
    """What a button did: the input to go on with, or what was removed and can be brought back."""

    focus: str = ""
    removed: Removed | None = None


NO_CHANGE = Change()


def change_rows(form: PrintableForm, action: str, posted: Mapping[str, str]) -> Change | None:
    """Carry out `add-<list>`, `remove-<list>-N`, `undo-<list>-N-of-M` or `same-<list>-N-<list>-M`.

    Returns None when the action is another, or names a list that the form has not.
    """
    if match := _ADD_OR_REMOVE.fullmatch(action):
        return _add_or_remove(form, match["what"], match["list"], match["number"])
    if match := _UNDO.fullmatch(action):
        return _undo(form, match["list"], int(match["number"]), int(match["count"]), posted)
    if match := _SAME.fullmatch(action):
        return _copy(form, match["list"], int(match["number"]), match["other"], match["position"])
    return None


def _add_or_remove(form: PrintableForm, what: str, name: str, number: str | None) -> Change | None:
    rows = form.row_list(name)
    if rows is None:
        return None
    if what == "add":
        rows.add_row()
        return _on_to(rows, len(rows.entries) - 1)
    return _remove(rows, int(number)) if number else NO_CHANGE


def _remove(rows: RowList, row: int) -> Change:
    count = len(rows.entries)
    removed = rows.remove_row(row)
    if removed is None:
        return NO_CHANGE
    return Change(removed=Removed(rows.name, row, count, removed.title, removed.typed))


def _undo(
    form: PrintableForm, name: str, row: int, count: int, posted: Mapping[str, str]
) -> Change | None:
    rows = form.row_list(name)
    if rows is None:
        return None
    rows.bring_back(row, _removed(form, name, posted), count)
    return _on_to(rows, row)


def _removed(form: PrintableForm, name: str, posted: Mapping[str, str]) -> dict[str, Any]:
    """What stood in the row that was removed, as far as it can have stood there."""
    parts = {key.removeprefix(REMOVED): posted[key] for key in posted if key.startswith(REMOVED)}
    try:
        typed = {part: json.loads(text) for part, text in parts.items()}
    except (ValueError, RecursionError):
        return {}
    (found,) = form.fitting({name: [typed]})[0].get(name) or [{}]
    return dict(found)


def _copy(form: PrintableForm, name: str, row: int, other: str, position: str) -> Change | None:
    rows, source = form.row_list(name), form.row_list(other)
    if rows is None or source is None:
        return None
    if int(position) < len(source.entries):
        rows.copy_row(row, source.entries[int(position)])
    return _on_to(rows, row)


def _on_to(rows: RowList, row: int) -> Change:
    """Go on with the first part of the one in `row`, if there is one."""
    found = rows.entries[row : row + 1]
    return Change(focus=found[0].parts[0].name if found else "")
