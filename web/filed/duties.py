"""What is to be done with an account, in the words of whoever does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from office.to_do import calendar_of
from register.duties import NAMES, SOURCES, Duty, OpenDuty
from register.lateness import Late
from swedish import swedish_distance
from web.office import office

STEP_OF: Mapping[Duty, str] = {
    Duty.CREATION: "skapat",
    Duty.REVIEW: "allt-stammer",
    Duty.SHOWN: "visar",
}
"""What is said of an account when it is done (web.account.steps)."""


@dataclass(frozen=True)
class Told:
    """One of them. `why` are the policy's words, `way` leads to where it is done, and is empty for
    who may not do it."""

    row: OpenDuty | Late
    words: str
    why: str
    way: str
    how_late: str


def own_place(duty: OpenDuty) -> tuple[str, dict[str, str]]:
    """The endpoint, and its values, where who administers the account does it."""
    found = {"reference": duty.reference}
    if duty.duty is Duty.PAPER:
        return "desk_own_papers.send", found
    if duty.duty is Duty.SNAPSHOT:
        return "desk_snapshots.own_send", found
    if step := STEP_OF.get(duty.duty):
        return "desk_account.own_page", found | {"step": step}
    return "desk_own_plans.plan", found | {"_anchor": "att-gora"}


def duties_told(found: Sequence[OpenDuty], way: Callable[[OpenDuty], str]) -> list[Told]:
    """The same rows in words."""
    today = calendar_of(office()).today
    return [
        Told(
            one,
            NAMES[one.duty],
            SOURCES[one.duty],
            way(one),
            swedish_distance(one.due_on, today),
        )
        for one in found
    ]
