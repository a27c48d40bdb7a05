"""The buttons that change a list of persons, with and without JavaScript."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms import PrintableForm
from forms.kinds import People

_ADD_OR_REMOVE = re.compile(r"(?P<what>add|remove)-(?P<list>[a-z_]+?)(?:-(?P<number>\d{1,3}))?")
_UNDO = re.compile(r"undo-(?P<list>[a-z_]+)-(?P<number>\d{1,3})-of-(?P<count>\d{1,3})")
_SAME = re.compile(
    r"same-(?P<list>[a-z_]+)-(?P<number>\d{1,3})-(?P<other>[a-z_]+)-(?P<position>\d{1,3})"
)
# Before the names of the parts of who was removed, which the page sends along for the undoing.
REMOVED = "removed-"


@dataclass(frozen=True)
class Removed:
    """Who was taken away, from which row of how many in which list, and what was typed there."""

    people: str
    row: int
    count: int
    title: str
    typed: Mapping[str, Any]

    @property
    def whom(self) -> str:
        """Title and name, as "Administratör 2, Per-Örjan Ek,"; the title alone of a blank row."""
        name = next((text for text in self.typed.values() if text), "")
        return f"{self.title}, {name}," if name else self.title


@dataclass(frozen=True)
class Change:
    """What a button did: the input to go on with, or who was removed and can be brought back."""

    focus: str = ""
    removed: Removed | None = None


NO_CHANGE = Change()


def change_people(form: PrintableForm, action: str, posted: Mapping[str, str]) -> Change | None:
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
    people = form.people_list(name)
    if people is None:
        return None
    if what == "add":
        people.add_person()
        return _on_to(people, len(people.entries) - 1)
    return _remove(people, int(number)) if number else NO_CHANGE


def _remove(people: People, row: int) -> Change:
    count = len(people.entries)
    removed = people.remove_person(row)
    if removed is None:
        return NO_CHANGE
    return Change(removed=Removed(people.name, row, count, removed.title, removed.typed))


def _undo(
    form: PrintableForm, name: str, row: int, count: int, posted: Mapping[str, str]
) -> Change | None:
    people = form.people_list(name)
    if people is None:
        return None
    parts = {key.removeprefix(REMOVED): posted[key] for key in posted if key.startswith(REMOVED)}
    people.bring_back(row, parts, count)
    return _on_to(people, row)


def _copy(form: PrintableForm, name: str, row: int, other: str, position: str) -> Change | None:
    people, source = form.people_list(name), form.people_list(other)
    if people is None or source is None:
        return None
    if int(position) < len(source.entries):
        people.copy_person(row, source.entries[int(position)])
    return _on_to(people, row)


def _on_to(people: People, row: int) -> Change:
    """Go on with the first part of the person in `row`, if there is one."""
    found = people.entries[row : row + 1]
    return Change(focus=found[0].parts[0].name if found else "")
