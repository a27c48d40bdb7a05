"""The one cookie of the pages."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface


class CookieOfThesePages(SecureCookieSessionInterface):
    """Sent back to these pages only, and not to whatever else the host serves beside them."""

    def get_cookie_path(self, app: Flask) -> str:
        """The prefix that the pages are under, as the request says."""
        return request.script_root or "/"
