"""What of a form's answers the register keeps beside them, to list, sort and search filings."""

from dataclasses import dataclass


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
