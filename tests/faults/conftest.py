"""The databases of the register's tests and the authority of the mail's, for the fault tests."""

from tests.mail.conftest import authority
from tests.register.databases import database_url, db, postgres, server_url
from tests.web.conftest import make_app, make_settings

__all__ = [
    "authority",
    "database_url",
    "db",
    "make_app",
    "make_settings",
    "postgres",
    "server_url",
]
