"""The signed paper is sent home from *Mina planer*, as from the receipt."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from register.access import Action
from register.arrivals import Way
from web.desk.own_plans import own_plan
from web.papers.sending import Entrance, answered, take_papers

desk_own_papers = Blueprint("desk_own_papers", __name__)


@desk_own_papers.route("/mina-planer/<reference>/papper", methods=["GET", "POST"])
def send(reference: str) -> ResponseReturnValue:
    """Where it is chosen, and what came of it."""
    found = own_plan(reference, Action.BRING)
    back = url_for("desk_own_plans.plan", reference=reference)
    return answered(Entrance(found, Way.RECEIPT, back, frame="desk/base.html"))


take_papers(desk_own_papers)
