"""What of a form's answers the register keeps beside them, to list, sort and search filings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

READERS = ("officer", "reader", "archivist", "machine")
"""Who may be named in `read_by`: roles of the register, and other systems with a token."""
_ADDRESSEE = re.compile(r"INFORMATION_OFFICER|COPIES_[A-Z0-9_]{1,40}")


@dataclass(frozen=True)
class KeptAs:
    """Which inputs tell it, by their names; whatever a form does not ask is left blank.

    `medium`, `department` and `unit` are names, `hours` how many a week. `people` are lists of
    persons whose addresses stand in the plan, each under its own name as their place;
    `administrators` is the list of those who must be two at least.
    """

    medium: str = ""
    department: str = ""
    unit: str = ""
    hours: str = ""
    people: tuple[str, ...] = ()
    administrators: str = ""


def refuse_unknown_facts(name: str, copies_to: Iterable[str], read_by: Iterable[str]) -> None:
    """Raise TypeError when the form called `name` names a setting or a role that cannot be."""
    for one in copies_to:
        if not _ADDRESSEE.fullmatch(one):
            raise TypeError(
                f"{name}: copies_to holds {one!r}; write INFORMATION_OFFICER, or COPIES_ and a name"
            )
    for one in read_by:
        if one not in READERS:
            raise TypeError(f"{name}: read_by holds {one!r}; write one of {', '.join(READERS)}")
