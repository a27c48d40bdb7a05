"""The plans in which somebody who has proved an address stands, and what they may do with each."""

from dataclasses import dataclass

from office.office import Office
from office.to_do import calendar_of
from register import people
from register.access import Action, Opened, may
from register.actors import Actor
from register.database import reading
from register.deliveries import Delivery, deliveries_by_filing
from register.duties import OpenDuty, duties_of, open_of
from register.filings import filing_by_id
from register.people import PlanOf


@dataclass(frozen=True)
class OwnPlan:
    """One plan, and how its copies fare."""

    plan: PlanOf
    copies: list[Delivery]


@dataclass(frozen=True)
class OwnPlans:
    """A page of them; `next` leads to the next one, None on the last."""

    shown: list[OwnPlan]
    next: int | None


def own_plans(own: Office, address: str, actor: Actor, after: int | None = None) -> OwnPlans:
    """Those whose newest version lists the address, the last filed first."""
    found, following = people.plans_with(own.register, address, after)
    seen = [one for one in found if may(_among(one, actor), Action.SEE, one.case_id, one.form)]
    copies = deliveries_by_filing(own.register, [one.filing_id for one in seen])
    return OwnPlans([OwnPlan(one, copies.get(one.filing_id, [])) for one in seen], following)


def own_plan(own: Office, address: str, actor: Actor, reference: str) -> Opened | None:
    """The newest version of one, opened as it would be by a key; None when it is not theirs."""
    found = people.plan_with(own.register, address, reference)
    if found is None:
        return None
    return Opened(filing_by_id(own.register, found.filing_id), _among(found, actor))


def own_duties(own: Office, address: str, *, with_later: bool = False) -> list[OpenDuty]:
    """What is to be done now with the accounts that somebody administers, the latest first; also
    what comes later, when it is asked for."""
    found = duties_of if with_later else open_of
    with reading(own.register) as connection:
        cases = people.administered_by(connection, address)
        return found(connection, calendar_of(own), cases)


def _among(plan: PlanOf, actor: Actor) -> Actor:
    if plan.administers:
        return actor.administering(plan.case_id)
    return actor.having_found(plan.case_id)
