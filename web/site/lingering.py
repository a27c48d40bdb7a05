"""Letting an answer through to somebody who is still sending.

A request is refused, or led to where one signs in, before its body is read where that can be known.
A connection that is closed with unread bytes in it is reset, and the answer is lost on the way (RFC
9112, 9.6): the browser would say that the server is broken. So the rest is thrown away after the
answer has been sent, as far as it comes at once.
"""

import time
from functools import partial
from typing import Any

from flask import Flask, Response, request

# A proxy that has the whole body sends it in much less.
SECONDS_AT_MOST = 5.0
# More than deploy/nginx.conf lets anybody send.
BYTES_AT_MOST = 160 * 1024 * 1024
BYTES_AT_ONCE = 64 * 1024


def linger_after_refusals(app: Flask) -> None:
    """Let `app` take in what is left of a request that it has answered."""
    app.after_request(_linger)


def _linger(response: Response) -> Response:
    # Only gunicorn needs it, and lets us see the connection: reading must never wait for long.
    if response.status_code >= 300 and "gunicorn.socket" in request.environ:
        response.call_on_close(partial(_throw_away, request.environ))
    return response


def _throw_away(environ: dict[str, Any]) -> None:
    deadline, left = time.monotonic() + SECONDS_AT_MOST, BYTES_AT_MOST
    environ["gunicorn.socket"].settimeout(SECONDS_AT_MOST)
    try:
        while left > 0 and time.monotonic() < deadline:
            thrown = len(environ["wsgi.input"].read(BYTES_AT_ONCE))
            left -= thrown
            if not thrown:
                return
    except OSError:
        return  # whoever sent it has gone, or sends nothing for so long
