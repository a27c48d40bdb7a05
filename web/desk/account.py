"""What the office, and who administers an account, says of it."""

from functools import partial

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from register.access import Action
from register.filings import filing_by_id
from web.account.steps import CONVERTER, Door, Way, ask, do
from web.desk.guard import look
from web.desk.own_plans import own_plan
from web.desk.plan import reached
from web.filed.versions import begin_next
from web.office import office

desk_account = Blueprint("desk_account", __name__)


@desk_account.get(f"/register/planer/<reference>/<{CONVERTER}:step>")
def page(reference: str, step: str) -> ResponseReturnValue:
    """What will happen, and what must be known for it."""
    return _of_the_office(reference, step, ask)


@desk_account.post(f"/register/planer/<reference>/<{CONVERTER}:step>")
def note(reference: str, step: str) -> ResponseReturnValue:
    """Note it."""
    return _of_the_office(reference, step, do)


@desk_account.get(f"/mina-planer/<reference>/<{CONVERTER}:step>")
def own_page(reference: str, step: str) -> ResponseReturnValue:
    """The same, for who administers the account."""
    return _of_their_own(reference, step, ask)


@desk_account.post(f"/mina-planer/<reference>/<{CONVERTER}:step>")
def own_note(reference: str, step: str) -> ResponseReturnValue:
    """Note it."""
    return _of_their_own(reference, step, do)


def _of_the_office(reference: str, step: str, way: Way) -> ResponseReturnValue:
    found = reached(reference, Action.TEND)
    look("plan", case_id=found.case.id)
    filing = filing_by_id(office().register, found.row.filing_id)
    door = Door(
        filing,
        found.actor,
        back=url_for("desk_plans.plan", reference=reference),
        snapshot=url_for("desk_snapshots.send", reference=reference),
        take_over=partial(begin_next, filing, is_taken_over=True),
        is_desk=True,
        is_register=True,
    )
    return way(door, step)


def _of_their_own(reference: str, step: str, way: Way) -> ResponseReturnValue:
    found = own_plan(reference, Action.TEND)
    look("own plan", case_id=found.filing.case_id)
    door = Door(
        found.filing,
        found.actor,
        back=url_for("desk_own_plans.plan", reference=reference),
        snapshot=url_for("desk_snapshots.own_send", reference=reference),
        take_over=partial(begin_next, found.filing, is_taken_over=True),
        change=url_for("desk_own_plans.change", reference=reference),
        is_desk=True,
    )
    return way(door, step)
