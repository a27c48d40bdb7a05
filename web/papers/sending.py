"""The signed paper is sent home: by the code that stands on it, by its receipt, by *Mina planer*.

Who holds the paper holds the key: no account is needed, and nothing is shown that does not stand on
it. What was sent is known again by a signed word in the address, so that pages need no script, and
nobody asks for the files of others by their numbers.
"""

import itertools
import logging
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from office.limits import Cost, seconds_for_plan
from office.receiving_paper import read_one, receive
from office.slots import AllTaken
from register.access import Action, Opened
from register.arrivals import Arrival, NewArrival, Way
from register.cases import newest_version
from register.errors import NoRoomForPaper, RegisterUnavailable
from swedish import swedish_size, swedish_wait
from web.filed.receipts import held, opened
from web.office import office
from web.papers import words
from web.papers.telling import Told, told_of
from web.papers.words import UNTAKEN, Words
from web.site.cookies import takes_no_cookie
from web.site.limits import LimitReached, count

# What a browser sends around the files.
ROUND_THE_FILES = 64 * 1024
# The pages of a long plan, one by one.
MOST_FILES = 20
# A picture is answered within three; what takes longer is read beside the mail.
SECONDS_OF_READING = 2.0
# Longer than any word of ours for so many files.
LONGEST_WORD = 500
log = logging.getLogger(__name__)

sending = Blueprint("sending", __name__)


@dataclass(frozen=True)
class Entrance:
    """Where the paper of one filing is sent in: `back` is the page before, `frame` the template
    around it."""

    found: Opened
    way: Way
    back: str
    frame: str = "base.html"


def take_papers(blueprint: Blueprint) -> None:
    """Let the pages of `blueprint`, which all take files, be asked with large ones, and say in
    words of ours why one was not taken."""
    blueprint.url_value_preprocessor(_prepare)
    blueprint.register_error_handler(CSRFError, _session_gone)
    blueprint.register_error_handler(LimitReached, _too_many)
    blueprint.register_error_handler(NoRoomForPaper, _no_room)
    blueprint.register_error_handler(RegisterUnavailable, _register_unavailable)
    blueprint.register_error_handler(RequestEntityTooLarge, _too_large)


def _prepare(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Refuse who has sent many before it is read. Here, because the CSRF check reads it before
    views."""
    request.max_content_length = _largest() + ROUND_THE_FILES
    if request.method == "POST":
        count(Cost.SCAN)


@sending.route("/v/<reference>/<int:version>/<check>/papper", methods=["GET", "POST"])
@sending.route("/V/<reference>/<int:version>/<check>/papper", methods=["GET", "POST"])
def by_code(reference: str, version: int, check: str) -> ResponseReturnValue:
    """For who holds the paper."""
    found, _ = held(reference, version, check, Action.BRING)
    back = url_for("receipts.verify", reference=reference, version=version, check=check)
    return answered(Entrance(found, Way.PHONE, back))


@sending.route("/arende/<key>/papper", methods=["GET", "POST"])
def by_receipt(key: str) -> ResponseReturnValue:
    """For who holds the address of the receipt."""
    found = opened(key, Action.BRING)
    return answered(Entrance(found, Way.RECEIPT, url_for("receipts.receipt", key=key)))


def answered(entrance: Entrance) -> ResponseReturnValue:
    """The page to send in from with what came of what was sent, or the way there after sending."""
    if request.method == "POST":
        return _take_in(entrance)
    filing = entrance.found.filing
    sent = _sent(filing.id)
    return _page(entrance, told_of(office(), sent, filing.id) if sent else None)


def _take_in(entrance: Entrance) -> ResponseReturnValue:
    files = [one for name in ("photo", "file") for one in request.files.getlist(name) if one]
    if not files or len(files) > MOST_FILES:
        code = "too-many-files" if files else "no-file"
        error = UNTAKEN[code].about(most=MOST_FILES)
        return _page(entrance, error=error), HTTPStatus.UNPROCESSABLE_ENTITY
    filing = entrance.found.filing
    # The first was counted before it was read.
    count(Cost.SCAN, len(files) - 1)
    arrivals = [_kept(one, entrance) for one in files]
    _read(arrivals)
    sent = _serializer(filing.id).dumps([one.id for one in arrivals])
    return redirect(f"{_here()}?skickat={sent}", HTTPStatus.SEE_OTHER)


def _kept(file: FileStorage, entrance: Entrance) -> Arrival:
    if seconds := seconds_for_plan(office(), entrance.found.filing.case_id):
        raise LimitReached(Cost.PLANS_SCAN, seconds)
    with closing(file):
        content = file.read()
    new = NewArrival(
        content=content,
        name=file.filename or "",
        media=file.mimetype,
        way=entrance.way,
        filing_id=entrance.found.filing.id,
    )
    return receive(office(), new, entrance.found.actor)


def _read(arrivals: Sequence[Arrival]) -> None:
    """A page at least, and more while there is time; the rest is read beside the mail."""
    end, asked = time.monotonic() + SECONDS_OF_READING, itertools.count()
    # They are kept whatever happens now.
    with suppress(AllTaken, RegisterUnavailable), office().scans.one():
        for one in arrivals:
            read_one(office(), one.id, lambda: next(asked) > 0 and time.monotonic() > end)
    office().wake_reader()


def _serializer(filing_id: int) -> URLSafeSerializer:
    return URLSafeSerializer(office().settings.secret_key, f"paper of {filing_id}")


def _sent(filing_id: int) -> list[int]:
    """The numbers of what this visitor sent in for a filing, as the address says."""
    word = request.args.get("skickat", "")[:LONGEST_WORD]
    try:
        found: list[int] = _serializer(filing_id).loads(word)
    except BadSignature:
        return []
    return found


def _page(entrance: Entrance, told: Told | None = None, error: Words | None = None) -> str:
    filing = entrance.found.filing
    newest = newest_version(office().register, filing.case_id)
    return _rendered(
        error,
        frame=entrance.frame,
        back=entrance.back,
        filing=filing,
        told=told,
        here=f"{_here()}?skickat={request.args.get('skickat', '')}",
        newer=newest if newest > filing.version else None,
    )


def _rendered(error: Words | None, **facts: Any) -> str:
    return render_template("papers/send.html", error=error, action=_here(), words=words, **facts)


def _here() -> str:
    return request.script_root + request.path


def _untaken(code: str, status: HTTPStatus, **facts: str) -> tuple[str, HTTPStatus]:
    """The page, whoever's it is, with why nothing was taken: files must be chosen once more."""
    is_asked_again = code in ("session-gone", "no-cookie")
    return _rendered(UNTAKEN[code].about(**facts), is_asked_again=is_asked_again), status


def _session_gone(error: CSRFError) -> ResponseReturnValue:
    """Files cannot be kept for a second press, so they must be chosen again."""
    return _untaken("no-cookie" if takes_no_cookie() else "session-gone", HTTPStatus.BAD_REQUEST)


def _too_many(error: LimitReached) -> ResponseReturnValue:
    """This client has sent many files, or many came for this plan."""
    page = _untaken("too-many", HTTPStatus.TOO_MANY_REQUESTS, wait=swedish_wait(error.seconds))
    return *page, {"Retry-After": str(error.seconds)}


def _no_room(error: NoRoomForPaper) -> ResponseReturnValue:
    """Too much waits to be read, or the disk is nearly full."""
    log.error("no room for paper", extra={"reason": str(error)})
    return _untaken("no-room", HTTPStatus.SERVICE_UNAVAILABLE)


def _register_unavailable(error: RegisterUnavailable) -> ResponseReturnValue:
    """Who sends still has the files; of who asks how it goes nothing is lost."""
    log.error("register unavailable", extra={"reason": str(error)})
    code = "no-register" if request.method == "POST" else "not-seen"
    return _untaken(code, HTTPStatus.SERVICE_UNAVAILABLE)


def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The request was too large to be read."""
    limit = swedish_size(_largest())
    return _untaken("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=limit)


def _largest() -> int:
    return office().settings.max_scan_bytes


take_papers(sending)
