"""Snapshots in the register and in *Mina planer*."""

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from register.access import Action
from register.filings import filing_by_id
from web.desk.guard import look
from web.desk.own_plans import own_plan
from web.desk.plan import reached
from web.office import office
from web.snapshots import shown
from web.snapshots.sending import Door, answered, take_files
from web.snapshots.shown import FILE, SNAPSHOT

desk_snapshots = Blueprint("desk_snapshots", __name__)
_PLAN, _OWN = "/register/planer/<reference>", "/mina-planer/<reference>"


@desk_snapshots.route(f"{_PLAN}/ogonblicksbild", methods=["GET", "POST"])
def send(reference: str) -> ResponseReturnValue:
    """Where the office sends one in."""
    found = reached(reference, Action.TEND)
    look("plan", case_id=found.case.id)
    filing = filing_by_id(office().register, found.row.filing_id)
    back = url_for("desk_plans.plan", reference=reference)
    return answered(Door(filing, found.actor, back, is_desk=True))


@desk_snapshots.get(f"{_PLAN}/ogonblicksbilder/{SNAPSHOT}.pdf")
def document(reference: str, snapshot_id: int) -> Response:
    """The document of one."""
    return shown.document_of(_looked_at(reference), snapshot_id)


@desk_snapshots.get(f"{_PLAN}/ogonblicksbilder/{FILE}")
def file(reference: str, snapshot_id: int, number: int) -> Response:
    """A file of one, as it is kept."""
    return shown.file_of(_looked_at(reference), snapshot_id, number)


@desk_snapshots.get(f"{_PLAN}/ogonblicksbilder/{FILE}.jpg")
def picture(reference: str, snapshot_id: int, number: int) -> Response:
    """A file of one, at a glance."""
    return shown.picture_of(reached(reference).case.id, snapshot_id, number)


@desk_snapshots.route(f"{_OWN}/ogonblicksbild", methods=["GET", "POST"])
def own_send(reference: str) -> ResponseReturnValue:
    """Where those who administer the account send one in."""
    found = own_plan(reference, Action.TEND)
    look("own plan", case_id=found.filing.case_id)
    back = url_for("desk_own_plans.plan", reference=reference)
    return answered(Door(found.filing, found.actor, back, is_desk=True))


@desk_snapshots.get(f"{_OWN}/ogonblicksbilder/{SNAPSHOT}.pdf")
def own_document(reference: str, snapshot_id: int) -> Response:
    """The document of one of an own plan."""
    return shown.document_of(_own_looked_at(reference), snapshot_id)


@desk_snapshots.get(f"{_OWN}/ogonblicksbilder/{FILE}")
def own_file(reference: str, snapshot_id: int, number: int) -> Response:
    """A file of one of an own plan, as it is kept."""
    return shown.file_of(_own_looked_at(reference), snapshot_id, number)


@desk_snapshots.get(f"{_OWN}/ogonblicksbilder/{FILE}.jpg")
def own_picture(reference: str, snapshot_id: int, number: int) -> Response:
    """A file of one of an own plan, at a glance."""
    case_id = own_plan(reference, Action.SEE).filing.case_id
    return shown.picture_of(case_id, snapshot_id, number)


def _looked_at(reference: str) -> int:
    case_id = reached(reference).case.id
    look("snapshot", case_id=case_id)
    return case_id


def _own_looked_at(reference: str) -> int:
    case_id = own_plan(reference, Action.SEE).filing.case_id
    look("own snapshot", case_id=case_id)
    return case_id


take_files(desk_snapshots)
