"""What who holds a receipt says of its account."""

from functools import partial

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from register.access import Action
from register.cases import newest_version
from web.account.steps import CONVERTER, Door, Way, ask, do
from web.filed.receipts import opened
from web.filed.versions import begin_next, overtaken
from web.office import office

account = Blueprint("account", __name__)


@account.get(f"/arende/<key>/<{CONVERTER}:step>")
def page(key: str, step: str) -> ResponseReturnValue:
    """What will happen, and what must be known for it."""
    return _through(key, step, ask)


@account.post(f"/arende/<key>/<{CONVERTER}:step>")
def note(key: str, step: str) -> ResponseReturnValue:
    """Note it."""
    return _through(key, step, do)


def _through(key: str, step: str, way: Way) -> ResponseReturnValue:
    found = opened(key, Action.TEND)
    newest = newest_version(office().register, found.filing.case_id)
    if newest != found.filing.version:
        return overtaken(found.filing, newest)
    door = Door(
        found.filing,
        found.actor,
        back=url_for("receipts.receipt", key=key),
        snapshot=url_for("snapshots.send", key=key),
        take_over=partial(begin_next, found.filing, is_taken_over=True),
        change=url_for("versions.change", key=key),
    )
    return way(door, step)
