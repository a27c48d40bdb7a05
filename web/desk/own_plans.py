"""Mina planer: the plans in which somebody stands, found again without the receipt's address."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from office import own_plans as office_own_plans
from register.access import Action, Opened
from register.duties import OpenDuty
from web.desk.departures_told import departures_told
from web.desk.guard import Visitor, look, visitor
from web.desk.query import LIFE_WORDS, STATUS_WORDS
from web.filed.duties import Told, duties_told, own_place
from web.filed.files import download_of, file_of, picture_of
from web.filed.receipts import Ways, document_page, receipt_page, signed_page
from web.filed.versions import begin_from, begin_next
from web.office import office

# None has so many signs, and a database takes no number of any size.
_LONGEST_NUMBER = 9
desk_own_plans = Blueprint("desk_own_plans", __name__)


@desk_own_plans.get("/mina-planer/")
def plans() -> str:
    """A page of them; what follows no plan is the first page."""
    who, asked = visitor(), request.args.get("efter", "")
    is_number = asked.isdecimal() and len(asked) <= _LONGEST_NUMBER
    after = int(asked) if is_number else None
    found = office_own_plans.own_plans(office(), who.address, who.actor, after)
    look("own plans", len(found.shown))
    duties = _duties(who) if after is None else []
    return render_template(
        "desk/own_plans.html",
        plans=found.shown,
        duties=duties,
        owing=list({one.row.reference: one.row for one in duties}.values()),
        next=found.next,
        is_later=after is not None,
        address=who.address,
        statuses=STATUS_WORDS,
        lives=LIFE_WORDS,
    )


def _duties(who: Visitor) -> list[Told]:
    """What they have to do now, the latest first."""
    found = office_own_plans.own_duties(office(), who.address)
    return duties_told(found, _way)


def _way(duty: OpenDuty) -> str:
    """Where it is done."""
    endpoint, values = own_place(duty)
    return url_for(endpoint, **values)  # type: ignore[arg-type]


@desk_own_plans.get("/mina-planer/<reference>/")
def plan(reference: str) -> str:
    """What the receipt shows."""
    found = own_plan(reference, Action.SEE)
    look("own plan", case_id=found.filing.case_id)
    may_change = found.may(Action.CHANGE)
    ways = Ways(
        pdf=url_for(".document", reference=reference),
        signed=url_for(".signed", reference=reference),
        send_paper=url_for("desk_own_papers.send", reference=reference),
        change=url_for(".change", reference=reference) if may_change else "",
        template=url_for(".use_as_template", reference=reference) if may_change else "",
        follow_up=url_for("desk_following.own", reference=reference) if may_change else "",
        account=_steps(reference) if found.may(Action.TEND) else None,
        files=lambda what, sha256: url_for(f".attached_{what}", reference=reference, sha256=sha256),
        snapshot=url_for("desk_snapshots.own_send", reference=reference)
        if found.may(Action.TEND)
        else "",
        snapshots=lambda what, **which: url_for(
            f"desk_snapshots.own_{what}", reference=reference, **which
        ),
    )
    told = departures_told(found, visitor().address)
    return receipt_page(found, ways, "desk/own_plan.html", **told)


def _steps(reference: str) -> Callable[[str], str]:
    return lambda step: url_for("desk_account.own_page", reference=reference, step=step)


@desk_own_plans.get("/mina-planer/<reference>/plan.pdf")
def document(reference: str) -> Response:
    """The issued document."""
    found = own_plan(reference, Action.SEE)
    look("own document", case_id=found.filing.case_id)
    return document_page(found.filing)


@desk_own_plans.get("/mina-planer/<reference>/underskriven.pdf")
def signed(reference: str) -> Response:
    """The document of its signed paper."""
    found = own_plan(reference, Action.SEE)
    look("own document", case_id=found.filing.case_id)
    return signed_page(found.filing)


@desk_own_plans.get("/mina-planer/<reference>/bilagor/<string(length=64):sha256>.jpg")
def attached_picture(reference: str, sha256: str) -> Response:
    """What a file that was attached shows, at a glance."""
    return picture_of(file_of(own_plan(reference, Action.SEE).filing.id, sha256))


@desk_own_plans.get("/mina-planer/<reference>/bilagor/<string(length=64):sha256>")
def attached_file(reference: str, sha256: str) -> Response:
    """A file that was attached, to be saved."""
    found = own_plan(reference, Action.SEE)
    file = file_of(found.filing.id, sha256)
    look("own document", case_id=found.filing.case_id)
    return download_of(file)


@desk_own_plans.post("/mina-planer/<reference>/andra")
def change(reference: str) -> ResponseReturnValue:
    """Begin the next version."""
    return begin_next(own_plan(reference, Action.CHANGE).filing)


@desk_own_plans.post("/mina-planer/<reference>/mall")
def use_as_template(reference: str) -> ResponseReturnValue:
    """Begin a new plan with its answers."""
    return begin_from(own_plan(reference, Action.CHANGE).filing)


def own_plan(reference: str, action: Action) -> Opened:
    """One plan in which the visitor stands, for who may do that with it; else 404."""
    who = visitor()
    found = office_own_plans.own_plan(office(), who.address, who.actor, reference)
    return found if found and found.may(action) else abort(HTTPStatus.NOT_FOUND)
