"""The public list of the municipality's accounts: a page, files, and a page for other sites.

What was made of a list is kept as long as the list is the same, so that most answers cost a look in
the index. None of them knows who asks: no cookie is read and nothing that was sent comes back.
"""

import base64
import gzip
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from threading import Thread

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from markupsafe import Markup

from office.exports.accounts import FILES, Published, at_home, schema_json
from office.public_accounts import PublicList, PublicLists
from register.errors import RegisterUnavailable
from web.office import office
from web.site.compression import reads_gzip

SECONDS_KEPT = 300
EMBEDDED = "inbaddad"
_HTML = "text/html; charset=utf-8"
_MOST_KEPT = 32
_WHERE_PARTS_MEET = re.compile(r"(?<=[^/]/)(?=[^/])|(?<=[\w])(?=[.?@])")
_WORDS = {
    "csv": "CSV, för kalkylprogram",
    "json": "JSON, för program",
    "ttl": "Beskrivning som öppna data (DCAT-AP-SE)",
}
accounts = Blueprint("accounts", __name__)


@accounts.app_template_filter()
def in_parts(address: str) -> Markup:
    """An address that a narrow column breaks where its parts meet."""
    return Markup("<wbr>").join(_WHERE_PARTS_MEET.split(address))


@accounts.get("/konton/")
def page() -> Response:
    """The list to read, or bare for a page of another site that the settings name."""
    if request.args.get(EMBEDDED) == "1":
        response = _answer("bare", _HTML, _bare)
        response.headers["Content-Security-Policy"] = _policy_of_bare()
        return response
    return _answer(f"page {request.script_root}", _HTML, _page)


def file(end: str) -> Response:
    """The list as a file, for scripts on any site too."""
    media, make = FILES[end]
    response = _answer(end, media, lambda found: make(found, _home()))
    response.access_control_allow_origin = "*"
    return response


for _end in FILES:
    accounts.add_url_rule(f"/konton.{_end}", view_func=file, defaults={"end": _end})


@accounts.get("/konton/schema.json")
def schema() -> Response:
    """What the JSON holds, as JSON Schema."""
    response = _answer("schema", "application/schema+json", lambda _: schema_json())
    response.access_control_allow_origin = "*"
    return response


def public_lists() -> PublicLists:
    """Those of the application that answers this request."""
    found: PublicLists = current_app.extensions["public_lists"]
    return found


def read_ahead(app: Flask) -> Thread:
    """Look at the list in a thread, so that nobody waits for the first look of a process, which
    judges every account."""
    lists: PublicLists = app.extensions["public_lists"]

    def look() -> None:
        # Whoever asks is told.
        with suppress(RegisterUnavailable):
            lists.now()

    thread = Thread(target=look, name="public list", daemon=True)
    thread.start()
    return thread


def _answer(name: str, media: str, make: Callable[[PublicList], bytes]) -> Response:
    found = public_lists().now()
    response = Response(content_type=media)
    # Weak: the same for whoever reads gzip and for whoever does not.
    tag = f"{found.digest[:32]}-{sha256(name.encode()).hexdigest()[:8]}"
    response.set_etag(tag, weak=True)
    response.cache_control.public, response.cache_control.max_age = True, SECONDS_KEPT
    response.vary.add("Accept-Encoding")
    if request.if_none_match.contains_weak(tag):
        response.status_code = HTTPStatus.NOT_MODIFIED
    elif reads_gzip():
        response.content_encoding = "gzip"
        whole = partial(_kept, found, name, lambda: make(found))
        response.set_data(_kept(found, f"{name} gzip", lambda: _packed(whole())))
    else:
        response.set_data(_kept(found, name, lambda: make(found)))
    return response


def _kept(found: PublicList, name: str, make: Callable[[], bytes]) -> bytes:
    body = found.made.get(name)
    if body is None:
        body = make()
        if len(found.made) < _MOST_KEPT:
            found.made[name] = body
    return body


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def _page(found: PublicList) -> bytes:
    page = render_template(
        "open/accounts.html",
        media=list(found.by_medium()),
        count=len(found.accounts),
        files={words: url_for(".file", end=end) for end, words in _WORDS.items()},
    )
    return page.encode()


def _bare(found: PublicList) -> bytes:
    facts = {"media": list(found.by_medium()), "where": _home(), "target": "_top"}
    return render_template("open/bare.html", **facts).encode()


def _home() -> Published:
    return at_home(office().settings)


def _policy_of_bare() -> str:
    """Nothing runs, the one style is that of the page, and no other site may show it."""
    sites = " ".join(office().settings.embed_on) or "'none'"
    style = render_template("open/bare.css").encode()
    known = base64.b64encode(sha256(style).digest()).decode()
    rules = ("default-src 'none'", f"style-src 'sha256-{known}'", "base-uri 'none'")
    return "; ".join((*rules, "form-action 'none'", f"frame-ancestors {sites}"))
