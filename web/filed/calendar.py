"""A calendar by its secret address, for the program that somebody subscribes with."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request

from office.feeds import Ways, entries_for
from office.ics import calendar_text
from office.limits import Cost
from register.duties import Duty, OpenDuty
from register.feeds import reader_of
from web.filed.duties import own_place
from web.office import office
from web.site.addresses import lasting_url
from web.site.limits import limited

calendar = Blueprint("calendar", __name__)


@calendar.get("/kalender/<key>.ics")
@limited(Cost.CALENDAR)
def feed(key: str) -> Response:
    """What is to be done, on its days; 404 for a key that opens nothing, or nothing any more."""
    own = office()
    reader = reader_of(own.register, key)
    entries = entries_for(own, reader, Ways(_own_way, _list_way)) if reader else None
    if entries is None:
        abort(HTTPStatus.NOT_FOUND)
    response = Response(calendar_text("Att göra: sociala medier", entries))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="att-gora.ics"'
    response.add_etag()
    response.make_conditional(request)
    # The server that sends it writes the date of every answer: once is enough (RFC 9110 6.6.1).
    response.headers.remove("Date")
    return response


def _own_way(duty: OpenDuty) -> str:
    endpoint, values = own_place(duty)
    return lasting_url(endpoint, **values)


def _list_way(duty: Duty) -> str:
    return lasting_url("desk_late.late", slag=duty.value, aven="kommande")
