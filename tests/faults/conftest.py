"""The private PostgreSQL of the register's tests, for the fault tests too."""

from tests.register.databases import postgres, server_url

__all__ = ["postgres", "server_url"]
