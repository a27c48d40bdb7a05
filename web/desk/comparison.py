"""Two versions of a plan beside each other, in the words of the form."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from office.comparison import changes_from
from register.filings import Filing, find_filing
from web.desk.guard import look
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
    errors = _errors(typed, newest) if newest > 1 else {}
    both = None if errors or newest == 1 else [_filing(found, one) for one in _sorted(typed)]
    if both:
        look("plan", case_id=found.case.id)
        typed = {_FROM: str(both[0].version), _TO: str(both[1].version)}
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


def _errors(typed: dict[str, str], newest: int) -> dict[str, str]:
    """What is wrong with the two, by the ids of their inputs."""
    not_there = NOT_THERE.format(newest)
    errors = {name: not_there for name, one in typed.items() if not _is_there(one, newest)}
    are_same = not errors and int(typed[_FROM]) == int(typed[_TO])
    return {_TO: THE_SAME} if are_same else errors


def _is_there(typed: str, newest: int) -> bool:
    is_number = typed.isdecimal() and typed.isascii() and len(typed) <= len(str(newest))
    return is_number and 1 <= int(typed) <= newest


def _sorted(typed: dict[str, str]) -> list[int]:
    return sorted(map(int, typed.values()))


def _filing(found: Reached, version: int) -> Filing:
    filing = find_filing(office().register, found.case.reference, version)
    return filing or abort(HTTPStatus.NOT_FOUND)
