"""Two versions of a plan beside each other, in the words of the form."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from office.comparison import changes_from
from register.filings import Filing, find_filing
from web.desk.guard import look
from web.desk.history import number_in
from web.desk.plan import Reached, reached
from web.office import office

# In the address, and the ids of the inputs.
_FROM, _TO = "fran", "till"
NOT_THERE = "Skriv en version från 1 till {}"
THE_SAME = "Det är samma version. Skriv två olika"
desk_comparison = Blueprint("desk_comparison", __name__)


@desk_comparison.get("/register/planer/<reference>/jamfor/")
def compare(reference: str) -> ResponseReturnValue:
    """What the later of two versions answers otherwise; by itself the newest and the one before."""
    found = reached(reference)
    newest = found.row.version
    default = {_FROM: str(newest - 1), _TO: str(newest)}
    typed = {name: request.args.get(name, "").strip() or default[name] for name in default}
    numbers = {name: number_in(one) or 0 for name, one in typed.items()}
    errors = _errors(numbers, newest) if newest > 1 else {}
    both = None
    if newest > 1 and not errors:
        before, after = sorted(numbers.values())
        both = _filing(found, before), _filing(found, after)
        look("plan", case_id=found.case.id)
        typed = {_FROM: str(before), _TO: str(after)}
    page = render_template(
        "desk/comparison.html",
        row=found.row,
        typed=typed,
        wrong=errors,
        errors=[(message, name) for name, message in errors.items()],
        both=both,
        changes=changes_from(*both) if both else None,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK


def _errors(numbers: dict[str, int], newest: int) -> dict[str, str]:
    """What is wrong with the two, by the ids of their inputs."""
    not_there = NOT_THERE.format(newest)
    errors = {name: not_there for name, one in numbers.items() if not 1 <= one <= newest}
    are_same = not errors and numbers[_FROM] == numbers[_TO]
    return {_TO: THE_SAME} if are_same else errors


def _filing(found: Reached, version: int) -> Filing:
    filing = find_filing(office().register, found.case.reference, version)
    return filing or abort(HTTPStatus.NOT_FOUND)
