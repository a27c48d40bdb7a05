"""The paper of a plan that came home: what was seen beside who was to sign, for a human to say what
it is; and the sheets themselves."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import facts_of
from office import confirming
from register import papers, sheets
from register.access import Action
from register.errors import CaseChanged
from register.events import EventKind, newest_events
from register.filings import Filing, filing_by_id
from register.papers import Paper
from web.desk import paper_told
from web.desk.guard import look, see_other
from web.desk.plan import Reached, reached
from web.desk.timeline import BY_HAND, told
from web.desk.verbs import Typed
from web.filed.paper import missing_in_words
from web.office import office

NO_CHOICE = "Välj om underskrifterna gäller eller om enheten ska lämna in en ny version"
# What becomes of a paper that was changed by hand.
COUNTS, ANEW = "galler", "ny-version"
_PAPER = "/register/planer/<reference>/papper"
_SHEET = f"{_PAPER}/blad/<int(max=2147483647):sheet_id>"
# Where one is led from an error about several inputs.
_FIRST_OF = {"signers": "signer-0", "altered": "altered-0"}
# What somebody did that changes what is to be said of a paper.
_BY_OTHERS = BY_HAND | {EventKind.SHEET_FILED, EventKind.SHEET_SORTED}
desk_paper = Blueprint("desk_paper", __name__)


@desk_paper.get(f"{_PAPER}/granska/")
def ask(reference: str) -> str:
    """What came, for who sees the plan; who may note something is asked what it is."""
    found = reached(reference)
    look("paper", case_id=found.case.id)
    return _page(found, _paper(found), {})


@desk_paper.post(f"{_PAPER}/granska/")
def confirm(reference: str) -> ResponseReturnValue:
    """Keep what a human says of it, unless something is wrong or not as it was seen."""
    found, own = reached(reference, Action.NOTE), office()
    paper, typed = _paper(found), Typed(found)
    if request.form.get("revision", "") != _seen(found, paper) or not paper.is_complete:
        return _overtaken(reference)
    try:
        if paper.changes and request.form.get("altered") == ANEW:
            confirming.set_aside(own, found.case, paper, own.now(), found.actor)
            return _done(reference, "ändrat")
        signers, day = _said(typed, paper)
        if typed.errors:
            return _page(found, paper, typed.errors), HTTPStatus.UNPROCESSABLE_ENTITY
        confirming.confirm(own, found.case, paper, signers, day, own.now(), found.actor)
    except (CaseChanged, confirming.PaperIncomplete):
        return _overtaken(reference)
    return _done(reference, "granskat")


def _said(typed: Typed, paper: Paper) -> tuple[tuple[int, ...], date]:
    """Who has signed, and on which day the paper came."""
    if paper.changes and request.form.get("altered") != COUNTS:
        typed.errors["altered"] = NO_CHOICE
    return typed.signed(len(paper.signers)), typed.day_of_paper(_filing(paper))


@desk_paper.get(_SHEET)
def sheet(reference: str, sheet_id: int) -> Response:
    """A whole sheet, upright."""
    found = _reached_sheet(reference, sheet_id)
    picture = sheets.picture_of(office().register, sheet_id) or abort(HTTPStatus.NOT_FOUND)
    look("sheet", case_id=found.case.id)
    return Response(picture.content, mimetype=picture.media)


@desk_paper.get(f"{_SHEET}/<kind>.jpg")
def cutting(reference: str, sheet_id: int, kind: str) -> Response:
    """What was cut out of a sheet."""
    found = _reached_sheet(reference, sheet_id)
    content = sheets.cutting_of(office().register, sheet_id, kind) or abort(HTTPStatus.NOT_FOUND)
    look("sheet", case_id=found.case.id)
    return Response(content, mimetype="image/jpeg")


def _reached_sheet(reference: str, sheet_id: int) -> Reached:
    """The case of a sheet, for who may see it."""
    found = reached(reference)
    one = sheets.sheet_by_id(office().register, sheet_id)
    if one is None or one.filing_id is None or _case_of(one.filing_id) != found.case.id:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _case_of(filing_id: int) -> int:
    return filing_by_id(office().register, filing_id).case_id


def _paper(found: Reached) -> Paper:
    return papers.paper_of(office().register, found.row.filing_id)


def _filing(paper: Paper) -> Filing:
    return filing_by_id(office().register, paper.filing_id)


def _seen(found: Reached, paper: Paper) -> str:
    """The case and the sheets of its paper, as a page shows them."""
    shown = ".".join(str(one.id) for one in paper.sheets)
    return f"{found.case.revision}-{found.row.version}-{shown}"


def _done(reference: str, what: str) -> Response:
    return see_other(url_for("desk_plans.plan", reference=reference, gjort=what))


def _overtaken(reference: str) -> ResponseReturnValue:
    """The page as it is now, and what happened; what was typed is about another paper."""
    found = reached(reference, Action.NOTE)
    last = newest_events(office().register, found.case.id, 1, kinds=_BY_OTHERS)
    page = _page(found, _paper(found), {}, told(office().register, last))
    return page, HTTPStatus.CONFLICT


def _page(found: Reached, paper: Paper, errors: Mapping[str, str], last: object = None) -> str:
    filing, reference = _filing(paper), found.case.reference
    facts = facts_of(found.row.form)
    typed = request.form if errors else None
    return render_template(
        "desk/paper.html",
        row=found.row,
        definite=facts.definite,
        copy_to=facts.copy_holder if facts.copies_to and facts.answers_in_mail else "",
        paper=paper,
        places=paper_told.places_of(paper, filing, reference),
        pages=paper_told.pages_of(paper, reference),
        changes=paper_told.changes_of(paper, reference),
        apart=paper_told.apart_of(paper, reference),
        missing=missing_in_words(paper),
        may_note=found.may(Action.NOTE),
        revision=_seen(found, paper),
        day=typed.get("day") if typed else _day(paper),
        typed=typed,
        errors=[(message, _FIRST_OF.get(one, one)) for one, message in errors.items()],
        wrong=errors,
        last=last,
    )


def _day(paper: Paper) -> str:
    """The day that somebody has said, or on which the last of the sheets came."""
    if paper.mark:
        return paper.mark.received_on.isoformat()
    return confirming.came_on(paper).isoformat() if paper.sheets else ""
