"""Holds: nothing of a case is erased as long as one stands. Placed and lifted on one page."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.cleaning import clean_text
from register.access import Action
from register.erasing import holds as kept
from register.errors import CaseChanged
from web.desk.guard import look, see_other
from web.desk.plan import Reached, reached
from web.office import office

LONGEST = 40
NO_NUMBER = "Skriv diarienumret för det som stoppet gäller, till exempel KS 2026/123"
LONG_NUMBER = f"Diarienumret är längre än {LONGEST} tecken. Korta det"
NO_REASON = "Välj varför inget får gallras"
CHANGED = "Någon annan hann före, så inget är sparat. Kontrollera och spara igen."
WHY: Mapping[str, str] = {
    "begäran": "Någon har begärt att få ut handlingarna",
    "tvist": "Det pågår en tvist eller ett ärende där handlingarna behövs",
    "tillsyn": "En tillsynsmyndighet eller revisionen granskar",
    "annat": "Annat skäl, som står i diariet",
}
_ADDRESS = "/register/planer/<reference>/gallringsstopp"
desk_holds = Blueprint("desk_holds", __name__)


@desk_holds.get(_ADDRESS)
def ask(reference: str) -> str:
    """What stands, and what may be done about it."""
    found = reached(reference, Action.HOLD)
    look("plan", case_id=found.case.id)
    return _page(found, {})


@desk_holds.post(_ADDRESS)
def do(reference: str) -> ResponseReturnValue:
    """Place one, or lift all that stand."""
    found, own = reached(reference, Action.HOLD), office()
    if request.form.get("revision", "") != str(found.case.revision):
        return _page(found, {"revision": CHANGED}), HTTPStatus.CONFLICT
    filing_id, is_lifting = found.row.filing_id, "lift" in request.form
    number, errors = _typed()
    if errors and not is_lifting:
        return _page(found, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        if is_lifting:
            kept.lift(own.register, found.case, filing_id, own.now(), found.actor)
        else:
            why = request.form["why"]
            kept.place(own.register, found.case, filing_id, number, why, own.now(), found.actor)
    except CaseChanged:
        again = reached(reference, Action.HOLD)
        return _page(again, {"revision": CHANGED}), HTTPStatus.CONFLICT
    done = "stopp-havt" if is_lifting else "gallringsstopp"
    return see_other(url_for("desk_plans.plan", reference=reference, gjort=done))


def _typed() -> tuple[str, dict[str, str]]:
    """The number, and what is wrong by the id of its input."""
    number = " ".join(clean_text(request.form.get("dnr", "")).split())
    errors = {}
    if not number or len(number) > LONGEST:
        errors["dnr"] = LONG_NUMBER if number else NO_NUMBER
    if request.form.get("why", "") not in WHY:
        errors["why"] = NO_REASON
    return number, errors


def _page(found: Reached, errors: Mapping[str, str]) -> str:
    first = {"why": "why-0", "revision": "save"}
    return render_template(
        "desk/hold.html",
        row=found.row,
        revision=found.case.revision,
        holds=kept.holds_of(office().register, found.case.id),
        reasons=WHY,
        errors=[(message, first.get(one, one)) for one, message in errors.items()],
        wrong=errors,
        typed=request.form if request.method == "POST" else {},
    )
