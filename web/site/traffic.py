"""Every request has a number of its own, a line in the log, and is counted."""

import errno
import logging
import re
import secrets
import time
from http import HTTPStatus

from flask import Flask, Response, abort, g, request, request_started
from flask.globals import request_ctx
from werkzeug.exceptions import ServiceUnavailable

from web.watch.metrics import REQUEST_SECONDS, REQUESTS

ID_BYTES = 8
# Fields in one request: far more than the rows that are read of all lists, and as many as Werkzeug
# takes of parts. A body of the largest size has room for 700 000.
MOST_FIELDS = 1_000
# What a proxy in front makes: long enough to be found again, nothing that could deceive a log.
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{8,64}")
# What says that there is no room for a file.
_FULL = (errno.ENOSPC, errno.EDQUOT)
log = logging.getLogger("blanketter.request")


class NoRoomToReceive(ServiceUnavailable):
    """What is sent is too large to be held in memory, and no disk takes it: not a word of it can be
    read."""


def measure_bodies(app: Flask) -> None:
    """Refuse bodies of untold length and of too many fields; before anything that reads a form.

    No browser sends such. Werkzeug stops reading at the limit without a word, and the rest of the
    answers would be lost; and it counts the fields of one of the two ways to send a form alone.
    """
    app.before_request(_refuse_hostless)
    app.before_request(_refuse_unmeasured)
    app.before_request(_refuse_crowded)


def _refuse_hostless() -> Response | None:
    """Answer without a page who names a host that none can have: its links could not be made."""
    if request_ctx.url_adapter is not None:
        return None
    return Response("Adressen är fel skriven.\n", HTTPStatus.BAD_REQUEST, mimetype="text/plain")


def _refuse_unmeasured() -> None:
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        abort(HTTPStatus.LENGTH_REQUIRED)


def _refuse_crowded() -> None:
    is_form = request.mimetype == "application/x-www-form-urlencoded"
    if is_form and request.get_data().count(b"&") >= MOST_FIELDS:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    # In parts a field may come without a name, which no browser sends and nothing expects.
    if request.mimetype == "multipart/form-data" and _has_nameless():
        abort(HTTPStatus.BAD_REQUEST)


def _has_nameless() -> bool:
    try:
        return None in request.form
    except OSError as error:
        # Werkzeug lays files down while it reads; that a browser breaks off is another error.
        if error.errno not in _FULL:
            raise
        raise NoRoomToReceive from error


def watch_traffic(app: Flask) -> None:
    """Let every request of `app` be numbered, logged and counted, whatever becomes of it."""
    # Sooner than before_request, where the CSRF check may already end the request.
    request_started.connect(_begin, app)
    app.after_request(_end)


def _begin(sender: Flask) -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _SANE_ID.fullmatch(given) else secrets.token_hex(ID_BYTES)
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.started
    # The view's name and never the address: addresses hold keys.
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, response.status_code).inc()
    REQUEST_SECONDS.labels(endpoint).observe(seconds)
    facts = {
        "endpoint": endpoint,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    log.info("request", extra=facts)
    response.headers["X-Request-ID"] = g.request_id
    return response
