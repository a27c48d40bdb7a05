"""The databases of the register's tests."""

from tests.register.databases import database_url, db, postgres, server_url

__all__ = ["database_url", "db", "postgres", "server_url"]
