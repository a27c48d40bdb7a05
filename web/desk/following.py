"""Following up what is in the register: by who sees it there, or stands in it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from register import filings
from register.access import Action
from web.desk.guard import look
from web.desk.own_plans import own_plan
from web.desk.plan import reached
from web.filed.following import begin_following
from web.office import office

desk_following = Blueprint("desk_following", __name__)


@desk_following.post("/register/planer/<reference>/folj-upp")
def follow_up(reference: str) -> ResponseReturnValue:
    """Begin it with the answers of the newest version, which are thereby seen."""
    found = reached(reference)
    look("plan", case_id=found.case.id)
    return begin_following(filings.filing_by_id(office().register, found.row.filing_id))


@desk_following.post("/mina-planer/<reference>/folj-upp")
def own(reference: str) -> ResponseReturnValue:
    """The same for a plan of one's own."""
    found = own_plan(reference, Action.CHANGE)
    look("own plan", case_id=found.filing.case_id)
    return begin_following(found.filing)
