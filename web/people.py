"""The buttons that change a list of persons, with and without JavaScript."""

import re

from forms import PrintableForm

_ADD_OR_REMOVE = re.compile(r"(?P<what>add|remove)-(?P<list>[a-z_]+?)(?:-(?P<number>\d{1,3}))?")
_SAME = re.compile(
    r"same-(?P<list>[a-z_]+)-(?P<number>\d{1,3})-(?P<other>[a-z_]+)-(?P<position>\d{1,3})"
)


def change_people(form: PrintableForm, action: str) -> bool:
    """Carry out `add-<list>`, `remove-<list>-N` or `same-<list>-N-<list>-M`.

    Returns False when the action is another, or names a list that the form has not.
    """
    if match := _ADD_OR_REMOVE.fullmatch(action):
        return _add_or_remove(form, match["what"], match["list"], match["number"])
    if match := _SAME.fullmatch(action):
        return _copy(form, match["list"], int(match["number"]), match["other"], match["position"])
    return False


def _add_or_remove(form: PrintableForm, what: str, name: str, number: str | None) -> bool:
    people = form.people_list(name)
    if people is None:
        return False
    if what == "add":
        people.add_person()
    elif number:
        people.remove_person(int(number))
    return True


def _copy(form: PrintableForm, name: str, number: int, other: str, position: str) -> bool:
    people, source = form.people_list(name), form.people_list(other)
    if people is None or source is None:
        return False
    if int(position) < len(source.entries):
        people.copy_person(number, source.entries[int(position)])
    return True
