"""Installations, and a server for one of them."""

from tests.register.databases import postgres, server_url
from tests.web.conftest import make_app, make_settings

__all__ = ["make_app", "make_settings", "postgres", "server_url"]
