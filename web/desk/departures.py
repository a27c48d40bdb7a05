"""A list of people who have left: whose accounts they were is shown, then marked by a press.

Nothing of the list is kept but the marks of those who stand in a plan.
"""

from collections.abc import Iterator
from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from office import departing
from office.departing import MOST_LINES, Seen, TooMany
from office.limits import Cost
from register.departures import Concerned
from register.index import FEWEST
from web.desk.guard import look, visitor
from web.office import office
from web.site.limits import count

ADDRESS = "/register/slutat/"
# What one page shows, and marks; the rest is found when the list is pasted again.
MOST_ACCOUNTS = 300
NOBODY = "Klistra in minst en e-postadress"
TOO_LONG = f"Listan är för lång. Klistra in högst {MOST_LINES:,} rader åt gången".replace(",", " ")
NONE_CHOSEN = "Inget konto var ikryssat, så ingen är markerad. Klistra in listan igen"
# No number here is longer.
_LONGEST_NUMBER = 9
desk_departures = Blueprint("desk_departures", __name__)


@desk_departures.get(ADDRESS)
def first() -> str:
    """Where a list is pasted."""
    return _page()


@desk_departures.post(ADDRESS)
def show() -> ResponseReturnValue:
    """Whose accounts they were. Nothing is marked yet."""
    count(Cost.LEAVERS)
    text = request.form.get("people", "")
    try:
        people = departing.people_in(text)
    except TooMany:
        return _page(error=TOO_LONG, text=text), HTTPStatus.UNPROCESSABLE_ENTITY
    if not people.addresses:
        page = _page(error=NOBODY, text=text, wrong=people.wrong)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    who = visitor()
    found = departing.concerned(office(), people.addresses, who.actor, who.sight)
    look("leavers", len(found))
    return render_template(
        "desk/departures_found.html",
        people=people,
        found=[(one, value_of(one)) for one in found[:MOST_ACCOUNTS]],
        is_more=len(found) > MOST_ACCOUNTS,
        most=MOST_ACCOUNTS,
        fewest=FEWEST,
    )


@desk_departures.post(f"{ADDRESS}markera")
def mark() -> ResponseReturnValue:
    """Mark them in the accounts that were chosen, as far as those are as they were seen."""
    count(Cost.LEAVERS)
    chosen = list(_chosen())[:MOST_ACCOUNTS]
    if not chosen:
        return _page(error=NONE_CHOSEN), HTTPStatus.UNPROCESSABLE_ENTITY
    outcomes = departing.mark(office(), chosen, visitor().actor)
    marked = [one for one in outcomes if one.left]
    look("leavers", len(marked))
    return render_template(
        "desk/departed.html",
        marked=marked,
        changed=[one for one in outcomes if not one.left],
        letters=sum(one.left.letters for one in marked if one.left),
        fewest=FEWEST,
        has_mail_server=bool(office().settings.smtp_url),
    )


def value_of(one: Concerned) -> str:
    """What the page sends to mark an account: what was seen of it, and whom."""
    who = (*one.administrators, *one.operators)
    return " ".join((one.reference, str(one.revision), str(one.version), *who))


def _chosen() -> Iterator[Seen]:
    """What of it was sent; what no page of ours holds is left out."""
    for value in request.form.getlist("account"):
        reference, *rest = value.split(" ") if value else [""]
        numbers, who = rest[:2], rest[2:]
        if len(numbers) == len(list(filter(_is_number, numbers))) == 2 and who:
            yield Seen(reference, int(numbers[0]), int(numbers[1]), tuple(who))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= _LONGEST_NUMBER


def _page(error: str = "", text: str = "", wrong: object = ()) -> str:
    errors = [(error, "people")] if error else []
    return render_template(
        "desk/departures.html", errors=errors, error=error, text=text, wrong=wrong
    )
