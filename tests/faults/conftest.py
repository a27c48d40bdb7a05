"""The private PostgreSQL of the register's tests, for the fault tests too."""

from tests.register.databases import database_url, postgres, server_url

__all__ = ["database_url", "postgres", "server_url"]
