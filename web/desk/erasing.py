"""Erasing under a decision: what falls due, what is proposed, and the protocols of what is gone."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import facts_of
from office import erasing as office_erasing
from register.erasing import due as kept_due
from register.erasing import erasures as kept
from register.erasing.decisions import Decision, decision_by_id, decisions
from register.erasing.erasures import Erasure
from register.errors import ErasingRefused
from swedish import day_of
from web.desk.guard import Role, recently, see_other, visitor
from web.office import office

DONE = {
    "beslut": "Beslutet är registrerat. Inget är gallrat.",
    "tillbaka": "Förslaget är tillbakadraget. Inget är gallrat.",
    "gallrat": "Det är gallrat. Protokollet finns här nedanför. Spara det också utanför registret. "
    "De sista spåren i databasens filer försvinner inom några minuter, eller i natt om registret "
    "är stort.",
}
_NUMBER = "<int(max=2147483647):number>"
desk_erasing = Blueprint("desk_erasing", __name__)


@desk_erasing.get("/register/gallring/")
def overview() -> str:
    """Decisions, proposals that wait, and protocols."""
    register, found = office().register, decisions(office().register)
    return render_template(
        "desk/erasing.html",
        decisions=[one for one in found if one.replaced_at is None],
        replaced=[one for one in found if one.replaced_at is not None],
        by_id={one.id: one for one in found},
        in_words=office_erasing.decision_in_words,
        waiting=kept.erasures(register, waiting=True),
        made=kept.erasures(register, waiting=False),
        may_decide=_may_confirm(),
        may_alone=office().settings.erase_alone,
        done=DONE.get(request.args.get("gjort", "")),
    )


@desk_erasing.get("/register/gallring/utan-beslut/")
def without_decision() -> str:
    """What goes by itself, and why that is no erasing of records."""
    return render_template("desk/erasing_without.html", settings=office().settings)


@desk_erasing.get(f"/register/gallring/beslut/{_NUMBER}/")
def due(number: int) -> str:
    """Exactly what falls due under a decision, some at a time."""
    return _due_page(_decision(number))


@desk_erasing.post(f"/register/gallring/beslut/{_NUMBER}/")
def propose(number: int) -> ResponseReturnValue:
    """Propose to erase what was ticked."""
    own, decision = office(), _decision(number)
    ticked = {int(one) for one in request.form.getlist("rad") if _is_number(one)}
    try:
        made = kept.propose(own.register, decision.id, ticked, own.now(), visitor().actor)
    except ErasingRefused as refused:
        return _due_page(decision, str(refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    return see_other(url_for(".proposal", number=made))


@desk_erasing.get(f"/register/gallring/forslag/{_NUMBER}/")
def proposal(number: int) -> str:
    """What would go now, and what would stay; of one that is settled how."""
    found = _erasure(number)
    if not found.waits:
        return _settled(found)
    if _may_confirm():
        recently()
    return _proposal_page(found)


@desk_erasing.post(f"/register/gallring/forslag/{_NUMBER}/bekrafta")
def confirm(number: int) -> ResponseReturnValue:
    """Erase it; of two who do so at once one is the second."""
    recently(url_for(".proposal", number=number))
    found = _erasure(number)
    try:
        office_erasing.confirm(office(), found.id, visitor().actor)
    except ErasingRefused as refused:
        settled = _erasure(number)
        if not settled.waits:
            return _settled(settled, str(refused)), HTTPStatus.CONFLICT
        return _proposal_page(found, str(refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    return see_other(url_for(".overview", gjort="gallrat"))


@desk_erasing.post(f"/register/gallring/forslag/{_NUMBER}/dra-tillbaka")
def withdraw(number: int) -> ResponseReturnValue:
    """Take it back."""
    try:
        kept.withdraw(office().register, _erasure(number).id, office().now())
    except ErasingRefused as refused:
        return _settled(_erasure(number), str(refused)), HTTPStatus.CONFLICT
    return see_other(url_for(".overview", gjort="tillbaka"))


@desk_erasing.get(f"/register/gallring/protokoll/{_NUMBER}.pdf")
def protocol(number: int) -> Response:
    """The protocol, exactly as it was made."""
    content = kept.protocol_of(office().register, number) or abort(HTTPStatus.NOT_FOUND)
    answer = Response(content, mimetype="application/pdf")
    name = f"gallringsprotokoll-{number}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _due_page(decision: Decision, refused: str = "") -> str:
    register, after = office().register, request.args.get("efter", "")
    today = day_of(office().now())
    page = kept_due.falls_due(register, decision, today, int(after) if _is_number(after) else 0)
    proposed = kept.in_proposals(register, {one.case_id for one in page.rows})
    return render_template(
        "desk/erasing_due.html",
        decision=decision,
        in_words=office_erasing.decision_in_words(decision),
        page=page,
        free=[one for one in page.rows if not one.refusal and one.case_id not in proposed],
        proposed={number: url_for(".proposal", number=number) for number in proposed.values()},
        refusals=[one for one in page.rows if one.refusal],
        waits=kept_due.count_waiting(register, decision),
        errors=[(refused, "rader")] if refused else [],
    )


def _proposal_page(found: Erasure, refused: str = "") -> str:
    register, now = office().register, office().now()
    decision = decision_by_id(register, found.decision_id) or abort(HTTPStatus.NOT_FOUND)
    rows = kept.judged_now(register, decision, found.id, day_of(now))
    return render_template(
        "desk/erasing_proposal.html",
        erasure=found,
        decision=decision,
        in_words=office_erasing.decision_in_words(decision),
        title=facts_of(decision.form).title,
        goes=[one for one in rows if not one.refusal],
        stays=[one for one in rows if one.refusal],
        may_confirm=_may_confirm(),
        is_own=found.proposed_by == visitor().account_id,
        may_alone=office().settings.erase_alone,
        errors=[(refused, "bekrafta")] if refused else [],
    )


def _settled(found: Erasure, refused: str = "") -> str:
    decision = decision_by_id(office().register, found.decision_id)
    page = "desk/erasing_settled.html"
    return render_template(page, erasure=found, decision=decision, refused=refused)


def _may_confirm() -> bool:
    return Role.ARCHIVIST in visitor().roles


def _decision(number: int) -> Decision:
    found = decision_by_id(office().register, number)
    if found is None or found.replaced_at is not None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _erasure(number: int) -> Erasure:
    return kept.erasure_by_id(office().register, number) or abort(HTTPStatus.NOT_FOUND)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len("2147483647")
