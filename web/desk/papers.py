"""Papper: sending in a heap of them, what waits for paper, and the ways to what needs a human."""

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from forms import is_administered
from office.limits import Cost, seconds_for_account
from office.receiving_paper import receive
from office.to_do import asked
from register import arrivals, due, sheets
from register.arrivals import Arrival, NewArrival, Way
from register.due import Due
from register.errors import RegisterUnavailable
from register.filings import Version, versions_by_id
from register.papers import Paper
from register.places import Place
from register.reminders import reminded_at
from register.signers import signers_of_version
from register.verdicts import Ink
from register.waiting import waiting_page
from swedish import MEGABYTE, swedish_size, swedish_wait
from web.desk.arrivals import UNREAD
from web.desk.guard import Visitor, look, see_other, visitor, whoever
from web.desk.heaps import SINCE
from web.desk.timeline import not_signed_by
from web.office import office
from web.papers import words
from web.papers.telling import came_in_words
from web.papers.words import UNTAKEN, Words
from web.site.cookies import takes_no_cookie
from web.site.limits import LimitReached

# Without the script all files come in one request, and somebody may choose a whole folder.
MOST_AT_ONCE = 128 * MEGABYTE
# What a browser sends around them.
_ROUND_THE_FILES = 64 * 1024
log = logging.getLogger(__name__)
desk_papers = Blueprint("desk_papers", __name__)


@dataclass(frozen=True)
class List:
    """A list of papers: what it is called and `about`, its endpoint and how long it is; `which` of
    those that are shown there."""

    words: str
    about: str
    endpoint: str
    count: int | None = None
    which: str | None = None


@desk_papers.url_value_preprocessor
def prepare_for_files(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Let who sends in paper do so with large requests, and each account with so much of it. Here,
    because the CSRF check reads a request before views."""
    who = whoever() if request.method == "POST" else None
    if who is not None and who.reaches(endpoint or ""):
        request.max_content_length = MOST_AT_ONCE + _ROUND_THE_FILES
        megabytes = min(request.content_length or 0, MOST_AT_ONCE) // MEGABYTE + 1
        if wait := seconds_for_account(office(), Cost.HEAP, who.account_id, megabytes):
            raise LimitReached(Cost.HEAP, wait)


@desk_papers.get("/register/papper/")
def first() -> str:
    """Where paper is sent in, and how much of it needs somebody."""
    return _page()


@desk_papers.post("/register/papper/")
def send() -> ResponseReturnValue:
    """Keep any number of files; the courier reads them."""
    begun, largest = office().now(), office().settings.max_scan_bytes
    files = [one for one in request.files.getlist("file") if one.filename]
    if not files:
        return _untaken("no-file")
    small = [one for one in files if _size(one) <= largest]
    if not small:
        return _too_large()
    for one in set(files) - set(small):
        flash(arrivals.name_of(one.filename or ""), "too-large")
    taken = [_taken(one) for one in small]
    office().wake_reader()
    return see_other(_way_on(taken, begun))


def _size(file: FileStorage) -> int:
    size = file.stream.seek(0, os.SEEK_END)
    file.stream.seek(0)
    return size


def _taken(file: FileStorage) -> Arrival:
    new = NewArrival(file.read(), file.filename or "", file.mimetype, Way.DESK)
    return receive(office(), new, visitor().actor)


def _way_on(taken: Sequence[Arrival], begun: datetime) -> str:
    """To the one file, or to all of them; when a heap began that comes file by file, the page says
    from which it is sent."""
    since = request.args.get(SINCE) or Place(begun, 0).token
    if len(taken) == 1:
        return url_for("desk_arrivals.file", arrival_id=taken[0].id, sedan=since)
    before = "-".join(str(one.id) for one in taken if one.arrived_at < begun)
    return url_for("desk_arrivals.files", sedan=since, forut=before or None)


def _page(error: Words | None = None, *, is_asked_again: bool = False) -> str:
    """With an `error` nothing is counted: the register may be away."""
    who = visitor()
    since = request.args.get(SINCE) or Place(office().now(), 0).token
    return render_template(
        "desk/papers.html",
        lists=[] if error else list(_lists(who)),
        department=who.department,
        action=url_for(".send", sedan=since) if who.reaches("desk_papers.send") else "",
        words=words,
        most=swedish_size(office().settings.max_scan_bytes),
        error=error,
        is_asked_again=is_asked_again,
    )


def _lists(who: Visitor) -> Iterator[List]:
    register, sight = office().register, who.sight
    may_sort = who.reaches("desk_sorting.first")
    if may_sort:
        count = sheets.asked_page(register, size=0).count
        yield List("Att sortera", "sidor som ingen vet vart de hör", "desk_sorting.first", count)
    count = due.page_of(register, Due.CHECK, asked(office(), sight, size=0)).count
    about = "blanketter vars papper har kommit in och som någon ska titta på"
    yield List("Att kontrollera", about, "desk_to_do.first", count, Due.CHECK.value)
    count = waiting_page(register, sight, size=0).count
    about = "blanketter som saknar sidor eller underskrifter"
    yield List("Väntar på papper", about, "desk_papers.waiting", count)
    if may_sort:
        about = "filerna som de kom, och vad det blev av varje sida"
        yield List("Inkommet", about, "desk_arrivals.files")
        count = arrivals.unread_page(register, size=0).count
        about = "filer som någon behöver ta hand om"
        yield List("Kunde inte läsas", about, "desk_arrivals.files", count, UNREAD)


@desk_papers.get("/register/papper/vantar/")
def waiting() -> str:
    """Plans whose paper has not come whole and signed, a page at a time."""
    who, after, register = visitor(), request.args.get("efter", ""), office().register
    page = waiting_page(register, who.sight, after)
    look("waiting", len(page.rows))
    versions = versions_by_id(register, [one.filing_id for one in page.rows])
    return render_template(
        "desk/waiting.html",
        rows=[(one, _lacking(one.paper, versions[one.filing_id])) for one in page.rows],
        may_remind=who.reaches("desk_reminders.ask"),
        is_administered=is_administered,
        reminded=reminded_at(register, [one.case_id for one in page.rows]),
        page=page,
        department=who.department,
        after=after,
    )


def _lacking(paper: Paper, version: Version) -> str:
    """What has still to come of a paper."""
    if paper.sheets and paper.missing:
        return came_in_words(paper)
    seen = [one.signer for one in paper.signers if one.signature is not Ink.EMPTY]
    signed = {*seen, *(paper.mark.signers if paper.mark else ())}
    return (
        f"Underskrift: {not_signed_by(signers_of_version(office().register, version), signed)}"
        if signed
        else "Hela papperet"
    )


def _untaken(
    code: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY, **facts: str
) -> tuple[str, HTTPStatus]:
    """The page again: nothing was taken, and files must be chosen once more."""
    is_asked_again = code in ("session-gone", "no-cookie")
    return _page(UNTAKEN[code].about(**facts), is_asked_again=is_asked_again), status


@desk_papers.errorhandler(CSRFError)
def session_gone(error: CSRFError) -> ResponseReturnValue:
    """Files cannot be kept for a second press."""
    return _untaken("no-cookie" if takes_no_cookie() else "session-gone", HTTPStatus.BAD_REQUEST)


@desk_papers.errorhandler(LimitReached)
def too_many(error: LimitReached) -> ResponseReturnValue:
    """This account has sent in much."""
    wait = swedish_wait(error.seconds)
    page = _untaken("too-many", HTTPStatus.TOO_MANY_REQUESTS, wait=wait)
    return *page, {"Retry-After": str(error.seconds)}


@desk_papers.errorhandler(RequestEntityTooLarge)
def more_than_is_read(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Nothing of the request was read; of who has not signed in neither is what they sent."""
    return _too_large() if whoever() else see_other(url_for("signing_in.ask", till=request.path))


def _too_large() -> ResponseReturnValue:
    most = swedish_size(office().settings.max_scan_bytes)
    return _untaken("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=most)


@desk_papers.errorhandler(RegisterUnavailable)
def register_unavailable(error: RegisterUnavailable) -> ResponseReturnValue:
    """What was kept before is there, and is known again when it is sent once more."""
    log.error("register unavailable", extra={"reason": str(error)})
    return _untaken("no-register", HTTPStatus.SERVICE_UNAVAILABLE)
