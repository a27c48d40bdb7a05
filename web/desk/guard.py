"""Who reaches which page of the desk: one table, and what is not in it is refused."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from office.rights import life_of_sessions, rights_of
from register import actors, looks, sessions
from register.actors import Actor, Role
from register.sessions import Session
from register.sight import Sight, sight_of
from web.office import office

__all__ = ["OPEN", "ROLES", "Role", "Visitor", "look", "recently", "refuse", "see_other", "visitor"]

_OFFICER, _READER, _ARCHIVIST, _OPERATOR = Role.OFFICER, Role.READER, Role.ARCHIVIST, Role.OPERATOR
_ALL = frozenset((_OFFICER, _READER, _ARCHIVIST, _OPERATOR))
# Who sees answers.
_SEE = frozenset((_OFFICER, _READER, _ARCHIVIST))
# Whoever has proved an address by mail, also as something more.
_OWN = frozenset((Role.OWN,))
# Who notes something; what, register.access says.
_NOTE = frozenset((_OFFICER, _ARCHIVIST))
# Who erases, by proposing or by confirming; and who decides and confirms.
_ERASE = _NOTE
_CONFIRM = frozenset((_ARCHIVIST,))
# Who may write to those who stand in a plan.
_REMIND = frozenset((_OFFICER,))
# Who sends in how an account looked.
_PICTURE = frozenset((_OFFICER,))
# Who takes care of paper that came home.
_SORT = frozenset((_OFFICER,))
# Who lets other systems in.
_KEEP_KEYS = frozenset((_OPERATOR,))
# Who sees to it that mail goes.
_SEND = frozenset((_OFFICER, _OPERATOR))

# Endpoint -> the roles that reach it. To anybody else it is not there.
ROLES: Mapping[str, frozenset[Role]] = {
    "desk_to_do.first": _ALL,
    "desk_late.late": _SEE,
    "desk_feeds.feed": _SEE,
    "desk_feeds.change": _SEE,
    "plan_list.plans": _SEE,
    "desk_exports.plans": _SEE,
    "desk_inventory.inventory": _SEE,
    "desk_inventory.file": _SEE,
    "desk_records.records": _SEE,
    "desk_records.file": _SEE,
    "desk_statistics.statistics": _SEE,
    "desk_figures.year": _SEE,
    "desk_figures.file": _SEE,
    "desk_views.views": _SEE,
    "desk_views.save": _SEE,
    "desk_views.rename": _SEE,
    "desk_views.remove": _SEE,
    "desk_sessions.sessions": _ALL,
    "desk_sessions.end": _ALL,
    "desk_sessions.end_all": _ALL,
    "desk_papers.first": _SEE,
    "desk_papers.send": _SORT,
    "desk_papers.waiting": _SEE,
    "desk_arrivals.files": _SORT,
    "desk_arrivals.file": _SORT,
    "desk_arrivals.as_it_came": _SORT,
    "desk_arrivals.settle": _SORT,
    "desk_sorting.first": _SORT,
    "desk_sorting.sheet": _SORT,
    "desk_sorting.sort": _SORT,
    "desk_sorting.sort_again": _SORT,
    "desk_sorting.picture": _SORT,
    "desk_plans.plan": _SEE,
    "desk_plans.issued": _SEE,
    "desk_plans.copy": _SEE,
    "desk_plans.signed": _SEE,
    "desk_plans.attached_picture": _SEE,
    "desk_plans.attached_file": _SEE,
    "desk_paper.ask": _SEE,
    "desk_paper.sheet": _SEE,
    "desk_paper.cutting": _SEE,
    "desk_paper.confirm": _NOTE,
    "desk_comparison.compare": _SEE,
    "desk_own_plans.plans": _OWN,
    "desk_own_plans.plan": _OWN,
    "desk_own_plans.document": _OWN,
    "desk_own_plans.signed": _OWN,
    "desk_own_plans.attached_picture": _OWN,
    "desk_own_plans.attached_file": _OWN,
    "desk_own_plans.change": _OWN,
    "desk_own_plans.use_as_template": _OWN,
    "desk_feeds.own_feed": _OWN,
    "desk_feeds.own_change": _OWN,
    "desk_following.own": _OWN,
    "desk_following.follow_up": _SEE,
    "desk_own_papers.send": _OWN,
    "desk_snapshots.send": _PICTURE,
    "desk_snapshots.document": _SEE,
    "desk_snapshots.file": _SEE,
    "desk_snapshots.picture": _SEE,
    "desk_snapshots.own_send": _OWN,
    "desk_snapshots.own_document": _OWN,
    "desk_snapshots.own_file": _OWN,
    "desk_snapshots.own_picture": _OWN,
    "desk_log.log": _KEEP_KEYS,
    "desk_mail.mail": _SEND,
    "desk_mail.send_all_again": _SEND,
    "desk_mail.do_send_all_again": _SEND,
    "desk_mail.send_again": _SEND,
    "desk_mail.do_send_again": _SEND,
    "desk_tokens.tokens": _KEEP_KEYS,
    "desk_tokens.new": _KEEP_KEYS,
    "desk_tokens.make": _KEEP_KEYS,
    "desk_tokens.ask_revoke": _KEEP_KEYS,
    "desk_tokens.revoke": _KEEP_KEYS,
    "register_guide.guide": _ALL,
    "register_guide.picture": _ALL,
    "desk_reminders.ask": _REMIND,
    "desk_reminders.do": _REMIND,
    "desk_holds.ask": _ERASE,
    "desk_holds.do": _ERASE,
    "desk_erasing.overview": _ERASE,
    "desk_erasing.without_decision": _ERASE,
    "desk_erasing.due": _ERASE,
    "desk_erasing.propose": _ERASE,
    "desk_erasing.proposal": _ERASE,
    "desk_erasing.withdraw": _ERASE,
    "desk_erasing.protocol": _ERASE,
    "desk_erasing.confirm": _CONFIRM,
    "desk_decisions.new": _CONFIRM,
    "desk_decisions.add": _CONFIRM,
    "desk_account.page": _NOTE,
    "desk_account.note": _NOTE,
    "desk_same_account.compare": _SEE,
    "desk_same_account.apart": _NOTE,
    "desk_account.own_page": _OWN,
    "desk_account.own_note": _OWN,
    "desk_reminder_forecast.forecast": _REMIND,
    "desk_releasing.choose": _NOTE,
    "desk_releasing.mask": _NOTE,
    "desk_releasing.check": _NOTE,
    "desk_releasing.make": _NOTE,
    "desk_departures.first": _REMIND,
    "desk_departures.show": _REMIND,
    "desk_departures.mark": _REMIND,
    "desk_own_departures.ask": _OWN,
    "desk_own_departures.leave": _OWN,
    "desk_own_departures.come_back": _OWN,
    "desk_verbs.ask": _NOTE,
    "desk_verbs.do": _NOTE,
}
# Endpoints for everybody: the way in and out.
OPEN = frozenset(
    (
        "signing_in.ask",
        "signing_in.send",
        "signing_in.code",
        "signing_in.use_code",
        "signing_in.link",
        "signing_in.use_link",
        "signing_in.sign_out",
        "providers.start",
        "providers.answer",
    )
)
RECENT = timedelta(minutes=15)
OWN_PLANS = "/mina-planer/"
# More than any page of the desk asks for; it is sent back to somebody who has not signed in.
MOST_KEPT = 64 * 1024
log = logging.getLogger("blanketter.desk")
_COOKIE, _SECURE_COOKIE = "register", "__Host-register"


@dataclass(frozen=True)
class Visitor:
    """Who has signed in and made this request.

    `department` is the one förvaltning that a reader is bound to, or empty; `is_strong` says
    whether a provider saw more than one factor.
    """

    account_id: int
    name: str
    address: str
    roles: frozenset[Role]
    department: str
    is_strong: bool
    session: Session

    def reaches(self, endpoint: str) -> bool:
        """Whether any of their roles does."""
        return bool(self.roles & ROLES.get(endpoint, frozenset()))

    @property
    def actor(self) -> Actor:
        """The same as the register knows them."""
        return actors.signed_in(self.account_id, self.roles, self.department)

    @property
    def sight(self) -> Sight:
        """What of the register they see."""
        return sight_of(self.actor)

    @property
    def hidden_mail(self) -> frozenset[str]:
        """The slugs of forms of whose mail they are told nothing. Whoever runs the system is told
        of all mail, and of no answers."""
        return frozenset() if _OPERATOR in self.roles else self.sight.hidden


def guard(app: Flask) -> None:
    """Let nobody past who has no role for the page."""
    app.before_request(_admit)


def is_of_the_desk(endpoint: str) -> bool:
    """Whether an endpoint is one of the modules in this folder."""
    blueprint = current_app.blueprints.get(endpoint.rpartition(".")[0])
    return blueprint is not None and blueprint.import_name.startswith("web.desk.")


def _admit() -> Response | None:
    endpoint = request.endpoint or ""
    if not is_of_the_desk(endpoint) or endpoint in OPEN:
        return None
    admitted = ROLES.get(endpoint) or abort(HTTPStatus.NOT_FOUND)
    found = whoever()
    if found is None or (not found.roles & admitted and _OWN in (found.roles, admitted)):
        # Who has only proved an address has not signed in here; whom a provider let in has proved
        # none.
        return to_sign_in()
    if not found.roles & admitted:
        refuse(found)
    return None


def refuse(who: Visitor, case_id: int | None = None) -> NoReturn:
    """Let somebody not see that something is there, and write down that they asked for it."""
    facts = {"account": who.account_id, "endpoint": request.endpoint, "case": case_id}
    log.warning("role refused", extra=facts)
    abort(HTTPStatus.NOT_FOUND)


def whoever() -> Visitor | None:
    """Who has signed in in this browser, or None."""
    if "visitor" not in g:
        # Asked again by the page that tells that the register is away.
        g.visitor = None
        g.visitor = _visitor()
    found: Visitor | None = g.visitor
    return found


def visitor() -> Visitor:
    """Who made this request, on a page that nobody else reaches."""
    return whoever() or abort(HTTPStatus.NOT_FOUND)


def _visitor() -> Visitor | None:
    key = request.cookies.get(cookie_name(), "")
    return visitor_with(key) if key else None


def visitor_with(key: str) -> Visitor | None:
    """Who holds the key of a session that lives, and has a role."""
    own = office()
    found = sessions.find(own.register, key, life_of_sessions(own.settings), own.now())
    rights = rights_of(own.settings, found) if found else None
    if found is None or rights is None or not rights.roles:
        return None
    return Visitor(
        account_id=found.account_id,
        name=found.name,
        address=found.address,
        roles=rights.roles,
        department=rights.department,
        is_strong=found.is_strong,
        session=found,
    )


def look(what: str, count: int = 1, case_id: int | None = None) -> None:
    """Write down that the visitor saw so many plans, or this one; `what` is a word of ours."""
    own, who = office(), visitor()
    looks.add_look(
        own.register, what, own.now(), count=count, account_id=who.account_id, case_id=case_id
    )


def recently(back: str = "") -> None:
    """Ask who gave no proof within a quarter of an hour to sign in again, and to come back.

    `back` is the page to come to instead, for what is no page.
    """
    proved_at = visitor().session.proved_at
    if proved_at is None or office().now() - proved_at > RECENT:
        abort(to_sign_in(back, again=True))


def to_sign_in(back: str = "", *, again: bool = False) -> Response:
    """To the way in, and `back` or to this page afterwards; `again` when it was too long ago.

    What was typed stays on a page of its own.
    """
    if request.method == "POST":
        return _keep_typed(again=again)
    here = back.removeprefix(request.script_root) or request.full_path.rstrip("?")
    return see_other(_way_in(here, again=again))


def _keep_typed(*, again: bool) -> Response:
    """What was sent, to be sent once more by who has signed in through another tab."""
    is_own = request.path.startswith(OWN_PLANS)
    way = _way_in(OWN_PLANS if is_own else "", again=again)
    kept = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    if sum(len(name) + len(value) for name, value in kept) > MOST_KEPT:
        return see_other(way)
    page = render_template("desk/signed_out.html", way_in=way, kept=kept, again=again)
    return make_response(page, HTTPStatus.FORBIDDEN)


def _way_in(here: str, *, again: bool) -> str:
    till = request.script_root + here if here else None
    return url_for("signing_in.ask", till=till, igen="ja" if again else None)


def see_other(address: str) -> Response:
    """To another page, which the browser gets and does not post to."""
    answer = redirect(address, HTTPStatus.SEE_OTHER)
    assert isinstance(answer, Response)
    return answer


def cookie_name() -> str:
    """What the cookie of a session is called; a browser takes the prefix over TLS alone."""
    return _SECURE_COOKIE if office().settings.is_served_over_tls else _COOKIE


def give_key(response: Response, key: str) -> None:
    """Let the browser hold the key of a session, until it is closed."""
    set_desk_cookie(response, cookie_name(), key)


def take_key(response: Response) -> None:
    """Let the browser forget its key."""
    drop_desk_cookie(response, cookie_name())


def set_desk_cookie(
    response: Response, name: str, value: str, lives: timedelta | None = None
) -> None:
    """Set a cookie that no script reads and no other site's form brings along."""
    path, is_secure = _cookie_place()
    response.set_cookie(
        name, value, lives, path=path, secure=is_secure, httponly=True, samesite="Lax"
    )


def drop_desk_cookie(response: Response, name: str) -> None:
    """Let the browser forget one."""
    path, is_secure = _cookie_place()
    response.delete_cookie(name, path, secure=is_secure, httponly=True, samesite="Lax")


def _cookie_place() -> tuple[str, bool]:
    """Under a prefix too a cookie with __Host- is one of the whole host (RFC 6265bis, 4.1.3)."""
    is_secure = office().settings.is_served_over_tls
    return ("/" if is_secure else request.script_root or "/"), is_secure
