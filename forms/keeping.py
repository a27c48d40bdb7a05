"""What of a form's answers the register keeps beside them, to list, sort and search filings."""

import re
from dataclasses import dataclass

from forms.question import Condition

READERS = ("officer", "reader", "archivist", "machine")
"""Who may be named in `read_by`: roles of the register, and other systems with a token."""
SORTS_PAPER = "officer"
"""Who sees all paper that comes home, whatever form it is of."""
ADDRESSEE = re.compile(r"INFORMATION_OFFICER|COPIES_[A-Z0-9_]{1,40}")
"""What may be named in `copies_to`: settings that hold addresses."""


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


@dataclass(frozen=True)
class Follows:
    """Which form's filings another form follows up, by its `slug`.

    `reference` names the input for the reference of the one that is followed up; with the answer
    `changed_if` that one is to be changed next.
    """

    slug: str
    reference: str
    changed_if: Condition | None = None
