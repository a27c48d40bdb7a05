"""Mail that failed or waits, and sending it again: a page says first what will happen."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import facts_of
from forms.wording import Sent
from register import deliveries, unsent
from register.access import Action, may
from register.cases import find_case
from register.deliveries import Delivery
from register.events import EventKind, events_of
from register.places import Place, place_in
from register.unsent import Unsent
from web.desk.guard import look, see_other, visitor
from web.desk.timeline import told
from web.office import office

WORDS: Mapping[Unsent, str] = {
    Unsent.FAILED: "Utskick som inte har kommit fram",
    Unsent.WAITING: "Utskick som väntar",
    Unsent.FAILED_LETTERS: "Andra brev som inte har kommit fram",
    Unsent.WAITING_LETTERS: "Andra brev som väntar",
}
DONE = {
    "skicka-igen": "Utskicket ligger i kön igen och skickas nu.",
    "skicka-alla": "Utskick som ligger i kön igen och skickas nu: {}.",
}
# Where a visitor came from, who is led back there.
FROM_PLAN = "planen"
_ALL = "/register/utskick/skicka-igen"
# A database takes no higher number.
_ONE = "/register/utskick/<int(max=2147483647):delivery_id>/skicka-igen"
_OF_SENDING = frozenset(kind for kind in EventKind if kind.value.startswith("delivery_"))
desk_mail = Blueprint("desk_mail", __name__)


@desk_mail.get("/register/utskick/")
def mail() -> str:
    """What failed and what waits: some of each, or one of them a page at a time."""
    asked, register = request.args.get("visa", ""), office().register
    shown = [one for one in Unsent if one.value == asked] or list(Unsent)
    after = request.args.get("efter", "") if len(shown) == 1 else ""
    hidden = visitor().hidden_mail
    pages = {one: unsent.page_of(register, one, after, hidden=hidden) for one in shown}
    if seen := sum(len(page.rows) for page in pages.values()):
        look("mail", seen)
    return render_template(
        "desk/mail.html",
        pages=pages,
        words=WORDS,
        is_one=len(shown) == 1,
        after=after,
        sees_plans=visitor().reaches("desk_plans.plan"),
        done=_done(),
    )


def _done() -> str:
    count = request.args.get("antal", "")
    words = DONE.get(request.args.get("gjort", ""), "")
    return words.format(count) if count.isdecimal() or "{}" not in words else ""


@desk_mail.get(_ALL)
def send_all_again() -> str:
    """What will happen when all copies that failed are sent again."""
    return _all_page()


@desk_mail.post(_ALL)
def do_send_all_again() -> ResponseReturnValue:
    """Send those that had failed when the page was made, unless somebody else did so since."""
    own, seen = office(), place_in(request.form.get("revision", ""))
    now = own.now()
    if seen is None or not (
        count := deliveries.requeue_failed(own.register, min(seen.at, now), now, visitor().actor)
    ):
        return _all_page(is_late=True), HTTPStatus.CONFLICT
    own.wake_courier()
    return see_other(url_for(".mail", gjort="skicka-alla", antal=count))


def _all_page(*, is_late: bool = False) -> str:
    count, unsure = unsent.failed_copies(office().register)
    return render_template(
        "desk/send_all_again.html",
        count=count,
        unsure=unsure,
        most=deliveries.MOST_AT_ONCE,
        revision=Place(office().now(), 0).token,
        has_mail_server=bool(office().settings.smtp_url),
        is_late=is_late,
    )


@desk_mail.get(_ONE)
def send_again(delivery_id: int) -> str:
    """What will happen when a copy is sent again; `fran=planen` leads back to its plan."""
    return _page(_delivery(delivery_id))


@desk_mail.post(_ONE)
def do_send_again(delivery_id: int) -> ResponseReturnValue:
    """Send it, unless somebody else did so since the page was made."""
    delivery, own = _delivery(delivery_id), office()
    if not can_go_again(delivery) or not deliveries.requeue(
        own.register,
        delivery_id,
        own.now(),
        visitor().actor,
        attempts=request.form.get("revision", -1, int),
    ):
        return _page(_delivery(delivery_id), is_late=True), HTTPStatus.CONFLICT
    own.wake_courier()
    return see_other(_way_back(delivery, gjort="skicka-igen"))


def can_go_again(delivery: Delivery) -> bool:
    """Whether a copy goes no more unless somebody sends it again."""
    return delivery.can_go_again(has_mail_server=bool(office().settings.smtp_url))


def _delivery(delivery_id: int) -> Delivery:
    register = office().register
    delivery = deliveries.find_delivery(register, delivery_id)
    case = find_case(register, delivery.reference) if delivery else None
    if delivery is None or case is None:
        abort(HTTPStatus.NOT_FOUND)
    if not may(visitor().actor, Action.SEND_AGAIN, case.id, case.form):
        abort(HTTPStatus.NOT_FOUND)
    return delivery


def _page(delivery: Delivery, *, is_late: bool = False) -> str:
    register = office().register
    happened = [
        one
        for one in events_of(register, delivery.filing_id)
        if one.delivery_id == delivery.id and one.kind in _OF_SENDING
    ]
    return render_template(
        "desk/send_again.html",
        delivery=delivery,
        sent=_sent(delivery),
        can_go=can_go_again(delivery),
        has_mail_server=bool(office().settings.smtp_url),
        is_late=is_late,
        last=told(register, happened[-1:]),
        back=_way_back(delivery),
    )


def _sent(delivery: Delivery) -> Sent:
    case = find_case(office().register, delivery.reference)
    return facts_of(case.form if case else "").sent()


def _way_back(delivery: Delivery, **done: str) -> str:
    if request.args.get("fran") != FROM_PLAN:
        return url_for(".mail", **done)  # type: ignore[arg-type]
    at = {"reference": delivery.reference, "_anchor": "utskick"}
    return url_for("desk_plans.plan", **at | done)  # type: ignore[arg-type]
