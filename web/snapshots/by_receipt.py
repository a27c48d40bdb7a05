"""Snapshots for who holds a receipt."""

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from register.access import Action
from web.filed.receipts import opened
from web.snapshots import shown
from web.snapshots.sending import Door, answered, take_files
from web.snapshots.shown import FILE, SNAPSHOT

snapshots = Blueprint("snapshots", __name__)
_OF = "/arende/<key>/ogonblicksbilder"


@snapshots.route("/arende/<key>/ogonblicksbild", methods=["GET", "POST"])
def send(key: str) -> ResponseReturnValue:
    """Where one is sent in, for who may change what was filed."""
    found = opened(key, Action.TEND)
    return answered(Door(found.filing, found.actor, url_for("receipts.receipt", key=key)))


@snapshots.get(f"{_OF}/{SNAPSHOT}.pdf")
def document(key: str, snapshot_id: int) -> Response:
    """The document of one."""
    return shown.document_of(_case_of(key), snapshot_id)


@snapshots.get(f"{_OF}/{FILE}")
def file(key: str, snapshot_id: int, number: int) -> Response:
    """A file of one, as it is kept."""
    return shown.file_of(_case_of(key), snapshot_id, number)


@snapshots.get(f"{_OF}/{FILE}.jpg")
def picture(key: str, snapshot_id: int, number: int) -> Response:
    """A file of one, at a glance."""
    return shown.picture_of(_case_of(key), snapshot_id, number)


def _case_of(key: str) -> int:
    return opened(key, Action.SEE).filing.case_id


take_files(snapshots)
