"""The databases of the register's tests, and an installation."""

from tests.register.databases import database_url, db, postgres, server_url
from tests.web.conftest import app, make_app, make_settings

__all__ = ["app", "database_url", "db", "make_app", "make_settings", "postgres", "server_url"]
