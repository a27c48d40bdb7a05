"""Somebody who administers an account no longer says so of themself, and may take it back."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import definite_of
from office import departing
from register.access import Action, Opened
from register.cases import find_case
from register.errors import CaseChanged
from web.desk.guard import look, see_other, visitor
from web.desk.own_plans import own_plan
from web.office import office

_PLAN = "/mina-planer/<reference>/"
# No case was noted so often.
_LONGEST_NUMBER = 9
desk_own_departures = Blueprint("desk_own_departures", __name__)


@desk_own_departures.get(f"{_PLAN}slutat")
def ask(reference: str) -> str:
    """What will happen."""
    found = own_plan(reference, Action.CHANGE)
    look("own plan", case_id=found.filing.case_id)
    return _page(found)


@desk_own_departures.post(f"{_PLAN}slutat")
def leave(reference: str) -> ResponseReturnValue:
    """Note it, unless something else was noted since the page was made."""
    found, who = own_plan(reference, Action.CHANGE), visitor()
    try:
        departing.leave(office(), found.filing, _seen(found), who.address, found.actor)
    except CaseChanged:
        return _page(found, is_late=True), HTTPStatus.CONFLICT
    return see_other(url_for("desk_own_plans.plan", reference=reference))


@desk_own_departures.post(f"{_PLAN}tillbaka")
def come_back(reference: str) -> ResponseReturnValue:
    """Take it back. Who comes too late sees on the page of the plan what stands there now."""
    found, who = own_plan(reference, Action.SEE), visitor()
    try:
        departing.come_back(office(), found.filing, _seen(found), who.address, found.actor)
    except CaseChanged:
        look("own plan", case_id=found.filing.case_id)
        return _late(found), HTTPStatus.CONFLICT
    return see_other(url_for("desk_own_plans.plan", reference=reference))


def _seen(found: Opened) -> int:
    """The revision of the case on the page, when it was made of the newest version; else none."""
    revision, _, version = request.form.get("seen", "").partition("-")
    is_number = revision.isdecimal() and len(revision) <= _LONGEST_NUMBER
    return int(revision) if is_number and version == str(found.filing.version) else -1


def _late(found: Opened) -> str:
    filing = found.filing
    return render_template(
        "desk/own_leaving.html", filing=filing, definite=definite_of(filing.form)
    )


def _page(found: Opened, *, is_late: bool = False) -> str:
    filing = found.filing
    case = find_case(office().register, filing.reference) or abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "desk/own_leaving.html",
        filing=filing,
        definite=definite_of(filing.form),
        seen=f"{case.revision}-{filing.version}",
        is_late=is_late,
        is_asked=True,
    )
