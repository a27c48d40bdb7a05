"""The one cookie of the pages: where it is sent, and whether the browser takes it."""

from flask import Flask, current_app, request
from flask.sessions import SecureCookieSessionInterface

ASKED_AGAIN = "asked_again"


class CookieOfThesePages(SecureCookieSessionInterface):
    """Sent back to these pages only, and not to whatever else the host serves beside them."""

    def get_cookie_path(self, app: Flask) -> str:
        """The prefix that the pages are under, as the request says."""
        return request.script_root or "/"


def takes_no_cookie() -> bool:
    """Whether the browser was given the cookie a moment ago and did not bring it back.

    A first press without it may also come from a browser that was closed in between, so the page
    that asks for a second press marks what it sends with ASKED_AGAIN.
    """
    is_there = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return ASKED_AGAIN in request.form and not is_there
