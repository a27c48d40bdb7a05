"""Inkommet: files with signed paper as they came, and what became of each page in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register import arrivals, filings
from register.accounts import names_of
from register.arrivals import Arrival, Way
from register.heaps import Fate, Heap, sheets_in
from register.places import PAGE
from register.sheets import sheets_of
from register.verdicts import Verdict
from swedish import swedish_size
from web.desk.guard import look, see_other, visitor
from web.desk.heaps import BEFORE, SINCE, fate_in_words, heap_in_address, heap_told, refresh_of_page
from web.desk.sheets_told import told
from web.office import office
from web.papers.words import Words, refused
from web.site.headers import SANDBOX

WAYS: Mapping[Way, str] = {
    Way.PHONE: "Med koden på papperet",
    Way.RECEIPT: "Från kvittot eller Mina planer",
    Way.DESK: "I registret",
    Way.FOLDER: "Från skannerns mapp",
    Way.MAIL: "Med e-post",
    Way.COMMAND: "Med ett kommando",
}
# What could not be read, and of which nobody has taken care.
UNREAD = "olasta"
_ALL = "/register/papper/inkommet/"
# A database takes no higher number.
_ONE = f"{_ALL}<int(max=2147483647):arrival_id>"
_MOST_DIGITS = 9
desk_arrivals = Blueprint("desk_arrivals", __name__)


@dataclass(frozen=True)
class ToldFile:
    """A file, in words how it came and by whom, and what became of it: of its pages, or why it
    cannot be read."""

    arrival: Arrival
    way: str
    by: str
    words: str
    refusal: Words | None


def files_told(found: Collection[Arrival]) -> list[ToldFile]:
    """Files in their order."""
    register = office().register
    people = names_of(register, {one.account_id for one in found if one.account_id})
    sheets = sheets_in(register, [one.id for one in found])
    return [_told(one, sheets[one.id], people.get(one.account_id or 0, "")) for one in found]


def _told(one: Arrival, sheets: Mapping[Verdict, int], by: str) -> ToldFile:
    fate = Fate(1, int(not one.is_read), int(bool(one.refused)), one.pages or 0, sheets)
    refusal = refused(one.refused, one.facts) if one.refused else None
    return ToldFile(one, WAYS[one.way], by, fate_in_words(fate), refusal)


@desk_arrivals.get(_ALL)
def files() -> str:
    """What came, newest first; or what could not be read, oldest first; or what somebody sent in at
    one time."""
    heap, is_unread = heap_in_address(), request.args.get("visa") == UNREAD
    found, after = _unread() if is_unread else _newest(heap)
    kept: dict[str, Any] = {name: request.args.get(name) for name in ("visa", SINCE, BEFORE)}
    told_heap = heap_told(heap) if heap else None
    waits = told_heap.waits if told_heap else not all(one.is_read for one in found)
    return render_template(
        "desk/arrivals.html",
        files=files_told(found),
        more=url_for(".files", efter=after, **kept) if after else "",
        first=url_for(".files", **kept) if request.args.get("efter") else "",
        heap=told_heap,
        is_unread=is_unread,
        most=swedish_size(office().settings.max_scan_bytes),
        refresh=refresh_of_page(waits=waits),
    )


def _unread() -> tuple[list[Arrival], str]:
    page = arrivals.unread_page(office().register, request.args.get("efter", ""))
    return page.rows, page.next


def _newest(heap: Heap | None) -> tuple[list[Arrival], str]:
    typed = request.args.get("efter", "")
    before = int(typed) if typed.isdecimal() and len(typed) <= _MOST_DIGITS else None
    which = heap.is_in_it if heap else None
    found = arrivals.newest_arrivals(office().register, PAGE + 1, before, which)
    return found[:PAGE], str(found[PAGE - 1].id) if len(found) > PAGE else ""


@desk_arrivals.get(f"{_ONE}/")
def file(arrival_id: int) -> str:
    """One file: how it came, and what became of page after page."""
    return _page(_found(arrival_id))


@desk_arrivals.get(f"{_ONE}/fil")
def as_it_came(arrival_id: int) -> Response:
    """Its bytes, whatever they are: to be kept, and never to be opened as something of ours."""
    found = _found(arrival_id)
    content = arrivals.content_of(office().register, arrival_id)
    if content is None:
        abort(HTTPStatus.NOT_FOUND)
    look("arrival")
    response = Response(content, mimetype="application/octet-stream")
    name = quote(found.name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@desk_arrivals.post(f"{_ONE}/klar")
def settle(arrival_id: int) -> ResponseReturnValue:
    """Somebody has taken care of a file that could not be read."""
    found, own = _found(arrival_id), office()
    if not arrivals.settle_arrival(own.register, found, own.now(), visitor().actor):
        return _page(_found(arrival_id), is_late=True), HTTPStatus.CONFLICT
    return see_other(url_for(".file", arrival_id=arrival_id, gjort="klar"))


def _found(arrival_id: int) -> Arrival:
    return arrivals.arrival_by_id(office().register, arrival_id) or abort(HTTPStatus.NOT_FOUND)


def _page(found: Arrival, *, is_late: bool = False) -> str:
    register, heap = office().register, heap_in_address()
    [told_file] = files_told([found])
    return render_template(
        "desk/arrival.html",
        file=told_file,
        size=swedish_size(found.size),
        sheets=told(sheets_of(register, found.id)),
        sent_for=filings.filing_by_id(register, found.filing_id) if found.filing_id else None,
        heap=heap_told(heap) if heap else None,
        is_late=is_late,
        is_done=request.args.get("gjort") == "klar",
        refresh=refresh_of_page(waits=not found.is_read),
    )
