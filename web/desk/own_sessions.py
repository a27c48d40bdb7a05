"""Where people have signed in, to see and to end: the own for each, all for an operator."""

import logging
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from office.rights import life_of_sessions
from register import sessions as kept
from register.actors import Role
from register.sessions import Session
from web.desk.guard import recently, see_other, take_key, visitor
from web.office import office

# Enough of a digest to tell sessions apart, and nothing to find one by.
_SIGNS = 16
log = logging.getLogger("blanketter.desk")
desk_sessions = Blueprint("desk_sessions", __name__)


@desk_sessions.get("/register/inloggningar/")
def sessions() -> str:
    """All that live, newest first."""
    own = visitor().session.digest
    shown = [(one.digest[:_SIGNS], one, one.digest == own) for one in _reached()]
    return render_template(
        "desk/sessions.html",
        shown=shown,
        sees_all=_sees_all(),
        ended=request.args.get("avslutade", ""),
    )


@desk_sessions.post("/register/inloggningar/avsluta")
def end() -> ResponseReturnValue:
    """End one; the own one signs out."""
    asked = request.form.get("session", "")
    found = next((one for one in _reached() if one.digest[:_SIGNS] == asked), None)
    return _end([found or abort(HTTPStatus.NOT_FOUND)])


@desk_sessions.post("/register/inloggningar/avsluta-alla")
def end_all() -> ResponseReturnValue:
    """End all that are one's own."""
    return _end([one for one in _reached() if one.account_id == visitor().account_id])


def _end(some: list[Session]) -> Response:
    if any(one.account_id != visitor().account_id for one in some):
        recently()
    count = sum(kept.end(office().register, one.digest, office().now()) for one in some)
    log.info("sessions ended", extra={"account": visitor().account_id, "count": count})
    is_out = any(one.digest == visitor().session.digest for one in some)
    way = url_for("signing_in.ask", utloggad="ja") if is_out else url_for(".sessions")
    answer = see_other(way if is_out else f"{way}?avslutade={count}")
    if is_out:
        take_key(answer)
    return answer


def _sees_all() -> bool:
    return Role.OPERATOR in visitor().roles


def _reached() -> list[Session]:
    whose = None if _sees_all() else visitor().account_id
    own = office()
    return kept.living(own.register, life_of_sessions(own.settings), own.now(), whose)
