"""Small transfers of pages that hold nothing to give away.

A secret that is compressed beside text that a visitor chose is given away by the length of the
answer (BREACH). So pages are compressed one by one, where it is known that they hold nothing typed
nor anybody's answers, and no CSRF token beside anything that came with the request.
"""

import gzip
from http import HTTPStatus

from flask import Flask, Response, request

# The same for everybody. Only the guide looks at its address at all: which questions led here.
OPEN_PAGES = frozenset(
    (
        "pages.accessibility",
        "pages.personal_data",
        "policy_pages.guidelines",
        "guide.start",
        "guide.step",
        "guide.chart",
        "user_guide.guide",
        # It has a token, but repeats nothing that came with the request.
        "filling.empty_form",
    )
)


def compress_open_pages(app: Flask) -> None:
    """Compress what anybody may read for browsers that can read it so."""

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint in OPEN_PAGES and response.status_code == HTTPStatus.OK:
            _pack(response)
        return response


def _pack(response: Response) -> None:
    response.vary.add("Accept-Encoding")
    if reads_gzip():
        response.set_data(gzip.compress(response.get_data(), compresslevel=5, mtime=0))
        response.content_encoding = "gzip"


def reads_gzip() -> bool:
    """Whether the browser says that it reads gzip."""
    return request.accept_encodings.quality("gzip") > 0
