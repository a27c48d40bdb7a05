"""The way in and out: a link and a code by mail, and the same answer whoever asks."""

import logging
from http import HTTPStatus

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from office import provider_sign_in
from office import signing_in as office_signing_in
from office.addresses import SIGNED_OUT
from office.limits import Cost
from register import keys, sessions, sign_ins
from register.sign_ins import CODE_SIGNS, LIVES, Proven, Purpose
from setting_values import address as checked_address
from web.desk.frame import links_of
from web.desk.guard import (
    OWN_PLANS,
    Role,
    Visitor,
    drop_desk_cookie,
    give_key,
    see_other,
    set_desk_cookie,
    take_key,
    visitor_with,
    whoever,
)
from web.office import office
from web.site.limits import count

LONGEST_WAY = 2000
NO_ADDRESS = "Skriv en e-postadress, till exempel namn@toreboda.se"
WRONG_CODE = (
    "Koden stämmer inte, eller så gäller den inte längre. Kontrollera den mot det senaste brevet. "
    "Efter fem försök behöver du en ny."
)
_BROWSER, _SECURE_BROWSER = "sign-in", "__Host-sign-in"

log = logging.getLogger("blanketter.desk")
signing_in = Blueprint("signing_in", __name__)


@signing_in.get("/logga-in/")
def ask() -> str:
    """Where to write the address."""
    return _asking(local(request.args.get("till", "")))


@signing_in.post("/logga-in/")
def send() -> ResponseReturnValue:
    """Send a link and a code, if the address is one of ours; the answer is the same if not."""
    till, typed = local(request.form.get("till", "")), request.form.get("address", "").strip()
    purpose = _purpose(till)
    if purpose is Purpose.DESK and not office().settings.sign_in_by_mail:
        abort(HTTPStatus.NOT_FOUND)
    try:
        address = checked_address(typed)
    except ValueError:
        return _asking(till, typed, NO_ADDRESS), HTTPStatus.UNPROCESSABLE_ENTITY
    count(Cost.SIGN_IN)
    browser = _browser() or keys.new_key()
    office_signing_in.ask(office(), address, browser, purpose, till)
    answer = see_other(url(".code", till=till) if till else url(".code"))
    set_desk_cookie(answer, _cookie(), browser, LIVES)
    return answer


@signing_in.get("/logga-in/kod/")
def code() -> str:
    """Where to write the code; whether there is one is not told."""
    return _coding()


@signing_in.post("/logga-in/kod/")
def use_code() -> ResponseReturnValue:
    """Sign in by the code."""
    begun = office_signing_in.by_code(office(), request.form.get("code", ""), _browser())
    if begun is None:
        _log_refusal("code")
        return _coding(WRONG_CODE), HTTPStatus.UNPROCESSABLE_ENTITY
    return _let_in(*begun)


@signing_in.get("/logga-in/lank/<token>/")
def link(token: str) -> ResponseReturnValue:
    """A button: programs that look after mail open links, and some follow them."""
    if not sign_ins.waits_for_link(office().register, token, _browser(), office().now()):
        return _no_way_in()
    return render_template("desk/link.html", token=token)


@signing_in.post("/logga-in/lank/<token>/")
def use_link(token: str) -> ResponseReturnValue:
    """Sign in by the link, in the browser that asked for it."""
    begun = office_signing_in.by_link(office(), token, _browser())
    if begun is None:
        _log_refusal("link")
        return _no_way_in()
    return _let_in(*begun)


@signing_in.post("/logga-ut/")
def sign_out() -> ResponseReturnValue:
    """End the session; whoever has none is out already."""
    who = whoever()
    # The register forgets what the provider wants to see when the session ends.
    there = provider_sign_in.way_out(office(), who.session) if who else None
    if who:
        sessions.end(office().register, who.session.digest, office().now())
        log.info("signed out", extra={"account": who.account_id})
    # To the way in by which they came.
    is_own = who is not None and who.roles == {Role.OWN}
    till = request.script_root + OWN_PLANS if is_own else None
    out = url(".ask", till=till, utloggad="ja")
    answer = _out_there(*there) if there else see_other(out)
    take_key(answer)
    return answer


def _out_there(way: str, label: str) -> Response:
    """A page that goes on to the provider: browsers follow no form there (form-action)."""
    return make_response(render_template("desk/out_there.html", way=way, label=label))


def let_in(key: str, till: str) -> Response:
    """Give the browser the key of a session that has begun, and end the one it had."""
    before = whoever()
    if before:
        sessions.end(office().register, before.session.digest, office().now())
    who = visitor_with(key)
    if who:
        log.info("signed in", extra={"account": who.account_id, "by": who.session.issuer})
    answer = see_other(till or _first_page(who))
    give_key(answer, key)
    return answer


def local(way: str) -> str:
    """A page of ours to go to afterwards, as a path; anything else is none."""
    is_ours = way.startswith("/") and not way.startswith(("//", "/\\"))
    return way if is_ours and way.isprintable() and len(way) <= LONGEST_WAY else ""


def _let_in(key: str, proven: Proven) -> Response:
    answer = let_in(key, proven.till)
    drop_desk_cookie(answer, _cookie())
    return answer


def _log_refusal(what: str) -> None:
    """Whose it was is not known: who guesses says nothing of themselves."""
    log.warning("sign-in refused", extra={"by": what})


def _first_page(who: Visitor | None) -> str:
    """The first page that somebody reaches."""
    links = links_of(who) if who else []
    return str(links[0]["href"]) if links else url("pages.start")


def _purpose(till: str) -> Purpose:
    is_own = till.startswith(request.script_root + OWN_PLANS)
    return Purpose.OWN if is_own else Purpose.DESK


def _asking(till: str, typed: str = "", error: str = "") -> str:
    settings = office().settings
    is_own = _purpose(till) is Purpose.OWN
    return render_template(
        "desk/sign_in.html",
        till=till,
        typed=typed,
        error=error,
        is_own=is_own,
        by_mail=is_own or settings.sign_in_by_mail,
        again="igen" in request.args,
        is_out="utloggad" in request.args or request.args.get("state") == SIGNED_OUT,
        ways=() if is_own else settings.oidc,
    )


def _coding(error: str = "") -> str:
    till = local(request.values.get("till", ""))
    return render_template(
        "desk/code.html",
        till=till,
        is_own=_purpose(till) is Purpose.OWN,
        error=error,
        minutes=LIVES.seconds // 60,
        signs=CODE_SIGNS,
        settings=office().settings,
        is_away=not office().reaches_mail(),
        takes_cookie=bool(_browser()),
    )


def _no_way_in() -> ResponseReturnValue:
    """One page for what is used, old, of another browser or invented."""
    return make_response(render_template("desk/no_way_in.html"), HTTPStatus.FORBIDDEN)


def _browser() -> str:
    return request.cookies.get(_cookie(), "")


def _cookie() -> str:
    return _SECURE_BROWSER if office().settings.is_served_over_tls else _BROWSER
